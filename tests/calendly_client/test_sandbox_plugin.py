"""The fixtures for pytest come when they are asked for, and only then."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

TESTS = """
import asyncio, os
import pytest
from calendly_client import Calendly

def test_a_client(calendly, calendly_sandbox):
    assert calendly.users.me() == calendly_sandbox.users[0]

@pytest.mark.calendly_sandbox(plan="free", sending="held")
class TestMarked:
    @pytest.mark.calendly_sandbox(plan="trial")
    def test_options(self, calendly_sandbox):
        assert (calendly_sandbox.plan, calendly_sandbox.sending) == ("trial", "held")

def test_an_async_client(async_calendly):
    async def name():
        return (await async_calendly.users.me()).name
    assert asyncio.run(name()) == asyncio.run(name()) == "Noor Haddad"

def test_the_environment(calendly_environment):
    with Calendly() as calendly:
        assert calendly.users.me().name == "Noor Haddad"

def test_nothing_is_left(request):
    assert "CALENDLY_TOKEN" not in os.environ
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "--strict-markers", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_fixtures_work_and_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["calendly_client.testing.plugin"]\n')
    (tmp_path / "test_theirs.py").write_text(TESTS)
    ran = run(tmp_path, "-p", "no:cacheprovider")
    assert "5 passed" in ran.stdout, ran.stdout + ran.stderr
    assert "calendly_sandbox(**options)" in run(tmp_path, "--markers").stdout


def test_nobodys_pytest_loads_them_unasked() -> None:
    loaded = {point.value.partition(".")[0] for point in entry_points(group="pytest11")}
    assert not loaded & {"calendly_client", "api_client_core"}

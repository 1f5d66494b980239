"""The fixtures for pytest come when they are asked for, and only then."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from api_client_core.testing import SandboxProcess
from calendly_client import Calendly

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

def test_the_marker_is_explained(pytestconfig):
    assert any("calendly_sandbox(**options)" in line for line in pytestconfig.getini("markers"))
"""


@pytest.mark.slow
def test_the_fixtures_work_and_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["calendly_client.testing.plugin"]\n')
    (tmp_path / "test_theirs.py").write_text(TESTS)
    options = ("-q", "-W", "error", "--strict-markers", "-p", "no:cacheprovider")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "6 passed" in ran.stdout, ran.stdout + ran.stderr


def test_nobodys_pytest_loads_them_unasked() -> None:
    loaded = {point.value.partition(".")[0] for point in entry_points(group="pytest11")}
    assert not loaded & {"calendly_client", "api_client_core"}


def test_people_book_in_another_process_too() -> None:
    options = ("--clock", "2026-11-30T09:00Z", "--bookings", "0")
    with SandboxProcess("calendly_client.testing", *options) as far:
        ada = far.call("book", "intro-call", invitee_name="Ada Okafor")
        with Calendly(far.environment["CALENDLY_TOKEN"], base_url=far.url) as calendly:
            assert calendly.scheduled_events.invitee(ada).name == "Ada Okafor"
            far.call("cancel", ada, by="host")
            assert calendly.scheduled_events.invitee(ada).status == "canceled"
            far.advance(timedelta(hours=3))
            assert far.state() == {"now": "2026-11-30T12:00:00+00:00", "requests": 2}

"""The fixtures for pytest come when they are asked for, and only then; the command line runs."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from importlib.metadata import entry_points
from pathlib import Path

import httpx
import pytest

from clevertap_client import CleverTap, CleverTapError, RetryPolicy
from clevertap_client.testing import Answer, CleverTapSandbox, faults
from clevertap_client.testing.__main__ import main

TESTS = """
import asyncio, os
import pytest
from clevertap_client import CleverTap, EventRecord

def test_a_client(clevertap, clevertap_sandbox):
    clevertap.uploads.send([EventRecord("Booked", "kim")])
    assert clevertap_sandbox.event_count("Booked") == 1

@pytest.mark.clevertap_sandbox(timezone="Asia/Tokyo", waits_per_count=1)
class TestMarked:
    @pytest.mark.clevertap_sandbox(timezone="Europe/Berlin")
    def test_options(self, clevertap_sandbox):
        sandbox = clevertap_sandbox
        assert (sandbox.timezone, sandbox.waits_per_count) == ("Europe/Berlin", 1)

def test_an_async_client(async_clevertap, clevertap_sandbox):
    clevertap_sandbox.add_profile("kim", Name="Kim")
    async def name():
        return (await async_clevertap.profiles.get("kim")).name
    assert asyncio.run(name()) == asyncio.run(name()) == "Kim"

def test_the_environment(clevertap_environment):
    clevertap_environment.add_profile("kim", Name="Kim")
    with CleverTap() as clevertap:
        assert clevertap.profiles.get("kim").name == "Kim"

def test_nothing_is_left(request):
    assert "CLEVERTAP_PASSCODE" not in os.environ
"""


def test_the_fixtures_work_and_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["clevertap_client.testing.plugin"]\n')
    (tmp_path / "test_theirs.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "--strict-markers"]
    command += ["-p", "no:cacheprovider"]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # it needs none, and is faster
    ran = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert "5 passed" in ran.stdout, ran.stdout + ran.stderr


def test_nobodys_pytest_loads_them_unasked() -> None:
    loaded = {point.value.partition(".")[0] for point in entry_points(group="pytest11")}
    assert "clevertap_client" not in loaded


def test_the_command_line_fills_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, screen = threading.Event(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", screen)
    arguments = ["--profiles", "2", "--clock", "2026-03-04T12:00", "--live", "Booked"]
    arguments += ["--passcode", "OWN", "--without", "segments", "--waits", "1"]
    running = threading.Thread(target=main, args=(arguments, stop))
    running.start()
    try:
        while "PASSCODE" not in screen.getvalue() and running.is_alive():
            time.sleep(0.01)
        lines = screen.getvalue().splitlines()
        told = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        assert told["CLEVERTAP_PASSCODE"] == "OWN"
        headers = {
            "X-CleverTap-Account-Id": told["CLEVERTAP_ACCOUNT_ID"],
            "X-CleverTap-Passcode": "OWN",
        }
        with httpx.Client(base_url=told["CLEVERTAP_BASE_URL"], headers=headers) as http:
            assert http.get("/1/profile.json?identity=user-2").json()["record"]["name"] == "User 2"
            assert http.post("/1/counts/profiles.json", json={}).json()["status"] == "partial"
            assert http.post("/api/createSegment", json=[]).status_code == 403
    finally:
        stop.set()
        running.join()


@pytest.mark.parametrize(
    "fault",
    [
        faults.too_many_requests(),
        faults.server_error(503),
        faults.gateway_page(),
        faults.no_words(200),
        faults.in_progress(),
        faults.no_result_yet(),
        faults.account_not_valid(),
    ],
)
def test_each_fault_is_an_error_of_the_client(fault: Answer) -> None:
    sandbox = CleverTapSandbox()
    sandbox.fail(fault, times=9)
    http = httpx.Client(transport=sandbox.transport())
    once = RetryPolicy(retries=0)
    client = CleverTap(sandbox.account_id, sandbox.passcode, region="eu", http=http, retry=once)
    with pytest.raises(CleverTapError):
        client.profiles.get("kim")


def test_trouble_strikes_now_and_then(sandbox: CleverTapSandbox) -> None:
    sandbox.fail(faults.TROUBLE, chance=0.5, seed=3)
    with httpx.Client(transport=sandbox.transport(), base_url=sandbox.url) as http:
        for _ in range(20):
            try:
                http.get("/1/profile.json")
            except httpx.HTTPError:
                continue
    struck = [entry.fault is not None for entry in sandbox.journal]
    assert any(struck)
    assert not all(struck)

"""Another process looks into a sandbox, winds its clock, and plans its faults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import httpx
import pytest
from attrs import define

from api_client_core.testing import (
    Answer,
    Delay,
    Fault,
    Received,
    RemoteSandbox,
    Reset,
    Sandbox,
    SandboxProcess,
    Stall,
    Trickle,
    Truncate,
    route,
)
from api_client_core.testing.control import fault_data, fault_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@define(eq=False)
class Clocked(Sandbox):
    """Has a clock, and something to be called."""

    moment: datetime = NOON
    remote: ClassVar[frozenset[str]] = frozenset({"greet"})

    def now(self) -> datetime:
        """Tell its time."""
        return self.moment

    def set_clock(self, moment: datetime | None) -> None:
        """Stop the clock."""
        self.moment = moment or NOON

    def advance(self, time: timedelta) -> None:
        """Wind the clock."""
        self.moment += time

    def greet(self, name: str, *, loudly: bool = False) -> str:
        """Say hello."""
        return f"Hello {name}{'!' * loudly}"

    def secret(self) -> str:
        """Say what nobody else may hear."""
        return "secret"

    @route("GET", "/it")
    def it(self, request: Received) -> Answer:
        """Answer."""
        return Answer(200, b"it")


@pytest.fixture
def sandbox() -> Iterator[Clocked]:
    with Clocked() as sandbox:
        sandbox.controlled = True
        yield sandbox


@pytest.fixture
def remote(sandbox: Clocked) -> Iterator[RemoteSandbox]:
    with RemoteSandbox(sandbox.url) as remote:
        yield remote


def statuses(sandbox: Clocked, times: int = 1) -> list[int]:
    with httpx.Client(transport=sandbox.transport(), base_url="http://x.example") as http:
        return [http.get("/it").status_code for _ in range(times)]


def test_a_fault_lasts_for_a_time_of_the_sandboxs_clock() -> None:
    sandbox = Clocked()
    sandbox.fail(Answer(503), lasting=timedelta(hours=3))
    assert statuses(sandbox, 5) == [503] * 5
    sandbox.advance(timedelta(hours=3) - timedelta(seconds=1))
    assert statuses(sandbox) == [503]
    sandbox.advance(timedelta(seconds=1))
    assert statuses(sandbox) == [200]


def test_a_fault_may_end_by_number_before_its_time_is_over() -> None:
    sandbox = Clocked()
    sandbox.fail(Answer(503), lasting=timedelta(hours=3), times=2)
    sandbox.fail(Answer(429), lasting=timedelta(hours=1), chance=0.5, seed=1)
    assert statuses(sandbox, 2) == [503, 503]
    assert set(statuses(sandbox, 20)) == {200, 429}
    sandbox.advance(timedelta(hours=1))
    assert statuses(sandbox, 20) == [200] * 20
    with pytest.raises(ValueError, match="no time"):
        sandbox.fail(Answer(503), lasting=timedelta(0))


def test_faults_are_planned_and_ended_from_afar(sandbox: Clocked, remote: RemoteSandbox) -> None:
    remote.fail([Answer.json({"x": 1}, 503), Answer(429)], path="/it", lasting=timedelta(hours=1))
    assert set(statuses(sandbox, 20)) == {429, 503}
    remote.advance(timedelta(hours=1))
    assert statuses(sandbox) == [200]
    remote.fail(Answer(500), times=3)
    remote.heal()
    assert statuses(sandbox) == [200]
    remote.fail(Reset(applied=True), times=1)
    with pytest.raises(httpx.ReadError):
        statuses(sandbox)
    with pytest.raises(ValueError, match="chance"):
        remote.fail(Answer(500), chance=7)


@pytest.mark.parametrize(
    "fault",
    [
        Answer(503),
        Answer.json({"status": "fail"}, 429, (("retry-after", "1"),)),
        Answer.html("<p>é", 502),
        Reset(),
        Reset(applied=True),
        Stall(1.5, applied=True),
        Truncate(7),
        Delay(0.2),
        Trickle(0.1, 3),
    ],
)
def test_every_fault_can_be_said_as_data(fault: Fault) -> None:
    assert fault_of(fault_data(fault)) == fault


def test_state_and_journal_are_there_and_asking_leaves_no_trace(
    sandbox: Clocked, remote: RemoteSandbox
) -> None:
    statuses(sandbox)
    sandbox.fail(Answer(503), times=9)
    assert remote.state() == {"now": NOON.isoformat(), "requests": 1}
    (entry,) = remote.journal()
    assert (entry["method"], entry["path"], entry["status"], entry["fault"]) == (
        "GET",
        "/it",
        200,
        None,
    )
    remote.set_clock(NOON + timedelta(days=1))
    assert remote.state()["now"] == "2026-03-05T12:00:00+00:00"
    remote.set_clock(None)
    assert sandbox.now() == NOON


def test_only_what_it_offers_can_be_called(remote: RemoteSandbox) -> None:
    assert remote.call("greet", "Kim", loudly=True) == "Hello Kim!"
    for wrong in ({}, {"nothing": 1}):
        with pytest.raises(ValueError, match="TypeError"):
            remote.call("greet", **wrong)
    for name in ("secret", "stop", "_respond", "nothing"):
        with pytest.raises(ValueError, match="cannot be called"):
            remote.call(name)


def test_nobody_gets_in_unless_the_sandbox_says_so() -> None:
    with Clocked() as sandbox:
        assert httpx.get(f"{sandbox.url}/_sandbox/state").status_code == 404
        sandbox.controlled = True
        assert httpx.get(f"{sandbox.url}/_sandbox/state").status_code == 200
        unknown: Any = httpx.post(f"{sandbox.url}/_sandbox/nothing", content=b"{")
        assert unknown.status_code == 404
        assert httpx.post(f"{sandbox.url}/_sandbox/fail", content=b"{").status_code == 400


def test_a_sandbox_without_the_door_is_told() -> None:
    with (
        Clocked() as sandbox,
        RemoteSandbox(sandbox.url) as remote,
        pytest.raises(RuntimeError, match="no sandbox with --control"),
    ):
        remote.state()


def test_a_process_that_does_not_start_is_told() -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        SandboxProcess("api_client_core.testing.no_such_module")

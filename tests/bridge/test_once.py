"""However many try at once, and whoever is killed in between: one event."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from calendly_clevertap import Outcome, SqliteLedger, State
from calendly_client.models import WebhookDelivery

from .conftest import Stage
from .plans import PLAN

CHILD = """
import os, signal, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from calendly_clevertap import SqliteLedger, sync_booking
from calendly_client import Calendly, webhooks
from clevertap_client import CleverTap
from tests.bridge.plans import PLAN

body, path, threads, calendly_url, token, clevertap_url, account, passcode, dies = sys.argv[1:]

class Mortal(SqliteLedger):
    def claim(self, *given):
        claimed = super().claim(*given)
        return self.die_at("claimed") or claimed

    def move(self, entries, holder):
        self.die_at("answered" if entries[0].state == "done" else "")
        return super().move(entries, holder)

    def die_at(self, moment):
        if moment == dies:
            os.kill(os.getpid(), signal.SIGKILL)

delivery = webhooks.parse_unverified(Path(body).read_bytes())
with (
    Calendly(token, base_url=calendly_url) as calendly,
    CleverTap(account, passcode, base_url=clevertap_url) as clevertap,
    Mortal(path) as ledger,
    ThreadPoolExecutor(int(threads)) as pool,
):
    print("ready", flush=True)
    sys.stdin.readline()
    def one(_):
        return sync_booking(
            delivery, calendly=calendly, clevertap=clevertap, plan=PLAN, ledger=ledger
        )
    for result in pool.map(one, range(int(threads))):
        print(*(delivery.outcome for delivery in result.deliveries), flush=True)
"""


def child(stage: Stage, body: Path, *, threads: int, dies: str = "never") -> subprocess.Popen[str]:
    """Start a process that syncs the delivery in some threads when told to."""
    given = (
        body, stage.path, threads, stage.calendly.url, stage.calendly.token,
        stage.clevertap.url, stage.clevertap.account_id, stage.clevertap.passcode, dies,
    )  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *map(str, given)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> None:
    """Wait until it is ready."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def said(process: subprocess.Popen[str]) -> list[str]:
    """Let it go, and give what it prints."""
    return process.communicate("go\n")[0].splitlines()


@pytest.fixture
def body(blocking_stage: Stage, tmp_path: Path) -> Path:
    blocking_stage.calendly.book()
    path = tmp_path / "delivery.json"
    path.write_bytes(blocking_stage.calendly.held[-1].body)
    return path


@pytest.fixture
def delivery(blocking_stage: Stage, body: Path) -> WebhookDelivery:
    return blocking_stage.calendly.held[-1].read()


@pytest.fixture
def much_later(blocking_stage: Stage) -> Iterator[SqliteLedger]:
    """Open the ledger when every claim has lapsed."""
    with SqliteLedger(blocking_stage.path, clock=lambda: time.time() + 3600) as ledger:
        yield ledger


def test_two_processes_of_ten_threads_make_one_event(blocking_stage: Stage, body: Path) -> None:
    processes = [child(blocking_stage, body, threads=10) for _ in range(2)]
    for process in processes:
        told(process)
    with ThreadPoolExecutor(2) as pool:
        printed = list(pool.map(said, processes))
    outcomes = [line for lines in printed for line in lines]
    assert len(outcomes) == 20
    assert outcomes.count("sent") == 1
    assert set(outcomes) <= {"sent", "already done", "being sent elsewhere"}
    assert blocking_stage.clevertap.event_count("Meeting Scheduled") == 1


def test_twenty_threads_with_one_ledger_make_one_event(
    blocking_stage: Stage, delivery: WebhookDelivery
) -> None:
    clients, ledger = blocking_stage.clients(), blocking_stage.ledger

    def one(_: int) -> str:
        result = blocking_stage.sync(delivery, PLAN, ledger=ledger, **clients)
        return result.deliveries[0].outcome

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(one, range(20)))
    assert outcomes.count(Outcome.SENT) == 1
    assert blocking_stage.clevertap.event_count("Meeting Scheduled") == 1


def killed(stage: Stage, body: Path, dies: str) -> None:
    process = child(stage, body, threads=1, dies=dies)
    told(process)
    process.communicate("go\n")
    assert process.returncode == -signal.SIGKILL


def test_who_is_killed_before_sending_is_succeeded_when_the_claim_lapses(
    blocking_stage: Stage, body: Path, delivery: WebhookDelivery, much_later: SqliteLedger
) -> None:
    killed(blocking_stage, body, dies="claimed")
    assert blocking_stage.clevertap.event_count("Meeting Scheduled") == 0
    with SqliteLedger(blocking_stage.path) as ledger:
        at_once = blocking_stage.sync(delivery, PLAN, ledger=ledger)
        assert at_once.deliveries[0].outcome is Outcome.ELSEWHERE
    drained = blocking_stage.drain(PLAN, ledger=much_later)
    assert [d.outcome for d in drained.deliveries] == [Outcome.SENT]
    assert blocking_stage.clevertap.event_count("Meeting Scheduled") == 1


def test_who_is_killed_after_sending_leaves_a_doubt_and_nothing_is_sent_twice(
    blocking_stage: Stage, body: Path, delivery: WebhookDelivery, much_later: SqliteLedger
) -> None:
    killed(blocking_stage, body, dies="answered")
    drained = blocking_stage.drain(PLAN, ledger=much_later)
    assert drained.deliveries == ()
    result = blocking_stage.sync(delivery, PLAN, ledger=much_later)
    assert result.deliveries[0].outcome is Outcome.IN_DOUBT
    assert result.deliveries[0].advice == "its sender did not come back"
    assert much_later.stats()[State.IN_DOUBT] == 1
    assert blocking_stage.clevertap.event_count("Meeting Scheduled") == 1

"""The ledger: one winner per event, nothing forgotten, nothing told."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from attrs import evolve

from calendly_clevertap import (
    Entry,
    InvalidArgument,
    Ledger,
    LedgerFailed,
    MemoryLedger,
    SqliteLedger,
    State,
)
from calendly_clevertap.contrib.postgres import PostgresLedger
from calendly_clevertap.ledger import key_of
from calendly_clevertap.sqlite_ledger import SqlLedger

ENTRY = Entry(
    key=key_of("booked x", "Meeting", "host@example.com"),
    booking="booked x",
    target="Meeting",
    identity="host@example.com",
    person="ada@example.org",
    event=b'{"type":"event"}',
    occurred_at=datetime(2026, 10, 1, tzinfo=UTC),
)


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["file", "memory", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[SqlLedger]:
    minute = timedelta(minutes=1)
    made: SqlLedger
    if request.param == "file":
        made = SqliteLedger(tmp_path / "ledger.db", lease=minute, clock=clock)
    elif request.param == "memory":
        made = MemoryLedger(lease=minute, clock=clock)
    else:
        where, schema = request.getfixturevalue("postgres"), f"test_{token_hex(4)}"
        made = PostgresLedger(where, schema=schema, lease=minute, clock=clock)
    with made:
        yield made


def test_all_are_ledgers(ledger: SqlLedger) -> None:
    kept: Ledger = ledger
    assert kept.stats()["done"] == 0


def test_the_first_sight_of_an_event_is_what_stays(ledger: Ledger) -> None:
    assert ledger.enter([ENTRY], {}) == (ENTRY,)
    assert ledger.enter([evolve(ENTRY, event=b'{"other":1}')], {}) == (ENTRY,)


def test_what_could_not_be_sent_is_written_anew(ledger: Ledger) -> None:
    hopeless = evolve(ENTRY, event=b"", state=State.DEAD, advice="no user")
    assert ledger.enter([hopeless], {}) == (hopeless,)
    assert ledger.enter([ENTRY], {}) == (ENTRY,)


def test_text_that_cannot_be_encoded_is_no_obstacle(ledger: Ledger) -> None:
    (stored,) = ledger.enter([evolve(ENTRY, person="half \ud800 a pair")], {})
    assert stored.person == "half ? a pair"


def claimed(ledger: Ledger, holder: str, *states: State) -> bool:
    """Try to claim the entry, and tell whether it worked."""
    (found,) = ledger.claim([ENTRY.key], holder, states or (State.PENDING,))
    return found.holder == holder


def moved(ledger: Ledger, holder: str, state: State, **changes: Any) -> bool:
    """Note how the entry stands, and tell whether it was the holder's."""
    return bool(ledger.move([evolve(ENTRY, state=state, **changes)], holder))


def test_one_claims_it_and_nobody_else(ledger: Ledger) -> None:
    ledger.enter([ENTRY], {})
    mine = evolve(ENTRY, holder="a")
    assert ledger.claim([ENTRY.key], "a") == (mine,)
    assert ledger.claim([ENTRY.key], "b") == (mine,)
    assert ledger.claim(["unknown"], "b") == ()


def test_many_are_claimed_and_moved_at_once(ledger: Ledger) -> None:
    entries = [evolve(ENTRY, key=f"{number:032}") for number in range(50)]
    keys = [entry.key for entry in entries]
    ledger.enter(entries, {})
    ledger.claim(keys[:10], "a")
    found = ledger.claim(keys, "b")
    assert [entry.key for entry in found] == keys
    assert [entry.holder for entry in found] == ["a"] * 10 + ["b"] * 40
    done = [evolve(entry, state=State.DONE) for entry in entries]
    assert ledger.move(done, "b") == frozenset(keys[10:])
    assert (ledger.stats()["pending"], ledger.stats()["done"]) == (10, 40)


def test_a_claim_that_lapses_before_sending_is_free_again(ledger: Ledger, clock: Clock) -> None:
    ledger.enter([ENTRY], {})
    ledger.claim([ENTRY.key], "a")
    clock.seconds += 61
    assert claimed(ledger, "b")
    assert not moved(ledger, "a", State.SENDING)
    assert moved(ledger, "b", State.SENDING)


def test_a_claim_that_lapses_while_sending_is_a_doubt(ledger: Ledger, clock: Clock) -> None:
    ledger.enter([ENTRY], {})
    ledger.claim([ENTRY.key], "a")
    moved(ledger, "a", State.SENDING)
    assert ledger.stats()["sending"] == 1
    clock.seconds += 61
    (found,) = ledger.claim([ENTRY.key], "b")
    assert (found.state, found.holder) == (State.IN_DOUBT, "a")
    # Its sender was only slow, and knows better.
    assert moved(ledger, "a", State.DONE)
    assert ledger.stats()["done"] == 1


def test_who_was_succeeded_can_note_nothing(ledger: Ledger, clock: Clock) -> None:
    ledger.enter([ENTRY], {})
    ledger.claim([ENTRY.key], "a")
    moved(ledger, "a", State.SENDING)
    clock.seconds += 61
    assert claimed(ledger, "b", State.IN_DOUBT)
    assert not moved(ledger, "a", State.DONE)
    assert ledger.stats()["pending"] == 1


def test_what_is_done_stays_done(ledger: Ledger, clock: Clock) -> None:
    ledger.enter([ENTRY], {})
    ledger.claim([ENTRY.key], "a")
    moved(ledger, "a", State.SENDING)
    moved(ledger, "a", State.DONE)
    clock.seconds += 3600
    assert not claimed(ledger, "b", *set(State) - {State.DONE})
    assert not moved(ledger, "a", State.PENDING)
    assert ledger.due(10) == ()


def test_the_dead_keep_code_and_advice_and_can_be_claimed_again(ledger: Ledger) -> None:
    ledger.enter([ENTRY], {})
    ledger.claim([ENTRY.key], "a")
    moved(ledger, "a", State.DEAD, code="513", advice="another name")
    (found,) = ledger.claim([ENTRY.key], "b")
    assert (found.state, found.code, found.advice) == (State.DEAD, "513", "another name")
    assert not claimed(ledger, "b", State.PENDING, State.IN_DOUBT)
    assert claimed(ledger, "b", State.DEAD)
    assert ledger.stats()["pending"] == 1


def test_what_is_due_waits_its_turn(ledger: Ledger, clock: Clock) -> None:
    ledger.enter([ENTRY], {})
    assert [entry.key for entry in ledger.due(10)] == [ENTRY.key]
    ledger.claim([ENTRY.key], "a")
    assert ledger.due(10) == ()
    moved(ledger, "a", State.PENDING, due=datetime.fromtimestamp(clock.seconds + 30, UTC))
    assert ledger.due(10) == ()
    clock.seconds += 31
    assert len(ledger.due(10)) == 1


def test_notes_are_kept(ledger: Ledger) -> None:
    assert ledger.note("a") is None
    ledger.enter([], {"a": "1", "b": "2"})
    ledger.enter([], {"a": "3"})
    assert (ledger.note("a"), ledger.note("b")) == ("3", "2")


def test_deliveries_are_stored_once_released_and_parked(ledger: Ledger) -> None:
    first = ledger.keep(b'{"\xff": 1}')
    assert ledger.keep(b'{"\xff": 1}') == first
    second = ledger.keep(b"{}")
    assert [kept.body for kept in ledger.kept(10)] == [b'{"\xff": 1}', b"{}"]
    ledger.release(first)
    ledger.release(second, "nobody can read it")
    assert ledger.kept(10) == ()
    assert (ledger.stats()["stored"], ledger.stats()["parked"]) == (0, 1)


def test_a_file_outlives_its_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with SqliteLedger(path) as ledger:
        ledger.enter([ENTRY], {"a": "1"})
    with SqliteLedger(path) as ledger:
        assert ledger.due(10) == (ENTRY,)
        assert ledger.note("a") == "1"


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    with SqliteLedger(tmp_path / "ledger.db") as ledger:
        ledger.enter([ENTRY], {})
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert modes.pop("ledger.db") == 0o600
    assert set(modes.values()) <= {0o600}


def test_it_prints_nothing_about_people(tmp_path: Path) -> None:
    with SqliteLedger(tmp_path / "ledger.db") as ledger:
        assert repr(ledger) == "<SqliteLedger ledger.db>"
    assert "@" not in repr(ENTRY)
    assert "@" not in ENTRY.key


def test_keys_differ_in_every_part() -> None:
    keys = {key_of(*parts) for parts in (("a", "b", "c"), ("a", "bc", ""), ("ab", "c", ""))}
    assert len(keys) == 3


def test_a_file_of_a_later_release_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    SqliteLedger(path).close()
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 99")
    db.close()
    with pytest.raises(LedgerFailed, match="later release"):
        SqliteLedger(path)


def test_a_file_that_is_no_ledger_is_a_named_error(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"this is no database, and long enough to show it" * 100)
    with pytest.raises(LedgerFailed, match="not a database"):
        SqliteLedger(path)
    with pytest.raises(LedgerFailed):
        SqliteLedger(tmp_path / "no such folder" / "ledger.db")


def test_a_ledger_that_breaks_later_is_a_named_error(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with SqliteLedger(path) as ledger:
        other = sqlite3.connect(path)
        other.execute("drop table events")
        other.close()
        with pytest.raises(LedgerFailed, match="no such table"):
            ledger.enter([ENTRY], {})


def test_a_lease_must_be_positive() -> None:
    with pytest.raises(InvalidArgument, match="lease"):
        MemoryLedger(lease=timedelta(0))


def run(code: str, path: Path) -> str:
    """Run some code in a process of its own, and give what it prints."""
    command = [sys.executable, "-c", code, str(path)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@needs_fork
def test_eight_processes_can_make_one_file_at_once(tmp_path: Path) -> None:
    code = """
import os, sys
from calendly_clevertap import SqliteLedger
children = []
for number in range(8):
    child = os.fork()
    if child == 0:
        SqliteLedger(sys.argv[1]).enter([], {str(number): "was here"})
        os._exit(0)
    children.append(child)
print([os.waitpid(child, 0)[1] for child in children])
"""
    assert run(code, tmp_path / "ledger.db") == f"{[0] * 8}\n"
    with SqliteLedger(tmp_path / "ledger.db") as ledger:
        assert {ledger.note(str(number)) for number in range(8)} == {"was here"}


@needs_fork
def test_a_forked_process_opens_the_file_anew(tmp_path: Path) -> None:
    code = """
import os, sys
from calendly_clevertap import SqliteLedger
with SqliteLedger(sys.argv[1]) as ledger:
    ledger.enter([], {"parent": "1"})
    child = os.fork()
    if child == 0:
        ledger.enter([], {"child": ledger.note("parent")})
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert ledger.note("child") == "1"
    ledger.enter([], {"parent": "2"})
    print(ledger.note("parent"))
"""
    assert run(code, tmp_path / "ledger.db") == "2\n"


def test_a_parked_delivery_that_comes_again_is_tried_again(ledger: SqliteLedger) -> None:
    name = ledger.keep(b"{}")
    ledger.release(name, "nobody can read it")
    assert ledger.kept(10) == ()
    assert ledger.keep(b"{}") == name
    assert [kept.id for kept in ledger.kept(10)] == [name]


def test_a_delivery_that_was_tried_in_vain_lets_others_go_first(
    ledger: SqliteLedger, clock: Clock
) -> None:
    first = ledger.keep(b"first")
    clock.seconds += 1
    second = ledger.keep(b"second")
    ledger.put_off(first)
    assert [kept.id for kept in ledger.kept(10)] == [second]
    clock.seconds += 31
    assert [kept.id for kept in ledger.kept(10)] == [second, first]


def test_a_delivery_that_is_tried_in_vain_waits_longer_each_time(
    ledger: SqliteLedger, clock: Clock
) -> None:
    name, pauses = ledger.keep(b"{}"), list[int]()
    for _ in range(8):
        ledger.put_off(name)
        pauses.append(0)
        while not ledger.kept(1):
            clock.seconds += 30
            pauses[-1] += 30
    assert pauses == [30, 60, 120, 240, 480, 900, 900, 900]
    ledger.put_off(name, 3600)  # as the service asked
    clock.seconds += 3599
    assert ledger.kept(1) == ()


class Interrupt(BaseException):
    """Comes from outside, at any moment."""


def test_an_interrupt_leaves_nothing_open(tmp_path: Path) -> None:
    path, armed = tmp_path / "ledger.db", [False]

    def interrupt(*_: object) -> None:
        if armed[0]:
            armed[0] = False
            raise Interrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with SqliteLedger(path) as ledger:
            ledger.keep(b"before")
            for number in range(200):
                with suppress(Interrupt):
                    armed[0] = True
                    signal.setitimer(signal.ITIMER_REAL, 0.00005 * (number % 20 + 1))
                    ledger.keep(b"%d" % number)
                    armed[0] = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            ledger.keep(b"after")
            with SqliteLedger(path) as other:
                other.keep(b"from another")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

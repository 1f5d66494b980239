"""A person can be forgotten, and what is old goes by itself; nothing is sent again for that."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from calendly_clevertap import (
    BookingMapping,
    InvalidArgument,
    Outcome,
    Plan,
    SqliteLedger,
    State,
    fields,
)
from calendly_client.models import WebhookDelivery
from calendly_client.testing import sample_delivery
from clevertap_client.testing import Answer

from .conftest import Stage
from .plans import PLAN

BARE = Plan().booked(BookingMapping.on("Booked", user=fields.invitee.email))
INVITEE, HOST = "ada.okafor@example.org", "noor@example.com"


@pytest.fixture
def stage(blocking_stage: Stage) -> Stage:
    """The colour makes no difference: see `test_sync` for both."""
    return blocking_stage


def booked(stage: Stage, email: str = INVITEE, day: int = 1) -> WebhookDelivery:
    starts_at = stage.moment + timedelta(days=day)
    stage.calendly.book(invitee_email=email, starts_at=starts_at)
    return stage.calendly.held[-1].read()


def bytes_of(path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in path.parent.iterdir() if p.name.startswith(path.name))


@pytest.mark.parametrize("who", [INVITEE, HOST, HOST.upper()], ids=["invitee", "host", "shouted"])
def test_nothing_of_a_person_stays_in_the_file(stage: Stage, who: str) -> None:
    delivery = booked(stage)
    stage.sync(delivery, PLAN)
    stage.ledger.keep(delivery.raw)
    assert who.lower().encode() in bytes_of(stage.path).lower()
    assert stage.ledger.forget(who) == 2
    assert who.lower().encode() not in bytes_of(stage.path).lower()
    assert stage.ledger.kept(10) == ()
    assert stage.ledger.forget(who) == 0


def test_what_is_forgotten_is_not_sent_again(stage: Stage) -> None:
    delivery = booked(stage)
    stage.sync(delivery, PLAN)
    stage.ledger.forget(INVITEE)
    (again,) = stage.sync(delivery, PLAN).deliveries
    assert again.outcome is Outcome.ALREADY
    assert stage.clevertap.event_count("Meeting Scheduled") == 1
    (entry,) = stage.ledger.find()
    assert (entry.state, entry.person, entry.identity, entry.event) == (State.DONE, "", "", b"")


@pytest.mark.parametrize("status", [401, 502], ids=["pending", "in doubt"])
def test_what_was_not_sent_yet_never_is(stage: Stage, status: int) -> None:
    delivery = booked(stage)
    stage.clevertap.fail(Answer(status, b""), method="POST")
    stage.sync(delivery, BARE)
    stage.ledger.forget(INVITEE)
    stage.later(timedelta(hours=1))
    assert stage.drain(BARE, on_doubt="resend").deliveries == ()
    (again,) = stage.sync(delivery, BARE, on_doubt="resend").deliveries
    assert (again.outcome, again.code) == (Outcome.ALREADY, "forgotten")
    assert stage.clevertap.events == ()


def test_others_stay_even_if_their_addresses_are_alike(stage: Stage) -> None:
    others = ["xada.okafor@example.org", "ada.okafor@example.org.uk", "a+ada.okafor@example.org"]
    for day, email in enumerate([INVITEE, *others]):
        stage.sync(booked(stage, email, day + 1), PLAN)
    assert stage.ledger.forget(INVITEE) == 1
    assert sorted(e.person for e in stage.ledger.find()) == ["", *sorted(others)]


def test_who_is_named_in_other_words_is_found(stage: Stage) -> None:
    ledger = stage.ledger
    for body in (
        b'{"text": "write to\\nada.okafor@example.org"}',
        b'{"text": "<ada.okafor@example.org>."}',
        b'{"text": "\\u0061da.okafor@Example.ORG"}',
        b"no json, ada.okafor@example.org",
    ):
        ledger.keep(body)
        assert ledger.forget(INVITEE) == 1
    assert ledger.forget("eda@example.org") == 0
    ledger.keep('{"text": "Åda@example.org"}'.encode())
    assert ledger.forget("åda@example.org") == 1


def test_a_forgotten_profile_is_looked_at_again(stage: Stage) -> None:
    stage.sync(booked(stage), PLAN)
    stage.ledger.forget(HOST)
    looked = len(stage.clevertap.requests("GET"))
    stage.sync(booked(stage, "grace@example.org", 2), PLAN)
    assert len(stage.clevertap.requests("GET")) == looked + 1


def test_nobody_cannot_be_forgotten(stage: Stage) -> None:
    with pytest.raises(InvalidArgument, match="email: is empty"):
        stage.ledger.forget(" ")


def test_what_is_old_loses_its_contents_and_is_still_known(stage: Stage) -> None:
    old, new = booked(stage), booked(stage, "grace@example.org", 2)
    stage.sync(old, PLAN)
    stage.ledger.release(stage.ledger.keep(b"{}"), "nobody can read it")
    stage.later(timedelta(days=31))
    stage.sync(new, PLAN)
    assert stage.ledger.purge(timedelta(days=30)) == 2
    assert stage.ledger.purge(timedelta(days=30)) == 0
    assert stage.ledger.stats() == {
        "pending": 0, "sending": 0, "in doubt": 0, "done": 2, "dead": 0, "stored": 0, "parked": 0,
    }  # fmt: skip
    assert sorted(e.person for e in stage.ledger.find()) == ["", "grace@example.org"]
    assert stage.sync(old, PLAN).deliveries[0].outcome is Outcome.ALREADY
    assert INVITEE.encode() not in bytes_of(stage.path)


def test_what_is_not_settled_is_not_purged(stage: Stage) -> None:
    stage.clevertap.refuse_next(512)
    stage.sync(booked(stage), BARE)
    stage.clevertap.fail(Answer(401, b""), method="POST")
    stage.sync(booked(stage, day=2), BARE)
    stage.ledger.keep(sample_delivery().raw)
    stage.later(timedelta(days=300))
    assert stage.ledger.purge(timedelta(days=30)) == 0
    assert {e.person for e in stage.ledger.find()} == {INVITEE}


def test_a_file_of_the_first_release_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as db:
        db.executescript(FIRST)
        db.execute(
            "insert into events values ('k', 'booked scheduled_events/e/invitees/i', 'Booked',"
            " 'host@example.com', 'ada@example.org', x'7b7d', x'', 1000, 'notify', 'dead', 1,"
            " '512', 'rename it', '', 0, 0, 1000, 1000)"
        )
        db.execute("insert into notes values ('a note', 'its value', 1000)")
        db.execute("insert into inbox (id, body, received_at) values ('d', x'7b7d', 1000)")
    db.close()
    with SqliteLedger(path) as ledger:
        (entry,) = ledger.find(State.DEAD)
        assert (entry.key, entry.kind, entry.event, entry.code) == ("k", "event", b"{}", "512")
        assert ledger.note("a note") == "its value"
        assert [kept.id for kept in ledger.kept(10)] == ["d"]
        ledger.put_off("d")
        assert ledger.kept(10) == ()
        assert ledger.claim(["k"], "me", [State.DEAD])[0].holder == "me"
    with SqliteLedger(path) as ledger:
        assert ledger.stats()["pending"] == 1


FIRST = """
create table events (
    key text primary key, booking text not null, target text not null, identity text not null,
    person text not null, event blob not null, profile blob not null, occurred_at real not null,
    late text not null, state text not null, attempts integer not null, code text not null,
    advice text not null, holder text not null default '', lease real not null default 0,
    due real not null default 0, created_at real not null, updated_at real not null);
create index events_by_state on events (state, due);
create index events_by_person on events (person);
create index events_by_identity on events (identity);
create table notes (name text primary key, value text not null, seen_at real not null);
create table inbox (
    id text primary key, body blob not null, problem text not null default '',
    received_at real not null, tried_at real not null default 0);
pragma user_version = 1;
"""

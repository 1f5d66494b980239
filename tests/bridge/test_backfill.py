"""Bookings that no webhook told of: each is sent once, whatever happens meanwhile."""

from __future__ import annotations

import gc
import importlib
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks import backfill as bench
from calendly_clevertap import (
    BackfillResult,
    BookingMapping,
    InvalidArgument,
    Outcome,
    Plan,
    State,
    backfill,
    fields,
)
from calendly_client import CalendlyError
from calendly_client.models import Invitee, ScheduledEvent
from clevertap_client.testing import Answer, Reset

from .conftest import START, Stage
from .plans import BOOKED, CANCELED, PLAN

NO_SHOW = BookingMapping.on("No Show", user=fields.host.email)
EVERYTHING = PLAN.no_show(NO_SHOW)
BARE = Plan().booked(BookingMapping.on("Booked", user=fields.host.email.lower()))
LONG_AGO = START - timedelta(days=365)
UPLOAD: dict[str, Any] = {"method": "POST", "path": "/1/upload"}


class Stopped(Exception):
    """Somebody has had enough."""


def fill(stage: Stage, plan: Plan = BARE, **options: Any) -> BackfillResult:
    """Backfill in the colour of this stage."""
    if "clevertap" not in options:
        options |= stage.clients()
    options = {"ledger": stage.ledger, "since": LONG_AGO, **options}
    result: BackfillResult = stage.run(backfill(plan=plan, **options))
    return result


def book(stage: Stage, number: int, **said: Any) -> list[Invitee]:
    """Let people book, an hour after the other."""
    starts = (START + timedelta(hours=1 + n) for n in range(number))
    return [stage.calendly.book(starts_at=start, **said) for start in starts]


def asked(stage: Stage) -> list[str]:
    """List the calls of Calendly, by what they were about."""
    return [
        "invitees" if entry.request.path.endswith("/invitees") else entry.request.path
        for entry in stage.calendly.journal
    ]


def sent(stage: Stage) -> list[tuple[str, str]]:
    """List the events that CleverTap has: name, and key."""
    return sorted((e.name, str(e.properties["booking_key"])) for e in stage.clevertap.events)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send fifty events at a time, rather than a thousand."""
    monkeypatch.setattr(importlib.import_module("calendly_clevertap.backfill"), "_BATCH", 50)


class Look(bench.Watch):
    """Counts the meetings that are in memory, now and then."""

    def look(self) -> None:
        super().look()
        self.meetings = max(self.meetings, sum(map(_is_meeting, gc.get_objects())))

    meetings = 0


def _is_meeting(thing: object) -> bool:
    return type(thing) is ScheduledEvent


def test_a_thousand_bookings_take_a_call_each_and_one_upload(colour: str) -> None:
    look = Look()
    run = bench.run(colour, bench.Setting(bookings=1000, latency=0.0), look)
    run.check()
    assert (run.result.meetings, run.result.bookings) == (1000, 1000)
    assert run.books["reads"] == 1000 + 1000 // 100
    assert run.books["uploads"] == 1
    assert 100 <= look.meetings <= 300, "a page is read, the next one is there"


def test_one_call_at_a_time_will_do(stage: Stage) -> None:
    book(stage, 30)
    assert fill(stage, concurrency=1).outcomes == {Outcome.SENT: 30}


def test_it_reads_the_future_too_and_what_is_asked_for_only(stage: Stage) -> None:
    book(stage, 5)
    since, until = START + timedelta(hours=2), START + timedelta(hours=4)
    assert fill(stage, since=since, until=until).meetings == 3
    assert fill(stage, since=since).meetings == 4
    assert fill(stage).meetings == 5
    assert len(sent(stage)) == 5


def test_only_some_meetings_and_none_that_nobody_booked(stage: Stage) -> None:
    book(stage, 2)
    office = stage.calendly.book("office-hours", starts_at=START + timedelta(days=2))
    empty = stage.calendly.book(starts_at=START + timedelta(days=3))
    stage.calendly.world.events[empty.event]["invitees_counter"]["total"] = 0
    name = next(e.name for e in stage.calendly.events if e.uri == office.event)
    assert name is not None
    result = fill(stage, only=fields.meeting.name.equals(name))
    assert (result.meetings, asked(stage).count("invitees")) == (1, 1)
    assert fill(stage).meetings == 3


def test_a_group_meeting_has_an_event_for_each_who_booked(stage: Stage) -> None:
    start = START + timedelta(days=2)
    for name in ("ada", "bo", "cleo"):
        address = f"{name}@example.org"
        stage.calendly.book("office-hours", starts_at=start, invitee_email=address)
    assert (fill(stage).meetings, fill(stage).bookings) == (1, 3)
    assert len(sent(stage)) == 3


@pytest.mark.parametrize(
    ("scope", "filter_"),
    [
        ("organization", {"organization"}),
        ("user", {"user"}),
        ("https://api.calendly.com/groups/G1", {"group"}),
        ("https://api.calendly.com/users/U2", {"user", "organization"}),
    ],
    ids=["organization", "user", "a group", "another user"],
)
def test_whose_meetings_are_read(blocking_stage: Stage, scope: str, filter_: set[str]) -> None:
    stage = blocking_stage
    page: dict[str, Any] = {"collection": [], "pagination": {"count": 0, "next_page_token": None}}
    stage.calendly.fail(Answer.json(page), path="/scheduled_events")
    assert fill(stage, scope=scope).meetings == 0
    (request,) = stage.calendly.requests(path="/scheduled_events")
    named = {"organization", "user", "group"} & dict(request.query).keys()
    assert named == filter_


def play(stage: Stage) -> None:
    """Let everything happen that a webhook tells of, and that leaves a trace."""
    stands, canceled, moved, twice, lost, back = book(stage, 6)
    stage.later(timedelta(minutes=5))
    stage.calendly.cancel(canceled, reason="ill")
    new = stage.calendly.reschedule(moved, starts_at=START + timedelta(days=3))
    newer = stage.calendly.reschedule(twice, starts_at=START + timedelta(days=4))
    stage.calendly.reschedule(newer, starts_at=START + timedelta(days=5), by="host")
    stage.later(timedelta(minutes=5))
    stage.calendly.cancel(new, by="host")
    stage.calendly.mark_no_show(lost)
    stage.calendly.mark_no_show(back)
    stage.calendly.cancel(back)
    assert stands.status == "active"


def test_it_sends_what_webhooks_would_have_sent(stage: Stage) -> None:
    play(stage)
    result = fill(stage, EVERYTHING)
    assert result.ok
    found = sent(stage)
    times = {e.properties["booking_key"]: e.ts for e in stage.clevertap.events}
    told = [stage.sync(letter.read(), EVERYTHING) for letter in stage.calendly.held]
    late = [delivery.outcome for one in told for delivery in one.deliveries]
    assert set(late) == {Outcome.ALREADY}
    assert len(late) == len(found) == sum(result.outcomes.values())
    assert sent(stage) == found
    assert [name for name, _ in found].count("Meeting Canceled") == 3
    assert {one.key for one in told if one.deliveries} == set(times)


def test_webhooks_come_first_and_it_finds_nothing_to_do(stage: Stage) -> None:
    play(stage)
    for letter in stage.calendly.held:
        stage.sync(letter.read(), EVERYTHING)
    found, uploads = sent(stage), len(stage.clevertap.requests(**UPLOAD))
    result = fill(stage, EVERYTHING)
    assert result.outcomes == {Outcome.ALREADY: len(found)}
    assert sent(stage) == found
    assert len(stage.clevertap.requests(**UPLOAD)) == uploads


def test_old_bookings_keep_their_time_and_fire_no_mail(stage: Stage) -> None:
    book(stage, 1)
    stage.later(timedelta(days=30))
    fill(stage)
    (event,) = stage.clevertap.events
    assert event.ts == int(START.timestamp())


def test_old_bookings_can_fire_mails_if_that_is_wanted(stage: Stage) -> None:
    book(stage, 1)
    stage.later(timedelta(days=30))
    assert fill(stage, late="hold").outcomes == {Outcome.HELD: 1}
    assert fill(stage, late="hold").undelivered[0].outcome is Outcome.HELD
    assert stage.clevertap.events == ()


def test_all_hosts_of_a_collective_meeting_get_theirs(stage: Stage) -> None:
    stage.calendly.book("architecture-review")
    plan = Plan().booked(BookingMapping.on("Booked", user=fields.host.email).for_each(fields.hosts))
    assert fill(stage, plan).outcomes == {Outcome.SENT: 2}


def test_what_the_zap_has_sent_is_marked_and_never_sent(stage: Stage) -> None:
    book(stage, 3)
    stage.later(timedelta(minutes=1))
    result = fill(stage, mark_only=True)
    assert (result.ok, result.outcomes) == (True, {Outcome.ALREADY: 3})
    assert stage.clevertap.journal == []
    for letter in stage.calendly.held:
        (delivery,) = stage.sync(letter.read(), BARE).deliveries
        assert delivery.outcome is Outcome.ALREADY
    assert fill(stage).outcomes == {Outcome.ALREADY: 3}
    assert stage.clevertap.journal == []


def test_what_happened_after_the_zap_was_switched_off_is_not_marked(stage: Stage) -> None:
    (old,) = book(stage, 1)
    stage.later(timedelta(hours=1))
    switched_off = stage.moment
    stage.calendly.cancel(old)
    stage.calendly.book(starts_at=START + timedelta(days=1))
    stage.later(timedelta(hours=1))
    plan = Plan().booked(BOOKED).canceled(CANCELED)
    assert fill(stage, plan, mark_only=switched_off).outcomes == {Outcome.ALREADY: 1}
    assert fill(stage, plan).outcomes == {Outcome.ALREADY: 1, Outcome.SENT: 2}
    assert [name for name, _ in sent(stage)] == ["Meeting Canceled", "Meeting Scheduled"]


def test_marking_that_was_broken_off_goes_on_with_the_time_it_began_at(stage: Stage) -> None:
    book(stage, 180)
    stage.later(timedelta(minutes=1))

    def stop(so_far: BackfillResult) -> None:
        if so_far.meetings > 105:
            raise Stopped

    with pytest.raises(Stopped):
        fill(stage, mark_only=True, on_progress=stop)
    stage.later(timedelta(minutes=1))
    stage.calendly.book(starts_at=START + timedelta(days=30))
    resumed = fill(stage, mark_only=True)
    assert (resumed.resumed is not None, resumed.meetings < 181) == (True, True)
    assert fill(stage, since=START + timedelta(days=10)).outcomes == {Outcome.SENT: 1}


def test_marking_leaves_alone_what_a_webhook_has_under_way(stage: Stage) -> None:
    book(stage, 1)
    stage.clevertap.fail(Answer(401, b"{}"), **UPLOAD)
    stage.sync(stage.calendly.held[-1].read(), BARE)
    stage.later(timedelta(minutes=5))
    fill(stage, mark_only=True)
    assert stage.ledger.stats()[State.PENDING] == 1


@pytest.mark.usefixtures("small_batches")
def test_broken_off_it_goes_on_where_it_was(stage: Stage) -> None:
    book(stage, 250)

    def stop(so_far: BackfillResult) -> None:
        listed = len(stage.calendly.requests("GET", "/scheduled_events"))
        assert listed <= (so_far.meetings + 10) // 100 + 2, "no more than the next page"
        if so_far.meetings > 180:
            raise Stopped

    with pytest.raises(Stopped):
        fill(stage, on_progress=stop)
    assert len(sent(stage)) >= 50
    stage.calendly.journal.clear()
    result = fill(stage)
    assert result.ok
    assert result.resumed is not None
    assert START < result.resumed <= START + timedelta(hours=180)
    assert asked(stage).count("invitees") < 250, "not from the beginning"
    assert len(sent(stage)) == len(set(sent(stage))) == 250
    again = fill(stage, until=START)
    assert again.resumed is None


@pytest.mark.usefixtures("small_batches")
def test_if_calendly_fails_what_is_on_its_way_arrives_first(stage: Stage) -> None:
    book(stage, 250)
    options = stage.clients()
    seen: list[int] = []

    def break_(so_far: BackfillResult) -> None:
        seen.append(so_far.meetings)
        if seen[-1] >= 130 > seen[-2]:
            stage.calendly.fail(Answer(503, b""), path="*/invitees", times=40)

    with pytest.raises(CalendlyError, match="HTTP 503"):
        fill(stage, on_progress=break_, **options)
    assert seen[-1] < 200
    assert stage.ledger.stats()[State.IN_DOUBT] == 0
    assert stage.ledger.stats()["sending"] == 0
    stage.calendly.heal()
    assert fill(stage, **options).ok
    assert len(sent(stage)) == len(set(sent(stage))) == 250


CHILD = """
import importlib, os, signal, sys
from datetime import datetime
from calendly_clevertap import SqliteLedger, backfill
from calendly_client import Calendly
from clevertap_client import CleverTap
from tests.bridge.test_backfill import BARE

module = importlib.import_module("calendly_clevertap.backfill")
module._BATCH = 50
path, since, calendly_url, token, clevertap_url, account, passcode = sys.argv[1:]

def die(so_far):
    if so_far.outcomes:  # some are sent, others are read
        os.kill(os.getpid(), signal.SIGKILL)

backfill(
    calendly=Calendly(token, base_url=calendly_url),
    clevertap=CleverTap(account, passcode, base_url=clevertap_url),
    plan=BARE, ledger=SqliteLedger(path), since=datetime.fromisoformat(since), on_progress=die,
    concurrency=1,  # so that nothing is on its way
)
"""


def test_killed_and_resumed_nothing_is_twice_and_nothing_missing(blocking_stage: Stage) -> None:
    stage = blocking_stage
    book(stage, 200)
    given = (
        stage.path, LONG_AGO.isoformat(), stage.calendly.url, stage.calendly.token,
        stage.clevertap.url, stage.clevertap.account_id, stage.clevertap.passcode,
    )  # fmt: skip
    process = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, given)], cwd=Path(__file__).parents[2], check=False
    )
    assert process.returncode == -signal.SIGKILL
    assert len(sent(stage)) == 100
    result = fill(stage)
    assert result.resumed == START + timedelta(hours=101)
    assert result.outcomes == {Outcome.SENT: 100}
    assert len(sent(stage)) == len(set(sent(stage))) == 200


def test_what_was_read_does_not_wait_for_ever_for_a_batch_to_be_full(
    blocking_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.import_module("calendly_clevertap.backfill"), "_PATIENCE", -1)
    book(blocking_stage, 110)
    assert fill(blocking_stage).outcomes == {Outcome.SENT: 110}
    assert len(blocking_stage.clevertap.requests(**UPLOAD)) > 1


def test_a_meeting_that_is_gone_is_told_and_stops_nobody(stage: Stage) -> None:
    _, gone, _ = book(stage, 3)
    path = gone.event.removeprefix("https://api.calendly.com")
    stage.calendly.fail(Answer.json({"title": "Not Found"}, 404), path=f"{path}/invitees")
    result = fill(stage)
    assert (result.ok, result.unread, result.outcomes) == (False, 1, {Outcome.SENT: 2})
    assert "404" in result.remarks[0]
    assert fill(stage).ok


def test_what_clevertap_does_not_take_waits_for_drain(stage: Stage) -> None:
    book(stage, 3)
    stage.clevertap.fail(Answer(401, b"{}"), **UPLOAD)
    result = fill(stage)
    assert (result.ok, result.outcomes) == (False, {Outcome.PENDING: 3})
    assert len(result.undelivered) == 3
    stage.later(timedelta(hours=1))
    assert {d.outcome for d in stage.drain(BARE).deliveries} == {Outcome.SENT}


def test_a_lost_answer_leaves_its_batch_in_doubt_and_it_is_told(stage: Stage) -> None:
    book(stage, 2)
    stage.clevertap.fail(Reset(applied=True), **UPLOAD)
    assert fill(stage).outcomes == {Outcome.IN_DOUBT: 2}
    assert fill(stage).outcomes == {Outcome.IN_DOUBT: 2}
    assert len(sent(stage)) == 2


NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - which is what is refused


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"since": NAIVE}, "since: has no time zone"),
        ({"until": NAIVE}, "until: has no time zone"),
        ({"mark_only": NAIVE}, "mark_only: has no time zone"),
        ({"until": LONG_AGO - timedelta(days=1)}, "until: lies before since"),
        ({"concurrency": 0}, "concurrency: must be 1 to 16"),
        ({"concurrency": 17}, "concurrency: must be 1 to 16"),
        ({"scope": "everybody"}, "scope: must be"),
        ({"only": fields.invitee.email.equals("a")}, "only: must look at fields.meeting"),
        ({"only": fields.answer("Why?").equals("a")}, "only: must look at fields.meeting"),
        ({"late": "never"}, "late: must be one of"),
    ],
    ids=lambda value: str(value).partition(":")[0] if isinstance(value, str) else "",
)
def test_what_is_wrong_is_told_before_anything_is_asked(
    blocking_stage: Stage, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidArgument, match=told):
        fill(blocking_stage, **wrong)
    assert blocking_stage.calendly.journal == []


@pytest.mark.soak
def test_ten_thousand_bookings(colour: str) -> None:
    bench.run(colour, bench.Setting(bookings=1000, latency=0.0))  # loads what is loaded once
    half = bench.run(colour, bench.Setting(bookings=5000))
    whole = bench.run(colour, bench.Setting(bookings=10_000))
    limited = bench.run(colour, bench.Setting(bookings=2500, latency=0.005, limit=500))
    for run in (half, whole, limited):
        print(f"\n{colour}: {run}", end="")
        run.check()
        assert run.grown <= bench.MEGABYTES
    assert whole.grown <= half.grown + 5, "flat"
    assert whole.share >= bench.SHARE_OF_LATENCY
    assert limited.share >= bench.SHARE_OF_LIMIT

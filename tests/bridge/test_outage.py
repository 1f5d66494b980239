"""While a service is not to be had, bookings go on; afterwards all arrives, as was decided."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from calendly_clevertap import (
    BookingMapping,
    Delivery,
    Drained,
    HostDirectory,
    Intake,
    InvalidArgument,
    LedgerFailed,
    Outcome,
    Plan,
    State,
    Timing,
    drain,
    fields,
    replay,
)
from calendly_client import webhooks
from calendly_client.testing import Delivery as Letter
from clevertap_client.testing import Answer, Reset

from .conftest import START, Stage

BARE = Plan().booked(BookingMapping.on("Booked", user=fields.host.email))
ZONED = Plan().booked(
    BookingMapping.on("Booked", user=fields.host.email).event("zone", fields.host.timezone)
)
PROFILED = Plan().booked(
    BookingMapping.on("Booked", user=fields.invitee.email).profile("Name", fields.invitee.name)
)
TROUBLES = (Answer(503, b"<html>"), Reset(), Answer(429, b"{}"))
QUARTER = timedelta(minutes=15)


def letter(stage: Stage, day: int, email: str = "ada@example.org") -> Letter:
    """Have somebody book."""
    stage.calendly.book(invitee_email=email, starts_at=START + timedelta(days=day))
    return stage.calendly.held[-1]


class Outage:
    """Three hours in which CleverTap is out of order, and a booking every quarter of an hour."""

    def __init__(self, stage: Stage, late: str) -> None:
        self.stage = stage
        clients: Any = stage.clients(awaiting=True)
        options: Any = {"late": late, **clients}
        self.intake = Intake(BARE, ledger=stage.ledger, signing_keys="a key", **options)
        self.deliveries: list[Delivery] = []
        self.statuses: Counter[int] = Counter()

    def book(self, day: int) -> None:
        body = letter(self.stage, day).body
        headers = {webhooks.HEADER: webhooks.sign(body, "a key", self.stage.moment)}
        self.statuses[self.stage.run(self.intake.handle(body, headers)).status] += 1

    def drained(self) -> tuple[Delivery, ...]:
        self.stage.later(QUARTER)
        deliveries: tuple[Delivery, ...] = self.stage.run(self.intake.drain()).deliveries
        return deliveries

    def last(self) -> None:
        self.book(1)  # the host's profile is known when it begins
        self.stage.clevertap.fail(TROUBLES[0], method="POST")
        self.stage.clevertap.fail(TROUBLES, times=10_000, seed=3)
        for day in range(2, 14):
            self.book(day)
            assert not any(delivery.ok for delivery in self.drained())
        self.stage.clevertap.heal()


@pytest.fixture
def stage(make_stage: Callable[[str], Stage]) -> Stage:
    return make_stage("async")


@pytest.mark.parametrize("late", ["notify", "record", "hold"])
def test_all_arrive_after_an_outage_of_clevertap_and_the_late_ones_as_was_decided(
    stage: Stage, late: str
) -> None:
    outage = Outage(stage, late)
    outage.last()
    assert outage.statuses == {200: 13}
    # The first one met an error of the server. Nothing else was risked after that.
    assert stage.ledger.stats()[State.IN_DOUBT] == 1
    told = outage.drained()
    assert stage.ledger.stats()[State.DONE] == (13 - 1 - 5 if late == "hold" else 12)
    found = Counter((delivery.outcome, delivery.timing) for delivery in told)
    recent, old = (Outcome.SENT, Timing.TRUE), {
        "notify": (Outcome.SENT, Timing.NOW),
        "record": (Outcome.SENT, Timing.PAST),
        "hold": (Outcome.HELD, None),
    }[late]  # fmt: skip
    assert found == {recent: 6, old: 5}
    clients = stage.clients(awaiting=True)
    states = [State.IN_DOUBT, State.PENDING]
    stage.run(replay(plan=BARE, ledger=stage.ledger, states=states, late="record", **clients))
    events = stage.clevertap.events
    assert len({event.properties["booking_key"] for event in events}) == len(events) == 13
    late_ones = [event for event in events if event.ts == int(stage.moment.timestamp())]
    assert len(late_ones) == (5 if late == "notify" else 0)


def test_events_that_wait_go_out_in_one_call(stage: Stage) -> None:
    stage.clevertap.fail(Answer(401, b"{}"), times=5)
    for day in range(1, 6):
        stage.sync(letter(stage, day).read(), BARE)
    stage.later(QUARTER)
    calls = len(stage.clevertap.journal)
    assert [d.outcome for d in stage.drain(BARE).deliveries] == [Outcome.SENT] * 5
    assert len(stage.clevertap.journal) == calls + 1


def test_one_malformed_event_does_not_spoil_the_others(stage: Stage) -> None:
    stage.clevertap.fail(Answer(401, b"{}"), times=5)
    for day in range(1, 6):
        stage.sync(letter(stage, day).read(), BARE)
    stage.later(QUARTER)
    malformed = Answer.json({"status": "fail", "error": "Malformed"}, 400)
    stage.clevertap.fail(malformed, times=3)  # all five, the first two, the first
    outcomes = [delivery.outcome for delivery in stage.drain(BARE).deliveries]
    assert outcomes == [Outcome.DEAD, *[Outcome.SENT] * 4]


def test_profiles_are_not_looked_at_in_vain_one_by_one(stage: Stage) -> None:
    stage.clevertap.fail(Answer(401, b"{}"), times=20)
    for day in range(1, 21):
        stage.sync(letter(stage, day, f"guest{day}@example.org").read(), PROFILED)
    stage.later(QUARTER)
    stage.clevertap.fail(Answer(401, b"{}"), times=1000)
    looked = len(stage.clevertap.journal)
    drained = stage.drain(PROFILED).deliveries
    assert [delivery.outcome for delivery in drained] == [Outcome.PENDING] * 20
    assert len(stage.clevertap.journal) - looked < 3 + 4
    assert all(d.advice.startswith("the profile comes first") for d in drained)
    stage.clevertap.heal()
    stage.later(QUARTER)
    assert [d.outcome for d in stage.drain(PROFILED).deliveries] == [Outcome.SENT] * 20


def test_while_calendly_is_out_of_order_it_is_asked_less_and_less(stage: Stage) -> None:
    for day in range(1, 13):
        stage.ledger.keep(letter(stage, day).body)
    stage.calendly.fail(Answer(503, b""), path="/users/*", times=100_000)
    asked = list[int]()
    for _ in range(45):
        stage.later(timedelta(minutes=1))
        before = len(stage.calendly.requests("GET", "/users/*"))
        stage.drain(ZONED)
        asked.append(len(stage.calendly.requests("GET", "/users/*")) - before)
    assert max(asked) <= 2 * (3 + 4)
    assert sum(asked[30:]) <= sum(asked[:15]) / 2
    stage.calendly.heal()
    stage.later(QUARTER)
    assert [result.ok for result in stage.drain(ZONED).results] == [True] * 12
    assert stage.clevertap.event_count("Booked") == 12


def test_calendly_is_left_alone_as_long_as_it_asks_for(stage: Stage) -> None:
    stage.ledger.keep(letter(stage, 1).body)
    limited = Answer(429, b"{}", (("x-ratelimit-reset", "7200"),))
    stage.calendly.fail(limited, path="/users/*")
    assert stage.drain(ZONED).stored == 1
    stage.later(timedelta(minutes=119))
    assert stage.drain(ZONED) == Drained()
    stage.later(timedelta(minutes=2))
    assert [result.ok for result in stage.drain(ZONED).results] == [True]


def test_what_is_known_of_a_host_stays_good_while_calendly_is_out_of_order(stage: Stage) -> None:
    hosts = HostDirectory(remember=timedelta(microseconds=1))
    stage.sync(letter(stage, 1).read(), ZONED, hosts=hosts)
    stage.calendly.fail(Answer(503, b""), path="/users/*", times=2)
    assert stage.sync(letter(stage, 2).read(), ZONED, hosts=hosts).ok
    assert len(stage.calendly.requests("GET", "/users/*")) == 3
    assert [event.properties["zone"] for event in stage.clevertap.events] == ["Europe/Berlin"] * 2


class Sleeper:
    """Lets fake time pass, and does something now and then."""

    def __init__(self, stage: Stage, clients: dict[str, Any]) -> None:
        self.stage, self.slept, self._then = stage, 0.0, dict[int, Callable[[], object]]()
        sender = clients["calendly"].sender
        sender.clock = evolve(sender.clock, sleep=self.sleep, asleep=self.asleep)

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.stage.later(timedelta(seconds=seconds))
        for moment in [moment for moment in self._then if moment <= self.slept]:
            self._then.pop(moment)()

    def at(self, seconds: int, action: Callable[[], object]) -> None:
        self._then[seconds] = action

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)
        await asyncio.sleep(0)


@pytest.mark.parametrize("colour", ["blocking", "async"])
def test_draining_goes_on_until_it_is_told_to_stop(
    make_stage: Callable[[str], Stage], colour: str
) -> None:
    stage = make_stage(colour)
    clients, stop = stage.clients(), threading.Event()
    sleeper = Sleeper(stage, clients)
    stage.clevertap.fail(Answer(401, b"{}"), times=1)
    stage.sync(letter(stage, 1).read(), BARE)
    sleeper.at(70, lambda: stage.ledger.keep(letter(stage, 2).body))
    sleeper.at(130, lambda: stage.ledger.keep(letter(stage, 3).body))
    sleeper.at(200, stop.set)
    ledger = stage.ledger
    drained = stage.run(
        drain(plan=BARE, ledger=ledger, every=60, stop=stop, **clients),
    )
    assert [result.ok for result in drained.results] == [True]
    assert sleeper.slept == 200
    assert stage.clevertap.event_count("Booked") == 3


def test_draining_goes_on_at_once_while_there_is_more(blocking_stage: Stage) -> None:
    stage = blocking_stage
    clients, stop = stage.clients(), threading.Event()
    sleeper = Sleeper(stage, clients)
    sleeper.at(1, stop.set)
    for day in range(1, 8):
        stage.ledger.keep(letter(stage, day).body)
    drain(plan=BARE, ledger=stage.ledger, every=60, stop=stop, limit=3, **clients)
    assert stage.clevertap.event_count("Booked") == 7


def test_draining_survives_a_ledger_that_fails_for_a_while(
    blocking_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = blocking_stage
    clients, stop = stage.clients(), threading.Event()
    sleeper = Sleeper(stage, clients)
    stage.ledger.keep(letter(stage, 1).body)

    def broken(*_: object, **__: object) -> Any:
        raise LedgerFailed("disk full")

    monkeypatch.setattr(stage.ledger, "kept", broken)
    sleeper.at(30, monkeypatch.undo)
    sleeper.at(100, stop.set)
    drain(plan=BARE, ledger=stage.ledger, every=60, stop=stop, **clients)
    assert stage.clevertap.event_count("Booked") == 1


def test_a_task_that_drains_can_be_cancelled(stage: Stage) -> None:
    clients = stage.clients()

    async def main() -> None:
        forever: Any = drain
        task = asyncio.ensure_future(forever(plan=BARE, ledger=stage.ledger, every=60, **clients))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    stage.run(main())


def test_a_pause_must_be_positive(blocking_stage: Stage) -> None:
    with pytest.raises(InvalidArgument, match="every: must be positive"):
        drain(plan=BARE, ledger=blocking_stage.ledger, every=0, **blocking_stage.clients())

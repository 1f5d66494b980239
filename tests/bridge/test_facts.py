"""What happened is told once, whatever is told again, late or otherwise."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve

from api_client_core.exchange import Hooks
from api_client_core.structure import Drift
from calendly_clevertap import (
    Booking,
    BookingMapping,
    Happened,
    Outcome,
    Plan,
    State,
    drain,
    fields,
    replay,
)
from calendly_clevertap.booking import Host, Hosts

from .conftest import START, Stage
from .plans import PLAN

MARKED = BookingMapping.on("Did Not Come", user=fields.host.email)
UNDONE = BookingMapping.on("Came After All", user=fields.host.email)
NO_SHOWS = Plan().no_show(MARKED).no_show_undone(UNDONE)


@pytest.fixture
def stage(blocking_stage: Stage) -> Stage:
    """The colour makes no difference: see `test_sync` for both."""
    return blocking_stage


def marked_twice(stage: Stage) -> list[str]:
    """Mark an invitee, take it back, and again; give what Calendly told of it."""
    invitee = stage.calendly.book()
    for _ in range(2):
        stage.later(timedelta(days=3))
        stage.calendly.mark_no_show(invitee)
        stage.later(timedelta(minutes=5))
        stage.calendly.unmark_no_show(invitee)
    return [letter.read().event for letter in stage.calendly.held]


def test_each_no_show_is_a_fact_and_so_is_each_that_was_undone(stage: Stage) -> None:
    marked_twice(stage)
    for letter in [*stage.calendly.held, *stage.calendly.held[::-1]]:
        stage.sync(letter.read(), NO_SHOWS)
    assert [event.name for event in stage.clevertap.events] == [
        "Did Not Come", "Came After All", "Did Not Come", "Came After All",
    ]  # fmt: skip
    assert len({event.properties["booking_key"] for event in stage.clevertap.events}) == 4


def test_no_shows_are_told_apart_even_if_calendly_does_not_name_the_mark(stage: Stage) -> None:
    marked_twice(stage)
    for letter in stage.calendly.held * 2:
        delivery = letter.read()
        assert delivery.invitee is not None
        bare = evolve(delivery, payload=evolve(delivery.invitee, no_show=None))
        stage.sync(bare, NO_SHOWS)
    assert stage.clevertap.event_count("Came After All") == 2


def test_a_no_show_is_replayed_as_what_it_was(stage: Stage) -> None:
    marked_twice(stage)
    nobody = Plan().no_show(BookingMapping.on("Did Not Come", user=fields.answer("None")))
    for letter in stage.calendly.held:
        stage.sync(letter.read(), nobody)
    assert stage.ledger.stats()["dead"] == 2
    stage.run(replay(plan=NO_SHOWS, ledger=stage.ledger, **stage.clients()))
    assert stage.ledger.stats()["dead"] == 0
    marks = [START + timedelta(days=3), START + timedelta(days=6, minutes=5)]
    told = [event.properties["occurred_at"] for event in stage.clevertap.events]
    assert sorted(told) == [f"$D_{int(moment.timestamp())}" for moment in marks]
    for letter in stage.calendly.held:
        stage.sync(letter.read(), Plan().no_show(MARKED))
    assert stage.clevertap.event_count("Did Not Come") == 2


@pytest.mark.parametrize("order", [*permutations(range(4))][::5], ids=str)
def test_a_booking_that_is_moved_and_canceled_is_told_in_any_order(
    stage: Stage, order: tuple[int, ...]
) -> None:
    invitee = stage.calendly.book(starts_at=START + timedelta(days=1))
    invitee = stage.calendly.reschedule(invitee, starts_at=START + timedelta(days=2))
    stage.calendly.cancel(invitee)
    told = [letter.read() for letter in stage.calendly.held]
    for number in (*order, *order[::-1]):
        stage.sync(told[number], PLAN)
    assert sorted(event.name for event in stage.clevertap.events) == [
        "Meeting Canceled", "Meeting Rescheduled", "Meeting Scheduled",
    ]  # fmt: skip
    (moved,) = (e for e in stage.clevertap.events if e.name == "Meeting Rescheduled")
    old, new = START + timedelta(days=1), START + timedelta(days=2)
    assert moved.properties["old_start"] == f"$D_{int(old.timestamp())}"
    assert moved.properties["new_start"] == f"$D_{int(new.timestamp())}"


def with_host(booking: Booking, email: str) -> Booking:
    host = Host(uri=f"https://api.calendly.com/users/{email[:3].upper()}", email=email)
    return evolve(booking, hosts=Hosts([host]))


def test_a_host_who_was_replaced_is_reported_and_the_new_one_can_be_told(stage: Stage) -> None:
    stage.calendly.book()
    booking = Booking.from_delivery(stage.calendly.held[-1].read())
    plan = Plan().booked(BookingMapping.on("Booked", user=fields.host.email))
    stage.sync(with_host(booking, "noor@example.com"), plan)
    (other,) = stage.sync(with_host(booking, "jonas@example.com"), plan).deliveries
    assert other.outcome is Outcome.DEAD
    assert "a host who was replaced" in other.advice
    assert [event.identity for event in stage.clevertap.events] == ["noor@example.com"]
    clients = stage.clients()
    stage.run(replay(plan=plan, ledger=stage.ledger, key=other.key, **clients))
    assert {e.identity for e in stage.clevertap.events} == {"noor@example.com", "jonas@example.com"}


def test_a_host_who_is_added_is_told(stage: Stage) -> None:
    stage.calendly.book()
    booking = Booking.from_delivery(stage.calendly.held[-1].read())
    first = with_host(booking, "noor@example.com")
    both = evolve(first, hosts=Hosts([*first.hosts, *with_host(booking, "jo@example.com").hosts]))
    mapping = BookingMapping.on("Booked", user=fields.host.email).for_each(fields.hosts)
    plan = Plan().booked(mapping)
    stage.sync(first, plan)
    outcomes = [delivery.outcome for delivery in stage.sync(both, plan).deliveries]
    assert outcomes == [Outcome.ALREADY, Outcome.SENT]


def test_who_was_refused_does_not_stand_in_the_way_of_a_new_host(stage: Stage) -> None:
    stage.calendly.book()
    booking = Booking.from_delivery(stage.calendly.held[-1].read())
    plan = Plan().booked(BookingMapping.on("Booked", user=fields.host.email))
    stage.clevertap.refuse_next(512)
    stage.sync(with_host(booking, "noor@example.com"), plan)
    assert stage.sync(with_host(booking, "jonas@example.com"), plan).ok
    assert stage.ledger.stats()[State.DEAD] == 1


def test_a_cancellation_goes_to_whoever_is_the_host_by_then(stage: Stage) -> None:
    stage.calendly.book()
    booking = Booking.from_delivery(stage.calendly.held[-1].read())
    stage.sync(with_host(booking, "noor@example.com"), PLAN)
    canceled = evolve(with_host(booking, "jonas@example.com"), happened=Happened.CANCELED)
    assert stage.sync(canceled, PLAN).ok
    assert [e.identity for e in stage.clevertap.events] == ["noor@example.com", "jonas@example.com"]


def test_drift_in_a_delivery_is_told_to_the_hooks_of_calendlys_client(stage: Stage) -> None:
    stage.calendly.book()
    body = json.loads(stage.calendly.held[-1].body)
    body["payload"]["cancel_url"] = 42
    stage.ledger.keep(json.dumps(body).encode())
    seen, clients = list[Drift](), stage.clients()
    clients["calendly"] = clients["calendly"].with_options(hooks=Hooks(on_drift=seen.append))
    plan = Plan().booked(BookingMapping.on("Booked", user=fields.host.email))
    (result,) = stage.run(drain(plan=plan, ledger=stage.ledger, **clients)).results
    assert result.ok
    assert [drift.field for drift in seen] == ["cancel_url"]

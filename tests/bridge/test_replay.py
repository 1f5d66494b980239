"""What is dead, in doubt or parked is sent once more when somebody says so, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from calendly_clevertap import (
    BookingMapping,
    Drained,
    InvalidArgument,
    Outcome,
    Plan,
    State,
    Timing,
    fields,
    replay,
)
from calendly_client.models import WebhookDelivery
from clevertap_client.testing import Answer, Reset

from .conftest import Stage

BARE = Plan().booked(BookingMapping.on("Booked", user=fields.host.email))
FOR_COMPANIES = Plan().booked(
    BookingMapping.on("Booked", user=fields.answer("Company name").lower())
)
UPLOAD: dict[str, Any] = {"method": "POST", "path": "/1/upload"}


@pytest.fixture
def stage(make_stage: Callable[[str], Stage], request: pytest.FixtureRequest) -> Stage:
    """Set the stage; some tests ask for both colours."""
    return make_stage(getattr(request, "param", "blocking"))


BOTH = pytest.mark.parametrize("stage", ["blocking", "async"], indirect=True)


def replayed(stage: Stage, plan: Plan, **options: Any) -> Drained:
    clients = stage.clients()
    drained: Drained = stage.run(replay(plan=plan, ledger=stage.ledger, **clients, **options))
    return drained


def outcomes(drained: Drained) -> list[Outcome]:
    anew = [d.outcome for result in drained.results for d in result.deliveries]
    return anew + [delivery.outcome for delivery in drained.deliveries]


@pytest.fixture
def delivery(stage: Stage) -> WebhookDelivery:
    stage.calendly.book()
    return stage.calendly.held[-1].read()


def refused(stage: Stage, delivery: WebhookDelivery, plan: Plan = BARE, **options: Any) -> None:
    stage.clevertap.refuse_next(512)
    assert not stage.sync(delivery, plan, **options).ok


@BOTH
def test_of_three_hosts_one_is_refused_and_only_that_one_is_replayed(stage: Stage) -> None:
    hosts = stage.calendly.users
    stage.calendly.add_event_type("Board", hosts=hosts, pooling_type="collective")
    stage.calendly.book("board")
    mapping = BookingMapping.on("Booked", user=fields.host.email).for_each(fields.hosts)
    plan = Plan().booked(mapping)
    refused(stage, stage.calendly.held[-1].read(), plan)
    stats = stage.ledger.stats()
    assert (stats["done"], stats["dead"]) == (2, 1)
    assert stage.clevertap.event_count("Booked") == 2
    assert outcomes(replayed(stage, plan)) == [Outcome.SENT]
    assert {e.identity for e in stage.clevertap.events} == {host.email for host in hosts}
    assert stage.clevertap.event_count("Booked") == 3
    assert outcomes(replayed(stage, plan)) == []


def test_what_was_written_down_first_is_sent_unless_it_is_mapped_anew(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    richer = BookingMapping.on("Booked", user=fields.host.email).event("extra", "new")
    refused(stage, delivery)
    stage.clevertap.refuse_next(512)
    assert outcomes(replayed(stage, Plan().booked(richer))) == [Outcome.DEAD]
    assert outcomes(replayed(stage, Plan().booked(richer), fresh=True)) == [Outcome.SENT]
    assert stage.clevertap.events[0].properties["extra"] == "new"


@BOTH
def test_an_event_without_a_user_is_read_anew_and_mapped_by_a_better_plan(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    result = stage.sync(delivery, FOR_COMPANIES)
    assert [d.outcome for d in result.deliveries] == [Outcome.DEAD]
    assert outcomes(replayed(stage, FOR_COMPANIES)) == [Outcome.DEAD]
    assert outcomes(replayed(stage, BARE)) == [Outcome.SENT]
    assert (stage.ledger.stats()["dead"], stage.ledger.stats()["done"]) == (0, 1)


def test_it_is_the_same_fact_even_if_more_has_happened_since(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.sync(delivery, FOR_COMPANIES)
    assert delivery.invitee is not None
    stage.later(timedelta(minutes=10))
    stage.calendly.cancel(stage.calendly.invitees[0])
    (result,) = replayed(stage, BARE.canceled(BookingMapping.on("Gone", user="x"))).results
    assert [d.target for d in result.deliveries] == ["Booked"]
    assert stage.clevertap.events[0].properties["booking_key"].startswith("booked ")


def test_while_calendly_does_not_tell_a_dead_event_stays_dead(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.sync(delivery, FOR_COMPANIES)
    stage.calendly.fail(Answer(503, b""), path="/scheduled_events/*", times=2)
    (result,) = replayed(stage, BARE).results
    assert "cannot be read anew: no invitee" in (result.ignored or "")
    assert stage.ledger.stats()["dead"] == 1


def test_doubts_are_sent_again_on_request_only(stage: Stage, delivery: WebhookDelivery) -> None:
    stage.clevertap.fail(Reset(applied=True), **UPLOAD)
    stage.sync(delivery, BARE)
    assert outcomes(replayed(stage, BARE)) == []
    assert outcomes(replayed(stage, BARE, states=[State.IN_DOUBT], fresh=True)) == [Outcome.SENT]
    first, second = (r.body for r in stage.clevertap.requests("POST"))
    assert first == second


def test_what_is_held_is_freed_by_another_choice(stage: Stage, delivery: WebhookDelivery) -> None:
    stage.later(timedelta(hours=3))
    stage.sync(delivery, BARE, late="hold")
    assert outcomes(replayed(stage, BARE, states=[State.PENDING])) == [Outcome.HELD]
    (sent,) = replayed(stage, BARE, states=[State.PENDING], late="record").deliveries
    assert (sent.outcome, sent.timing) == (Outcome.SENT, Timing.PAST)


def test_what_was_decided_about_late_events_stays_decided(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    refused(stage, delivery, late="record")
    stage.sync(delivery, FOR_COMPANIES, late="record")
    stage.later(timedelta(days=3))
    (same,) = replayed(stage, BARE, key=stage.ledger.find(State.DEAD)[-1].key).deliveries
    assert same.timing is Timing.PAST
    company = Plan().booked(BookingMapping.on("Booked too", user=fields.host.email))
    (anew,) = replayed(stage, company).results
    assert [d.timing for d in anew.deliveries] == [Timing.PAST]


def test_one_booking_or_one_event_can_be_named(stage: Stage) -> None:
    for day in range(3):
        stage.calendly.book(starts_at=stage.moment + timedelta(days=day + 1))
        refused(stage, stage.calendly.held[-1].read())
    first, second, third = stage.calendly.invitees
    assert first.uri != third.uri
    assert len(stage.ledger.find(State.DEAD, second.uri)) == 1
    assert outcomes(replayed(stage, BARE, booking=second.uri)) == [Outcome.SENT]
    (found,) = stage.ledger.find(booking=third.event)
    assert outcomes(replayed(stage, BARE, key=found.key)) == [Outcome.SENT]
    assert stage.ledger.stats()["dead"] == 1
    assert outcomes(replayed(stage, BARE, booking="scheduled_events/NONE")) == []


def test_parked_deliveries_are_worked_through_again(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    name = stage.ledger.keep(delivery.raw)
    stage.ledger.release(name, "the token was no good")
    assert outcomes(replayed(stage, BARE, booking="somebody")) == []
    assert outcomes(replayed(stage, BARE)) == [Outcome.SENT]
    assert (stage.ledger.stats()["parked"], stage.ledger.stats()["stored"]) == (0, 0)


def test_what_is_done_cannot_be_replayed(stage: Stage) -> None:
    with pytest.raises(InvalidArgument, match="states: may have DEAD"):
        replayed(stage, BARE, states=[State.DONE])

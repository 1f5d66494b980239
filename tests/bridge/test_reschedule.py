"""A reschedule is one fact, whoever moved it, in whatever order Calendly tells of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from calendly_clevertap import Booking, Happened, Outcome, Plan
from calendly_client.models import WebhookDelivery

from .conftest import START, Stage
from .plans import BOOKED, CANCELED, PLAN

OLD, NEW = START + timedelta(days=1), START + timedelta(days=2)


def moved(stage: Stage, by: str = "invitee") -> tuple[WebhookDelivery, ...]:
    """Book, and move; give the deliveries: booked, old half, new half."""
    invitee = stage.calendly.book(starts_at=OLD)
    stage.later(timedelta(minutes=5))
    stage.calendly.reschedule(invitee, starts_at=NEW, by=by)  # type: ignore[arg-type]  # a side
    booked, *halves = (letter.read() for letter in stage.calendly.held)
    old, new = sorted(halves, key=lambda half: half.event)
    return booked, old, new


def date(moment: datetime) -> str:
    return f"$D_{int(moment.timestamp())}"


@pytest.mark.parametrize("by", ["host", "invitee"])
@pytest.mark.parametrize("order", ["old first", "new first"])
@pytest.mark.parametrize("booked_seen", [True, False], ids=["booking seen", "booking not seen"])
def test_it_is_one_event_with_both_times(
    stage: Stage, order: str, by: str, booked_seen: bool
) -> None:
    booked, old, new = moved(stage, by)
    if booked_seen:
        stage.sync(booked, PLAN)
    halves = (old, new) if order == "old first" else (new, old)
    for delivery in halves * 2:
        stage.sync(delivery, PLAN)
    events = [event for event in stage.clevertap.events if event.name != "Meeting Scheduled"]
    assert [event.name for event in events] == ["Meeting Rescheduled"]
    assert events[0].properties["old_start"] == date(OLD)
    assert events[0].properties["new_start"] == date(NEW)
    assert events[0].ts == int(stage.moment.timestamp())


def test_the_old_time_comes_from_the_ledger_without_a_call(stage: Stage) -> None:
    _, old, new = moved(stage)
    stage.sync(old, PLAN)
    stage.sync(new, PLAN)
    assert [e for e in stage.calendly.journal if "scheduled_events" in e.request.path] == []


def test_the_old_half_says_why_it_is_ignored(stage: Stage) -> None:
    _, old, _ = moved(stage)
    result = stage.sync(old, PLAN)
    assert result.happened is Happened.MOVED_AWAY
    assert result.ignored == "it is the old half of a reschedule; the new half is what counts"


def test_without_a_mapping_of_its_own_it_runs_that_for_new_bookings(stage: Stage) -> None:
    _, old, new = moved(stage)
    plan = Plan().booked(BOOKED).canceled(CANCELED)
    stage.sync(old, plan)
    result = stage.sync(new, plan)
    assert [d.outcome for d in result.deliveries] == [Outcome.SENT]
    assert [event.name for event in stage.clevertap.events] == ["Meeting Scheduled"]


def test_a_cancellation_after_a_reschedule_is_a_cancellation(stage: Stage) -> None:
    invitee = stage.calendly.book(starts_at=OLD)
    invitee = stage.calendly.reschedule(invitee, starts_at=NEW)
    stage.calendly.cancel(invitee)
    for letter in stage.calendly.held:
        stage.sync(letter.read(), PLAN)
    assert [event.name for event in stage.clevertap.events] == [
        "Meeting Scheduled", "Meeting Rescheduled", "Meeting Canceled",
    ]  # fmt: skip


def test_the_uris_of_both_halves_tell_the_same(stage: Stage) -> None:
    _, old, new = moved(stage)
    assert old.invitee is not None
    assert new.invitee is not None
    assert stage.sync(old.invitee.uri, PLAN).happened is Happened.MOVED_AWAY
    by_uri = stage.sync(new.invitee.uri, PLAN)
    by_delivery = stage.sync(new, PLAN)
    assert by_uri.happened is Happened.RESCHEDULED
    assert by_uri.key == by_delivery.key == Booking.from_delivery(new).key


def test_an_old_time_that_nobody_knows_is_left_out_with_a_remark(stage: Stage) -> None:
    _, _, new = moved(stage)
    assert new.invitee is not None
    del stage.calendly.world.events[(new.invitee.old_invitee or "").partition("/invitees/")[0]]
    result = stage.sync(new, PLAN)
    assert result.ok
    assert any("old time" in remark for remark in result.remarks)
    assert "old_start" not in stage.clevertap.events[0].properties


def test_the_halves_may_name_each_other_on_different_hosts(stage: Stage) -> None:
    _, old, new = moved(stage)
    assert new.invitee is not None
    elsewhere = (new.invitee.old_invitee or "").replace("api.calendly.com", "calendly.com")
    stage.sync(old, PLAN)
    stage.sync(evolve(new, payload=evolve(new.invitee, old_invitee=elsewhere)), PLAN)
    assert stage.clevertap.events[0].properties["old_start"] == date(OLD)
    assert [e for e in stage.calendly.journal if "scheduled_events" in e.request.path] == []

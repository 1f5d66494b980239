"""What goes wrong on the way to CleverTap, over real sockets."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import Any

import pytest

from api_client_core.errors import ClientError, InvalidArgument
from calendly_clevertap import (
    Booking,
    BookingIncomplete,
    BookingMapping,
    LedgerFailed,
    NotDelivered,
    Outcome,
    Plan,
    Timing,
    fields,
)
from calendly_clevertap import InvalidArgument as Refused
from calendly_client.models import WebhookDelivery, WebhookEvent
from calendly_client.testing import Delivery
from clevertap_client.testing import Answer, Reset, Truncate

from .conftest import START, Stage
from .plans import PLAN

BARE = Plan().booked(BookingMapping.on("Booked", user=fields.host.email))
"""A plan without a profile, so that the first request is the event's."""


@pytest.fixture
def delivery(stage: Stage) -> WebhookDelivery:
    stage.calendly.book()
    return stage.calendly.held[-1].read()


CREATED = WebhookEvent.INVITEE_CREATED
UPLOAD: dict[str, Any] = {"method": "POST", "path": "/1/upload"}


@pytest.mark.parametrize(
    "fault",
    [Reset(applied=True), Answer(502, b"<html>"), Truncate(5), Answer(200, b"")],
    ids=["reset after sending", "502", "truncated", "empty"],
)
def test_an_answer_that_is_lost_leaves_the_event_in_doubt(
    stage: Stage, delivery: WebhookDelivery, fault: Answer | Reset | Truncate
) -> None:
    stage.clevertap.fail(fault, **UPLOAD)
    (lost,) = stage.sync(delivery, BARE).deliveries
    assert lost.outcome is Outcome.IN_DOUBT
    assert "CleverTap may have it" in lost.advice
    (held,) = stage.sync(delivery, BARE).deliveries
    assert held.outcome is Outcome.IN_DOUBT
    assert len(stage.clevertap.journal) == 1
    (again,) = stage.sync(delivery, BARE, on_doubt="resend").deliveries
    assert again.outcome is Outcome.SENT
    assert stage.sync(delivery, BARE, on_doubt="resend").deliveries[0].outcome is Outcome.ALREADY


@pytest.mark.parametrize(
    "fault", [Answer(429, b"{}"), Answer(401, b"{}"), Answer(403, b"{}")], ids=["429", "401", "403"]
)
def test_what_was_not_taken_is_pending_and_goes_later(
    stage: Stage, delivery: WebhookDelivery, fault: Answer
) -> None:
    stage.clevertap.fail(fault, times=2 if fault.status == 429 else 1, **UPLOAD)
    (failed,) = stage.sync(delivery, BARE).deliveries
    assert failed.outcome is Outcome.PENDING
    assert failed.error is not None
    assert f"HTTP {fault.status}" in failed.advice
    assert stage.ledger.stats()["pending"] == 1
    assert stage.sync(delivery, BARE).ok


def test_a_refused_connection_leaves_the_event_pending_and_drain_delivers_it(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    clients = stage.clients()
    stage.clevertap.stop()
    (failed,) = stage.sync(delivery, BARE, **clients).deliveries
    assert failed.outcome is Outcome.PENDING
    stage.clevertap.start()
    assert stage.drain(BARE).deliveries == ()  # its turn has not come
    stage.later(timedelta(minutes=2))
    (sent,) = stage.drain(BARE).deliveries
    assert sent.outcome is Outcome.SENT
    assert stage.drain(BARE).deliveries == ()
    assert stage.clevertap.event_count("Booked") == 1


def test_a_record_that_clevertap_fails_on_is_pending(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.clevertap.refuse_next(555)
    (failed,) = stage.sync(delivery, BARE).deliveries
    assert (failed.outcome, failed.code) == (Outcome.PENDING, "555")
    assert stage.sync(delivery, BARE).ok


def test_a_record_that_clevertap_refuses_is_dead_with_code_and_advice(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.clevertap.discarded_events.add("Booked")
    (dead,) = stage.sync(delivery, BARE).deliveries
    assert (dead.outcome, dead.code) == (Outcome.DEAD, "528")
    assert "restore it" in dead.advice
    (still,) = stage.sync(delivery, BARE).deliveries
    assert (still.outcome, still.code, still.advice) == (dead.outcome, dead.code, dead.advice)
    assert len(stage.clevertap.journal) == 1


@pytest.mark.parametrize("status", [400, 413])
def test_a_request_that_is_malformed_or_too_long_is_dead(
    stage: Stage, delivery: WebhookDelivery, status: int
) -> None:
    stage.clevertap.fail(Answer.json({"status": "fail", "error": "Malformed"}, status), **UPLOAD)
    (dead,) = stage.sync(delivery, BARE).deliveries
    assert (dead.outcome, dead.code) == (Outcome.DEAD, str(status))


def test_no_event_goes_out_before_the_profile(stage: Stage, delivery: WebhookDelivery) -> None:
    stage.clevertap.fail(Answer(500, b""), method="GET", times=2)
    (failed,) = stage.sync(delivery, PLAN).deliveries
    assert failed.outcome is Outcome.PENDING
    assert failed.advice.startswith("the profile comes first: GET /1/profile.json: HTTP 500")
    assert stage.clevertap.events == ()
    assert stage.sync(delivery, PLAN).ok


def test_a_profile_that_may_not_be_read_is_left_alone(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.clevertap.fail(Answer(403, b"{}"), method="GET")
    (sent,) = stage.sync(delivery, PLAN).deliveries
    assert sent.outcome is Outcome.SENT
    assert any("left alone" in remark for remark in sent.remarks)
    host = stage.clevertap.profile("noor@example.com")
    assert host is not None
    assert host.properties == {}


def test_a_host_who_cannot_be_looked_up_now_is_a_named_error_and_nothing_is_lost(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.calendly.fail(Answer(503, b"<html>"), path="/users/*", times=2)
    with pytest.raises(BookingIncomplete, match=r"no host: GET /users/.*: HTTP 503"):
        stage.sync(delivery, PLAN)
    assert stage.clevertap.journal == []
    assert stage.sync(delivery, PLAN).ok


def test_what_is_sent_later_is_what_was_written_down_first(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.clevertap.fail(Answer(401, b"{}"), **UPLOAD)
    stage.sync(delivery, BARE)
    richer = Plan().booked(
        BookingMapping.on("Booked", user=fields.host.email).event("extra", "new")
    )
    stage.later(timedelta(hours=3))
    (sent,) = stage.sync(delivery, richer).deliveries
    assert sent.outcome is Outcome.SENT
    assert "extra" not in stage.clevertap.events[0].properties
    assert any("differs: extra" in remark for remark in sent.remarks)


def test_drain_keeps_to_what_was_decided_about_late_events(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.clevertap.fail(Answer(401, b"{}"), **UPLOAD)
    stage.sync(delivery, BARE, late="record")
    stage.later(timedelta(days=30))
    (sent,) = stage.drain(BARE, late="notify").deliveries
    assert sent.timing is Timing.PAST
    assert stage.clevertap.events[0].ts == int(START.timestamp())


def test_drain_leaves_doubts_to_a_person_unless_told_otherwise(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    stage.clevertap.fail(Reset(), **UPLOAD)
    assert stage.sync(delivery, BARE).deliveries[0].outcome is Outcome.IN_DOUBT
    stage.later(timedelta(hours=1))
    assert stage.drain(BARE).deliveries == ()
    (sent,) = stage.drain(BARE, on_doubt="resend").deliveries
    assert sent.outcome is Outcome.SENT


def test_an_invitee_who_is_not_to_be_had_is_a_named_error(stage: Stage) -> None:
    uri = "https://api.calendly.com/scheduled_events/NONE/invitees/NONE"
    with pytest.raises(BookingIncomplete, match=r"no invitee: GET /scheduled_events/.*404"):
        stage.sync(uri, BARE)
    with pytest.raises(InvalidArgument, match="invitee: is a bare id"):
        stage.sync("NONE", BARE)


def test_an_old_time_that_is_not_to_be_had_now_is_a_named_error(stage: Stage) -> None:
    invitee = stage.calendly.book()
    stage.calendly.reschedule(invitee, starts_at=START + timedelta(days=3))
    new = next(d for d in map(Delivery.read, stage.calendly.held[::-1]) if d.event == CREATED)
    stage.calendly.fail(Answer(500, b""), path="/scheduled_events/*", times=2)
    with pytest.raises(BookingIncomplete, match="no old time of the meeting"):
        stage.sync(new, PLAN)
    assert stage.sync(new, PLAN).ok


@pytest.mark.parametrize(
    "error",
    [
        BookingIncomplete("host", "HTTP 503"), LedgerFailed("disk full"),
        NotDelivered("Meeting: dead"), Refused("name", "is wrong"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_errors_survive_pickling(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), str(error))
    assert isinstance(again, ClientError)


def test_plans_results_and_bookings_survive_pickling(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    for one in (PLAN, stage.sync(delivery, PLAN), Booking.from_delivery(delivery)):
        assert pickle.loads(pickle.dumps(one)) == one

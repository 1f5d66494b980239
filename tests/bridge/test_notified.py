"""Triggers and mails are delivered once, as events are, and not when it is too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from calendly_clevertap import (
    BookingMapping,
    EmailMapping,
    Outcome,
    Plan,
    SyncResult,
    Timing,
    TriggerMapping,
    fields,
)
from calendly_client.models import WebhookDelivery
from clevertap_client.testing import Answer, Reset

from .conftest import Stage

MAIL = EmailMapping.on(user=fields.host.email, subject="New meeting", body="<p>Somebody booked</p>")
EVENT = BookingMapping.on("Booked", user=fields.host.email)
PATHS = {"trigger": "/1/send/externaltrigger.json", "email": "/1/send/email.json"}


@pytest.fixture
def stage(blocking_stage: Stage) -> Stage:
    """The colour makes no difference: see `test_sync` for both."""
    return blocking_stage


@pytest.fixture
def trigger(stage: Stage) -> TriggerMapping:
    campaign = stage.clevertap.external_campaign("Booked", subject="New", body="Somebody booked")
    return TriggerMapping.on(campaign, user=fields.host.email)


@pytest.fixture(params=PATHS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def plan(kind: str, trigger: TriggerMapping) -> Plan:
    return Plan().booked(trigger if kind == "trigger" else MAIL)


@pytest.fixture
def delivery(stage: Stage) -> WebhookDelivery:
    stage.calendly.book()
    return stage.calendly.held[-1].read()


def sent(stage: Stage, kind: str) -> int:
    return len(stage.clevertap.requests("POST", PATHS[kind]))


def only(result: SyncResult) -> tuple[Outcome, Timing | None]:
    (delivery,) = result.deliveries
    return delivery.outcome, delivery.timing


def test_each_is_sent_once(stage: Stage, delivery: WebhookDelivery, kind: str, plan: Plan) -> None:
    assert only(stage.sync(delivery, plan)) == (Outcome.SENT, Timing.TRUE)
    assert only(stage.sync(delivery, plan)) == (Outcome.ALREADY, None)
    assert sent(stage, kind) == 1


@pytest.mark.parametrize(
    ("late", "outcome", "timing"),
    [
        ("notify", Outcome.SENT, Timing.NOW),
        ("record", Outcome.SKIPPED, None),
        ("hold", Outcome.HELD, None),
    ],
)
def test_one_that_is_late_is_sent_skipped_or_held(
    stage: Stage, delivery: WebhookDelivery, kind: str, plan: Plan, late: str, outcome: Outcome,
    timing: Timing | None,
) -> None:  # fmt: skip
    stage.later(timedelta(hours=3))
    result = stage.sync(delivery, plan, late=late)
    assert only(result) == (outcome, timing)
    assert result.ok == (late != "hold")
    assert sent(stage, kind) == (late == "notify")
    state = "pending" if late == "hold" else "done"
    assert stage.ledger.stats()[state] == 1


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Reset(applied=True), Outcome.IN_DOUBT),
        (Answer(503, b"<html>"), Outcome.IN_DOUBT),
        (Answer(200, b"no json"), Outcome.IN_DOUBT),
        (Answer(401, b"{}"), Outcome.PENDING),
        (Answer(400, b"{}"), Outcome.DEAD),
        (Answer.json({"status": "fail", "error": "No such campaign"}), Outcome.DEAD),
    ],
    ids=["reset", "503", "unreadable", "401", "400", "fail"],
)
def test_what_goes_wrong_is_told_as_for_events(
    stage: Stage, delivery: WebhookDelivery, kind: str, plan: Plan, fault: Answer | Reset,
    outcome: Outcome,
) -> None:  # fmt: skip
    stage.clevertap.fail(fault, path=PATHS[kind])
    assert only(stage.sync(delivery, plan)) == (outcome, None)
    stage.later(timedelta(minutes=20))
    again = stage.drain(plan, on_doubt="resend").deliveries
    ends = [] if outcome is Outcome.DEAD else [Outcome.SENT]
    assert [delivery.outcome for delivery in again] == ends


def test_event_trigger_and_mail_of_one_booking_do_not_hinder_each_other(
    stage: Stage, delivery: WebhookDelivery, trigger: TriggerMapping
) -> None:
    stage.clevertap.fail(Answer(400, b"{}"), path=PATHS["trigger"])
    plan = Plan().booked(EVENT).also(booked=trigger).also(booked=MAIL)
    outcomes = [d.outcome for d in stage.sync(delivery, plan).deliveries]
    assert outcomes == [Outcome.SENT, Outcome.DEAD, Outcome.SENT]


def test_of_many_a_few_at_a_time_are_in_doubt_if_their_sender_dies(
    stage: Stage, delivery: WebhookDelivery
) -> None:
    plan = Plan()
    for number in range(100):
        name = f"mail {number}"
        plan = plan.also(
            booked=EmailMapping.on(user=fields.host.email, subject=name, body="Hello", name=name)
        )
    ledger, sending = stage.ledger, list[int]()

    class Watched:
        def __getattr__(self, name: str) -> Any:
            sending.append(ledger.stats()["sending"])
            return getattr(ledger, name)

    watched: Any = Watched()
    result = stage.sync(delivery, plan, ledger=watched)
    assert [d.target for d in result.deliveries] == [f"mail {number}" for number in range(100)]
    assert result.ok
    assert sent(stage, "email") == 100
    assert max(sending) <= 80

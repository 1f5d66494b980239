"""Calendly's own samples of deliveries go all the way into CleverTap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calendly_clevertap import BookingIncomplete, Outcome
from calendly_client import webhooks
from calendly_client.models import WebhookDelivery

from .conftest import Stage
from .plans import PLAN

SAMPLES = "samples/calendly/official2024/webhooks"


def samples(shared: Path) -> list[WebhookDelivery]:
    found = [webhooks.parse_unverified(p.read_bytes()) for p in (shared / SAMPLES).glob("*.json")]
    assert len(found) >= 3
    return sorted(found, key=lambda delivery: delivery.event)


def seed(stage: Stage, delivery: WebhookDelivery) -> None:
    """Give Calendly the meeting that the sample is about."""
    assert delivery.invitee is not None
    stage.calendly.book()
    world = stage.calendly.world
    event: dict[str, Any] = next(iter(world.events.values()))
    world.events[delivery.invitee.event] = {**event, "uri": delivery.invitee.event}


def test_invitee_samples_arrive_once_the_meeting_is_known(stage: Stage, shared: Path) -> None:
    about = [delivery for delivery in samples(shared) if delivery.invitee is not None]
    assert len(about) >= 2
    for delivery in about:
        with pytest.raises(BookingIncomplete, match="no scheduled event"):
            stage.sync(delivery, PLAN)
    assert stage.clevertap.journal == []
    seed(stage, about[0])
    for delivery in about:
        result = stage.sync(delivery, PLAN)
        assert [d.outcome for d in result.deliveries] == [Outcome.SENT]
        again = stage.sync(delivery, PLAN)
        assert [d.outcome for d in again.deliveries] == [Outcome.ALREADY]
    assert [event.name for event in stage.clevertap.events] == [
        "Meeting Canceled", "Meeting Scheduled",
    ]  # fmt: skip


def test_other_samples_are_ignored_by_name(stage: Stage, shared: Path) -> None:
    others = [delivery for delivery in samples(shared) if delivery.invitee is None]
    assert others
    for delivery in others:
        assert stage.sync(delivery, PLAN).ignored == f"{delivery.event} is not about a booking"

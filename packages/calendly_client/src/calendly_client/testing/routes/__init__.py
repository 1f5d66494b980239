"""The sandbox's HTTP: one method for each operation, one file for each path."""

from __future__ import annotations

from attrs import define

from .event_types import EventTypes
from .scheduled_events import ScheduledEvents
from .users import Users
from .webhook_subscriptions import WebhookSubscriptions


@define(eq=False, slots=False)
class Routes(Users, EventTypes, ScheduledEvents, WebhookSubscriptions):
    """All of them."""

"""Hosts of event types."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .event_types import EventType
from .users import User


@frozen(kw_only=True)
class EventTypeMembership:
    """A host of an event type.

    Attributes:
        uri: Identifies the membership.
        event_type: The event type.
        member: The host.
        created_at: When the host was added.
        updated_at: When anything last changed.
    """

    uri: str
    event_type: EventType | None = None
    member: User | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

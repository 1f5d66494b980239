"""Links that book a meeting once."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class SchedulingLink:
    """A link that books a meeting once.

    Attributes:
        booking_url: The page to send to the invitee.
        owner: The URI of the event type.
        owner_type: ``EventType``, so far.
    """

    booking_url: str
    owner: str | None = None
    owner_type: str | None = None

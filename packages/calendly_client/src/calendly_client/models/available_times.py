"""Times at which an event type can still be booked."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen(kw_only=True)
class EventTypeAvailableTime:
    """A time at which an event type can still be booked.

    Attributes:
        start_time: When the meeting would start, in UTC: what ``invitees.create`` takes.
        status: ``available``, so far.
        invitees_remaining: How many can still book it; more than one for group types only.
        scheduling_url: The page that books this very time.
    """

    start_time: datetime
    status: str | None = None
    invitees_remaining: int | None = None
    scheduling_url: str | None = None

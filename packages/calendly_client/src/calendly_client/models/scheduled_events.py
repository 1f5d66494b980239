"""Meetings that were booked."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

from .cancellations import Cancellation
from .locations import Location


class EventStatus(OpenStrEnum):
    """Whether a meeting stands."""

    ACTIVE = "active"
    CANCELED = "canceled"


class CalendarKind(OpenStrEnum):
    """Whose calendar holds the meeting."""

    EXCHANGE = "exchange"
    GOOGLE = "google"
    ICLOUD = "icloud"
    OUTLOOK = "outlook"
    OUTLOOK_DESKTOP = "outlook_desktop"


@frozen(kw_only=True)
class EventMembership:
    """A host of a meeting. The time zone is not here: ask ``users.get(membership.user)``.

    Attributes:
        user: The URI of the host.
        user_email: The host's address; missing in old bodies.
        user_name: The host's name; missing in old bodies.
        buffered_start_time: When the host's time is taken from, with the buffer before.
        buffered_end_time: Until when it is taken; neither is in webhooks.
    """

    user: str
    user_email: str | None = None
    user_name: str | None = None
    buffered_start_time: datetime | None = None
    buffered_end_time: datetime | None = None


@frozen(kw_only=True)
class EventGuest:
    """Someone whom an invitee brings along. Guests are no invitees: nothing is sent for them."""

    email: str
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class InviteesCounter:
    """How many were and are booked.

    Attributes:
        total: All, the canceled ones included.
        active: Those who are coming.
        limit: How many may come.
    """

    total: int = 0
    active: int = 0
    limit: int = 0


@frozen(kw_only=True)
class CalendarEvent:
    """The entry in the host's calendar. Calendly calls it deprecated, and still sends it."""

    kind: CalendarKind | None = None
    external_id: str | None = None


@frozen(kw_only=True)
class ScheduledEvent:
    """A meeting that was booked: by one invitee, or by several if it is a group event.

    Attributes:
        uri: Identifies the meeting. A reschedule makes a new meeting, with another URI.
        status: Whether it stands. A group event stays active when one of several invitees cancels.
        start_time: When it starts, in UTC.
        end_time: When it ends.
        name: The event type's name at the time of the booking.
        event_type: The URI of the event type; None for a deleted one.
        location: Where it happens.
        invitees_counter: How many were and are booked.
        created_at: When the first invitee booked.
        updated_at: When anything last changed.
        event_memberships: The hosts; also named `hosts`.
        event_guests: Whom invitees bring along.
        cancellation: Who canceled, if the whole meeting is off.
        calendar_event: The entry in the host's calendar.
        meeting_notes_plain: The host's own notes.
        meeting_notes_html: The same, as HTML.
        booking_method: ``instant`` or ``poll``; in old answers only.
    """

    uri: str
    status: EventStatus
    start_time: datetime
    end_time: datetime
    name: str | None = None
    event_type: str | None = None
    location: Location | None = None
    invitees_counter: InviteesCounter | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    event_memberships: tuple[EventMembership, ...] = ()
    event_guests: tuple[EventGuest, ...] = ()
    cancellation: Cancellation | None = None
    calendar_event: CalendarEvent | None = None
    meeting_notes_plain: str | None = None
    meeting_notes_html: str | None = None
    booking_method: str | None = None

    @property
    def hosts(self) -> tuple[EventMembership, ...]:
        """The hosts: one, or several if the meeting is collective."""
        return self.event_memberships

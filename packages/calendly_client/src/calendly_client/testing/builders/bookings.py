"""What people do with meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

from ...errors import InvalidArgument
from ...models import EventType, Invitee, Payment, ScheduledEvent, User
from .. import documents
from ..documents import Document
from ..slots import Slots
from .base import BuilderBase, uri_of_user

Side: TypeAlias = Literal["host", "invitee"]


class Bookings(BuilderBase):
    """Books, cancels, moves meetings; marks who did not come."""

    @property
    def events(self) -> tuple[ScheduledEvent, ...]:
        """The meetings, in the order of booking."""
        return self._all(self.world.events, ScheduledEvent)

    @property
    def invitees(self) -> tuple[Invitee, ...]:
        """Those who booked, in the order of booking."""
        return self._all(self.world.invitees, Invitee)

    def book(
        self,
        event_type: EventType | str = "intro-call",
        *,
        invitee_name: str = "Ada Okafor",
        invitee_email: str = "ada@example.org",
        answers: Mapping[str, str] | None = None,
        utm: Mapping[str, str] | None = None,
        starts_at: datetime | None = None,
        timezone: str = "Africa/Lagos",
        guests: Sequence[str] = (),
        place: str | None = None,
        phone: str | None = None,
        location: str | None = None,
        scheduled_by: User | str | None = None,
        payment: Payment | None = None,
        check: bool = False,
    ) -> Invitee:
        """Let somebody book a meeting on an ordinary page.

        Invitees of a group event who book the same time share one meeting.

        Args:
            event_type: What to book: the event type, its URI or its slug.
            invitee_name: Who books.
            invitee_email: Their address.
            answers: By question.
            utm: Where they came from: ``{"source": "newsletter"}``, or ``utm_source``.
            starts_at: When; an aware datetime. By default an hour of tomorrow.
            timezone: Theirs, an IANA name.
            guests: Addresses of those they bring along.
            place: What they say, where the invitee tells the place or the number to call.
            phone: Their number for text reminders.
            location: The kind of place they choose, such as ``zoom_conference``, where the event
                type has several; by default the first.
            scheduled_by: The user who books for them.
            payment: What they paid.
            check: Whether the time must be open, as on the real page: inside working hours, not
                taken, not past. Then the first open time is the default.

        Returns:
            The invitee, who can be canceled or rescheduled.

        Raises:
            InvalidArgument: There is no such event type or place, the time has no zone or, if
                checked, is not open, or a group is full.
        """
        with self.lock:
            offer = self._type(event_type)
            start, hosts = self._time_for(offer, starts_at, check=check)
            document = self.meetings.book(
                offer,
                starts_at=start,
                hosts=hosts,
                where=_place(offer, location),
                invitee_scheduled_by=scheduled_by and uri_of_user(scheduled_by),
                payment=payment and documents.payment(payment),
                answers=answers or {},
                guests=guests,
                place=place,
                email=invitee_email,
                name=invitee_name,
                timezone=timezone,
                text_reminder_number=phone,
                tracking=documents.tracking(utm or {}),
            )
        return self._told(document)

    def cancel(
        self, invitee: Invitee | str, *, by: Side = "invitee", reason: str | None = None
    ) -> Invitee:
        """Cancel a booking.

        Args:
            invitee: Who booked, or the URI.
            by: ``invitee``, for this one alone, or ``host``, who calls the whole meeting off.
            reason: As told.

        Raises:
            InvalidArgument: There is no such invitee, or it is canceled already.
        """
        with self.lock:
            document = self._invitee(invitee)
            if by == "invitee":
                self.meetings.cancel_invitee(document, by, document["name"], reason)
            else:
                event = self.world.events[document["event"]]
                if event["status"] == "canceled":
                    raise InvalidArgument("invitee", "is canceled already")
                self.meetings.cancel_event(event, _host_name(event), reason)
        return self._told(document)

    def reschedule(
        self,
        invitee: Invitee | str,
        *,
        starts_at: datetime | None = None,
        by: Side = "invitee",
        reason: str | None = None,
        created_first: bool = False,
    ) -> Invitee:
        """Move a booking to another time: a new meeting, a new invitee, and two deliveries.

        Args:
            invitee: Who booked, or the URI.
            starts_at: When it shall be; an aware datetime. By default an hour of tomorrow or later.
            by: Who moves it.
            reason: As told.
            created_first: Sends the delivery of the new booking before that of the old one.

        Returns:
            The new invitee.

        Raises:
            InvalidArgument: There is no such invitee, it is canceled, or the time has no zone.
        """
        with self.lock:
            document = self.meetings.reschedule(
                self._invitee(invitee),
                starts_at or self.meetings.usual_time(),
                by,
                reason,
                created_first=created_first,
            )
        return self._told(document)

    def mark_no_show(self, invitee: Invitee | str) -> Invitee:
        """Mark that an invitee did not come.

        Args:
            invitee: Who booked, or the URI.
        """
        with self.lock:
            document = self._invitee(invitee)
            self.meetings.mark_no_show(document)
        return self._told(document)

    def unmark_no_show(self, invitee: Invitee | str) -> Invitee:
        """Take that mark off again.

        Args:
            invitee: Who booked, or the URI.
        """
        with self.lock:
            document = self._invitee(invitee)
            self.meetings.unmark_no_show(document)
        return self._told(document)

    def _told(self, document: Document) -> Invitee:
        self.send_out()
        with self.lock:
            return self._read(document, Invitee)

    def _time_for(
        self, offer: Document, start: datetime | None, *, check: bool
    ) -> tuple[datetime, list[str] | None]:
        if not check:
            return start or self.meetings.usual_time(), None
        slots = Slots(self.world)
        wanted = start or slots.first(offer)
        if wanted is None or wanted.tzinfo is None or not (hosts := slots.hosts_at(offer, wanted)):
            raise InvalidArgument("starts_at", "is not open: available_times() lists what is")
        return wanted, hosts

    def _invitee(self, invitee: Invitee | str) -> Document:
        uri = invitee if isinstance(invitee, str) else invitee.uri
        if uri not in self.world.invitees:
            raise InvalidArgument("invitee", "is not one of this sandbox")
        return self.world.invitees[uri]


def _place(offer: Document, kind: str | None) -> Document | None:
    if kind is None:
        return None
    for place in offer["locations"]:
        if place["kind"] == kind:
            found: Document = place
            return found
    kinds = ", ".join(place["kind"] for place in offer["locations"])
    raise InvalidArgument("location", f"is none of the event type's: {kinds}")


def _host_name(event: Document) -> str:
    name: str = event["event_memberships"][0]["user_name"]
    return name

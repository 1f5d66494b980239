"""`CalendlySandbox`: a Calendly on loopback, and the people who use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

from attrs import define

from api_client_core.testing import Answer, Received

from ..errors import InvalidArgument
from ..models import EventType, Invitee
from . import documents
from .account import Account
from .deliveries import Delivery
from .documents import Document
from .refusals import NOT_FOUND, Refused

Side: TypeAlias = Literal["host", "invitee"]


@define(eq=False, slots=False)
class CalendlySandbox(Account):
    """A Calendly account on loopback: real HTTP, signed deliveries, a journal, faults on demand.

    It opens with an organization of three people and four event types: `event_type` finds
    ``intro-call`` (one host), ``office-hours`` (a group), ``sales-call`` (round robin) and
    ``architecture-review`` (collective, two hosts). What it does as Calendly does, and how sure we
    are of that, is listed in `calendly_client.testing.RULES`.

    >>> with CalendlySandbox() as sandbox:  # doctest: +SKIP
    ...     sandbox.subscribe("http://127.0.0.1:8000/calendly", signing_key="a secret")
    ...     invitee = sandbox.book(invitee_name="Ada Okafor", invitee_email="ada@example.org")
    ...     Calendly(sandbox.token, base_url=sandbox.url).scheduled_events.get(invitee.event)

    Args:
        seed: Makes ids repeatable.
        sending: When deliveries go out: ``now``, before the call that causes them returns;
            ``background``, in a thread of their own; or ``held``, until `flush`.
        delivery_timeout: Seconds that a receiver has to answer.
        rate_limit: Requests per user and minute; None counts nothing.

    Attributes:
        token: The owner's token.
    """

    # ---------------------------------------------------------------------------- what people do

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

        Returns:
            The invitee, who can be canceled or rescheduled.

        Raises:
            InvalidArgument: There is no such event type, the time has no zone, or a group is full.
        """
        with self.lock:
            document = self.world.book(
                self._type(event_type),
                starts_at=starts_at,
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
                self.world.cancel_invitee(document, by, document["name"], reason)
            else:
                event = self.world.events[document["event"]]
                if event["status"] == "canceled":
                    raise InvalidArgument("invitee", "is canceled already")
                self.world.cancel_event(event, _host_name(event), reason)
        return self._told(document)

    def reschedule(
        self,
        invitee: Invitee | str,
        *,
        starts_at: datetime,
        by: Side = "invitee",
        reason: str | None = None,
        created_first: bool = False,
    ) -> Invitee:
        """Move a booking to another time: a new meeting, a new invitee, and two deliveries.

        Args:
            invitee: Who booked, or the URI.
            starts_at: When it shall be; an aware datetime.
            by: Who moves it.
            reason: As told.
            created_first: Sends the delivery of the new booking before that of the old one.

        Returns:
            The new invitee.

        Raises:
            InvalidArgument: There is no such invitee, it is canceled, or the time has no zone.
        """
        with self.lock:
            document = self.world.reschedule(
                self._invitee(invitee), starts_at, by, reason, created_first=created_first
            )
        return self._told(document)

    def mark_no_show(self, invitee: Invitee | str) -> Invitee:
        """Mark that an invitee did not come.

        Args:
            invitee: Who booked, or the URI.
        """
        with self.lock:
            document = self._invitee(invitee)
            self.world.mark_no_show(document)
        return self._told(document)

    def unmark_no_show(self, invitee: Invitee | str) -> Invitee:
        """Take that mark off again.

        Args:
            invitee: Who booked, or the URI.
        """
        with self.lock:
            document = self._invitee(invitee)
            self.world.unmark_no_show(document)
        return self._told(document)

    # -------------------------------------------------------------------------------- deliveries

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """All attempts to deliver so far, and how they went."""
        with self.lock:
            return tuple(self.post.journal)

    @property
    def held(self) -> tuple[Delivery, ...]:
        """What waits for `flush`."""
        with self.lock:
            return tuple(self.post.outbox)

    def flush(self) -> tuple[Delivery, ...]:
        """Send what is held, and wait for what the background thread is sending."""
        return self.post.flush()

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Send a delivery once more, as Calendly does when it got no 2xx: the same bytes.

        Args:
            delivery: One of `deliveries`, or of `held`.
        """
        return self.post.send(delivery)

    # ------------------------------------------------------------------------------------ machinery

    def handle(self, request: Received) -> Answer:
        """Answer a request; deliveries that it causes are sent after the lock is released."""
        with self.lock:
            try:
                user = self.doorman.caller(request).user
            except Refused as refused:
                return refused.answer()
            answer = self.doorman.admit(
                user,
                self.now(),
                self.rate_limit,
                lambda: super(CalendlySandbox, self).handle(request),
            )
        self.post.dispatch(self.sending)
        return answer

    def no_route(self, request: Received, *, known: bool) -> Answer:
        """Answer a path that does not exist."""
        return Refused(NOT_FOUND).answer()

    def stop(self) -> None:
        """Finish the deliveries under way, then stop listening. What it remembers stays."""
        self.post.close()
        super().stop()

    def _told(self, document: Document) -> Invitee:
        self.post.dispatch(self.sending)
        with self.lock:
            return self._read(document, Invitee)

    def _invitee(self, invitee: Invitee | str) -> Document:
        uri = invitee if isinstance(invitee, str) else invitee.uri
        if uri not in self.world.invitees:
            raise InvalidArgument("invitee", "is not one of this sandbox")
        return self.world.invitees[uri]


def _host_name(event: Document) -> str:
    name: str = event["event_memberships"][0]["user_name"]
    return name

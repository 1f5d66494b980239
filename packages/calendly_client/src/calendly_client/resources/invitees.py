"""``/invitees``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import inf
from typing import Any, cast

from api_client_core.endpoints import Resource, S, endpoint, operation
from api_client_core.senders import Describing
from api_client_core.steps import Call, utc
from api_client_core.structure import decoded
from api_client_core.wire import Reply

from ..converter import One, read
from ..errors import (
    AmbiguousDelivery,
    CallFailed,
    InvalidArgument,
    NotBooked,
    SlotTaken,
    UnexpectedReply,
)
from ..models import Booked, BookedHow, BookingAnswers, BookingLocation, Invitee, Tracking
from ._bookings import Wanted, extras, look, person, slot
from ._verbs import POST, whose


class Invitees(Resource[S]):
    """Bookings made for people, without a booking page.

    See https://developer.calendly.com/api-docs/calendly-api/scheduled-events
    """

    @endpoint
    def create(
        self,
        *,
        event_type: str,
        start_time: datetime,
        email: str,
        timezone: str,
        name: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        text_reminder_number: str | None = None,
        location: BookingLocation | None = None,
        questions_and_answers: BookingAnswers | None = None,
        tracking: Tracking | Mapping[str, str | None] | None = None,
        event_guests: Sequence[str] | None = None,
    ) -> Call[Invitee]:
        """Book a meeting for somebody. Calendly tells them.

        Calendly has no key against repetitions and holds no slots, so this is never sent again
        after a lost reply; `book` finds out what became of it. Bookings have limits of their own:
        by plan, from 5 a day to 500 a minute for each user.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/create-event-invitee

        Args:
            event_type: What to book: a URI, or its last segment.
            start_time: When the meeting starts, one of ``event_type_available_times``; aware.
            email: The invitee's address.
            timezone: The invitee's, an IANA name.
            name: The full name. This or ``first_name`` is needed, as the event type asks for it.
            first_name: The first name.
            last_name: The last name; goes with ``first_name``.
            text_reminder_number: A phone number for reminders, such as ``+4930123456``.
            location: One of the event type's: ``event_type.locations[0]``, its kind alone (such as
                ``"zoom_conference"``), or a mapping with ``kind`` and ``location``. The kinds
                ``physical``, ``outbound_call``, ``ask_invitee`` and ``custom`` need ``location``,
                the place or number. It is needed if the event type has locations, and refused by
                those that pick their host by round robin.
            questions_and_answers: What the page would ask: a mapping of questions to answers, or a
                list. Questions must be the event type's, to the letter; required ones must be
                answered; several choices are one text, a line each. An answer without ``position``
                takes its place in the list.
            tracking: Where the invitee came from.
            event_guests: Addresses of those whom the invitee brings along, 10 at most.

        Raises:
            InvalidArgument: Not exactly one of ``name`` and ``first_name`` is given, the location
                lacks its kind or text, a time has no zone, an address or a number is none, or there
                are too many guests.
            SlotTaken: The time cannot be booked any more.
            LocationRefused: The event type has no such location, or needs one.
            BadRequest: A required question is not answered, say; see ``details``.
            PlanRequired: The account's plan does not include booking by the API.
            NotFound: There is no such event type; or, by Calendly's guide, no such time.
            AmbiguousDelivery: The reply was lost: use `book`, or look before trying again.
        """
        who = person(email, timezone, name, first_name, last_name, text_reminder_number)
        more = extras(location, questions_and_answers, tracking, event_guests)
        return POST("invitees", body=slot(event_type, start_time) | who | more, returns=_booked)

    @operation
    async def book(
        self: Invitees[Describing],
        *,
        event_type: str,
        start_time: datetime,
        email: str,
        timezone: str,
        name: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        text_reminder_number: str | None = None,
        location: BookingLocation | None = None,
        questions_and_answers: BookingAnswers | None = None,
        tracking: Tracking | Mapping[str, str | None] | None = None,
        event_guests: Sequence[str] | None = None,
        again: bool = False,
        patience: float = 15.0,
        user: str | None = None,
        organization: str | None = None,
    ) -> Booked:
        """Book a meeting for somebody, and if the reply is lost, find out what became of it.

        It then looks for a booking of the same event type, start and address that was made since,
        by this machine's clock, which should be right within 10 seconds. Whose meetings to look
        through is found out: the caller's own if the event type is theirs alone, else the whole
        organization's, which takes an administrator. ``user`` and ``organization`` say it better:
        they must cover every host that the meeting may get.

        Args:
            event_type: As in `create`.
            start_time: As in `create`.
            email: As in `create`.
            timezone: As in `create`.
            name: As in `create`.
            first_name: As in `create`.
            last_name: As in `create`.
            text_reminder_number: As in `create`.
            location: As in `create`.
            questions_and_answers: As in `create`.
            tracking: As in `create`.
            event_guests: As in `create`.
            again: Book once more if the first request came to nothing. Should it arrive after all,
                after ``patience``, a group event is booked twice; other times cannot be.
            patience: Seconds to go on looking, with growing pauses, for a booking that may still
                be under way.
            user: Look through this user's meetings. Alone, it must be the token's own.
            organization: Look through this organization's meetings.

        Raises:
            NotBooked: The reply was lost, and it did not happen, as far as can be told.
            BookingInDoubt: The reply was lost, and it cannot be told whether it happened: the
                meetings may not be seen or cannot be read now, or the same person holds an older
                booking of that time.
            CallFailed: As in `create`, but for `AmbiguousDelivery`.
            InvalidArgument: As in `create`.
        """
        call = self.create(
            event_type=event_type,
            start_time=start_time,
            email=email,
            timezone=timezone,
            name=name,
            first_name=first_name,
            last_name=last_name,
            text_reminder_number=text_reminder_number,
            location=location,
            questions_and_answers=questions_and_answers,
            tracking=tracking,
            event_guests=event_guests,
        )
        whose(user=user, organization=organization)  # checks them before anything is sent
        if not 0 <= patience < inf:
            raise InvalidArgument("patience", "must be a number of seconds, from 0")
        wanted = Wanted(
            event_type=event_type,
            start_time=start_time,
            email=email,
            asked_at=await utc(),
            user=user,
            organization=organization,
        )
        lost: CallFailed
        try:
            return Booked(invitee=await call)
        except (AmbiguousDelivery, UnexpectedReply) as error:
            lost = error
        if (found := await look(wanted, lost, patience)) is not None:
            return Booked(invitee=found, how=BookedHow.FOUND)
        if not again:
            raise NotBooked(lost.failure) from lost
        try:
            return Booked(invitee=await call, how=BookedHow.SENT_AGAIN)
        except (AmbiguousDelivery, UnexpectedReply, SlotTaken) as error:
            lost = error  # the slot may be taken by the first request, come late
        if (found := await look(wanted, lost, patience)) is not None:
            return Booked(invitee=found, how=BookedHow.FOUND)
        if isinstance(lost, SlotTaken):
            raise lost
        raise NotBooked(lost.failure) from lost


def _booked(reply: Reply) -> Invitee:
    """Read the answer to a booking. Raises `Unreadable`.

    Documented as ``{"resource": {...}}``; a public sheet shows the meeting's URI there, and the
    invitee beside it.
    """
    body = decoded(reply)
    said = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    if isinstance(said.get("invitee"), dict):
        return read({"event": said.get("resource"), **said["invitee"]}, Invitee, "invitee")
    return One(Invitee)(reply)

"""The body of a booking, and the search for one whose answer was lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import attrs
from attrs import evolve, frozen

from api_client_core.pages import each, every
from api_client_core.senders import Describing
from api_client_core.steps import wait

from ..errors import BookingInDoubt, CallFailed, InvalidArgument, PermissionDenied, UnexpectedReply
from ..ids import uri_of, uuid_of
from ..models import (
    BookingAnswers,
    BookingLocation,
    Invitee,
    InviteeStatus,
    QuestionAndAnswer,
    Tracking,
    UnknownConfiguration,
)
from ._checks import aware, email, emails, exactly_one, several
from .event_types import EventTypes
from .scheduled_events import ScheduledEvents
from .users import Users

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_NEED_LOCATION: Final = frozenset({"physical", "outbound_call", "ask_invitee", "custom"})
_TRACKED: Final = tuple(attrs.fields_dict(Tracking))
_CLOCKS: Final = timedelta(seconds=10)
"""How far this machine's clock and Calendly's may be apart: more leaves doubt. Assumed."""


def slot(event_type: str, start_time: datetime) -> dict[str, object]:
    """Give what is booked, and when."""
    return {
        "event_type": uri_of(event_type, "event_type", "event_types"),
        "start_time": aware("start_time", start_time),
    }


def person(
    address: str,
    timezone: str,
    name: str | None,
    first_name: str | None,
    last_name: str | None,
    text_reminder_number: str | None,
) -> dict[str, object]:
    """Give who books."""
    exactly_one(name=name, first_name=first_name)
    if last_name is not None and first_name is None:
        raise InvalidArgument("last_name", "goes with first_name; name takes the full name")
    if not timezone.strip():
        raise InvalidArgument("timezone", "is empty: pass an IANA name, such as Europe/Berlin")
    if text_reminder_number is not None and not _E164.fullmatch(text_reminder_number):
        raise InvalidArgument(
            "text_reminder_number", "must be of the form +4930123456: a plus and digits only"
        )
    given = {
        "name": name,
        "first_name": first_name,
        "last_name": last_name,
        "email": email("email", address),
        "timezone": timezone,
        "text_reminder_number": text_reminder_number,
    }
    for part in ("name", "first_name"):
        if (text := given[part]) is not None and not text.strip():
            raise InvalidArgument(part, "is empty")
    return {"invitee": {key: value for key, value in given.items() if value is not None}}


def extras(
    location: BookingLocation | None,
    answers: BookingAnswers | None,
    tracking: Tracking | Mapping[str, str | None] | None,
    event_guests: Sequence[str] | None,
) -> dict[str, object]:
    """Give what else is told, if it is."""
    given = {
        "location": None if location is None else _place(location),
        "questions_and_answers": None if answers is None else _answers(answers),
        "tracking": None if tracking is None else _tracking(tracking),
        "event_guests": event_guests and emails("event_guests", event_guests, at_most=10),
    }
    return {key: value for key, value in given.items() if value is not None}


def _place(location: BookingLocation) -> Mapping[str, Any]:
    if isinstance(location, str):
        told: Mapping[str, Any] = {"kind": location}
    elif isinstance(location, Mapping):
        told = location
    elif isinstance(location, UnknownConfiguration):
        told = location.data
    else:
        # Of an event type's own setting, only what an invitee chooses goes along.
        needed = {"location": location.location} if location.kind in _NEED_LOCATION else {}
        told = {"kind": location.kind, **needed}
    kind = told.get("kind")
    if not isinstance(kind, str) or not kind:
        raise InvalidArgument("location", 'has no kind: pass {"kind": "zoom_conference"}, say')
    if kind in _NEED_LOCATION and not told.get("location"):
        raise InvalidArgument(
            "location",
            f'the kind {kind} needs a location as well: {{"kind": ..., "location": ...}}',
        )
    return {key: value for key, value in told.items() if value is not None}


def _answers(answers: BookingAnswers) -> tuple[dict[str, Any], ...]:
    if isinstance(answers, Mapping):
        pairs = answers.items()
        answers = [QuestionAndAnswer(question=asked, answer=said) for asked, said in pairs]
    told = several("questions_and_answers", answers, at_least=0)
    return tuple(_answer(index, item) for index, item in enumerate(told))


def _answer(index: int, item: QuestionAndAnswer | Mapping[str, Any]) -> dict[str, Any]:
    told = attrs.asdict(item) if isinstance(item, QuestionAndAnswer) else dict(item)
    for key in ("question", "answer"):
        if not isinstance(told.get(key), str) or (key == "question" and not told[key].strip()):
            raise InvalidArgument("questions_and_answers", f"item {index + 1} has no {key}")
    return told if told.get("position") is not None else {**told, "position": index}


def _tracking(tracking: Tracking | Mapping[str, str | None]) -> dict[str, str | None]:
    told = attrs.asdict(tracking) if isinstance(tracking, Tracking) else tracking
    unknown = sorted(set(told) - set(_TRACKED))
    if unknown:
        raise InvalidArgument(
            "tracking", f"has {unknown[0]!r}; Calendly keeps {', '.join(_TRACKED)} only"
        )
    # All six, or none: the documentation calls each of them required.
    return {key: told.get(key) for key in _TRACKED}


@frozen(kw_only=True)
class Wanted:
    """A booking that may have happened.

    Attributes:
        event_type: What was booked.
        start_time: When the meeting starts.
        email: Who booked.
        asked_at: When Calendly was first asked.
        user: Whose meetings to look through; by default found out.
        organization: Whose meetings to look through.
    """

    event_type: str
    start_time: datetime
    email: str
    asked_at: datetime
    user: str | None = None
    organization: str | None = None


async def look(wanted: Wanted, lost: CallFailed, patience: float) -> Invitee | None:
    """Look for a booking until it is found or patience ends; None if it did not happen.

    Raises:
        BookingInDoubt: It cannot be told.
    """
    where: Wanted | None = None
    pause, waited = 1.0, 0.0
    while True:
        doubt: CallFailed | None = None
        bookings: tuple[Invitee, ...] = ()
        try:
            where = where or await _located(wanted)
            bookings = await _bookings(where)
        except CallFailed as error:
            doubt = error
        since = wanted.asked_at - _CLOCKS
        found = [booking for booking in bookings if booking.created_at >= since]
        if found:
            return max(found, key=_rank)
        if isinstance(doubt, PermissionDenied) or waited + pause > patience:
            break
        await wait(pause)
        pause, waited = pause * 2, waited + pause
    if doubt is not None:
        raise _in_doubt(lost, str(doubt)) from doubt
    if any(booking.status == InviteeStatus.ACTIVE for booking in bookings):
        raise _in_doubt(lost, "the same person holds an older booking of that time") from lost
    if isinstance(lost, UnexpectedReply):
        raise _in_doubt(lost, "Calendly took it, but no such booking was found") from lost
    return None


def _in_doubt(lost: CallFailed, problem: str) -> BookingInDoubt:
    return BookingInDoubt(evolve(lost.failure, problems=(problem,)))


def _rank(booking: Invitee) -> tuple[bool, datetime]:
    return booking.status == InviteeStatus.ACTIVE, booking.created_at


async def _located(wanted: Wanted) -> Wanted:
    """Find out whose meetings hold the booking, if it happened.

    Alone, ``user`` works for the token's own user; a whole organization takes an administrator.
    """
    if wanted.user or wanted.organization:
        return wanted
    me = await Users(Describing()).me()
    kind = await EventTypes(Describing()).get(wanted.event_type)
    if kind.profile is not None and kind.profile.owner == me.uri and kind.pooling_type is None:
        return evolve(wanted, user=me.uri)
    return evolve(wanted, organization=me.current_organization)


async def _bookings(wanted: Wanted) -> tuple[Invitee, ...]:
    """Fetch all bookings of this event type, start and person, whenever they were made."""
    events, found = ScheduledEvents(Describing()), list[Invitee]()
    around = timedelta(minutes=1)  # whether the bounds belong to the window is not documented
    # Nor is whether filters tell capitals apart: what Calendly writes small would not be found.
    address = wanted.email if wanted.email == wanted.email.lower() else None
    listed = events.list(
        user=wanted.user,
        organization=wanted.organization,
        invitee_email=address,
        min_start_time=wanted.start_time - around,
        max_start_time=wanted.start_time + around,
    )
    async for event in each(listed):
        # A one-off event type is not told.
        same_type = event.event_type is None or uuid_of(event.event_type) == uuid_of(
            wanted.event_type
        )
        if same_type and event.start_time == wanted.start_time:
            invitees = await every(events.invitees(event.uri, email=address))
            found += [i for i in invitees if i.email.casefold() == wanted.email.casefold()]
    return tuple(found)

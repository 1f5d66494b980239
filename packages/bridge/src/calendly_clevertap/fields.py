"""Every field of a booking that a mapping can read. Type ``fields.`` and pick.

`host` is the one host of a meeting. A collective meeting has several, and ``host`` then has no
value: make a record for each with ``.for_each(fields.hosts)``, which sets ``host`` in turn.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, cast

from .errors import InvalidArgument
from .expressions import Expr, Flag, Moment, Number, Text, is_expr
from .sources import Source

__all__ = [
    "CATALOGUE", "answer", "booking", "cancellation", "event_type", "guest", "guests", "host",
    "hosts", "invitee", "meeting", "no_show", "payment", "previous", "routing", "routing_answer",
    "utm",
]  # fmt: skip


def __dir__() -> list[str]:
    """List what there is to pick, without what the module itself uses."""
    return __all__


def _at(name: str, path: str = "") -> Source:
    return Source("field", name, tuple((path or name).split(".")))


class booking:
    """What happened."""

    key: Final = Text(_at("booking.key", "key"))
    """Names the fact: what happened to whose booking. Sent along with every event anyway."""
    happened: Final = Text(_at("booking.happened", "happened"))
    """``booked``, ``rescheduled``, ``canceled``, ``no-show`` or ``no-show undone``."""
    occurred_at: Final = Moment(_at("booking.occurred_at", "occurred_at"))
    """When it happened. Sent along with every event anyway."""


class host:
    """The host: the one whom the meeting was assigned to, or the one `for_each` is at."""

    uri: Final = Text(_at("host.uri"))
    email: Final = Text(_at("host.email"))
    """The address of the host's Calendly account."""
    name: Final = Text(_at("host.name"))
    timezone: Final = Text(_at("host.timezone"))
    """IANA name, such as ``Europe/Berlin``. Looked up once per host: no delivery carries it."""
    scheduling_url: Final = Text(_at("host.scheduling_url"))
    """The host's public page. Looked up."""
    calendly_user_since: Final = Moment(_at("host.calendly_user_since"))
    """When the account was made. Looked up. Never the time of an event: it would be months old."""
    groups: Final = Text(_at("host.groups"))
    """The names of the Calendly groups that the host belongs to, in a row. Looked up."""


class hosts:
    """All hosts. ``.for_each(fields.hosts)`` makes one record for each."""

    names: Final = Text(_at("hosts.names"))
    """``Ann, Bob``"""
    emails: Final = Text(_at("hosts.emails"))
    """Their addresses in a row."""
    number: Final = Number(_at("hosts.number"))
    """How many they are."""


class guests:
    """Whom invitees bring along. ``.for_each(fields.guests)`` makes one record for each."""

    emails: Final = Text(_at("guests.emails"))
    """Their addresses in a row."""
    number: Final = Number(_at("guests.number"))
    """How many they are."""


class guest:
    """The guest that `for_each` is at; no value elsewhere."""

    email: Final = Text(_at("guest.email"))


class invitee:
    """Who booked."""

    uri: Final = Text(_at("invitee.uri"))
    """Names the booking."""
    email: Final = Text(_at("invitee.email"))
    """As typed into the booking page."""
    name: Final = Text(_at("invitee.name"))
    first_name: Final = Text(_at("invitee.first_name"))
    """No value where the page asks for the full name."""
    last_name: Final = Text(_at("invitee.last_name"))
    """No value where the page asks for the full name."""
    phone: Final = Text(_at("invitee.phone", "invitee.text_reminder_number"))
    """The number for text reminders."""
    timezone: Final = Text(_at("invitee.timezone"))
    """IANA name, as the browser gave it."""
    status: Final = Text(_at("invitee.status"))
    """``active`` or ``canceled``."""
    answers: Final = Text(_at("invitee.answers", "answers_text"))
    """All answers, a line each: ``Company name: Okafor Solar``. For one of them: `answer`."""
    booked_at: Final = Moment(_at("invitee.booked_at", "invitee.created_at"))
    updated_at: Final = Moment(_at("invitee.updated_at"))
    """When anything about the booking last changed."""
    reconfirmed_at: Final = Moment(
        _at("invitee.reconfirmed_at", "invitee.reconfirmation.confirmed_at")
    )
    """When the invitee said again that they come, where Calendly asked."""
    cancel_url: Final = Text(_at("invitee.cancel_url"))
    reschedule_url: Final = Text(_at("invitee.reschedule_url"))
    scheduling_method: Final = Text(_at("invitee.scheduling_method"))
    """``instant_book`` or ``api``; no value for an ordinary booking."""
    scheduled_by: Final = Text(_at("invitee.scheduled_by", "invitee.invitee_scheduled_by"))
    """The URI of the Calendly user who booked for the invitee."""


class meeting:
    """What was booked."""

    uri: Final = Text(_at("meeting.uri", "event.uri"))
    name: Final = Text(_at("meeting.name", "event.name"))
    """The event type's name at the time of the booking: ``30 Minute Meeting``."""
    event_type: Final = Text(_at("meeting.event_type", "event.event_type"))
    """The event type's URI; see also `event_type`."""
    status: Final = Text(_at("meeting.status", "event.status"))
    """``active``, or ``canceled`` if it does not take place for anybody."""
    starts_at: Final = Moment(_at("meeting.starts_at", "event.start_time"))
    ends_at: Final = Moment(_at("meeting.ends_at", "event.end_time"))
    minutes: Final = Number(_at("meeting.minutes", "minutes"))
    created_at: Final = Moment(_at("meeting.created_at", "event.created_at"))
    """When the first invitee booked it."""
    updated_at: Final = Moment(_at("meeting.updated_at", "event.updated_at"))
    location_type: Final = Text(_at("meeting.location_type", "event.location.type"))
    """``zoom``, ``google_conference``, ``physical``, ``outbound_call`` and so on."""
    location_text: Final = Text(_at("meeting.location_text", "event.location.location"))
    """An address, a number, a note; no value for web conferences."""
    join_url: Final = Text(_at("meeting.join_url", "event.location.join_url"))
    """The link of a web conference. It may change after the booking."""
    location_info: Final = Text(_at("meeting.location_info", "location_info"))
    """What the host added to an address or a number."""
    notes: Final = Text(_at("meeting.notes", "event.meeting_notes_plain"))
    """The host's own notes."""
    invitees: Final = Number(_at("meeting.invitees", "event.invitees_counter.active"))
    """How many are booked by now; more than one in group events."""
    invitees_ever: Final = Number(_at("meeting.invitees_ever", "event.invitees_counter.total"))
    """How many were booked, the canceled ones included."""
    places: Final = Number(_at("meeting.places", "event.invitees_counter.limit"))
    """How many invitees there can be."""


class event_type:
    """The kind of meeting, as it is by now. Looked up, once for each."""

    name: Final = Text(_at("event_type.name"))
    slug: Final = Text(_at("event_type.slug"))
    """Its part of the page's address, which stays when the name changes: ``30min``."""
    url: Final = Text(_at("event_type.url", "event_type.scheduling_url"))
    """Its public page."""
    kind: Final = Text(_at("event_type.kind"))
    """``solo`` or ``group``."""
    pooling: Final = Text(_at("event_type.pooling", "event_type.pooling_type"))
    """``round_robin``, ``collective`` or ``multi_pool``; no value for one host."""
    owner: Final = Text(_at("event_type.owner", "event_type.profile.name"))
    """The user or the team whose page it is on."""
    minutes: Final = Number(_at("event_type.minutes", "event_type.duration"))
    color: Final = Text(_at("event_type.color"))
    locale: Final = Text(_at("event_type.locale"))
    """The page's language."""
    description: Final = Text(_at("event_type.description", "event_type.description_plain"))
    internal_note: Final = Text(_at("event_type.internal_note"))
    """For the team only."""
    paid: Final = Flag(_at("event_type.paid", "event_type.is_paid"))
    """Whether invitees pay."""


class routing:
    """The routing form that led to the booking; for its answers: `routing_answer`."""

    submission: Final = Text(_at("routing.submission", "invitee.routing_form_submission"))
    """The URI of what was filled in."""
    form: Final = Text(_at("routing.form", "submission.routing_form"))
    """The form's URI. Looked up."""
    submitted_at: Final = Moment(_at("routing.submitted_at", "submission.created_at"))
    """Looked up."""


class utm:
    """Where the invitee came from."""

    source: Final = Text(_at("utm.source", "invitee.tracking.utm_source"))
    medium: Final = Text(_at("utm.medium", "invitee.tracking.utm_medium"))
    campaign: Final = Text(_at("utm.campaign", "invitee.tracking.utm_campaign"))
    content: Final = Text(_at("utm.content", "invitee.tracking.utm_content"))
    term: Final = Text(_at("utm.term", "invitee.tracking.utm_term"))
    salesforce_uuid: Final = Text(_at("utm.salesforce_uuid", "invitee.tracking.salesforce_uuid"))


class cancellation:
    """Who canceled and why; no values while the booking stands."""

    by: Final = Text(_at("cancellation.by", "cancellation.canceled_by"))
    """A name."""
    by_type: Final = Text(_at("cancellation.by_type", "cancellation.canceler_type"))
    """``host`` or ``invitee``."""
    reason: Final = Text(_at("cancellation.reason"))
    at: Final = Moment(_at("cancellation.at", "canceled_at"))


class no_show:
    """The mark that the invitee did not come; no values where there is none."""

    uri: Final = Text(_at("no_show.uri", "invitee.no_show.uri"))
    marked_at: Final = Moment(_at("no_show.marked_at", "invitee.no_show.created_at"))
    undone_at: Final = Moment(_at("no_show.undone_at", "undone_at"))
    """When the mark was taken back, where this tells of it."""


class previous:
    """What a reschedule replaced; no values for other bookings."""

    invitee: Final = Text(_at("previous.invitee"))
    """The URI of the old booking."""
    meeting: Final = Text(_at("previous.meeting"))
    """The URI of the meeting that was moved."""
    starts_at: Final = Moment(_at("previous.starts_at"))
    """The old time. From the ledger, or looked up."""
    ends_at: Final = Moment(_at("previous.ends_at"))
    moved_by: Final = Text(_at("previous.moved_by", "previous.cancellation.canceled_by"))
    """Who moved it: a name. Looked up."""
    moved_by_type: Final = Text(
        _at("previous.moved_by_type", "previous.cancellation.canceler_type")
    )
    """``host`` or ``invitee``. Looked up."""
    reason: Final = Text(_at("previous.reason", "previous.cancellation.reason"))
    """Why it was moved. Looked up."""


class payment:
    """What the invitee paid."""

    amount: Final = Number(_at("payment.amount", "invitee.payment.amount"))
    """In ``currency``, not in cents."""
    currency: Final = Text(_at("payment.currency", "invitee.payment.currency"))
    provider: Final = Text(_at("payment.provider", "invitee.payment.provider"))
    """``stripe`` or ``paypal``."""
    id: Final = Text(_at("payment.id", "invitee.payment.external_id"))
    """The provider's."""
    terms: Final = Text(_at("payment.terms", "invitee.payment.terms"))
    """The host's terms of payment."""
    successful: Final = Flag(_at("payment.successful", "invitee.payment.successful"))


def answer(question: str, *others: str) -> Text:
    """Read the invitee's answer to a question of the booking page.

    Args:
        question: Its wording; case and spaces do not matter. Several ticked choices are one text,
            a line each.
        others: What else it may be called, on other pages: the first that was answered counts.

    Raises:
        InvalidArgument: A question is empty.
    """
    return _asked("answer", question, *others)


def routing_answer(question: str, *others: str) -> Text:
    """Read an answer to the routing form that led to the booking. Looked up.

    Args:
        question: Its wording, as for `answer`, or its ``question_uuid``.
        others: What else it may be called.

    Raises:
        InvalidArgument: A question is empty.
    """
    return _asked("routing_answer", question, *others)


def _asked(kind: Literal["answer", "routing_answer"], *questions: str) -> Text:
    loose = cast("tuple[object, ...]", questions)
    if not all(isinstance(q, str) and q.strip() for q in loose):
        raise InvalidArgument("question", "is empty: give its wording on the page")
    return Text(Source(kind, questions))


CATALOGUE: Final[Mapping[str, Expr[Any]]] = MappingProxyType(
    {
        expr.source.value: expr
        for group in tuple(globals().values())
        if inspect.isclass(group) and group.__module__ == __name__
        for expr in vars(group).values()
        if is_expr(expr)
    }
)
"""All fields by their names. A stored mapping can read no others."""

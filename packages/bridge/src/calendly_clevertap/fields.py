"""Every field of a booking that a mapping can read. Type ``fields.`` and pick.

`host` is the one host of a meeting. A collective meeting has several, and ``host`` then has no
value: make a record for each with ``.for_each(fields.hosts)``, which sets ``host`` in turn.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from .errors import InvalidArgument
from .expressions import Expr, Flag, Moment, Number, Text, is_expr
from .sources import Answer, Field


class booking:
    """What happened."""

    key: Final = Text(Field(("key",)))
    """Names the fact: what happened to whose booking. Sent along with every event anyway."""
    happened: Final = Text(Field(("happened",)))
    """``booked``, ``rescheduled`` or ``canceled``."""
    occurred_at: Final = Moment(Field(("occurred_at",)))
    """When it happened. Sent along with every event anyway."""


class host:
    """The host: the one whom the meeting was assigned to, or the one `for_each` is at."""

    uri: Final = Text(Field(("host", "uri")))
    email: Final = Text(Field(("host", "email")))
    """The address of the host's Calendly account."""
    name: Final = Text(Field(("host", "name")))
    timezone: Final = Text(Field(("host", "timezone")))
    """IANA name, such as ``Europe/Berlin``. Looked up once per host: no delivery carries it."""
    scheduling_url: Final = Text(Field(("host", "scheduling_url")))
    """The host's public page. Looked up."""
    calendly_user_since: Final = Moment(Field(("host", "calendly_user_since")))
    """When the account was made. Looked up. Never the time of an event: it would be months old."""


class hosts:
    """All hosts. ``.for_each(fields.hosts)`` makes one record for each."""

    names: Final = Text(Field(("hosts", "names")))
    """``Ann, Bob``"""
    emails: Final = Text(Field(("hosts", "emails")))
    """Their addresses in a row."""
    number: Final = Number(Field(("hosts", "number")))
    """How many they are."""


class invitee:
    """Who booked."""

    uri: Final = Text(Field(("invitee", "uri")))
    """Names the booking."""
    email: Final = Text(Field(("invitee", "email")))
    """As typed into the booking page."""
    name: Final = Text(Field(("invitee", "name")))
    first_name: Final = Text(Field(("invitee", "first_name")))
    """No value where the page asks for the full name."""
    last_name: Final = Text(Field(("invitee", "last_name")))
    """No value where the page asks for the full name."""
    phone: Final = Text(Field(("invitee", "phone")))
    """The number for text reminders."""
    timezone: Final = Text(Field(("invitee", "timezone")))
    """IANA name, as the browser gave it."""
    booked_at: Final = Moment(Field(("invitee", "booked_at")))
    cancel_url: Final = Text(Field(("invitee", "cancel_url")))
    reschedule_url: Final = Text(Field(("invitee", "reschedule_url")))
    scheduling_method: Final = Text(Field(("invitee", "scheduling_method")))
    """``instant_book`` or ``api``; no value for an ordinary booking."""
    scheduled_by: Final = Text(Field(("invitee", "scheduled_by")))
    """The URI of the Calendly user who booked for the invitee."""


class meeting:
    """What was booked."""

    uri: Final = Text(Field(("meeting", "uri")))
    name: Final = Text(Field(("meeting", "name")))
    """The event type's name at the time of the booking: ``30 Minute Meeting``."""
    event_type: Final = Text(Field(("meeting", "event_type")))
    """The event type's URI."""
    starts_at: Final = Moment(Field(("meeting", "starts_at")))
    ends_at: Final = Moment(Field(("meeting", "ends_at")))
    minutes: Final = Number(Field(("meeting", "minutes")))
    location_type: Final = Text(Field(("meeting", "location_type")))
    """``zoom``, ``google_conference``, ``physical``, ``outbound_call`` and so on."""
    location_text: Final = Text(Field(("meeting", "location_text")))
    """An address, a number, a note; no value for web conferences."""
    join_url: Final = Text(Field(("meeting", "join_url")))
    """The link of a web conference. It may change after the booking."""
    guest_emails: Final = Text(Field(("meeting", "guest_emails")))
    """Addresses of guests, in a row."""
    notes: Final = Text(Field(("meeting", "notes")))
    """The host's own notes."""
    invitees: Final = Number(Field(("meeting", "invitees")))
    """How many are booked by now; more than one in group events."""


class utm:
    """Where the invitee came from."""

    source: Final = Text(Field(("utm", "source")))
    medium: Final = Text(Field(("utm", "medium")))
    campaign: Final = Text(Field(("utm", "campaign")))
    content: Final = Text(Field(("utm", "content")))
    term: Final = Text(Field(("utm", "term")))
    salesforce_uuid: Final = Text(Field(("utm", "salesforce_uuid")))


class cancellation:
    """Who canceled and why; no values while the booking stands."""

    by: Final = Text(Field(("cancellation", "by")))
    """A name."""
    by_type: Final = Text(Field(("cancellation", "by_type")))
    """``host`` or ``invitee``."""
    reason: Final = Text(Field(("cancellation", "reason")))
    at: Final = Moment(Field(("cancellation", "at")))


class previous:
    """What a reschedule replaced; no values for other bookings."""

    invitee: Final = Text(Field(("previous", "invitee")))
    """The URI of the old booking."""
    meeting: Final = Text(Field(("previous", "meeting")))
    """The URI of the meeting that was moved."""
    starts_at: Final = Moment(Field(("previous", "starts_at")))
    """The old time. From the ledger, or looked up."""
    ends_at: Final = Moment(Field(("previous", "ends_at")))


class payment:
    """What the invitee paid."""

    amount: Final = Number(Field(("payment", "amount")))
    """In ``currency``, not in cents."""
    currency: Final = Text(Field(("payment", "currency")))
    provider: Final = Text(Field(("payment", "provider")))
    successful: Final = Flag(Field(("payment", "successful")))


def answer(question: str) -> Text:
    """Read the invitee's answer to a question of the booking page.

    Args:
        question: Its wording; case and spaces do not matter. Several ticked choices are one text,
            a line each.

    Raises:
        InvalidArgument: The question is empty.
    """
    if not question.strip():
        raise InvalidArgument("question", "is empty: give its wording on the booking page")
    return Text(Answer(question))


CATALOGUE: Final[Mapping[str, Expr[Any]]] = MappingProxyType(
    {
        str(expr): expr
        for group in tuple(globals().values())
        if inspect.isclass(group) and group.__module__ == __name__
        for expr in vars(group).values()
        if is_expr(expr)
    }
)
"""All fields by their names. A stored mapping can read no others."""

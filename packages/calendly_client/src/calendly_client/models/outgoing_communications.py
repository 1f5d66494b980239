"""Mails and text messages that Calendly sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from attrs import field, frozen

from api_client_core.pages import Page


@frozen(kw_only=True)
class _Communication:
    """A message that Calendly sent. Both kinds have the same attributes."""

    to: str
    from_: str | None = None
    subject: str | None = None
    body: str | None = field(default=None, repr=False)
    sender_uri: str | None = None
    sender_email: str | None = None
    event_type_uri: str | None = None
    event_uri: str | None = None
    sent_at: datetime | None = None
    created_at: datetime | None = None
    scheduling_url: str | None = None


@frozen(kw_only=True)
class EmailCommunication(_Communication):
    """A mail that Calendly sent.

    Attributes:
        to: Whom it went to.
        from_: Whom it came from: ``from`` in the API, which is no name in Python.
        subject: Its subject.
        body: What it said.
        sender_uri: The URI of the user it was sent for.
        sender_email: That user's address.
        event_type_uri: The URI of the meeting's event type.
        event_uri: The URI of the meeting it is about.
        sent_at: When it was sent.
        created_at: When it was made.
        scheduling_url: The page that the meeting was booked on.
    """

    type: str = "email"


@frozen(kw_only=True)
class SmsCommunication(_Communication):
    """A text message that Calendly sent.

    Attributes:
        to: The phone number it went to.
        from_: The phone number it came from: ``from`` in the API, which is no name in Python.
        subject: Mostly None.
        body: What it said.
        sender_uri: The URI of the user it was sent for.
        sender_email: That user's address.
        event_type_uri: The URI of the meeting's event type.
        event_uri: The URI of the meeting it is about.
        sent_at: When it was sent.
        created_at: When it was made.
        scheduling_url: The page that the meeting was booked on.
    """

    type: str = "sms"


@frozen(kw_only=True)
class UnknownCommunication:
    """A kind of message that this release does not know; ``data`` is all that the API said."""

    type: str
    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


OutgoingCommunication: TypeAlias = EmailCommunication | SmsCommunication | UnknownCommunication
"""A message that Calendly sent."""

COMMUNICATIONS: Mapping[str, type[Any]] = {"email": EmailCommunication, "sms": SmsCommunication}
"""The variants by their ``type``."""


@frozen
class OutgoingCommunicationPage(Page[OutgoingCommunication]):
    """One page of messages.

    Attributes:
        total_count: How many messages match, on all pages.
    """

    total_count: int | None = None

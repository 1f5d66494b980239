"""People with a Calendly account."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum


class TimeNotation(OpenStrEnum):
    """How a user reads the clock."""

    TWELVE_HOURS = "12h"
    TWENTY_FOUR_HOURS = "24h"


@frozen(kw_only=True)
class User:
    """A person with a Calendly account; as the host of a meeting, the one who is booked.

    Attributes:
        uri: Identifies the user everywhere in the API.
        name: As shown to invitees.
        email: The account's address.
        timezone: An IANA name, such as ``Europe/Berlin``. Webhooks never carry it.
        current_organization: The URI of the organization the user works in.
        slug: The user's part of the scheduling page's address.
        scheduling_url: The user's public page.
        time_notation: How the user reads the clock.
        avatar_url: The user's picture.
        locale: A language code.
        resource_type: Always ``User``, so far.
        created_at: When the account was made.
        updated_at: When it was last changed.
    """

    uri: str
    name: str
    email: str
    timezone: str
    current_organization: str
    slug: str | None = None
    scheduling_url: str | None = None
    time_notation: TimeNotation | None = None
    avatar_url: str | None = None
    locale: str | None = None
    resource_type: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

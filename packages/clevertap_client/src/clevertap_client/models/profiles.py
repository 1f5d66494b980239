"""A person, as CleverTap knows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NewType

from attrs import field, frozen

Epoch = NewType("Epoch", datetime)
"""An aware datetime in UTC that CleverTap writes as epoch seconds."""


@frozen(kw_only=True)
class EventSummary:
    """How often, and when, a person raised one event."""

    count: int
    first_seen: Epoch | None = None
    last_seen: Epoch | None = None


@frozen(kw_only=True)
class Platform:
    """A device that a person uses.

    Attributes:
        object_id: CleverTap's id of it.
        push_token: What pushes reach it by.
        more: What CleverTap answered besides, undocumented.
    """

    platform: str = ""
    object_id: str | None = None
    os_version: str | None = None
    app_version: str | None = None
    make: str | None = None
    model: str | None = None
    push_token: str | None = field(default=None, repr=False)
    more: Mapping[str, Any] = field(factory=dict[str, Any])


@frozen(kw_only=True)
class Profile:
    """A person.

    Attributes:
        identity: Their identity.
        email: Where they get mail; without one, no campaign can mail them.
        name: What they are called.
        phone: As text, also where CleverTap answers with a number.
        properties: What else is known (CleverTap's ``profileData``); dates are ``$D_`` and epoch
            seconds.
        events: What they did, by the name of the event.
        platforms: Their devices.
        object_id: CleverTap's id of the device that an exported event came from.
        platform: What that device runs.
        more: What CleverTap answered besides, undocumented.
    """

    identity: str | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    properties: Mapping[str, Any] = field(factory=dict[str, Any])
    events: Mapping[str, EventSummary] = field(factory=dict[str, EventSummary])
    platforms: tuple[Platform, ...] = ()
    object_id: str | None = None
    platform: str | None = None
    more: Mapping[str, Any] = field(factory=dict[str, Any])

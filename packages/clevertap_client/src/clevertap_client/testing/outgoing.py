"""Messages that campaigns and calls send, and why they do not reach somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from .store import PLATFORMS, StoredProfile


@frozen
class Message:
    """A message that went out, by a campaign of the API, a call, or an external trigger.

    Attributes:
        channel: Such as ``email``.
        to: The address, or the token.
        profile: Who gets it.
        content: What was sent, as it came.
        at: When.
        campaign: The campaign's id, if there is one.
    """

    channel: str
    to: str
    profile: StoredProfile
    content: Mapping[str, Any]
    at: datetime
    campaign: int | None = None


@frozen
class Unreached:
    """Somebody whom a message did not reach.

    Attributes:
        channel: Such as ``email``.
        who: Their identity, or CleverTap's id; for a call, what it named.
        reason: Why.
        campaign: The campaign's id, if there is one.
    """

    channel: str
    who: str
    reason: str
    campaign: int | None = None


REQUIRED: Final[Mapping[str, str | None]] = {
    "push": "title",
    "email": "subject",
    "sms": "body",
    "webpush": "title",
    "whatsapp": "template_name",
    "webhook": None,
    "notificationinbox": "title",
}
"""The channels, and what their content must have."""
DEVICES: Final = ("android", "ios", "windows")
_OPT_OUT: Final[Mapping[str, str]] = {
    "email": "MSG-email",
    "sms": "MSG-sms",
    "whatsapp": "MSG-whatsapp",
    "push": "MSG-push",
    "webpush": "MSG-push",
}
_KEYS: Final[Mapping[str, str]] = {"email": "Email", "sms": "Phone", "whatsapp": "Phone"}


def obstacle(profile: StoredProfile, channel: str) -> str | None:
    """Tell why somebody cannot be reached; None if they can."""
    opt_out = _OPT_OUT.get(channel)
    if opt_out and profile.properties.get(opt_out) is False:
        return f"the profile has opted out: {opt_out} is false"
    if address(profile, channel) is None:
        return f"the profile has no {_KEYS.get(channel, 'token')}"
    return None


def address(profile: StoredProfile, channel: str) -> str | None:
    """Give where a channel reaches somebody."""
    if channel in _KEYS:
        found = profile.properties.get(_KEYS[channel])
        return str(found) if found else None
    if channel in {"push", "webpush", "notificationinbox"}:
        wanted = {"chrome"} if channel == "webpush" else PLATFORMS.keys() - {"chrome"}
        return next((str(t["id"]) for t in profile.tokens if t["type"] in wanted), None)
    return profile.object_id


def estimates(people: list[StoredProfile], channel: str, devices: list[Any]) -> dict[str, int]:
    """Count whom a campaign would reach, by where."""
    reached = [person for person in people if obstacle(person, channel) is None]
    if channel not in {"push", "notificationinbox"}:
        return {"chrome" if channel == "webpush" else "web": len(reached)}
    having = [{PLATFORMS[token["type"]].lower() for token in p.tokens} for p in reached]
    return {name: sum(name in each for each in having) for name in map(str, devices)}

"""Messages that campaigns and calls send, and why they do not reach somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from .objects import as_list
from .store import PLATFORMS, UNSUBSCRIBED, StoredProfile


@frozen
class Message:
    """A message that went out, by a campaign of the API, a call, or an external trigger.

    Attributes:
        channel: Such as ``email``.
        to: The address, or the token.
        profile: Who gets it.
        content: What was sent, as it came; of external triggers ``subject`` and ``body`` as
            rendered.
        at: When.
        campaign: The campaign's id, if there is one.
        trigger: The properties of the external trigger, if it was one.
    """

    channel: str
    to: str
    profile: StoredProfile
    content: Mapping[str, Any]
    at: datetime
    campaign: int | None = None
    trigger: Mapping[str, Any] | None = None


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
_NONE: Final[Mapping[str, Any]] = {}


def obstacle(
    profile: StoredProfile, channel: str, options: Mapping[str, Any] = _NONE
) -> str | None:
    """Tell why somebody cannot be reached; None if they can.

    Args:
        profile: Who.
        channel: Such as ``email``.
        options: What the campaign or the call says.
    """
    opt_out = _OPT_OUT.get(channel)
    anyway = channel == "email" and options.get("send_email_to_opted_out_users") is True
    if opt_out and not anyway and profile.properties.get(opt_out) is False:
        return f"the profile has opted out: {opt_out} is false"
    groups = as_list(options.get("subscription_groups")) if channel == "email" else None
    left = as_list(profile.properties.get(UNSUBSCRIBED)) or []
    if groups and all(group in left for group in groups):
        return f"the profile has left the subscription groups: {UNSUBSCRIBED}"
    if not addresses(profile, channel, options):
        return f"the profile has no {_KEYS.get(channel, 'token')}"
    return None


def addresses(
    profile: StoredProfile, channel: str, options: Mapping[str, Any] = _NONE
) -> list[str]:
    """Give where a channel reaches somebody: one place, or all their devices."""
    if channel in _KEYS:
        found = profile.properties.get(_KEYS[channel])
        return [str(found)] if found else []
    if channel not in {"push", "webpush", "notificationinbox"}:
        return [profile.object_id]
    wanted = ["web"] if channel == "webpush" else as_list(options.get("devices")) or DEVICES
    tokens = [str(t["id"]) for t in profile.tokens if PLATFORMS[t["type"]].lower() in wanted]
    return tokens if options.get("send_to_all_devices") is True else tokens[-1:]


def estimates(
    people: list[StoredProfile], channel: str, options: Mapping[str, Any]
) -> dict[str, int]:
    """Count whom a campaign would reach, by where."""
    reached = [person for person in people if obstacle(person, channel, options) is None]
    devices = as_list(options.get("devices")) or DEVICES
    if channel not in {"push", "notificationinbox"}:
        return {"chrome" if channel == "webpush" else "web": len(reached)}
    having = [{PLATFORMS[token["type"]].lower() for token in p.tokens} for p in reached]
    return {name: sum(name in each for each in having) for name in map(str, devices)}

"""The body that makes a campaign, checked for what CleverTap is known to refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from .. import limits
from .._parts import extras, join, known_options, listed, wire
from ..campaign_options import CampaignOptions, Device
from ..contents import CampaignContent, EmailContent, PushContent, WebhookContent
from ..contents.others import AppInboxContent
from ..converter import as_object
from ..errors import InvalidArgument
from ..models import Campaign, CreatedCampaign
from ..queries import QueryLike, query_to_wire
from ..schedules import Later, Now, Recurring, When
from ._checks import filled

_LISTS: Final = ("labels", "subscription_groups")
_LIMITS: Final = ("users_limit_overall", "users_limit_per_run", "upper_cap_for_target_segment")
_PUSH: Final = ("devices", "send_to_all_devices", "ttl")
_EMAIL: Final = ("subscription_groups", "send_email_to_opted_out_users")


def campaign_body(
    name: str,
    content: CampaignContent,
    when: When | Mapping[str, Any],
    where: QueryLike | None,
    segment: int | None,
    options: CampaignOptions,
    **flags: bool,
) -> dict[str, Any]:
    """Give the body of ``targets/create.json``.

    Raises:
        InvalidArgument: Names the parameter that does not fit.
        TypeError: An option that there is not.
    """
    if not isinstance(cast("object", content), CampaignContent):
        raise InvalidArgument("content", "must be the content of a channel, such as EmailContent")
    if not isinstance(cast("object", when), Now | Later | Recurring | Mapping):
        raise InvalidArgument("when", "must be Now(), a Later or a Recurring")
    told: dict[str, Any] = {
        "name": filled("name", name),
        "target_mode": content.target_mode,
        **_people(where, segment),
        **_said(content),
        "when": when.to_wire() if isinstance(when, Now | Later | Recurring) else dict(when),
        **_options(content, options),
        **flags,
    }
    join(told, "more", extras("more", options.get("more") or {}))
    return told


def campaign_id(campaign: int | str | Campaign | CreatedCampaign) -> int:
    """Give the number that a campaign is known by.

    Raises:
        InvalidArgument: It is none.
    """
    found: object = campaign.id if isinstance(campaign, Campaign | CreatedCampaign) else campaign
    if isinstance(found, str) and found.isascii() and found.isdecimal():
        found = int(found)
    if not isinstance(found, int) or isinstance(found, bool) or found <= 0:
        raise InvalidArgument("campaign", "must be the id of a campaign, a positive number")
    return found


def _people(where: QueryLike | None, segment: int | None) -> dict[str, Any]:
    if segment is None:
        # Without `where`, CleverTap says that it cannot read it; an empty one is everybody.
        query = query_to_wire({} if where is None else where, name="where")
        start, end = query.get("from"), query.get("to")
        if isinstance(start, int) and isinstance(end, int) and start > end:
            raise InvalidArgument("where", "has a from date after its to date")
        if "event_name" in query:
            filled("where", query["event_name"])
        return {"where": query}
    if where is not None:
        raise InvalidArgument("segment", "and where are both given: pass one of them")
    if not _at_least(segment, 1):
        raise InvalidArgument("segment", "must be the id of a saved segment, a number")
    return {"segment": segment}


def _said(content: CampaignContent) -> dict[str, Any]:
    told = content.to_wire()
    if isinstance(content, WebhookContent):
        return told
    if isinstance(content, AppInboxContent):
        return {"content": {}, **told}
    return {"content": told}


def _options(content: CampaignContent, options: CampaignOptions) -> dict[str, Any]:
    told = known_options(options, CampaignOptions)
    for names, kind in ((_PUSH, PushContent), (_EMAIL, EmailContent)):
        for name in names:
            if name in told and not isinstance(content, kind):
                raise InvalidArgument(name, f"belongs to {kind.__name__}")
    for name in _LISTS:
        if name in told:
            told[name] = [filled(name, one) for one in listed(name, told[name], str)]
    for name in _LIMITS:
        least = limits.LEAST_CAMPAIGN_LIMIT.value
        if name in told and not _at_least(told[name], least):
            raise InvalidArgument(name, f"must be a whole number from {least} up")
    return _devices(content, told) | {key: wire(value) for key, value in told.items()}


def _at_least(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _devices(content: CampaignContent, told: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(content, PushContent):
        return {}
    if "devices" not in told:
        raise InvalidArgument(
            "devices", 'is missing: say where a push goes, such as devices=["android", "ios"]'
        )
    named = [Device(one) for one in listed("devices", told.pop("devices"), str)]
    unknown = [one.value for one in named if not one.is_known]
    if unknown or not named:
        raise InvalidArgument("devices", "must be some of android, ios and windows")
    return {"devices": [*dict.fromkeys(one.value for one in named)]}


def with_channel(body: dict[str, Any]) -> dict[str, Any]:
    """Give a campaign's body, unless it pushes to Android without a channel, as CleverTap refuses.

    Raises:
        InvalidArgument: It names no notification channel, also not in CleverTap's own words.
    """
    if Device.ANDROID in body.get("devices", ()) and not _names_channel(body):
        raise InvalidArgument(
            "content",
            "names no notification channel, which Android 8 and above ask for: "
            'android=AndroidPush(channel="...")',
        )
    return body


def _names_channel(body: dict[str, Any]) -> bool:
    platforms = as_object(as_object(body.get("content")).get("platform_specific"))
    return bool(body.get("wzrk_cid") or as_object(platforms.get("android")).get("wzrk_cid"))

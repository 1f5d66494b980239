"""Live campaigns: which event sends a mail, and why another does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import define, field, frozen

from .. import limits
from .campaigns import ExternalCampaign, SandboxCampaign
from .store import Store, StoredEvent, StoredProfile, folded


@define(eq=False)
class LiveCampaign:
    """A campaign that reacts to an event, as one makes it in the dashboard.

    Attributes:
        event: The name of the event that it qualifies on.
        subject: A Liquid template, with ``Event`` and ``Profile``.
        body: A Liquid template.
        made_at: Since when it is published.
        id: What it is known by.
        stopped: Whether it was stopped.
    """

    event: str
    subject: str = field(repr=False)
    body: str = field(repr=False)
    made_at: datetime = field(factory=lambda: datetime.now(UTC), repr=False)
    id: int = 0
    stopped: bool = False


@frozen
class Mail:
    """A mail that went out: of a Live campaign, an external trigger, a call, or the API's campaign.

    Attributes:
        to: The address: the profile's ``Email``.
        subject: Its subject: rendered, if a Live campaign or an external trigger sent it.
        body: Its body, likewise.
        profile: Who gets it.
        at: When.
        campaign: Which campaign sent it; None: no campaign, but a message to named users.
        event: What a Live campaign reacted to.
        trigger: The properties of an external trigger.
    """

    to: str
    subject: str
    body: str
    profile: StoredProfile = field(repr=False)
    at: datetime
    campaign: LiveCampaign | ExternalCampaign | SandboxCampaign | None = field(repr=False)
    event: StoredEvent | None = None
    trigger: Mapping[str, Any] | None = None


@frozen
class Silence:
    """An event that sent no mail.

    Attributes:
        event: The event; it is stored all the same.
        reason: Why.
        campaign: Which campaign would have sent it; None if none qualifies.
    """

    event: StoredEvent
    reason: str
    campaign: LiveCampaign | None = None


def unqualified(name: str, campaigns: Iterable[LiveCampaign]) -> str:
    """Say that no campaign qualifies on an event, and on what those do that there are."""
    names = sorted({repr(campaign.event) for campaign in campaigns})
    there = f"; there are campaigns on {', '.join(names)}" if names else ""
    return f"no campaign qualifies on {name!r}{there}"


def obstacle(event: StoredEvent, store: Store, now: float) -> str | None:
    """Tell why a Live campaign does not react to an event that qualifies; None if it does."""
    age = now - event.ts
    if age > limits.LIVE_PAST.value.total_seconds():
        return f"the event is {age / 3600:.1f} hours old: campaigns look back 2 hours"
    if -age > limits.LIVE_AHEAD.value.total_seconds():
        return f"the event lies {-age / 60:.0f} minutes ahead: campaigns look ahead 2 minutes"
    if not event.profile.properties.get("Email"):
        return f"the profile has no Email{_elsewhere(event.profile, store)}"
    if event.profile.properties.get("MSG-email") is False:
        return "the profile has opted out: MSG-email is false"
    return None


def _elsewhere(profile: StoredProfile, store: Store) -> str:
    """Say so if an event made a ghost: a person known by the e-mail address of another."""
    named = [text for key, text in profile.ids if key == "identity"]
    twin = next(filter(None, (store.find("email", text) for text in named)), None)
    if twin is None:
        return ""
    known = f"identity {twin.identity!r}" if twin.identity else f"object id {twin.object_id!r}"
    return f"; another profile, with the {known}, has this identity as its Email"


def fitting(event: StoredEvent, campaigns: Iterable[LiveCampaign]) -> list[LiveCampaign]:
    """Give the campaigns that qualify on an event."""
    name = folded(event.name)
    return [campaign for campaign in campaigns if folded(campaign.event) == name]

"""Live campaigns: which event sends a mail, and why another does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from attrs import field, frozen

from .. import limits
from .store import StoredEvent, StoredProfile, folded


@frozen
class LiveCampaign:
    """A campaign that reacts to an event, as one makes it in the dashboard.

    Attributes:
        event: The name of the event that it qualifies on.
        subject: A Liquid template.
        body: A Liquid template.
        made_at: Since when it is published.
    """

    event: str
    subject: str
    body: str
    made_at: datetime = field(factory=lambda: datetime.now(UTC), eq=False, repr=False)


@frozen
class Mail:
    """A mail that a campaign sent, as rendered.

    Attributes:
        to: The address: the profile's ``Email``.
        subject: Its subject.
        body: Its body.
        event: What it is about.
        campaign: Which campaign sent it.
    """

    to: str
    subject: str
    body: str
    event: StoredEvent
    campaign: LiveCampaign


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


def outcomes(
    event: StoredEvent, campaigns: list[LiveCampaign], now: datetime
) -> list[Mail | Silence]:
    """Decide for an event that has just arrived which campaigns send a mail.

    Args:
        event: The event.
        campaigns: All that there are.
        now: When it arrived.
    """
    name = folded(event.name)
    fitting = [campaign for campaign in campaigns if folded(campaign.event) == name]
    if not fitting:
        return [Silence(event, f"no campaign qualifies on {event.name!r}")]
    reason = _obstacle(event, now.timestamp())
    if reason:
        return [Silence(event, reason, campaign) for campaign in fitting]
    return [_mail(event, campaign) for campaign in fitting]


def _obstacle(event: StoredEvent, now: float) -> str | None:
    age = now - event.ts
    if age > limits.LIVE_PAST.value.total_seconds():
        return f"the event is {age / 3600:.1f} hours old: campaigns look back 2 hours"
    if -age > limits.LIVE_AHEAD.value.total_seconds():
        return f"the event lies {-age / 60:.0f} minutes ahead: campaigns look ahead 2 minutes"
    if not event.profile.properties.get("Email"):
        return "the profile has no Email"
    if event.profile.properties.get("MSG-email") is False:
        return "the profile has opted out: MSG-email is false"
    return None


def _mail(event: StoredEvent, campaign: LiveCampaign) -> Mail | Silence:
    # Imported when needed: it needs the extra `liquid`.
    from ..liquid import TemplateError, render

    profile = _profile(event.profile)
    try:
        subject, body = (
            render(template, event=event.properties, profile=profile, html=False)
            for template in (campaign.subject, campaign.body)
        )
    except TemplateError as error:
        return Silence(event, f"the template fails: {error}", campaign)
    return Mail(event.profile.properties["Email"], subject, body, event, campaign)


def _profile(profile: StoredProfile) -> dict[str, Any]:
    return {**profile.properties, "identity": profile.identity, "objectId": profile.object_id}

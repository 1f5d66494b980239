"""Addresses that Calendly tells what happens."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum


class WebhookEvent(OpenStrEnum):
    """What can be subscribed to."""

    INVITEE_CREATED = "invitee.created"
    INVITEE_CANCELED = "invitee.canceled"
    INVITEE_NO_SHOW_CREATED = "invitee_no_show.created"
    INVITEE_NO_SHOW_DELETED = "invitee_no_show.deleted"
    ROUTING_FORM_SUBMISSION_CREATED = "routing_form_submission.created"
    EVENT_TYPE_CREATED = "event_type.created"
    EVENT_TYPE_UPDATED = "event_type.updated"
    EVENT_TYPE_DELETED = "event_type.deleted"
    CONTACT_CREATED = "contact.created"
    CONTACT_UPDATED = "contact.updated"
    CONTACT_DELETED = "contact.deleted"
    MEETING_RECAP_CREATED = "meeting_recap.created"
    MEETING_RECAP_UPDATED = "meeting_recap.updated"
    MEETING_RECAP_DELETED = "meeting_recap.deleted"


class WebhookScope(OpenStrEnum):
    """Whose doings a subscription hears of."""

    ORGANIZATION = "organization"
    USER = "user"
    GROUP = "group"


class WebhookState(OpenStrEnum):
    """Whether a subscription is served."""

    ACTIVE = "active"
    DISABLED = "disabled"


@frozen(kw_only=True)
class WebhookSubscription:
    """An address that Calendly tells what happens. The signing key is never given back.

    Attributes:
        uri: Identifies the subscription.
        callback_url: Where deliveries go.
        state: Whether it is served. A disabled one stays so: delete it and create another.
        events: What it hears of.
        scope: Whose doings it hears of.
        organization: The organization's URI.
        user: The user's URI, for the user scope.
        group: The group's URI, for the group scope.
        creator: The URI of whoever made it.
        created_at: When it was made.
        updated_at: When it last changed.
        retry_started_at: Set while deliveries fail. After 24 hours of that it is disabled.
    """

    uri: str
    callback_url: str
    state: WebhookState
    events: tuple[WebhookEvent, ...]
    scope: WebhookScope
    organization: str
    user: str | None = None
    group: str | None = None
    creator: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    retry_started_at: datetime | None = None

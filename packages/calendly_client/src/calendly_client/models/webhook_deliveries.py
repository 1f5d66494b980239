"""What Calendly sends to a webhook subscription."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from attrs import field, frozen

from .invitees import Invitee
from .scheduled_events import ScheduledEvent
from .webhook_subscriptions import WebhookEvent


@frozen(kw_only=True)
class InviteePayload(Invitee):
    """An invitee, and the meeting they booked.

    Attributes:
        scheduled_event: The meeting, without its calendar entry. Bodies of 2021 and before lack it:
            fetch it by ``event``.
    """

    scheduled_event: ScheduledEvent | None = None


@frozen(kw_only=True)
class UnknownPayload:
    """What an event of another kind is about; ``data`` is all that Calendly said."""

    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


Payload: TypeAlias = InviteePayload | UnknownPayload
"""What a delivery is about."""

INVITEE_EVENTS: frozenset[WebhookEvent] = frozenset(
    {
        WebhookEvent.INVITEE_CREATED,
        WebhookEvent.INVITEE_CANCELED,
        WebhookEvent.INVITEE_NO_SHOW_CREATED,
        WebhookEvent.INVITEE_NO_SHOW_DELETED,
    }
)
"""The kinds whose payload is an `InviteePayload`."""


@frozen(kw_only=True)
class WebhookDelivery:
    """One thing that happened, as Calendly told it.

    It carries no id, comes at least once, and in no promised order. To tell repetitions, use
    ``event``, the payload's ``uri`` and, for no-shows, ``payload.no_show.uri``.

    Attributes:
        event: What happened.
        created_at: When the delivery was made, in whole seconds.
        payload: What it is about: an `InviteePayload`, or an `UnknownPayload` that keeps the data.
        created_by: The URI of whoever made the subscription; missing in bodies of 2022 and before.
        raw: The body as received. Store it; `webhooks.parse_unverified` reads it again.
    """

    event: WebhookEvent
    created_at: datetime
    payload: Payload
    created_by: str | None = None
    raw: bytes = field(default=b"", repr=False)

    @property
    def invitee(self) -> InviteePayload | None:
        """The invitee, if this is about one."""
        return self.payload if isinstance(self.payload, InviteePayload) else None

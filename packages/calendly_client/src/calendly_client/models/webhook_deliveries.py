"""What Calendly sends to a webhook subscription."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from attrs import field, frozen

from .contacts import ChangedContact, DeletedContact
from .invitees import Invitee
from .scheduled_events import ScheduledEvent
from .webhook_payloads import (
    ContactPayload,
    DeletedContactPayload,
    DeletedMeetingRecapPayload,
    EventTypePayload,
    MeetingRecapPayload,
    RoutingFormSubmissionPayload,
)
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
    """What an event is about that this release does not know; ``data`` is all Calendly said."""

    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


Payload: TypeAlias = (
    InviteePayload
    | RoutingFormSubmissionPayload
    | EventTypePayload
    | ContactPayload
    | DeletedContactPayload
    | MeetingRecapPayload
    | DeletedMeetingRecapPayload
    | UnknownPayload
)
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

PAYLOADS: Mapping[WebhookEvent, type[Any]] = {
    **dict.fromkeys(INVITEE_EVENTS, InviteePayload),
    WebhookEvent.ROUTING_FORM_SUBMISSION_CREATED: RoutingFormSubmissionPayload,
    WebhookEvent.EVENT_TYPE_CREATED: EventTypePayload,
    WebhookEvent.EVENT_TYPE_UPDATED: EventTypePayload,
    WebhookEvent.EVENT_TYPE_DELETED: EventTypePayload,
    WebhookEvent.CONTACT_CREATED: ContactPayload,
    WebhookEvent.CONTACT_UPDATED: ContactPayload,
    WebhookEvent.CONTACT_DELETED: DeletedContactPayload,
    WebhookEvent.MEETING_RECAP_CREATED: MeetingRecapPayload,
    WebhookEvent.MEETING_RECAP_UPDATED: MeetingRecapPayload,
    WebhookEvent.MEETING_RECAP_DELETED: DeletedMeetingRecapPayload,
}
"""What each kind of event is about."""


@frozen(kw_only=True)
class WebhookDelivery:
    """One thing that happened, as Calendly told it.

    It carries no id, comes at least once, and in no promised order. To tell repetitions, use
    ``event``, the payload's ``uri`` and, for no-shows, ``payload.no_show.uri``.

    Attributes:
        event: What happened.
        created_at: When the delivery was made, in whole seconds.
        payload: What it is about. Ask for it by kind, such as `invitee`, or match on its class; of
            events that this release does not know, it is an `UnknownPayload`.
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

    @property
    def routing_form_submission(self) -> RoutingFormSubmissionPayload | None:
        """The routing form that was filled in, if this is about one."""
        return self.payload if isinstance(self.payload, RoutingFormSubmissionPayload) else None

    @property
    def event_type(self) -> EventTypePayload | None:
        """The event type, if this is about one."""
        return self.payload if isinstance(self.payload, EventTypePayload) else None

    @property
    def contact(self) -> ChangedContact | None:
        """The contact, if one was made or changed."""
        return self.payload.contact if isinstance(self.payload, ContactPayload) else None

    @property
    def deleted_contact(self) -> DeletedContact | None:
        """What is left of a contact, if one was deleted."""
        return self.payload.contact if isinstance(self.payload, DeletedContactPayload) else None

    @property
    def meeting_recap(self) -> MeetingRecapPayload | None:
        """The recap and its meeting, if a recap was made or changed."""
        return self.payload if isinstance(self.payload, MeetingRecapPayload) else None

    @property
    def deleted_meeting_recap(self) -> DeletedMeetingRecapPayload | None:
        """What is left of a recap, if one was deleted."""
        return self.payload if isinstance(self.payload, DeletedMeetingRecapPayload) else None

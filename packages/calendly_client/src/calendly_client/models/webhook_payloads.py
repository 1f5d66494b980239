"""What deliveries are about, apart from invitees."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .contacts import ChangedContact, DeletedContact
from .event_types import EventType
from .meeting_recaps import ChangedRecap, DeletedRecap, RecapMeeting
from .routing_forms import RoutingFormSubmission


@frozen(kw_only=True)
class RoutingFormSubmissionPayload(RoutingFormSubmission):
    """A routing form that somebody filled in."""


@frozen(kw_only=True)
class EventTypePayload(EventType):
    """An event type that was made, changed or deleted; ``description_html`` is never sent along."""


@frozen(kw_only=True)
class ContactPayload:
    """A contact that was made or changed.

    Attributes:
        contact: The contact, as it is now. Its dates of meetings and mails are None when it is new.
        user_uuid: The last segment of the URI of the user whose contact it is.
    """

    contact: ChangedContact
    user_uuid: str | None = None


@frozen(kw_only=True)
class DeletedContactPayload:
    """A contact that was deleted.

    Attributes:
        contact: What is left of it.
        user_uuid: The last segment of the URI of the user whose contact it was.
    """

    contact: DeletedContact
    user_uuid: str | None = None


@frozen(kw_only=True)
class MeetingRecapPayload:
    """A recap of a meeting that was made or changed.

    Attributes:
        recap: What the notetaker wrote.
        event: The meeting.
        created_at: When the recap was made; not told of changes.
    """

    recap: ChangedRecap
    event: RecapMeeting | None = None
    created_at: datetime | None = None


@frozen(kw_only=True)
class DeletedMeetingRecapPayload:
    """A recap of a meeting that was deleted.

    Attributes:
        recap: What is left of it.
        event: The meeting; of it, the URI alone is told.
    """

    recap: DeletedRecap
    event: RecapMeeting | None = None

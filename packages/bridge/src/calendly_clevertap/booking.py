"""What happened to a booking: one frozen view of meeting, invitee, hosts and answers.

A mapping reads it through `calendly_clevertap.fields`. Its parts do not print what they know about
people.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from calendly_client import models
from calendly_client.models import WebhookEvent

from .errors import InvalidArgument


class Happened(StrEnum):
    """What happened. Calendly tells of a reschedule in two deliveries; it is one fact."""

    BOOKED = "booked"
    RESCHEDULED = "rescheduled"
    CANCELED = "canceled"
    NO_SHOW = "no-show"
    NO_SHOW_UNDONE = "no-show undone"
    MOVED_AWAY = "moved away"
    """The old half of a reschedule. The new half tells the story, so nothing is sent for it."""


@frozen(kw_only=True)
class Host:
    """Who is booked. Deliveries say no more than ``uri`` and, of late, ``email`` and ``name``."""

    uri: str
    email: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    timezone: str | None = None
    scheduling_url: str | None = field(default=None, repr=False)
    calendly_user_since: datetime | None = None


class Hosts(tuple[Host, ...]):
    """All hosts: one, or several if the meeting is collective."""

    __slots__ = ()

    @property
    def names(self) -> str:
        """Their names in a row."""
        return ", ".join(host.name for host in self if host.name)

    @property
    def emails(self) -> str:
        """Their addresses in a row."""
        return ", ".join(host.email for host in self if host.email)

    @property
    def number(self) -> int:
        """How many they are."""
        return len(self)


@frozen(kw_only=True)
class Invitee:
    """Who booked."""

    uri: str
    email: str = field(repr=False)
    name: str = field(repr=False)
    booked_at: datetime
    first_name: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    timezone: str | None = None
    cancel_url: str | None = field(default=None, repr=False)
    reschedule_url: str | None = field(default=None, repr=False)
    scheduling_method: str | None = None
    scheduled_by: str | None = None


@frozen(kw_only=True)
class Meeting:
    """What was booked."""

    uri: str
    starts_at: datetime
    ends_at: datetime
    name: str | None = None
    event_type: str | None = None
    location_type: str | None = None
    location_text: str | None = field(default=None, repr=False)
    join_url: str | None = field(default=None, repr=False)
    guest_emails: str | None = field(default=None, repr=False)
    notes: str | None = field(default=None, repr=False)
    invitees: int | None = None

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@frozen(kw_only=True)
class Utm:
    """Where the invitee came from."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    content: str | None = None
    term: str | None = None
    salesforce_uuid: str | None = None


@frozen(kw_only=True)
class Cancellation:
    """Who canceled, and why. ``by_type`` is ``host`` or ``invitee``."""

    by: str = field(repr=False)
    by_type: str | None = None
    reason: str | None = field(default=None, repr=False)
    at: datetime


@frozen(kw_only=True)
class Payment:
    """What the invitee paid."""

    amount: float | None = None
    currency: str | None = None
    provider: str | None = None
    successful: bool | None = None


@frozen(kw_only=True)
class Previous:
    """What a reschedule replaced."""

    invitee: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def meeting(self) -> str:
        """The URI of the meeting that was moved."""
        return self.invitee.partition("/invitees/")[0]


@frozen(kw_only=True)
class Booking:
    """What happened to a booking.

    Attributes:
        happened: What happened.
        occurred_at: When.
        invitee: Who booked; the new one of a reschedule.
        meeting: What was booked.
        hosts: Who is booked.
        answers: What the booking page asked, and the answers.
        utm: Where the invitee came from.
        cancellation: Who canceled, and why.
        previous: What a reschedule replaced.
        payment: What was paid.
        mark: The URI of a no-show.
        chosen: The host a record is made for; see `for_host`.
    """

    happened: Happened
    occurred_at: datetime
    invitee: Invitee
    meeting: Meeting
    hosts: Hosts = field(default=Hosts(), converter=Hosts)
    answers: tuple[models.QuestionAndAnswer, ...] = field(default=(), repr=False)
    utm: Utm = Utm()
    cancellation: Cancellation | None = None
    previous: Previous | None = None
    payment: Payment | None = None
    mark: str | None = None
    chosen: Host | None = field(default=None, repr=False)

    @property
    def host(self) -> Host | None:
        """The one host; None if there are several and none is chosen."""
        return self.chosen or (self.hosts[0] if len(self.hosts) == 1 else None)

    @property
    def key(self) -> str:
        """Name the fact, alike for webhook, retry, replay and backfill: what happened to whom.

        It holds ids, and nothing about a person. Never the meeting's id alone: group events have
        several invitees.
        """
        marked = "" if self.mark is None else f" {_ids(self.mark)}"
        return f"{self.happened} {_ids(self.invitee.uri)}{marked}"

    def for_host(self, host: Host) -> Self:
        """Give the same booking as one of its hosts sees it."""
        return evolve(self, chosen=host)

    @classmethod
    def of(
        cls,
        event: models.ScheduledEvent,
        invitee: models.Invitee,
        *,
        happened: Happened | None = None,
        told_at: datetime | None = None,
    ) -> Self:
        """Make it of a scheduled event and one of its invitees.

        Args:
            event: The meeting.
            invitee: Who booked it.
            happened: What happened; by default what the invitee's state says happened last.
            told_at: When Calendly told of it, where nothing else says when it happened.

        Raises:
            InvalidArgument: The invitee is not of this event.
        """
        if _ids(invitee.event) != _ids(event.uri):
            raise InvalidArgument("event", "is not the one that the invitee booked")
        what = happened or _state(invitee)
        canceled = invitee.cancellation if what is Happened.CANCELED else None
        canceled_at = (canceled and canceled.created_at) or invitee.updated_at
        mark = invitee.no_show
        times = {
            Happened.CANCELED: canceled_at,
            Happened.MOVED_AWAY: canceled_at,
            Happened.NO_SHOW: (mark and mark.created_at) or told_at,
            Happened.NO_SHOW_UNDONE: told_at,
        }
        shown = mark if what in {Happened.NO_SHOW, Happened.NO_SHOW_UNDONE} else None
        return cls(
            happened=what,
            occurred_at=times.get(what) or invitee.created_at,
            invitee=_invitee(invitee),
            meeting=_meeting(event),
            hosts=Hosts(
                Host(uri=m.user, email=m.user_email, name=m.user_name)
                for m in event.event_memberships
            ),
            answers=invitee.questions_and_answers,
            utm=_utm(invitee.tracking),
            cancellation=_cancellation(canceled, canceled_at) if canceled else None,
            previous=Previous(invitee=invitee.old_invitee) if invitee.old_invitee else None,
            payment=_payment(invitee.payment) if invitee.payment else None,
            mark=shown.uri if shown else None,
        )

    @classmethod
    def from_delivery(
        cls, delivery: models.WebhookDelivery, event: models.ScheduledEvent | None = None
    ) -> Self:
        """Make it of a webhook delivery.

        Args:
            delivery: What Calendly sent.
            event: The meeting, if the delivery lacks it, as those of 2021 and before do.

        Raises:
            InvalidArgument: The delivery is not about an invitee, or its event is missing.
        """
        invitee = delivery.invitee
        if invitee is None:
            raise InvalidArgument("delivery", f"is about no invitee but tells of {delivery.event}")
        meeting = invitee.scheduled_event or event
        if meeting is None:
            raise InvalidArgument("event", "is missing: the delivery carries no scheduled event")
        return cls.of(meeting, invitee, happened=happened(delivery), told_at=delivery.created_at)


def happened(delivery: models.WebhookDelivery) -> Happened | None:
    """Tell what a delivery is about; None if it is about no invitee."""
    invitee = delivery.invitee
    if invitee is None:
        return None
    return {
        WebhookEvent.INVITEE_CREATED: _arrived(invitee),
        WebhookEvent.INVITEE_CANCELED: _gone(invitee),
        WebhookEvent.INVITEE_NO_SHOW_CREATED: Happened.NO_SHOW,
        WebhookEvent.INVITEE_NO_SHOW_DELETED: Happened.NO_SHOW_UNDONE,
    }.get(delivery.event)


def _state(invitee: models.Invitee) -> Happened:
    gone = invitee.status is models.InviteeStatus.CANCELED
    return _gone(invitee) if gone else _arrived(invitee)


def _arrived(invitee: models.Invitee) -> Happened:
    return Happened.RESCHEDULED if invitee.old_invitee else Happened.BOOKED


def _gone(invitee: models.Invitee) -> Happened:
    return Happened.MOVED_AWAY if invitee.rescheduled else Happened.CANCELED


def _ids(uri: str) -> str:
    """Give the path of a URI: Calendly names the same thing on more than one host."""
    return urlsplit(uri).path.strip("/")


def _invitee(invitee: models.Invitee) -> Invitee:
    return Invitee(
        uri=invitee.uri,
        email=invitee.email,
        name=invitee.name,
        booked_at=invitee.created_at,
        first_name=invitee.first_name,
        last_name=invitee.last_name,
        phone=invitee.text_reminder_number,
        timezone=invitee.timezone,
        cancel_url=invitee.cancel_url,
        reschedule_url=invitee.reschedule_url,
        scheduling_method=invitee.scheduling_method,
        scheduled_by=invitee.invitee_scheduled_by,
    )


def _meeting(event: models.ScheduledEvent) -> Meeting:
    place, counter = event.location, event.invitees_counter
    return Meeting(
        uri=event.uri,
        starts_at=event.start_time,
        ends_at=event.end_time,
        name=event.name,
        event_type=event.event_type,
        location_type=place.type if place else None,
        location_text=place.location if place else None,
        join_url=place.join_url if place else None,
        guest_emails=", ".join(guest.email for guest in event.event_guests) or None,
        notes=event.meeting_notes_plain,
        invitees=counter.active if counter else None,
    )


def _utm(tracking: models.Tracking) -> Utm:
    return Utm(
        source=tracking.utm_source,
        medium=tracking.utm_medium,
        campaign=tracking.utm_campaign,
        content=tracking.utm_content,
        term=tracking.utm_term,
        salesforce_uuid=tracking.salesforce_uuid,
    )


def _cancellation(cancellation: models.Cancellation, at: datetime) -> Cancellation:
    return Cancellation(
        by=cancellation.canceled_by,
        by_type=cancellation.canceler_type,
        reason=cancellation.reason,
        at=at,
    )


def _payment(payment: models.Payment) -> Payment:
    return Payment(
        amount=None if payment.amount is None else float(payment.amount),
        currency=payment.currency,
        provider=payment.provider,
        successful=payment.successful,
    )

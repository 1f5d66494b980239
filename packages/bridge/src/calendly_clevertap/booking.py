"""What happened to a booking: one frozen view of meeting, invitee and hosts.

A mapping reads it through `calendly_clevertap.fields`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from attrs import evolve, field, frozen

from calendly_client.models import (
    Cancellation,
    EventGuest,
    EventType,
    Invitee,
    InviteeStatus,
    OrganizationMember,
    RoutingFormSubmission,
    ScheduledEvent,
    User,
    WebhookDelivery,
    WebhookEvent,
)

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
    groups: str | None = None

    def told_by(self, user: User | OrganizationMember) -> Self:
        """Add what a look-up of the user tells; what a delivery said stays."""
        return evolve(
            self,
            email=self.email or user.email,
            name=self.name or user.name,
            timezone=user.timezone,
            scheduling_url=user.scheduling_url,
            calendly_user_since=user.created_at,
        )


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


class Guests(tuple[EventGuest, ...]):
    """Whom invitees bring along; they are no invitees."""

    __slots__ = ()

    @property
    def emails(self) -> str:
        """Their addresses in a row."""
        return ", ".join(guest.email for guest in self)

    @property
    def number(self) -> int:
        """How many they are."""
        return len(self)


@frozen(kw_only=True)
class Previous:
    """What a reschedule replaced: ``invitee`` is the URI of the old booking.

    ``cancellation`` says who moved it, and why.
    """

    invitee: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    cancellation: Cancellation | None = None

    @property
    def meeting(self) -> str:
        """The URI of the meeting that was moved."""
        return self.invitee.partition("/invitees/")[0]


@frozen(kw_only=True, repr=False)
class Booking:
    """What happened to a booking.

    Attributes:
        happened: What happened.
        occurred_at: When.
        event: The meeting.
        invitee: Who booked; the new one of a reschedule.
        hosts: Who is booked.
        previous: What a reschedule replaced.
        chosen: The host a record is made for; see `for_host`.
        guest: The guest a record is made for; see `for_guest`.
        event_type: The kind of meeting, if it was looked up.
        submission: The routing form that led here, if it was looked up.
    """

    happened: Happened
    occurred_at: datetime
    event: ScheduledEvent
    invitee: Invitee
    hosts: Hosts = field(converter=Hosts)
    previous: Previous | None = None
    chosen: Host | None = None
    guest: EventGuest | None = None
    event_type: EventType | None = None
    submission: RoutingFormSubmission | None = None

    @property
    def host(self) -> Host | None:
        """The one host; None if there are several and none is chosen."""
        return self.chosen or (self.hosts[0] if len(self.hosts) == 1 else None)

    @property
    def cancellation(self) -> Cancellation | None:
        """Who canceled, and why."""
        return self.invitee.cancellation if self.happened is Happened.CANCELED else None

    @property
    def canceled_at(self) -> datetime | None:
        """When it was canceled, if it was."""
        return self.occurred_at if self.happened is Happened.CANCELED else None

    @property
    def undone_at(self) -> datetime | None:
        """When the mark of a no-show was taken back, if this tells of it."""
        return self.occurred_at if self.happened is Happened.NO_SHOW_UNDONE else None

    @property
    def answers_text(self) -> str:
        """All answers of the invitee, a line each."""
        asked = self.invitee.questions_and_answers
        return "\n".join(f"{one.question}: {one.answer}" for one in asked if one.answer)

    @property
    def location_info(self) -> str | None:
        """What the host added to an address or a number."""
        return getattr(self.event.location, "additional_info", None)

    @property
    def minutes(self) -> int:
        """How long the meeting takes."""
        return int((self.event.end_time - self.event.start_time).total_seconds() // 60)

    @property
    def guests(self) -> Guests:
        """Whom invitees bring along."""
        return Guests(self.event.event_guests)

    @property
    def key(self) -> str:
        """Name the fact, alike for webhook, retry, replay and backfill: what happened to whom.

        It holds ids, and nothing about a person. Never the meeting's id alone: group events have
        several invitees. Never the host of a URI: Calendly names one thing on several.
        """
        names = [self.invitee.uri]
        if self.happened in {Happened.NO_SHOW, Happened.NO_SHOW_UNDONE}:
            mark = self.invitee.no_show
            names.append(mark.uri if mark else self.occurred_at.isoformat())
        return " ".join((self.happened, *map(ids_of, names)))

    def for_host(self, host: Host) -> Self:
        """Give the same booking as one of its hosts sees it."""
        return evolve(self, chosen=host)

    def for_guest(self, guest: EventGuest) -> Self:
        """Give the same booking with one of those whom invitees bring along."""
        return evolve(self, guest=guest)

    def __repr__(self) -> str:
        return f"<Booking {self.key}>"

    @classmethod
    def of(
        cls,
        event: ScheduledEvent,
        invitee: Invitee,
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
        """
        what = happened or _ends(invitee)[invitee.status == InviteeStatus.CANCELED]
        canceled, mark = invitee.cancellation, invitee.no_show
        times = {
            Happened.CANCELED: (canceled and canceled.created_at) or invitee.updated_at,
            Happened.NO_SHOW: (mark and mark.created_at) or told_at,
            Happened.NO_SHOW_UNDONE: told_at,
        }
        old = invitee.old_invitee
        return cls(
            happened=what,
            occurred_at=times.get(what) or invitee.created_at,
            event=event,
            invitee=invitee,
            hosts=Hosts(
                Host(uri=m.user, email=m.user_email, name=m.user_name)
                for m in event.event_memberships
            ),
            previous=Previous(invitee=old) if old and what is Happened.RESCHEDULED else None,
        )

    @classmethod
    def from_delivery(cls, delivery: WebhookDelivery, event: ScheduledEvent | None = None) -> Self:
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


def ids_of(uri: str) -> str:
    """Give the path of a URI: Calendly names the same thing on more than one host."""
    path = uri.partition("://")[2].partition("/")[2] if "://" in uri else uri
    return path.partition("?")[0].strip("/") or uri


def happened(delivery: WebhookDelivery) -> Happened | None:
    """Tell what a delivery is about; None if it is about no invitee."""
    if delivery.invitee is None:
        return None
    arrived, gone = _ends(delivery.invitee)
    return {
        WebhookEvent.INVITEE_CREATED: arrived,
        WebhookEvent.INVITEE_CANCELED: gone,
        WebhookEvent.INVITEE_NO_SHOW_CREATED: Happened.NO_SHOW,
        WebhookEvent.INVITEE_NO_SHOW_DELETED: Happened.NO_SHOW_UNDONE,
    }[delivery.event]


def _ends(invitee: Invitee) -> tuple[Happened, Happened]:
    """Tell what it means if an invitee comes, and if one goes."""
    return (
        Happened.RESCHEDULED if invitee.old_invitee else Happened.BOOKED,
        Happened.MOVED_AWAY if invitee.rescheduled else Happened.CANCELED,
    )

"""Kinds of meetings that can be booked."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

from .location_configurations import LocationConfiguration


class EventTypeKind(OpenStrEnum):
    """How many invitees a meeting takes."""

    SOLO = "solo"
    GROUP = "group"


class PoolingType(OpenStrEnum):
    """How several hosts share the meetings."""

    ROUND_ROBIN = "round_robin"
    COLLECTIVE = "collective"
    MULTI_POOL = "multi_pool"


class BookingMethod(OpenStrEnum):
    """How a time is found."""

    INSTANT = "instant"
    POLL = "poll"


class ProfileType(OpenStrEnum):
    """Whose page an event type is on."""

    USER = "User"
    TEAM = "Team"


class QuestionType(OpenStrEnum):
    """What an answer may look like."""

    STRING = "string"
    TEXT = "text"
    PHONE_NUMBER = "phone_number"
    SINGLE_SELECT = "single_select"
    MULTI_SELECT = "multi_select"


@frozen(kw_only=True)
class Profile:
    """Whose page an event type is on."""

    type: ProfileType | None = None
    name: str | None = None
    owner: str | None = None


@frozen(kw_only=True)
class CustomQuestion:
    """A question that the page asks.

    Attributes:
        name: The question; `Invitee.answer` looks it up by this text.
        type: What an answer may look like.
        position: Its place, from 0.
        enabled: Whether it is asked now.
        required: Whether it must be answered.
        answer_choices: What can be chosen.
        include_other: Whether something else can be written in.
    """

    name: str
    type: QuestionType | None = None
    position: int | None = None
    enabled: bool = True
    required: bool = False
    answer_choices: tuple[str, ...] = ()
    include_other: bool = False


@frozen(kw_only=True)
class EventType:
    """A kind of meeting that can be booked.

    Attributes:
        uri: Identifies the event type.
        active: Whether it can be booked now.
        kind: How many invitees a meeting takes.
        duration: In minutes.
        scheduling_url: Its public page.
        name: As shown to invitees.
        slug: Its part of the page's address.
        pooling_type: How several hosts share the meetings; None for one host.
        type: ``StandardEventType`` or ``AdhocEventType`` (one-off).
        booking_method: How a time is found.
        duration_options: What else invitees may choose, in minutes.
        color: Such as ``#8247f5``.
        admin_managed: Whether an administrator keeps it.
        secret: Whether it is hidden on the owner's page.
        is_paid: Whether invitees pay.
        description_plain: As shown to invitees.
        description_html: The same, as HTML.
        internal_note: For the team only.
        profile: Whose page it is on; some have none.
        custom_questions: What the page asks.
        locations: Where meetings may happen.
        locale: The page's language.
        position: Its place on the owner's page, from 0.
        kind_description: Such as ``Round Robin``; in old answers only.
        start_time_increment: Minutes between two start times; None for one-off types.
        before_buffer: Minutes kept free before a meeting.
        after_buffer: Minutes kept free after it.
        created_at: When it was made.
        updated_at: When it was last changed.
        deleted_at: When it was deleted: it can still be fetched by its URI.
    """

    uri: str
    active: bool
    kind: EventTypeKind
    duration: int
    scheduling_url: str
    name: str | None = None
    slug: str | None = None
    pooling_type: PoolingType | None = None
    type: str | None = None
    booking_method: BookingMethod | None = None
    duration_options: tuple[int, ...] = ()
    color: str | None = None
    admin_managed: bool = False
    secret: bool = False
    is_paid: bool | None = None
    description_plain: str | None = None
    description_html: str | None = None
    internal_note: str | None = None
    profile: Profile | None = None
    custom_questions: tuple[CustomQuestion, ...] = ()
    locations: tuple[LocationConfiguration, ...] = ()
    locale: str | None = None
    position: int | None = None
    kind_description: str | None = None
    start_time_increment: int | None = None
    before_buffer: int | None = None
    after_buffer: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def required_questions(self) -> tuple[CustomQuestion, ...]:
        """What must be answered to book it, in the page's order."""
        asked = [each for each in self.custom_questions if each.enabled and each.required]
        return tuple(sorted(asked, key=lambda question: question.position or 0))

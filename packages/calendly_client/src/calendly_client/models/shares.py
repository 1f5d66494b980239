"""Event types that were changed for one invitee."""

from __future__ import annotations

import datetime

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

from .availability_schedules import AvailabilityRules
from .location_configurations import LocationConfiguration
from .scheduling_links import SchedulingLink


class PeriodType(OpenStrEnum):
    """How far ahead invitees can book."""

    AVAILABLE_MOVING = "available_moving"
    MOVING = "moving"
    FIXED = "fixed"
    UNLIMITED = "unlimited"


@frozen(kw_only=True)
class ShareOverride:
    """What a share says in place of its event type.

    Attributes:
        name: The meeting's name.
        duration: In minutes.
        duration_options: What else the invitee may choose, in minutes.
        period_type: How far ahead the invitee can book.
        start_date: The first day, for the period ``fixed``.
        end_date: The last day, for the period ``fixed``.
        max_booking_time: How far ahead, for the periods ``moving`` and ``available_moving``.
        hide_location: Whether the place is told after the booking only.
        location_configurations: Where the meeting may happen.
        availability_rule: The hours, and their time zone.
    """

    name: str | None = None
    duration: int | None = None
    duration_options: tuple[int, ...] = ()
    period_type: PeriodType | None = None
    start_date: datetime.date | None = None
    end_date: datetime.date | None = None
    max_booking_time: int | None = None
    hide_location: bool | None = None
    location_configurations: tuple[LocationConfiguration, ...] = ()
    availability_rule: AvailabilityRules | None = None


@frozen(kw_only=True)
class Share:
    """An event type that was changed for one invitee.

    Attributes:
        scheduling_links: The pages that book it.
        share_override: What differs from the event type.
    """

    scheduling_links: tuple[SchedulingLink, ...] = ()
    share_override: ShareOverride | None = None

    @property
    def booking_url(self) -> str | None:
        """The page to send to the invitee; None if there is no link."""
        return next((link.booking_url for link in self.scheduling_links), None)

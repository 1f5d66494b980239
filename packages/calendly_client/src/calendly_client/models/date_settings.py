"""When a one-off event type can be booked: what ``one_off_event_types.create`` takes."""

from __future__ import annotations

import datetime
from typing import TypeAlias

from attrs import frozen


@frozen(kw_only=True)
class DateRange:
    """Between two dates.

    Attributes:
        start_date: The first day.
        end_date: The last one: later than the first, by less than 365 days.
    """

    type: str = "date_range"
    start_date: datetime.date
    end_date: datetime.date


@frozen(kw_only=True)
class DaysInFuture:
    """Some days ahead, counted from whenever the page is looked at.

    Attributes:
        days: How many, 0 to 365.
        only_weekdays: Whether Saturdays and Sundays are left out, and not counted.
    """

    type: str = "days_in_future"
    days: int
    only_weekdays: bool = False


@frozen(kw_only=True)
class Spot:
    """A stretch of time that can be booked; both ends are aware datetimes."""

    start_time: datetime.datetime
    end_time: datetime.datetime


@frozen(kw_only=True)
class Spots:
    """At chosen times only.

    Attributes:
        spots: The times, at least one.
    """

    type: str = "spots"
    spots: tuple[Spot, ...]


DateSetting: TypeAlias = DateRange | DaysInFuture | Spots
"""When a one-off event type can be booked."""

"""When hosts can be booked: weekly hours, and dates that differ."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Self, TypeAlias

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

Hours: TypeAlias = Sequence[tuple[str, str]]
"""Stretches of a day, such as ``[("09:00", "12:00"), ("13:00", "17:30")]``."""


class RuleType(OpenStrEnum):
    """What a rule is about."""

    WDAY = "wday"
    DATE = "date"


class Weekday(OpenStrEnum):
    """A day of the week, in Calendly's order."""

    SUNDAY = "sunday"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"

    @classmethod
    def of(cls, day: datetime.date) -> Weekday:
        """Tell the weekday of a date."""
        return tuple(cls)[day.isoweekday() % 7]


class AvailabilitySetting(OpenStrEnum):
    """Whose hours an event type goes by."""

    HOST = "host"


@frozen(kw_only=True)
class AvailabilityInterval:
    """A stretch of a day, as ``HH:MM`` in the schedule's own time zone.

    Attributes:
        start: When it begins; ``from`` in the API.
        end: When it ends; ``to`` in the API.
    """

    start: str
    end: str


@frozen(kw_only=True)
class AvailabilityRule:
    """The hours of one weekday, or of one date, which goes before its weekday.

    Attributes:
        type: What the rule is about.
        intervals: When meetings can be booked; none at all means not on that day.
        wday: The weekday, for the type ``wday``.
        date: The date, for the type ``date``.
    """

    type: RuleType
    intervals: tuple[AvailabilityInterval, ...] = ()
    wday: Weekday | None = None
    date: datetime.date | None = None

    @classmethod
    def on(cls, day: datetime.date | Weekday | str, hours: Hours = ()) -> Self:
        """Set the hours of a weekday or of a date.

        >>> AvailabilityRule.on("monday", [("09:00", "17:00")]).intervals[0].end
        '17:00'

        Args:
            day: A date, or a weekday such as ``monday``.
            hours: When meetings can be booked; by default not at all.
        """
        intervals = tuple(AvailabilityInterval(start=start, end=end) for start, end in hours)
        if isinstance(day, str):
            return cls(type=RuleType.WDAY, wday=Weekday(day), intervals=intervals)
        return cls(type=RuleType.DATE, date=day, intervals=intervals)

    @classmethod
    def week(cls, hours: Mapping[str, Hours]) -> tuple[Self, ...]:
        """Set the hours of a whole week: one rule for each day, as a new schedule needs.

        >>> len(AvailabilityRule.week({"monday": [("09:00", "17:00")]}))
        7

        Args:
            hours: By weekday; the days that are not named are off.
        """
        others = [day for day in hours if not Weekday(day).is_known]
        return tuple(cls.on(day, hours.get(day, ())) for day in (*Weekday, *others))

    def about(self, other: AvailabilityRule) -> bool:
        """Whether both are about the same weekday, or the same date."""
        mine, its = (
            (rule.type, rule.date if rule.type == RuleType.DATE else rule.wday)
            for rule in (self, other)
        )
        return mine == its


@frozen(kw_only=True)
class _Hours:
    """Hours, whosever they are."""

    name: str | None = None
    user: str | None = None
    timezone: str | None = None
    rules: tuple[AvailabilityRule, ...] = ()

    def hours(self, day: datetime.date) -> tuple[AvailabilityInterval, ...]:
        """Tell when meetings can be booked on a date, which goes before its weekday.

        Args:
            day: The date, in the time zone of the rules.
        """
        for about in (AvailabilityRule.on(day), AvailabilityRule.on(Weekday.of(day))):
            if found := [rule for rule in self.rules if rule.about(about)]:
                return tuple(interval for rule in found for interval in rule.intervals)
        return ()

    def changed(self, *rules: AvailabilityRule) -> tuple[AvailabilityRule, ...]:
        """Give all rules, some of them replaced: what an update takes.

        Args:
            rules: What takes the place of the rules for the same weekdays and dates.
        """
        kept = (rule for rule in self.rules if not any(rule.about(new) for new in rules))
        return (*kept, *rules)


@frozen(kw_only=True)
class AvailabilityRules(_Hours):
    """The hours of an event type or of a share.

    Attributes:
        uri: Identifies them; shares do not tell it.
        name: What the host calls them; shares do not tell it.
        user: The URI of the host; shares do not tell it.
        timezone: What the hours are meant in: an IANA name, such as ``Europe/Berlin``.
        rules: The hours by weekday, and by dates that differ.
    """

    uri: str | None = None


@frozen(kw_only=True)
class AvailabilitySchedule(_Hours):
    """Hours that a user keeps under a name, for any number of event types.

    Attributes:
        uri: Identifies the schedule.
        default: Whether it is the user's default.
        name: Such as ``Working hours``.
        user: The URI of its owner.
        timezone: What the hours are meant in: an IANA name, such as ``Europe/Berlin``.
        rules: The hours by weekday, and by dates that differ.
    """

    uri: str
    default: bool = False


@frozen(kw_only=True)
class EventTypeAvailabilitySchedule:
    """The hours that one event type goes by.

    Attributes:
        event_type: The URI of the event type.
        availability_setting: Whose hours they are.
        availability_rule: The hours.
    """

    event_type: str | None = None
    availability_setting: AvailabilitySetting | None = None
    availability_rule: AvailabilityRules | None = None

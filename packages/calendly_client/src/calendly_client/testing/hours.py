"""When a user works and where: schedules, busy times, meeting limits, locations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from attrs import frozen

from . import checks
from .documents import Document, moment_of, stamp
from .refusals import malformed
from .world import World, hosts_of

WEEKDAYS: Final = (
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
)
LIMITS: Final = ("daily_limit", "weekly_limit", "monthly_limit")
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


@frozen
class Hours:
    """Knows when a user is at work, and when not."""

    world: World

    @property
    def schedules(self) -> dict[str, Document]:
        """The availability schedules of all users."""
        return self.world.store("user_availability_schedules")

    @property
    def broken_calendars(self) -> dict[str, Document]:
        """The users whose calendar cannot be read, by their URIs."""
        return self.world.store("broken_calendars")

    def join(self, user: Document) -> None:
        """Give somebody new the schedule that everybody has: nine to five on working days."""
        day = {"from": "09:00", "to": "17:00"}
        rules: list[Document] = [
            {"type": "wday", "wday": name, "intervals": [day] if 1 <= number <= 5 else []}
            for number, name in enumerate(WEEKDAYS)
        ]
        self.add_schedule(user["uri"], "Working hours", user["timezone"], rules, default=True)

    def add_schedule(
        self, user: str, name: str, timezone: str, rules: list[Document], *, default: bool = False
    ) -> Document:
        """Write a schedule down."""
        uri = self.world.uri("user_availability_schedules")
        self.schedules[uri] = {
            "uri": uri,
            "default": default,
            "name": name,
            "user": user,
            "timezone": timezone,
            "rules": rules,
        }
        return self.schedules[uri]

    def schedules_of(self, user: str) -> list[Document]:
        """List a user's schedules."""
        return [row for row in self.schedules.values() if row["user"] == user]

    def make_default(self, schedule: Document) -> None:
        """Make a schedule its user's default, and no other."""
        for row in self.schedules_of(schedule["user"]):
            row["default"] = row is schedule

    def busy(self, user: str, start: datetime, end: datetime) -> list[Document]:
        """List what keeps a user busy, in the order of time."""
        internal = [
            _internal(event, user)
            for event in self.world.events.values()
            if event["status"] == "active" and user in hosts_of(event)
        ]
        external: list[Document] = [
            {"type": "external", "start_time": stamp(begins), "end_time": stamp(ends)}
            for begins, ends in self.world.busy.get(user, ())
        ]
        inside = (
            row
            for row in (*internal, *external)
            if moment_of(row["start_time"]) < end and moment_of(row["end_time"]) > start
        )
        return sorted(inside, key=lambda row: str(row["start_time"]))

    def limits_of(self, user: str) -> Document:
        """Give a user's meeting limits."""
        none: Document = dict.fromkeys(LIMITS)
        return self.world.store("user_meeting_limits").setdefault(user, none)

    def is_full(self, user: str, timezone: str) -> Callable[[datetime], bool]:
        """Give what tells of a time whether a user's limits leave no room for a meeting then.

        Args:
            user: The host's URI.
            timezone: The zone in which days are counted.
        """
        zone, limits = ZoneInfo(timezone), self.limits_of(user)
        periods = [
            (period, int(limits[name]))
            for name, period in zip(LIMITS, (_day, _week, _month), strict=True)
            if limits[name] is not None
        ]
        days = [
            moment_of(event["start_time"]).astimezone(zone).date()
            for event in self.world.events.values()
            if periods and event["status"] == "active" and user in hosts_of(event)
        ]
        counted = [(period, most, Counter(map(period, days))) for period, most in periods]
        return lambda start: any(
            taken[period(start.astimezone(zone).date())] >= most for period, most, taken in counted
        )

    def locations_of(self, user: str) -> list[Document]:
        """List where a user can meet."""
        usual: Document = {
            "rows": [
                {"kind": "zoom_conference", "connected": True},
                {"kind": "google_conference", "connected": False},
                {"kind": "physical"},
                {"kind": "outbound_call"},
            ]
        }
        return list(self.world.store("locations").setdefault(user, usual)["rows"])


def zone_of(name: object, parameter: str = "timezone") -> str:
    """Check the name of a time zone. Raises `Refused`."""
    try:
        return ZoneInfo(str(name)).key
    except (KeyError, ValueError, OSError):
        raise malformed(parameter, "must be an IANA time zone") from None


def rules_of(given: object, earliest: date, parameter: str = "rules") -> list[Document]:
    """Check the rules of a schedule. Raises `Refused`.

    Args:
        given: As sent.
        earliest: The first day that rules for a date may be about.
        parameter: What to call them.
    """
    if not isinstance(given, list):
        raise malformed(parameter, "must be a list of rules")
    rules = [_rule(rule, earliest, parameter) for rule in cast("list[object]", given)]
    named = sorted(str(rule["wday"]) for rule in rules if rule["type"] == "wday")
    if named != sorted(WEEKDAYS):
        raise malformed(parameter, "must hold exactly one wday rule for each day of the week")
    return rules


def _rule(given: object, earliest: date, parameter: str) -> Document:
    if not isinstance(given, dict):
        raise malformed(parameter, "must be a list of rules")
    rule = cast("dict[str, Any]", given)
    given_intervals = checks.items({parameter: rule.get("intervals")}, parameter)
    intervals = [_interval(item, parameter) for item in given_intervals]
    if rule.get("type") == "wday" and rule.get("wday") in WEEKDAYS:
        return {"type": "wday", "wday": rule["wday"], "intervals": intervals}
    if rule.get("type") != "date":
        raise malformed(parameter, "must be of type wday, with a wday, or of type date")
    try:
        day = date.fromisoformat(str(rule.get("date")))
    except ValueError:
        raise malformed(parameter, "must name a date as YYYY-MM-DD") from None
    if day < earliest:
        raise malformed(parameter, "must not name a date in the past")
    return {"type": "date", "date": day.isoformat(), "intervals": intervals}


def _interval(given: object, parameter: str) -> Document:
    interval = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    begins, ends = str(interval.get("from")), str(interval.get("to"))
    if not (_CLOCK.fullmatch(begins) and _CLOCK.fullmatch(ends) and begins < ends):
        raise malformed(parameter, "must hold intervals from HH:MM to a later HH:MM")
    return {"from": begins, "to": ends}


def _internal(event: Document, user: str) -> Document:
    (mine,) = (row for row in event["event_memberships"] if row["user"] == user)
    return {
        "type": "calendly",
        "start_time": event["start_time"],
        "end_time": event["end_time"],
        "buffered_start_time": mine.get("buffered_start_time") or event["start_time"],
        "buffered_end_time": mine.get("buffered_end_time") or event["end_time"],
        "event": {"uri": event["uri"]},
    }


def _day(day: date) -> object:
    return day


def _week(day: date) -> object:
    """Give the Sunday on which a day's week begins."""
    return day - timedelta(days=day.isoweekday() % 7)


def _month(day: date) -> object:
    return day.year, day.month

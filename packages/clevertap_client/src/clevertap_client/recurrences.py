"""Recurrence rules, as far as CleverTap can repeat campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice
from typing import Final, Literal, cast

from attrs import frozen
from dateutil.rrule import DAILY, MO, SU, WEEKLY, rrule

from .days import days
from .errors import InvalidArgument
from .resources._checks import whole

_DAYS: Final = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_COMPARED: Final = 30
_MOST: Final = 40_000  # a century of days
_INEXPRESSIBLE: Final = {
    "BYMONTH": "months",
    "BYMONTHDAY": "days of the month",
    "BYYEARDAY": "days of the year",
    "BYWEEKNO": "weeks of the year",
    "BYEASTER": "Easter",
    "BYSETPOS": "the nth of a set",
    "BYSECOND": "seconds",
}


@frozen(kw_only=True)
class Recurrence:
    """A rule that CleverTap can keep: what `Recurring` makes of an ``rrule``, or plain.

    Args:
        start: The first time, on the clock of the rule; in whole minutes.
        unit: Whether it counts days or weeks.
        every: How many of them lie between one time and the next.
        weekdays: For weeks, on which days: 1 is Sunday, 7 is Saturday.
        last_day: The last day that it falls on; None without an end, or with ``occurrences``.
        occurrences: How often it happens; None without an end, or with ``last_day``. Assumed: each
            day counts, also of one week.

    Raises:
        InvalidArgument: Names the part that does not fit.
    """

    start: datetime
    unit: Literal["day", "week"]
    every: int = 1
    weekdays: tuple[int, ...] = ()
    last_day: date | None = None
    occurrences: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.start.second or self.start.microsecond:
            raise InvalidArgument("start", "must be a time in whole minutes")
        if self.unit not in {"day", "week"}:
            raise InvalidArgument("unit", "must be 'day' or 'week'")
        for name in ("every", "occurrences"):
            if (number := getattr(self, name)) is not None:
                whole(name, number, 1)
        if bool(self.weekdays) != (self.unit == "week") or not {*self.weekdays} <= {*range(1, 8)}:
            raise InvalidArgument("weekdays", "must be some of 1 (Sunday) to 7, for weeks alone")
        if self.last_day is not None:
            if self.occurrences is not None:
                raise InvalidArgument("last_day", "and occurrences are both given: pass one")
            days(("start", self.start.date()), ("last_day", self.last_day))


def recurrence_of(rule: rrule | Recurrence) -> Recurrence:
    """Read a recurrence rule.

    Raises:
        InvalidArgument: CleverTap cannot keep it; says which part, and what it could.
    """
    given = cast("object", rule)
    if isinstance(given, Recurrence):
        return given
    if not isinstance(given, rrule):
        raise InvalidArgument(
            "rule",
            f"must be a dateutil rrule, not {type(given).__name__}: CleverTap takes one rule, "
            "without further dates or exceptions",
        )
    parts = _parts(given)
    every, days = int(parts.get("INTERVAL", "1")), _weekdays(parts)
    weekly = _weekly(parts["FREQ"], every, days)
    _no_more_than_clevertap_knows(parts)
    start = _start(given)
    if weekly and not days:
        days = (_DAYS[start.isoweekday() % 7],)
    made = Recurrence(
        start=start,
        unit="week" if weekly else "day",
        every=every,
        weekdays=tuple(sorted(_DAYS.index(name) + 1 for name in days)) if weekly else (),
        last_day=_last_day(given) if "UNTIL" in parts else None,
        occurrences=int(parts["COUNT"]) if "COUNT" in parts else None,
    )
    _compare(given, made)
    return made


def _parts(rule: rrule) -> dict[str, str]:
    """Give what a rule says, by the names of RFC 5545."""
    text = str(rule).rpartition("RRULE:")[2]
    return dict(cast("tuple[str, str]", tuple(part.split("=", 1))) for part in text.split(";"))


def _weekdays(parts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, parts.get("BYDAY", "").split(",")))


def _weekly(frequency: str, every: int, days: tuple[str, ...]) -> bool:
    if frequency not in {"DAILY", "WEEKLY"}:
        raise InvalidArgument(
            "rule",
            f"has FREQ={frequency}: CleverTap repeats by days (DAILY) or weeks (WEEKLY) only",
        )
    if frequency == "DAILY" and days and every > 1:
        raise InvalidArgument(
            "rule",
            f"has FREQ=DAILY, INTERVAL={every} and BYDAY: CleverTap counts days, or names days of "
            "the week, not both",
        )
    return frequency == "WEEKLY" or bool(days)


def _no_more_than_clevertap_knows(parts: Mapping[str, str]) -> None:
    for name, what in _INEXPRESSIBLE.items():
        if name in parts:
            raise InvalidArgument("rule", f"has {name}: CleverTap cannot repeat by {what}")
    for name in ("BYHOUR", "BYMINUTE"):
        if "," in parts.get(name, ""):
            raise InvalidArgument(
                "rule", f"has {name}={parts[name]}: CleverTap sends once a day, make two campaigns"
            )
    if "COUNT" in parts and "UNTIL" in parts:
        raise InvalidArgument("rule", "has COUNT and UNTIL: CleverTap takes one of them")


def _start(rule: rrule) -> datetime:
    start = next(iter(rule), None)
    if start is None:
        raise InvalidArgument("rule", "never happens: look at its start and its UNTIL")
    if start.second or start.microsecond:
        raise InvalidArgument(
            "rule", "starts within a minute, as a rule without dtstart does: set dtstart, seconds 0"
        )
    return start


def _last_day(rule: rrule) -> date:
    times = list(islice(rule, _MOST + 1))
    if len(times) > _MOST:
        raise InvalidArgument("rule", "has an UNTIL that is too far away: leave it out")
    return times[-1].date()


def _compare(rule: rrule, made: Recurrence) -> None:
    """Refuse a rule that means other times than what CleverTap is told.

    Where CleverTap's week begins is not known: what depends on it is refused too.
    """
    meant = list(islice(rule, _COMPARED))
    for first in (MO, SU):
        told = rrule(
            WEEKLY if made.unit == "week" else DAILY,
            dtstart=made.start,
            interval=made.every,
            byweekday=[number - 2 if number > 1 else 6 for number in made.weekdays] or None,
            wkst=first,
        )
        if meant != list(islice(told, len(meant))):
            raise InvalidArgument(
                "rule",
                f"falls on other days, depending on the day that a week begins with, and CleverTap "
                f"does not say with which: make one campaign for each day of every {made.every} "
                "weeks",
            )

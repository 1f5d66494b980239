"""When campaigns run: ``when``, read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from .objects import as_list, as_object
from .refusals import WRONG_WHEN, Refused

_MINUTE: Final = "%Y%m%d %H:%M"
_FAR: Final = timedelta(days=3660)


def runs(when: Any, made_at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Give the times at which a campaign runs, in their order; there may be no end to them.

    Args:
        when: ``now``, a text, or an object.
        made_at: When the campaign was made.
        zone: The account's time zone.

    Raises:
        Refused: It cannot be read.
    """
    given = as_object(when)
    kind = given.get("type", when)
    if kind == "now":
        return iter([made_at])
    if kind == "recurring":
        return _recurring(given, zone)
    texts = as_list(given.get("delivery_date_time")) if given else [when]
    if not texts:
        raise Refused(WRONG_WHEN)
    return iter(sorted(_moment(text, zone) for text in texts))


def _recurring(given: dict[str, Any], zone: ZoneInfo) -> Iterator[datetime]:
    start = _moment(given.get("start_time"), zone)
    every, unit = given.get("repeats_every", 1), given.get("repeat_type")
    weekdays = as_list(given.get("repeat_on_days_of_week")) or [weekday(start.date())]
    occurrences, last = given.get("end_by_occurrences"), given.get("end_by_date")
    if isinstance(occurrences, int) and not 0 <= occurrences <= _FAR.days:
        raise Refused(WRONG_WHEN)
    if not isinstance(every, int) or every < 1 or unit not in ("day", "week"):
        raise Refused(WRONG_WHEN)
    end = start.date() + _FAR if last is None else _moment(f"{last} 00:00", zone).date()
    found = (
        datetime.combine(day, start.timetz())
        for day in _days(start.date(), end)
        if _is_due(day, start.date(), every, unit == "week", weekdays)
    )
    return islice(found, occurrences if isinstance(occurrences, int) else None)


def _is_due(day: date, first: date, every: int, weekly: bool, weekdays: list[Any]) -> bool:
    if not weekly:
        return (day - first).days % every == 0
    sunday = first - timedelta(days=weekday(first) - 1)
    return (day - sunday).days // 7 % every == 0 and weekday(day) in weekdays


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def weekday(day: date) -> int:
    """Tell the day of the week, counted from Sunday, 1."""
    return day.isoweekday() % 7 + 1


def _moment(text: Any, zone: ZoneInfo) -> datetime:
    try:
        return datetime.strptime(text, _MINUTE).replace(tzinfo=zone)
    except (TypeError, ValueError):
        raise Refused(WRONG_WHEN) from None

"""Which values are the most frequent, and how often things happen over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from .. import limits
from .objects import as_object
from .queries import Queries, days, value_of
from .refusals import MALFORMED, NO_GROUPS, TOO_MANY_GROUPS, Refused
from .store import StoredEvent, is_number

_TOP: Final = 10
_RANGES: Final = 10


def top(queries: Queries, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the most frequent values of properties, by label. Raises `Refused`."""
    found = queries.events(body)
    return {label: _values(found, group) for label, group in _groups(body).items()}


def _values(events: Iterable[StoredEvent], group: Mapping[str, Any]) -> Any:
    kind, name = str(group.get("property_type")), str(group.get("name"))
    values = [v for event in events if (v := _value(event, kind, name)) is not None]
    if not values:
        return "Invalid group"
    most = group.get("top_n", _TOP)
    if not isinstance(most, int) or not 1 <= most <= limits.TOP_VALUES.value:
        raise Refused(MALFORMED)
    if all(is_number(value) for value in values):
        counted, key = Counter(_ranged(values)), "NUMBER"
    else:
        counted, key = Counter(map(str, values)), "STR"
    rarest = group.get("order") == "asc"
    rows = sorted(counted.items(), key=lambda row: (row[1] if rarest else -row[1], row[0]))
    return {key: dict(rows[:most])}


def _value(event: StoredEvent, kind: str, name: str) -> Any:
    if kind == "event_properties":
        return event.properties.get(name)
    if kind == "session_properties":
        return event.session.get(name)
    return value_of(event.profile, kind, name)


def _ranged(values: list[Any]) -> list[str]:
    """Sort numbers into ranges of equal width, such as ``0-100``."""
    width = 1
    largest = max(abs(value) for value in values)
    while largest >= width * _RANGES:
        width *= _RANGES
    starts = [int(value // width) * width for value in values]
    return [f"{start}-{start + width}" for start in starts]


def trends(queries: Queries, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give numbers over time, by label. Raises `Refused`."""
    groups, (first, last) = _groups(body), days(body)
    most = limits.TREND_GROUPS.value
    if len(groups) > most or (last - first).days > limits.TREND_DAYS.value:
        raise Refused(TOO_MANY_GROUPS)
    found = queries.events(body)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        label: _series(queries, found, span, str(group.get("trend_type")), body)
        for label, group in groups.items()
    }


def _series(
    queries: Queries,
    events: Iterable[StoredEvent],
    span: list[date],
    kind: str,
    body: Mapping[str, Any],
) -> dict[str, Any]:
    periods: dict[str, list[StoredEvent]] = {_period(day, kind): [] for day in span}
    for event in events:
        periods[_period(queries.day(event), kind)].append(event)
    return {period: _number(happened, body) for period, happened in periods.items()}


def _number(events: list[StoredEvent], body: Mapping[str, Any]) -> float:
    added = body.get("sum_event_prop")
    if added:
        values: list[Any] = [event.properties.get(str(added)) for event in events]
        total: float = sum(value for value in values if is_number(value))
        return total
    return len({id(event.profile) for event in events}) if body.get("unique") else len(events)


def _period(day: date, kind: str) -> str:
    match kind:
        case "daily":
            return f"{day:%Y%m%d}"
        case "weekly":
            # As in the published example: the 52nd week lasts until the year ends.
            return f"{day:%Y}{min(52, (day.timetuple().tm_yday - 1) // 7 + 1):02}"
        case "monthly":
            return f"{day:%Y%m}"
        case _:
            raise Refused(MALFORMED)


def _groups(body: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    groups = as_object(body.get("groups"))
    if not groups:
        raise Refused(NO_GROUPS)
    return {label: as_object(group) for label, group in groups.items()}

"""Queries for people and events: what exports, counts, reports and campaigns select by.

CleverTap calls the language CQL. The parameters are its keys, but for ``start`` and ``end``, which
it calls ``from`` and ``to``::

    Query(
        "Charged",
        date(2026, 10, 1),
        date(2026, 10, 31),
        event_properties=[Filter("Amount", 100, Operator.GREATER_THAN)],
        profile_fields=[Filter("Customer Type", "Gold")],
        did_none=[Did("Refunded", date(2026, 10, 1), date(2026, 10, 31))],
    )

What is missing here can be said with a plain mapping: wherever a query is wanted, a mapping is
taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any, Final, TypeAlias, cast

from attrs import field, frozen

from api_client_core.wire import UNSET

from .days import day_number, days
from .errors import InvalidArgument
from .filters import Filter, Operator, comparison, operator_of


def _filters(given: Iterable[Filter]) -> tuple[Filter, ...]:
    return _all_of(given, Filter)


def _all_of(given: Iterable[Any], kind: type[Any]) -> tuple[Any, ...]:
    loose = cast("object", given)
    if isinstance(loose, Iterable) and not isinstance(loose, str | Mapping):
        found = tuple(cast("Iterable[object]", loose))
        if all(isinstance(item, kind) for item in found):
            return found
    raise InvalidArgument("query", f"takes a list of {kind.__name__} here")


@frozen
class Did:
    """Somebody raised an event in some days.

    Args:
        event: Its name, spelt exactly as it was first uploaded.
        start: The first day, in the time zone of the account.
        end: The last day.
        event_properties: What its properties must be.
        session_properties: What its session's properties must be.
        operator: How to compare how often it was raised.
        value: How often.

    Raises:
        InvalidArgument: The name is empty, or the days are out of order.
    """

    event: str
    start: date
    end: date
    event_properties: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    session_properties: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    operator: Operator | None = field(default=None, converter=operator_of, kw_only=True)
    value: int | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _check_event(self.event, self.start, self.end)
        _check_count(self.operator, self.value)

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        return {
            **_event(self.event, self.start, self.end),
            **_listed(self, ("event_properties", "session_properties")),
            **comparison(self.operator, UNSET if self.value is None else self.value),
        }


def _dids(given: Iterable[Did]) -> tuple[Did, ...]:
    return _all_of(given, Did)


@frozen
class AnyOf:
    """Somebody raised any of several events.

    Args:
        events: Which.
        operator: How to compare how often they were raised, all together.
        value: How often.
    """

    events: tuple[Did, ...] = field(converter=_dids)
    operator: Operator | None = field(default=None, converter=operator_of)
    value: int | None = None

    def __attrs_post_init__(self) -> None:
        if not self.events:
            raise InvalidArgument("events", "is empty: name at least one event")
        _check_count(self.operator, self.value)

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        return {
            "any_events": [event.to_wire() for event in self.events],
            **comparison(self.operator, UNSET if self.value is None else self.value),
        }


Place: TypeAlias = tuple[str, ...]
"""A country; a country and a region; or a country, a region and a city."""
Circle: TypeAlias = tuple[float, float, float]
"""Latitude and longitude of its centre in degrees, and its radius; the page names no unit."""


def _places(given: Iterable[Sequence[str]]) -> tuple[Place, ...]:
    places = tuple(_several(place) for place in _several(given))
    for place in places:
        texts = all(isinstance(cast("object", name), str) and name.strip() for name in place)
        if not texts or not 1 <= len(place) <= 3:
            raise InvalidArgument(
                "geo_fields", "takes (country,), (country, region) or (country, region, city)"
            )
    return places


def _circles(given: Iterable[Sequence[float]]) -> tuple[Circle, ...]:
    circles = tuple(_several(circle) for circle in _several(given))
    for circle in circles:
        right = len(circle) == 3 and all(
            isinstance(cast("object", x), int | float) and isfinite(x) for x in circle
        )
        if not right or abs(circle[0]) > 90 or abs(circle[1]) > 180 or circle[2] <= 0:
            raise InvalidArgument(
                "geo_radius", "takes (latitude, longitude, radius), in degrees and above 0"
            )
    return cast("tuple[Circle, ...]", circles)


def _several(given: Any) -> tuple[Any, ...]:
    """Give a list as a tuple, and whatever is none as one that no check passes."""
    fit = isinstance(given, Iterable) and not isinstance(given, str)
    return tuple(cast("Iterable[Any]", given)) if fit else ((),)


@frozen
class Query:
    """Who, or what, is meant. Frozen and comparable; an empty one means everybody.

    Args:
        event: The name of an event that was raised, spelt exactly as it was first uploaded.
        start: The first day, in the time zone of the account. Goes with ``event``.
        end: The last day. Goes with ``event``.
        event_properties: What the properties of that event must be.
        session_properties: What its session's must be, such as ``time_of_day``.
        app_fields: What is known of the app, such as ``Make``.
        profile_fields: What the profile must have.
        demographics: Such as ``Education`` and ``Gender``.
        technographics: Such as ``Device`` and ``Platform``.
        reachability: Such as ``has_token``.
        geo_fields: Where: a country, perhaps a region, perhaps a city.
        geo_radius: Near where: latitude, longitude, radius.
        did_all: Events that were all raised.
        did_none: Events of which none was. CleverTap ignores ``did_not`` in silence.
        did_any: Events of which any was.

    Raises:
        InvalidArgument: Names the parameter that does not fit.

    See https://developer.clevertap.com/docs/queries
    """

    event: str | None = None
    start: date | None = None
    end: date | None = None
    event_properties: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    session_properties: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    app_fields: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    profile_fields: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    demographics: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    technographics: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    reachability: tuple[Filter, ...] = field(default=(), converter=_filters, kw_only=True)
    geo_fields: tuple[Place, ...] = field(default=(), converter=_places, kw_only=True)
    geo_radius: tuple[Circle, ...] = field(default=(), converter=_circles, kw_only=True)
    did_all: tuple[Did, ...] = field(default=(), converter=_dids, kw_only=True)
    did_none: tuple[Did, ...] = field(default=(), converter=_dids, kw_only=True)
    did_any: AnyOf | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.event is None:
            for name in ("start", "end", "event_properties", "session_properties"):
                if getattr(self, name):
                    raise InvalidArgument(name, "belongs to an event: name the event too")
        else:
            _check_event(self.event, self.start, self.end)
        if not isinstance(cast("object", self.did_any), AnyOf | None):
            raise InvalidArgument("did_any", "must be AnyOf([Did(...), ...])")

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: plain JSON data."""
        common = _listed(self, _COMMON)
        advanced = _listed(self, ("did_all", "did_none"))
        if self.did_any is not None:
            advanced["did_any"] = self.did_any.to_wire()
        return {
            **_event(self.event, self.start, self.end),
            **_listed(self, ("event_properties", "session_properties")),
            **({"common_profile_properties": common} if common else {}),
            **({"advanced_query": advanced} if advanced else {}),
        }


_COMMON: Final = (
    "app_fields",
    "profile_fields",
    "demographics",
    "technographics",
    "reachability",
    "geo_fields",
    "geo_radius",
)
QueryLike: TypeAlias = Query | Mapping[str, Any]
"""A query, or a mapping that is sent as it is, for what `Query` cannot say."""


def query_to_wire(query: QueryLike, *, name: str = "query", event: bool = False) -> dict[str, Any]:
    """Give a query as the body that it makes.

    Args:
        query: A `Query`, or a mapping, which is taken as it is.
        name: The parameter that it came by.
        event: Whether it must name an event.

    Raises:
        InvalidArgument: It is neither, or lacks the event.
    """
    if isinstance(query, Query):
        body = query.to_wire()
    elif isinstance(cast("object", query), Mapping):
        body = dict(query)
    else:
        raise InvalidArgument(name, "must be a Query, or a mapping with CleverTap's own keys")
    if event and "event_name" not in body:
        raise InvalidArgument(name, "names no event: Query('Meeting Scheduled', start, end)")
    return body


def _check_event(event: str, start: date | None, end: date | None) -> None:
    if not isinstance(cast("object", event), str) or not event.strip():
        raise InvalidArgument("event", "must be the name of an event, as it is spelt in CleverTap")
    days(("start", cast("date", start)), ("end", cast("date", end)))  # it refuses None by name


def _check_count(operator: Operator | None, value: object) -> None:
    if value is None:
        if operator is not None:
            raise InvalidArgument("value", "is missing: say how often")
    elif not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidArgument("value", "must be how often, a whole number")


def _event(event: str | None, start: date | None, end: date | None) -> dict[str, Any]:
    if event is None or start is None or end is None:
        return {}
    return {
        "event_name": event,
        "from": day_number("start", start),
        "to": day_number("end", end),
    }


def _listed(of: Query | Did, names: Iterable[str]) -> dict[str, Any]:
    lists = {name: getattr(of, name) for name in names}
    return {
        name: [item.to_wire() if hasattr(item, "to_wire") else list(item) for item in items]
        for name, items in lists.items()
        if items
    }

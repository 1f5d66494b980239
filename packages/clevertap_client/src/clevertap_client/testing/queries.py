"""CleverTap's query language, as far as the sandbox knows people and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from math import asin, cos, radians, sin, sqrt
from typing import Any, Final

from attrs import frozen

from .. import limits
from .comparing import fits
from .objects import as_list, as_object
from .refusals import FROM_AFTER_TO, UNKNOWN_EVENT, UNREADABLE_QUERY, WRONG_DATES, Refused
from .store import Store, StoredEvent, StoredProfile

_FACTS: Final = ("profile_fields", "app_fields", "demographics", "technographics", "reachability")
_GENDERS: Final[Mapping[Any, str]] = {"Male": "M", "Female": "F"}
_EARTH: Final = 6371.0
"""Its radius in kilometres."""


@frozen
class Queries:
    """Finds who and what a query selects."""

    store: Store
    zone: tzinfo

    def people(self, query: Mapping[str, Any]) -> list[StoredProfile]:
        """Find the people. Raises `Refused`."""
        return [profile for profile in self._ready(query) if self._is_meant(profile, query)]

    def events(self, query: Mapping[str, Any]) -> list[StoredEvent]:
        """Find the events. Raises `Refused`."""
        if not query.get("event_name"):
            raise Refused(UNREADABLE_QUERY)
        people = set(map(id, self.people(query)))
        return [e for e in self._matching(self.store.events, query) if id(e.profile) in people]

    def _ready(self, query: Mapping[str, Any]) -> list[StoredProfile]:
        """Read all of a query, so that its faults show even if there is nobody."""
        self._is_meant(StoredProfile("nobody"), query)
        for did in [query, *_dids(as_object(query.get("advanced_query")))]:
            if "event_name" in did:
                self.named(did)
        return self.store.profiles

    def named(self, did: Mapping[str, Any]) -> tuple[date, date]:
        """Check the name and the days of an event. Raises `Refused`."""
        name = did.get("event_name")
        if not isinstance(name, str) or not name:
            raise Refused(UNREADABLE_QUERY)
        span = days(did)
        known = {*self.store.spellings.values(), *limits.RESERVED_EVENTS.value}
        if name not in known:
            raise Refused(UNKNOWN_EVENT, name)
        return span

    def _is_meant(self, profile: StoredProfile, query: Mapping[str, Any]) -> bool:
        common = as_object(query.get("common_profile_properties"))
        advanced = as_object(query.get("advanced_query"))
        return (
            ("event_name" not in query or self._did(profile, query))
            and all(has(profile, kind, row) for kind in _FACTS for row in _rows(common, kind))
            and _is_somewhere(profile, common)
            and all(self._did(profile, did) for did in _rows(advanced, "did_all"))
            and not any(self._did(profile, did) for did in _rows(advanced, "did_none"))
            and ("did_any" not in advanced or self._did_any(profile, advanced["did_any"]))
        )

    def _did(self, profile: StoredProfile, did: Mapping[str, Any]) -> bool:
        times = sum(1 for _ in self._matching(profile.events, did))
        return fits(times, did) if "operator" in did else times > 0

    def _did_any(self, profile: StoredProfile, any_of: Any) -> bool:
        given = as_object(any_of)
        dids = _rows(given, "any_events")
        times = sum(1 for did in dids for _ in self._matching(profile.events, did))
        return fits(times, given) if "operator" in given else times > 0

    def _matching(
        self, events: Sequence[StoredEvent], did: Mapping[str, Any]
    ) -> Iterator[StoredEvent]:
        first, last = days(did)
        own, session = _rows(did, "event_properties"), _rows(did, "session_properties")
        for event in events:
            if (
                event.name == did.get("event_name")
                and first <= self.day(event) <= last
                and all(fits(event.properties.get(str(row.get("name"))), row) for row in own)
                and all(fits(event.session.get(str(row.get("name"))), row) for row in session)
            ):
                yield event

    def local(self, event: StoredEvent) -> datetime:
        """Tell when an event was, on the account's clock; what no calendar has is its last day."""
        try:
            return datetime.fromtimestamp(event.ts, UTC).astimezone(self.zone)
        except (OverflowError, ValueError, OSError):
            return datetime.max.replace(tzinfo=self.zone)

    def day(self, event: StoredEvent) -> date:
        """Tell the day of an event."""
        return self.local(event).date()


def days(query: Mapping[str, Any]) -> tuple[date, date]:
    """Read ``from`` and ``to``: YYYYMMDD, as numbers or texts. Raises `Refused`."""
    try:
        first, last = (
            datetime.strptime(f"{query[key]:08}", "%Y%m%d").date()  # noqa: DTZ007 - a day only
            for key in ("from", "to")
        )
    except (KeyError, TypeError, ValueError):
        raise Refused(WRONG_DATES) from None
    if first > last:
        raise Refused(FROM_AFTER_TO)
    return first, last


def has(profile: StoredProfile, kind: str, condition: Mapping[str, Any]) -> bool:
    """Tell whether somebody has a property or a fact as it is wanted. Raises `Refused`."""
    name = str(condition.get("name"))
    return fits(value_of(profile, kind, name), {**condition, "value": _wanted(kind, condition)})


def value_of(profile: StoredProfile, kind: str, name: str) -> Any:
    """Give a property or a fact of somebody; None if they have none."""
    if kind == "reachability" and name == "has_token":
        return bool(profile.tokens)
    if kind in {"profile_fields", "demographics"}:
        if name == "identity":
            return profile.identity
        return profile.properties.get(name, profile.facts.get(name))
    return profile.facts.get(name)


def _wanted(kind: str, condition: Mapping[str, Any]) -> Any:
    """Give the value of a condition; queries write genders out."""
    value = condition.get("value")
    if kind == "demographics" and isinstance(value, str):
        return _GENDERS.get(value, value)
    return value


def _rows(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Read a list of objects. Raises `Refused`."""
    rows = as_list(data.get(key, []))
    if rows is None or not all(isinstance(row, dict) for row in rows):
        raise Refused(UNREADABLE_QUERY)
    return rows


def _dids(advanced: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _rows(advanced, "did_all")
    yield from _rows(advanced, "did_none")
    yield from _rows(as_object(advanced.get("did_any")), "any_events")


def _is_somewhere(profile: StoredProfile, common: Mapping[str, Any]) -> bool:
    places = as_list(common.get("geo_fields")) or []
    circles = as_list(common.get("geo_radius")) or []
    return (not places or any(_is_in(profile, place) for place in places)) and (
        not circles or any(_is_near(profile, circle) for circle in circles)
    )


def _is_in(profile: StoredProfile, place: Any) -> bool:
    names = zip(("country", "region", "city"), as_list(place) or [], strict=False)
    return all(not wanted or profile.facts.get(key) == wanted for key, wanted in names)


def _is_near(profile: StoredProfile, circle: Any) -> bool:
    """Tell whether somebody is within so many kilometres of a point."""
    try:
        lat, long, reach = map(float, circle)
        here = radians(profile.facts["latitude"]), radians(profile.facts["longitude"])
    except (KeyError, TypeError, ValueError):
        return False
    there = radians(lat), radians(long)
    half = sin((there[0] - here[0]) / 2) ** 2
    half += cos(here[0]) * cos(there[0]) * sin((there[1] - here[1]) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half)) <= reach

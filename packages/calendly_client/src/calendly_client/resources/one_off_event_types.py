"""``/one_off_event_types``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call
from api_client_core.wire import UNSET

from ..converter import One
from ..errors import InvalidArgument
from ..ids import uri_of
from ..models import DateSetting, EventType
from ._checks import several, text, uris, whole, window
from ._settings import NEEDED, Place, as_json, day, durations, filled, given, moment, place
from ._verbs import POST

_YEAR: Final = timedelta(days=365)


class OneOffEventTypes(Resource[S]):
    """Event types for a single occasion.

    See https://developer.calendly.com/api-docs/calendly-api/event-types
    """

    @endpoint
    def create(
        self,
        *,
        name: str,
        host: str,
        duration: int,
        date_setting: DateSetting | Mapping[str, Any],
        co_hosts: Sequence[str] | None = None,
        timezone: str | None = None,
        location: Place | None = None,
    ) -> Call[EventType]:
        """Make an event type for a single occasion; its ``scheduling_url`` goes to the invitee.

        Dates in the past are left to Calendly to refuse: a call is data, and looks at no clock.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/create-one-off-event-type

        Args:
            name: As shown to invitees; at most 55 characters.
            host: A user's URI, or its last segment.
            duration: In minutes, 1 to 720.
            date_setting: When it can be booked: a `DateRange`, `DaysInFuture` or `Spots`, or the
                same as JSON.
            co_hosts: Further users: URIs, or their last segments.
            timezone: An IANA name, such as ``Europe/Berlin``; by default the host's.
            location: Where to meet: a configuration, or a kind alone, such as ``zoom_conference``.
                The kind ``inbound_call`` needs a ``phone_number``.

        Raises:
            InvalidArgument: The name is blank or too long, a number is out of range, dates or times
                are in the wrong order or too far apart, a location lacks what it needs, or an id is
                empty or of something else.
            PermissionDenied: The host is not the caller's to change.
            AmbiguousDelivery: The reply was lost: the event type may have been made.
        """
        what = {"name": text("name", name, 55), **durations(duration, UNSET)}
        when = {"date_setting": _dates(date_setting), "timezone": filled("timezone", timezone)}
        where = None if location is None else place("location", location, needed=NEEDED)
        body = given(**what, **_who(host, co_hosts), **when, location=where)
        return POST("one_off_event_types", body=body, returns=One(EventType))


def _who(host: str, others: Sequence[str] | None) -> dict[str, object]:
    co_hosts = None if others is None else uris("co_hosts", others, "users", at_least=0)
    return {"host": uri_of(host, "host", "users"), "co_hosts": co_hosts}


def _dates(setting: DateSetting | Mapping[str, Any]) -> dict[str, Any]:
    """Check when it can be booked. A kind that this release does not know passes as it is."""
    told = as_json("date_setting", setting)
    check = _CHECKS.get(str(told.get("type")))
    if "type" not in told:
        raise InvalidArgument("date_setting.type", f"is missing: one of {', '.join(_CHECKS)}")
    return told | check(told) if check else told


def _date_range(told: Mapping[str, Any]) -> dict[str, Any]:
    name = "date_setting.end_date"
    start = day("date_setting.start_date", told.get("start_date", ""))
    end = day(name, told.get("end_date", ""))
    if not timedelta() < end - start < _YEAR:
        raise InvalidArgument(name, "must lie after start_date, by less than 365 days")
    return {"start_date": start, "end_date": end}


def _days_in_future(told: Mapping[str, Any]) -> dict[str, Any]:
    whole("date_setting.days", told.get("days", "nothing"), 0, 365)
    if not isinstance(told.get("only_weekdays"), bool):
        raise InvalidArgument("date_setting.only_weekdays", "must be True or False")
    return {}


def _spots(told: Mapping[str, Any]) -> dict[str, Any]:
    name = "date_setting.spots"
    spots = [as_json(name, spot) for spot in several(name, told.get("spots", ()))]
    for spot in spots:
        ends = [(f"{name}.{key}", moment(spot.get(key))) for key in ("start_time", "end_time")]
        window(ends[0], ends[1], timedelta.max)
    return {"spots": spots}


_CHECKS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "date_range": _date_range,
    "days_in_future": _days_in_future,
    "spots": _spots,
}

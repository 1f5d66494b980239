"""``/shares``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call
from api_client_core.wire import UNSET, Unset

from ..converter import One
from ..errors import InvalidArgument
from ..ids import uri_of
from ..models import PeriodType, Share
from ._hours import Rules, hours_in_zone
from ._settings import (
    NEEDED,
    Place,
    changes,
    day,
    durations,
    filled,
    number,
    places,
)
from ._verbs import POST

_FAR: Final = 10**9
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "fixed": ("start_date", "end_date"),
    "moving": ("max_booking_time",),
    "available_moving": ("max_booking_time",),
}


class Shares(Resource[S]):
    """Event types that are changed for one invitee.

    See https://developer.calendly.com/api-docs/calendly-api/shares
    """

    @endpoint
    def create(
        self,
        event_type: str,
        *,
        name: str | Unset = UNSET,
        duration: int | Unset = UNSET,
        duration_options: Sequence[int] | Unset = UNSET,
        period_type: PeriodType | str | Unset = UNSET,
        start_date: date | str | Unset = UNSET,
        end_date: date | str | Unset = UNSET,
        max_booking_time: int | Unset = UNSET,
        hide_location: bool | Unset = UNSET,
        location_configurations: Sequence[Place] | Unset = UNSET,
        availability_rule: Rules | Unset = UNSET,
    ) -> Call[Share]:
        """Change an event type for one invitee, and get a link that books it so.

        It takes an event type for one host and one invitee. What is left out is as it is there.

        See https://developer.calendly.com/api-docs/calendly-api/shares/create-share

        Args:
            event_type: Its URI, or the URI's last segment.
            name: As shown to the invitee; at most 55 characters.
            duration: In minutes, 1 to 720; one of the durations to choose from, if there are any.
            duration_options: What the invitee may choose from, in minutes: at most 4, each once.
            period_type: How far ahead the invitee can book: ``moving``, ``available_moving``,
                ``fixed`` or ``unlimited``.
            start_date: The first day, which ``fixed`` needs; a date, or text such as
                ``2026-12-24``.
            end_date: The last day, which ``fixed`` needs.
            max_booking_time: How far ahead, which ``moving`` and ``available_moving`` need; the
                unit is not documented.
            hide_location: Whether the place is told after the booking only; it counts for a single
                place of the kind ``custom``.
            location_configurations: Where to meet: configurations, or kinds alone, such as
                ``["zoom_conference"]``. ``inbound_call`` needs a ``phone_number``; texts have at
                most 255 characters.
            availability_rule: The hours, and their time zone.

        Raises:
            InvalidArgument: A number or text is out of range, a period lacks what it needs, dates
                are in the wrong order, a location or a rule lacks what it needs, or the id is empty
                or of something else.
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to share.
            AmbiguousDelivery: The reply was lost: another share can be made, and the lost one is in
                nobody's hands.
        """
        what = _what(event_type, name, availability_rule) | durations(duration, duration_options)
        when = _period(period_type, start_date, end_date, max_booking_time)
        where = _places(hide_location, location_configurations)
        return POST("shares", body=changes(what | when | where), returns=One(Share))


def _what(event_type: str, name: str | Unset, rules: Rules | Unset) -> dict[str, object]:
    return {
        "event_type": uri_of(event_type, "event_type", "event_types"),
        "name": filled("name", name, 55),
        "availability_rule": hours_in_zone("availability_rule", rules),
    }


def _period(
    period: PeriodType | str | Unset,
    start: date | str | Unset,
    end: date | str | Unset,
    ahead: int | Unset,
) -> dict[str, object]:
    """Check how far ahead the invitee can book."""
    first = start if isinstance(start, Unset) else day("start_date", start)
    last = end if isinstance(end, Unset) else day("end_date", end)
    if isinstance(first, date) and isinstance(last, date) and last < first:
        raise InvalidArgument("end_date", "must not lie before start_date")
    told: dict[str, object] = {
        "period_type": period,
        "start_date": first,
        "end_date": last,
        "max_booking_time": number("max_booking_time", ahead, 1, _FAR),
    }
    for name in _NEEDED.get(str(period), ()):
        if told[name] is UNSET:
            raise InvalidArgument(name, f"is missing: the period {period} needs it")
    return told


def _places(hidden: bool | Unset, where: Sequence[Place] | Unset) -> dict[str, object]:
    """Check where the meeting may happen."""
    name = "location_configurations"
    return {"hide_location": hidden, name: places(name, where, needed=NEEDED, longest=255)}

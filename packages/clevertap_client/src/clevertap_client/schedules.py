"""When a campaign is sent: `Now`, `Later`, or `Recurring`.

CleverTap thinks in times of a clock: that of the account, whose zone the dashboard shows and this
client does not know, or that of each user.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Final, Self, TypeAlias, cast
from zoneinfo import ZoneInfo

from attrs import field, frozen
from dateutil.rrule import rrule

from api_client_core.open_enum import OpenStrEnum

from ._parts import Part, at, mapping, minute, wire
from .errors import InvalidArgument
from .recurrences import Recurrence, recurrence_of
from .resources._checks import day_text

_YEAR: Final = tuple(timedelta(days=30 * n) for n in range(13))


class WhoseClock(OpenStrEnum):
    """Whose clock a time is meant on."""

    ACCOUNT = "account"
    USER = "user"


class WhenQuiet(OpenStrEnum):
    """What becomes of a message that falls into quiet hours."""

    DELAY = "delay"
    DISCARD = "discard"


def _state(value: WhenQuiet | str) -> WhenQuiet:
    return WhenQuiet(value)


def _clock(value: WhoseClock | str) -> WhoseClock:
    return WhoseClock(value)


@frozen(kw_only=True)
class QuietHours(Part):
    """Hours in which nothing is sent (CleverTap's ``dnd``). Partly known.

    Args:
        state: Whether messages wait (``delay``) or are dropped (``discard``).
        clock: On whose clock.
        info: Which hours (CleverTap's ``dnd_info``), sent as it is; those of the account without.
    """

    state: WhenQuiet = field(converter=_state, metadata=at("message_state"))
    clock: WhoseClock = field(
        default=WhoseClock.USER, converter=_clock, metadata=at("dnd_timezone")
    )
    info: Mapping[str, Any] = mapping("info", at("dnd_info"))


@frozen
class Now:
    """As soon as the campaign is created."""

    def to_wire(self) -> str:
        """Give it as CleverTap takes it."""
        return "now"


def _days(given: date | Iterable[date]) -> tuple[date, ...]:
    loose = cast("object", given)
    several = isinstance(loose, Iterable) and not isinstance(loose, str)
    days = (given,) if isinstance(given, date) else tuple(given) if several else ()
    if not days:
        raise InvalidArgument("days", "must be a date, or several")
    for one in days:
        if isinstance(one, datetime):
            raise InvalidArgument(
                "days",
                "must be dates: for a moment, say Later.moment(moment, account_timezone=...)",
            )
        day_text("days", one)
    return tuple(dict.fromkeys(days))


@frozen
class _Scheduled:
    """What `Later` and `Recurring` have in common."""

    clock: WhoseClock = field(default=WhoseClock.ACCOUNT, kw_only=True, converter=_clock)
    wrap_around: bool | None = field(default=None, kw_only=True)
    cutoff: time | None = field(default=None, kw_only=True)
    quiet_hours: QuietHours | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.wrap_around is not None and self.clock != WhoseClock.USER:
            raise InvalidArgument(
                "wrap_around", "belongs to the user's clock: clock=WhoseClock.USER"
            )
        if self.cutoff is not None:
            minute("cutoff", self.cutoff)

    def _wishes(self) -> dict[str, Any]:
        told = {
            "delivery_timezone": self.clock,
            "user_timezone_wrap_around": self.wrap_around,
            "campaign_cutoff": None if self.cutoff is None else minute("cutoff", self.cutoff),
            "dnd": self.quiet_hours,
        }
        return {name: wire(value) for name, value in told.items() if value is not None}


@frozen
class Later(_Scheduled):
    """On one day or on several, at one time of the clock.

    For a moment, whatever the clock shows, see `moment`.

    Args:
        days: When: a date, or several.
        at: At what time, in whole minutes.
        clock: Whose clock that is: the account's, or each user's own.
        wrap_around: For users whose clock is past it already: whether they get it the next day.
        cutoff: The time of the day after which nothing more is sent.
        quiet_hours: When nothing is sent.

    Raises:
        InvalidArgument: A day is no date, or a time has seconds or a zone of its own.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    days: tuple[date, ...] = field(converter=_days)
    at: time = field()

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        minute("at", self.at)

    @classmethod
    def moment(cls, moment: datetime, *, account_timezone: str | tzinfo) -> Self:
        """Schedule for one moment.

        Args:
            moment: An aware datetime, in whole minutes.
            account_timezone: The account's own time zone, such as ``Asia/Kolkata``, as the
                dashboard shows it. A wrong one sends at a wrong time.

        Raises:
            InvalidArgument: The moment has no zone or has seconds, the account's is unknown, or its
                clock shows the time twice, as clocks do in autumn.
        """
        if getattr(moment, "tzinfo", None) is None:
            raise InvalidArgument("moment", "has no time zone: pass an aware datetime")
        there = moment.astimezone(_zone(account_timezone))
        if there.utcoffset() != there.replace(fold=1 - there.fold).utcoffset():
            raise InvalidArgument("moment", "is a time that the account's clock shows twice")
        return cls(there.date(), there.time())

    def to_wire(self) -> Any:
        """Give it as CleverTap takes it: a text if that says it all, else an object."""
        at = minute("at", self.at)
        times = [f"{day_text('days', one)} {at}" for one in self.days]
        wishes = self._wishes()
        if len(times) == 1 and wishes == {"delivery_timezone": WhoseClock.ACCOUNT.value}:
            return times[0]
        return {"type": "later", "delivery_date_time": times, **wishes}


def _rule(rule: rrule | Recurrence) -> Recurrence:
    return recurrence_of(rule)


@frozen
class Recurring(_Scheduled):
    """Again and again, by a rule of days or weeks.

    CleverTap repeats every so many days, or on days of every so many weeks, at one time of the
    day, for ever, until a day, or so many times. Other rules are refused::

        Recurring(rrule(WEEKLY, byweekday=(MO, TH), dtstart=datetime(2026, 12, 7, 9), count=10))

    Args:
        rule: From ``dateutil.rrule``. Give it a ``dtstart`` in whole minutes. One without a zone
            is a time of the ``clock``. One with a zone needs ``account_timezone``.
        clock: Whose clock that is: the account's, or each user's own.
        account_timezone: The account's own time zone, such as ``Asia/Kolkata``: only a rule in that
            zone can be kept. For rules with a zone.
        wrap_around: For users whose clock is past it already: whether they get it the next day.
        cutoff: The time of the day after which nothing more is sent.
        quiet_hours: When nothing is sent.

    Raises:
        InvalidArgument: CleverTap cannot keep the rule; says which part of it.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    rule: Recurrence = field(converter=_rule)
    account_timezone: str | tzinfo | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        start, zone = self.rule.start, self.account_timezone
        if start.tzinfo is None:
            return
        if zone is None or self.clock != WhoseClock.ACCOUNT:
            raise InvalidArgument(
                "rule",
                "starts at a time with a zone: name the account's own with account_timezone, or "
                "give a dtstart without one, as a time of the clock",
            )
        if any(at.utcoffset() != at.astimezone(_zone(zone)).utcoffset() for at in _year(start)):
            raise InvalidArgument(
                "rule",
                "starts in another time zone than the account's, on whose clock it is repeated",
            )

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        rule = self.rule
        told = {
            "type": "recurring",
            "repeat_type": rule.unit,
            "repeats_every": rule.every,
            "start_time": f"{day_text('rule', rule.start.date())} {rule.start:%H:%M}",
            "repeat_on_days_of_week": list(rule.weekdays) or None,
            "end_by_date": None if rule.last_day is None else day_text("rule", rule.last_day),
            "end_by_occurrences": rule.occurrences,
        }
        return {key: item for key, item in told.items() if item is not None} | self._wishes()


When: TypeAlias = Now | Later | Recurring
"""When a campaign is sent."""


def _year(start: datetime) -> Iterable[datetime]:
    return (start + days for days in _YEAR)


def _zone(name: str | tzinfo) -> tzinfo:
    if isinstance(name, tzinfo):
        return name
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        raise InvalidArgument(
            "account_timezone", "must be a known time zone, such as Asia/Kolkata"
        ) from None

"""When an event type can be booked: working hours, less what is taken already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import frozen

from .documents import Document, moment_of, stamp
from .hours import WEEKDAYS, Hours
from .world import World, hosts_of

_DAY: Final = timedelta(days=1)


@frozen
class Span:
    """From one time to another."""

    start: datetime
    end: datetime

    def holds(self, other: Span) -> bool:
        """Tell whether another one lies inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Tell whether another one overlaps."""
        return self.start < other.end and other.start < self.end


@frozen
class _Taken:
    """A span in which a host is busy, and the same with the buffers around it."""

    bare: Span
    buffered: Span
    group: tuple[str, str] | None


@frozen
class _Day:
    """What one host's time looks like."""

    user: str
    work: Sequence[Span]
    taken: Sequence[_Taken]
    full: Callable[[datetime], bool]


@frozen
class Slots:
    """Finds the open times of a world's event types."""

    world: World

    def between(
        self, offer: Document, start: datetime, end: datetime
    ) -> list[tuple[datetime, int]]:
        """List the times at which a meeting could start, and how many invitees it could take."""
        days = [self._day(offer, host, start, end) for host in self.world.hosts[offer["uri"]]]
        starts = sorted({begin for day in days for begin in _grid(offer, day.work)})
        return [
            (begin, self._room(offer, begin))
            for begin in starts
            if start <= begin <= end and begin > self.world.now() and self._free(offer, begin, days)
        ]

    def hosts_at(self, offer: Document, start: datetime) -> list[str]:
        """List the hosts with whom a meeting could start at a time; nobody: it is not open."""
        days = [self._day(offer, host, start, start) for host in self.world.hosts[offer["uri"]]]
        on_grid = any(start in set(_grid(offer, day.work)) for day in days)
        return self._free(offer, start, days) if on_grid and start > self.world.now() else []

    def first(self, offer: Document) -> datetime | None:
        """Give the first open time of the next 31 days."""
        now = self.world.now()
        return next((begin for begin, _ in self.between(offer, now, now + 31 * _DAY)), None)

    def shown(self, offer: Document, start: datetime, room: int) -> Document:
        """Write an open time down."""
        begin = start.astimezone(UTC)
        link = f"{offer['scheduling_url']}/{begin:%Y-%m-%dT%H:%M:%SZ}"
        return {
            "status": "available",
            "invitees_remaining": room,
            "start_time": stamp(start),
            "scheduling_url": f"{link}?month={begin:%Y-%m}&date={begin:%Y-%m-%d}",
        }

    def _free(self, offer: Document, start: datetime, days: Sequence[_Day]) -> list[str]:
        if self._room(offer, start) < 1 or not self._dates_allow(offer, start):
            return []
        free = [day.user for day in days if self._is_free(offer, start, day)]
        everybody = offer["pooling_type"] not in {"round_robin", "multi_pool"}
        return [] if everybody and len(free) < len(days) else free

    def _is_free(self, offer: Document, start: datetime, day: _Day) -> bool:
        meeting = Span(start, start + timedelta(minutes=offer["duration"]))
        around = Span(
            start - timedelta(minutes=offer["before_buffer"]),
            meeting.end + timedelta(minutes=offer["after_buffer"]),
        )
        shared = (offer["uri"], stamp(start))
        return (
            any(span.holds(meeting) for span in day.work)
            and not any(
                taken.group != shared
                and (taken.bare.meets(around) or taken.buffered.meets(meeting))
                for taken in day.taken
            )
            and not day.full(start)
        )

    def _room(self, offer: Document, start: datetime) -> int:
        shared = self.world.group_event(offer, start)
        if shared is None:
            return self.world.limits[offer["uri"]]
        return int(shared["invitees_counter"]["limit"] - shared["invitees_counter"]["active"])

    def _day(self, offer: Document, user: str, start: datetime, end: datetime) -> _Day:
        wide = Span(start - 2 * _DAY, end + 2 * _DAY)
        taken = [
            _Taken(span, span, None)
            for span in (Span(*pair) for pair in self.world.busy.get(user, ()))
            if span.meets(wide)
        ]
        for event in self.world.events.values():
            if event["status"] == "active" and user in hosts_of(event):
                bare = Span(moment_of(event["start_time"]), moment_of(event["end_time"]))
                if bare.meets(wide):
                    taken.append(_Taken(bare, _buffered(event, user), _shared(event)))
        full = Hours(self.world).is_full(user, self.world.users[user]["timezone"])
        return _Day(user, self._work(offer, user, start, end), taken, full)

    def _work(self, offer: Document, user: str, start: datetime, end: datetime) -> list[Span]:
        terms = self.world.store("event_type_terms").get(offer["uri"], {})
        spots = terms.get("date_setting", {}).get("spots")
        if spots:
            return [Span(moment_of(s["start_time"]), moment_of(s["end_time"])) for s in spots]
        schedule = terms.get("availability_rule", {}).get(user) or self.schedule_of(user)
        return list(_intervals(schedule, start - _DAY, end + _DAY))

    def schedule_of(self, user: str) -> Document:
        """Give a user's default schedule."""
        hours = Hours(self.world)
        if not hours.schedules_of(user):
            hours.join(self.world.users[user])
        return next(row for row in hours.schedules_of(user) if row["default"])

    def _dates_allow(self, offer: Document, start: datetime) -> bool:
        terms = self.world.store("event_type_terms").get(offer["uri"], {})
        setting: dict[str, Any] = terms.get("date_setting", {})
        zone = ZoneInfo(terms.get("timezone") or "UTC")
        day, today = start.astimezone(zone).date(), self.world.now().astimezone(zone).date()
        match setting.get("type"):
            case "date_range":
                return bool(setting["start_date"] <= day.isoformat() <= setting["end_date"])
            case "days_in_future":
                working = day.isoweekday() <= 5 or not setting["only_weekdays"]
                return bool(working and day <= today + setting["days"] * _DAY)
            case _:
                return True


def _grid(offer: Document, work: Sequence[Span]) -> Iterator[datetime]:
    step = timedelta(minutes=offer["start_time_increment"] or 30)
    length = timedelta(minutes=offer["duration"])
    for span in work:
        start = span.start
        while start + length <= span.end:
            yield start
            start += step


def _intervals(schedule: Document, start: datetime, end: datetime) -> Iterator[Span]:
    zone = ZoneInfo(schedule["timezone"])
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    dated = {rule["date"]: rule for rule in schedule["rules"] if rule["type"] == "date"}
    weekly = {rule["wday"]: rule for rule in schedule["rules"] if rule["type"] == "wday"}
    while day <= last:
        usual = weekly.get(WEEKDAYS[day.isoweekday() % 7], {})
        for interval in dated.get(day.isoformat(), usual).get("intervals", ()):
            yield Span(_at(day, interval["from"], zone), _at(day, interval["to"], zone))
        day += _DAY


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    if clock == "24:00":
        return _at(day + _DAY, "00:00", zone)
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def _buffered(event: Document, user: str) -> Span:
    mine = next(row for row in event["event_memberships"] if row["user"] == user)
    return Span(
        moment_of(mine.get("buffered_start_time") or event["start_time"]),
        moment_of(mine.get("buffered_end_time") or event["end_time"]),
    )


def _shared(event: Document) -> tuple[str, str] | None:
    """Tell which other invitees could come too: those who book the same group at the same time."""
    group = event["invitees_counter"]["limit"] > 1
    return (event["event_type"], event["start_time"]) if group else None

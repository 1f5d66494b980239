"""Hours, open and busy times, and limits: what is checked, sent, read, and walked in pieces."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import define, field

from api_client_core.errors import Unreadable
from api_client_core.testing import Received, Sandbox, route
from api_client_core.wire import Reply
from calendly_client import (
    AvailabilityInterval,
    AvailabilityRule,
    AvailabilityRules,
    AvailabilitySchedule,
    BusyTimeType,
    CalendarUnavailable,
    Calendly,
    EventTypeAvailabilitySchedule,
    EventTypeAvailableTime,
    InvalidArgument,
    RuleType,
    UnexpectedReply,
    UserBusyTime,
    UserMeetingLimits,
    Weekday,
    Window,
)
from calendly_client.converter import All, read
from calendly_client.testing import Answer, CalendlySandbox

from .conftest import Colour

API = "https://api.calendly.com"
TYPE, USER = f"{API}/event_types/T1", f"{API}/users/U1"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
DAY = [("09:00", "12:00"), ("13:00", "17:00")]
WEEK = AvailabilityRule.week({"monday": DAY, "friday": [("09:00", "12:00")]})
CHRISTMAS = date(2027, 12, 24)

Method = Callable[[Any], Any]


def sent(method: Method) -> Any:
    """Give the call that a method describes."""
    return method(Calendly("no-token").describe)


def create(**settings: Any) -> Method:
    given = {"name": "Office", "timezone": "Europe/Berlin", "rules": WEEK, **settings}
    return lambda c: c.user_availability_schedules.create(**given)


def update(**settings: Any) -> Method:
    return lambda c: c.user_availability_schedules.update("S1", **settings)


def of_type(*rules: Any, timezone: str = "Europe/Berlin") -> Method:
    return lambda c: c.event_type_availability_schedules.update(
        event_type="T1", timezone=timezone, rules=rules
    )


def span(start: Any, end: Any) -> Method:
    return of_type(AvailabilityRule.on("monday", [(start, end)]))


def open_times(start: Any, end: Any, walk: bool = False) -> Method:
    def method(client: Any) -> Any:
        times = client.event_type_available_times
        return (times.walk if walk else times.list)(event_type="T1", start_time=start, end_time=end)

    return method


def busy_times(start: Any, end: Any, walk: bool = False) -> Method:
    def method(client: Any) -> Any:
        times = client.user_busy_times
        return (times.walk if walk else times.list)(user="U1", start_time=start, end_time=end)

    return method


def limits(**given: Any) -> Method:
    return lambda c: c.user_meeting_limits.update(user="U1", **given)


NAIVE = NOON.replace(tzinfo=None)
MONDAY = AvailabilityRule.on("monday")
WRONG: list[tuple[str, str, Method]] = [
    ("end_time", "within 31 days of start_time", open_times(NOON, NOON + timedelta(31, 1))),
    ("end_time", "after start_time", open_times(NOON, NOON)),
    ("start_time", "no time zone", open_times(NAIVE, NOON)),
    ("end_time", "no time zone", open_times(NOON, NAIVE)),
    ("end_time", "after start_time", open_times(NOON, NOON - timedelta(1), walk=True)),
    ("start_time", "no time zone", open_times(NAIVE, NOON, walk=True)),
    (
        "end_time",
        "within 7 days of start_time; for more, use walk()",
        busy_times(NOON, NOON + timedelta(7, 1)),
    ),
    ("end_time", "after start_time", busy_times(NOON, NOON - timedelta(1))),
    ("end_time", "no time zone", busy_times(NOON, NAIVE, walk=True)),
    (
        "event_type",
        "of users",
        lambda c: c.event_type_available_times.walk(
            event_type=USER, start_time=NOON, end_time=NOON + timedelta(1)
        ),
    ),
    (
        "user",
        "is empty",
        lambda c: c.user_busy_times.walk(user="", start_time=NOON, end_time=NOON + timedelta(1)),
    ),
    ("rules", "gives them; saturday has none", create(rules=WEEK[:-1])),
    ("rules", "one rule for each weekday, as AvailabilityRule.week(", update(rules=())),
    ("rules", "gives them; monday has 2", create(rules=(*WEEK, MONDAY))),
    ("rules", "AvailabilityRule.week(", create(rules={"monday": [("09:00", "17:00")]})),
    ("rules", "a list of rules", update(rules=MONDAY)),
    ("rules", "a list of values", create(rules="monday")),
    (
        "rules[7].wday",
        "a weekday, such as monday",
        create(rules=(*WEEK, AvailabilityRule.on("mon"))),
    ),
    ("rules[0]", "must be a model", of_type("monday")),
    ("rules[0].type", "wday or date", of_type({"wday": "monday", "intervals": []})),
    ("rules[0].wday", "a weekday", of_type({"type": "wday", "intervals": []})),
    ("rules[0].date", "a date without a time", of_type({"type": "date", "intervals": []})),
    ("rules[0].date", "a date without a time", of_type(AvailabilityRule.on(NOON))),
    ("rules[0].intervals", "as HH:MM", span("9:00", "12:00")),
    ("rules[0].intervals", "as HH:MM", span("09:00", "24:30")),
    ("rules[0].intervals", "as HH:MM", span("09:00", "12:00\n")),
    ("rules[0].intervals", "not run from 12:00 to 09:00", span("12:00", "09:00")),
    ("rules[0].intervals", "not run from 09:00 to 09:00", span("09:00", "09:00")),
    ("timezone", "is blank", of_type(MONDAY, timezone="")),
    ("name", "is blank", create(name="")),
    ("timezone", "is blank", update(timezone=" ")),
    ("default", "make another schedule the default", update(default=False)),
    ("name", "give at least one of name, timezone, rules, default", update()),
    ("rules", "cannot be cleared", update(rules=None)),
    ("schedule", "is a URI of users", lambda c: c.user_availability_schedules.get(USER)),
    ("user", "is empty", lambda c: c.user_availability_schedules.list(user="")),
    ("daily_limit", "from 1 to 9999, not 0", limits(daily_limit=0)),
    ("weekly_limit", "not 10000", limits(weekly_limit=10_000)),
    ("monthly_limit", "not True", limits(monthly_limit=True)),
    ("daily_limit", "give at least one of daily_limit, weekly_limit, monthly_limit", limits()),
    ("user", "is empty", lambda c: c.user_meeting_limits.get(user="")),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_what_is_wrong_is_told_by_name_also_by_a_walk_before_its_first_step(
    name: str, problem: str, method: Method
) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        sent(method)
    assert wrong.value.name == name
    assert problem in wrong.value.problem


def test_31_and_7_days_to_the_second_are_taken() -> None:
    assert sent(open_times(NOON, NOON + timedelta(31))).query[2][1] == "2027-04-01T12:00:00.000000Z"
    assert sent(busy_times(NOON, NOON + timedelta(7))).query[2][1] == "2027-03-08T12:00:00.000000Z"


def test_days_are_of_24_hours_also_where_clocks_are_set() -> None:
    start, end = (datetime(2027, 10, 1, tzinfo=BERLIN), datetime(2027, 11, 1, tzinfo=BERLIN))
    with pytest.raises(InvalidArgument, match="within 31 days"):
        sent(open_times(start, end))
    spring = datetime(2027, 3, 28, tzinfo=BERLIN)
    assert sent(busy_times(spring, spring + timedelta(7, 3600))).method == "GET"


def test_the_time_of_a_call_is_not_held_against_the_clock() -> None:
    past = datetime(2001, 1, 1, tzinfo=UTC)
    assert sent(open_times(past, past + timedelta(1))).method == "GET"


def test_a_new_schedule_has_a_rule_for_each_weekday_and_any_for_dates() -> None:
    off = AvailabilityRule.on(CHRISTMAS)
    call = sent(create(rules=[*WEEK, off]))
    assert (call.method, call.path) == ("POST", ("user_availability_schedules",))
    assert not call.idempotent
    rules = call.body.data.pop("rules")
    assert call.body.data | {"rules": None} == {
        "name": "Office",
        "timezone": "Europe/Berlin",
        "rules": None,
    }
    assert rules[0] == {"type": "wday", "intervals": [], "wday": "sunday"}
    assert rules[1] == {
        "type": "wday",
        "wday": "monday",
        "intervals": [{"from": "09:00", "to": "12:00"}, {"from": "13:00", "to": "17:00"}],
    }
    assert rules[7] == {"type": "date", "intervals": [], "date": "2027-12-24"}
    assert len(rules) == 8


def test_only_what_is_to_change_is_sent() -> None:
    call = sent(update(default=True))
    assert (call.method, call.path) == ("PATCH", ("user_availability_schedules", "S1"))
    assert call.body.data == {"default": True}
    assert call.idempotent
    assert sent(update(name="Home")).body.data == {"name": "Home"}


def test_the_hours_of_an_event_type_go_to_the_collection_with_the_type_in_the_query() -> None:
    call = sent(of_type(MONDAY, {"type": "date", "date": "2027-12-24", "intervals": []}))
    assert (call.method, call.path) == ("PATCH", ("event_type_availability_schedules",))
    assert call.query == (("event_type", TYPE),)
    assert call.body.data == {
        "availability_rule": {
            "timezone": "Europe/Berlin",
            "rules": [
                {"type": "wday", "intervals": [], "wday": "monday"},
                {"type": "date", "date": "2027-12-24", "intervals": []},
            ],
        }
    }
    asked = sent(
        lambda c: c.event_type_availability_schedules.update(
            event_type=TYPE, timezone="UTC", user="U2", availability_setting="host"
        )
    )
    assert asked.body.data == {
        "availability_rule": {"timezone": "UTC", "user": f"{API}/users/U2"},
        "availability_setting": "host",
    }


def test_hours_up_to_midnight_may_be_written_either_way() -> None:
    for end in ("00:00", "24:00"):
        rule = sent(span("18:00", end)).body.data["availability_rule"]["rules"][0]
        assert rule["intervals"] == [{"from": "18:00", "to": end}]


SCHEDULE: dict[str, Any] = {
    "uri": f"{API}/user_availability_schedule/S1",
    "default": True,
    "name": "Office",
    "user": USER,
    "timezone": "Europe/Berlin",
    "rules": [
        {"type": "wday", "wday": "monday", "intervals": [{"from": "09:00", "to": "17:00"}]},
        {"type": "wday", "wday": "friday", "intervals": [], "date": "2022-12-31"},
        {"type": "date", "date": "2027-3-1", "intervals": [{"from": "10:00", "to": "11:00"}]},
        {"type": "moon", "phase": "full", "intervals": None},
    ],
    "color": "green",
}


def test_a_schedule_is_read_with_what_is_old_odd_or_to_come() -> None:
    schedule = read(SCHEDULE, AvailabilitySchedule, "resource")
    monday, friday, first, moon = schedule.rules
    assert monday.intervals == (AvailabilityInterval(start="09:00", end="17:00"),)
    assert (friday.wday, friday.date) == (Weekday.FRIDAY, date(2022, 12, 31))
    assert first.date == date(2027, 3, 1)
    assert (moon.type.is_known, moon.intervals) == (False, ())
    bare = read({"uri": "s", "rules": None, "name": None}, AvailabilitySchedule, "resource")
    assert (bare.rules, bare.default, bare.timezone) == ((), False, None)


def test_a_schedule_tells_its_hours_on_a_date_which_goes_before_the_weekday() -> None:
    schedule = read(SCHEDULE, AvailabilitySchedule, "resource")
    assert [span.start for span in schedule.hours(date(2027, 3, 8))] == ["09:00"]
    assert [span.start for span in schedule.hours(date(2027, 3, 1))] == ["10:00"]
    assert schedule.hours(date(2027, 3, 5)) == ()
    assert schedule.hours(date(2027, 3, 6)) == ()


def test_one_day_is_changed_and_all_the_rest_sent_back_as_it_was() -> None:
    schedule = AvailabilitySchedule(uri="s", rules=(*WEEK, AvailabilityRule.on(CHRISTMAS)))
    rules = schedule.changed(
        AvailabilityRule.on("friday", [("08:00", "10:00")]),
        AvailabilityRule.on(CHRISTMAS, [("09:00", "10:00")]),
    )
    assert len(rules) == 8
    told = sent(update(rules=rules)).body.data["rules"]
    assert told[:5] == sent(update(rules=WEEK)).body.data["rules"][:5]
    assert told[6]["intervals"] == [{"from": "08:00", "to": "10:00"}]
    assert told[7]["date"] == "2027-12-24"


@pytest.mark.parametrize("days", range(7))
def test_a_date_knows_its_weekday(days: int) -> None:
    day = date(2027, 3, 7) + timedelta(days)
    assert Weekday.of(day).value == day.strftime("%A").lower()


@pytest.mark.parametrize("word", ["user_availability_schedule", "user_availability_schedules"])
def test_a_schedule_is_known_by_its_uri_in_either_spelling(word: str) -> None:
    uri = f"{API}/{word}/S1"
    describe = Calendly("no-token").describe
    assert describe.user_availability_schedules.get(uri).path[-1] == "S1"
    listed = describe.event_types.list(user="U1", user_availability_schedule=uri)
    assert ("user_availability_schedule", uri) in listed.query


def test_the_hours_of_an_event_type_may_tell_next_to_nothing() -> None:
    told: dict[str, Any] = {
        "event_type": TYPE,
        "availability_setting": "team",
        "availability_rule": {"timezone": "UTC", "rules": [], "name": None, "uri": "r"},
    }
    hours = read(told, EventTypeAvailabilitySchedule, "resource")
    assert hours.availability_rule == AvailabilityRules(timezone="UTC", uri="r")
    assert hours.availability_setting is not None
    assert not hours.availability_setting.is_known
    assert read({}, EventTypeAvailabilitySchedule, "x") == EventTypeAvailabilitySchedule()


def test_a_busy_time_of_a_calendar_has_no_buffers_and_no_meeting() -> None:
    rows = [
        {
            "type": "calendly",
            "start_time": "2027-03-01T12:00:00Z",
            "end_time": "2027-03-01T12:30:00Z",
            "buffered_start_time": "2027-03-01T11:45:00Z",
            "buffered_end_time": "2027-03-01T12:40:00Z",
            "event": {"uri": f"{API}/scheduled_events/E1"},
        },
        {
            "type": "external",
            "start_time": "2027-03-01T14:00:00Z",
            "end_time": "2027-03-01T15:00:00Z",
        },
        {"type": "nap", "start_time": "2027-03-01T15:00:00Z", "end_time": "2027-03-01T16:00:00Z"},
    ]
    ours, theirs, nap = All(UserBusyTime)(reply({"collection": rows}))
    assert (ours.taken_from, ours.taken_until) == (
        NOON - timedelta(minutes=15),
        NOON + timedelta(minutes=40),
    )
    assert ours.event is not None
    assert ours.event.uri.endswith("E1")
    assert (theirs.taken_from, theirs.taken_until) == (theirs.start_time, theirs.end_time)
    assert (theirs.type, theirs.event) == (BusyTimeType.EXTERNAL, None)
    assert nap.type is not None
    assert not nap.type.is_known


def test_limits_are_the_one_item_or_the_resource_itself() -> None:
    call = sent(lambda c: c.user_meeting_limits.get(user="U1"))
    assert call.query == (("user", USER),)
    told = {"daily_limit": 3, "weekly_limit": None, "unit": "meetings"}
    limits = UserMeetingLimits(daily_limit=3)
    assert call.read(reply({"collection": [told]})) == limits
    assert call.read(reply({"resource": told})) == limits
    with pytest.raises(Unreadable, match="holds nothing"):
        call.read(reply({"collection": []}))


def test_a_limit_is_set_taken_away_or_left() -> None:
    call = sent(limits(daily_limit=9999, monthly_limit=None))
    assert (call.method, call.path, call.query) == (
        "PATCH",
        ("user_meeting_limits",),
        (("user", USER),),
    )
    assert call.body.data == {"daily_limit": 9999, "monthly_limit": None}


@define(eq=False)
class Times(Sandbox):
    """Knows open and busy times, and refuses windows that are too long."""

    open: list[datetime] = field(factory=list[datetime])
    busy: list[tuple[datetime, datetime]] = field(factory=list[tuple[datetime, datetime]])

    @route("GET", "/event_type_available_times")
    def list_open(self, request: Received) -> Answer:
        """List what starts in the window, its end included."""
        since, until = window_of(request, timedelta(31))
        left = 9 - len(self.journal)
        rows = [
            {"start_time": text(at), "invitees_remaining": left}
            for at in self.open
            if since <= at <= until
        ]
        return Answer.json({"collection": rows})

    @route("GET", "/user_busy_times")
    def list_busy(self, request: Received) -> Answer:
        """List what reaches into the window."""
        since, until = window_of(request, timedelta(7))
        rows = [
            {"start_time": text(start), "end_time": text(end)}
            for start, end in self.busy
            if start < until and end > since
        ]
        return Answer.json({"collection": rows})


def window_of(request: Received, longest: timedelta) -> tuple[datetime, datetime]:
    """Read the window, which must not be too long."""
    since, until = (
        datetime.fromisoformat(request.first(name) or "") for name in ("start_time", "end_time")
    )
    assert timedelta() < until - since <= longest
    return since, until


def text(moment: datetime) -> str:
    """Write a time as Calendly does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture
def times() -> Iterator[Times]:
    with Times() as times:
        yield times


def all_of(colour: Colour, items: Any) -> list[Any]:
    """Walk to the end, in either colour."""

    async def collected() -> list[Any]:
        return [item async for item in items]

    return list(items) if colour.runner is None else colour.runner.run(collected())


def first_of(colour: Colour, items: Any) -> Any:
    """Take one step, and stop, in either colour."""

    async def first() -> Any:
        found = await anext(items)
        await items.aclose()
        return found

    return next(items) if colour.runner is None else colour.runner.run(first())


def test_open_times_of_a_quarter_are_walked_in_calls_of_31_days(
    colour: Colour, times: Times
) -> None:
    times.open = [NOON + timedelta(days) for days in range(0, 90, 31)]
    client = colour.client(times.url, "token")
    found = all_of(colour, open_times(NOON, NOON + timedelta(90), walk=True)(client))
    assert [time.start_time for time in found] == times.open
    assert all(isinstance(time, EventTypeAvailableTime) for time in found)
    asked = [entry.request for entry in times.journal]
    assert [request.first("start_time") for request in asked] == [text(at) for at in times.open]
    assert asked[-1].first("end_time") == text(NOON + timedelta(90))
    assert {request.first("event_type") for request in asked} == {TYPE}


def test_whoever_takes_the_first_open_time_asks_no_further(colour: Colour, times: Times) -> None:
    times.open = [NOON + timedelta(40), NOON + timedelta(80)]
    client = colour.client(times.url, "token")
    found = first_of(colour, open_times(NOON, NOON + timedelta(365), walk=True)(client))
    assert found.start_time == times.open[0]
    assert len(times.journal) == 2


@pytest.mark.parametrize("path", ["event_type_available_times", "user_busy_times"])
def test_a_walk_without_a_start_begins_soon_enough_not_to_be_past(
    colour: Colour, sandbox: CalendlySandbox, path: str
) -> None:
    intro, noor = sandbox.event_type("intro-call").uri, sandbox.users[0].uri
    whose = {"user": noor} if path == "user_busy_times" else {"event_type": intro}
    walk = getattr(colour.client(sandbox), path).walk
    now = datetime.now(UTC)
    all_of(colour, walk(**whose, end_time=now + timedelta(3)))
    (asked,) = sandbox.requests("GET", f"/{path}")
    since, _ = window_of(asked, timedelta(4))
    assert timedelta() < since - now < timedelta(hours=1)
    with pytest.raises(InvalidArgument, match="end_time: must lie after start_time"):
        all_of(colour, walk(**whose, end_time=now))
    assert len(sandbox.journal) == 1


def test_what_reaches_from_week_to_week_is_busy_once(colour: Colour, times: Times) -> None:
    holiday = (NOON + timedelta(5), NOON + timedelta(26))
    times.busy = [holiday, holiday, (NOON + timedelta(28), NOON + timedelta(29))]
    client = colour.client(times.url, "token")
    found = all_of(colour, busy_times(NOON, NOON + timedelta(30), walk=True)(client))
    assert [(time.start_time, time.end_time) for time in found] == times.busy
    assert len(times.journal) == 5


def test_a_walk_over_a_night_when_clocks_are_set_asks_for_no_more_than_allowed(
    colour: Colour, times: Times
) -> None:
    start, end = datetime(2027, 10, 1, tzinfo=BERLIN), datetime(2027, 11, 1, tzinfo=BERLIN)
    client = colour.client(times.url, "token")
    assert all_of(colour, open_times(start, end, walk=True)(client)) == []
    ends = [entry.request.first("end_time") for entry in times.journal]
    assert ends == ["2027-10-31T22:00:00.000000Z", "2027-10-31T23:00:00.000000Z"]


def test_a_calendar_that_cannot_be_read_is_an_error_of_its_own(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    said = {"title": "External Calendar Error", "message": "There is a problem."}
    sandbox.fail(Answer.json(said, 424))
    with pytest.raises(CalendarUnavailable):
        colour.run(busy_times(NOON, NOON + timedelta(1))(colour.client(sandbox)))


def test_limits_without_an_item_are_an_unexpected_reply(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    sandbox.fail(Answer.json({"collection": []}))
    with pytest.raises(UnexpectedReply, match="holds nothing"):
        colour.run(colour.client(sandbox).user_meeting_limits.get(user="U1"))


def test_a_window_is_cut_into_pieces_that_follow_each_other() -> None:
    window = Window.coming(datetime(2027, 10, 25, tzinfo=BERLIN), weeks=2)
    pieces = list(window.pieces(timedelta(7)))
    assert [piece.end - piece.start for piece in pieces] == [
        timedelta(7),
        timedelta(7),
        timedelta(hours=1),
    ]
    assert pieces[0].start == window.start
    assert pieces[-1].end == window.end
    assert all(one.end == other.start for one, other in itertools.pairwise(pieces))
    assert list(Window(NOON, NOON).pieces(timedelta(1))) == []
    with pytest.raises(InvalidArgument, match="longest"):
        list(window.pieces(timedelta()))


def test_a_rule_can_be_made_for_a_weekday_or_a_date() -> None:
    assert AvailabilityRule.on("monday", DAY).type == RuleType.WDAY
    assert AvailabilityRule.on(Weekday.MONDAY) == MONDAY
    assert AvailabilityRule.on(CHRISTMAS).date == CHRISTMAS
    assert [rule.wday for rule in WEEK] == list(Weekday)


def reply(body: Any) -> Reply:
    return Reply(200, {}, json.dumps(body).encode())

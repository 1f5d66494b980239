"""When campaigns are sent."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import (
    DAILY,
    FR,
    HOURLY,
    MO,
    MONTHLY,
    SU,
    TH,
    TU,
    WE,
    WEEKLY,
    YEARLY,
    rrule,
    rruleset,
    rrulestr,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from clevertap_client import (
    InvalidArgument,
    Later,
    Now,
    QuietHours,
    Recurrence,
    Recurring,
    WhoseClock,
)

MONDAY = datetime.combine(date(2026, 12, 7), time(9, 30))
BERLIN = ZoneInfo("Europe/Berlin")
WRONG: Any = "20261207"


def told(rule: rrule, **more: Any) -> dict[str, Any]:
    return Recurring(rule, **more).to_wire()


def test_now_is_a_word() -> None:
    assert Now().to_wire() == "now"
    assert Now() == Now()


def test_one_time_on_the_accounts_clock_is_a_text_which_every_channel_takes() -> None:
    assert Later(date(2027, 1, 4), time(8, 5)).to_wire() == "20270104 08:05"


def test_further_wishes_and_days_make_an_object() -> None:
    assert Later([date(2027, 1, 4), date(2027, 1, 9)], time(8)).to_wire() == {
        "type": "later",
        "delivery_date_time": ["20270104 08:00", "20270109 08:00"],
        "delivery_timezone": "account",
    }
    assert Later(
        date(2027, 1, 4),
        time(8),
        clock="user",
        wrap_around=False,
        cutoff=time(21, 30),
        quiet_hours=QuietHours(state="discard", info={"1": [{"from": "22:00", "to": "07:00"}]}),
    ).to_wire() == {
        "type": "later",
        "delivery_date_time": ["20270104 08:00"],
        "delivery_timezone": "user",
        "user_timezone_wrap_around": False,
        "campaign_cutoff": "21:30",
        "dnd": {
            "message_state": "discard",
            "dnd_timezone": "user",
            "dnd_info": {"1": [{"from": "22:00", "to": "07:00"}]},
        },
    }


def test_a_moment_is_told_on_the_accounts_clock() -> None:
    moment = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    assert Later.moment(moment, account_timezone="Asia/Kolkata").to_wire() == "20270101 01:30"
    assert Later.moment(moment, account_timezone=BERLIN).to_wire() == "20261231 21:00"


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Later(MONDAY, time(9)), "days: must be dates: for a moment, say Later.moment"),
        (lambda: Later([], time(9)), "days: must be a date, or several"),
        (lambda: Later(WRONG, time(9)), "days: must be a date, or several"),
        (lambda: Later(date(2026, 12, 7), WRONG), "at: must be a time in whole minutes"),
        (lambda: Later(date(2026, 12, 7), time(9, 0, 1)), "at: must be a time in whole minutes"),
        (lambda: Later(date(2026, 12, 7), time(9, tzinfo=UTC)), "at: must be a time in whole"),
        (lambda: Later(date(2026, 12, 7), time(9), cutoff=time(9, 0, 9)), "cutoff: must be a time"),
        (
            lambda: Later(date(2026, 12, 7), time(9), wrap_around=True),
            "wrap_around: belongs to the",
        ),
        (lambda: Later(None, time(9)), "days: must be a date, or several"),  # type: ignore[arg-type]
        (lambda: Later.moment(MONDAY, account_timezone="UTC"), "moment: has no time zone"),
        (
            lambda: Later.moment(
                datetime(2026, 10, 25, 0, 30, tzinfo=UTC), account_timezone=BERLIN
            ),
            "moment: is a time that the account's clock shows twice",
        ),
        (
            lambda: Later.moment(
                datetime(2026, 10, 25, 1, 30, tzinfo=UTC), account_timezone=BERLIN
            ),
            "moment: is a time that the account's clock shows twice",
        ),
        (
            lambda: Later.moment(datetime(2026, 1, 1, tzinfo=UTC), account_timezone="Mars/Base"),
            "account_timezone: must be a known time zone",
        ),
        (
            lambda: Later.moment(
                datetime(2026, 1, 1, second=3, tzinfo=UTC), account_timezone="UTC"
            ),
            "at: must be a time in whole minutes",
        ),
    ],
)
def test_what_no_clock_shows_is_refused(make: Any, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        (rrule(DAILY, dtstart=MONDAY), {"repeat_type": "day", "repeats_every": 1}),
        (
            rrule(DAILY, interval=3, dtstart=MONDAY, count=5),
            {"repeat_type": "day", "repeats_every": 3, "end_by_occurrences": 5},
        ),
        (
            rrule(WEEKLY, dtstart=MONDAY),
            {"repeat_type": "week", "repeats_every": 1, "repeat_on_days_of_week": [2]},
        ),
        (
            rrule(WEEKLY, interval=2, byweekday=(TH, MO), dtstart=MONDAY),
            {"repeat_type": "week", "repeats_every": 2, "repeat_on_days_of_week": [2, 5]},
        ),
        (
            rrule(WEEKLY, byweekday=(SU, MO, FR), dtstart=MONDAY),
            {"repeat_type": "week", "repeats_every": 1, "repeat_on_days_of_week": [1, 2, 6]},
        ),
        (
            rrule(DAILY, byweekday=(MO, TU, WE, TH, FR), dtstart=MONDAY),
            {"repeat_type": "week", "repeats_every": 1, "repeat_on_days_of_week": [2, 3, 4, 5, 6]},
        ),
        (
            # The last time is the day before: on its last day, the rule ends at eight.
            rrule(DAILY, dtstart=MONDAY, until=datetime.combine(date(2026, 12, 20), time(8))),
            {"repeat_type": "day", "repeats_every": 1, "end_by_date": "20261219"},
        ),
        (
            rrulestr("FREQ=WEEKLY;BYDAY=MO;COUNT=4", dtstart=MONDAY),
            {
                "repeat_type": "week",
                "repeats_every": 1,
                "repeat_on_days_of_week": [2],
                "end_by_occurrences": 4,
            },
        ),
    ],
)
def test_a_rule_is_told_in_cleverTaps_words(rule: rrule, wanted: dict[str, Any]) -> None:
    assert told(rule) == {
        "type": "recurring",
        "start_time": "20261207 09:30",
        "delivery_timezone": "account",
        **wanted,
    }


def test_it_starts_when_the_rule_first_falls() -> None:
    assert told(rrule(WEEKLY, byweekday=WE, dtstart=MONDAY))["start_time"] == "20261209 09:30"
    assert told(rrule(DAILY, byhour=7, byminute=5, dtstart=MONDAY))["start_time"] == (
        "20261208 07:05"
    )


def test_a_rule_may_be_meant_on_each_users_clock() -> None:
    wire = told(rrule(DAILY, dtstart=MONDAY), clock=WhoseClock.USER, wrap_around=True)
    assert wire["delivery_timezone"] == "user"
    assert wire["user_timezone_wrap_around"] is True


def test_a_rule_with_a_zone_must_be_in_the_accounts() -> None:
    rule = rrule(DAILY, dtstart=MONDAY.replace(tzinfo=BERLIN))
    for same in ("Europe/Berlin", "Europe/Paris", BERLIN):
        assert told(rule, account_timezone=same)["start_time"] == "20261207 09:30"
    # The same clock in winter, another one in summer.
    for other in ("Africa/Lagos", "UTC"):
        with pytest.raises(InvalidArgument, match="another time zone than the account's"):
            told(rule, account_timezone=other)
    with pytest.raises(InvalidArgument, match="account_timezone"):
        told(rule)
    with pytest.raises(InvalidArgument, match="account_timezone"):
        told(rule, clock="user", account_timezone=BERLIN)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (rrule(MONTHLY, dtstart=MONDAY), "has FREQ=MONTHLY: CleverTap repeats by days"),
        (rrule(YEARLY, byweekday=MO(1), dtstart=MONDAY), "has FREQ=YEARLY"),
        (rrule(HOURLY, dtstart=MONDAY), "has FREQ=HOURLY"),
        (rrule(DAILY, bymonth=1, dtstart=MONDAY), "has BYMONTH: CleverTap cannot repeat by months"),
        (rrule(DAILY, bymonthday=15, dtstart=MONDAY), "has BYMONTHDAY"),
        (rrule(DAILY, bymonthday=-1, dtstart=MONDAY), "has BYMONTHDAY"),
        (rrule(DAILY, byyearday=9, dtstart=MONDAY), "has BYYEARDAY"),
        (rrule(WEEKLY, byweekno=9, dtstart=MONDAY), "has BYWEEKNO"),
        (rrule(DAILY, byeaster=0, dtstart=MONDAY), "has BYEASTER"),
        (rrule(WEEKLY, byweekday=(MO, TU), bysetpos=1, dtstart=MONDAY), "has BYSETPOS"),
        (rrule(DAILY, bysecond=30, dtstart=MONDAY), "has BYSECOND"),
        (rrule(DAILY, byhour=(9, 17), dtstart=MONDAY), "has BYHOUR=9,17: CleverTap sends once a"),
        (rrule(DAILY, byminute=(0, 30), dtstart=MONDAY), "has BYMINUTE=0,30"),
        (rrule(DAILY, interval=2, byweekday=MO, dtstart=MONDAY), "has FREQ=DAILY, INTERVAL=2 and"),
        (rrule(DAILY, dtstart=MONDAY.replace(second=5)), "starts within a minute"),
        (rrule(DAILY, dtstart=MONDAY, until=MONDAY.replace(hour=8)), "never happens"),
        (rrule(DAILY, dtstart=MONDAY, until=MONDAY.replace(year=2999)), "has an UNTIL that is too"),
        (
            rrule(WEEKLY, interval=2, byweekday=(SU, MO), dtstart=MONDAY),
            "falls on other days, depending on the day that a week begins with",
        ),
        (
            rrule(WEEKLY, interval=2, wkst=WE, byweekday=(MO, TH), dtstart=MONDAY),
            "falls on other days, depending on the day that a week begins with",
        ),
        (rruleset(), "must be a dateutil rrule, not rruleset"),
        ("FREQ=DAILY", "must be a dateutil rrule, not str"),
    ],
)
def test_a_rule_that_CleverTap_cannot_keep_is_refused_and_says_why(rule: Any, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Recurring(rule)
    assert str(caught.value).startswith(f"rule: {problem}")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"start": datetime(2026, 12, 7, 9, 0, 30)}, "start"),  # noqa: DTZ001 - of a clock
        ({"unit": "month"}, "unit"),
        ({"every": 0}, "every"),
        ({"occurrences": 0}, "occurrences"),
        ({"unit": "week"}, "weekdays"),
        ({"weekdays": (2,)}, "weekdays"),
        ({"unit": "week", "weekdays": (0, 8)}, "weekdays"),
        ({"last_day": date(2026, 12, 31), "occurrences": 3}, "last_day"),
        ({"last_day": date(2026, 12, 6)}, "last_day"),
    ],
)
def test_a_rule_that_is_said_without_an_rrule_is_checked_too(given: Any, name: str) -> None:
    rule: dict[str, Any] = {"start": datetime(2026, 12, 7, 9), "unit": "day"}  # noqa: DTZ001 - of a clock
    with pytest.raises(InvalidArgument, match=f"^{name}: "):
        Recurrence(**{**rule, **given})


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_rule_has_one_end() -> None:
    with pytest.raises(InvalidArgument, match="COUNT and UNTIL"):
        Recurring(rrule(DAILY, dtstart=MONDAY, count=2, until=MONDAY))


def test_schedules_are_values() -> None:
    def rule(count: int | None = None) -> rrule:
        return rrule(WEEKLY, dtstart=MONDAY, byweekday=(MO, TH), count=count)

    one, other = Recurring(rule()), Recurring(rule())
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert one != Recurring(rule(3))


def kept(wire: dict[str, Any], first_weekday: int, most: int) -> list[date]:
    """Work out the days that CleverTap would send on, if its week begins on some weekday."""
    start = date.fromisoformat(wire["start_time"].split()[0])
    week = start - timedelta(days=(start.weekday() - first_weekday) % 7)
    found: list[date] = []
    for number in range(7 * 4 * most):
        day = start + timedelta(days=number)
        if wire["repeat_type"] == "day":
            falls = number % wire["repeats_every"] == 0
        else:
            due = (day - week).days // 7 % wire["repeats_every"] == 0
            falls = due and day.isoweekday() % 7 + 1 in wire["repeat_on_days_of_week"]
        over = "end_by_date" in wire and day > date.fromisoformat(wire["end_by_date"])
        if over or len(found) == min(most, wire.get("end_by_occurrences", most)):
            break
        found += [day] * falls
    return found


@given(
    st.sampled_from([DAILY, WEEKLY]),
    st.integers(1, 3),
    st.sets(st.sampled_from([MO, TU, WE, TH, FR, SU]), max_size=4),
    st.integers(0, 6),
    st.one_of(st.none(), st.integers(1, 12)),
    st.one_of(st.none(), st.integers(0, 40)),
)
@settings(max_examples=80)
def test_a_rule_that_is_taken_means_the_same_days_to_CleverTap(
    frequency: int, every: int, days: set[Any], shift: int, count: int | None, last: int | None
) -> None:
    start = MONDAY + timedelta(days=shift)
    until = None if last is None or count else start + timedelta(days=last)
    try:
        rule = rrule(
            frequency,  # type: ignore[arg-type] # the stubs want literals
            dtstart=start,
            interval=every,
            byweekday=sorted(days, key=str) or None,
            count=count,
            until=until,
        )
        wire = told(rule)
    except InvalidArgument:
        return
    meant = [at.date() for at in islice(rule, 12)]
    for first_weekday in (0, 6):
        assert kept(wire, first_weekday, 12) == meant

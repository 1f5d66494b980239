"""Links that book once, and event types that are changed for one invitee."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api_client_core.testing import Reset
from api_client_core.wire import Reply
from calendly_client import (
    AmbiguousDelivery,
    AvailabilityRule,
    AvailabilityRules,
    AvailabilitySchedule,
    Calendly,
    InboundCallConfiguration,
    InvalidArgument,
    PeriodType,
    PhysicalConfiguration,
    SchedulingLink,
    Share,
    UnknownConfiguration,
)
from calendly_client.converter import One
from calendly_client.testing import CalendlySandbox

from .conftest import Colour

API = "https://api.calendly.com"
TYPE = f"{API}/event_types/T1"
SPRING, SUMMER = date(2027, 3, 20), date(2027, 6, 21)
MONDAYS = AvailabilityRule.on("monday", [("09:00", "12:00")])

Method = Callable[[Any], Any]


def sent(method: Method) -> Any:
    """Give the call that a method describes."""
    return method(Calendly("no-token").describe)


def link(event_type: str = "T1", **settings: Any) -> Method:
    return lambda c: c.scheduling_links.create(event_type, **settings)


def share(event_type: str = "T1", **settings: Any) -> Method:
    return lambda c: c.shares.create(event_type, **settings)


WRONG: list[tuple[str, str, Method]] = [
    ("event_type", "is empty", link("")),
    ("event_type", "of users", link(f"{API}/users/U1")),
    ("max_event_count", "must be 1", link(max_event_count=2)),
    ("event_type", "of scheduled_events", share(f"{API}/scheduled_events/E1")),
    ("name", "1 to 55 characters", share(name="x" * 56)),
    ("name", "is blank", share(name="  ")),
    ("name", "cannot be cleared", share(name=None)),
    ("duration", "from 1 to 720", share(duration=721)),
    ("duration", "one of duration_options", share(duration=20, duration_options=[10, 30])),
    ("duration_options", "at most 4", share(duration_options=[1, 2, 3, 4, 5])),
    ("start_date", "the period fixed needs it", share(period_type="fixed", end_date=SUMMER)),
    ("end_date", "needs it", share(period_type=PeriodType.FIXED, start_date=SPRING)),
    ("end_date", "before start_date", share(start_date=SUMMER, end_date=SPRING)),
    ("start_date", "a date without a time", share(start_date=datetime(2027, 3, 20, tzinfo=UTC))),
    ("end_date", "a date without a time", share(end_date="20.3.2027")),
    ("end_date", "a date without a time", share(end_date=None)),
    ("max_booking_time", "the period moving needs it", share(period_type="moving")),
    ("max_booking_time", "needs it", share(period_type="available_moving")),
    ("max_booking_time", "a whole number from 1", share(max_booking_time=0)),
    ("location_configurations", "a list of values", share(location_configurations="custom")),
    (
        "location_configurations[1].phone_number",
        "the kind inbound_call needs it",
        share(location_configurations=["custom", InboundCallConfiguration()]),
    ),
    (
        "location_configurations[0].location",
        "to 255 characters",
        share(location_configurations=[PhysicalConfiguration(location="x" * 256)]),
    ),
    (
        "location_configurations[0].additional_info",
        "to 255 characters",
        share(location_configurations=[{"kind": "physical", "additional_info": "x" * 256}]),
    ),
    (
        "availability_rule.timezone",
        "such as Europe/Berlin",
        share(availability_rule=AvailabilityRules(rules=(MONDAYS,))),
    ),
    (
        "availability_rule.rules",
        "at least one",
        share(availability_rule={"timezone": "UTC"}),
    ),
    (
        "availability_rule.rules[0].wday",
        "such as monday",
        share(availability_rule={"timezone": "UTC", "rules": [{"type": "wday"}]}),
    ),
    ("availability_rule", "must be a model", share(availability_rule="always")),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_what_is_wrong_is_told_by_name(name: str, problem: str, method: Method) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        sent(method)
    assert wrong.value.name == name
    assert problem in wrong.value.problem


def test_a_link_is_asked_for_with_the_number_one() -> None:
    call = sent(link(TYPE))
    assert (call.method, call.path) == ("POST", ("scheduling_links",))
    assert call.body.data == {"max_event_count": 1, "owner": TYPE, "owner_type": "EventType"}
    assert not call.idempotent


def test_a_share_is_sent_with_what_differs_and_nothing_else() -> None:
    call = sent(share())
    assert (call.method, call.path) == ("POST", ("shares",))
    assert call.body.data == {"event_type": TYPE}
    assert not call.idempotent


def test_a_share_can_differ_in_everything() -> None:
    rules = AvailabilityRules(timezone="UTC", rules=(MONDAYS,), uri="not sent", name="neither")
    place = PhysicalConfiguration(location="1 Pier", position=0)
    call = sent(
        share(
            name="Just for you",
            duration=30,
            duration_options=[15, 30],
            period_type=PeriodType.FIXED,
            start_date=SPRING,
            end_date="2027-06-21",
            max_booking_time=90,
            hide_location=False,
            location_configurations=[place, "zoom_conference"],
            availability_rule=rules,
        )
    )
    assert call.body.data == {
        "event_type": TYPE,
        "name": "Just for you",
        "duration": 30,
        "duration_options": [15, 30],
        "period_type": "fixed",
        "start_date": "2027-03-20",
        "end_date": "2027-06-21",
        "max_booking_time": 90,
        "hide_location": False,
        "location_configurations": [
            {"kind": "physical", "location": "1 Pier", "position": 0},
            {"kind": "zoom_conference"},
        ],
        "availability_rule": {
            "timezone": "UTC",
            "rules": [
                {
                    "type": "wday",
                    "wday": "monday",
                    "intervals": [{"from": "09:00", "to": "12:00"}],
                }
            ],
        },
    }


def test_a_share_of_one_day_and_one_by_a_schedule_are_taken() -> None:
    body = sent(share(period_type="fixed", start_date=SPRING, end_date=SPRING)).body.data
    assert body["start_date"] == body["end_date"]
    schedule = AvailabilitySchedule(uri="s", name="Office", timezone="UTC", rules=(MONDAYS,))
    told = sent(share(availability_rule=schedule)).body.data["availability_rule"]
    assert sorted(told) == ["rules", "timezone"]


def test_a_period_to_come_is_not_second_guessed() -> None:
    assert sent(share(period_type="lunar")).body.data["period_type"] == "lunar"


def test_a_share_is_read_with_what_is_null_and_what_is_new() -> None:
    override = {
        "name": "Just for you",
        "duration": 30,
        "duration_options": None,
        "period_type": "lunar",
        "start_date": None,
        "end_date": "2027-06-21",
        "max_booking_time": None,
        "hide_location": None,
        "location_configurations": [
            {"kind": "physical", "location": "1 Pier", "phone_number": None, "position": 0},
            {"kind": "hologram", "beam": 3},
        ],
        "availability_rule": {"timezone": "UTC", "rules": [{"type": "wday", "wday": "monday"}]},
    }
    links = [{"booking_url": "https://calendly.com/d/x", "owner": TYPE, "owner_type": "EventType"}]
    share = One(Share)(reply({"scheduling_links": links, "share_override": override}))
    assert share.booking_url == "https://calendly.com/d/x"
    told = share.share_override
    assert told is not None
    assert (told.start_date, told.end_date, told.duration_options) == (None, SUMMER, ())
    assert told.period_type is not None
    assert not told.period_type.is_known
    physical, hologram = told.location_configurations
    assert physical == PhysicalConfiguration(location="1 Pier", position=0)
    assert isinstance(hologram, UnknownConfiguration)
    assert told.availability_rule is not None
    assert told.availability_rule.rules[0].wday == "monday"


def test_a_share_and_a_link_may_come_nearly_empty() -> None:
    assert One(Share)(reply({})) == Share()
    assert Share().booking_url is None
    link = One(SchedulingLink)(reply({"booking_url": "u", "owner": None}))
    assert link == SchedulingLink(booking_url="u")


@pytest.mark.parametrize("method", [link(), share()])
def test_neither_is_made_twice_when_the_reply_is_lost(
    colour: Colour, sandbox: CalendlySandbox, method: Method
) -> None:
    sandbox.fail(Reset())
    with pytest.raises(AmbiguousDelivery):
        colour.run(method(colour.client(sandbox)))
    assert len(sandbox.journal) == 1


def reply(resource: Any) -> Reply:
    return Reply(201, {}, json.dumps({"resource": resource}).encode())

"""Event types are made, changed and looked into; what is wrong is told before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from api_client_core.wire import Reply
from calendly_client import (
    UNSET,
    BadRequest,
    Calendly,
    CustomConfiguration,
    DateRange,
    DaysInFuture,
    EventType,
    EventTypeMembership,
    InboundCallConfiguration,
    InvalidArgument,
    LocationKind,
    MeetingLocation,
    PhysicalConfiguration,
    Spot,
    Spots,
    UnknownConfiguration,
    ZoomConferenceConfiguration,
)
from calendly_client.converter import All, One, PageOf
from calendly_client.testing import Answer, CalendlySandbox

from .conftest import Colour

API = "https://api.calendly.com"
TYPE = f"{API}/event_types/T1"
USER = f"{API}/users/U1"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
RANGE = DateRange(start_date=date(2027, 3, 1), end_date=date(2027, 3, 31))

Method = Callable[[Any], Any]


def sent(method: Method) -> Any:
    """Give the call that a method describes."""
    return method(Calendly("no-token").describe)


def create(**settings: Any) -> Method:
    return lambda c: c.event_types.create(**{"name": "Demo", "owner": "U1", **settings})


def update(**settings: Any) -> Method:
    return lambda c: c.event_types.update("T1", **settings)


def one_off(**settings: Any) -> Method:
    given = {"name": "Demo", "host": "U1", "duration": 30, "date_setting": RANGE, **settings}
    return lambda c: c.one_off_event_types.create(**given)


def spots(*ends: tuple[Any, Any]) -> Method:
    told = [{"start_time": start, "end_time": end} for start, end in ends]
    return one_off(date_setting={"type": "spots", "spots": told})


WRONG: list[tuple[str, str, Method]] = [
    ("name", "is blank", create(name=" ")),
    ("name", "is blank", update(name="")),
    ("owner", "is a URI of event_types", create(owner=TYPE)),
    ("duration", "from 1 to 720, not 0", create(duration=0)),
    ("duration", "from 1 to 720, not 721", update(duration=721)),
    ("duration", "not 30.5", create(duration=30.5)),
    ("duration", "not True", create(duration=True)),
    (
        "duration",
        "one of duration_options: [15, 45]",
        create(duration=30, duration_options=[15, 45]),
    ),
    ("duration_options", "at most 4, not 5", create(duration_options=[1, 2, 3, 4, 5])),
    ("duration_options", "at least 1", create(duration_options=[])),
    ("duration_options", "not hold a duration twice", update(duration_options=[15, 15])),
    ("duration_options", "from 1 to 720, not 900", update(duration_options=[15, 900])),
    ("color", "six hexadecimal digits", create(color="red")),
    ("color", "six hexadecimal digits", update(color="#12345g")),
    ("color", "six hexadecimal digits", update(color="#123456\n")),
    ("start_time_increment", "from 5 to 720, not 4", create(start_time_increment=4)),
    ("before_buffer", "one of 0, 5, 10", create(before_buffer=20)),
    ("after_buffer", "one of 0, 5, 10", update(after_buffer=-5)),
    ("after_buffer", "one of 0, 5, 10", update(after_buffer=False)),
    ("before_buffer", "one of 0, 5, 10", create(before_buffer="15")),
    ("locations", "a list of values", create(locations="zoom_conference")),
    ("locations[1].kind", "is missing", create(locations=["custom", {"location": "here"}])),
    ("locations[0].kind", "is missing", update(locations=[""])),
    ("locations[0]", "must be a model", update(locations=[7])),
    ("name", "give at least one of name, active", update()),
    ("name", "cannot be cleared", update(name=None)),
    ("active", "cannot be cleared", update(active=None)),
    ("event_type", "is empty", lambda c: c.event_types.update("", name="x")),
    ("name", "1 to 55 characters", one_off(name="x" * 56)),
    ("name", "1 to 55 characters", one_off(name="")),
    ("host", "is empty", one_off(host="")),
    ("duration", "from 1 to 720", one_off(duration=0)),
    ("co_hosts", "a list of values", one_off(co_hosts="U2")),
    ("co_hosts", "of teams, not of users", one_off(co_hosts=[f"{API}/teams/U2"])),
    ("timezone", "is blank", one_off(timezone=" ")),
    ("location.phone_number", "the kind inbound_call needs it", one_off(location="inbound_call")),
    (
        "location.phone_number",
        "is missing",
        one_off(location=InboundCallConfiguration(additional_info="Ring twice")),
    ),
    ("date_setting", "must be a model", one_off(date_setting="tomorrow")),
    ("date_setting.type", "one of date_range, days_in_future", one_off(date_setting={"days": 3})),
    (
        "date_setting.end_date",
        "after start_date, by less than 365 days",
        one_off(date_setting=DateRange(start_date=date(2027, 3, 2), end_date=date(2027, 3, 2))),
    ),
    (
        "date_setting.end_date",
        "by less than 365 days",
        one_off(date_setting=DateRange(start_date=date(2027, 3, 1), end_date=date(2028, 2, 29))),
    ),
    (
        "date_setting.start_date",
        "a date without a time",
        one_off(date_setting=DateRange(start_date=NOON, end_date=date(2027, 3, 9))),
    ),
    (
        "date_setting.start_date",
        "a date without a time",
        one_off(date_setting={"type": "date_range", "start_date": "soon"}),
    ),
    ("date_setting.days", "from 0 to 365", one_off(date_setting=DaysInFuture(days=366))),
    ("date_setting.days", "from 0 to 365", one_off(date_setting={"type": "days_in_future"})),
    (
        "date_setting.only_weekdays",
        "True or False",
        one_off(date_setting={"type": "days_in_future", "days": 5}),
    ),
    ("date_setting.spots", "at least 1", spots()),
    ("date_setting.spots.end_time", "must lie after", spots((NOON, NOON))),
    ("date_setting.spots.start_time", "no time zone", spots((NOON.replace(tzinfo=None), NOON))),
    ("date_setting.spots.end_time", "no time zone", spots((NOON, "later"))),
    ("event_type", "is empty", lambda c: c.event_type_memberships.list(event_type="")),
    ("count", "1 to 100", lambda c: c.event_type_memberships.list(event_type="T1", count=0)),
    ("user", "is a URI of event_types", lambda c: c.locations.list(user=TYPE)),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_what_is_wrong_is_told_by_name(name: str, problem: str, method: Method) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        sent(method)
    assert wrong.value.name == name
    assert problem in wrong.value.problem


def test_a_new_event_type_is_sent_with_what_was_given_and_nothing_else() -> None:
    call = sent(create())
    assert (call.method, call.path) == ("POST", ("event_types",))
    assert call.body.data == {"name": "Demo", "owner": USER}
    assert not call.idempotent


def test_a_change_sends_what_is_to_change_and_null_for_what_is_cleared() -> None:
    call = sent(update(active=False, description=None, locations=None, color=UNSET))
    assert (call.method, call.path) == ("PATCH", ("event_types", "T1"))
    assert call.body.data == {"active": False, "description": None, "locations": None}
    assert call.idempotent


def test_numbers_at_the_edge_and_colors_in_capitals_are_taken() -> None:
    body = sent(
        create(
            duration=720,
            duration_options=[1, 720],
            start_time_increment=5,
            before_buffer=180,
            after_buffer=0,
            color="#8247F5",
            description="",
        )
    ).body.data
    del body["name"], body["owner"]
    assert body == {
        "duration": 720,
        "duration_options": [1, 720],
        "start_time_increment": 5,
        "before_buffer": 180,
        "after_buffer": 0,
        "color": "#8247f5",
        "description": "",
    }


def test_a_place_is_a_model_or_its_json_or_the_kind_alone() -> None:
    places = [
        "zoom_conference",
        LocationKind.ASK_INVITEE,
        PhysicalConfiguration(location="1 Pier", additional_info="Door B"),
        ZoomConferenceConfiguration(),
        {"kind": "custom", "location": "somewhere"},
        UnknownConfiguration(kind="hologram", data={"kind": "hologram", "beam": 3}),
    ]
    assert sent(update(locations=places)).body.data["locations"] == [
        {"kind": "zoom_conference"},
        {"kind": "ask_invitee"},
        {"kind": "physical", "location": "1 Pier", "additional_info": "Door B"},
        {"kind": "zoom_conference"},
        {"kind": "custom", "location": "somewhere"},
        {"kind": "hologram", "beam": 3},
    ]


def test_the_places_of_an_event_type_can_be_sent_back_as_they_came() -> None:
    told = [
        {"kind": "inbound_call", "phone_number": 15550100, "additional_info": "Ring twice"},
        {"kind": "hologram", "beam": 3},
    ]
    event_type = One(EventType)(reply({"resource": {**essentials(), "locations": told}}))
    assert sent(update(locations=event_type.locations)).body.data["locations"] == told


SETTINGS: list[tuple[Any, dict[str, Any]]] = [
    (RANGE, {"type": "date_range", "start_date": "2027-03-01", "end_date": "2027-03-31"}),
    (
        {"type": "date_range", "start_date": "2027-03-01", "end_date": "2028-02-28"},
        {"type": "date_range", "start_date": "2027-03-01", "end_date": "2028-02-28"},
    ),
    (DaysInFuture(days=0), {"type": "days_in_future", "days": 0, "only_weekdays": False}),
    (
        Spots(spots=(Spot(start_time=NOON, end_time=NOON + timedelta(hours=1)),)),
        {
            "type": "spots",
            "spots": [
                {
                    "start_time": "2027-03-01T12:00:00.000000Z",
                    "end_time": "2027-03-01T13:00:00.000000Z",
                }
            ],
        },
    ),
    (
        {
            "type": "spots",
            "spots": [{"start_time": "2027-03-01T12:00:00Z", "end_time": "2027-03-01T12:30:00Z"}],
        },
        {
            "type": "spots",
            "spots": [{"start_time": "2027-03-01T12:00:00Z", "end_time": "2027-03-01T12:30:00Z"}],
        },
    ),
    ({"type": "moon_phase", "phase": "full"}, {"type": "moon_phase", "phase": "full"}),
]


@pytest.mark.parametrize(("setting", "body"), SETTINGS)
def test_a_one_off_event_type_says_when_it_can_be_booked(setting: Any, body: Any) -> None:
    call = sent(one_off(date_setting=setting))
    assert (call.method, call.path) == ("POST", ("one_off_event_types",))
    assert call.body.data == {
        "name": "Demo",
        "host": USER,
        "duration": 30,
        "date_setting": body,
    }
    assert not call.idempotent


def test_a_one_off_event_type_has_further_hosts_a_time_zone_and_a_place() -> None:
    where = CustomConfiguration(location="The usual")
    body = sent(
        one_off(co_hosts=["U2", f"{API}/users/U3"], timezone="Asia/Tokyo", location=where)
    ).body.data
    assert body["co_hosts"] == [f"{API}/users/U2", f"{API}/users/U3"]
    assert body["timezone"] == "Asia/Tokyo"
    assert body["location"] == {"kind": "custom", "location": "The usual"}
    call = sent(one_off(location={"kind": "inbound_call", "phone_number": "+1 555 0100"}))
    assert call.body.data["location"]["phone_number"] == "+1 555 0100"


def test_an_event_type_is_found_by_what_people_know_of_it(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    find, noor = colour.client(sandbox).event_types.find, sandbox.users[0].uri
    intro = sandbox.event_type("intro-call")
    for wanted in ("intro-call", "Intro Call", "intro call ", intro.scheduling_url):
        assert colour.run(find(wanted, user=noor)) == intro
    assert colour.run(find("intro", user=noor)) is None
    with pytest.raises(InvalidArgument, match="wanted: is blank"):
        colour.run(find(" ", user=noor))
    with pytest.raises(InvalidArgument, match="or organization="):
        colour.run(find("intro-call"))


def test_of_event_types_with_one_name_those_that_can_be_booked_go_first(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    client, noor = colour.client(sandbox), sandbox.users[0].uri
    kinds = client.event_types
    first, second = (
        colour.run(kinds.create(name="First Demo", owner=noor, active=active))
        for active in (False, True)
    )
    find = partial(kinds.find, organization=sandbox.organization)
    assert colour.run(find("first demo ")) == second
    assert colour.run(find("First Demo", active=False)) == first


def test_that_an_event_type_is_not_for_one_host_is_told_by_calendly(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    refusal = {
        "title": "Invalid Argument",
        "message": "The supplied parameters are invalid.",
        "details": [{"message": "Cannot update a non solo event type"}],
    }
    sandbox.fail(Answer.json(refusal, 400))
    with pytest.raises(BadRequest, match="non solo"):
        colour.run(colour.client(sandbox).event_types.update("T1", name="x"))


def test_an_event_type_tells_what_must_be_answered_to_book_it() -> None:
    asked = [
        {"name": "Why?", "position": 2, "required": True},
        {"name": "Budget?", "position": 1, "required": False},
        {"name": "Company?", "position": 0, "required": True, "enabled": False},
        {"name": "Size?", "position": 1, "required": True, "enabled": True},
    ]
    event_type = One(EventType)(reply({"resource": {**essentials(), "custom_questions": asked}}))
    assert [question.name for question in event_type.required_questions] == ["Size?", "Why?"]


def test_a_host_is_read_with_the_event_type_and_without() -> None:
    rows = [
        {"uri": "m1", "event_type": essentials(), "member": None, "shoe_size": 44},
        {"uri": "m2", "event_type": {"uri": "half"}, "created_at": "2026-11-02T08:00:00Z"},
    ]
    whole, half = PageOf(EventTypeMembership)(reply({"collection": rows})).items
    assert whole.event_type is not None
    assert whole.event_type.uri == "t"
    assert half.event_type is None
    assert half.created_at == datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_a_kind_of_place_to_come_and_whether_it_is_connected_are_read() -> None:
    rows = [{"kind": "zoom_conference", "connected": True}, {"kind": "hologram"}]
    zoom, hologram = All(MeetingLocation)(reply({"collection": rows}))
    assert zoom == MeetingLocation(kind=LocationKind.ZOOM_CONFERENCE, connected=True)
    assert (hologram.kind, hologram.kind.is_known, hologram.connected) == ("hologram", False, None)


def essentials() -> dict[str, Any]:
    return {"uri": "t", "active": True, "kind": "solo", "duration": 30, "scheduling_url": "s"}


def reply(body: Any) -> Reply:
    return Reply(200, {}, json.dumps(body).encode())

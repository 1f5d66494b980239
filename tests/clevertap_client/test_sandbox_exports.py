"""Queries, exports, counts and reports of the sandbox, as the client reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import httpx
import pytest

from clevertap_client import CleverTap, CursorExpired, EventRecord, ProfileRecord, RequestRejected
from clevertap_client.testing import CleverTapSandbox

from .conftest import IMPATIENT

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAYS: dict[str, Any] = {"from": 20260301, "to": 20260331}
BOOKED: dict[str, Any] = {"event_name": "Lesson Booked", **DAYS}


@pytest.fixture
def clevertap(sandbox: CleverTapSandbox) -> Iterator[CleverTap]:
    sandbox.set_clock(NOON)
    with CleverTap(
        sandbox.account_id, sandbox.passcode, base_url=sandbox.url, clock=IMPATIENT
    ) as client:
        client.uploads.send(
            [
                ProfileRecord("kim", {"Email": "kim@x.example", "Plan": "gold", "Gender": "F"}),
                ProfileRecord("lee", {"Plan": "free", "Points": 7, "VIP": True}),
                ProfileRecord("max", {"Tags": ["a", "b"], "Zip": "10115", "Nick": "nan"}),
            ]
        )
        client.uploads.send(
            [
                EventRecord("Lesson Booked", "kim", {"Price": 30, "Coach": "Ada"}),
                EventRecord("Lesson Booked", "kim", {"Price": 45, "Coach": "Ada"}),
                EventRecord("Lesson Booked", "lee", {"Price": 30, "Coach": "Bo"}),
                EventRecord("Lesson Held", "lee", at=datetime(2026, 3, 31, 23, tzinfo=UTC)),
            ]
        )
        yield client


@pytest.fixture
def http(sandbox: CleverTapSandbox) -> Iterator[httpx.Client]:
    headers = {
        "X-CleverTap-Account-Id": sandbox.account_id,
        "X-CleverTap-Passcode": sandbox.passcode,
    }
    with httpx.Client(base_url=sandbox.url, headers=headers) as client:
        yield client


def common(kind: str, *rows: Any) -> dict[str, Any]:
    return {"common_profile_properties": {kind: list(rows)}}


def field(name: str, value: Any = None, operator: str | None = None) -> dict[str, Any]:
    given = {"name": name, "value": value, "operator": operator}
    return {key: item for key, item in given.items() if item is not None}


def advanced(**blocks: Any) -> dict[str, Any]:
    return {"advanced_query": blocks}


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ({}, "kim lee max"),
        (BOOKED, "kim lee"),
        ({**BOOKED, "event_properties": [field("Price", 45)]}, "kim"),
        ({**BOOKED, "event_properties": [field("Price", [31, 50], "between")]}, "kim"),
        ({**BOOKED, "event_properties": [field("Price", 30, "greater_than")]}, "kim"),
        ({**BOOKED, "event_properties": [field("Price", 30, "lte")]}, "kim lee"),
        ({**BOOKED, "event_properties": [field("Coach", "B", "contains")]}, "lee"),
        ({**BOOKED, "session_properties": [field("first_time", "True")]}, ""),
        ({**BOOKED, "to": 20260303}, ""),
        ({**BOOKED, "operator": "equals", "value": 2}, "kim"),
        (common("profile_fields", field("Plan", "gold")), "kim"),
        (common("profile_fields", field("Plan", ["gold", "free"])), "kim lee"),
        (common("profile_fields", field("Plan", "gold", "not_equals")), "lee max"),
        (common("profile_fields", field("Plan", operator="exists")), "kim lee"),
        (common("profile_fields", field("Plan", operator="does_not_exist")), "max"),
        (common("profile_fields", field("VIP", "True")), "lee"),
        (common("profile_fields", field("Tags", "b")), "max"),
        (common("profile_fields", field("Points", "7")), "lee"),
        (common("profile_fields", field("Zip", "101", "contains")), "max"),
        (common("profile_fields", field("Zip", 10115)), "max"),
        (common("profile_fields", field("Nick", "nan")), "max"),
        (common("demographics", field("Gender", "Female")), "kim"),
        (common("app_fields", field("Make", "Apple", "contains")), "max"),
        (common("geo_fields", ["India", "Goa"]), "max"),
        (common("geo_radius", [15.3, 74.1, 30]), "max"),
        (common("geo_radius", [16.3, 74.1, 30]), ""),
        (common("reachability", field("has_token", "True")), ""),
        (advanced(did_all=[BOOKED, {"event_name": "Lesson Held", **DAYS}]), "lee"),
        (advanced(did_none=[BOOKED]), "max"),
        (advanced(did_any={"any_events": [BOOKED], "operator": "equals", "value": 2}), "kim"),
        (advanced(did_any={"any_events": [BOOKED]}), "kim lee"),
        (advanced(did_not=[BOOKED]), "kim lee max"),
    ],
)
def test_a_query_selects_people(
    sandbox: CleverTapSandbox, clevertap: CleverTap, query: Any, who: str
) -> None:
    person = sandbox.profile("max")
    assert person is not None
    person.facts |= {"Make": "Apple Inc", "country": "India", "region": "Goa"}
    person.facts |= {"latitude": 15.4, "longitude": 74.0}
    found = [profile.identity for profile in clevertap.profiles.export(query)]
    assert found == who.split()
    assert clevertap.profiles.count(query) == len(found)


@pytest.mark.parametrize(
    ("query", "error", "code"),
    [
        ({**BOOKED, "from": 20260332}, "Invalid date", 4002),
        ({"event_name": "Lesson Booked"}, "Invalid date", 4002),
        ({**BOOKED, "to": 20260201}, "from date cannot be after the to date", 4002),
        ({**BOOKED, "event_name": "lesson booked"}, '["Invalid event : lesson booked"]', 400),
        ({**DAYS}, "parse failure", 4004),
        ({**BOOKED, "event_properties": "x"}, "parse failure", 4004),
        ({**BOOKED, "event_properties": [field("Price", 1, "near")]}, "parse failure", 4004),
    ],
)
def test_a_wrong_query_is_refused_with_status_200(
    clevertap: CleverTap, http: httpx.Client, query: Any, error: str, code: int
) -> None:
    for path in ("/1/events.json", "/1/counts/events.json"):
        reply = http.post(path, json=query)
        assert (reply.status_code, reply.json()["status"]) == (200, "fail")
        assert error in reply.json()["error"]
        assert reply.json()["code"] == code


def test_events_come_with_their_people_on_the_accounts_clock(
    sandbox: CleverTapSandbox, clevertap: CleverTap
) -> None:
    sandbox.timezone = "Asia/Kolkata"
    first, _, last = clevertap.events.export(BOOKED)
    assert first.ts == 20260304173000
    assert first.at(ZoneInfo("Asia/Kolkata")) == NOON
    assert (first.profile.identity, first.profile.email) == ("kim", "kim@x.example")
    assert (last.properties, last.profile.properties["Plan"]) == (
        {"Price": 30, "Coach": "Bo"},
        "free",
    )
    assert clevertap.events.count(BOOKED) == 3
    held = {"event_name": "Lesson Held", "from": 20260401, "to": 20260401}
    assert clevertap.events.count(held) == 1  # it is April in India


def test_an_export_holds_what_there_was_when_it_was_asked_for(clevertap: CleverTap) -> None:
    cursor = clevertap.profiles.start_export({})
    clevertap.uploads.send([ProfileRecord("lee", {"Plan": "gold"}), ProfileRecord("new", {"x": 1})])
    records = clevertap.profiles.export_page(cursor).records
    plans = {record.identity: record.properties.get("Plan") for record in records}
    assert plans == {"kim": "gold", "lee": "free", "max": None}


def test_sections_can_be_left_out(http: httpx.Client, clevertap: CleverTap) -> None:
    def first(path: str, query: Any) -> Any:
        cursor = http.post(f"{path}?app=false&events=false&profile=false", json=query).json()
        return http.get(f"{path}?cursor={cursor['cursor']}").json()["records"][0]

    assert set(first("/1/profiles.json", {})) == {"email", "identity"}
    assert "profileData" not in first("/1/events.json", BOOKED)["profile"]


def test_pages_are_multiples_of_23_and_cursors_go_out_as_they_came(
    sandbox: CleverTapSandbox, clevertap: CleverTap, http: httpx.Client
) -> None:
    clevertap.uploads.send([EventRecord("Many", f"m{n}") for n in range(60)])
    many = {"event_name": "Many", **DAYS}
    assert len(list(clevertap.events.export(many, batch_size=30))) == 60
    assert len(sandbox.requests("GET", "/1/events.json")) == 3
    cursor = http.post("/1/events.json?batch_size=5", json=many).json()["cursor"]
    assert unquote(cursor) != cursor
    page = http.get(f"/1/events.json?cursor={cursor}").json()
    assert (len(page["records"]), "next_cursor" in page) == (60, False)
    twice = http.get(f"/1/events.json?cursor={quote(cursor)}")
    assert (twice.status_code, twice.json()["error"]) == (400, "Incorrect Usage")
    assert http.get("/1/profiles.json?cursor=" + cursor).json()["code"] == "CURSOR_INVALIDATED"
    assert http.get("/1/events.json").status_code == 400


def test_nobody_is_a_page_without_records(http: httpx.Client, clevertap: CleverTap) -> None:
    query = common("profile_fields", field("Plan", "tin"))
    cursor = http.post("/1/profiles.json", json=query).json()["cursor"]
    assert http.get(f"/1/profiles.json?cursor={cursor}").json() == {"status": "success"}


def test_a_page_is_in_progress_as_often_as_told(
    sandbox: CleverTapSandbox, clevertap: CleverTap, http: httpx.Client
) -> None:
    sandbox.waits_per_page = 2
    assert len(list(clevertap.events.export(BOOKED))) == 3
    cursors = {request.raw_query for request in sandbox.requests("GET", "/1/events.json")}
    assert len(cursors) == 1
    cursor = http.post("/1/events.json", json=BOOKED).json()["cursor"]
    assert http.get(f"/1/events.json?cursor={cursor}").json()["code"] == 2


@pytest.mark.parametrize(
    ("kind", "idle", "works"),
    [
        ("events", timedelta(hours=1), True),
        ("events", timedelta(hours=1, seconds=1), False),
        ("profiles", timedelta(days=4), True),
        ("profiles", timedelta(days=4, seconds=1), False),
    ],
)
def test_cursors_expire_on_the_sandboxs_clock(
    sandbox: CleverTapSandbox, clevertap: CleverTap, kind: str, idle: timedelta, works: bool
) -> None:
    resource = getattr(clevertap, kind)
    cursor = resource.start_export(BOOKED)
    sandbox.advance(idle)
    if works:
        assert resource.export_page(cursor).records
    else:
        with pytest.raises(CursorExpired):
            resource.export_page(cursor)


def test_an_export_of_events_ends_after_4_hours_even_in_use(
    sandbox: CleverTapSandbox, clevertap: CleverTap
) -> None:
    cursor = clevertap.events.start_export(BOOKED)
    for _ in range(4):
        sandbox.advance(timedelta(hours=1))
        assert clevertap.events.export_page(cursor).records
    sandbox.advance(timedelta(minutes=1))
    with pytest.raises(CursorExpired):
        clevertap.events.export_page(cursor)


def test_a_count_is_partial_as_often_as_told(
    sandbox: CleverTapSandbox, clevertap: CleverTap, http: httpx.Client
) -> None:
    sandbox.waits_per_count = 3
    assert clevertap.profiles.count({}) == 3
    assert len(sandbox.requests("GET", "/1/counts/profiles.json")) == 3
    number = http.post("/1/counts/events.json", json=BOOKED).json()["req_id"]
    elsewhere = http.get(f"/1/counts/profiles.json?req_id={number}").json()
    assert elsewhere["error"] == "invalid request id"
    assert http.get("/1/counts/top.json").json()["status"] == "fail"


def test_the_most_frequent_values(clevertap: CleverTap) -> None:
    found = clevertap.reports.top(
        BOOKED,
        {
            "coach": {"property_type": "event_properties", "name": "Coach"},
            "rare": {"property_type": "profile_fields", "name": "Plan", "top_n": 1, "order": "asc"},
            "price": {"property_type": "event_properties", "name": "Price"},
            "lost": {"property_type": "event_properties", "name": "Colour"},
        },
    )
    assert found["coach"].texts == {"Ada": 2, "Bo": 1}
    assert found["rare"].texts == {"free": 1}
    assert found["price"].numbers == {"30-40": 2, "40-50": 1}
    assert found["lost"].problem == "Invalid group"


def test_numbers_over_time(clevertap: CleverTap) -> None:
    query = {"event_name": "Lesson Booked", "from": 20260303, "to": 20260305}
    groups = {kind: {"trend_type": kind} for kind in ("daily", "weekly", "monthly")}
    found = clevertap.reports.trends(query, groups)
    assert found["daily"] == {"20260303": 0, "20260304": 3, "20260305": 0}
    assert found["weekly"] == {"202609": 3, "202610": 0}
    assert found["monthly"] == {"202603": 3}
    assert clevertap.reports.trends(query, groups, unique=True)["monthly"] == {"202603": 2}
    added = clevertap.reports.trends(query, groups, sum_event_prop="Price")
    assert added["monthly"] == {"202603": 105}
    with pytest.raises(RequestRejected):
        clevertap.reports.trends({**BOOKED, "to": 20270401}, groups)


def test_who_is_there_now(sandbox: CleverTapSandbox, clevertap: CleverTap) -> None:
    person = sandbox.profile("kim")
    assert person is not None
    person.facts["browser"] = "Firefox"
    there = clevertap.reports.now(browser=True)
    assert (there.count, there.last_processed_at) == (2, NOON)
    assert there.more["browser"] == {"Firefox": 1, "unknown": 1}
    sandbox.advance(timedelta(minutes=6))
    assert clevertap.reports.now().count == 0


@pytest.mark.usefixtures("clevertap")
def test_an_export_may_be_started_with_its_query_in_the_address(http: httpx.Client) -> None:
    asked = {"batch_size": "50", "query": json.dumps(BOOKED)}
    cursor = http.get("/1/events.json", params=asked).json()["cursor"]
    assert len(http.get(f"/1/events.json?cursor={cursor}").json()["records"]) == 3
    cursor = http.get("/1/profiles.json", params=asked).json()["cursor"]
    records = http.get(f"/1/profiles.json?cursor={cursor}").json()["records"]
    assert [record["identity"] for record in records] == ["kim", "lee"]
    refused = http.get("/1/profiles.json", params={"query": "[1]"})
    assert (refused.status_code, refused.json()["error"]) == (400, "Malformed request")

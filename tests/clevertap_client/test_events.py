"""Exports and counts of events."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api_client_core.structure import Drift
from clevertap_client import (
    CleverTap,
    ExportedEvent,
    Filter,
    Hooks,
    InvalidArgument,
    NotReady,
    Query,
    RequestRejected,
)
from clevertap_client.testing import Answer, CleverTapSandbox

from .conftest import Colour, Watch

BOOKED = Query(
    "Lesson Booked",
    date(2026, 3, 1),
    date(2026, 3, 7),
    event_properties=[Filter("level", "B2")],
)
CURSOR = "ZXZlbnRz%2B1"
DESCRIBE = CleverTap("a", "b", region="in1").describe


def play(sandbox: CleverTapSandbox, *bodies: Any) -> None:
    for body in bodies:
        sandbox.fail(Answer.json(body), path="/1/*")


def test_events_are_walked_with_who_raised_them(sandbox: CleverTapSandbox, colour: Colour) -> None:
    record = {
        "profile": {
            "objectId": "dev-7",
            "platform": "Web",
            "identity": 31,
            "phone": 4915112345678,
            "email": "kim@x.example",
            "profileData": {"Plan": "Free"},
            "ls": 5,
        },
        "ts": 20260302080910,
        "event_props": {"level": "B2", "starts_at": "$D_1772500000"},
        "session_props": {"utm_source": "flyer"},
        "deviceInfo": {"make": "Nokia"},
        "sdk": 3,
    }
    play(sandbox, {"cursor": CURSOR}, {"records": [record], "next_cursor": "b"}, {"records": [{}]})
    client = colour.client(sandbox)
    event, bare = colour.list(client.events.export(BOOKED, batch_size=5000, profile=False))
    assert event.ts == 20260302080910
    assert event.properties == {"level": "B2", "starts_at": "$D_1772500000"}
    assert (event.session, event.device) == ({"utm_source": "flyer"}, {"make": "Nokia"})
    assert event.more == {"sdk": 3}
    who = event.profile
    assert (who.object_id, who.platform, who.identity, who.phone) == (
        "dev-7",
        "Web",
        "31",
        "4915112345678",
    )
    assert who.more == {"ls": 5}
    assert bare == ExportedEvent()
    first, second, third = sandbox.requests()
    assert (first.method, first.path) == ("POST", "/1/events.json")
    assert first.raw_query == "batch_size=5000&profile=false"
    assert first.json() == BOOKED.to_wire()
    assert (second.raw_query, third.raw_query) == (f"cursor={CURSOR}", "cursor=b")


@pytest.mark.parametrize(
    ("ts", "zone", "utc"),
    [
        (20260302080910, "Asia/Kolkata", datetime(2026, 3, 2, 2, 39, 10, tzinfo=UTC)),
        (20260701000000, "Europe/Berlin", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (20251102013000, "America/New_York", datetime(2025, 11, 2, 5, 30, tzinfo=UTC)),
        (20261301000000, "UTC", None),
        (1772500000, "UTC", None),
        (-1, "UTC", None),
        (None, "UTC", None),
    ],
)
def test_a_time_is_on_the_clock_of_the_account(
    ts: int | None, zone: str, utc: datetime | None
) -> None:
    assert ExportedEvent(ts=ts).at(ZoneInfo(zone)) == utc


def test_a_zone_that_is_none_is_an_error_and_no_missing_time() -> None:
    wrong: Any = "Asia/Kolkata"
    with pytest.raises(TypeError, match="tzinfo"):
        ExportedEvent(ts=20260921141320).at(wrong)


def test_a_strange_value_does_not_lose_the_event(sandbox: CleverTapSandbox, colour: Colour) -> None:
    drifts: list[Drift] = []
    odd = {"ts": "today", "profile": ["kim"], "event_props": {"a": [1]}, "deviceInfo": None}
    play(sandbox, {"cursor": CURSOR}, {"records": [odd]})
    client = colour.client(sandbox, hooks=Hooks(on_drift=drifts.append))
    assert colour.list(client.events.export(BOOKED)) == [ExportedEvent(properties={"a": [1]})]
    assert {(drift.model, drift.field) for drift in drifts} == {
        ("ExportedEvent", "ts"),
        ("ExportedEvent", "profile"),
    }


def test_an_export_waits_and_goes_on(
    sandbox: CleverTapSandbox, colour: Colour, watch: Watch
) -> None:
    busy = {"status": "fail", "error": "Request still in progress", "code": 2}
    play(sandbox, {"cursor": CURSOR}, busy, {"records": [{}]})
    client = colour.client(sandbox, clock=watch.clock)
    assert len(colour.list(client.events.export(BOOKED))) == 1
    assert watch.pauses == [2]


def test_a_page_is_fetched_by_hand(sandbox: CleverTapSandbox, colour: Colour) -> None:
    play(sandbox, {"cursor": CURSOR}, {"records": [{"ts": 1}]})
    client = colour.client(sandbox)
    cursor = colour.run(client.events.start_export(BOOKED))
    page = colour.run(client.events.export_page(cursor))
    assert [event.ts for event in page.records] == [1]


def test_an_export_needs_an_event(sandbox: CleverTapSandbox, colour: Colour) -> None:
    with pytest.raises(InvalidArgument, match="names no event"):
        colour.list(colour.client(sandbox).events.export(Query()))
    with pytest.raises(InvalidArgument, match="names no event"):
        _ = DESCRIBE.events.start_export({"from": 20260101})
    with pytest.raises(InvalidArgument, match="names no event"):
        colour.run(colour.client(sandbox).events.count({}))
    assert not sandbox.journal


def test_starting_an_export_may_be_repeated() -> None:
    assert DESCRIBE.events.start_export(BOOKED).idempotent


def test_a_count_is_polled(sandbox: CleverTapSandbox, colour: Colour, watch: Watch) -> None:
    play(sandbox, {"status": "partial", "req_id": 12}, {"status": "success", "count": 4})
    client = colour.client(sandbox, clock=watch.clock)
    assert colour.run(client.events.count(BOOKED)) == 4
    post, get = sandbox.requests(path="/1/counts/events.json")
    assert (post.method, post.json()) == ("POST", BOOKED.to_wire())
    assert (get.method, get.raw_query) == ("GET", "req_id=12")


def test_a_count_has_a_deadline(sandbox: CleverTapSandbox, colour: Colour, watch: Watch) -> None:
    sandbox.fail(Answer.json({"error": "No result as of yet"}, 500), times=50)
    client = colour.client(sandbox, clock=watch.clock)
    with pytest.raises(NotReady, match="No result as of yet"):
        colour.run(client.events.count(BOOKED, deadline=7))
    assert sum(watch.pauses) == 7


def test_an_event_that_cleverTap_does_not_know_is_said_plainly(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    play(sandbox, {"status": "fail", "error": '["Invalid event : Lesson Bookd"]', "code": 400})
    with pytest.raises(RequestRejected, match="Invalid event : Lesson Bookd"):
        colour.run(colour.client(sandbox).events.count(BOOKED))

"""Numbers: what came most, how it went, who is there, what messages did."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import define

from api_client_core.testing import Received, route
from clevertap_client import (
    ActiveUsers,
    CleverTap,
    InvalidArgument,
    MessageReport,
    MessageStats,
    NotReady,
    Order,
    PropertyType,
    Query,
    ReportChannel,
    ReportDelivery,
    ReportStatus,
    RequestRejected,
    RetryPolicy,
    TimedOut,
    TopGroup,
    TopValues,
    TrendGroup,
    TrendType,
    UnexpectedReply,
)
from clevertap_client.testing import Answer, CleverTapSandbox

from .conftest import Colour, Watch

SEEN = Query("Seen", date(2026, 1, 1), date(2026, 1, 31))
DAILY = {"days": TrendGroup(TrendType.DAILY)}
DESCRIBE = CleverTap("a", "b", region="in1").describe


def play(sandbox: CleverTapSandbox, *bodies: Any) -> None:
    for body in bodies:
        sandbox.fail(Answer.json(body), path="/1/*")


def test_the_most_frequent_values_come_by_labels_of_your_own(
    sandbox: CleverTapSandbox, colour: Colour, watch: Watch
) -> None:
    ready = {
        "status": "success",
        "city": {"STR": {"Lima": 9, "Cusco": 2}},
        "price": {"NUMBER": {"0-100": 7}, "OTHER": 1},
        "odd": "Invalid group",
        "worse": {"error": "Invalid group"},
    }
    play(sandbox, {"status": "partial", "req_id": 3}, ready)
    client = colour.client(sandbox, clock=watch.clock)
    groups: dict[str, Any] = {
        "city": TopGroup(PropertyType.GEO, "City", top_n=100, order=Order.ASCENDING),
        "price": TopGroup("event_properties", "Price"),
        "odd": {"property_type": "new_fields", "name": "x", "y": 1},
        "worse": TopGroup(PropertyType.PROFILE, "gone"),
    }
    assert colour.run(client.reports.top(SEEN, groups)) == {
        "city": TopValues(texts={"Lima": 9, "Cusco": 2}),
        "price": TopValues(numbers={"0-100": 7}, more={"OTHER": 1}),
        "odd": TopValues(problem="Invalid group"),
        "worse": TopValues(problem="Invalid group"),
    }
    post, get = sandbox.requests(path="/1/counts/top.json")
    assert post.json() == {
        **SEEN.to_wire(),
        "groups": {
            "city": {"property_type": "geo_fields", "name": "City", "top_n": 100, "order": "asc"},
            "price": {"property_type": "event_properties", "name": "Price"},
            "odd": {"property_type": "new_fields", "name": "x", "y": 1},
            "worse": {"property_type": "profile_fields", "name": "gone"},
        },
    }
    assert (get.method, get.raw_query) == ("GET", "req_id=3")


def test_trends_come_by_day_week_and_month(sandbox: CleverTapSandbox, colour: Colour) -> None:
    play(
        sandbox,
        {
            "status": "success",
            "d": {"20260101": 4, "20260102": 0},
            "w": {"202601": 4},
            "m": {"202601": 4.5},
        },
    )
    groups: dict[str, Any] = {
        "d": TrendGroup(TrendType.DAILY),
        "w": TrendGroup("weekly", more={"k": 1}),
        "m": {"trend_type": "monthly"},
    }
    client = colour.client(sandbox)
    trends = colour.run(client.reports.trends(SEEN, groups, unique=False, sum_event_prop="Price"))
    assert trends == {
        "d": {"20260101": 4, "20260102": 0},
        "w": {"202601": 4},
        "m": {"202601": 4.5},
    }
    assert type(trends["d"]["20260101"]) is int
    (request,) = sandbox.requests("POST", "/1/counts/trends.json")
    assert request.json() == {
        **SEEN.to_wire(),
        "unique": False,
        "sum_event_prop": "Price",
        "groups": {
            "d": {"trend_type": "daily"},
            "w": {"trend_type": "weekly", "k": 1},
            "m": {"trend_type": "monthly"},
        },
    }


def test_trends_are_polled_until_the_deadline(
    sandbox: CleverTapSandbox, colour: Colour, watch: Watch
) -> None:
    sandbox.fail(Answer.json({"status": "partial", "req_id": 8}), times=9)
    client = colour.client(sandbox, clock=watch.clock)
    with pytest.raises(NotReady) as caught:
        colour.run(client.reports.trends(SEEN, DAILY, deadline=3))
    assert caught.value.req_id == 8
    assert watch.pauses == [2, 1]
    assert [request.raw_query for request in sandbox.requests("GET")] == ["req_id=8"] * 2


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"status": "success"}, r"missing @ \$\.days"),
        ({"days": {"20260101": "many"}}, r"20260101"),
        ({"days": 4}, "days"),
    ],
)
def test_a_trend_that_cannot_be_read_is_unexpected(
    sandbox: CleverTapSandbox, colour: Colour, body: Any, problem: str
) -> None:
    play(sandbox, body)
    with pytest.raises(UnexpectedReply, match=problem):
        colour.run(colour.client(sandbox).reports.trends(SEEN, DAILY))


def test_a_report_that_is_refused_says_why(sandbox: CleverTapSandbox, colour: Colour) -> None:
    play(sandbox, {"status": "fail", "error": "More than a year", "code": 4002})
    with pytest.raises(RequestRejected, match=r"code 4002.*More than a year"):
        colour.run(colour.client(sandbox).reports.trends(SEEN, DAILY))


TOO_MANY = {str(n): TrendGroup(TrendType.DAILY) for n in range(6)}
ONE = TopGroup(PropertyType.EVENT, "a")


WRONG: list[tuple[str, tuple[Any, ...], str]] = [
    ("trends", (SEEN, {}), "groups"),
    ("trends", (SEEN, TOO_MANY), "groups"),
    ("trends", (SEEN, {"status": TrendGroup("daily")}), "groups"),
    ("trends", (SEEN, {"": TrendGroup("daily")}), "groups"),
    ("trends", (SEEN, ["daily"]), "groups"),
    ("trends", (SEEN, {"d": "daily"}), "groups"),
    ("trends", (Query(), DAILY), "query"),
    ("trends", (Query("Seen", date(2025, 1, 1), date(2026, 1, 2)), DAILY), "query"),
    ("trends", (SEEN, {"d": TrendGroup("daily", more={"trend_type": "weekly"})}), "more"),
    ("trends", (SEEN, {"d": TrendGroup("")}), "trend_type"),
    ("top", (SEEN, {}), "groups"),
    ("top", (SEEN, {"a": TopGroup("", "a")}), "property_type"),
    ("top", (SEEN, {"a": TopGroup("app_fields", " ")}), "name"),
    ("top", (SEEN, {"a": TopGroup("x", "a", top_n=0)}), "top_n"),
    ("top", (SEEN, {"a": TopGroup("x", "a", top_n=101)}), "top_n"),
    ("top", ({}, {"a": ONE}), "query"),
]


@pytest.mark.parametrize(
    ("ask", "given", "name"),
    WRONG,
)
def test_a_wrong_report_is_refused_before_anything_is_sent(
    sandbox: CleverTapSandbox, colour: Colour, ask: str, given: tuple[Any, ...], name: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        colour.run(getattr(colour.client(sandbox).reports, ask)(*given))
    assert caught.value.name == name
    assert not sandbox.journal


def test_who_is_there_now(sandbox: CleverTapSandbox, colour: Colour) -> None:
    play(
        sandbox,
        {"status": "success", "count": 3, "last_processed_ts": 1772500000, "os": {"iOS": 3}},
        {"status": "success", "count": 0},
    )
    client = colour.client(sandbox)
    assert colour.run(client.reports.now(os=True, new=True)) == ActiveUsers(
        count=3,
        last_processed_at=datetime.fromtimestamp(1772500000, UTC),  # type: ignore[arg-type] # Epoch
        more={"os": {"iOS": 3}},
    )
    assert colour.run(client.reports.now()).count == 0
    first, second = sandbox.requests("POST", "/1/now.json")
    assert (first.json(), second.json()) == ({"os": True, "new": True}, {})


def test_what_messages_did_although_keys_hold_spaces(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    play(
        sandbox,
        {
            "status": "success",
            "total_results": 2,
            "messages": [
                {
                    "message id": 1790001112,
                    "message_name": "Booked",
                    "channel": "Email",
                    "delivery": "Action",
                    "start_date": 20260301,
                    "status": "running",
                    "sent": 40,
                    "viewed": 30,
                    "clicked": 2,
                    "conversion_event": "Paid",
                    "labels": ["meetings"],
                    "device": ["iOS"],
                    "click rate": 0.05,
                },
                {"message_id": "17", "start date": "20260302", "sent": "many"},
            ],
            "next page": None,
        },
    )
    client = colour.client(sandbox)
    report = colour.run(
        client.reports.messages(
            date(2026, 3, 1),
            date(2026, 3, 31),
            daily=False,
            channel=[ReportChannel.EMAIL, "carrier_pigeon"],
            delivery=(ReportDelivery.ACTION,),
            status=[ReportStatus.RUNNING],
            message_type=["single"],
            label=["meetings"],
        )
    )
    assert report == MessageReport(
        total_results=2,
        messages=(
            MessageStats(
                id=1790001112,
                name="Booked",
                channel="Email",
                delivery="Action",
                start_date="20260301",
                status="running",
                sent=40,
                viewed=30,
                clicked=2,
                conversion_event="Paid",
                labels=("meetings",),
                device=["iOS"],
                more={"click_rate": 0.05},
            ),
            MessageStats(id="17", start_date="20260302"),
        ),
        more={"next_page": None},
    )
    (request,) = sandbox.requests("POST", "/1/message/report.json")
    assert request.json() == {
        "from": "20260301",
        "to": "20260331",
        "daily": False,
        "channel": ["email", "carrier_pigeon"],
        "delivery": ["action"],
        "status": ["running"],
        "message_type": ["single"],
        "label": ["meetings"],
    }


def test_slow_reports_have_two_minutes_of_their_own_and_may_be_repeated() -> None:
    day = date(2026, 3, 1)
    call = DESCRIBE.reports.messages(day, day)
    assert (call.timeout, call.idempotent) == (120.0, True)
    assert DESCRIBE.reports.messages(day, day, timeout=300).timeout == 300
    assert DESCRIBE.reports.now().idempotent
    assert DESCRIBE.reports.now().timeout is None
    for wrong in (0, -1, float("inf"), float("nan")):
        with pytest.raises(InvalidArgument, match="timeout"):
            _ = DESCRIBE.reports.messages(day, day, timeout=wrong)


@define(eq=False)
class Slow(CleverTapSandbox):
    """Takes longer than the client waits for others."""

    @route("POST", "/1/message/report.json")
    @route("POST", "/1/counts/top.json")
    def numbers(self, request: Received) -> Answer:
        return Answer.json({"messages": [{"sent": 3}], "a": {}})


def test_a_report_may_take_longer_than_other_calls(colour: Colour) -> None:
    day = date(2026, 3, 1)
    with Slow(latency=0.4) as sandbox:
        client = colour.client(sandbox, timeout=0.1, retry=RetryPolicy(retries=0))
        with pytest.raises(TimedOut):
            colour.run(client.reports.now())
        assert colour.run(client.reports.messages(day, day)).messages[0].sent == 3
        assert colour.run(client.reports.top(SEEN, {"a": ONE})) == {"a": TopValues()}


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "end"),
        (20260301, date(2026, 3, 1), "start"),
        (date(2026, 3, 2), datetime(2026, 3, 3, tzinfo=UTC), "end"),
    ],
)
def test_days_are_dates_in_order(start: Any, end: Any, name: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        _ = DESCRIBE.reports.messages(start, end)
    assert caught.value.name == name


def test_a_filter_is_a_list_and_no_text() -> None:
    with pytest.raises(InvalidArgument, match="channel"):
        _ = DESCRIBE.reports.messages(date(2026, 3, 1), date(2026, 3, 1), channel="email")

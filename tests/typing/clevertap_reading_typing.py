# pyright: reportUnnecessaryTypeIgnoreComment=true
"""What type-checkers say of code that reads CleverTap. Nothing here is run.

An ignore in this file states that the line is an error; one that is not needed fails the check.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date, datetime
from typing import Any, assert_type
from zoneinfo import ZoneInfo

from api_client_core.steps import Operation
from clevertap_client import (
    ActiveUsers,
    AnyOf,
    AsyncCleverTap,
    Call,
    CleverTap,
    Did,
    ExportedEvent,
    ExportPage,
    Filter,
    MessageReport,
    Operator,
    Profile,
    PropertyType,
    Query,
    Response,
    TopGroup,
    TopValues,
    TrendGroup,
    TrendType,
    UploadReply,
)

START, END = date(2026, 1, 1), date(2026, 1, 31)
SEEN = Query("Seen", START, END, event_properties=[Filter("a", 1, Operator.GREATER_THAN)])


def blocking(client: CleverTap) -> None:
    assert_type(client.profiles.export(SEEN, events=False), Iterator[Profile])
    assert_type(client.profiles.export({"event_name": "Seen"}), Iterator[Profile])
    assert_type(client.events.export(SEEN), Iterator[ExportedEvent])
    assert_type(client.events.export_page("c"), ExportPage[ExportedEvent])
    assert_type(client.events.export_page("c").records[0].at(ZoneInfo("UTC")), datetime | None)
    assert_type(client.with_raw_response.profiles.start_export(SEEN), Response[str])
    assert_type(client.profiles.count(SEEN, deadline=5), int)
    client.profiles.delete(identities=["kim"])
    assert_type(client.profiles.disassociate(["+4915112345678"]), UploadReply)
    assert_type(client.reports.now(os=True), ActiveUsers)
    assert_type(client.reports.messages(START, END, channel=["email"]), MessageReport)
    top = client.reports.top(SEEN, {"a": TopGroup(PropertyType.EVENT, "a")})
    assert_type(top, Mapping[str, TopValues])
    trends = client.reports.trends(SEEN, {"d": TrendGroup(TrendType.DAILY)})
    assert_type(trends["d"]["20260101"], int | float)
    assert_type(client.request("GET", "/1/x"), Any)
    call = client.describe.profiles.demerge(["a"])
    _call = assert_type(call, Call[None])
    operation = client.describe.events.count(SEEN)
    _operation = assert_type(operation, Operation[int])
    client.profiles.export("everybody")  # type: ignore[arg-type]
    client.profiles.export(SEEN, batch_sise=5)  # type: ignore[call-arg]
    client.events.start_export(SEEN, app="no")  # type: ignore[arg-type]
    client.reports.messages("20260101", END)  # type: ignore[arg-type]
    client.request("get", "/1/x")  # type: ignore[arg-type]
    client.profiles.subscribe(fax=["1"])  # type: ignore[call-arg]


async def awaiting(client: AsyncCleverTap) -> None:
    assert_type(client.profiles.export(SEEN), AsyncIterator[Profile])
    assert_type(await client.events.count(SEEN), int)
    assert_type(await client.reports.now(), ActiveUsers)
    client.events.count(SEEN)  # type: ignore[unused-coroutine]


def queries() -> None:
    Query(did_any=AnyOf([Did("Seen", START, END)], "equals", 3), geo_radius=[(1, 2.5, 3)])
    Query(did_all=[Filter("a", 1)])  # type: ignore[list-item]
    Query(did_any=[Did("Seen", START, END)])  # type: ignore[arg-type]
    Query("Seen", "20260101", END)  # type: ignore[arg-type]
    Filter("a", {"b": 1})  # type: ignore[arg-type]
    SEEN.event = "Other"  # type: ignore[misc]

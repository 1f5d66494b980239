"""Exports and counts of profiles: page after page, and as patient as CleverTap is slow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clevertap_client import (
    CleverTap,
    CursorExpired,
    Filter,
    InvalidArgument,
    NotReady,
    Query,
    UnexpectedReply,
)
from clevertap_client.testing import Answer, CleverTapSandbox, Reset

from .conftest import Colour, Watch

EVERYBODY = Query()
FIRST = "Q2x1Yg%2Fo%2Bz%3D%3D"  # encoded already, as CleverTap gives it
SECOND = "bmV4dA%3D%3D"
PATH = "/1/profiles.json"
IN_PROGRESS = Answer.json({"status": "fail", "error": "Request still in progress", "code": 2})


def started(cursor: Any = FIRST) -> Answer:
    return Answer.json({"status": "success", "cursor": cursor})


def page(*names: str, to: Any = None) -> Answer:
    records = [{"identity": name, "name": name.title()} for name in names]
    body: dict[str, Any] = {"status": "success", "records": records}
    return Answer.json(body if to is None else body | {"next_cursor": to})


def play(sandbox: CleverTapSandbox, *answers: Any) -> None:
    for answer in answers:
        sandbox.fail(answer, path="/1/*")


def test_all_pages_are_walked_and_cursors_go_out_as_they_came(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    play(sandbox, started(), page("kim", "lou", to=SECOND), page("max"))
    query = Query(profile_fields=[Filter("Plan", "Free")])
    people = colour.list(
        colour.client(sandbox).profiles.export(query, batch_size=46, app=False, profile=True)
    )
    assert [person.identity for person in people] == ["kim", "lou", "max"]
    first, *rest = sandbox.requests()
    assert (first.method, first.path) == ("POST", PATH)
    assert first.query == (("batch_size", "46"), ("app", "false"), ("profile", "true"))
    assert first.json() == query.to_wire()
    assert [(r.method, r.raw_query) for r in rest] == [
        ("GET", f"cursor={FIRST}"),
        ("GET", f"cursor={SECOND}"),
    ]


@pytest.mark.parametrize(
    "last", [Answer.json({"status": "success"}), Answer.json({"status": "success", "records": []})]
)
def test_nobody_is_an_empty_page(sandbox: CleverTapSandbox, colour: Colour, last: Answer) -> None:
    play(sandbox, started(), last)
    assert colour.list(colour.client(sandbox).profiles.export({})) == []
    assert len(sandbox.journal) == 2


def test_an_empty_page_in_the_middle_is_no_end(sandbox: CleverTapSandbox, colour: Colour) -> None:
    play(sandbox, started(), page(to=SECOND), page("kim"))
    assert len(colour.list(colour.client(sandbox).profiles.export(EVERYBODY))) == 1


def test_what_is_in_progress_is_asked_for_again_with_growing_pauses_and_the_same_cursor(
    sandbox: CleverTapSandbox, colour: Colour, watch: Watch
) -> None:
    slow = [IN_PROGRESS] * 6
    play(sandbox, IN_PROGRESS, started(), *slow, page("kim", to=SECOND), IN_PROGRESS, page("lou"))
    client = colour.client(sandbox, clock=watch.clock)
    assert len(colour.list(client.profiles.export(EVERYBODY))) == 2
    assert watch.pauses == [2, 2, 4, 8, 16, 30, 30, 2]
    cursors = [request.raw_query for request in sandbox.requests("GET")]
    assert cursors == [f"cursor={FIRST}"] * 7 + [f"cursor={SECOND}"] * 2


@pytest.mark.parametrize("deadline", [0, 5, 100.5])
def test_patience_ends_at_the_deadline(
    sandbox: CleverTapSandbox, colour: Colour, watch: Watch, deadline: float
) -> None:
    play(sandbox, started())
    sandbox.fail(IN_PROGRESS, method="GET", times=20)
    client = colour.client(sandbox, clock=watch.clock)
    with pytest.raises(NotReady) as caught:
        colour.list(client.profiles.export(EVERYBODY, deadline=deadline))
    assert sum(watch.pauses) == deadline
    assert caught.value.safe_to_resend


@pytest.mark.parametrize("body", [{"status": "success"}, {"status": "partial"}])
@pytest.mark.parametrize("at", [0, 1])
def test_a_202_without_a_result_is_in_progress_too(
    sandbox: CleverTapSandbox, colour: Colour, watch: Watch, body: Any, at: int
) -> None:
    answers = [started(), page("kim")]
    answers.insert(at, Answer.json(body, 202))
    play(sandbox, *answers)
    client = colour.client(sandbox, clock=watch.clock)
    assert len(colour.list(client.profiles.export(EVERYBODY))) == 1
    assert watch.pauses == [2]


def test_a_page_that_breaks_is_fetched_again_and_nobody_comes_twice(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    broken = [Reset(), Answer(502)]
    play(sandbox, Answer(500), started(), *broken, page("kim", to=SECOND), page("lou"))
    people = colour.list(colour.client(sandbox).profiles.export(EVERYBODY))
    assert [person.name for person in people] == ["Kim", "Lou"]


@pytest.mark.parametrize("circle", [FIRST, SECOND])
def test_pages_that_go_round_in_circles_are_an_error_and_not_endless(
    sandbox: CleverTapSandbox, colour: Colour, circle: str
) -> None:
    play(sandbox, started(), page("kim", to=SECOND), page("lou", to=circle))
    with pytest.raises(UnexpectedReply, match="was there before"):
        colour.list(colour.client(sandbox).profiles.export(EVERYBODY))


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ([Answer.json({"status": "success"})], r"missing @ \$\.cursor"),
        ([started("no t")], r"not percent-encoded @ \$\.cursor"),
        ([started("a&b=c")], r"not percent-encoded @ \$\.cursor"),
        ([started(5)], r"not percent-encoded @ \$\.cursor"),
        ([started(), page("kim", to="a#b")], r"not percent-encoded @ \$\.next_cursor"),
        ([started(), Answer.json({"records": {}})], r"not a list @ \$\.records"),
        ([started(), Answer.json({"records": ["kim"]})], "not an object"),
        (
            [started(), Answer.json({"status": "partial", "records": [{"identity": "kim"}]})],
            r"missing @ \$\.next_cursor",
        ),
        ([started(), Answer(200)], "base_url"),
    ],
)
def test_an_answer_that_would_lose_people_is_an_error(
    sandbox: CleverTapSandbox, colour: Colour, answers: list[Answer], problem: str
) -> None:
    play(sandbox, *answers)
    with pytest.raises(UnexpectedReply, match=problem) as caught:
        colour.list(colour.client(sandbox).profiles.export(EVERYBODY))
    assert "kim" not in str(caught.value)


def test_a_cursor_that_expired_ends_the_export(sandbox: CleverTapSandbox, colour: Colour) -> None:
    gone = Answer.json({"status": "fail", "error": "too late", "code": "CURSOR_INVALIDATED"})
    play(sandbox, started(), gone)
    with pytest.raises(CursorExpired):
        colour.list(colour.client(sandbox).profiles.export(EVERYBODY))


def test_pages_are_fetched_only_when_they_are_needed(sandbox: CleverTapSandbox) -> None:
    play(sandbox, started(), page("kim", to=SECOND), page("lou"))
    with CleverTap("a", "b", base_url=sandbox.url) as client:
        people = client.profiles.export(EVERYBODY)
        assert not sandbox.journal
        next(people)
        assert len(sandbox.journal) == 2


def test_an_export_can_be_walked_by_hand_and_on_another_day(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    play(sandbox, started(), page("kim", to=SECOND), IN_PROGRESS, page("lou"))
    client = colour.client(sandbox)
    cursor = colour.run(client.profiles.start_export(EVERYBODY, events=False))
    assert cursor == FIRST
    first = colour.run(client.profiles.export_page(cursor))
    assert ([person.identity for person in first.records], first.next_cursor) == (["kim"], SECOND)
    with pytest.raises(NotReady):
        colour.run(client.profiles.export_page(first.next_cursor))
    last = colour.run(client.profiles.export_page(first.next_cursor))
    assert last.next_cursor is None
    assert SECOND not in repr(first)


@pytest.mark.parametrize("cursor", ["", "a b", "a&b", "a#b", 5, None])
def test_a_cursor_that_was_changed_is_refused(cursor: Any) -> None:
    with pytest.raises(InvalidArgument, match="cursor"):
        _ = CleverTap("a", "b", region="in1").describe.profiles.export_page(cursor)


@pytest.mark.parametrize("size", [0, 5001, 1.5, True])
def test_a_batch_has_a_size_that_cleverTap_allows(size: Any) -> None:
    with pytest.raises(InvalidArgument, match="batch_size"):
        _ = CleverTap("a", "b", region="in1").describe.profiles.start_export({}, batch_size=size)


def test_a_query_of_another_kind_is_refused_before_anything_is_sent(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    with pytest.raises(InvalidArgument, match="query"):
        colour.list(colour.client(sandbox).profiles.export("everybody"))
    assert not sandbox.journal


def test_a_count_comes_at_once(sandbox: CleverTapSandbox, colour: Colour) -> None:
    play(sandbox, Answer.json({"status": "success", "count": 17}))
    query = Query("Seen", date(2026, 2, 1), date(2026, 2, 28))
    assert colour.run(colour.client(sandbox).profiles.count(query)) == 17
    (request,) = sandbox.requests("POST", "/1/counts/profiles.json")
    assert request.json() == {"event_name": "Seen", "from": 20260201, "to": 20260228}


def test_a_count_that_is_not_ready_is_asked_for_by_its_request_id(
    sandbox: CleverTapSandbox, colour: Colour, watch: Watch
) -> None:
    partial = Answer.json({"status": "partial", "req_id": 905})
    still = Answer.json({"status": "partial"})
    moved = Answer.json({"status": "partial", "req_id": 906})
    play(sandbox, partial, still, moved, Answer(503))
    play(sandbox, Answer.json({"status": "success", "count": 0}))
    client = colour.client(sandbox, clock=watch.clock)
    assert colour.run(client.profiles.count(EVERYBODY)) == 0
    asked = [(r.method, r.raw_query) for r in sandbox.requests()]
    assert asked == [
        ("POST", ""),
        ("GET", "req_id=905"),
        ("GET", "req_id=905"),
        *[("GET", "req_id=906")] * 2,
    ]
    assert [pause for pause in watch.pauses if pause] == [2, 4, 8]


def test_a_count_that_is_never_ready_gives_its_request_id(
    sandbox: CleverTapSandbox, colour: Colour, watch: Watch
) -> None:
    sandbox.fail(Answer.json({"status": "partial", "req_id": 905}), times=9)
    client = colour.client(sandbox, clock=watch.clock)
    with pytest.raises(NotReady, match="not ready") as caught:
        colour.run(client.profiles.count(EVERYBODY, deadline=10))
    assert caught.value.req_id == 905
    assert watch.pauses == [2, 4, 4]


@pytest.mark.parametrize("deadline", [-1, float("nan"), float("inf")])
def test_a_deadline_is_a_number_of_seconds(
    sandbox: CleverTapSandbox, colour: Colour, deadline: float
) -> None:
    with pytest.raises(InvalidArgument, match="deadline"):
        colour.run(colour.client(sandbox).profiles.count(EVERYBODY, deadline=deadline))


@pytest.mark.parametrize("count", [None, "7", True, 1.5])
def test_a_count_that_is_none_is_unexpected(
    sandbox: CleverTapSandbox, colour: Colour, count: Any
) -> None:
    play(sandbox, Answer.json({"status": "success", "count": count}))
    with pytest.raises(UnexpectedReply, match=r"\$\.count"):
        colour.run(colour.client(sandbox).profiles.count(EVERYBODY))

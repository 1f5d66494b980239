"""CleverTap's own samples of exports, counts, reports and of what is done to people.

The samples stay beside the checkout; without them these tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from clevertap_client import (
    CleverTap,
    NotReady,
    Query,
    RequestRejected,
    Subscription,
    TopGroup,
    TrendGroup,
)
from clevertap_client.testing import Answer, CleverTapSandbox

DONE = {"status": "success"}
Sample = Callable[[str], Any]
DAY = date(2026, 1, 1)


@pytest.fixture
def sample(shared: Path) -> Sample:
    folder = shared / "samples" / "clevertap"
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def sandbox() -> Iterator[CleverTapSandbox]:
    with CleverTapSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: CleverTapSandbox) -> Iterator[CleverTap]:
    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client:
        yield client


def day(number: int | str) -> date:
    return datetime.strptime(f"{number}Z", "%Y%m%d%z").date()


def sent(sandbox: CleverTapSandbox, answer: Mapping[str, Any], ask: Callable[[], object]) -> Any:
    sandbox.fail(Answer.json(answer))
    ask()
    return sandbox.requests()[-1].json()


def test_what_is_done_to_people_can_be_said(
    sample: Sample, sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    people, wanted = client.profiles, sample("delete_request_identity")
    assert sent(sandbox, DONE, lambda: people.delete(identities=wanted["identity"])) == wanted
    guids = sample("delete_request_guid")
    assert sent(sandbox, DONE, lambda: people.delete(object_ids=guids["guid"])) == guids
    merged = sample("demerge_request")
    assert sent(sandbox, DONE, lambda: people.demerge(merged["identities"])) == merged
    freed = sample("disassociate_request")
    phones = [row["value"] for row in freed["d"]]
    assert sent(sandbox, DONE, lambda: people.disassociate(phones)) == freed
    asked = sample("subscribe_request")
    changes = [Subscription(**row) for row in asked["d"]]
    assert sent(sandbox, DONE, lambda: people.set_subscriptions(changes)) == asked


def test_reports_can_be_asked_for(
    sample: Sample, sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    top = sample("counts_top_request")
    query = Query(top["event_name"], day(top["from"]), day(top["to"]))
    tops = {label: TopGroup(**group) for label, group in top["groups"].items()}
    found: dict[str, object] = {label: {} for label in tops}
    assert sent(sandbox, found, lambda: client.reports.top(query, tops)) == top

    wanted = sample("counts_trends_request")
    query = Query(wanted["event_name"], day(wanted["from"]), day(wanted["to"]))
    trends = {label: TrendGroup(**group) for label, group in wanted["groups"].items()}
    answer = sample("counts_trends_response")
    asked = sent(sandbox, answer, lambda: client.reports.trends(query, trends, unique=False))
    assert asked == wanted
    sandbox.fail(Answer.json(answer))
    assert client.reports.trends(query, trends) == {label: answer[label] for label in trends}

    report = sample("message_report_request")
    start, end = day(report.pop("from")), day(report.pop("to"))
    made = sent(sandbox, {}, lambda: client.reports.messages(start, end, **report))
    assert made == sample("message_report_request")


def test_who_is_there_now_is_asked_and_read(
    sample: Sample, sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    wanted, answer = sample("now_request"), sample("now_response_basic")
    assert sent(sandbox, answer, lambda: client.reports.now(**wanted)) == wanted
    sandbox.fail(Answer.json(answer))
    found = client.reports.now()
    assert found.count == answer["count"]
    assert found.last_processed_at == datetime.fromtimestamp(answer["last_processed_ts"], UTC)
    assert found.more == {}


def test_an_export_of_events_is_asked_for_and_read(
    sample: Sample, sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    answer = sample("events_cursor_post_response")
    sandbox.fail(Answer.json(answer))
    sandbox.fail(Answer.json(sample("events_cursor_last_page")))
    wanted = sample("events_cursor_post_request")
    assert list(client.events.export(wanted)) == []
    post, get = sandbox.requests()
    assert post.json() == wanted
    assert get.raw_query == f"cursor={answer['cursor']}"


def test_counts_are_read(sample: Sample, sandbox: CleverTapSandbox, client: CleverTap) -> None:
    ready, partial = sample("counts_success_response"), sample("counts_partial_response")
    sandbox.fail(Answer.json(ready))
    assert client.events.count(Query("Seen", DAY, DAY)) == ready["count"]
    sandbox.fail(Answer.json(partial))
    with pytest.raises(NotReady) as caught:
        client.profiles.count(Query(), deadline=0)
    assert caught.value.req_id == partial["req_id"]
    unknown = sample("counts_invalid_event")
    sandbox.fail(Answer.json(unknown))
    with pytest.raises(RequestRejected, match=json.loads(unknown["error"])[0]):
        client.profiles.count(Query())

"""Campaigns, messages, triggers and bulletins of the sandbox, as the client and others see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from clevertap_client import CleverTap, Conflict, EventRecord, ObjectId, ProfileRecord
from clevertap_client.testing import CleverTapSandbox

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
BOOKED = {"event_name": "Lesson Booked", "from": 20260301, "to": 20260304}
MAIL: dict[str, Any] = {
    "name": "Greetings",
    "target_mode": "email",
    "content": {"subject": "Hello", "body": "<p>Hello</p>"},
    "where": {},
    "when": "now",
}
PUSH: dict[str, Any] = {**MAIL, "target_mode": "push", "content": {"title": "Hello"}}


TOKEN = {"type": "token", "objectId": "dev-1", "tokenData": {"id": "t1", "type": "apns"}}


class Api:
    """Posts what no client would."""

    def __init__(self, sandbox: CleverTapSandbox, http: httpx.Client) -> None:
        self.sandbox, self.http = sandbox, http

    def __call__(self, path: str, body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.http.post(path, json=body).json()
        return answer

    def create(self, **changes: Any) -> dict[str, Any]:
        body = {key: value for key, value in {**MAIL, **changes}.items() if value is not ...}
        return self("/1/targets/create.json", body)

    def status(self) -> str:
        body = {"from": 20260101, "to": 20271231}
        return str(self("/1/targets/list.json", body)["targets"][-1]["status"])


@pytest.fixture
def api(sandbox: CleverTapSandbox) -> Iterator[Api]:
    sandbox.set_clock(NOON)
    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client:
        client.uploads.send(
            [
                ProfileRecord("kim", {"Email": "kim@x.example", "Phone": "+491511234567"}),
                ProfileRecord("lee", {"Email": "lee@x.example", "MSG-email": False}),
                ProfileRecord(ObjectId("dev-1"), {"identity": "max"}),
                ProfileRecord(ObjectId("dev-2"), {"identity": "web"}),
                EventRecord("Lesson Booked", "kim"),
            ]
        )
    headers = {
        "X-CleverTap-Account-Id": sandbox.account_id,
        "X-CleverTap-Passcode": sandbox.passcode,
    }
    with httpx.Client(base_url=sandbox.url, headers=headers) as http:
        api = Api(sandbox, http)
        api("/1/upload", {"d": [TOKEN]})
        yield api


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ...}, "Field name is empty"),
        ({"content": ...}, "Field subject is empty (inside content)"),
        ({"target_mode": ...}, "Field title is empty (inside content)"),
        ({"target_mode": "push"}, "Field title is empty (inside content)"),
        ({"target_mode": "sms", "content": {}}, "Field body is empty (inside content)"),
        ({"target_mode": "pigeon"}, "Field target_mode is invalid"),
        ({"when": ...}, "Field when is empty"),
        ({"when": "tomorrow"}, "Field when is invalid"),
        ({"when": {"type": "later"}}, "Field when is invalid"),
        ({"when": {"type": "recurring", "start_time": "20260304 10:00"}}, "Field when is invalid"),
        ({"where": ...}, "Query specified in where failed to parse"),
        ({"where": []}, "Query specified in where failed to parse"),
        ({"where": {"event_name": ""}}, "Query specified in where failed to parse"),
        (
            {"where": {**BOOKED, "from": 20260401}},
            "Query parse failure - The from date cannot be after the to date",
        ),
        (
            {"where": {**BOOKED, "to": 20260305}},
            "Query parse failure - The to date cannot be in the future",
        ),
        ({"where": ..., "segment": 5}, "Invalid segment"),
        (
            {"control_group": {"type": "custom", "name": "X1"}},
            "No custom control group with name X1 is defined",
        ),
        (
            {"conversion_goal": {"event_name": "Charged"}},
            "Field filter_type is empty (inside conversion_goal)",
        ),
    ],
)
def test_what_a_campaign_lacks_is_told_with_status_200(
    api: Api, changes: dict[str, Any], error: str
) -> None:
    assert api.create(**changes) == {"status": "fail", "error": error}
    assert api.sandbox.campaigns == ()


def test_android_needs_a_channel_that_is_known_if_the_account_has_any(api: Api) -> None:
    assert api.create(**PUSH)["status"] == "success"
    api.sandbox.account.dashboard.notification_channels = {"news"}
    required = "Notification channel is required for devices having Android 8.0 or above"
    assert api.create(**PUSH)["error"] == required
    assert api.create(**PUSH, devices=["ios"])["status"] == "success"
    for channel, word in (("news", "success"), ("olds", "fail")):
        android = {"platform_specific": {"android": {"wzrk_cid": channel}}}
        assert api.create(**{**PUSH, "content": {"title": "x", **android}})["status"] == word


def test_estimates_count_who_can_be_reached(api: Api) -> None:
    assert api.create(estimate_only=True) == {"status": "success", "estimates": {"web": 1}}
    assert api.create(**PUSH, estimate_only=True)["estimates"] == {
        "android": 0,
        "ios": 1,
        "windows": 0,
    }
    assert api.create(**PUSH, estimate_only=True, devices=["ios"])["estimates"] == {"ios": 1}
    web = {**PUSH, "target_mode": "webpush"}
    assert api.create(**web, estimate_only=True)["estimates"] == {"chrome": 0}
    assert api.sandbox.campaigns == ()
    assert api.create(skip_estimate=True)["estimates"] == {}


def test_a_campaign_of_now_mails_and_keeps_why_it_did_not(api: Api) -> None:
    made = api.create(where=BOOKED)
    (message,) = api.sandbox.messages
    assert (message.to, message.campaign) == ("kim@x.example", made["id"])
    assert message.content["subject"] == "Hello"
    assert len(str(made["id"])) == 10
    api.create()
    reasons = {who.who: who.reason for who in api.sandbox.unreached}
    assert "MSG-email" in reasons["lee"]
    assert "no Email" in reasons["max"]
    result = api("/1/targets/result.json", {"id": made["id"]})
    assert result == {"status": "success", "result": {"sent": 1, "clicked": 0}}


def test_a_scheduled_campaign_runs_when_the_clock_comes_to_it(api: Api) -> None:
    api.sandbox.campaign_duration = timedelta(minutes=10)
    number = {"id": api.create(when="20260304 15:20")["id"]}
    assert (api.status(), api.sandbox.messages) == ("scheduled", ())
    early = api.http.post("/1/targets/result.json", json=number)
    assert (early.status_code, early.json()["error"]) == (
        409,
        "This target hasn't been completed",
    )
    api.sandbox.advance(timedelta(hours=3, minutes=20))
    assert (len(api.sandbox.messages), api.status()) == (1, "running")
    api.sandbox.advance(timedelta(minutes=10))
    assert api.status() == "completed"
    assert api("/1/targets/result.json", number)["result"]["sent"] == 1
    listed = api("/1/targets/list.json", {"from": 20260304, "to": 20260304})["targets"]
    assert listed[0] == {
        "id": number["id"],
        "name": "Greetings",
        "scheduled_on": 202603041520,
        "status": "completed",
    }
    assert api("/1/targets/list.json", {"from": 20260305, "to": 20260305})["targets"] == []


@pytest.mark.parametrize(
    ("when", "hours", "runs"),
    [
        ({"repeat_type": "day", "repeats_every": 2}, 24 * 5, 3),
        ({"repeat_type": "day", "repeats_every": 1, "end_by_occurrences": 2}, 24 * 9, 2),
        ({"repeat_type": "day", "repeats_every": 1, "end_by_date": "20260306"}, 24 * 9, 2),
        ({"repeat_type": "week", "repeats_every": 1, "repeat_on_days_of_week": [2, 6]}, 168, 2),
        ({"repeat_type": "week", "repeats_every": 2, "repeat_on_days_of_week": [2, 6]}, 336, 2),
    ],
)
def test_a_recurring_campaign_runs_again(
    api: Api, when: dict[str, Any], hours: int, runs: int
) -> None:
    # 4 March 2026 is a Wednesday: the first Friday is the 6th, the first Monday the 9th.
    api.create(when={"type": "recurring", "start_time": "20260305 09:00", **when})
    api.sandbox.advance(timedelta(hours=hours))
    assert len(api.sandbox.messages) == runs


def test_a_recurring_campaign_that_goes_on_is_running(api: Api) -> None:
    api.create(
        when={
            "type": "recurring",
            "start_time": "20260304 12:30",
            "repeat_type": "day",
            "repeats_every": 1,
        }
    )
    api.sandbox.advance(timedelta(hours=1))
    assert api.status() == "running"


def test_stopping_is_a_success_as_often_as_it_is_asked_for(api: Api) -> None:
    number = {"id": api.create(when="20260305 09:00")["id"]}
    for _ in range(2):
        assert api("/1/targets/stop.json", number) == {"status": "success"}
    assert api.status() == "stopped"
    api.sandbox.advance(timedelta(days=2))
    assert api.sandbox.messages == ()
    assert api("/1/targets/stop.json", {"id": 1})["error"] == "Invalid campaign id"


def test_a_draft_never_runs(api: Api) -> None:
    api.create(draft=True)
    assert (api.status(), api.sandbox.messages) == ("pending", ())


@pytest.mark.parametrize(
    ("channel", "content", "to", "reached"),
    [
        ("email", {"subject": "x"}, {"Identity": ["kim", "lee"]}, ["kim@x.example"]),
        ("email", {"subject": "x"}, {"Email": ["kim@x.example"]}, ["kim@x.example"]),
        ("sms", {"body": "x"}, {"Identity": ["kim", "nobody"]}, ["+491511234567"]),
        ("whatsapp", {"template_name": "x"}, {"Identity": ["kim"]}, ["+491511234567"]),
        ("push", {"title": "x"}, {"objectId": ["dev-1", "dev-2"]}, ["t1"]),
        ("webpush", {"title": "x"}, {"objectId": ["dev-1"]}, []),
    ],
)
def test_a_message_reaches_whom_it_can(
    api: Api, channel: str, content: Any, to: Any, reached: list[str]
) -> None:
    answer = api(f"/1/send/{channel}.json", {"to": to, "content": content})
    assert answer == {"status": "success", "message": "Added to queue for processing"}
    assert [message.to for message in api.sandbox.messages] == reached
    assert len(api.sandbox.unreached) == sum(map(len, to.values())) - len(reached)


@pytest.mark.parametrize(
    ("to", "content", "error"),
    [
        ({}, {"subject": "x"}, "Field to is empty"),
        ({"identity": ["kim"]}, {"subject": "x"}, "Field to is empty"),
        ({"Identity": ["kim"] * 1001}, {"subject": "x"}, "At most 1000 users"),
        ({"Identity": ["kim"]}, {}, "Field subject is empty"),
    ],
)
def test_a_wrong_message_is_refused(api: Api, to: Any, content: Any, error: str) -> None:
    answer = api("/1/send/email.json", {"to": to, "content": content})
    assert answer["status"] == "fail"
    assert error in answer["error"]
    assert api.sandbox.messages == ()


def test_external_triggers_fire_campaigns_of_the_dashboard(api: Api) -> None:
    one, two = (api.sandbox.external_campaign(name) for name in ("One", "Two"))
    body: dict[str, Any] = {"to": {"identity": ["kim"]}, "ExternalTrigger": {"k": [{"n": 1}]}}
    v1, v2 = "/1/send/externaltrigger.json", "/2/send/externaltrigger.json"
    assert api(v1, {**body, "campaign_id": str(one)})["status"] == "success"
    assert api(v2, {**body, "campaign_id_list": [one, two]})["status"] == "success"
    sent = [(message.campaign, dict(message.content)) for message in api.sandbox.messages]
    assert sent == [(number, {"k": [{"n": 1}]}) for number in (one, one, two)]
    wrong: list[tuple[str, dict[str, Any]]] = [
        (v1, {"campaign_id": one}),
        (v1, {"campaign_id": "17"}),
        (v2, {"campaign_id_list": [str(one)]}),
        (v2, {"campaign_id_list": [one] * 6}),
        (v2, {}),
        (v1, {"campaign_id": str(one), "to": {"Identity": ["kim"]}}),
    ]
    for path, changes in wrong:
        assert api(path, {**body, **changes})["status"] == "fail"
    api.sandbox.without = ["external_triggers"]
    assert api.http.post(v1, json={**body, "campaign_id": str(one)}).status_code == 403


def test_a_bulletin_needs_all_that_was_declared(api: Api) -> None:
    api.sandbox.business_event("Programme Released", "id", "language")
    right: dict[str, Any] = {
        "business_event": "Programme Released",
        "name": "Episode 12",
        "properties": {"id": "1", "language": "Hindi"},
        "c-by": "admin@example.com",
        "when": "now",
    }
    assert api("/1/targets/trigger.json", right) == {"status": "success"}
    wrong: list[dict[str, Any]] = [
        {"business_event": "Another"},
        {"properties": {"id": "1"}},
        {"properties": {"id": 1, "language": "Hindi"}},
        {"c-by": "kim@x.example"},
        {"when": "soon"},
    ]
    for changes in wrong:
        assert api("/1/targets/trigger.json", {**right, **changes})["status"] == "fail"
    assert api.sandbox.account.dashboard.bulletins == [right]


def test_the_report_has_live_campaigns_too(api: Api) -> None:
    api.sandbox.live_campaign("Lesson Booked", subject="Booked")
    api.create(labels=["spring"])
    body = {"from": "20260304", "to": "20260304"}
    report = api("/1/message/report.json", body)
    assert report["total_results"] == 2
    assert [row["delivery"] for row in report["messages"]] == ["action", "api"]
    chosen: list[dict[str, Any]] = [
        {"delivery": ["api"]},
        {"label": ["spring"]},
        {"status": ["completed"]},
    ]
    for filters in chosen:
        (row,) = api("/1/message/report.json", {**body, **filters})["messages"]
        assert (row["message_name"], row["sent"], row["channel"]) == ("Greetings", 1, "email")
    assert api("/1/message/report.json", {"from": 20260305, "to": 20260305})["messages"] == []


def test_the_client_reads_it(api: Api) -> None:
    sandbox = api.sandbox
    number = api.create(when="20260305 09:00")["id"]
    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as clevertap:
        (listed,) = clevertap.campaigns.list(NOON.date(), (NOON + timedelta(days=1)).date())
        assert (listed.id, listed.status) == (number, "scheduled")
        with pytest.raises(Conflict):
            clevertap.campaigns.result(number)
        clevertap.campaigns.stop(number)
        report = clevertap.reports.messages(NOON.date(), (NOON + timedelta(days=1)).date())
    assert [(row.id, row.status) for row in report.messages] == [(number, "stopped")]

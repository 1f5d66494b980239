"""Campaigns, messages, triggers and bulletins of the sandbox, as the client and others see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from clevertap_client import (
    CleverTap,
    Conflict,
    EventRecord,
    InvalidArgument,
    ObjectId,
    ProfileRecord,
)
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
    one = api.sandbox.external_campaign(
        "One", subject="{{ ExternalTrigger.k[0].n }}", body="{{ Profile.Email }}{{ Event.k }}!"
    )
    two = api.sandbox.external_campaign("Two", channel="webhook")
    body: dict[str, Any] = {"to": {"identity": ["kim"]}, "ExternalTrigger": {"k": [{"n": 1}]}}
    v1, v2 = "/1/send/externaltrigger.json", "/2/send/externaltrigger.json"
    assert api(v1, {**body, "campaign_id": str(one)})["status"] == "success"
    assert api(v2, {**body, "campaign_id_list": [one, two]})["status"] == "success"
    trigger = {"k": [{"n": 1}]}
    assert [(m.campaign, m.channel, m.trigger) for m in api.sandbox.messages] == [
        (one, "email", trigger),
        (one, "email", trigger),
        (two, "webhook", trigger),
    ]
    mails = [(mail.to, mail.subject, mail.body, mail.trigger) for mail in api.sandbox.outbox]
    assert mails == [("kim@x.example", "1", "kim@x.example!", trigger)] * 2
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


def test_an_external_trigger_that_reaches_nobody_says_why(api: Api) -> None:
    sandbox = api.sandbox
    works, fails = (
        sandbox.external_campaign("A"),
        sandbox.external_campaign("B", body="{{ 1 | x }}"),
    )
    sandbox.add_profile("no-mail")

    def why(campaign: int, who: str) -> str:
        body = {"to": {"identity": [who]}, "campaign_id": str(campaign)}
        assert api("/1/send/externaltrigger.json", body)["status"] == "success"
        return sandbox.unreached[-1].reason

    assert why(works, "nobody") == "nobody is known by that"
    assert why(works, "lee") == "the profile has opted out: MSG-email is false"
    assert why(works, "no-mail") == "the profile has no Email"
    assert "the template fails" in why(fails, "kim")
    api("/1/targets/stop.json", {"id": works})
    assert why(works, "kim") == "the campaign was stopped"
    assert (sandbox.outbox, sandbox.messages) == ([], ())
    with pytest.raises(InvalidArgument, match="channel"):
        sandbox.external_campaign("C", channel="pigeon")


def test_every_mail_is_in_the_outbox(api: Api) -> None:
    sandbox = api.sandbox
    sandbox.live_campaign("Lesson Booked", subject="Live")
    sandbox.external_campaign("x", subject="External")
    to = {"Identity": ["kim"]}
    api("/1/send/email.json", {"to": to, "content": {"subject": "Sent", "body": "{{ raw }}"}})
    api.create(where=BOOKED)
    api("/1/upload", {"d": [{"type": "event", "identity": "kim", "evtName": "Lesson Booked"}]})
    assert [(mail.subject, mail.to) for mail in sandbox.outbox] == [
        ("Sent", "kim@x.example"),
        ("Hello", "kim@x.example"),
        ("Live", "kim@x.example"),
    ]
    sent, campaign, live = sandbox.outbox
    assert (sent.body, sent.campaign, sent.event, sent.at) == ("{{ raw }}", None, None, NOON)
    assert campaign.campaign is sandbox.campaigns[0]
    assert live.event is sandbox.events[-1]


def later(**wishes: Any) -> dict[str, Any]:
    return {"type": "later", "delivery_date_time": ["20260304 18:00"], **wishes}


ON_THEIR_CLOCK = later(delivery_timezone="user")


def quiet(state: str, clock: str = "account") -> dict[str, Any]:
    hours = [{"from": "17:00", "to": "08:00"}]
    dnd_info = {str(day): hours for day in range(1, 8)}
    return {"message_state": state, "dnd_timezone": clock, "dnd_info": dnd_info}


@pytest.mark.parametrize(
    ("when", "zone", "hours"),
    [
        (later(), "Asia/Tokyo", 6),
        (ON_THEIR_CLOCK, None, 6),
        (ON_THEIR_CLOCK, "America/New_York", 11),
        (ON_THEIR_CLOCK, "Not/AZone", 6),
        (ON_THEIR_CLOCK, "Asia/Kolkata", 0.5),
        (ON_THEIR_CLOCK, "Asia/Tokyo", "it was past the time"),
        ({**ON_THEIR_CLOCK, "user_timezone_wrap_around": True}, "Asia/Tokyo", 21),
        (later(dnd=quiet("delay")), None, 20),
        (later(dnd=quiet("discard")), None, "quiet hours"),
        (later(dnd=quiet("delay", "user")), "America/New_York", 6),
        (later(dnd=quiet("delay", "user")), "Europe/Berlin", 19),
        (later(dnd=quiet("delay"), campaign_cutoff="07:00"), None, "past the campaign's cutoff"),
        (later(dnd=quiet("delay"), campaign_cutoff="09:00"), None, 20),
        (later(dnd={"message_state": "delay", "dnd_timezone": "account"}), None, 7),
        ({"type": "now", "delivery_timezone": "user"}, "Asia/Tokyo", 0),
    ],
)
def test_a_campaign_keeps_to_clocks_and_quiet_hours(
    api: Api, when: Any, zone: str | None, hours: float | str
) -> None:
    # It is noon on a Wednesday, in the account's UTC.
    board = api.sandbox.account.dashboard
    board.quiet_hours["4"] = [{"from": "17:30", "to": "19:00"}]
    person = api.sandbox.profile("kim")
    assert person is not None
    if zone is not None:
        person.properties["Tz"] = zone
    api.create(where=BOOKED, when=when)
    api.sandbox.advance(timedelta(days=3))
    if isinstance(hours, str):
        assert hours in api.sandbox.unreached[0].reason
        assert api.sandbox.messages == ()
    else:
        assert [message.at for message in api.sandbox.messages] == [NOON + timedelta(hours=hours)]
    assert api.status() == "completed"


def test_a_campaign_is_running_while_somebody_waits(api: Api) -> None:
    api.create(where=BOOKED, when=later(dnd=quiet("delay")))
    api.sandbox.advance(timedelta(hours=7))
    assert (api.status(), api.sandbox.messages) == ("running", ())
    api("/1/targets/stop.json", {"id": api.sandbox.campaigns[0].id})
    api.sandbox.advance(timedelta(days=1))
    assert api.sandbox.messages == ()


def test_control_groups_get_nothing(api: Api) -> None:
    sandbox = api.sandbox
    sandbox.control_group("X1", "kim")
    custom = {"type": "custom", "name": "X1"}
    api.create(where=BOOKED, control_group=custom)
    assert sandbox.unreached[-1].reason == "the profile is in the control group 'X1'"
    api.create(where=BOOKED, control_group={"type": "campaign", "percentage": 100})
    assert sandbox.unreached[-1].reason == "the profile is in the campaign's control group"
    sandbox.control_group(None, "kim")
    api.create(where=BOOKED)
    assert sandbox.unreached[-1].reason == "the profile is in the system control group"
    api.create(where=BOOKED, system_control_group_include=True)
    api.create(
        where=BOOKED,
        system_control_group_include=True,
        control_group={"type": "campaign", "percentage": 0},
    )
    assert len(sandbox.messages) == 2


def test_a_share_of_the_people_is_drawn_and_left_out(api: Api) -> None:
    for number in range(200):
        api.sandbox.add_profile(f"p{number}", Email=f"p{number}@x.example")
    api.create(control_group={"type": "campaign", "percentage": 30})
    (campaign,) = api.sandbox.campaigns
    assert 100 < campaign.sent < 180
    reached = {message.profile.identity for message in api.sandbox.messages}
    missed = {row.who: row.reason for row in api.sandbox.unreached}
    assert reached.isdisjoint(missed)
    assert len(reached) + len(missed) == len(api.sandbox.profiles)
    assert sum("control group" in reason for reason in missed.values()) > 30


def test_limits_and_caps_end_a_campaign_early(api: Api) -> None:
    sandbox = api.sandbox
    for number in range(150):
        sandbox.add_profile(f"p{number}", Email=f"p{number}@x.example")
    daily = {"type": "recurring", "start_time": "20260305 09:00", "repeat_type": "day"}
    api.create(
        users_limit_per_run=100,
        users_limit_overall=130,
        when={**daily, "repeats_every": 1, "end_by_occurrences": 2},
    )
    sandbox.advance(timedelta(days=1))
    assert sandbox.campaigns[0].sent == 100
    sandbox.advance(timedelta(days=1))
    assert sandbox.campaigns[0].sent == 130
    sandbox.advance(timedelta(days=1))
    sandbox.account.dashboard.frequency_caps["email"] = 1
    api.create(where=BOOKED)
    api.create(where=BOOKED)
    assert sandbox.unreached[-1].reason == "the frequency cap: 1 a day by email"
    api.create(where=BOOKED, respect_frequency_caps=False)
    assert [campaign.sent for campaign in sandbox.campaigns[1:]] == [1, 0, 1]


def test_mails_go_to_those_who_subscribe(api: Api) -> None:
    sandbox = api.sandbox

    def reached(**options: Any) -> list[str]:
        before = len(sandbox.messages)
        api.create(where=common("kim", "lee"), **options)
        return [message.to for message in sandbox.messages[before:]]

    def common(*who: str) -> dict[str, Any]:
        row = {"name": "identity", "value": list(who)}
        return {"common_profile_properties": {"profile_fields": [row]}}

    def upload(**changes: Any) -> None:
        api("/1/upload", {"d": [{"type": "profile", "identity": "kim", "profileData": changes}]})

    both = ["kim@x.example", "lee@x.example"]
    assert reached() == both[:1]
    assert reached(send_email_to_opted_out_users=True) == both
    upload(**{"category-unsubscribe": ["News", "Offers"]})
    assert reached(subscription_groups=["News"]) == []
    assert "subscription groups" in sandbox.unreached[-2].reason
    assert reached(subscription_groups=["News", "Bills"]) == both[:1]
    upload(**{"category-resubscribe": ["News"]})
    assert reached(subscription_groups=["News"]) == both[:1]
    assert reached(subscription_groups=["Offers"]) == []


def test_a_push_goes_to_the_devices_that_are_meant(api: Api) -> None:
    api.sandbox.add_token("dev-3", "t3", "fcm")
    device = {"type": "profile", "objectId": "dev-3", "profileData": {"identity": "max"}}
    api("/1/upload", {"d": [device]})

    def tokens(**options: Any) -> list[str]:
        before = len(api.sandbox.messages)
        api.create(**PUSH, **options)
        return [message.to for message in api.sandbox.messages[before:]]

    assert len(tokens()) == 1
    assert tokens(devices=["ios"]) == ["t1"]
    assert tokens(devices=["android"]) == ["t3"]
    assert sorted(tokens(send_to_all_devices=True)) == ["t1", "t3"]


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

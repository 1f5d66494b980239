"""Campaigns: what is sent to make one, what is refused before, and how one is followed."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from clevertap_client import (
    AmbiguousDelivery,
    AndroidPush,
    AppInboxContent,
    Campaign,
    CampaignControlGroup,
    CampaignResult,
    CampaignStatus,
    ChromePush,
    CleverTap,
    ConversionGoal,
    ConversionWindow,
    CreatedCampaign,
    CustomControlGroup,
    EmailContent,
    InvalidArgument,
    InvalidCredentials,
    IosPush,
    KeptFor,
    KeptUntil,
    Later,
    NotReady,
    Now,
    PushContent,
    Query,
    RequestRejected,
    SmsContent,
    UnexpectedReply,
    WebhookContent,
    WebPushContent,
    WhatsAppContent,
    WhatsAppHeader,
)
from clevertap_client.testing import Answer, CleverTapSandbox, Reset

from .conftest import Colour, Watch

DESCRIBE: Any = CleverTap("a", "b", region="in1").describe  # also called wrongly
WRONG: Any = ["wrong"]
MAIL = EmailContent(subject="Hello", body="<p>Hello</p>")
PUSH = PushContent(title="Hello", body="You", android=AndroidPush(channel="news"))
NOT_DONE = {"status": "fail", "error": "This target hasn't been completed"}


def made(content: Any = MAIL, **more: Any) -> dict[str, Any]:
    given = {"when": Now(), **more}
    call = DESCRIBE.campaigns.create("Spring", content=content, **given)
    assert call.body is not None
    assert call.path == ("1", "targets", "create.json")
    body: dict[str, Any] = call.body.data
    return body


def test_without_a_query_everybody_is_named_outright() -> None:
    assert made() == {
        "name": "Spring",
        "target_mode": "email",
        "where": {},
        "content": {"subject": "Hello", "body": "<p>Hello</p>"},
        "when": "now",
        "estimate_only": False,
    }


def test_people_are_named_by_a_query_a_mapping_or_a_saved_segment() -> None:
    query = Query("Seen", date(2026, 10, 1), date(2026, 10, 2))
    seen = {"event_name": "Seen", "from": 20261001, "to": 20261002}
    assert made(where=query)["where"] == seen
    assert made(where={"prompt": "who came last week"})["where"] == {"prompt": "who came last week"}
    body = made(segment=42)
    assert body["segment"] == 42
    assert "where" not in body


@pytest.mark.parametrize(
    ("content", "channel", "wanted"),
    [
        (MAIL, "email", {"content": {"subject": "Hello", "body": "<p>Hello</p>"}}),
        (
            SmsContent(body="Hi", more={"unicode": True}),
            "sms",
            {"content": {"body": "Hi", "unicode": True}},
        ),
        (
            WebPushContent(title="T", body="B", chrome=ChromePush(ttl=3)),
            "webpush",
            {"content": {"title": "T", "body": "B", "platform_specific": {"chrome": {"ttl": 3}}}},
        ),
        (
            WhatsAppContent(
                template_name="greet",
                locale="de",
                header=WhatsAppHeader(type="Text", replacements=["you"]),
            ),
            "whatsapp",
            {
                "content": {
                    "message_type": "template",
                    "template_name": "greet",
                    "locale": "de",
                    "header": {"type": "Text", "replacements": ["you"]},
                }
            },
        ),
        (
            WebhookContent(endpoint="crm", fields=["tokens", "identities"], key_values={"k": "v"}),
            "webhook",
            {
                "webhook_endpoint_name": "crm",
                "webhook_fields": ["tokens", "identities"],
                "webhook_key_value": {"k": "v"},
            },
        ),
        (
            AppInboxContent(content={"msg": []}, template_type="simple", tags=["a"]),
            "notificationinbox",
            {"content": {"msg": []}, "template_type": "simple", "tags": ["a"]},
        ),
    ],
)
def test_the_class_of_the_content_is_the_channel(
    content: Any, channel: str, wanted: dict[str, Any]
) -> None:
    body = made(content)
    common = {"name", "target_mode", "where", "when", "estimate_only"}
    assert body["target_mode"] == channel
    assert {key: value for key, value in body.items() if key not in common} == wanted


def test_a_push_says_what_differs_by_platform() -> None:
    content = PushContent(
        title="T",
        body="B",
        ios=IosPush(mutable_content=True, media_url="https://x.example/a.png", key_values={"a": 1}),
        android=AndroidPush(channel="news", enable_rendermax=False),
    )
    body = made(content, devices=["ios", "android"], send_to_all_devices=True)
    assert body["devices"] == ["ios", "android"]
    assert body["send_to_all_devices"] is True
    assert body["content"]["platform_specific"] == {
        "ios": {"mutable-content": "true", "ct_mediaUrl": "https://x.example/a.png", "a": 1},
        "android": {"wzrk_cid": "news", "enable_rendermax": False},
    }


def test_options_are_sent_only_if_they_are_given() -> None:
    goal = ConversionGoal(event="Charged", within="1D")
    body = made(
        PUSH,
        devices=["android"],
        ttl=KeptFor(time=timedelta(hours=2)),
        labels=["spring"],
        respect_throttle=True,
        conversion_goal=goal,
        control_group=CampaignControlGroup(percentage=10),
        users_limit_overall=100,
        skip_estimate=True,
        more={"wzrk_acts": [{"l": "Open"}]},
    )
    assert body["ttl"] == {"ttl_type": "relative", "value": 120}
    assert body["labels"] == ["spring"]
    assert body["respect_throttle"] is True
    assert body["conversion_goal"] == {
        "event_name": "Charged",
        "conversion_time": "1D",
        "filter_type": {},
    }
    assert goal.within is ConversionWindow.DAYS_1
    assert body["control_group"] == {"type": "campaign", "percentage": 10}
    assert body["users_limit_overall"] == 100
    assert body["skip_estimate"] is True
    assert body["wzrk_acts"] == [{"l": "Open"}]
    assert "respect_frequency_caps" not in body
    named = made(control_group=CustomControlGroup(name="Held back"))
    assert named["control_group"] == {"type": "custom", "name": "Held back"}


def test_an_option_that_is_none_is_not_given() -> None:
    options = dict.fromkeys(("app_name", "labels", "more", "respect_throttle", "ttl"))
    assert made(**options) == made()


def test_a_draft_and_an_estimate_say_so() -> None:
    draft = DESCRIBE.campaigns.draft("n", content=MAIL, when=Now())
    assert draft.body is not None
    assert draft.body.data["draft"] is True
    assert "estimate_only" not in draft.body.data
    # Android's channel is asked for by campaigns, not by estimates.
    bare = PushContent(title="T", body="B")
    estimate = DESCRIBE.campaigns.estimate("n", content=bare, devices=["android"])
    assert estimate.body is not None
    assert estimate.body.data["estimate_only"] is True


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"content": {"subject": "x"}}, "content: must be the content of a channel"),
        ({"when": "now"}, "when: must be Now(), a Later or a Recurring"),
        ({"content": PUSH}, "devices: is missing: say where a push goes"),
        ({"content": PUSH, "devices": []}, "devices: must be some of"),
        ({"content": PUSH, "devices": ["tv"]}, "devices: must be some of"),
        ({"content": PUSH, "devices": "ios"}, "devices: must be a list of str"),
        (
            {"content": PushContent(title="T", body="B"), "devices": ["android"]},
            "content: names no notification channel",
        ),
        ({"devices": ["ios"]}, "devices: belongs to PushContent"),
        ({"ttl": KeptFor(time=timedelta(hours=1))}, "ttl: belongs to PushContent"),
        (
            {"content": SmsContent(body="x"), "subscription_groups": ["news"]},
            "subscription_groups: belongs to EmailContent",
        ),
        ({"where": {}, "segment": 5}, "segment: and where are both given"),
        ({"segment": "5"}, "segment: must be the id of a saved segment"),
        ({"segment": 0}, "segment: must be the id of a saved segment"),
        ({"respect_throttle": "false"}, "respect_throttle: must be bool, not str"),
        ({"app_name": True}, "app_name: must be str, not bool"),
        ({"users_limit_overall": True}, "users_limit_overall: must be int, not bool"),
        (
            {"control_group": {"type": "campaign", "percentage": 5}},
            "control_group: must be CustomControlGroup or CampaignControlGroup, not dict",
        ),
        ({"where": 5}, "where: must be a Query"),
        ({"where": {"event_name": " "}}, "where: must be a text"),
        (
            {"where": {"event_name": "x", "from": 20261002, "to": 20261001}},
            "where: has a from date after its to date",
        ),
        ({"labels": "spring"}, "labels: must be a list of str"),
        ({"labels": [""]}, "labels: must be a text"),
        ({"users_limit_per_run": 99}, "users_limit_per_run: must be a whole number from 100 up"),
        ({"more": {"name": "x"}}, "more: says 'name', which is said already"),
        ({"more": "x"}, "more: must be a mapping"),
    ],
)
def test_what_cannot_be_right_is_refused_before_it_is_sent(
    given: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        made(**given)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    "given",
    [
        {"content": PushContent(title="T", body="B"), "more": {"wzrk_cid": "news"}},
        {
            "content": PushContent(
                title="T", body="B", android=AndroidPush(key_values={"wzrk_cid": "news"})
            )
        },
        {
            "content": PushContent(
                title="T",
                body="B",
                more={"platform_specific": {"android": {"wzrk_cid": "news"}}},
            )
        },
    ],
)
def test_the_channel_of_a_push_may_be_said_in_cleverTaps_own_words(given: dict[str, Any]) -> None:
    assert made(**given, devices=["android"])["devices"] == ["android"]


@pytest.mark.parametrize("name", ["", "  ", None])
def test_a_campaign_has_a_name(name: Any) -> None:
    with pytest.raises(InvalidArgument, match="name"):
        DESCRIBE.campaigns.create(name, content=MAIL, when=Now())


def test_an_option_that_there_is_not_is_a_wrong_call() -> None:
    with pytest.raises(TypeError, match="labells"):
        made(labells=["x"])


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: PushContent(title="", body="b"), "title"),
        (lambda: PushContent(title="t", body=" "), "body"),
        (lambda: EmailContent(subject="", body="b"), "subject"),
        (lambda: SmsContent(body=""), "body"),
        (lambda: WebPushContent(title="", body="b"), "title"),
        (lambda: WhatsAppContent(template_name="", locale="en"), "template_name"),
        (lambda: WhatsAppContent(template_name="t", locale="en", body="x"), "replacements"),
        (lambda: WhatsAppContent(template_name="t", locale="en", buttons="x"), "buttons"),
        (lambda: WhatsAppContent(template_name="t", locale="en", buttons=["x"]), "buttons"),
        (lambda: WebhookContent(endpoint=""), "endpoint"),
        (lambda: ChromePush(buttons=WRONG), "buttons"),
        (lambda: EmailContent(subject="s", body="b", more=WRONG), "more"),
        (lambda: EmailContent(subject="s", body="b", more={"": 1}), "more"),
        (lambda: EmailContent(subject="s", body="b", more={"body": 1}).to_wire(), "more"),
        (lambda: ConversionGoal(event="", within="1D"), "event"),
        (lambda: CustomControlGroup(name=""), "name"),
        (lambda: CampaignControlGroup(percentage=101), "percentage"),
        (lambda: KeptFor(time=timedelta(seconds=90)), "time"),
        (lambda: KeptUntil(day=date(2026, 12, 1), at=time(1, 2, 3)), "at"),
    ],
)
def test_contents_say_what_they_lack(make: Any, name: str) -> None:
    with pytest.raises(InvalidArgument, match=f"^{name}: "):
        make()


def test_contents_are_values_that_do_not_show_their_texts() -> None:
    assert EmailContent(subject="Hello", body="<p>Hello</p>") == MAIL
    assert hash(MAIL) == hash(EmailContent(subject="Hello", body="<p>Hello</p>"))
    assert pickle.loads(pickle.dumps(PUSH)) == PUSH
    assert "Hello" not in repr(MAIL)
    call = DESCRIBE.campaigns.create("n", content=MAIL, when=Now())
    assert pickle.loads(pickle.dumps(call)) == call


def test_what_was_made_has_an_id(sandbox: CleverTapSandbox, colour: Colour) -> None:
    campaigns = colour.client(sandbox).campaigns
    body = {"status": "success", "id": 1712345678, "estimates": {"ios": 3, "web": "many"}}
    sandbox.fail(Answer.json(body), times=3)
    wanted = CreatedCampaign(id=1712345678, estimates={"ios": 3})
    assert colour.run(campaigns.create("n", content=MAIL, when=Now())) == wanted
    assert colour.run(campaigns.draft("n", content=MAIL, when=Now())) == wanted
    assert colour.run(campaigns.estimate("n", content=MAIL)).total == 3


def test_making_one_is_not_repeated_blindly_and_the_rest_is(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    campaigns = colour.client(sandbox).campaigns
    sandbox.fail(Reset())
    with pytest.raises(AmbiguousDelivery):
        colour.run(campaigns.create("n", content=MAIL, when=Now()))
    assert len(sandbox.journal) == 1
    done = Answer.json({"status": "success", "estimates": {}, "targets": [], "result": {}})
    calls: list[Callable[[], Any]] = [
        lambda: campaigns.estimate("n", content=MAIL),
        lambda: campaigns.list(date(2026, 1, 1), date(2026, 1, 2)),
        lambda: campaigns.result(1),
        lambda: campaigns.stop(1),
    ]
    for call in calls:
        sandbox.fail(Reset())
        sandbox.fail(done)
        colour.run(call())


def test_three_are_made_in_a_second_and_the_next_ones_wait(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    watch = Watch()
    client = colour.client(sandbox, clock=watch.clock)
    sandbox.fail(
        Answer.json({"status": "success", "id": 1, "estimates": {}, "targets": []}), times=20
    )
    for number in range(7):
        make = client.campaigns.estimate if number % 2 else client.with_raw_response.campaigns.draft
        colour.run(make("n", content=MAIL, when=Now()))
        colour.run(client.campaigns.list(date(2026, 1, 1), date(2026, 1, 2)))
    assert watch.pauses == [1, 1]


def test_side_by_side_they_are_not_made_faster(sandbox: CleverTapSandbox) -> None:
    watch = Watch()
    sandbox.fail(Answer.json({"status": "success", "estimates": {}}), times=5)
    options: dict[str, Any] = {"base_url": sandbox.url, "clock": watch.clock}
    with (
        CleverTap(sandbox.account_id, sandbox.passcode, **options) as client,
        ThreadPoolExecutor(5) as threads,
    ):
        made = [threads.submit(client.campaigns.estimate, "n", content=MAIL) for _ in range(5)]
        assert [one.result().total for one in made] == [0] * 5
    # The last two wait, each for itself or one for both.
    assert watch.pauses in ([1], [1, 1])


def test_campaigns_are_listed_by_the_days_on_which_they_start(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    rows = [
        {"id": 1, "name": "One", "scheduled_on": 202601021530, "status": "completed"},
        {"id": 2, "status": "asleep", "new": True},
    ]
    sandbox.fail(Answer.json({"status": "success", "targets": rows}))
    campaigns = colour.client(sandbox).campaigns
    one, two = colour.run(campaigns.list(date(2026, 1, 2), date(2026, 1, 2)))
    assert sandbox.journal[-1].request.json() == {"from": 20260102, "to": 20260102}
    assert one == Campaign(
        id=1, name="One", scheduled_on=202601021530, status=CampaignStatus.COMPLETED
    )
    assert two.status is not None
    assert not two.status.is_known


def test_days_are_dates_in_order() -> None:
    with pytest.raises(InvalidArgument, match="end: lies before start"):
        DESCRIBE.campaigns.list(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(InvalidArgument, match="start: must be a date"):
        DESCRIBE.campaigns.list(datetime(2026, 1, 2, tzinfo=UTC), date(2026, 1, 3))


@pytest.mark.parametrize("campaign", [0, -1, True, "", "x1", None, 1.5])
def test_a_campaign_is_named_by_a_number(campaign: Any) -> None:
    for method in (DESCRIBE.campaigns.result, DESCRIBE.campaigns.stop):
        with pytest.raises(InvalidArgument, match="campaign"):
            method(campaign)


@pytest.mark.parametrize("campaign", [7, "7", Campaign(id=7), CreatedCampaign(id=7)])
def test_or_by_what_was_made_or_listed(campaign: Any) -> None:
    assert DESCRIBE.campaigns.stop(campaign) == DESCRIBE.campaigns.stop(7)


def test_numbers_that_are_not_known_are_kept(sandbox: CleverTapSandbox, colour: Colour) -> None:
    result = {"sent": 9, "clicked": None, "delivered": 8}
    sandbox.fail(Answer.json({"status": "success", "result": result}))
    campaigns = colour.client(sandbox).campaigns
    assert colour.run(campaigns.result(1)) == CampaignResult(sent=9, more={"delivered": 8})
    sandbox.fail(Answer.json({"status": "success"}))
    with pytest.raises(UnexpectedReply, match="result"):
        colour.run(campaigns.result(1))


@pytest.mark.parametrize(
    "answer",
    [
        Answer.json(NOT_DONE),
        Answer.json(NOT_DONE, 409),
        Answer.json({"status": "fail", "error": "No result as of yet"}, 500),
    ],
)
def test_a_campaign_is_watched_until_it_is_done(
    sandbox: CleverTapSandbox, colour: Colour, answer: Answer
) -> None:
    watch = Watch()
    client = colour.client(sandbox, clock=watch.clock)
    sandbox.fail(answer, times=3 if answer.status != 500 else 9)
    sandbox.fail(Answer.json({"status": "fail", "error": "Too many"}, 429), times=3)
    sandbox.fail(Answer.json({"status": "success", "result": {"sent": 2, "clicked": 1}}))
    result = colour.run(client.campaigns.watch(7))
    assert (result.sent, result.clicked) == (2, 1)
    assert [pause for pause in watch.pauses if pause] == [2, 4, 8, 16]


def test_the_watch_ends_at_its_deadline(sandbox: CleverTapSandbox, colour: Colour) -> None:
    watch = Watch()
    client = colour.client(sandbox, clock=watch.clock)
    sandbox.fail(Answer.json(NOT_DONE), times=99)
    with pytest.raises(NotReady):
        colour.run(client.campaigns.watch(7, deadline=200))
    assert watch.pauses == [2, 4, 8, 16, 32, 60, 60, 18]
    with pytest.raises(InvalidArgument, match="deadline"):
        colour.run(client.campaigns.watch(7, deadline=float("nan")))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer.json({"status": "fail", "error": "No such campaign"}), RequestRejected),
        (Answer.json({"status": "fail", "error": "Invalid Credentials"}, 401), InvalidCredentials),
    ],
)
def test_and_at_what_waiting_does_not_mend(
    sandbox: CleverTapSandbox, colour: Colour, answer: Answer, error: type[Exception]
) -> None:
    sandbox.fail(answer)
    with pytest.raises(error):
        colour.run(colour.client(sandbox).campaigns.watch(7))
    assert len(sandbox.journal) == 1


def test_a_later_campaign_is_sent_later() -> None:
    assert made(when=Later(date(2027, 2, 3), time(4, 5)))["when"] == "20270203 04:05"
    assert made(when={"type": "later", "new": 1})["when"] == {"type": "later", "new": 1}

"""Messages to named users, and campaigns that wait for a call."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from clevertap_client import (
    AmbiguousDelivery,
    AsyncCleverTap,
    CleverTap,
    CustomerSegment,
    Email,
    EmailContent,
    Fbid,
    Gpid,
    Hooks,
    InvalidArgument,
    NewSegment,
    NotAllowed,
    ObjectId,
    PushContent,
    Queued,
    Recipient,
    RequestRejected,
    RetryPolicy,
    SegmentChange,
    SendResult,
    SmsContent,
    TooManyRequests,
    WebPushContent,
    partial_of,
)
from clevertap_client.testing import Answer, CleverTapSandbox, Reset, Stall

from .conftest import Colour

DESCRIBE: Any = CleverTap("a", "b", region="in1").describe  # also called wrongly
WRONG: Any = ["wrong"]
FBID: Any = Fbid("f1")
MAIL = EmailContent(subject="Hello", body="<p>Hello</p>")
QUEUED = Answer.json({"status": "success", "message": "Added to queue for processing"})


def sent(call: Any) -> Any:
    return call.body.data


def test_users_are_named_by_what_they_are() -> None:
    users: list[Recipient] = ["kim", ObjectId("o1"), Email("a@x.example"), Fbid("f1"), Gpid("g1")]
    call = DESCRIBE.messages.send_email([*users, "+4915112345678"], content=MAIL)
    assert sent(call) == {
        "to": {
            "Identity": ["kim", "+4915112345678"],
            "objectId": ["o1"],
            "Email": ["a@x.example"],
            "FBID": ["f1"],
            "GPID": ["g1"],
        },
        "content": {"subject": "Hello", "body": "<p>Hello</p>"},
    }
    assert not call.idempotent
    assert "x.example" not in repr(call)


def test_one_user_needs_no_list() -> None:
    assert sent(DESCRIBE.messages.send_email("kim", content=MAIL))["to"] == {"Identity": ["kim"]}
    one = DESCRIBE.messages.send_email(Email("a@x.example"), content=MAIL)
    assert sent(one)["to"] == {"Email": ["a@x.example"]}


def test_each_channel_has_its_path() -> None:
    push = PushContent(title="T", body="B")
    messages = DESCRIBE.messages
    calls = (
        messages.send_push("u", content=push),
        messages.send_email("u", content=MAIL),
        messages.send_sms("u", content=SmsContent(body="Hi")),
        messages.send_webpush("u", content=WebPushContent(title="T", body="B")),
    )
    assert [call.path[-1] for call in calls] == [
        "push.json",
        "email.json",
        "sms.json",
        "webpush.json",
    ]


def test_options_are_sent_only_if_they_are_given() -> None:
    call = DESCRIBE.messages.send_sms(
        "u",
        content=SmsContent(body="Hi"),
        provider_nick_name="Main",
        tag_group="bookings",
        campaign_id=5,
        respect_frequency_caps=False,
        more={"respect_communication_preference": True},
    )
    assert {key: value for key, value in sent(call).items() if key not in {"to", "content"}} == {
        "provider_nick_name": "Main",
        "tag_group": "bookings",
        "campaign_id": 5,
        "respect_frequency_caps": False,
        "respect_communication_preference": True,
    }


@pytest.mark.parametrize(
    ("to", "given", "problem"),
    [
        ([], {}, "to: names nobody"),
        (5, {}, "to: must be a user, or a list of users"),
        ({"Identity": ["u"]}, {}, "to: must be a user, or a list of users"),
        ([5], {}, "user: must be text"),
        ([" u"], {}, "user: begins or ends with a space"),
        ([f"u{n}" for n in range(1001)], {}, "to: must be at most 1000 users, not 1001"),
        ("u", {"content": SmsContent(body="x")}, "content: must be of the class EmailContent"),
        ("u", {"tag_group": ""}, "tag_group: must be a text"),
        ("u", {"respect_frequency_caps": 0}, "respect_frequency_caps: must be bool, not int"),
        ("u", {"campaign_id": True}, "campaign_id: must be int or str, not bool"),
        ("u", {"more": {"content": 1}}, "more: says 'content', which is said already"),
    ],
)
def test_what_cannot_be_right_is_refused_before_it_is_sent(
    to: Any, given: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        DESCRIBE.messages.send_email(to, **{"content": MAIL, **given})
    assert str(caught.value).startswith(problem)


def test_who_delivers_is_a_matter_of_mails_and_text_messages() -> None:
    push = PushContent(title="T", body="B")
    with pytest.raises(InvalidArgument, match="provider_nick_name: belongs to mails"):
        DESCRIBE.messages.send_push("u", content=push, provider_nick_name="Main")
    with pytest.raises(TypeError, match="tag_groop"):
        DESCRIBE.messages.send_push("u", content=push, tag_groop="x")


def test_what_was_taken_says_so_and_what_was_not_is_an_error(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    messages = colour.client(sandbox).messages
    sandbox.fail(QUEUED)
    assert colour.run(messages.send_email("u", content=MAIL)) == Queued(
        message="Added to queue for processing"
    )
    sandbox.fail(Answer.json({"status": "fail", "error": "No provider", "code": 17}))
    with pytest.raises(RequestRejected, match="No provider"):
        colour.run(messages.send_email("u", content=MAIL))
    sandbox.fail(Reset())
    with pytest.raises(AmbiguousDelivery):
        colour.run(messages.send_email("u", content=MAIL))


def test_many_users_get_it_a_thousand_at_a_time(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(QUEUED, times=9)
    users = [f"u{n}" for n in range(2500)]
    result = colour.run(colour.client(sandbox).messages.send((u for u in users), content=MAIL))
    assert (result.queued, result.complete) == (2500, True)
    assert result.raise_for_failed() is result
    told = [entry.request.json()["to"]["Identity"] for entry in sandbox.journal]
    assert sorted(map(len, told)) == [500, 1000, 1000]
    assert sorted(user for batch in told for user in batch) == sorted(users)


def test_who_is_named_twice_gets_it_once(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(QUEUED, times=9)
    users = ["u1", ObjectId("u1"), *(f"u{n}" for n in range(1200)), "u1"]
    result = colour.run(colour.client(sandbox).messages.send(users, content=MAIL))
    told = [entry.request.json()["to"] for entry in sandbox.journal]
    assert result.queued == 1201
    assert sum(to["Identity"].count("u1") for to in told) == 1
    assert [to["objectId"] for to in told if "objectId" in to] == [["u1"]]


def test_of_many_nobody_is_lost_when_a_batch_fails(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    users = [f"u{n}" for n in range(4001)]
    client = colour.client(sandbox, retry=RetryPolicy(retries=0))
    refused = Answer.json({"status": "fail", "error": "Too many concurrent requests"}, 429)
    for bad, kind in ((Reset(), AmbiguousDelivery), (refused, TooManyRequests)):
        sandbox.fail(QUEUED)
        sandbox.fail(bad)
        result = colour.run(client.messages.send(users, content=MAIL, in_flight=1))
        assert result.queued == 1000
        (lost,) = result.in_doubt if kind is AmbiguousDelivery else result.failed
        assert lost.users == tuple(users[1000:2000])
        assert result.left == tuple(users[2000:])
        assert not result.complete
        with pytest.raises(kind):
            result.raise_for_failed()
        assert "u1500" not in repr(result)


def test_of_many_nobody_is_lost_when_it_is_cancelled(sandbox: CleverTapSandbox) -> None:
    users = [f"u{n}" for n in range(5000)]
    sandbox.fail(QUEUED)
    sandbox.fail(Stall(20), times=2)

    async def go() -> SendResult | None:
        third = asyncio.Event()
        requests = iter([lambda: None, lambda: None, third.set])
        hooks = Hooks(on_request=lambda request, attempt: next(requests)())
        async with AsyncCleverTap(
            sandbox.account_id, sandbox.passcode, base_url=sandbox.url, hooks=hooks
        ) as client:
            task = asyncio.create_task(client.messages.send(users, content=MAIL))
            await third.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
        assert partial_of(caught.value) is None  # it was no upload
        return partial_of(caught.value, SendResult)

    result = asyncio.run(go())
    assert result is not None
    assert (result.queued, len(result.unanswered), len(result.left)) == (1000, 2000, 2000)
    assert result.left == tuple(users[3000:])
    assert set(result.unanswered) < set(users[:3000])
    assert not result.complete


def test_nothing_is_sent_if_anything_is_wrong(sandbox: CleverTapSandbox, colour: Colour) -> None:
    messages = colour.client(sandbox).messages
    for to, more in (
        (["u"] * 1500 + [""], {}),
        (["u"], {"in_flight": 4}),
        (["u"], {"content": "text"}),
    ):
        with pytest.raises(InvalidArgument):
            colour.run(messages.send(to, **{"content": MAIL, **more}))
    assert not sandbox.journal


def test_triggers_spell_users_their_own_way() -> None:
    fire, several = DESCRIBE.external_triggers.fire, DESCRIBE.external_triggers.fire_several
    call = fire(1750000001, "kim", {"when": "Friday", "items": [{"name": "Shoe", "price": 5.5}]})
    assert call.path == ("1", "send", "externaltrigger.json")
    assert not call.idempotent
    assert sent(call) == {
        "to": {"identity": ["kim"]},
        "campaign_id": "1750000001",
        "ExternalTrigger": {"when": "Friday", "items": [{"name": "Shoe", "price": 5.5}]},
    }
    call = several(["1", 2], [ObjectId("o1"), ObjectId("o2")])
    assert call.path == ("2", "send", "externaltrigger.json")
    assert sent(call) == {
        "to": {"objectId": ["o1", "o2"]},
        "campaign_id_list": [1, 2],
        "ExternalTrigger": {},
    }


@pytest.mark.parametrize(
    ("campaigns", "to", "properties", "problem"),
    [
        ([], "u", {}, "campaigns: must hold at least 1"),
        ([1, 2, 3, 4, 5, 6], "u", {}, "campaigns: must hold at most 5, not 6"),
        (["x"], "u", {}, "campaign: must be the id of a campaign"),
        ([1], ["u", Email("a@x.example")], {}, "to: mixes identity and email: fire once for each"),
        ([1], Fbid("f"), {}, "to: takes no Fbid here"),
        ([1], [], {}, "to: names nobody"),
        ([1], "u", {"when": datetime(2026, 1, 1, tzinfo=UTC)}, "when: is a datetime: send text"),
        ([1], "u", {"a": [{"b": date(2026, 1, 1)}]}, "a.b: is a date: send text"),
        ([1], "u", {"share": float("nan")}, "ExternalTrigger.share: must be a finite number"),
        ([1], "u", ["x"], "properties: must be a mapping"),
    ],
)
def test_a_trigger_that_cannot_be_right_is_refused(
    campaigns: Any, to: Any, properties: Any, problem: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        DESCRIBE.external_triggers.fire_several(campaigns, to, properties)
    assert str(caught.value).startswith(problem)


def test_a_trigger_is_not_fired_again_blindly(sandbox: CleverTapSandbox, colour: Colour) -> None:
    triggers = colour.client(sandbox).external_triggers
    sandbox.fail(QUEUED)
    assert colour.run(triggers.fire(1, "u")).message.startswith("Added")
    sandbox.fail(Reset())
    with pytest.raises(AmbiguousDelivery):
        colour.run(triggers.fire_several([1, 2], "u"))
    assert len(sandbox.journal) == 2


def test_a_business_event_is_announced(sandbox: CleverTapSandbox, colour: Colour) -> None:
    bulletins = colour.client(sandbox).bulletins
    sandbox.fail(Answer.json({"status": "success", "new": 1}))
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    answer = colour.run(
        bulletins.announce("Released", "Two", {"id": "2"}, by="ops@x.example", at=at)
    )
    assert answer == {"status": "success", "new": 1}
    assert sandbox.journal[-1].request.json() == {
        "business_event": "Released",
        "name": "Two",
        "properties": {"id": "2"},
        "c-by": "ops@x.example",
        "when": int(at.timestamp()),
    }
    for given in (
        {"business_event": ""},
        {"name": " "},
        {"properties": {"id": 2}},
        {"by": "ops"},
        {"at": datetime.combine(date(2026, 12, 1), at.time())},
    ):
        wrong = {
            "business_event": "Released",
            "name": "Two",
            "properties": {},
            "by": "ops@x.example",
            **given,
        }
        with pytest.raises(InvalidArgument):
            DESCRIBE.bulletins.announce(**wrong)


def test_segments_are_made_and_filled(sandbox: CleverTapSandbox, colour: Colour) -> None:
    segments = colour.client(sandbox).segments
    sandbox.fail(Answer.json([{"ct_segment_id": "1"}]), times=2)
    made = colour.run(segments.create(NewSegment("Gold", "g1"), NewSegment("Silver", "s1")))
    assert made == [{"ct_segment_id": "1"}]
    entry = sandbox.journal[-1].request
    assert entry.path == "/api/createSegment"
    assert entry.json() == [
        {"segment_name": "Gold", "customer_segment_id": "g1"},
        {"segment_name": "Silver", "customer_segment_id": "s1"},
    ]
    change = SegmentChange(
        ["kim", ObjectId("o1")], add_to=CustomerSegment("g1"), remove_from=["17", "18"]
    )
    colour.run(segments.update(change, SegmentChange("lee", add_to="17")))
    assert sandbox.journal[-1].request.json() == {
        "bulk_profiles": [
            {
                "user_profiles": [{"identity": "kim"}, {"guid": "o1"}],
                "segments": [
                    {"customer_segment_id": "g1", "action": "ADD"},
                    {"ct_segment_id": "17", "action": "REMOVE"},
                    {"ct_segment_id": "18", "action": "REMOVE"},
                ],
            },
            {
                "user_profiles": [{"identity": "lee"}],
                "segments": [{"ct_segment_id": "17", "action": "ADD"}],
            },
        ]
    }
    assert "kim" not in repr(change)
    sandbox.fail(Answer.json({"status": "fail", "error": "Not enabled"}, 403))
    with pytest.raises(NotAllowed):
        colour.run(segments.update(change))


@pytest.mark.parametrize(
    "make",
    [
        lambda: DESCRIBE.segments.create(),
        lambda: DESCRIBE.segments.create(*WRONG),
        lambda: DESCRIBE.segments.update(),
        lambda: DESCRIBE.segments.update(SegmentChange(["u"] * 101, add_to="1")),
        lambda: NewSegment("", "g1"),
        lambda: CustomerSegment(" "),
        lambda: SegmentChange([], add_to="1"),
        lambda: SegmentChange("u"),
        lambda: SegmentChange("u", add_to=""),
        lambda: SegmentChange(FBID, add_to="1"),
    ],
)
def test_a_segment_that_cannot_be_right_is_refused(make: Any) -> None:
    with pytest.raises(InvalidArgument):
        make()

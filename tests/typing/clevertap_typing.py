# pyright: reportUnnecessaryTypeIgnoreComment=true
"""What type-checkers say of a user's code. Nothing here is run.

An ignore in this file states that the line is an error; one that is not needed fails the check.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from datetime import date, datetime
from typing import Any, assert_type

from api_client_core.steps import Operation
from clevertap_client import (
    Add,
    AndroidPush,
    AsyncCleverTap,
    Call,
    Campaign,
    CampaignEstimate,
    CampaignResult,
    CleverTap,
    CreatedCampaign,
    Decrement,
    Delete,
    Email,
    EmailContent,
    EventRecord,
    EventSummary,
    Fbid,
    Gpid,
    Increment,
    IosPush,
    Later,
    Limits,
    Nested,
    Now,
    ObjectId,
    Profile,
    ProfileProperty,
    ProfileRecord,
    PushContent,
    Queued,
    Record,
    Recurring,
    Refused,
    Remove,
    Response,
    SendResult,
    SmsContent,
    TokenRecord,
    UploadReply,
    UploadResult,
    WebPushKeys,
    partial_of,
    record_from_wire,
)
from clevertap_client.liquid import Finding, PropertiesRead, lint, properties_read, render

RECORD = EventRecord("Seen", "u", {"text": "x", "number": 1, "flag": True, "share": 0.5})


def walk() -> Iterator[Record]:
    yield RECORD


async def awalk() -> AsyncIterator[Record]:
    yield RECORD


def blocking(client: CleverTap) -> None:
    assert_type(client.uploads.send([RECORD]), UploadResult)
    assert_type(client.uploads.send(walk(), in_flight=2, progress=print), UploadResult)
    assert_type(client.uploads.send([RECORD], resend_in_doubt=True, patience=0), UploadResult)
    assert_type(client.limits, Limits)
    assert_type(client.uploads.validate((RECORD,)).raise_for_refused(), UploadResult)
    assert_type(client.uploads.batch([RECORD]), UploadReply)
    assert_type(client.profiles.get(Email("a@b.example")), Profile)
    assert_type(client.profiles.find(ObjectId("o")), Profile | None)
    assert_type(client.profiles.get("u").events, Mapping[str, EventSummary])
    assert_type(client.with_raw_response.uploads.batch([RECORD]), Response[UploadReply])
    call = client.describe.uploads.batch([RECORD])
    _call = assert_type(call, Call[UploadReply])
    operation = client.describe.uploads.send([RECORD])
    _operation = assert_type(operation, Operation[UploadResult])
    assert_type(client.with_options(timeout=3.0), CleverTap)


async def awaiting(client: AsyncCleverTap) -> None:
    promise = client.uploads.batch([RECORD])
    _promise = assert_type(promise, Coroutine[Any, Any, UploadReply])
    assert_type(await promise, UploadReply)
    assert_type(await client.uploads.send(awalk()), UploadResult)
    assert_type(await client.profiles.find("u"), Profile | None)
    assert_type(await client.with_raw_response.profiles.get("u"), Response[Profile])
    # A forgotten await is an error.
    client.uploads.send([RECORD])  # type: ignore[unused-coroutine]
    print(client.profiles.get("u").email)  # type: ignore[attr-defined]


def results(result: UploadResult, error: BaseException) -> None:
    assert_type(result.refused, tuple[Refused, ...])
    assert_type(result.in_doubt, tuple[EventRecord | ProfileRecord | TokenRecord, ...])
    assert_type(result.refused[0].record, EventRecord | ProfileRecord | TokenRecord | None)
    assert_type(result.refused[0].code, int | str)
    assert_type(partial_of(error), UploadResult | None)
    assert_type(partial_of(error, SendResult), SendResult | None)


def records(now: datetime) -> None:
    assert_type(record_from_wire({}), EventRecord | ProfileRecord | TokenRecord)
    assert_type(RECORD.at, datetime | None)
    assert_type(RECORD.fires_live_campaign(now), bool)
    EventRecord("Charged", "u", {"Items": [{"sku": "a", "price": 1.5}]}, at=now)
    ProfileRecord("u", {"tags": ["a"], "more": {"$add": ["b"]}, "n": {"$incr": 1}})
    EventRecord("Seen", 5)  # type: ignore[arg-type]
    EventRecord("Seen", Email("a@b.example"))  # type: ignore[arg-type]
    EventRecord("Seen", "u", {"x": None})  # type: ignore[dict-item]
    EventRecord("Seen", "u", {"x": {"y": 1}})  # type: ignore[dict-item]
    EventRecord("Seen", "u", at="now")  # type: ignore[arg-type]
    EventRecord("Seen", "u", {}, now)  # type: ignore[call-arg]
    RECORD.name = "Other"  # type: ignore[misc]
    operators: dict[str, ProfileProperty] = {"a": Add("x"), "b": Remove(["x", "y"]), "c": Delete()}
    ProfileRecord(
        "u", {**operators, "d": Increment(), "e": Decrement(2.5), "f": Nested({"a": [1]})}
    )
    ProfileRecord("u", {"a": Increment("1")})  # type: ignore[arg-type]
    EventRecord("Seen", "u", {"a": Add("x")})  # type: ignore[dict-item]
    EventRecord("Seen", "u", {"a": Nested({"b": 1})}, limits=Limits(nested_levels=2))


def purchases(now: datetime) -> None:
    bought = EventRecord.charged("u", 9.5, [{"sku": "a", "n": 2}], {"gift": True}, currency="EUR")
    assert_type(bought, EventRecord)
    EventRecord.charged(ObjectId("o"), 9, charged_id=7, at=now, limits=Limits(charged_items=300))
    EventRecord.charged("u", "9.50")  # type: ignore[arg-type]
    EventRecord.charged("u", 9, [{"sku": {"a": 1}}])  # type: ignore[dict-item]
    EventRecord.charged("u", 9, [["a"]])  # type: ignore[list-item]
    EventRecord.charged("u", ObjectId("o"), 9)  # type: ignore[arg-type]


def identifiers() -> None:
    # One identifier, and for a token the device's.
    EventRecord("Seen", "u", ObjectId("o"))  # type: ignore[arg-type]
    EventRecord("Seen", ("u", ObjectId("o")))  # type: ignore[arg-type]
    EventRecord("Seen", user="u", object_id="o")  # type: ignore[call-arg]
    ProfileRecord(ObjectId("o"), Gpid("g"))  # type: ignore[arg-type]
    ProfileRecord([Fbid("f"), Gpid("g")], {"a": 1})  # type: ignore[arg-type]
    TokenRecord(ObjectId("o"), "t", "fcm")
    TokenRecord(ObjectId("o"), "t", "chrome", keys=WebPushKeys(p256dh="p", auth="a"))
    TokenRecord("u", "t", "fcm")  # type: ignore[arg-type]
    TokenRecord(Gpid("g"), "t", "fcm")  # type: ignore[arg-type]
    TokenRecord(ObjectId("o"), "t", "fcm", identity="u")  # type: ignore[call-arg]
    TokenRecord(ObjectId("o"), "t", "webpush")  # type: ignore[arg-type]


def campaigns(client: CleverTap, when: Now | Later | Recurring, mapping: dict[str, int]) -> None:
    mail = EmailContent(subject="Hello", body="Hello")
    push = PushContent(title="Hello", body="Hello", android=AndroidPush(channel="news"))
    make = client.campaigns
    assert_type(make.create("n", content=mail, when=when), CreatedCampaign)
    assert_type(make.create("n", content=push, when=when, devices=["ios"]), CreatedCampaign)
    assert_type(make.draft("n", content=mail, when={"type": "now"}), CreatedCampaign)
    assert_type(make.estimate("n", content=mail, labels=["a"]), CampaignEstimate)
    assert_type(make.list(date(2026, 1, 1), date(2026, 1, 2)), tuple[Campaign, ...])
    assert_type(make.watch(7, deadline=60), CampaignResult)
    assert_type(make.stop(7), None)
    # A channel that there is not.
    make.create("n", content=mapping, when=when)  # type: ignore[arg-type]
    make.create("n", content=FaxContent(), when=when)  # type: ignore[arg-type]
    make.create("n", content=mail)  # type: ignore[call-arg]
    make.create("n", content=mail, when="now")  # type: ignore[arg-type]
    make.create("n", content=mail, when=when, labells=["a"])  # type: ignore[call-arg]
    make.create("n", content=mail, when=when, users_limit_overall="9")  # type: ignore[arg-type]
    EmailContent(subject="Hello")  # type: ignore[call-arg]
    PushContent(title="Hello", body="Hello", android=IosPush())  # type: ignore[arg-type]


class FaxContent:
    """Of a channel that CleverTap does not have."""


async def messages(client: AsyncCleverTap) -> None:
    sms = SmsContent(body="Hello")
    send = client.messages
    assert_type(await send.send_sms(["u", Email("a@b.example")], content=sms), Queued)
    assert_type(await send.send("u", content=sms), SendResult)
    assert_type(await client.external_triggers.fire(7, "u", {"a": [{"b": 1}]}), Queued)
    await send.send_email("u", content=sms)  # type: ignore[arg-type]
    await send.send(5, content=sms)  # type: ignore[arg-type]
    await send.send("u", content=FaxContent())  # type: ignore[arg-type]
    await client.external_triggers.fire(7, Fbid("f"))  # type: ignore[arg-type]
    await client.external_triggers.fire(7, "u", {"at": date(2026, 1, 1)})  # type: ignore[dict-item]


def templates() -> None:
    assert_type(properties_read("x"), PropertiesRead)
    assert_type(lint("x", ["a"]), tuple[Finding, ...])
    assert_type(render("x", event=RECORD), str)

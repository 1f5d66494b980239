"""Deliveries: what is believed, what is not, and why."""

from __future__ import annotations

import inspect
import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from calendly_client import (
    BodyTooLarge,
    InvalidArgument,
    InvalidHeader,
    Invitee,
    InviteePayload,
    Secret,
    StaleTimestamp,
    UnknownPayload,
    UnreadablePayload,
    WebhookError,
    WebhookEvent,
    WrongSignature,
    webhooks,
)
from calendly_client.testing import sample_delivery

KEY = "test-key-1"
BODY = b'{"event":"invitee.created","n":1}'
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
SIGNED = "1ca6ae5b8a4dd689fa2b7c58603cb0647ce9d7182d004c8c7291ae7a333c9d90"
HEADER = f"t=1791192600,v1={SIGNED}"


def test_a_signature_is_what_calendly_documents() -> None:
    assert webhooks.sign(BODY, KEY, AT) == HEADER
    assert webhooks.verify(BODY, HEADER, KEY, now=AT) == AT


def test_keys_may_be_several_while_one_replaces_another() -> None:
    for keys in (KEY, Secret(KEY), ["new", KEY], (Secret("new"), Secret(KEY))):
        assert webhooks.verify(BODY, HEADER, keys, now=AT) == AT
    with pytest.raises(WrongSignature):
        webhooks.verify(BODY, HEADER, ["new", "newer"], now=AT)


def test_any_of_several_signatures_will_do() -> None:
    other = "0" * 64
    for header in (f"{HEADER},v1={other}", f"t=1791192600,v1={other},v1={SIGNED},v2=x,v0="):
        assert webhooks.verify(BODY, header, KEY, now=AT) == AT


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=1791192600",
        f"v1={SIGNED}",
        f"t=1791192600;v1={SIGNED}",
        f"t=1791192600, v1={SIGNED}",
        f" t=1791192600,v1={SIGNED}",
        f"t=1791192600,v1={SIGNED},",
        f"t=1791192600,t=1791192600,v1={SIGNED}",
        f"t=,v1={SIGNED}",
        f"t=-1,v1={SIGNED}",
        f"t=1791192600.0,v1={SIGNED}",
        f"t=1_791192600,v1={SIGNED}",
        f"t=\u06617\u06691192600,v1={SIGNED}",
        f"t=1791192600\n,v1={SIGNED}",
        f"t=179119260000,v1={SIGNED}",
        f"T=1791192600,V1={SIGNED}",
        f"t=1791192600,v1={SIGNED.upper()}",
        f"t=1791192600,v1={SIGNED[:-1]}",
        f"t=1791192600,v1={SIGNED}0",
        f"t=1791192600,v1={SIGNED[:-1]}é",
        f"t=1791192600,v1={SIGNED}," + "x=1," * 400 + "x=1",
        "\ud800",
    ],
)
def test_a_header_that_is_not_just_so_is_refused(header: str | None) -> None:
    with pytest.raises(InvalidHeader):
        webhooks.verify(BODY, header, KEY, now=AT)


def test_a_missing_header_hints_at_the_subscription() -> None:
    with pytest.raises(InvalidHeader, match="the subscription may have no signing key"):
        webhooks.verify(BODY, None, KEY)


@pytest.mark.parametrize("body", [BODY + b" ", BODY.replace(b"1", b"2"), b"", BODY[:-1]])
def test_a_changed_body_is_refused(body: bytes) -> None:
    with pytest.raises(WrongSignature):
        webhooks.verify(body, HEADER, KEY, now=AT)


def test_the_time_is_signed_too() -> None:
    with pytest.raises(WrongSignature):
        webhooks.verify(BODY, HEADER.replace("1791192600", "1791192601"), KEY, now=AT)
    with pytest.raises(WrongSignature):
        webhooks.verify(BODY, HEADER.replace("t=1", "t=01"), KEY, now=AT)


@pytest.mark.parametrize("away", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_the_skew_is_bounded_both_ways(away: timedelta) -> None:
    assert webhooks.verify(BODY, HEADER, KEY, now=AT + away) == AT
    beyond = away * 1.01
    with pytest.raises(StaleTimestamp, match=r"signed 303 s (ago|ahead)"):
        webhooks.verify(BODY, HEADER, KEY, now=AT + beyond)
    assert webhooks.verify(BODY, HEADER, KEY, now=AT + beyond, tolerance=None) == AT


def test_a_tolerance_of_zero_is_strict_and_only_none_switches_it_off() -> None:
    zero = timedelta(0)
    assert webhooks.verify(BODY, HEADER, KEY, now=AT, tolerance=zero) == AT
    with pytest.raises(StaleTimestamp):
        webhooks.verify(BODY, HEADER, KEY, now=AT + timedelta(seconds=1), tolerance=zero)


def test_by_default_the_machines_clock_decides() -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    assert webhooks.verify(BODY, webhooks.sign(BODY, KEY, now), KEY) == now
    with pytest.raises(StaleTimestamp):
        webhooks.verify(BODY, webhooks.sign(BODY, KEY, AT - timedelta(days=365)), KEY)


def test_the_signature_is_judged_before_the_time() -> None:
    with pytest.raises(WrongSignature):
        webhooks.verify(BODY, HEADER, "other", now=AT + timedelta(days=1))


def test_a_long_body_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(BodyTooLarge, match="33 bytes, 32 are allowed"):
        webhooks.parse(BODY, None, KEY, max_bytes=32)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("keys", {"keys": ""}),
        ("keys", {"keys": Secret("")}),
        ("keys", {"keys": []}),
        ("keys", {"keys": ["good", ""]}),
        ("keys", {"keys": "\ud800"}),
        ("now", {"now": AT.replace(tzinfo=None)}),
        ("tolerance", {"tolerance": timedelta(seconds=-1)}),
        ("body", {"body": BODY.decode()}),
        ("body", {"body": bytearray(BODY)}),
        ("header", {"header": HEADER.encode()}),
    ],
)
def test_a_mistake_of_the_callers_own_is_named(name: str, change: dict[str, Any]) -> None:
    given: dict[str, Any] = {"body": BODY, "header": HEADER, "keys": KEY, "now": AT}
    with pytest.raises(InvalidArgument) as wrong:
        webhooks.verify(**(given | change))
    assert wrong.value.name == name


def test_signing_refuses_what_cannot_be_signed() -> None:
    for key, at in (
        ("", AT),
        (KEY, AT.replace(tzinfo=None)),
        (KEY, datetime(1969, 1, 1, tzinfo=UTC)),
    ):
        with pytest.raises(InvalidArgument):
            webhooks.sign(BODY, key, at)


@pytest.mark.parametrize(
    "kind",
    [
        "invitee.created",
        "invitee.canceled",
        "invitee_no_show.created",
        "invitee_no_show.deleted",
    ],
)
def test_what_happens_to_invitees_is_typed(kind: str) -> None:
    sent = sample_delivery(kind, answers={"Company name": "Okafor & Co"}, at=AT)
    delivery = webhooks.parse(sent.raw, webhooks.sign(sent.raw, KEY, AT), KEY, now=AT)
    assert delivery == sent
    assert (delivery.event, delivery.created_at) == (WebhookEvent(kind), AT)
    assert isinstance(delivery.payload, InviteePayload)
    assert delivery.invitee is delivery.payload
    assert isinstance(delivery.invitee, Invitee)
    assert delivery.invitee.answer("Company name") == "Okafor & Co"
    event = delivery.invitee.scheduled_event
    assert event is not None
    assert event.uri == delivery.invitee.event
    assert event.hosts[0].user_email == "noor@example.com"


@pytest.mark.parametrize("kind", ["invitee.moved", "moon"])
def test_kinds_to_come_keep_their_data(kind: str) -> None:
    payload = {"uri": "u", "deep": [{"x": None}]}
    body = json.dumps({"event": kind, "created_at": "2026-10-05T09:30:00Z", "payload": payload})
    delivery = webhooks.parse_unverified(body.encode())
    assert delivery.event == kind
    assert not delivery.event.is_known
    assert delivery.payload == UnknownPayload(data=payload)
    assert (delivery.invitee, delivery.created_by) == (None, None)


def test_a_body_of_2021_lacks_the_meeting_and_is_read() -> None:
    old = json.loads(sample_delivery("invitee.canceled").raw)
    del old["created_by"], old["payload"]["scheduled_event"], old["payload"]["cancellation"]
    old["payload"]["canceled"] = True
    delivery = webhooks.parse_unverified(json.dumps(old).encode())
    assert delivery.invitee is not None
    assert delivery.invitee.scheduled_event is None
    assert delivery.invitee.canceled is True


def test_a_delivery_survives_pickle_and_a_queue_that_stores_text() -> None:
    delivery = sample_delivery(invitee_name="Jörg 🦊")
    assert pickle.loads(pickle.dumps(delivery)) == delivery
    stored = json.loads(json.dumps({"body": delivery.raw.decode()}))
    assert webhooks.parse_unverified(stored["body"].encode()) == delivery


def test_half_a_character_is_mended_so_that_the_delivery_can_be_stored() -> None:
    body = sample_delivery(invitee_name="X").raw.replace(b'"X"', b'"Ada \\ud83e \\ud83e\\udd8a"')
    delivery = webhooks.parse_unverified(body)
    assert delivery.invitee is not None
    assert delivery.invitee.name == "Ada ? 🦊"
    assert delivery.raw == body


ENVELOPE = b'"event":"moon.full","created_at":"2026-10-05T09:30:00Z"'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"{" + ENVELOPE + b"}",
        b"{" + ENVELOPE + b',"payload":[]}',
        b"{" + ENVELOPE + b',"payload":{"x":NaN}}',
        b"{" + ENVELOPE + b',"payload":{"x":-Infinity}}',
        b"{" + ENVELOPE + b',"payload":{},"payload":{}}',
        b"{" + ENVELOPE + b',"payload":{"x":' + b"9" * 5000 + b"}}",
        b"{" + ENVELOPE + b',"payload":' + b'{"x":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b"{" + ENVELOPE + b',"payload":' + b'{"x":' * 100 + b"1" + b"}" * 100 + b"}",
        b"\xef\xbb\xbf{" + ENVELOPE + b',"payload":{}}',
        b'{"event":5,"created_at":"2026-10-05T09:30:00Z","payload":{}}',
        b'{"event":"moon.full","created_at":"2026-10-05T09:30:00","payload":{}}',
        b'{"event":"moon.full","created_at":"9999-12-31T23:59:59-23:00","payload":{}}',
        b'{"event":"moon.full","created_at":1e999,"payload":{}}',
        b'{"event":"invitee.created","created_at":"2026-10-05T09:30:00Z","payload":{}}',
    ],
)
def test_what_cannot_be_read_is_told_without_repeating_it(body: bytes) -> None:
    with pytest.raises(UnreadablePayload) as wrong:
        webhooks.parse(body, webhooks.sign(body, KEY, AT), KEY, now=AT)
    assert wrong.value.__cause__ is None
    assert wrong.value.__context__ is None
    assert "moon" not in str(wrong.value)


def test_an_unreadable_payload_says_where() -> None:
    odd = json.loads(sample_delivery().raw)
    odd["payload"]["email"] = ["ada@example.org"]
    del odd["payload"]["uri"]
    with pytest.raises(UnreadablePayload) as wrong:
        webhooks.parse_unverified(json.dumps(odd).encode())
    assert str(wrong.value) == "missing @ $.payload.uri; not text @ $.payload.email"


def test_webhook_errors_pickle() -> None:
    for kind in (InvalidHeader, WrongSignature, StaleTimestamp, BodyTooLarge, UnreadablePayload):
        again = pickle.loads(pickle.dumps(kind("why")))
        assert (type(again), str(again)) == (kind, "why")
        assert issubclass(kind, WebhookError)


def test_nothing_is_caught_blindly() -> None:
    source = inspect.getsource(webhooks)
    caught = {line.strip() for line in source.splitlines() if line.strip().startswith("except")}
    assert caught == {
        "except Unreadable as error:",
        "except RecursionError:",
        "except ValueError:",
        "except UnicodeEncodeError:",
    }

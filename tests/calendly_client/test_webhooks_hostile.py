"""Whatever is sent, nothing but a `WebhookError` comes out; and what is genuine is read.

Hypothesis gives 240 seeds, and each of them makes 50 hostile deliveries: 6,000 that are signed with
the right key, and as many with a header that is not what it should be. It also looks for odd ones
by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendly_client import WebhookDelivery, WebhookError, webhooks
from calendly_client.testing import sample_delivery

KEY = "a key that only the tests know"
AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
GENUINE = tuple(
    sample_delivery(kind, answers={"Company name": "Okafor & Co"}, at=AT)
    for kind in (
        "invitee.created",
        "invitee.canceled",
        "invitee_no_show.created",
        "invitee_no_show.deleted",
    )
)
ODD: list[Any] = [
    *(None, True, [], {}, "", -1, 0, 1.5, 10**18, 10**4000),
    *("\ud800", "\0", "a\ud83e", "٣", "é" * 2000),
    *(float("nan"), float("inf"), -float("inf"), 1e308),
    *("9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+23:59"),
    *("2026-10-05T25:00:00Z", "2026-W40-1T00:00:00Z", "2026-10-05", "20261005T000000Z"),
    *(["active"], [[]], [None], {"type": []}, {"type": "zoom", "data": {"id": {}}}),
    *({"type": None}, {"uri": 5}, {"amount": "1e99999999"}, {"canceled_by": []}, {"": {"": [{}]}}),
]
BYTES = (
    b"",
    b"\0",
    b"\xff",
    b"\\ud800",
    b"\\u0000",
    b'"',
    b"{",
    b"}",
    b"[",
    b"NaN",
    b"1e999",
    b",",
)
CUTS = (0, 0, 1, 2, 8, 40)


def dumped(data: Any) -> bytes:
    return json.dumps(data).encode("utf-8", "surrogatepass")


def spoiled(chance: Random) -> bytes:
    """Make something in a genuine delivery odd, or leave it out."""
    data: Any = json.loads(chance.choice(GENUINE).raw)
    for _ in range(chance.randint(1, 3)):
        spot: Any = data
        key = chance.choice(keys_of(spot))
        while keys_of(spot[key]) and chance.random() < 0.7:
            spot = spot[key]
            key = chance.choice(keys_of(spot))
        if chance.random() < 0.8:
            spot[key] = deepcopy(chance.choice(ODD))
        else:
            del spot[key]
    return dumped(data)


def keys_of(spot: Any) -> list[Any]:
    name = spot.__class__.__name__
    return list(spot) if name == "dict" else list(range(len(spot))) if name == "list" else []


def broken(chance: Random) -> bytes:
    """Cut, change or double bytes of a genuine delivery."""
    body = bytearray(chance.choice(GENUINE).raw)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(body) + 1)
        body[at : at + chance.choice(CUTS)] = chance.choice(BYTES)
    return bytes(body)


def nested(chance: Random) -> bytes:
    """Nest a payload as deep as it gets."""
    depth = chance.choice((10, 40, 90, 300, 990, 200_000))
    opened, closed = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'[{"location":', b"}]")))
    deep = opened * depth + b"1" + closed * depth
    event = chance.choice((b"invitee.created", b"contact.updated"))
    payload = chance.choice((deep, b'{"location":' + deep + b"}"))
    return (
        b'{"event":"' + event + b'","created_at":"2026-10-05T09:30:00Z","payload":' + payload + b"}"
    )


def noise(chance: Random) -> bytes:
    return chance.randbytes(chance.randrange(200))


MAKERS: tuple[Callable[[Random], bytes], ...] = (spoiled,) * 10 + (broken,) * 8 + (noise, nested)


def body_of(chance: Random) -> bytes:
    return chance.choice(MAKERS)(chance)


PARTS = (
    *("t=1791192600", "t=0", "t=-1", "t=\u0661", "t=99999999999", "t=1e3", "t", "=", ""),
    *("v1=", "v1=" + "a" * 64, "v1=" + "A" * 64, "v1=" + "\uff41" * 64, "v0=b", "v1=\ud800"),
)


def header_of(chance: Random, body: bytes) -> str | None:
    """Make a header that is not the right one."""
    genuine = webhooks.sign(body, chance.choice((KEY, "other")), AT)
    match chance.randrange(4):
        case 0:
            return chance.choice((None, "", genuine[:-1], genuine.upper(), genuine + "0"))
        case 1:
            return ",".join(chance.choice(PARTS) for _ in range(chance.randrange(1, 6)))
        case 2:
            return webhooks.sign(body, "other", AT) + "," + chance.choice(PARTS)
        case _:
            at = chance.randrange(len(genuine))
            other = chr(ord(genuine[at]) ^ chance.randrange(1, 1 << 16))
            return genuine[:at] + other + genuine[at + 1 :] if other != genuine[at] else None


def read(body: bytes, header: str | None, **options: Any) -> WebhookDelivery | None:
    """Read a delivery, or give None if it is refused. Anything else breaks the test."""
    try:
        return webhooks.parse(body, header, KEY, now=AT, **options)
    except WebhookError:
        return None


def judge(body: bytes, away: int) -> bool:
    """Tell whether a body with a right signature is read."""
    header = webhooks.sign(body, KEY, datetime.fromtimestamp(AT.timestamp() + away, UTC))
    delivery = read(body, header, tolerance=None)
    if delivery is not None:
        assert webhooks.parse_unverified(delivery.raw) == delivery
        assert repr(delivery).encode()
    if abs(away) > 300:
        assert read(body, header) is None
    return delivery is not None


several = settings(max_examples=100, deadline=None, database=None)
seeds = st.integers(0, 2**64)


@several
@given(seeds)
def test_hostile_bodies_that_are_signed_rightly_are_read_or_refused(seed: int) -> None:
    chance = Random(seed)
    fates = {judge(body_of(chance), chance.randint(-400, 400)) for _ in range(50)}
    assert fates == {True, False}, "all alike: the test would prove little"


@several
@given(seeds)
def test_hostile_headers_are_never_believed(seed: int) -> None:
    chance = Random(seed)
    for _ in range(50):
        body = body_of(chance)
        assert read(body, header_of(chance, body), tolerance=None) is None


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
enough = settings(
    max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@enough
@given(values, values, st.integers(-1_791_192_600, 98_000_000_000))
def test_any_json_and_any_time_is_read_or_refused(event: Any, payload: Any, away: int) -> None:
    envelope = {"event": event, "created_at": "2026-10-05T09:30:00Z", "payload": payload}
    judge(dumped(envelope), away)
    judge(dumped(payload), 0)


@enough
@given(st.binary(max_size=80), st.text(max_size=80))
def test_any_bytes_and_any_header_are_refused(body: bytes, header: str) -> None:
    judge(body, 0)
    assert read(body, header, tolerance=None) is None


@pytest.mark.parametrize("delivery", GENUINE, ids=lambda delivery: delivery.event.value)
def test_what_is_genuine_is_read(delivery: WebhookDelivery) -> None:
    assert read(delivery.raw, webhooks.sign(delivery.raw, KEY, AT)) == delivery

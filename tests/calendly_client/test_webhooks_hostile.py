"""Whatever is sent, nothing but a `WebhookError` comes out; and what is genuine is read."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
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
ODD: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    "",
    "\ud800",
    "\0",
    -1,
    10**4000,
    1.5,
    float("nan"),
    float("inf"),
    "9999-12-31T23:59:59.999999-23:59",
    "0001-01-01T00:00:00+23:59",
    "2026-10-05T25:00:00Z",
    "2026-W40-1T00:00:00Z",
    ["active"],
    {"type": []},
    {"type": "zoom", "data": {"id": {}, "settings": 5}},
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
simple = st.sampled_from([delivery.raw for delivery in GENUINE])
headers = (
    st.none()
    | st.text(max_size=80)
    | st.builds(
        ",".join,
        st.lists(
            st.sampled_from(
                [
                    "t=1791192600",
                    "t=0",
                    "t=\u0669",
                    "t=99999999999",
                    "v1=",
                    "v1=" + "a" * 64,
                    "v2=b",
                ]
            )
            | st.text(max_size=20),
            max_size=4,
        ),
    )
)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A genuine delivery in which something is not as it was."""
    data: Any = json.loads(draw(simple))
    for _ in range(draw(st.integers(1, 3))):
        spot: Any = data
        while True:
            key = draw(st.sampled_from(keys_of(spot)))
            if not keys_of(spot[key]) or draw(st.booleans()):
                break
            spot = spot[key]
        if draw(st.booleans()):
            spot[key] = draw(values)
        else:
            del spot[key]
        if not data:
            break
    return dumped(data)


def dumped(data: Any) -> bytes:
    return json.dumps(data).encode("utf-8", "surrogatepass")


def keys_of(spot: Any) -> list[Any]:
    name = spot.__class__.__name__
    return list(spot) if name == "dict" else list(range(len(spot))) if name == "list" else []


def enveloped(event: Any, payload: Any) -> bytes:
    return dumped({"event": event, "created_at": "2026-10-05T09:30:00Z", "payload": payload})


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A genuine delivery whose bytes were cut, doubled or changed."""
    body = bytearray(draw(st.sampled_from(GENUINE)).raw)
    at = draw(st.integers(0, len(body)))
    cut = draw(st.integers(0, 40))
    body[at : at + cut] = draw(st.binary(max_size=8))
    return bytes(body)


bodies = st.one_of(
    spoiled(),
    broken(),
    st.binary(max_size=200),
    st.builds(dumped, values),
    st.builds(enveloped, st.sampled_from([d.event.value for d in GENUINE]) | values, values),
)
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
many = settings(max_examples=5000, deadline=None, suppress_health_check=SLOW, database=None)


def read(body: bytes, header: str | None, **options: Any) -> WebhookDelivery | None:
    """Read a delivery, or give None if it is refused. Anything else breaks the test."""
    try:
        return webhooks.parse(body, header, KEY, now=AT, **options)
    except WebhookError:
        return None


@many
@given(bodies, st.integers(-300, 300) | st.integers(-1_791_192_600, 98_000_000_000))
def test_a_hostile_body_that_is_signed_rightly_is_read_or_refused(body: bytes, away: int) -> None:
    header = webhooks.sign(body, KEY, datetime.fromtimestamp(AT.timestamp() + away, UTC))
    delivery = read(body, header, tolerance=None)
    if delivery is not None:
        assert webhooks.parse_unverified(delivery.raw) == delivery
        assert repr(delivery).encode()
    if abs(away) > 300:
        assert read(body, header) is None


@many
@given(simple | st.binary(max_size=200), headers)
def test_a_hostile_header_is_never_believed(body: bytes, header: str | None) -> None:
    assert read(body, header, tolerance=None) is None


@settings(many, max_examples=1000)
@given(st.sampled_from(GENUINE), st.integers(0, 2**32))
def test_one_changed_character_in_body_or_header_is_noticed(
    delivery: WebhookDelivery, seed: int
) -> None:
    chance = random.Random(seed)
    body, header = bytearray(delivery.raw), webhooks.sign(delivery.raw, KEY, AT)
    spot = chance.randrange(len(body) + len(header))
    if spot < len(body):
        body[spot] ^= chance.randrange(1, 256)
    else:
        spot -= len(body)
        other = chr((ord(header[spot]) + chance.randrange(1, 95) - 32) % 95 + 32)
        header = header[:spot] + other + header[spot + 1 :]
    assert read(bytes(body), header) is None


@pytest.mark.parametrize("delivery", GENUINE, ids=lambda delivery: delivery.event.value)
def test_what_is_genuine_is_read(delivery: WebhookDelivery) -> None:
    assert read(delivery.raw, webhooks.sign(delivery.raw, KEY, AT)) == delivery

"""A push token belongs to a device, and to nothing else."""

from __future__ import annotations

import copy
import pickle
from typing import Any, get_args

import pytest

from clevertap_client import (
    Gpid,
    InvalidArgument,
    ObjectId,
    TokenRecord,
    TokenType,
    WebPushKeys,
    limits,
    record_from_wire,
)
from clevertap_client.testing import CleverTapSandbox, Reset

from .conftest import Colour

DEVICE = ObjectId("sandbox-device-7")
KEYS = WebPushKeys(p256dh="public", auth="secret")


@pytest.mark.parametrize("kind", limits.TOKEN_TYPES.value)
def test_each_type_is_written_as_cleverTap_reads_it(kind: TokenType) -> None:
    keys = KEYS if kind == "chrome" else None
    data: dict[str, Any] = {"id": "t-1", "type": kind}
    if kind == "chrome":
        data["keys"] = {"p256dh": "public", "auth": "secret"}
    record = TokenRecord(DEVICE, "t-1", kind, keys=keys)
    assert record.to_wire() == {"type": "token", "objectId": DEVICE.value, "tokenData": data}
    assert record_from_wire(record.to_wire()) == record
    assert record.repeatable
    assert kind in get_args(TokenType)


@pytest.mark.parametrize(
    ("arguments", "keys", "name"),
    [
        (("someone@private.example", "t", "fcm"), None, "device"),
        ((Gpid("1"), "t", "fcm"), None, "device"),
        ((DEVICE, "", "fcm"), None, "token"),
        ((DEVICE, " t", "fcm"), None, "token"),
        ((DEVICE, 5, "fcm"), None, "token"),
        ((DEVICE, "t", "webpush"), None, "type"),
        ((DEVICE, "t", None), None, "type"),
        ((DEVICE, "t", "fcm"), KEYS, "keys"),
        ((DEVICE, "t", "chrome"), None, "keys"),
        ((DEVICE, "t", "chrome"), {"p256dh": "a", "auth": "b"}, "keys"),
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(arguments: Any, keys: Any, name: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        TokenRecord(*arguments, keys=keys)
    assert caught.value.name == name
    assert "private" not in str(caught.value)


@pytest.mark.parametrize("key", ["", " k", 5, None])
def test_keys_are_text(key: Any) -> None:
    for given in ({"p256dh": key, "auth": "a"}, {"p256dh": "p", "auth": key}):
        with pytest.raises(InvalidArgument, match=r"^keys\."):
            WebPushKeys(**given)


def test_whoever_sees_a_repr_cannot_write_to_the_device() -> None:
    shown = repr(TokenRecord(DEVICE, "token-9", "chrome", keys=KEYS)) + repr(KEYS)
    for secret in ("token-9", "public", "secret", DEVICE.value):
        assert secret not in shown


def test_a_token_pickles_copies_and_compares() -> None:
    record = TokenRecord(DEVICE, "t", "chrome", keys=KEYS)
    assert pickle.loads(pickle.dumps(record)) == record
    assert hash(copy.deepcopy(record)) == hash(record)


@pytest.mark.parametrize(
    "data",
    [
        {"type": "token", "tokenData": {"id": "a", "type": "fcm"}},
        {"type": "token", "objectId": "a", "tokenData": {"type": "fcm"}},
        {"type": "token", "objectId": "a", "tokenData": []},
        {"type": "token", "objectId": "a", "tokenData": {"id": "a", "type": "fcm", "keys": 5}},
    ],
)
def test_what_is_no_token_record_is_not_taken_up(data: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        record_from_wire(data)


def test_tokens_are_uploaded_and_sent_again_when_the_answer_is_lost(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    sandbox.fail(Reset(applied=True))
    records = [
        TokenRecord(DEVICE, "t", "fcm"),
        TokenRecord(ObjectId("sandbox-device-8"), "u", "chrome", keys=KEYS),
    ]
    assert colour.run(colour.client(sandbox).uploads.send(records)).processed == 2
    assert len(sandbox.journal) == 2
    assert {profile.object_id for profile in sandbox.profiles} == {
        DEVICE.value,
        "sandbox-device-8",
    }

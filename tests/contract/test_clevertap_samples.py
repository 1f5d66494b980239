"""CleverTap's own samples: the requests can be made, the answers can be read.

The samples stay beside the checkout; without them these tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

from api_client_core.errors import Rejected
from api_client_core.structure import structured
from api_client_core.wire import Reply
from clevertap_client import (
    CleverTap,
    EventRecord,
    InvalidArgument,
    Nested,
    ObjectId,
    ProfileRecord,
    Record,
    RetryPolicy,
    StatusError,
    TokenRecord,
    WebPushKeys,
    record_from_wire,
)
from clevertap_client.converter import Inside, Whole, build_converter, profile_data
from clevertap_client.models import Profile, UploadReply
from clevertap_client.records import encoded
from clevertap_client.resources._batches import judged
from clevertap_client.testing import Answer, CleverTapSandbox
from clevertap_client.users import user_of

STRICT = build_converter(strict=True)
READ = Whole(UploadReply, fails_in="unprocessed")


@pytest.fixture
def samples(shared: Path) -> Path:
    return shared / "samples" / "clevertap"


def load(samples: Path, name: str) -> Any:
    return json.loads((samples / f"{name}.json").read_text(encoding="utf-8"))


def made(wire: Mapping[str, Any]) -> Record:
    """Make a record anew, with all its checks, from what it looks like on the wire."""
    key = next(key for key in ("identity", "objectId", "FBID", "GPID") if key in wire)
    user = user_of(key, wire[key])
    at = datetime.fromtimestamp(wire["ts"], UTC) if "ts" in wire else None
    if wire["type"] == "event":
        return EventRecord(wire["evtName"], user, wire["evtData"], at=at)
    if wire["type"] == "token":
        data = wire["tokenData"]
        keys = WebPushKeys(**data["keys"]) if "keys" in data else None
        return TokenRecord(ObjectId(wire["objectId"]), data["id"], data["type"], keys=keys)
    return ProfileRecord(user, wire["profileData"], at=at)


REQUESTS = pytest.mark.parametrize(
    "name",
    [
        "upload_events_request",
        "upload_profiles_request",
        "upload_profile_operators",
        "upload_tokens_request",
        "booking_event_upload_request",
    ],
)


@REQUESTS
def test_an_upload_request_can_be_made(samples: Path, name: str) -> None:
    wanted = load(samples, name)
    records = [made(wire) for wire in wanted["d"]]
    call = CleverTap("a", "b", region="in1").describe.uploads.batch(records)
    assert call.body is not None
    assert call.body.data == wanted


@REQUESTS
def test_an_upload_request_survives_being_stored(samples: Path, name: str) -> None:
    for wire in load(samples, name)["d"]:
        record = record_from_wire(wire)
        assert record.to_wire() == wire
        assert record == made(wire)
        assert encoded(record) == encoded(made(wire))


@REQUESTS
def test_the_sandbox_accepts_it(samples: Path, name: str) -> None:
    records = [made(wire) for wire in load(samples, name)["d"]]
    with (
        CleverTapSandbox() as sandbox,
        CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client,
    ):
        assert client.uploads.send(records).processed == len(records)


def test_nested_objects_are_a_beta_and_must_be_meant(samples: Path) -> None:
    (wire,) = load(samples, "upload_nested_profile")["d"]
    with pytest.raises(InvalidArgument, match="Policies"):
        made(wire)
    given = {
        key: Nested(value) if key == "Policies" else value
        for key, value in wire["profileData"].items()
    }
    assert ProfileRecord(wire["identity"], given).to_wire() == wire


@pytest.mark.parametrize(
    "name", ["upload_success_response", "upload_profiles_success_response", "upload_partial_509"]
)
def test_an_upload_answer_is_read_and_no_key_is_unknown(samples: Path, name: str) -> None:
    sample = load(samples, name)
    reply = READ(Reply(200, {}, json.dumps(sample).encode()))
    assert reply == structured(STRICT, sample, UploadReply)
    assert (reply.status, reply.processed) == (sample["status"], sample["processed"])
    assert attrs.asdict(reply)["unprocessed"] == tuple(sample["unprocessed"])


def test_the_refused_record_of_the_partial_answer_is_the_second(samples: Path) -> None:
    records = [EventRecord("Seen", f"u{n}") for n in range(3)]
    reply = structured(STRICT, load(samples, "upload_partial_509"), UploadReply)
    result = judged(records, reply, dry_run=False)
    assert result.refused[0].record is records[1]
    assert result.refused[0].code == 509
    assert result.processed == 2
    assert result.in_doubt == ()


def test_a_failure_that_lists_nothing_is_an_error(samples: Path) -> None:
    body = json.dumps(load(samples, "upload_fail_no_unprocessed")).encode()
    with pytest.raises(Rejected):
        READ(Reply(200, {}, body))


def test_a_profile_is_read_and_no_key_is_unknown(samples: Path) -> None:
    sample = load(samples, "profile_get_response")
    profile = Inside(Profile, prepare=profile_data)(Reply(200, {}, json.dumps(sample).encode()))
    record = cast("dict[str, Any]", sample["record"])
    assert profile == structured(STRICT, profile_data(record), Profile)
    assert profile.more == {}
    assert profile.email == record["email"]
    assert profile.properties == record["profileData"]
    assert {name: event.count for name, event in profile.events.items()} == {
        name: event["count"] for name, event in record["events"].items()
    }
    assert [platform.object_id for platform in profile.platforms] == [
        platform["objectId"] for platform in record["platformInfo"]
    ]
    assert all(ObjectId(platform.object_id or "") for platform in profile.platforms)


def test_every_error_sample_is_an_error_with_its_words(samples: Path) -> None:
    found = sorted(samples.glob("error_*.json"))
    assert found
    for path in found:
        body = json.loads(path.read_text(encoding="utf-8"))
        with (
            CleverTapSandbox() as sandbox,
            CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client,
        ):
            for status in (body["code"], 200):
                sandbox.fail(Answer.json(body, status), times=9)
                with pytest.raises(StatusError) as caught:
                    client.with_options(retry=RetryPolicy(retries=0)).profiles.get("u")
                sandbox.heal()
                assert (caught.value.code, caught.value.error) == (body["code"], body["error"])

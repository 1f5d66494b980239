"""CleverTap's own samples: the requests can be made, the answers can be read.

The samples stay beside the checkout; without them these tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest

from api_client_core.structure import structured
from api_client_core.wire import Reply
from clevertap_client import (
    CleverTap,
    EventRecord,
    InvalidArgument,
    InvalidCredentials,
    NotReady,
    ObjectId,
    ProfileRecord,
    RetryPolicy,
    StatusError,
    record_from_wire,
)
from clevertap_client._encoding import encoded
from clevertap_client.converter import CONVERTER, build_converter, profile_data
from clevertap_client.models import Profile, UploadReply
from clevertap_client.resources._batches import judged
from clevertap_client.testing import Answer, CleverTapSandbox

from .clevertap_samples import ANSWERS, ELSEWHERE, REFUSALS, REQUESTS, record
from .comparing import flat, lost

T = TypeVar("T")
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "samples" / "clevertap"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
STRICT = build_converter(strict=True)


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def found(table: Mapping[str, T], name: str) -> T | None:
    """Find what a table has for a sample: by its name, else by how it begins."""
    starts = [start for start in table if start.endswith("_") and name.startswith(start)]
    return table.get(name) or (table[starts[0]] if starts else None)


def those_of(table: Mapping[str, Any]) -> list[Any]:
    """List the samples that a table has something for, or one that says why there is none."""
    why = pytest.mark.skip("no reference material beside the checkout")
    names = [name for name in NAMES if found(table, name) is not None]
    return [*names] or [pytest.param("none", marks=why)]


@pytest.fixture
def client() -> Iterator[CleverTap]:
    with (
        CleverTapSandbox() as sandbox,
        CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client,
    ):
        yield client


@pytest.mark.skipif(not NAMES, reason="no reference material beside the checkout")
def test_every_sample_is_said_or_read_but_for_five_at_most() -> None:
    tables: tuple[Mapping[str, object], ...] = (REQUESTS, ANSWERS, REFUSALS, ELSEWHERE)
    places = {name: sum(found(table, name) is not None for table in tables) for name in NAMES}
    assert {name: count for name, count in places.items() if count != 1} == {}
    for table in tables:
        used = [key for key in table if any(name == key or found({key: 1}, name) for name in NAMES)]
        assert used == [*table]
    assert len(ELSEWHERE) <= 5


@pytest.mark.parametrize("name", those_of(REQUESTS))
def test_a_request_can_be_made_with_the_typed_api(name: str) -> None:
    wanted = load(name)
    say: Callable[[Any], Any] | None = found(REQUESTS, name)
    assert say is not None
    # As text: to Python, true is 1 and 1.0 as well.
    assert json.dumps(say(wanted), sort_keys=True) == json.dumps(wanted, sort_keys=True)


@pytest.mark.parametrize("name", those_of(ANSWERS))
def test_an_answer_is_read_and_nothing_of_it_lost(name: str) -> None:
    answer = load(name)
    call, key = ANSWERS[name]
    value = call.read(Reply(200, {}, json.dumps(answer).encode()))
    kept = flat(CONVERTER.unstructure(value))
    # That it went well need not be kept.
    told = answer[key] if key else {k: v for k, v in answer.items() if k not in {"status", "code"}}
    assert lost(told, kept) == []


@pytest.mark.parametrize("name", those_of(REFUSALS))
def test_a_refusal_is_an_error_with_its_words(name: str) -> None:
    answer = load(name)
    call = found(REFUSALS, name)
    assert call is not None
    code = answer.get("code", 200)
    statuses = {200, code if code in range(400, 600) else 200}
    words = json.loads(answer["error"])[0] if answer.get("error", "")[:1] == "[" else None
    for status in statuses:
        with CleverTapSandbox() as sandbox:
            sandbox.fail(Answer.json(answer, status), times=9)
            options: dict[str, Any] = {"base_url": sandbox.url, "retry": RetryPolicy(retries=0)}
            with (
                CleverTap(sandbox.account_id, sandbox.passcode, **options) as client,
                pytest.raises(StatusError) as caught,
            ):
                client.sender.send(call)
        assert caught.value.error == (words or answer.get("error", ""))
        assert caught.value.code == answer.get("code")
        if answer["status"] == "partial":
            assert isinstance(caught.value, NotReady)
            assert caught.value.req_id == answer["req_id"]
        if status == 401:
            assert isinstance(caught.value, InvalidCredentials)


UPLOADS = pytest.mark.parametrize(
    "name",
    those_of(
        {
            "booking_event_upload_request": 1,
            "upload_events_request": 1,
            "upload_profile_operators": 1,
            "upload_profiles_request": 1,
            "upload_tokens_request": 1,
        }
    ),
)


@UPLOADS
def test_an_upload_request_survives_being_stored(name: str) -> None:
    for wire in load(name)["d"]:
        stored = record_from_wire(wire)
        assert stored.to_wire() == wire
        assert stored == record(wire)
        assert encoded([stored]) == encoded([record(wire)])


@UPLOADS
def test_the_sandbox_accepts_it(name: str, client: CleverTap) -> None:
    records = [record(wire) for wire in load(name)["d"]]
    assert client.uploads.send(records).processed == len(records)


@pytest.mark.skipif(not NAMES, reason="no reference material beside the checkout")
def test_nested_objects_are_a_beta_and_must_be_meant() -> None:
    (wire,) = load("upload_nested_profile")["d"]
    with pytest.raises(InvalidArgument, match="Policies"):
        ProfileRecord(wire["identity"], wire["profileData"])


@pytest.mark.skipif(not NAMES, reason="no reference material beside the checkout")
def test_the_refused_record_of_the_partial_answer_is_the_second() -> None:
    records = [EventRecord("Seen", f"u{n}") for n in range(3)]
    reply = structured(STRICT, load("upload_partial_509"), UploadReply)
    result = judged(records, reply, dry_run=False)
    assert result.refused[0].record is records[1]
    assert result.refused[0].code == 509
    assert result.processed == 2
    assert result.in_doubt == ()


@pytest.mark.skipif(not NAMES, reason="no reference material beside the checkout")
def test_no_key_of_a_profile_is_unknown() -> None:
    sample = load("profile_get_response")["record"]
    profile = structured(STRICT, profile_data(sample), Profile)
    assert profile.more == {}
    assert all(platform.more == {} for platform in profile.platforms)
    assert all(ObjectId(platform.object_id or "") for platform in profile.platforms)

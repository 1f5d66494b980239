"""What travels between processes survives it; what is secret stays so."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest

from api_client_core.errors import CallFailed, Failure, InvalidArgument, without_addresses
from api_client_core.exchange import Hooks
from api_client_core.open_enum import OpenStrEnum
from api_client_core.pages import Page
from api_client_core.retry import RetryPolicy
from api_client_core.secrets import Secret
from api_client_core.senders import Describing
from api_client_core.steps import Call, Lost, Transmit
from api_client_core.structure import Drift
from api_client_core.testing import Answer, Received
from api_client_core.wire import UNSET, Body, Raw, Reply, Request, Response

from .conftest import Colour, Hours
from .toy import (
    One,
    Parcel,
    Post,
    PostAmbiguous,
    PostApi,
    PostConnectionFailed,
    PostError,
    PostInvalid,
    PostNotFound,
    PostOffice,
    PostStatusError,
    PostTimedOut,
    PostUnexpected,
    Status,
)

calls = PostApi(Describing()).parcels
REQUEST = Request("GET", "https://post.example/v1/parcels?a=b", (("accept", "x"),))
REPLY = Reply(429, {"x-request-id": "r-7"}, b"{}")
FAILURE = Failure(REQUEST, 3, True, REPLY, "slow", ("$.id: not text",), 7.0)


@pytest.mark.parametrize(
    "value",
    [
        calls.get("p1"),
        calls.send("Nowhere 1"),
        calls.list(tag=("a", "b")),
        calls.photo("https://store.example/put", Path("photo.png")),
        Call("post", "GET", ("a",), One(Parcel), (("a", Raw("%20")),), timeout=3.0),
        Body.json({"a": 1}),
        REQUEST,
        REPLY,
        Response("value", REPLY, REQUEST, 2),
        Page(("a", "b"), "next"),
        FAILURE,
        Lost("reset", sent=True, timeout=True),
        Transmit("post", REQUEST, (("authorization", "x"),), 3.0),
        RetryPolicy(retries=7, statuses=frozenset({500})),
        Hooks(),
        Drift("Parcel", "notes", "not text"),
        Secret("sesame"),
        Status.WAITING,
        Status("lost"),
        UNSET,
        Raw("%20"),
        Answer.json({"a": 1}),
        Received("GET", "/"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_survives_pickling_and_copying(value: object) -> None:
    for again in (
        *(pickle.loads(pickle.dumps(value, level)) for level in range(2, 6)),
        copy.copy(value),
        copy.deepcopy(value),
    ):
        assert again == value
        assert type(again) is type(value)
        assert repr(again) == repr(value)


def test_unset_stays_the_one_unset() -> None:
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
    assert copy.deepcopy({"a": UNSET})["a"] is UNSET


@pytest.mark.parametrize(
    "kind",
    [
        PostConnectionFailed,
        PostTimedOut,
        PostStatusError,
        PostNotFound,
        PostAmbiguous,
        PostUnexpected,
    ],
)
def test_an_error_survives_pickling_and_copying(kind: type[CallFailed]) -> None:
    error = kind(FAILURE)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is kind
        assert str(again) == str(error)
        assert repr(again) == repr(error)
        assert again.failure == FAILURE
        assert (again.request, again.reply, again.status) == (REQUEST, REPLY, 429)
        assert (again.attempts, again.request_id, again.retry_after) == (3, "r-7", 7.0)
        assert again.safe_to_resend == error.safe_to_resend


def test_an_invalid_argument_survives_pickling() -> None:
    error = PostInvalid("since", "has no time zone")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is PostInvalid
    assert (again.name, again.problem, str(again)) == (
        "since",
        "has no time zone",
        "since: has no time zone",
    )
    assert isinstance(again, InvalidArgument)


def test_an_error_from_the_wire_survives_pickling(
    colour: Colour, office: PostOffice, hours: Hours
) -> None:
    office.fail(Answer(200, b"{}"))
    with pytest.raises(PostError) as caught:
        colour.run(colour.client(office, clock=hours.clock).parcels.get("p1"))
    assert isinstance(caught.value, PostUnexpected)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems != ()
    assert again.reply.content == b"{}"


# ---------------------------------------------------------------------------------------- errors


def test_an_error_says_what_happened_what_was_sent_and_what_to_do() -> None:
    assert str(PostStatusError(FAILURE)) == (
        "GET /v1/parcels: HTTP 429, retry after 7 s (after 3 attempts) [request r-7]"
    )
    refused = Failure(
        Request("POST", "https://post.example/v1/parcels"), 1, False, reason="refused"
    )
    assert str(PostConnectionFailed(refused)) == "POST /v1/parcels: refused"
    assert repr(PostConnectionFailed(refused)) == (
        "<PostConnectionFailed POST /v1/parcels: refused>"
    )
    assert "may have been applied" in str(PostAmbiguous(refused))
    assert "$.id: not text" in str(PostUnexpected(FAILURE))


def test_every_error_says_whether_sending_again_is_safe() -> None:
    once = Failure(REQUEST, 1, False, REPLY)
    assert PostStatusError(once).safe_to_resend, "429 says that nothing was done"
    refused = Failure(REQUEST, 1, False, Reply(422))
    assert not PostStatusError(refused).safe_to_resend
    assert not PostAmbiguous(once).safe_to_resend
    assert PostConnectionFailed(once).safe_to_resend
    assert PostTimedOut(once).safe_to_resend
    assert not PostUnexpected(once).safe_to_resend


def test_no_address_is_repeated_in_a_message() -> None:
    for text in (
        "ada@example.com",
        "no user <ada@example.com>",
        "identity=ada%40example.com&x=1",
        '{"email": "ada.lovelace+x@mail.example.co.uk"}',
        "ADA@EXAMPLE.COM,bob@example.com",
    ):
        found = without_addresses(text)
        assert "ada" not in found.lower()
        assert "bob" not in found
        assert "…@…" in found
    assert without_addresses("nothing @ all") == "nothing @ all"


# ---------------------------------------------------------------------------------------- secrets


def test_a_secret_shows_its_end_at_most() -> None:
    secret = Secret("0123456789abcdef")
    assert repr(secret) == str(secret) == f"{secret}" == "Secret('…cdef')"
    assert repr(Secret("short")) == "Secret('…')"
    assert repr(Secret("123456789012")) == "Secret('…')"
    assert secret.reveal() == "0123456789abcdef"
    assert "0123" not in repr({"key": [secret]})
    assert "0123" not in f"{secret!s:>40} {secret!r}"


def test_secrets_compare_and_wrap_but_once() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret(Secret("a")) == Secret("a")
    assert Secret(Secret("a")).reveal() == "a"
    assert {Secret("a"): 1}[Secret("a")] == 1
    plain: object = "a"
    assert Secret("a") != plain
    assert not Secret("")
    assert Secret("a")


# ------------------------------------------------------------------------------------- open enums


def test_an_enum_takes_what_the_api_adds_later() -> None:
    new = Status("lost at sea")
    assert isinstance(new, Status)
    assert not new.is_known
    assert new == "lost at sea"
    assert new.value == str(new) == f"{new}" == "lost at sea"
    assert new == Status("lost at sea")
    names: dict[str, int] = {new: 1}
    assert names["lost at sea"] == 1
    assert Status.WAITING.is_known
    assert Status("waiting") is Status.WAITING
    assert list(Status) == [Status.WAITING, Status.ON_ITS_WAY], "it adds no members"
    assert repr(new) == "<Status.UNKNOWN_LOST AT SEA: 'lost at sea'>"


def test_an_enum_takes_text_only() -> None:
    values: tuple[Any, ...] = (7, None, True, ["waiting"])
    for value in values:
        with pytest.raises(ValueError, match="is not a valid Status"):
            Status(value)
    assert issubclass(Status, OpenStrEnum)


# ----------------------------------------------------------------------------------------- clients


def test_a_client_shows_where_it_goes_and_no_key() -> None:
    post: Any = Post("https://post.example/v1")
    assert repr(post) == "<Post https://post.example/v1>"
    assert repr(post.with_options(timeout=3.0)) == "<Post https://post.example/v1>"

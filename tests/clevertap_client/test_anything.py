"""What has no method can be called all the same."""

from __future__ import annotations

from typing import Any

import pytest

from clevertap_client import (
    CleverTap,
    InvalidArgument,
    InvalidCredentials,
    NotFound,
    Raw,
    RequestRejected,
    UnexpectedReply,
)
from clevertap_client.testing import Answer, CleverTapSandbox

from .conftest import Colour

DESCRIBE = CleverTap("any", "one", region="in1").describe


def test_any_path_is_called_with_the_same_errors_and_retries(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    client = colour.client(sandbox)
    sandbox.fail(Answer(503))
    found = colour.run(client.request("GET", "/1/profile.json", query={"identity": "kim"}))
    assert found == {"status": "success"}
    assert len(sandbox.journal) == 2
    sandbox.fail(Answer.json({"status": "fail", "error": "no such thing"}))
    with pytest.raises(RequestRejected, match="no such thing"):
        colour.run(client.request("POST", "/2/anything", body={}))
    sandbox.fail(Answer.json({"status": "fail", "code": 404}))
    with pytest.raises(NotFound):
        colour.run(client.request("POST", "/v1/anything"))
    sandbox.fail(Answer.json({"status": "fail", "error": "Invalid Credentials"}, 401))
    with pytest.raises(InvalidCredentials):
        colour.run(client.request("GET", "/1/profile.json"))


def test_an_unknown_path_is_answered_with_nothing_and_that_is_an_error(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    with pytest.raises(UnexpectedReply, match="unknown path"):
        colour.run(colour.client(sandbox).request("GET", "/1/no/such/path"))


@pytest.mark.parametrize(
    ("answer", "value"),
    [(Answer.json([1]), [1]), (Answer.json("text"), "text"), (Answer(204), None)],
)
def test_an_answer_may_have_any_shape(
    sandbox: CleverTapSandbox, colour: Colour, answer: Answer, value: Any
) -> None:
    sandbox.fail(answer)
    assert colour.run(colour.client(sandbox).request("DELETE", "/v1/thing")) == value


def test_what_is_asked_for_is_sent_as_it_is(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(Answer.json({}))
    colour.run(
        colour.client(sandbox).request(
            "POST",
            "/api/things/a b",
            query={"x": [1, 2], "y": None, "cursor": Raw("a%3D")},
            body=[{"id": 1}],
            headers={"X-CleverTap-Token": "t"},
        )
    )
    (request,) = sandbox.requests()
    assert (request.path, request.raw_query) == ("/api/things/a%20b", "x=1&x=2&cursor=a%3D")
    assert request.json() == [{"id": 1}]
    assert request.headers["x-clevertap-token"] == "t"
    assert request.headers["x-clevertap-account-id"] == sandbox.account_id


def test_only_what_you_call_idempotent_is_repeated() -> None:
    assert not DESCRIBE.request("POST", "/1/x").idempotent
    assert DESCRIBE.request("POST", "/1/x", idempotent=True).idempotent
    assert DESCRIBE.request("PUT", "/1/x").idempotent
    assert DESCRIBE.request("GET", "/1/x", timeout=120).timeout == 120


@pytest.mark.parametrize(
    "path", ["1/x", "https://elsewhere.example/1/x", "/1/../x", "/1/x?a=1", "/1/x#a", "/", "", "//"]
)
def test_a_path_that_is_none_of_the_apis_is_refused(path: str) -> None:
    with pytest.raises(InvalidArgument, match="path"):
        _ = DESCRIBE.request("GET", path)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"body": {"a": {1, object()}}}, "body"),
        ({"body": [object()]}, "body"),
        ({"body": "text"}, "body"),
        ({"headers": {"a": "b\nc"}}, "headers"),
        ({"headers": {"": "b"}}, "headers"),
    ],
)
def test_what_cannot_be_sent_is_refused(given: Any, name: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        _ = DESCRIBE.request("POST", "/1/x", **given)
    assert caught.value.name in {name, "a"}


def test_a_method_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="method"):
        _ = DESCRIBE.request("get", "/1/x")  # type: ignore[arg-type] # that is the point

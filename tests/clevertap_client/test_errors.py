"""An error says what happened and what to do, and nothing about people or secrets."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from api_client_core import errors as core
from clevertap_client import (
    AmbiguousDelivery,
    BadRequest,
    CallFailed,
    CleverTapError,
    Conflict,
    ConnectionFailed,
    CursorExpired,
    EventRecord,
    InvalidArgument,
    InvalidCredentials,
    NotAllowed,
    NotFound,
    NotReady,
    RecordsRefused,
    RequestRejected,
    RetryPolicy,
    ServerError,
    StatusError,
    TimedOut,
    TooManyRequests,
    UnexpectedReply,
    UploadResult,
)
from clevertap_client.testing import Answer, CleverTapSandbox, Reset, Stall, Truncate

from .conftest import Colour

NO_RETRY = RetryPolicy(retries=0)


def fail(error: Any, code: Any = None, status: int = 400) -> Answer:
    return Answer.json({"status": "fail", "error": error, "code": code}, status)


@pytest.mark.parametrize(
    ("own", "family"),
    [
        (InvalidArgument, core.InvalidArgument),
        (CallFailed, core.CallFailed),
        (ConnectionFailed, core.ConnectionFailed),
        (TimedOut, core.TimedOut),
        (AmbiguousDelivery, core.AmbiguousDelivery),
        (UnexpectedReply, core.UnexpectedReply),
        (StatusError, core.StatusError),
        (RecordsRefused, core.ClientError),
    ],
)
def test_every_error_is_cleverTaps_and_of_the_common_family(own: type, family: type) -> None:
    assert issubclass(own, CleverTapError)
    assert issubclass(own, family)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (401, InvalidCredentials),
        (403, NotAllowed),
        (404, NotFound),
        (405, NotAllowed),
        (409, Conflict),
        (418, StatusError),
        (429, TooManyRequests),
        (500, ServerError),
        (502, ServerError),
        (503, ServerError),
    ],
)
def test_each_status_has_its_class(
    sandbox: CleverTapSandbox, colour: Colour, status: int, kind: type[StatusError]
) -> None:
    client = colour.client(sandbox, retry=NO_RETRY)
    sandbox.fail(fail("Some words", status, status))
    with pytest.raises(StatusError) as caught:
        colour.run(client.profiles.get("u"))
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.code, error.error) == (status, status, "Some words")
    assert str(error).startswith(f"GET /1/profile.json: HTTP {status}: Some words")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (kind, str(error))


def test_wrong_credentials_mention_the_region_and_where_the_call_went(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    client = type(colour.client(sandbox))(sandbox.account_id, "another", base_url=sandbox.url)
    colour.opened.append(client)
    with pytest.raises(InvalidCredentials, match=r"passcode and the region.*127\.0\.0\.1"):
        colour.run(client.profiles.get("u"))


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ('["Invalid event : Gone", "and more"]', "Invalid event : Gone; and more"),
        ("[not json", "[not json"),
        ('["a@b.example"]', "…@…"),
        (["a list"], '["a list"]'),
        (None, ""),
        ({"k": 1}, '{"k": 1}'),
        ("call +49 151 1234-5678 or me@x.example", "call … or …@…"),
    ],
)
def test_the_words_may_be_a_list_in_a_text_and_lose_addresses_and_numbers(
    sandbox: CleverTapSandbox, colour: Colour, error: Any, text: str
) -> None:
    sandbox.fail(fail(error, 4002))
    with pytest.raises(BadRequest) as caught:
        colour.run(colour.client(sandbox).profiles.get("u"))
    assert caught.value.error == text
    assert caught.value.code == 4002
    assert "(code 4002)" in str(caught.value)


@pytest.mark.parametrize("code", ["SOMETHING_ELSE", 4002, 400])
def test_a_200_that_says_fail_is_an_error(
    sandbox: CleverTapSandbox, colour: Colour, code: Any
) -> None:
    sandbox.fail(fail("Nothing done", code, 200))
    with pytest.raises(RequestRejected) as caught:
        colour.run(colour.client(sandbox).profiles.get("u"))
    assert (caught.value.status, caught.value.code) == (200, code)
    assert f"(code {code})" in str(caught.value)


@pytest.mark.parametrize("status", [200, 400, 410])
def test_a_cursor_that_expired_says_so_in_a_word(
    sandbox: CleverTapSandbox, colour: Colour, status: int
) -> None:
    sandbox.fail(fail("Too late", "CURSOR_INVALIDATED", status))
    with pytest.raises(CursorExpired) as caught:
        colour.run(colour.client(sandbox).profiles.get("u"))
    assert isinstance(caught.value, RequestRejected)
    assert caught.value.code == "CURSOR_INVALIDATED"


@pytest.mark.parametrize(
    ("answer", "req_id"),
    [
        (fail("Request still in progress", 2, 200), None),
        (fail("In the works", 2, 200), None),
        (fail("This target hasn't been completed", None, 200), None),
        (fail("This target hasn't been completed", 409, 409), None),
        (fail("No result as of yet", 500, 500), None),
        (fail('["No result as of yet"]', 500, 500), None),
        (Answer.json({"status": "fail"}, 202), None),
        (Answer.json({"status": "fail", "req_id": 7, "code": 2}), 7),
        (Answer.json({"status": "fail", "req_id": True, "code": 2}), None),
    ],
)
def test_what_is_not_ready_is_one_class_whatever_the_status(
    sandbox: CleverTapSandbox, colour: Colour, answer: Answer, req_id: int | None
) -> None:
    client = colour.client(sandbox, retry=NO_RETRY)
    sandbox.fail(answer)
    with pytest.raises(NotReady) as caught:
        colour.run(client.profiles.get("u"))
    assert isinstance(caught.value, Conflict)
    assert caught.value.req_id == req_id
    assert type(pickle.loads(pickle.dumps(caught.value))) is NotReady


def test_another_500_and_another_409_are_what_they_were(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    client = colour.client(sandbox, retry=NO_RETRY)
    for status, kind in ((500, ServerError), (409, Conflict)):
        sandbox.fail(fail("An unknown error occurred", status, status))
        with pytest.raises(kind) as caught:
            colour.run(client.profiles.get("u"))
        assert not isinstance(caught.value, NotReady)


def test_who_is_no_admin_hears_of_that_too(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(fail("Invalid Credentials", 401, 401))
    with pytest.raises(InvalidCredentials, match=r"no admin's"):
        colour.run(colour.client(sandbox).request("POST", "/upload_catalog_completed", body={}))


@pytest.mark.parametrize("code", [True, None, [1], 1.5])
def test_a_code_of_another_kind_is_none(
    sandbox: CleverTapSandbox, colour: Colour, code: Any
) -> None:
    sandbox.fail(fail("", code, 200))
    with pytest.raises(RequestRejected, match="the body says fail") as caught:
        colour.run(colour.client(sandbox).profiles.get("u"))
    assert caught.value.code is None


@pytest.mark.parametrize("body", [b"", b"   ", b"<html>", b"{", b"[1]", b'"x"', b"null"])
def test_a_body_of_another_shape_is_unexpected(
    sandbox: CleverTapSandbox, colour: Colour, body: bytes
) -> None:
    sandbox.fail(Answer(200, body))
    with pytest.raises(UnexpectedReply) as caught:
        colour.run(colour.client(sandbox).profiles.get("u"))
    assert caught.value.problems
    assert ("base_url" in str(caught.value)) is not bool(body.strip())


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"error": 5}'])
def test_an_error_without_proper_words_is_still_an_error(
    sandbox: CleverTapSandbox, colour: Colour, body: bytes
) -> None:
    sandbox.fail(Answer(400, body))
    with pytest.raises(BadRequest, match="HTTP 400"):
        colour.run(colour.client(sandbox).profiles.get("u"))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Reset(), ConnectionFailed),
        (Truncate(3), ConnectionFailed),
        (Stall(5.0), TimedOut),
    ],
)
def test_a_look_up_that_breaks_is_harmless(
    sandbox: CleverTapSandbox, colour: Colour, fault: Any, kind: type[CallFailed]
) -> None:
    client = colour.client(sandbox, retry=NO_RETRY, timeout=0.2)
    sandbox.fail(fault)
    with pytest.raises(kind) as caught:
        colour.run(client.profiles.get("u"))
    assert caught.value.safe_to_resend


def test_an_event_that_breaks_is_not(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(Reset(applied=True))
    with pytest.raises(AmbiguousDelivery) as caught:
        colour.run(colour.client(sandbox).uploads.batch([EventRecord("Seen", "u")]))
    assert not caught.value.safe_to_resend
    assert caught.value.attempts == 1


def test_a_long_text_is_cut(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(fail("x " * 5000))
    with pytest.raises(BadRequest) as caught:
        colour.run(colour.client(sandbox).profiles.get("u"))
    assert len(caught.value.error) == 301


def test_an_error_without_an_upload_has_no_partial_result() -> None:
    assert InvalidArgument("a", "b").partial is None
    assert RecordsRefused(UploadResult()).partial == UploadResult()

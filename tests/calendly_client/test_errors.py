"""Each refusal and each fault on the wire is the right error, in both colours, over a socket."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from api_client_core import errors as core
from api_client_core.wire import Reply, Request
from calendly_client import (
    AlreadyCanceled,
    AmbiguousDelivery,
    BadRequest,
    CalendarUnavailable,
    CalendlyError,
    Conflict,
    ConnectionFailed,
    ErrorDetail,
    EventInPast,
    HookExists,
    InsufficientScope,
    InvalidArgument,
    LocationRefused,
    NotFound,
    PermissionDenied,
    PlanRequired,
    RateLimited,
    RetryPolicy,
    ServerError,
    SlotTaken,
    StatusError,
    TimedOut,
    Unauthenticated,
    UnexpectedReply,
    WebhookError,
)
from calendly_client import errors as family
from calendly_client.testing import Answer, CalendlySandbox, Reset, Stall, Truncate

from .conftest import Colour

ONCE = RetryPolicy(retries=0)
DEEP = b"[" * 100_000
DENIED = "Permission Denied"

REFUSALS: list[tuple[int, dict[str, Any], type[StatusError]]] = [
    (400, {"title": "Invalid Argument", "message": "Wrong.", "details": []}, BadRequest),
    (422, {"title": "Unprocessable", "message": "Wrong."}, BadRequest),
    (401, {"title": "Unauthenticated", "message": "The access token expired"}, Unauthenticated),
    (403, {"title": DENIED, "message": "You do not have permission"}, PermissionDenied),
    (
        403,
        {"title": "Insufficient scope", "message": "...", "required_scopes": ["users:read", 5]},
        InsufficientScope,
    ),
    (403, {"title": DENIED, "message": "Please upgrade to a paid Calendly account."}, PlanRequired),
    (
        403,
        {"title": DENIED, "message": "Please upgrade your Calendly account to Standard"},
        PlanRequired,
    ),
    (
        403,
        {"title": DENIED, "message": "It is on paid plans. Upgrade your plan to access it."},
        PlanRequired,
    ),
    (403, {"title": DENIED, "message": "Event is already canceled"}, AlreadyCanceled),
    (403, {"title": DENIED, "message": "Event in the past"}, EventInPast),
    (404, {"title": "Resource Not Found", "message": "Gone."}, NotFound),
    (
        400,
        {"title": "Invalid Argument", "message": "Wrong.", "details": [{"code": "already_filled"}]},
        SlotTaken,
    ),
    (
        400,
        {
            "title": "Invalid Argument",
            "message": "Wrong.",
            "details": [{"message": "x"}, {"message": "y", "code": "invalid_location_choice"}],
        },
        LocationRefused,
    ),
    (409, {"title": "Already Exists", "message": "Hook with this url already exists"}, HookExists),
    (409, {"title": "Already Exists", "message": "The resource already exists"}, Conflict),
    (424, {"title": "External Calendar Error", "message": "A problem."}, CalendarUnavailable),
    (429, {}, RateLimited),
    (418, {}, StatusError),
    (500, {"title": "Internal Server Error", "message": "Sorry."}, ServerError),
    (503, {}, ServerError),
]


@pytest.mark.parametrize(("status", "body", "kind"), REFUSALS)
def test_each_refusal_is_an_error_of_its_own(
    colour: Colour,
    sandbox: CalendlySandbox,
    status: int,
    body: dict[str, Any],
    kind: type[StatusError],
) -> None:
    sandbox.fail(Answer.json(body, status, (("x-request-id", "r-77"),)))
    with pytest.raises(CalendlyError) as refused:
        colour.run(colour.client(sandbox, retry=ONCE).users.me())
    error = refused.value
    assert type(error) is kind
    assert isinstance(error, core.StatusError)
    assert (error.status, error.title, error.message) == (
        status,
        body.get("title"),
        body.get("message"),
    )
    assert str(error).startswith(f"GET /users/me: HTTP {status}")
    assert body.get("message", "") in str(error)
    assert str(error).endswith("[request r-77]")
    assert_pickles(error)


def assert_pickles(error: CalendlyError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)


def test_a_bad_request_says_which_parameter_and_keeps_addresses_to_itself(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    details = [
        {"parameter": "invitee_email", "message": "ada@example.org is no address", "code": "bad"},
        {"message": "must be\nfilled"},
        "odd",
    ]
    body = {"title": "Invalid Argument", "message": "The parameters are wrong.", "details": details}
    sandbox.fail(Answer.json(body, 400))
    client = colour.client(sandbox)
    with pytest.raises(BadRequest) as refused:
        colour.all(client.scheduled_events.list(invitee_email="ada@example.org"))
    assert refused.value.details == (
        ErrorDetail("ada@example.org is no address", "invitee_email", "bad"),
        ErrorDetail("must be\nfilled"),
    )
    assert str(refused.value) == (
        "GET /scheduled_events: HTTP 400 Invalid Argument: The parameters are wrong. "
        "(invitee_email: …@… is no address; must be filled)"
    )


def test_a_missing_scope_is_named() -> None:
    failure = core.Failure(
        Request("GET", "https://api.calendly.com/users/me"),
        1,
        True,
        Reply(403, {}, b'{"title": "Insufficient scope", "required_scopes": ["users:read"]}'),
    )
    error = family.status_error(failure)
    assert isinstance(error, InsufficientScope)
    assert error.required_scopes == ("users:read",)


@pytest.mark.parametrize(
    "body",
    [b"", b"<h1>Bad gateway</h1>", b"[]", b'{"title": 5, "details": 7}', b"\xff", b"[" * 9999],
)
def test_a_proxys_page_is_an_error_like_any_other(
    colour: Colour, sandbox: CalendlySandbox, body: bytes
) -> None:
    sandbox.fail(Answer(502, body, (("content-type", "text/html"),)))
    with pytest.raises(ServerError) as failed:
        colour.run(colour.client(sandbox, retry=ONCE).users.me())
    assert (failed.value.title, failed.value.message, failed.value.details) == (None, None, ())
    assert str(failed.value) == "GET /users/me: HTTP 502"
    assert failed.value.reply is not None
    assert failed.value.reply.content == body


def test_too_many_requests_say_when_to_come_back(colour: Colour, sandbox: CalendlySandbox) -> None:
    sandbox.fail(Answer.json({}, 429, (("x-ratelimit-reset", "3600"),)))
    with pytest.raises(RateLimited) as limited:
        colour.run(colour.client(sandbox).users.me())
    assert limited.value.retry_after == 3600
    assert limited.value.safe_to_resend
    assert len(sandbox.journal) == 1


def test_faults_on_the_wire_are_told_apart(colour: Colour, sandbox: CalendlySandbox) -> None:
    client = colour.client(sandbox, retry=ONCE, timeout=0.3)
    for fault, kind in (
        (Reset(), ConnectionFailed),
        (Stall(30), TimedOut),
        (Truncate(keep=3), ConnectionFailed),
        (Answer(200), UnexpectedReply),
        (Answer(200, b'{"resource": {'), UnexpectedReply),
    ):
        sandbox.fail(fault)
        with pytest.raises(kind) as lost:
            colour.run(client.users.me())
        assert isinstance(lost.value, CalendlyError)
        assert_pickles(lost.value)


def test_nobody_listening_is_a_failed_connection_after_which_sending_again_is_safe(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    url = sandbox.url
    sandbox.stop()
    client = colour.client(url, "token")
    with pytest.raises(ConnectionFailed, match="nothing was sent") as lost:
        colour.run(client.users.me())
    assert str(lost.value).endswith("(after 3 attempts)")
    assert lost.value.safe_to_resend
    create = client.webhook_subscriptions.create
    whose = {"organization": "O1", "scope": "organization"}
    with pytest.raises(ConnectionFailed):
        colour.run(create(url="https://example.com/in", events=["invitee.created"], **whose))


def test_the_tree_stands_on_the_cores_families() -> None:
    pairs = [
        (ConnectionFailed, core.ConnectionFailed),
        (TimedOut, core.TimedOut),
        (TimedOut, ConnectionFailed),
        (StatusError, core.StatusError),
        (AmbiguousDelivery, core.AmbiguousDelivery),
        (UnexpectedReply, core.UnexpectedReply),
        (InvalidArgument, core.InvalidArgument),
        (CalendlyError, core.ClientError),
        (WebhookError, CalendlyError),
    ]
    assert all(issubclass(kind, base) for kind, base in pairs)


def test_the_docstring_draws_every_class() -> None:
    kinds = {name for name, kind in vars(family).items() if is_error(kind)}
    drawn = {line.strip("│├└─ ").split(" ")[0] for line in (family.__doc__ or "").splitlines()}
    assert kinds <= drawn


def is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, CalendlyError)

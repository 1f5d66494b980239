"""Asking a user for permission, and what the OAuth server says."""

from __future__ import annotations

import inspect
import json
import logging
import pickle
import re
import shlex
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from attrs import evolve

from api_client_core.clients import AwaitingClient
from calendly_client import (
    AmbiguousDelivery,
    AsyncCalendly,
    AuthorizationDenied,
    Calendly,
    CalendlyError,
    Hooks,
    InsufficientScope,
    InvalidArgument,
    OAuthError,
    RateLimited,
    ReauthorizationRequired,
    RetryPolicy,
    Secret,
    UnreadableToken,
)
from calendly_client.converter import make
from calendly_client.models import Introspection
from calendly_client.oauth import (
    Application,
    AsyncCalendlyOAuth,
    Authorization,
    CalendlyOAuth,
    MemoryTokenStore,
    OAuth,
    Token,
    pkce_challenge,
)
from calendly_client.testing import Answer, CalendlySandbox, Reset
from calendly_client.testing.__main__ import main

from .conftest import IMPATIENT, Colour

BACK = "http://localhost:8000/calendly"


def opened(colour: Colour, sandbox: CalendlySandbox, registered: Any, **more: Any) -> Any:
    """Open an application's client of one colour; it is closed when the test ends."""
    kind: Any = AsyncCalendlyOAuth if colour.runner else CalendlyOAuth
    options = {"base_url": sandbox.url, "clock": IMPATIENT, **more}
    client = kind(registered.client_id, registered.client_secret, **options)
    colour.opened.append(client)
    return client


@pytest.fixture
def application(colour: Colour, sandbox: CalendlySandbox) -> Any:
    return opened(colour, sandbox, sandbox.register_application())


@pytest.fixture
def native(colour: Colour, sandbox: CalendlySandbox) -> Any:
    return opened(colour, sandbox, sandbox.register_application(native=True))


def sent(sandbox: CalendlySandbox) -> tuple[dict[str, str], dict[str, str]]:
    """Give the form and the headers of the last request."""
    request = sandbox.journal[-1].request
    assert request.raw_query == ""
    return dict(parse_qsl(request.body.decode())), dict(request.headers)


# ------------------------------------------------------------------------------------ the page


def test_a_challenge_is_made_as_rfc_7636_shows() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert pkce_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert pkce_challenge(Secret(verifier)) == pkce_challenge(verifier)


@pytest.mark.parametrize("verifier", ["", "x" * 42, "x" * 129, "x" * 42 + "/", "ä" * 43])
def test_a_verifier_that_is_none_is_refused_without_showing_it(verifier: str) -> None:
    with pytest.raises(InvalidArgument, match="code_verifier: must have 43 to 128") as wrong:
        pkce_challenge(verifier)
    assert len(verifier) < 42 or verifier not in str(wrong.value)


def test_the_address_of_the_page_says_what_is_asked_for() -> None:
    with CalendlyOAuth("the-id", "the-secret") as application:
        url = application.authorization_url(
            redirect_uri="https://example.com/in?way=1",
            code_challenge="the-challenge",
            state="the state",
            scope=["users:read", "scheduled_events:read"],
        )
    place, _, query = url.partition("?")
    assert place == "https://auth.calendly.com/oauth/authorize"
    assert dict(parse_qsl(query)) == {
        "client_id": "the-id",
        "response_type": "code",
        "redirect_uri": "https://example.com/in?way=1",
        "code_challenge": "the-challenge",
        "code_challenge_method": "S256",
        "scope": "users:read scheduled_events:read",
        "state": "the state",
    }


def test_what_is_not_asked_for_is_left_out_of_the_address() -> None:
    with CalendlyOAuth("the-id") as application:
        url = application.authorization_url(redirect_uri="app:/back")
    assert dict(parse_qsl(urlsplit(url).query)).keys() == {
        "client_id",
        "response_type",
        "redirect_uri",
    }


@pytest.mark.parametrize("redirect", ["", "/calendly", "example.com/in", "https://a.b/#c"])
def test_a_redirect_that_cannot_be_one_is_refused(redirect: str) -> None:
    with (
        CalendlyOAuth("the-id") as application,
        pytest.raises(InvalidArgument, match="redirect_uri: must be an absolute URI"),
    ):
        application.begin(redirect_uri=redirect)


def test_each_user_is_sent_with_a_state_and_a_challenge_of_their_own() -> None:
    with CalendlyOAuth("the-id") as application:
        one, other = (application.begin(redirect_uri=BACK) for _ in range(2))
    assert one.state != other.state
    assert one.code_verifier != other.code_verifier
    query = dict(parse_qsl(urlsplit(one.url).query))
    assert query["state"] == one.state
    assert query["code_challenge"] == pkce_challenge(one.code_verifier)


def test_what_was_asked_waits_in_a_session() -> None:
    with CalendlyOAuth("the-id") as application:
        asked = application.begin(redirect_uri=BACK)
    assert Authorization.from_json(asked.to_json()) == asked
    for text in ("", "[]", "{}", '{"url": 1}'):
        with pytest.raises(ValueError, match=r"is no JSON object|holds no authorization"):
            Authorization.from_json(text)


# ---------------------------------------------------------------------------------- the way back


def test_a_user_agrees_and_the_application_acts_for_them(
    colour: Colour, sandbox: CalendlySandbox, application: Any
) -> None:
    aiko = sandbox.users[2]
    asked = application.begin(redirect_uri=BACK)
    token = colour.run(application.finish(asked, sandbox.agree(asked.url, aiko)))

    form, headers = sent(sandbox)
    assert headers["authorization"].startswith("Basic ")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert form.keys() == {"grant_type", "code", "redirect_uri", "code_verifier"}
    assert form["grant_type"] == "authorization_code"
    assert (token.owner, token.organization) == (aiko.uri, sandbox.organization)
    assert token.expires_at - token.created_at == timedelta(hours=2)
    with Calendly(token.access_token, base_url=sandbox.url) as calendly:
        assert calendly.users.me() == aiko


def test_the_page_itself_sends_the_user_back(
    colour: Colour, sandbox: CalendlySandbox, application: Any
) -> None:
    asked = application.begin(redirect_uri=BACK)
    answer = httpx.get(asked.url, follow_redirects=False)
    assert answer.status_code == 302
    token = colour.run(application.finish(asked, answer.headers["location"]))
    assert token.owner == sandbox.users[0].uri


def test_a_native_application_shows_its_id_and_no_secret(
    colour: Colour, sandbox: CalendlySandbox, native: Any
) -> None:
    asked = native.begin(redirect_uri=BACK)
    token = colour.run(native.finish(asked, sandbox.agree(asked.url)))
    form, headers = sent(sandbox)
    assert form["client_id"] == native.application.client_id
    assert "client_secret" not in form
    assert "authorization" not in headers

    colour.run(native.refresh(token.refresh_token))
    form, headers = sent(sandbox)
    assert form.keys() == {"grant_type", "refresh_token", "client_id"}
    assert "authorization" not in headers


def test_code_verifier_and_redirect_can_be_passed_by_themselves(
    colour: Colour, sandbox: CalendlySandbox, application: Any
) -> None:
    asked = application.begin(redirect_uri=BACK)
    code = dict(parse_qsl(urlsplit(sandbox.agree(asked.url)).query))["code"]
    token = colour.run(
        application.exchange(code=code, redirect_uri=BACK, code_verifier=asked.code_verifier)
    )
    assert token.scopes == ("default",)


def test_a_state_that_got_lost_is_no_state_at_all(application: Any) -> None:
    asked = evolve(application.begin(redirect_uri=BACK), state="")
    for came in (f"{BACK}?code=x", f"{BACK}?code=x&state=", f"{BACK}?code=x&state=\udc80"):
        with pytest.raises(InvalidArgument, match="came_back_to: has another state"):
            application.describe.finish(asked, came)


def test_what_goes_where_is_told_at_once(application: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"auth: must be OAuth\(application, store\)"):
        Calendly(auth=application)
    with pytest.raises(InvalidArgument, match=r"store: must keep a token: FileTokenStore\(path\)"):
        OAuth(application, "tokens.json")  # type: ignore[arg-type] # a mistake that is easily made


def test_an_application_keeps_its_secret_however_it_is_given() -> None:
    given = Application(client_id="an id", client_secret="a long enough secret")
    assert "enough" not in repr(given)
    assert given == Application(client_id="an id", client_secret=Secret("a long enough secret"))


def test_an_answer_that_belongs_to_somebody_else_is_not_taken(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    mine, theirs = (application.begin(redirect_uri=BACK) for _ in range(2))
    for came in (sandbox.agree(theirs.url), f"{BACK}?code=x", BACK, ""):
        with pytest.raises(InvalidArgument, match="came_back_to: has another state"):
            colour.run(application.finish(mine, came))
    assert sandbox.journal == []


def test_a_user_who_refuses_is_told_apart(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    asked = application.begin(redirect_uri=BACK)
    with pytest.raises(AuthorizationDenied, match="access_denied: The resource owner") as denied:
        colour.run(application.finish(asked, sandbox.deny(asked.url)))
    assert denied.value.error == "access_denied"
    again = pickle.loads(pickle.dumps(denied.value))
    assert (again.error, str(again)) == (denied.value.error, str(denied.value))
    assert "@example" not in repr(AuthorizationDenied("access_denied", "noor@example.com said no"))


def test_a_code_is_good_once(sandbox: CalendlySandbox, colour: Colour, application: Any) -> None:
    asked = application.begin(redirect_uri=BACK)
    came = sandbox.agree(asked.url)
    colour.run(application.finish(asked, came))
    with pytest.raises(ReauthorizationRequired, match="must authorise again") as used:
        colour.run(application.finish(asked, came))
    assert (used.value.status, used.value.error) == (400, "invalid_grant")
    assert used.value.error_description


def test_a_code_is_good_for_ten_minutes(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    asked = application.begin(redirect_uri=BACK)
    came = sandbox.agree(asked.url)
    sandbox.advance(timedelta(minutes=10))
    with pytest.raises(ReauthorizationRequired):
        colour.run(application.finish(asked, came))


def test_who_stole_the_code_lacks_the_verifier(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    asked = application.begin(redirect_uri=BACK)
    code = dict(parse_qsl(urlsplit(sandbox.agree(asked.url)).query))["code"]
    for verifier in (None, "x" * 43):
        with pytest.raises(ReauthorizationRequired):
            colour.run(application.exchange(code=code, redirect_uri=BACK, code_verifier=verifier))


def test_a_wrong_secret_is_told_as_such(sandbox: CalendlySandbox, colour: Colour) -> None:
    registered = sandbox.register_application()
    wrong = opened(
        colour, sandbox, Application(client_id=registered.client_id, client_secret=Secret("no"))
    )
    with pytest.raises(OAuthError, match="HTTP 401 invalid_client: Client auth") as error:
        colour.run(wrong.refresh("a-token"))
    assert error.value.error == "invalid_client"
    assert not isinstance(error.value, ReauthorizationRequired)


def test_a_token_reaches_as_far_as_its_scopes(sandbox: CalendlySandbox) -> None:
    registered = sandbox.register_application(scopes=["users:read", "scheduled_events:read"])
    with CalendlyOAuth(
        registered.client_id, registered.client_secret, base_url=sandbox.url
    ) as application:
        asked = application.begin(redirect_uri=BACK, scope=["users:read"])
        token = application.finish(asked, sandbox.agree(asked.url))
        assert token.scopes == ("users:read",)
        wider = application.begin(redirect_uri=BACK, scope="webhooks:write")
        with pytest.raises(AuthorizationDenied, match="invalid_scope"):
            application.finish(wider, sandbox.agree(wider.url))
    with Calendly(token.access_token, base_url=sandbox.url) as calendly:
        calendly.users.me()
        with pytest.raises(InsufficientScope):
            calendly.scheduled_events.list(organization=sandbox.organization).all()


# --------------------------------------------------------------------- refresh, revoke, introspect


def test_a_refresh_token_is_good_once_and_brings_the_next(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    first = sandbox.token_of(_registered(sandbox))
    second = colour.run(application.refresh(first.refresh_token))
    form, headers = sent(sandbox)
    secret = first.refresh_token.reveal() if first.refresh_token else ""
    assert form == {"grant_type": "refresh_token", "refresh_token": secret}
    assert headers["authorization"].startswith("Basic ")
    assert second.refresh_token != first.refresh_token
    with pytest.raises(ReauthorizationRequired):
        colour.run(application.refresh(first.refresh_token))
    assert colour.run(application.refresh(second.refresh_token)).owner == first.owner


def _registered(sandbox: CalendlySandbox) -> Any:
    (registered,) = sandbox.authorizer.applications.values()
    return registered


def test_the_ninth_token_of_a_minute_is_refused_and_spends_nothing(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    sandbox.set_clock(datetime(2026, 10, 5, tzinfo=UTC))
    token = sandbox.token_of(_registered(sandbox))
    for _ in range(8):
        token = colour.run(application.refresh(token.refresh_token))
    hasty = application.with_options(retry=RetryPolicy(retries=0))
    with pytest.raises(RateLimited) as refused:
        colour.run(hasty.refresh(token.refresh_token))
    assert refused.value.retry_after == 60
    sandbox.advance(timedelta(seconds=60))
    colour.run(application.refresh(token.refresh_token))


def test_tokens_are_looked_at_and_given_back(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    token = sandbox.token_of(_registered(sandbox))
    known = colour.run(application.introspect(token.access_token))
    assert known == Introspection(
        active=True,
        scope="default",
        client_id=application.application.client_id,
        token_type="Bearer",
        issued_at=token.created_at,
        expires_at=token.expires_at,
        owner=token.owner,
        organization=token.organization,
    )
    form, headers = sent(sandbox)
    assert form.keys() == {"client_id", "client_secret", "token"}
    assert "authorization" not in headers, "RFC 6749 allows one way to show who asks, not two"
    assert headers["accept"] == "application/json"
    assert headers["user-agent"].startswith("calendly-client/")

    assert colour.run(application.revoke(token.access_token)) is None
    form, headers = sent(sandbox)
    assert form.keys() == {"client_id", "client_secret", "token"}
    assert "authorization" not in headers
    for spent in (token.access_token, token.refresh_token):
        assert colour.run(application.introspect(spent)) == Introspection(active=False)
    colour.run(application.revoke(token.access_token))


def test_tokens_of_other_applications_are_none_of_its_business(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    token = sandbox.token_of(sandbox.register_application())
    for ask in (application.revoke, application.introspect):
        with pytest.raises(OAuthError, match="unauthorized_client") as error:
            colour.run(ask(token.access_token))
        assert error.value.status == 403


def test_without_a_secret_nothing_can_be_given_back(
    sandbox: CalendlySandbox, colour: Colour, native: Any
) -> None:
    for ask in (native.revoke, native.introspect):
        with pytest.raises(InvalidArgument, match="client_secret: is missing"):
            colour.run(ask("a-token"))
    assert sandbox.journal == []


@pytest.mark.parametrize("value", ["", " ", "two words", "line\nbreak", "ä"])
def test_what_no_token_can_be_is_refused(
    sandbox: CalendlySandbox, colour: Colour, application: Any, value: str
) -> None:
    for ask in (application.refresh, application.revoke, application.introspect):
        with pytest.raises(InvalidArgument, match="is empty, or has characters"):
            colour.run(ask(value))
    assert sandbox.journal == []


def test_what_may_have_spent_a_code_is_not_sent_again(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    for fault in (Reset(applied=True), Answer.html("<h1>Bad gateway</h1>", 502)):
        sandbox.journal.clear()
        sandbox.fail(fault, path="/oauth/token")
        with pytest.raises(AmbiguousDelivery):
            colour.run(application.exchange(code="a-code", redirect_uri=BACK))
        assert len(sandbox.journal) == 1


def test_what_is_harmless_is_sent_again(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    token = sandbox.token_of(_registered(sandbox))
    sandbox.fail(Reset(applied=True), path="/oauth/*")
    colour.run(application.revoke(token.access_token))
    sandbox.fail(Answer(503), path="/oauth/*")
    assert not colour.run(application.introspect(token.access_token)).active


# ------------------------------------------------------------------------------- the forms of calls


def test_calls_come_raw_and_described(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    token = sandbox.token_of(_registered(sandbox))
    response = colour.run(application.with_raw_response.introspect(token.access_token))
    assert (response.reply.status, response.value.active) == (200, True)
    for name, arguments in {
        "exchange": {"code": "a-code", "redirect_uri": BACK},
        "refresh": {"refresh_token": "a-token"},
        "revoke": {"token": "a-token"},
        "introspect": {"token": "a-token"},
    }.items():
        call = getattr(application.describe, name)(**arguments)
        tail = name if name in {"revoke", "introspect"} else "token"
        assert (call.api, call.method, call.path) == ("calendly-oauth", "POST", ("oauth", tail))
        assert "a-token" not in repr(call)


def test_a_twin_knows_its_application(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    twin = application.with_options(timeout=5)
    token = sandbox.token_of(_registered(sandbox))
    assert colour.run(twin.introspect(token.access_token)).active
    assert twin.begin(redirect_uri=BACK).url.startswith(sandbox.url)


def test_id_secret_and_place_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, sandbox: CalendlySandbox, colour: Colour
) -> None:
    registered = sandbox.register_application()
    monkeypatch.setenv("CALENDLY_CLIENT_ID", registered.client_id)
    monkeypatch.setenv("CALENDLY_CLIENT_SECRET", registered.client_secret or "")
    monkeypatch.setenv("CALENDLY_OAUTH_URL", f"{sandbox.url}/")
    kind: Any = AsyncCalendlyOAuth if colour.runner else CalendlyOAuth
    client = kind()
    colour.opened.append(client)
    token = sandbox.token_of(registered)
    assert colour.run(client.introspect(token.access_token)).active


@pytest.mark.parametrize("kind", [CalendlyOAuth, AsyncCalendlyOAuth])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("client_id", {"client_id": ""}),
        ("client_id", {"client_id": "two words"}),
        ("client_secret", {"client_id": "id", "client_secret": "line\nbreak"}),
        ("base_url", {"client_id": "id", "base_url": "auth.calendly.com"}),
        ("timeout", {"client_id": "id", "timeout": 0}),
    ],
)
def test_a_wrong_argument_is_named(kind: Any, name: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        kind(**arguments)
    assert wrong.value.name == name


@pytest.mark.parametrize("kind", [Calendly, AsyncCalendly])
def test_a_client_has_a_token_or_oauth(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with CalendlyOAuth("the-id") as application:
        auth = OAuth(application, MemoryTokenStore())
        with pytest.raises(InvalidArgument, match="auth: is given, and token too"):
            kind("a-token", auth=auth)
        monkeypatch.setenv("CALENDLY_TOKEN", "another")
        client: object = kind(auth=auth)
        assert "another" not in repr(vars(client))
        with pytest.raises(InvalidArgument, match="early: must not be negative"):
            OAuth(application, MemoryTokenStore(), early=timedelta(-1))


# ----------------------------------------------------------------------------------------- secrets

SPENT, CODE = "47wx-refresh-token-47wx", "k0de-k0de-k0de-k0de"
SECRETS = ("sandbox-access", "47wx", "k0de", "Basic ")  # ids are hexadecimal: never these


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """All that was said: every log record at DEBUG, and what the test adds."""
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    yield said
    said += [f"{record.getMessage()} {record.args!r}" for record in caplog.records]
    assert said
    for secret in SECRETS:
        assert secret not in "\n".join(said)


ODD: dict[str, Any] = {
    "as it should be": None,
    "no token": Answer.json({"access_token": "", "refresh_token": "47wx-47wx-47wx-47wx"}),
    "no JSON": Answer(200, b'{"access_token": "47wx-47wx-47wx-47wx"'),
    "a refusal": Answer.json({"error": "invalid_grant", "error_description": "a@b.example"}, 400),
    "a page": Answer.html("<h1>Bad gateway</h1>", 502),
    "a reset": Reset(),
}


@pytest.mark.parametrize("fault", ODD.values(), ids=ODD)
def test_nothing_gives_secrets_away(
    sandbox: CalendlySandbox, colour: Colour, told: list[str], fault: Any
) -> None:
    seen: list[str] = []

    def note(*facts: object) -> None:
        seen.extend(
            f"{fact!r} {getattr(fact, 'content', None)!r} {getattr(fact, 'headers', None)!r}"
            for fact in facts
        )

    hooks = Hooks(on_request=note, on_reply=note, on_lost=note, on_retry=note)
    registered = sandbox.register_application()
    client = opened(colour, sandbox, registered, hooks=hooks)
    twin = client.with_options(hooks=hooks)
    told += [repr(client.__dict__), repr(client), repr(client.application), repr(registered)]
    asked = client.begin(redirect_uri=BACK)
    told.append(repr(asked))
    came = sandbox.agree(asked.url)
    if fault is not None:
        sandbox.fail(fault, path="/oauth/token")
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: client.finish(asked, came),
        lambda: twin.refresh(SPENT),
        lambda: client.exchange(code=CODE, redirect_uri=BACK),
    )
    for attempt in attempts:
        try:
            told.append(repr(colour.run(attempt())))
        except CalendlyError as error:
            told += [repr(error), str(error), repr(error.args)]
            told.append(pickle.dumps(error).decode("latin-1"))
            told.append("".join(traceback.format_exception(error)))
    assert seen
    told += seen


def test_an_answer_that_cannot_be_read_is_not_kept(
    sandbox: CalendlySandbox, colour: Colour, application: Any
) -> None:
    sandbox.fail(ODD["no token"], path="/oauth/token")
    with pytest.raises(UnreadableToken, match=r"\$\.access_token") as odd:
        colour.run(application.refresh("a-token"))
    assert odd.value.reply is not None
    assert odd.value.reply.content == b""


def test_oauth_stays_where_it_was_made() -> None:
    with CalendlyOAuth("the-id", "47wx-the-secret") as application:
        auth = OAuth(application, MemoryTokenStore())
        assert repr(auth) == "OAuth(<CalendlyOAuth https://auth.calendly.com>)"
        with pytest.raises(TypeError, match="holds a secret"):
            pickle.dumps(auth)


# ------------------------------------------------------------------------------------------ tokens


def test_a_token_is_written_down_and_read_again() -> None:
    token = Token(
        access_token=Secret("an-access-token-of-some-length"),
        refresh_token="a-refresh-token-of-some-length",
        scope="users:read groups:read",
        expires_in=7200,
        created_at=datetime(2026, 10, 5, 12, 30, 1, 500, tzinfo=UTC),
    )
    assert Token.from_json(token.to_json()) == token
    assert token.scopes == ("users:read", "groups:read")
    assert token.is_good(datetime(2026, 10, 5, 14, tzinfo=UTC))
    assert not token.is_good(datetime(2026, 10, 5, 14, tzinfo=UTC), timedelta(hours=1))
    assert "length" not in repr(token).replace("'…ngth'", "")


def test_a_token_without_times_is_good_until_somebody_says_no() -> None:
    token = Token.from_json('{"access_token": "x", "more": {}}')
    assert token.expires_at is None
    assert token.is_good(datetime.now(UTC))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"access_token": 4711}',
        '{"access_token": "a", "scope": 4711}',
        '{"access_token": "a", "created_at": "4711"}',
        '{"access_token": "a", "created_at": 4711e99}',
        '{"access_token": "a", "expires_in": "4711"}',
        '{"access_token": "a", "refresh_state": 4711}',
    ],
)
def test_what_is_no_token_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(is no JSON object|holds no token)$") as wrong:
        Token.from_json(text)
    assert "4711" not in "".join(traceback.format_exception(wrong.value))


def test_the_official_samples_are_read(shared: Path) -> None:
    folder = shared / "samples" / "calendly" / "oauth"
    token = json.loads((folder / "token.200.json").read_text())
    known = json.loads((folder / "introspect.200.active.json").read_text())
    converter = make(strict=True)
    for data, kind in ((token, Token), (known, Introspection)):
        again = converter.unstructure(converter.structure(data, kind))
        assert {key: again[key] for key in data} == data
    assert Token.from_json(json.dumps(token)) == converter.structure(token, Token)


# -------------------------------------------------------------------------------------- the sandbox


def test_a_token_ends_after_two_hours(sandbox: CalendlySandbox) -> None:
    token = sandbox.token_of(sandbox.register_application())
    sandbox.advance(timedelta(hours=2))
    answer = httpx.get(
        f"{sandbox.url}/users/me",
        headers={"authorization": f"Bearer {token.access_token.reveal()}"},
    )
    assert answer.status_code == 401
    assert answer.json() == {"title": "Unauthenticated", "message": "The access token expired"}


def test_who_must_not_be_redirected_is_not(sandbox: CalendlySandbox) -> None:
    registered = sandbox.register_application()
    with CalendlyOAuth(registered.client_id, base_url=sandbox.url) as application:
        elsewhere = application.begin(redirect_uri="https://evil.example/")
    with CalendlyOAuth("nobody", base_url=sandbox.url) as stranger:
        unknown = stranger.begin(redirect_uri=BACK)
    for url, status in ((elsewhere.url, 400), (unknown.url, 401)):
        answer = httpx.get(url, follow_redirects=False)
        assert (answer.status_code, answer.json().keys()) == (
            status,
            {"error", "error_description"},
        )


def test_a_page_without_a_challenge_sends_back_an_error(sandbox: CalendlySandbox) -> None:
    registered = sandbox.register_application()
    with CalendlyOAuth(registered.client_id, base_url=sandbox.url) as application:
        url = application.authorization_url(redirect_uri=BACK, state="s")
    assert re.search(r"\?error=invalid_request&.*state=s", sandbox.agree(url))


def test_what_is_no_form_or_no_grant_is_refused(sandbox: CalendlySandbox) -> None:
    registered = sandbox.register_application()
    pair = (registered.client_id, registered.client_secret or "")
    posts: list[tuple[Callable[[], httpx.Response], str]] = [
        (lambda: httpx.post(f"{sandbox.url}/oauth/token", json={}, auth=pair), "unsupported_grant"),
        (lambda: httpx.post(f"{sandbox.url}/oauth/token", data={}, auth=("x", "y")), "invalid_cl"),
        (
            lambda: httpx.post(
                f"{sandbox.url}/oauth/token", headers={"authorization": "Basic ???"}
            ),
            "invalid_client",
        ),
    ]
    for post, error in posts:
        assert post().json()["error"].startswith(error)


def test_the_command_line_says_what_an_application_needs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    arguments = (["--redirect-uri", "app:/back"], stop)
    running = threading.Thread(target=main, args=arguments, daemon=True)
    running.start()
    lines: dict[str, str] = {}
    for _ in range(1000):
        for line in capsys.readouterr().out.splitlines():
            export, given = shlex.split(line)
            assert export == "export"
            name, _, value = given.partition("=")
            lines[name] = value
        if "CALENDLY_CLIENT_SECRET" in lines:
            break
        time.sleep(0.01)
    for name, value in lines.items():
        monkeypatch.setenv(name, value)
    with CalendlyOAuth() as application:
        asked = application.begin(redirect_uri="app:/back")
        came = httpx.get(asked.url, follow_redirects=False).headers["location"]
        assert application.finish(asked, came).owner == lines["CALENDLY_USER"]
    stop.set()
    running.join()


def test_both_colours_have_the_same_methods() -> None:
    def methods(kind: type) -> dict[str, str]:
        return {
            name: str(inspect.signature(member))
            for name, member in inspect.getmembers(kind, callable)
            if not name.startswith("_") and name not in vars(AwaitingClient)
        }

    assert methods(CalendlyOAuth) == methods(AsyncCalendlyOAuth)

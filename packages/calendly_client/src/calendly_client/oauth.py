"""OAuth: asking a user for permission, and keeping it alive.

    from calendly_client import Calendly
    from calendly_client.oauth import CalendlyOAuth, FileTokenStore, OAuth

    application = CalendlyOAuth("client id", "client secret")
    store = FileTokenStore("tokens/noor.json")
    asked = application.begin(redirect_uri="https://example.com/calendly")
    # Send the user to asked.url; when they come back:
    store.save(application.finish(asked, url_they_came_back_to))
    with Calendly(auth=OAuth(application, store)) as calendly:
        calendly.users.me()

`OAuth` tells what calls may raise then.
"""

from __future__ import annotations

import os

from attrs import evolve

from api_client_core.clients import AwaitingClient, BlockingClient, aconnect, connect
from api_client_core.exchange import Hooks, Service
from api_client_core.retry import RetryPolicy
from api_client_core.secrets import Secret
from api_client_core.senders import (
    AsyncSender,
    Clock,
    Describing,
    RawAsyncSender,
    RawSyncSender,
    SyncSender,
)
from api_client_core.steps import Lost
from api_client_core.transport import AsyncHttpClient, HttpClient
from api_client_core.wire import Reply, Request, Unsendable

from .auth import OAuth
from .errors import InvalidArgument
from .models import Authorization, Token
from .oauth_errors import FAMILY
from .resources.oauth import API, HEADERS, HOST, Application, OAuthServer, pkce_challenge
from .token_stores import FileTokenStore, MemoryTokenStore, TokenStore

__all__ = [
    "Application",
    "AsyncCalendlyOAuth",
    "Authorization",
    "CalendlyOAuth",
    "FileTokenStore",
    "MemoryTokenStore",
    "OAuth",
    "OAuthServer",
    "Token",
    "TokenStore",
    "pkce_challenge",
]


class CalendlyOAuth(OAuthServer[SyncSender], BlockingClient):
    """An application's way to Calendly's OAuth server, blocking. Threads and users may share it.

    Args:
        client_id: The application's. Default: ``CALENDLY_CLIENT_ID`` from the environment.
        client_secret: The application's; native applications have none. Default:
            ``CALENDLY_CLIENT_SECRET`` from the environment.
        base_url: Where the OAuth server is, for a sandbox. Default: ``CALENDLY_OAUTH_URL`` from
            the environment, else ``https://auth.calendly.com``.
        timeout: Seconds for one attempt.
        retry: When to try again. What may have used up a code or a token never is.
        hooks: Observers of every attempt; they see no bodies, which hold secrets here.
        http: Your own `httpx.Client`, or one of httpx2. You close it yourself.
        clock: Where time and chance come from, for tests.

    Raises:
        InvalidArgument: There is no client id, or an argument is wrong.
    """

    _kept = ("application",)

    @staticmethod
    def _observed(hooks: Hooks) -> Hooks:
        return _without_bodies(hooks)

    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | Secret | None = None,
        *,
        base_url: str | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),
        hooks: Hooks = Hooks(),
        http: HttpClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        application = _application(client_id, client_secret, base_url)
        try:
            sender = connect(_service(application, timeout, retry, hooks), http, clock)
        except Unsendable as error:
            raise InvalidArgument(error.name, error.problem) from None
        super().__init__(sender, application)

    @property
    def with_raw_response(self) -> OAuthServer[RawSyncSender]:
        """The same methods, which give a `Response` around the value."""
        raw = RawSyncSender(self.sender.lines, self.sender.clock)
        return OAuthServer(raw, self.application)

    @property
    def describe(self) -> OAuthServer[Describing]:
        """The same methods, which send nothing and give the `Call`; it holds secrets."""
        return OAuthServer(Describing(), self.application)


class AsyncCalendlyOAuth(OAuthServer[AsyncSender], AwaitingClient):
    """An application's way to Calendly's OAuth server, whose methods are awaited.

    Args:
        client_id: The application's. Default: ``CALENDLY_CLIENT_ID`` from the environment.
        client_secret: The application's; native applications have none. Default:
            ``CALENDLY_CLIENT_SECRET`` from the environment.
        base_url: Where the OAuth server is, for a sandbox. Default: ``CALENDLY_OAUTH_URL`` from
            the environment, else ``https://auth.calendly.com``.
        timeout: Seconds for one attempt.
        retry: When to try again. What may have used up a code or a token never is.
        hooks: Observers of every attempt; they see no bodies, which hold secrets here.
        http: Your own `httpx.AsyncClient`, or one of httpx2. You close it yourself.
        clock: Where time and chance come from, for tests.

    Raises:
        InvalidArgument: There is no client id, or an argument is wrong.
    """

    _kept = ("application",)

    @staticmethod
    def _observed(hooks: Hooks) -> Hooks:
        return _without_bodies(hooks)

    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | Secret | None = None,
        *,
        base_url: str | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),
        hooks: Hooks = Hooks(),
        http: AsyncHttpClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        application = _application(client_id, client_secret, base_url)
        try:
            sender = aconnect(_service(application, timeout, retry, hooks), http, clock)
        except Unsendable as error:
            raise InvalidArgument(error.name, error.problem) from None
        super().__init__(sender, application)

    @property
    def with_raw_response(self) -> OAuthServer[RawAsyncSender]:
        """The same methods, which give a coroutine of a `Response`."""
        raw = RawAsyncSender(self.sender.lines, self.sender.clock)
        return OAuthServer(raw, self.application)

    @property
    def describe(self) -> OAuthServer[Describing]:
        """The same methods, which send nothing and give the `Call`; it holds secrets."""
        return OAuthServer(Describing(), self.application)


def _application(
    client_id: str | None, client_secret: str | Secret | None, base_url: str | None
) -> Application:
    ident = os.environ.get("CALENDLY_CLIENT_ID", "") if client_id is None else client_id
    secret = os.environ.get("CALENDLY_CLIENT_SECRET") if client_secret is None else client_secret
    if not ident:
        raise InvalidArgument(
            "client_id", "is missing: pass client_id=... or set CALENDLY_CLIENT_ID"
        )
    for name, text in (("client_id", ident), ("client_secret", Secret(secret or "").reveal())):
        if not (text.isascii() and text.isprintable()) or " " in text:
            raise InvalidArgument(name, "has characters that none has; was it copied whole?")
    place = base_url or os.environ.get("CALENDLY_OAUTH_URL") or HOST
    return Application(
        client_id=ident,
        client_secret=secret,
        base_url=place.rstrip("/"),
    )


def _service(application: Application, timeout: float, retry: RetryPolicy, hooks: Hooks) -> Service:
    return Service(
        api=API,
        base_url=application.base_url,
        errors=FAMILY,
        authorize=application.show,
        headers=HEADERS,
        timeout=timeout,
        retry=retry,
        hooks=_without_bodies(hooks),
        wait_headers=("retry-after", "x-ratelimit-reset"),
    )


def _without_bodies(hooks: Hooks) -> Hooks:
    """Let observers see everything but what was sent and answered: codes, tokens and secrets."""

    def request(sent: Request, attempt: int) -> None:
        hooks.tell("on_request", evolve(sent, content=b""), attempt)

    def reply(sent: Request, got: Reply, attempt: int) -> None:
        hooks.tell("on_reply", evolve(sent, content=b""), evolve(got, content=b""), attempt)

    def lost(sent: Request, why: Lost, attempt: int) -> None:
        hooks.tell("on_lost", evolve(sent, content=b""), why, attempt)

    def retry(sent: Request, seconds: float, attempt: int) -> None:
        hooks.tell("on_retry", evolve(sent, content=b""), seconds, attempt)

    return Hooks(
        on_request=request if hooks.on_request else None,
        on_reply=reply if hooks.on_reply else None,
        on_lost=lost if hooks.on_lost else None,
        on_retry=retry if hooks.on_retry else None,
        on_drift=hooks.on_drift,
    )

"""The two doors: `Calendly` and `AsyncCalendly`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Self

from attrs import frozen

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
from api_client_core.transport import AsyncHttpClient, HttpClient
from api_client_core.wire import Unsendable

from ._version import AGENT
from .api import CalendlyApi
from .errors import FAMILY, InvalidArgument
from .limiter import RateLimiter

if TYPE_CHECKING:
    from .auth import OAuth

BASE_URL: Final = "https://api.calendly.com"


class Calendly(CalendlyApi[SyncSender], BlockingClient):
    """A client of Calendly that blocks. Threads may share it.

    >>> with Calendly() as calendly:  # doctest: +SKIP
    ...     calendly.users.me().name

    Args:
        token: A personal access token. Default: ``CALENDLY_TOKEN`` from the environment.
        auth: In place of a token, for an application that acts for its users: see
            `calendly_client.oauth`.
        base_url: Where the API is, for a sandbox or a proxy. Default: ``CALENDLY_BASE_URL`` from
            the environment, else ``https://api.calendly.com``.
        timeout: Seconds for one attempt.
        retry: When to try again. By default: twice, and never what may have been applied.
        hooks: Observers of every attempt.
        limiter: What keeps this client within Calendly's rate: by default one of its own, which
            waits up to a minute. Pass one to several clients of the same user.
        headers: Sent with every request; may replace the User-Agent.
        http: Your own `httpx.Client`, or one of httpx2. You close it yourself.
        clock: Where time and chance come from, for tests.

    Raises:
        InvalidArgument: There is no token, there is ``auth`` too, or an argument is wrong.
    """

    def __init__(
        self,
        token: str | Secret | None = None,
        *,
        auth: OAuth | None = None,
        base_url: str | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),
        hooks: Hooks = Hooks(),
        limiter: RateLimiter | None = None,
        headers: Mapping[str, str] | None = None,
        http: HttpClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        try:
            service = _service(token, auth, base_url, timeout, retry, hooks, limiter, headers)
            sender = connect(service, http, clock)
        except Unsendable as error:
            raise InvalidArgument(error.name, error.problem) from None
        super().__init__(sender)

    @property
    def with_raw_response(self) -> CalendlyApi[RawSyncSender]:
        """The same resources, whose methods give a `Response` around the value."""
        return CalendlyApi(RawSyncSender(self.sender.lines, self.sender.clock))

    @property
    def describe(self) -> CalendlyApi[Describing]:
        """The same resources, whose methods send nothing and give the `Call`."""
        return CalendlyApi(Describing())


class AsyncCalendly(CalendlyApi[AsyncSender], AwaitingClient):
    """A client of Calendly whose methods are awaited; it may live longer than one event loop.

    >>> async with AsyncCalendly() as calendly:  # doctest: +SKIP
    ...     (await calendly.users.me()).name

    Args:
        token: A personal access token. Default: ``CALENDLY_TOKEN`` from the environment.
        auth: In place of a token, for an application that acts for its users: see
            `calendly_client.oauth`.
        base_url: Where the API is, for a sandbox or a proxy. Default: ``CALENDLY_BASE_URL`` from
            the environment, else ``https://api.calendly.com``.
        timeout: Seconds for one attempt.
        retry: When to try again. By default: twice, and never what may have been applied.
        hooks: Observers of every attempt.
        limiter: What keeps this client within Calendly's rate: by default one of its own, which
            waits up to a minute. Pass one to several clients of the same user.
        headers: Sent with every request; may replace the User-Agent.
        http: Your own `httpx.AsyncClient`, or one of httpx2. You close it yourself.
        clock: Where time and chance come from, for tests.

    Raises:
        InvalidArgument: There is no token, there is ``auth`` too, or an argument is wrong.
    """

    def __init__(
        self,
        token: str | Secret | None = None,
        *,
        auth: OAuth | None = None,
        base_url: str | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),
        hooks: Hooks = Hooks(),
        limiter: RateLimiter | None = None,
        headers: Mapping[str, str] | None = None,
        http: AsyncHttpClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        try:
            service = _service(token, auth, base_url, timeout, retry, hooks, limiter, headers)
            sender = aconnect(service, http, clock)
        except Unsendable as error:
            raise InvalidArgument(error.name, error.problem) from None
        super().__init__(sender)

    @property
    def with_raw_response(self) -> CalendlyApi[RawAsyncSender]:
        """The same resources, whose methods give a coroutine of a `Response`."""
        return CalendlyApi(RawAsyncSender(self.sender.lines, self.sender.clock))

    @property
    def describe(self) -> CalendlyApi[Describing]:
        """The same resources, whose methods send nothing and give the `Call`."""
        return CalendlyApi(Describing())


@frozen
class _Bearer:
    """Shows the token. An operation, as the one of `OAuth`, which refreshes tokens."""

    credentials: Mapping[str, Secret]

    @classmethod
    def of(cls, token: str | Secret | None) -> Self:
        return cls({"authorization": Secret(f"Bearer {_token(token)}")})

    async def __call__(self) -> Mapping[str, Secret]:
        return self.credentials


def _service(
    token: str | Secret | None,
    auth: OAuth | None,
    base_url: str | None,
    timeout: float,
    retry: RetryPolicy,
    hooks: Hooks,
    limiter: RateLimiter | None,
    headers: Mapping[str, str] | None,
) -> Service:
    if auth is not None and token is not None:
        raise Unsendable("auth", "is given, and token too: a client has one or the other")
    if auth is not None and not hasattr(auth, "authorize"):  # the application alone, say
        raise Unsendable("auth", "must be OAuth(application, store), which holds a user's token")
    return Service(
        api="calendly",
        base_url=base_url or os.environ.get("CALENDLY_BASE_URL") or BASE_URL,
        errors=FAMILY,
        authorize=_Bearer.of(token) if auth is None else auth.authorize,
        renew=None if auth is None else auth.renew,
        throttle=limiter or RateLimiter(),
        headers=_headers(headers or {}),
        timeout=timeout,
        retry=retry,
        hooks=hooks,
        wait_headers=("retry-after", "x-ratelimit-reset"),
    )


def _token(given: str | Secret | None) -> str:
    token = Secret(os.environ.get("CALENDLY_TOKEN", "") if given is None else given)
    text = token.reveal().strip()
    if not text:
        raise Unsendable("token", "is missing: pass token=... or set CALENDLY_TOKEN")
    if not (text.isascii() and text.isprintable() and " " not in text):
        raise Unsendable("token", "has characters that no token has; was it copied whole?")
    return text


def _headers(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    own = {"accept": "application/json", "user-agent": AGENT}
    lower = {name.lower(): value for name, value in given.items()}
    if "authorization" in lower:
        raise Unsendable("headers", "must not hold Authorization: it is made of the token")
    return tuple({**own, **lower}.items())

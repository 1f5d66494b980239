"""The clients: blocking and async, with the same resources."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from typing import Final

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

from ._version import __version__
from .api import CleverTapApi
from .errors import FAMILY, InvalidArgument
from .lanes import Lanes
from .limits import PUBLISHED, Limits
from .pace import Pace
from .regions import Region, url_of
from .resources._verbs import API

_AGENT: Final = f"clevertap-client/{__version__} python/{platform.python_version()}"


class CleverTap(CleverTapApi[SyncSender], BlockingClient):
    """Talk to CleverTap, blocking. Threads may share one.

    Args:
        account_id: The project's id; else ``CLEVERTAP_ACCOUNT_ID``.
        passcode: The project's passcode, not its token; else ``CLEVERTAP_PASSCODE``.
        region: Where the account lives, such as ``"in1"``: what its dashboard's address starts
            with, ``"eu"`` for Europe; else ``CLEVERTAP_REGION``. There is no default: an account of
            another region is answered like a wrong passcode.
        base_url: A whole address in place of the region; else ``CLEVERTAP_BASE_URL``, which goes
            before ``CLEVERTAP_REGION``.
        timeout: Seconds for one attempt.
        retry: When to try again.
        hooks: Observers, for metrics and tracing.
        limits: What the account allows, if that differs, and how many calls are in flight at once:
            by default 4 uploads, and 3 of every other API. More of them wait.
        headers: Sent with every request.
        http: Your own ``httpx`` (or ``httpx2``) client, which you close yourself.
        clock: Where time and chance come from; for tests.

    Raises:
        InvalidArgument: Something is missing or wrong; says what, and where it can be set.

    See https://developer.clevertap.com/docs/common-api-components
    """

    def __init__(
        self,
        account_id: str | None = None,
        passcode: str | Secret | None = None,
        *,
        region: Region | str | None = None,
        base_url: str | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),
        hooks: Hooks = Hooks(),
        limits: Limits = PUBLISHED,
        headers: Mapping[str, str] | None = None,
        http: HttpClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        service = _service(
            account_id, passcode, region, base_url, timeout, retry, hooks, limits, headers
        )
        try:
            super().__init__(connect(service, http, clock))
        except Unsendable as error:
            raise InvalidArgument(error.name, error.problem) from None

    @property
    def limits(self) -> Limits:
        """What the account allows; records that need it take it too."""
        return _limits(self.sender.lines[API].service)

    @property
    def with_raw_response(self) -> CleverTapApi[RawSyncSender]:
        """The same resources, each answer with its status, headers and bytes."""
        return CleverTapApi(RawSyncSender(self.sender.lines, self.sender.clock))

    @property
    def describe(self) -> CleverTapApi[Describing]:
        """The same resources, giving calls as data: nothing is sent."""
        return CleverTapApi(Describing())


class AsyncCleverTap(CleverTapApi[AsyncSender], AwaitingClient):
    """Talk to CleverTap, with ``await``. Works in several event loops, one after another.

    Takes what `CleverTap` takes; ``http`` is an async client here.

    Raises:
        InvalidArgument: Something is missing or wrong; says what, and where it can be set.
    """

    def __init__(
        self,
        account_id: str | None = None,
        passcode: str | Secret | None = None,
        *,
        region: Region | str | None = None,
        base_url: str | None = None,
        timeout: float = 30.0,
        retry: RetryPolicy = RetryPolicy(),
        hooks: Hooks = Hooks(),
        limits: Limits = PUBLISHED,
        headers: Mapping[str, str] | None = None,
        http: AsyncHttpClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        service = _service(
            account_id, passcode, region, base_url, timeout, retry, hooks, limits, headers
        )
        try:
            super().__init__(aconnect(service, http, clock))
        except Unsendable as error:
            raise InvalidArgument(error.name, error.problem) from None

    @property
    def limits(self) -> Limits:
        """What the account allows; records that need it take it too."""
        return _limits(self.sender.lines[API].service)

    @property
    def with_raw_response(self) -> CleverTapApi[RawAsyncSender]:
        """The same resources, each answer with its status, headers and bytes."""
        return CleverTapApi(RawAsyncSender(self.sender.lines, self.sender.clock))

    @property
    def describe(self) -> CleverTapApi[Describing]:
        """The same resources, giving calls as data: nothing is sent."""
        return CleverTapApi(Describing())


def _limits(service: Service) -> Limits:
    return service.lanes.limits if isinstance(service.lanes, Lanes) else PUBLISHED


@frozen
class _Credentials:
    account_id: Secret
    passcode: Secret

    async def __call__(self) -> Mapping[str, Secret]:
        return {"X-CleverTap-Account-Id": self.account_id, "X-CleverTap-Passcode": self.passcode}


def _service(
    account_id: str | None,
    passcode: str | Secret | None,
    region: str | None,
    base_url: str | None,
    timeout: float,
    retry: RetryPolicy,
    hooks: Hooks,
    limits: Limits,
    headers: Mapping[str, str] | None,
) -> Service:
    credentials = _Credentials(
        _credential("account_id", account_id, "CLEVERTAP_ACCOUNT_ID"),
        _credential("passcode", passcode, "CLEVERTAP_PASSCODE"),
    )
    given = {"user-agent": _AGENT, "accept": "application/json"}
    given |= {name.lower(): value for name, value in (headers or {}).items()}
    try:
        return Service(
            api=API,
            base_url=_base_url(region, base_url),
            errors=FAMILY,
            authorize=credentials,
            throttle=Pace(),
            lanes=Lanes(limits),
            headers=tuple(given.items()),
            timeout=timeout,
            retry=retry,
            hooks=hooks,
        )
    except Unsendable as error:
        raise InvalidArgument(error.name, error.problem) from None


def _credential(name: str, value: str | Secret | None, variable: str) -> Secret:
    secret = Secret(value if value is not None else os.environ.get(variable, ""))
    text = secret.reveal()
    if not text:
        raise InvalidArgument(name, f"is missing: pass it, or set {variable}")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise InvalidArgument(name, "holds a space, a line break or another sign no id has")
    return secret


def _base_url(region: str | None, base_url: str | None) -> str:
    if region is not None and base_url is not None:
        raise InvalidArgument("region", "and base_url are both given: pass one of them")
    if region is None and base_url is None:
        base_url = os.environ.get("CLEVERTAP_BASE_URL") or None
        region = os.environ.get("CLEVERTAP_REGION") or None
    if base_url is not None:
        return base_url
    if region is None:
        raise InvalidArgument(
            "region",
            "is missing: pass what the dashboard's address starts with, such as 'in1' (Europe is "
            "'eu'), or set CLEVERTAP_REGION or CLEVERTAP_BASE_URL",
        )
    return url_of(region)

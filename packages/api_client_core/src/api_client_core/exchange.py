"""One call from first attempt to verdict. Itself an operation, so written once for both colours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from attrs import field, frozen

from .errors import CallFailed, ErrorFamily, Failure, Rejected, Unreadable
from .retry import Again, RetryPolicy, Stop, decide, requested_wait
from .secrets import Secret
from .steps import Call, Lost, Operation, Transmit, chance, now, utc, wait
from .structure import Drift, drift_reporter
from .wire import Pairs, Reply, Request, Response, Unsendable

T = TypeVar("T")
_log: Final = logging.getLogger("api_client_core")


@frozen(kw_only=True)
class Hooks:
    """Observers, for metrics and tracing. They see every attempt and change nothing.

    They are called from the thread or task that sends, must not block, and see no credentials. One
    that
    raises is logged and otherwise ignored.

    Args:
        on_request: Before each attempt, with its number.
        on_reply: After each reply.
        on_lost: When no reply came.
        on_retry: Before the wait for another attempt, with its seconds.
        on_drift: When an optional field came with an unexpected type.
    """

    on_request: Callable[[Request, int], None] | None = None
    on_reply: Callable[[Request, Reply, int], None] | None = None
    on_lost: Callable[[Request, Lost, int], None] | None = None
    on_retry: Callable[[Request, float, int], None] | None = None
    on_drift: Callable[[Drift], None] | None = None


async def no_credentials() -> Mapping[str, Secret]:
    """Authorize with nothing."""
    return {}


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise Unsendable(
            "base_url", "must be an http or https URL without query, such as https://host"
        )
    return value.rstrip("/")


def _timeout(seconds: float) -> float:
    if not 0 < seconds < float("inf"):
        raise Unsendable("timeout", f"must be a positive number of seconds, not {seconds!r}")
    return seconds


@frozen(kw_only=True)
class Service:
    """All that a call needs besides itself: where the API is, who we are, how patient we are.

    Args:
        api: The name that calls carry.
        base_url: Where paths start.
        errors: The classes to raise.
        authorize: An operation that gives the credentials, as headers; run before every attempt.
        headers: Sent with every request.
        timeout: Seconds for one attempt.
        retry: When to try again.
        hooks: Observers.
        wait_headers: Where a reply may say how long to wait, best first.
    """

    api: str
    base_url: str = field(converter=_base_url)
    errors: ErrorFamily = field(repr=False)
    authorize: Callable[[], Operation[Mapping[str, Secret]]] = field(
        default=no_credentials, repr=False
    )
    headers: Pairs = field(default=(), repr=False)
    timeout: float = field(default=30.0, converter=_timeout)
    retry: RetryPolicy = RetryPolicy()
    hooks: Hooks = field(default=Hooks(), repr=False)
    wait_headers: tuple[str, ...] = field(default=("retry-after",), repr=False)


async def exchange(call: Call[T], service: Service) -> Response[T]:
    """Send a call until it is answered or given up.

    Raises:
        CallFailed: One of the service's own classes.
    """
    timeout = service.timeout if call.timeout is None else call.timeout
    hooks, policy = service.hooks, service.retry
    request = call.request(service.base_url, service.headers)
    started = await now()
    end = started + max(policy.deadline, timeout)
    attempt = 0
    while True:
        attempt += 1
        credentials: Pairs = ()
        if call.url is None:
            secrets = await service.authorize()
            credentials = tuple((name, secret.reveal()) for name, secret in secrets.items())
        _tell(hooks.on_request, request, attempt)
        left = end - (started if attempt == 1 else await now())
        outcome = await Transmit(call.api, request, credentials, max(0.001, min(timeout, left)))
        if isinstance(outcome, Reply):
            _tell(hooks.on_reply, request, outcome, attempt)
            if 200 <= outcome.status < 300:
                return Response(
                    _read(call, service, request, outcome, attempt), outcome, request, attempt
                )
            asked = requested_wait(outcome.headers, service.wait_headers, await utc())
        else:
            _tell(hooks.on_lost, request, outcome, attempt)
            asked = None
        verdict = decide(
            policy,
            outcome,
            idempotent=call.idempotent,
            attempt=attempt,
            remaining=end - await now(),
            chance=await chance(),
            asked=asked if isinstance(outcome, Reply) and outcome.status in {429, 503} else None,
        )
        if isinstance(verdict, Stop):
            raise _error(service.errors, verdict, call, request, outcome, attempt)
        _again(hooks, request, verdict, attempt)
        await wait(verdict.seconds)


def _again(hooks: Hooks, request: Request, verdict: Again, attempt: int) -> None:
    if _log.isEnabledFor(logging.DEBUG):
        _log.debug("attempt %d failed, another in %.2f s", attempt, verdict.seconds)
    _tell(hooks.on_retry, request, verdict.seconds, attempt)


def _error(
    errors: ErrorFamily,
    stop: Stop,
    call: Call[Any],
    request: Request,
    outcome: Reply | Lost,
    attempt: int,
) -> CallFailed:
    reply = outcome if isinstance(outcome, Reply) else None
    reason = outcome.reason if isinstance(outcome, Lost) else ""
    failure = Failure(request, attempt, call.idempotent, reply, reason, (), stop.retry_after)
    kinds: Mapping[str, Callable[[Failure], CallFailed]] = {
        "status": errors.status,
        "connection": errors.connection,
        "timeout": errors.timeout,
        "ambiguous": errors.ambiguous,
    }
    return kinds[stop.verdict](failure)


def _read(call: Call[T], service: Service, request: Request, reply: Reply, attempt: int) -> T:
    report = service.hooks.on_drift
    token = drift_reporter.set(report and (lambda drift: _tell(report, drift)))
    failure = Failure(request, attempt, call.idempotent, reply)
    try:
        return call.read(reply)
    except Unreadable as error:
        problems = error.problems
    except Rejected:
        # Raised outside the handler: a chained converter error would print values.
        problems = None
    finally:
        drift_reporter.reset(token)
    if problems is None:
        raise service.errors.status(failure)
    raise service.errors.unexpected(Failure(request, attempt, call.idempotent, reply, "", problems))


def _tell(hook: Callable[..., None] | None, *facts: object) -> None:
    if hook is None:
        return
    try:
        hook(*facts)
    except Exception as error:  # noqa: BLE001 - an observer must not undo what was sent
        _log.warning("a hook raised %s", type(error).__name__)

"""One call from first attempt to verdict. Itself an operation, so written once for both colours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from .errors import ErrorFamily, Failure, Rejected, Unreadable
from .retry import RetryPolicy, Stop, decide, requested_wait
from .secrets import Secret
from .steps import Call, Lost, Operation, Transmit, chance, now, positive, until, utc, wait
from .structure import Drift, drift_reporter
from .wire import Pairs, Reply, Request, Response, Unsendable, without_addresses

T = TypeVar("T")
_log: Final = logging.getLogger("api_client_core")


@frozen(kw_only=True)
class Hooks:
    """Observers, for metrics and tracing. They see every attempt and change nothing.

    They are called from the thread or task that sends, must not block, and see bodies as they are,
    but no credentials. One that raises is logged and otherwise ignored.

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

    def tell(self, name: str, *facts: object) -> None:
        """Call the hook of that name."""
        if (hook := getattr(self, name)) is not None:
            try:
                hook(*facts)
            except Exception as error:  # noqa: BLE001 - an observer must not undo what was sent
                _log.warning("%s raised %s", name, type(error).__name__)


async def no_credentials() -> Mapping[str, Secret]:
    """Authorize with nothing."""
    return {}


def _base_url(value: str) -> str:
    with suppress(ValueError):  # a bad port, bracket or name
        at = urlsplit(value)
        extra = (
            at.query or at.fragment or "@" in at.netloc or at.port == 0 or len(value.split()) != 1
        )
        if at.scheme in {"http", "https"} and at.hostname and not extra:
            at.hostname.encode("idna")
            return value.rstrip("/")
    raise Unsendable("base_url", "must be an http or https URL without query or password")


def _header_lines(_: object, __: object, headers: Pairs) -> None:
    for name, value in headers:
        if not name or not f"{name}{value}".isascii() or not value.isprintable():
            raise Unsendable("headers", f"{name!r} must be printable ASCII")


class Throttle(Protocol):
    """Keeps a client within a service's rate. Threads, tasks and clients may share one."""

    async def before(self, call: Call[Any]) -> None:
        """Wait until a request may go out. An operation; a retry's deadline does not count it."""

    def after(self, call: Call[Any], reply: Reply, sent: float, now: float) -> None:
        """Learn from a reply. Must not block.

        Args:
            call: What was answered.
            reply: What came.
            sent: When the request went out, by the monotonic clock, or shortly before.
            now: When the reply came.
        """


class Lane(Protocol):
    """Lets so many calls be in flight at once. Threads, tasks, loops and clients may share one."""

    width: int

    def enter(self) -> Future[None]:
        """Give what is done as soon as there is a place. To wait no longer, cancel it."""
        ...

    def leave(self) -> None:
        """Give the place back. Must not block."""


@frozen(kw_only=True)
class Service:
    """All that a call needs besides itself: where the API is, who we are, how patient we are.

    Args:
        api: The name that calls carry.
        base_url: Where paths start.
        errors: The classes to raise.
        authorize: An operation that gives the credentials, as headers; run before every attempt.
        renew: An operation that is told which credentials were answered with 401, and says whether
            there are others; then the call is sent again, once.
        throttle: What keeps calls within the service's rate.
        lanes: Gives the lane of a call: what keeps too many like it from being in flight at once.
            Each attempt enters it, and leaves it before any pause.
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
    renew: Callable[[Mapping[str, Secret]], Operation[bool]] | None = field(
        default=None, repr=False
    )
    throttle: Throttle | None = field(default=None, repr=False)
    lanes: Callable[[Call[Any]], Lane | None] | None = field(default=None, repr=False)
    headers: Pairs = field(default=(), validator=_header_lines, repr=False)
    timeout: float = field(default=30.0, validator=positive)
    retry: RetryPolicy = RetryPolicy()
    hooks: Hooks = field(default=Hooks(), repr=False)
    wait_headers: tuple[str, ...] = field(default=("retry-after",), repr=False)

    def lane_of(self, call: Call[Any]) -> Lane | None:
        """Give the lane of a call, if it has one. What goes elsewhere has none."""
        return None if self.lanes is None or call.url else self.lanes(call)


async def exchange(call: Call[T], service: Service) -> Response[T]:
    """Send a call until it is answered or given up.

    Raises:
        CallFailed: One of the service's own classes.
    """
    timeout = service.timeout if call.timeout is None else call.timeout
    hooks, policy = service.hooks, service.retry
    request = call.request(service.base_url, service.headers)
    started = await now()
    # A call with a timeout of its own may take that long, whatever the deadline.
    end = started + max(policy.deadline, call.timeout or 0.0)
    throttle, renew = (None, None) if call.url else (service.throttle, service.renew)
    lane, attempt = service.lane_of(call), 0
    while True:
        attempt += 1
        held_back = throttle is not None or lane is not None
        before = await now() if held_back else started
        place = None if lane is None else lane.enter()
        try:
            if place is not None and not place.done():
                await until(place)
            # In its place already: many who waited there together would come too fast.
            if throttle is not None:
                await throttle.before(call)
            secrets = await (no_credentials if call.url else service.authorize)()
            credentials = tuple([(name, secret.reveal()) for name, secret in secrets.items()])
            sent = await now() if held_back or attempt > 1 else started
            if held_back:
                end += sent - before
            hooks.tell("on_request", request, attempt)
            limit = max(0.001, min(timeout, end - sent))
            outcome = await Transmit(call.api, request, credentials, limit)
        finally:
            if lane is not None and place is not None and not place.cancel():
                lane.leave()
        if _log.isEnabledFor(logging.INFO):
            found = f"HTTP {outcome.status}" if isinstance(outcome, Reply) else outcome.reason
            _log.info("%s: %s", without_addresses(request.where), found)
        asked = None
        if isinstance(outcome, Reply):
            hooks.tell("on_reply", request, outcome, attempt)
            if throttle is not None:
                throttle.after(call, outcome, sent, await now())
            if 200 <= outcome.status < 300:
                return Response(
                    _read(call, service, request, outcome, attempt), outcome, request, attempt
                )
            if outcome.status == 401 and renew is not None:
                before = await now()
                renewed, renew = await renew(secrets), None
                end += await now() - before  # it has a patience of its own
                if renewed:
                    continue
            if outcome.status in {429, 503}:
                # Some services tell in every reply when a rate window ends.
                names = service.wait_headers if outcome.status == 429 else ("retry-after",)
                asked = requested_wait(outcome.headers, names, await utc())
            failure = Failure(_bare(request), attempt, call.idempotent, outcome, retry_after=asked)
        else:
            hooks.tell("on_lost", request, outcome, attempt)
            failure = Failure(_bare(request), attempt, call.idempotent, reason=outcome.reason)
        verdict = decide(
            policy, outcome, call.idempotent, attempt, end - await now(), await chance(), asked
        )
        if isinstance(verdict, Stop):
            # The verdict names the member of the family to raise.
            raise getattr(service.errors, verdict.verdict)(failure)
        _log.debug("attempt %d failed, another in %.2f s", attempt, verdict.seconds)
        hooks.tell("on_retry", request, verdict.seconds, attempt)
        await wait(verdict.seconds)


def _bare(request: Request) -> Request:
    """Leave the body out: errors get stored, and it may hold a signing key or a person's data."""
    return evolve(request, content=b"")


def _read(call: Call[T], service: Service, request: Request, reply: Reply, attempt: int) -> T:
    rejected = False
    problems: tuple[str, ...] = ()
    watched = service.hooks.on_drift is not None
    token = drift_reporter.set(partial(service.hooks.tell, "on_drift")) if watched else None
    try:
        return call.read(reply)
    except Unreadable as error:
        problems = error.problems
    except Rejected:
        rejected = True
    finally:
        if token is not None:
            drift_reporter.reset(token)
    # Raised outside the handlers: a chained converter error would print values.
    failure = Failure(_bare(request), attempt, call.idempotent, reply, problems=problems)
    raise service.errors.status(failure) if rejected else service.errors.unexpected(failure)

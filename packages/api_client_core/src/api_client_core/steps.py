"""What an operation may ask for. No I/O, no HTTP library, no event loop.

An *operation* is an ordinary coroutine that awaits only steps. It belongs to no event loop: a
sender
performs each step, blocking or async, and sends the answer back. So one body serves both colours::

    @operation
    async def replace(self: Hooks[Describing], url: str) -> Hook:
        for old in await every(self.list()):      # several calls
            await self.delete(old.uri)            # one call
        return await self.create(url)
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Coroutine, Generator, Iterable
from concurrent.futures import Future
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote

from attrs import Factory, field, frozen

from .wire import Body, Pairs, Reply, Request, Unsendable, encoded, sendable, without_addresses

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Step(Generic[T_co]):
    """One thing that a sender does for an operation; awaiting it gives the answer."""

    __slots__ = ()

    def __await__(self) -> Generator[Step[Any], Any, T_co]:
        answer: T_co = yield self
        return answer


Operation: TypeAlias = Coroutine[Step[Any], Any, T]


@frozen
class Lost:
    """No reply came: why, whether the request may have arrived, whether trying again is futile."""

    reason: str
    sent: bool
    timeout: bool = False
    futile: bool = False


@frozen
class Transmit(Step[Reply | Lost]):
    """Send one request, once, and read its reply."""

    api: str
    request: Request
    credentials: Pairs = field(repr=False)
    timeout: float


@frozen
class wait(Step[None]):
    """Let time pass."""

    seconds: float


@frozen
class now(Step[float]):
    """Read the monotonic clock, in seconds."""


@frozen
class utc(Step[datetime]):
    """Read the wall clock: an aware datetime in UTC."""


@frozen
class chance(Step[float]):
    """Draw a number from 0 up to 1."""


@frozen
class off(Step[T]):
    """Run a short blocking function (a file, SQLite) off the event loop."""

    run: Callable[[], T] = field(repr=False)


@frozen(eq=False)
class until(Step[None]):
    """Wait for somebody else to settle a future."""

    future: Future[None]


@frozen(eq=False)
class Together(Step[Any]):
    """Operations to run side by side; see `together`."""

    operations: Iterable[Operation[Any]] | AsyncIterable[Operation[Any]]
    limit: int | Call[Any]


async def together(
    operations: Iterable[Operation[T]] | AsyncIterable[Operation[T]], limit: int | Call[Any]
) -> tuple[T, ...]:
    """Run operations side by side, at most ``limit`` at once; answers in the operations' order.

    A call as the limit stands for as many as the client lets through of calls like that one.

    Operations are pulled one at a time, by the caller's own thread or task, when there is room: a
    generator of a million stays lazy. The first error stops the pulling, waits for what is in
    flight
    (blocking) or cancels it (async), and is raised. An operation whose answer must not be lost
    turns
    its errors into a value.

    Raises:
        ValueError: ``limit`` is below 1.
        TypeError: ``operations`` is an async iterable, and the client blocks.
    """
    if isinstance(limit, int) and limit < 1:
        raise ValueError(f"limit: must be at least 1, not {limit}")
    answers: tuple[T, ...] = await Together(operations, limit)
    return answers


_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})


@lru_cache(1024)
def _quoted(part: str) -> str:
    return quote(part, safe="")


def _by_method(call: Call[Any]) -> bool:
    return call.method in _IDEMPOTENT


def positive(_: object, __: object, seconds: float | None) -> None:
    """Refuse what is no time that an attempt may take."""
    if seconds is not None and not 0 < seconds < float("inf"):
        raise Unsendable("timeout", f"must be a positive number of seconds, not {seconds!r}")


def _segments(_: object, __: object, path: tuple[str, ...]) -> None:
    for part in path:
        if part in {"", ".", ".."}:
            raise Unsendable("path", f"segment {part!r} would reach another endpoint")
        sendable("path", part)


@frozen
class Call(Step[T]):
    """One exchange, described: what to send and how to read the answer. Plain data.

    Args:
        api: The name of the service it is for; senders pick the connection by it.
        method: The HTTP method.
        path: Its segments; each is percent-encoded by itself, so an id cannot climb out of its
            place.
        read: Turns the reply into the value; a module-level function or a frozen object.
        query: Pairs; a key may repeat, a `Raw` value goes out untouched.
        body: What is sent along.
        url: An absolute URL in place of ``path``; it is sent without credentials and without the
            client's own headers.
        headers: More headers, for this call only.
        timeout: Seconds for one attempt, in place of the client's.
        idempotent: Whether sending it twice does no more than sending it once.
    """

    api: str
    method: str
    path: tuple[str, ...] = field(
        validator=_segments, repr=lambda path: without_addresses(repr(path))
    )
    read: Callable[[Reply], T] = field(repr=False)
    query: Pairs = field(default=(), repr=False)
    body: Body | None = field(default=None, repr=False)
    url: str | None = field(default=None, kw_only=True, repr=False)
    headers: Pairs = field(default=(), kw_only=True, repr=False)
    timeout: float | None = field(default=None, validator=positive, kw_only=True)
    idempotent: bool = field(default=Factory(_by_method, takes_self=True), kw_only=True)

    def request(self, base_url: str, headers: Pairs) -> Request:
        """Spell it out for one service. ``headers`` are the client's own, and stay with it."""
        url = self.url or "/".join([base_url, *[_quoted(part) for part in self.path]])
        if self.query:
            url = f"{url}?{encoded(self.query)}"
        own = () if self.url else headers
        if self.body is None:
            return Request(self.method, url, own + self.headers)
        kind = (("content-type", self.body.media_type),) if self.body.media_type else ()
        return Request(self.method, url, (*own, *kind, *self.headers), self.body.content)

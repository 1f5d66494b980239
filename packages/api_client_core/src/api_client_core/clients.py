"""What every client has besides its resources: opening, closing, options, joint operations."""

from __future__ import annotations

import copy
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from attrs import evolve

from .exchange import Hooks, Service
from .retry import RetryPolicy
from .senders import AsyncSender, Clock, SyncSender
from .steps import Operation
from .transport import AsyncHttpClient, AsyncPool, HttpClient, Line, Pool

T = TypeVar("T")
C = TypeVar("C")


class HasSyncSender(Protocol):
    """A blocking client."""

    @property
    def sender(self) -> SyncSender:
        """What performs its calls."""
        ...


class HasAsyncSender(Protocol):
    """An async client."""

    @property
    def sender(self) -> AsyncSender:
        """What performs its calls."""
        ...


def connect(
    service: Service, http: HttpClient | None = None, clock: Clock | None = None
) -> SyncSender:
    """Make a blocking sender for one service, on the caller's HTTP client or its own."""
    return SyncSender({service.api: Line(service, Pool(http))}, clock or Clock())


def aconnect(
    service: Service, http: AsyncHttpClient | None = None, clock: Clock | None = None
) -> AsyncSender:
    """Make an async sender for one service, on the caller's HTTP client or its own."""
    return AsyncSender({service.api: Line(service, AsyncPool(http))}, clock or Clock())


def perform(operation: Operation[T], first: HasSyncSender, *others: HasSyncSender) -> T:
    """Run an operation over several clients, blocking; each call goes to its own client."""
    lines = {api: line for client in (first, *others) for api, line in client.sender.lines.items()}
    return SyncSender(lines, first.sender.clock).run(operation)


def aperform(
    operation: Operation[T], first: HasAsyncSender, *others: HasAsyncSender
) -> Coroutine[Any, Any, T]:
    """Run an operation over several async clients; each call goes to its own client."""
    lines = {api: line for client in (first, *others) for api, line in client.sender.lines.items()}
    return AsyncSender(lines, first.sender.clock).run(operation)


class BlockingClient:
    """The part of a blocking client that knows no API."""

    sender: SyncSender
    _owns: bool = True

    def with_options(
        self,
        *,
        timeout: float | None = None,
        retry: RetryPolicy | None = None,
        hooks: Hooks | None = None,
    ) -> Self:
        """Make a twin with other options on the same connections.

        Args:
            timeout: Seconds for one attempt.
            retry: When to try again.
            hooks: Observers, in place of the present ones.
        """
        return _twin(
            self, SyncSender(_lines(self.sender, timeout, retry, hooks), self.sender.clock)
        )

    def close(self) -> None:
        """Close the connections. An HTTP client that was passed in stays open."""
        if self._owns:
            for line in self.sender.lines.values():
                line.pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return _shown(self, self.sender)


class AwaitingClient:
    """The part of an async client that knows no API."""

    sender: AsyncSender
    _owns: bool = True

    def with_options(
        self,
        *,
        timeout: float | None = None,
        retry: RetryPolicy | None = None,
        hooks: Hooks | None = None,
    ) -> Self:
        """Make a twin with other options on the same connections.

        Args:
            timeout: Seconds for one attempt.
            retry: When to try again.
            hooks: Observers, in place of the present ones.
        """
        return _twin(
            self, AsyncSender(_lines(self.sender, timeout, retry, hooks), self.sender.clock)
        )

    async def close(self) -> None:
        """Close this event loop's connections. An HTTP client that was passed in stays open."""
        if self._owns:
            for line in self.sender.lines.values():
                await line.pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return _shown(self, self.sender)


def _lines(
    sender: SyncSender | AsyncSender,
    timeout: float | None,
    retry: RetryPolicy | None,
    hooks: Hooks | None,
) -> dict[str, Any]:
    given: dict[str, Any] = {"timeout": timeout, "retry": retry, "hooks": hooks}
    changes = {name: value for name, value in given.items() if value is not None}
    return {
        api: evolve(line, service=evolve(line.service, **changes))
        for api, line in sender.lines.items()
    }


def _twin(client: C, sender: SyncSender | AsyncSender) -> C:
    twin = copy.copy(client)
    # Resources that were made for the old sender are made anew.
    twin.__dict__ = {"sender": sender, "_owns": False}
    return twin


def _shown(client: object, sender: SyncSender | AsyncSender) -> str:
    places = ", ".join(line.service.base_url for line in sender.lines.values())
    return f"<{type(client).__name__} {places}>"

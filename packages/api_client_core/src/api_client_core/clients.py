"""What every client has besides its resources: opening, closing, options, joint operations."""

from __future__ import annotations

import copy
from collections.abc import Coroutine, Sequence
from typing import Any, ClassVar, Self, TypeVar

from attrs import evolve

from .exchange import Hooks, Service
from .retry import RetryPolicy
from .senders import AsyncSender, Clock, SyncSender
from .steps import Operation
from .transport import AsyncHttpClient, AsyncPool, HttpClient, Line, Pool
from .wire import Unsendable

T = TypeVar("T")


class _Client:
    sender: Any
    _owns: bool = True
    _kept: ClassVar[tuple[str, ...]] = ()
    """Attributes, besides the sender, that a twin shares."""

    @staticmethod
    def _observed(hooks: Hooks) -> Hooks:
        """Give hooks as the service shall tell them; a client may show them less."""
        return hooks

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

        Raises:
            InvalidArgument: The timeout is not positive; of the client's own class.
        """
        seen = None if hooks is None else self._observed(hooks)
        given = {"timeout": timeout, "retry": retry, "hooks": seen}
        changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        lines: dict[str, Any] = {}
        for api, line in self.sender.lines.items():
            try:
                lines[api] = evolve(line, service=evolve(line.service, **changes))
            except Unsendable as error:
                raise line.service.errors.invalid(error.name, error.problem) from None
        twin = copy.copy(self)
        # Resources that were made for the old sender are made anew.
        twin.__dict__ = {name: self.__dict__[name] for name in self._kept}
        twin.__dict__ |= {"sender": type(self.sender)(lines, self.sender.clock), "_owns": False}
        return twin

    def __repr__(self) -> str:
        places = ", ".join(line.service.base_url for line in self.sender.lines.values())
        return f"<{type(self).__name__} {places}>"


class BlockingClient(_Client):
    """The part of a blocking client that knows no API."""

    sender: SyncSender

    def close(self) -> None:
        """Close the connections, those of its twins too. A passed-in HTTP client stays open.

        Closing twice does no harm. A call after that is a mistake in the program: `RuntimeError`.
        """
        for line in self.sender.lines.values() if self._owns else ():
            line.pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AwaitingClient(_Client):
    """The part of an async client that knows no API."""

    sender: AsyncSender

    async def close(self) -> None:
        """Close this event loop's connections. A passed-in HTTP client stays open.

        Closing twice does no harm. A call that needs new connections, in this loop or another, is
        a mistake in the program after that: `RuntimeError`.
        """
        for line in self.sender.lines.values() if self._owns else ():
            await line.pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


def connect(service: Service, http: HttpClient | None, clock: Clock | None = None) -> SyncSender:
    """Make a blocking sender for one service, on the caller's HTTP client or its own."""
    return SyncSender({service.api: Line(service, Pool(http))}, clock or Clock())


def aconnect(
    service: Service, http: AsyncHttpClient | None, clock: Clock | None = None
) -> AsyncSender:
    """Make an async sender for one service, on the caller's HTTP client or its own."""
    return AsyncSender({service.api: Line(service, AsyncPool(http))}, clock or Clock())


def perform(operation: Operation[T], *clients: BlockingClient) -> T:
    """Run an operation over several clients, blocking; each call goes to its API's client.

    Raises:
        ValueError: Two clients are of the same API.
    """
    lines = _joined(clients)
    return SyncSender(lines, clients[0].sender.clock).run(operation)


def aperform(operation: Operation[T], *clients: AwaitingClient) -> Coroutine[Any, Any, T]:
    """Run an operation over several async clients; each call goes to its API's client.

    Raises:
        ValueError: Two clients are of the same API.
    """
    lines = _joined(clients)
    return AsyncSender(lines, clients[0].sender.clock).run(operation)


def _joined(clients: Sequence[_Client]) -> dict[str, Any]:
    lines: dict[str, Any] = {}
    for client in clients:
        if twice := lines.keys() & client.sender.lines.keys():
            raise ValueError(f"two clients of the API {min(twice)}: a call could go to either")
        lines |= client.sender.lines
    return lines

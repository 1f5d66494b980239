"""The interpreters of steps. One body serves both colours: in the blocking one nothing suspends."""

from __future__ import annotations

import sys
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Coroutine,
    Iterator,
    Mapping,
)
from typing import Any, ClassVar, Generic, TypeVar, cast, final

from .crews import Clock as Clock
from .crews import Tasks, Threads, finished
from .exchange import exchange
from .steps import Call, Operation, Step, Together, Transmit, chance, now, off, until, utc, wait
from .transport import IN_FLIGHT, AsyncPool, Line, Pool
from .wire import Response

T = TypeVar("T")
P = TypeVar("P", Pool, AsyncPool)
Following = Callable[[Call[T], T], Call[T] | None]


async def arun(
    operation: Coroutine[Any, Any, T], perform: Callable[[Step[Any]], Awaitable[Any]]
) -> T:
    """Drive an operation: every step it awaits is performed, and its answer or error sent back.

    A cancellation is raised inside the operation.
    """
    resume: Callable[[Any], object] = operation.send
    value: Any = None
    try:
        while True:
            step = resume(value)
            if not isinstance(step, Step):
                raise TypeError(f"an operation may await steps only, not {type(step).__name__}")
            try:
                value, resume = await perform(cast("Any", step)), operation.send
            except BaseException as error:  # noqa: BLE001 - it happens inside the operation
                value, resume = error, operation.throw
    except StopIteration as done:
        answer: T = done.value
        return answer
    finally:
        operation.close()
        value = None  # an error kept here would keep its own frames alive


def run(operation: Coroutine[Any, Any, T], perform: Callable[[Step[Any]], Any]) -> T:
    """Drive an operation, blocking."""

    async def performed(step: Step[Any]) -> Any:
        return perform(step)

    return finished(arun(operation, performed))


class Sender:
    """How a client's calls are performed; the subclass decides what calling a method gives."""

    raw: ClassVar[bool] = False


@final
class Describing(Sender):
    """Performs nothing: a call stays a `Call`, an operation a coroutine. Operations see this."""


class _Performing(Sender, Generic[P]):
    _crew: ClassVar[type[Threads | Tasks]]

    def __init__(self, lines: Mapping[str, Line[P]], clock: Clock) -> None:
        self.lines: Mapping[str, Line[P]] = lines
        self.clock: Clock = clock

    def _drive(self, operation: Operation[T]) -> Coroutine[Any, Any, T]:
        return arun(operation, self._perform)

    def _exchange(self, call: Call[T]) -> Operation[Response[T]]:
        return self._drive(self._exchanged(call))

    def _exchanged(self, call: Call[T]) -> Operation[Response[T]]:
        return exchange(call, self._line(call.api).service)

    def _line(self, api: str) -> Line[P]:
        if api in self.lines:
            return self.lines[api]
        known = ", ".join(self.lines)
        raise LookupError(f"a call to {api}, but the client at hand is of: {known}")

    async def _perform(self, step: Step[Any]) -> Any:
        match step:
            case Transmit():
                return await self.lines[step.api].pool.transmit(step, self.clock.monotonic)
            case now():
                return self.clock.monotonic()
            case Call():
                return (await self._exchange(step)).value
            case wait():
                return await self._crew.wait(self.clock, step.seconds)
            case utc():
                return self.clock.utc()
            case chance():
                return self.clock.random()
            case off():
                return await self._crew.off(step.run)
            case Together():
                return await self._together(step)
            case until():
                return await self._crew.until(step.future)
            case _:
                raise TypeError(f"{type(step).__name__} is no step this sender knows")

    def _room(self, call: Call[Any]) -> int:
        lane = self._line(call.api).service.lane_of(call)
        return IN_FLIGHT if lane is None else lane.width

    async def _walk(self, items: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        try:
            while True:
                yield await self._drive(_unhooked(items))
        except StopAsyncIteration:
            return
        finally:
            await self._drive(cast("Operation[None]", items.aclose()))

    async def _chain(
        self, call: Call[T], following: Following[T], ahead: bool
    ) -> AsyncGenerator[Response[T], None]:
        async def after(value: T) -> Response[T] | None:
            nonlocal call
            if (todo := following(call, value)) is None:
                return None
            call = todo
            return await self._exchanged(call)

        response: Response[T] | None = await self._exchange(call)
        if not ahead:
            while response is not None:
                yield response
                response = await self._drive(after(response.value))
            return
        crew, flying = self._crew(self._drive, 1), dict[Any, int]()
        try:
            while response is not None:
                flying = {crew.start(after(response.value)): 0}
                yield response
                response = None  # or it would be kept while the one after it is awaited
                for done in await crew.settle(flying):
                    response = done.result()
        finally:
            await crew.dismiss(flying)

    async def _together(self, step: Together) -> tuple[Any, ...]:
        answers: dict[int, Any] = {}
        flying: dict[Any, int] = {}
        if self._crew is Threads and hasattr(step.operations, "__aiter__"):
            raise TypeError("a blocking client cannot walk an async iterable")
        limit = step.limit if isinstance(step.limit, int) else self._room(step.limit)
        crew, operations = self._crew(self._drive, limit), _each(step.operations)

        async def land() -> None:
            for done in await crew.settle(flying):
                answers[flying.pop(done)] = done.result()

        try:
            async for operation in operations:  # pulled in the caller's thread or task
                flying[crew.start(operation)] = len(flying) + len(answers)
                while len(flying) >= limit:
                    await land()
            while flying:
                await land()
        finally:
            await crew.dismiss(flying)
            await operations.aclose()
        return tuple(answers[number] for number in sorted(answers))


async def _each(items: Any) -> AsyncGenerator[Any, None]:
    """Pull from either kind of iterable, and close it in the end if it can be closed."""
    awaited = hasattr(items, "__aiter__")
    source: Any = aiter(items) if awaited else iter(items)
    try:
        if awaited:
            async for item in source:
                yield item
        else:
            for item in source:
                yield item
    finally:
        if (close := getattr(source, "aclose" if awaited else "close", None)) is not None:
            await close() if awaited else close()
        elif isinstance(items, list | tuple):
            for operation in source:  # that nobody will await any more
                operation.close()


def _unhooked(items: AsyncGenerator[T, None]) -> Operation[T]:
    """Ask a stream for its next item.

    It is kept from the event loop, which could not close it: it awaits steps.
    """
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        return cast("Operation[T]", items.__anext__())
    finally:
        sys.set_asyncgen_hooks(*hooks)


def _iterated(walk: AsyncGenerator[T, None]) -> Iterator[T]:
    """Walk through a stream that never suspends."""
    try:
        while True:
            yield finished(_unhooked(walk))
    except StopAsyncIteration:
        return
    finally:
        finished(cast("Operation[None]", walk.aclose()))


class Blocking(_Performing[Pool]):
    """Performs calls in the caller's thread."""

    _crew = Threads

    def send(self, call: Call[T]) -> Response[T]:
        """Perform one call."""
        return finished(self._exchange(call))

    def run(self, operation: Operation[T]) -> T:
        """Perform an operation."""
        return finished(self._drive(operation))

    def stream(self, items: AsyncGenerator[T, None]) -> Iterator[T]:
        """Walk through the items of a stream; closing the iterator closes the stream."""
        return _iterated(self._walk(items))

    def chain(
        self, call: Call[T], following: Following[T], ahead: bool = False
    ) -> Iterator[Response[T]]:
        """Perform a call, and those that follow from its answers.

        Args:
            call: The first one.
            following: Gives the call after one, by its answer; None ends the chain.
            ahead: Whether to perform the next one while an answer is being used.
        """
        return _iterated(self._chain(call, following, ahead))


class Awaiting(_Performing[AsyncPool]):
    """Performs calls in the caller's event loop."""

    _crew = Tasks

    def send(self, call: Call[T]) -> Coroutine[Any, Any, Response[T]]:
        """Perform one call."""
        return self._exchange(call)

    def run(self, operation: Operation[T]) -> Coroutine[Any, Any, T]:
        """Perform an operation."""
        return self._drive(operation)

    def stream(self, items: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """Walk through the items of a stream; closing the generator closes the stream."""
        return self._walk(items)

    def chain(
        self, call: Call[T], following: Following[T], ahead: bool = False
    ) -> AsyncGenerator[Response[T], None]:
        """Perform a call, and those that follow from its answers; see the blocking one."""
        return self._chain(call, following, ahead)


@final
class SyncSender(Blocking):
    """Calling an endpoint blocks and returns its value."""


@final
class RawSyncSender(Blocking):
    """Calling an endpoint blocks and returns its `Response`."""

    raw: ClassVar[bool] = True


@final
class AsyncSender(Awaiting):
    """Calling an endpoint returns a coroutine of its value."""


@final
class RawAsyncSender(Awaiting):
    """Calling an endpoint returns a coroutine of its `Response`."""

    raw: ClassVar[bool] = True

"""The two interpreters of steps: blocking, and async."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Coroutine,
    Iterator,
    Mapping,
)
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as settle
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeVar, cast, final

from attrs import frozen

from .exchange import exchange
from .steps import Call, Operation, Step, Together, Transmit, chance, now, off, utc, wait
from .transport import AsyncPool, Line, Pool
from .wire import Response

T = TypeVar("T")


def _utc() -> datetime:
    return datetime.now(UTC)


@frozen(kw_only=True)
class Clock:
    """Where senders get time and chance from; replace it to make tests fast and repeatable.

    Args:
        monotonic: Seconds since whenever.
        utc: The time now, aware, in UTC.
        sleep: Wait, blocking.
        asleep: Wait, async.
        random: Draw a number from 0 up to 1.
    """

    monotonic: Callable[[], float] = time.monotonic
    utc: Callable[[], datetime] = _utc
    sleep: Callable[[float], None] = time.sleep
    asleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = random.random


def run(operation: Coroutine[Any, Any, T], perform: Callable[[Step[Any]], Any]) -> T:
    """Drive an operation, blocking: every step it awaits is performed by ``perform``."""
    resume: Callable[[Any], object] = operation.send
    value: Any = None
    try:
        while True:
            step = resume(value)
            try:
                value, resume = perform(_checked(step)), operation.send
            except BaseException as error:  # noqa: BLE001 - it happens inside the operation
                value, resume = error, operation.throw
    except StopIteration as done:
        answer: T = done.value
        return answer
    finally:
        operation.close()
        value = None  # an error kept here would keep its own frames alive


async def arun(
    operation: Coroutine[Any, Any, T], perform: Callable[[Step[Any]], Awaitable[Any]]
) -> T:
    """Drive an operation in the caller's event loop. A cancellation is raised inside it."""
    resume: Callable[[Any], object] = operation.send
    value: Any = None
    try:
        while True:
            step = resume(value)
            try:
                value, resume = await perform(_checked(step)), operation.send
            except BaseException as error:  # noqa: BLE001 - it happens inside the operation
                value, resume = error, operation.throw
    except StopIteration as done:
        answer: T = done.value
        return answer
    finally:
        operation.close()
        value = None  # an error kept here would keep its own frames alive


def _checked(step: object) -> Step[Any]:
    if isinstance(step, Step):
        return step  # pyright: ignore[reportUnknownVariableType] - only its asker knows
    raise TypeError(f"an operation may await steps only, not {type(step).__name__}")


class Sender:
    """How a client's calls are performed; the subclass decides what calling a method gives."""

    raw: ClassVar[bool] = False


@final
class Describing(Sender):
    """Performs nothing: a call stays a `Call`, an operation a coroutine. Operations see this."""


P = TypeVar("P")


class _Lines(Sender, Generic[P]):
    def __init__(self, lines: Mapping[str, Line[P]], clock: Clock) -> None:
        self.lines: Mapping[str, Line[P]] = lines
        self.clock: Clock = clock


class Blocking(_Lines[Pool]):
    """Performs calls in the caller's thread."""

    def send(self, call: Call[T]) -> Response[T]:
        """Perform one call."""
        return self.run(exchange(call, self.lines[call.api].service))

    def run(self, operation: Operation[T]) -> T:
        """Perform an operation."""
        return run(operation, self._perform)

    def stream(self, items: AsyncGenerator[T, None]) -> Iterator[T]:
        """Walk through the items of a stream; closing the iterator closes the stream."""
        try:
            while True:
                try:
                    item = run(_unhooked(items), self._perform)
                except StopAsyncIteration:
                    return
                yield item
        finally:
            run(cast("Operation[None]", items.aclose()), self._perform)

    def _perform(self, step: Step[Any]) -> Any:
        match step:
            case Transmit():
                return self.lines[step.api].pool.transmit(step, self.clock.monotonic)
            case now():
                return self.clock.monotonic()
            case Call():
                return self.send(step).value
            case wait():
                return self.clock.sleep(step.seconds)
            case utc():
                return self.clock.utc()
            case chance():
                return self.clock.random()
            case off():
                return step.run()
            case Together():
                return self._together(step)
            case _:
                raise TypeError(f"{type(step).__name__} is no step this sender knows")

    def _together(self, step: Together) -> tuple[Any, ...]:
        if isinstance(step.operations, AsyncIterable):
            raise TypeError("an async iterable needs the async client")
        answers: dict[int, Any] = {}
        flying: dict[Future[Any], int] = {}

        def land(count: int) -> None:
            while len(flying) > count:
                for done in settle(flying, return_when=FIRST_COMPLETED).done:
                    answers[flying.pop(done)] = done.result()

        operations: Any = iter(step.operations)
        try:
            with ThreadPoolExecutor(step.limit, thread_name_prefix="calls") as pool:
                for number, operation in enumerate(operations):  # pulled in the caller's thread
                    flying[pool.submit(copy_context().run, self.run, operation)] = number
                    land(step.limit - 1)
                land(0)
        finally:
            if hasattr(operations, "close"):
                operations.close()
        return tuple(answers[number] for number in sorted(answers))


class Awaiting(_Lines[AsyncPool]):
    """Performs calls in the caller's event loop."""

    async def send(self, call: Call[T]) -> Response[T]:
        """Perform one call."""
        return await self.run(exchange(call, self.lines[call.api].service))

    async def run(self, operation: Operation[T]) -> T:
        """Perform an operation."""
        return await arun(operation, self._perform)

    async def stream(self, items: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """Walk through the items of a stream; closing the generator closes the stream."""
        try:
            while True:
                try:
                    item = await arun(_unhooked(items), self._perform)
                except StopAsyncIteration:
                    return
                yield item
        finally:
            await arun(cast("Operation[None]", items.aclose()), self._perform)

    async def _perform(self, step: Step[Any]) -> Any:
        match step:
            case Transmit():
                return await self.lines[step.api].pool.transmit(step)
            case now():
                return self.clock.monotonic()
            case Call():
                return (await self.send(step)).value
            case wait():
                return await self.clock.asleep(step.seconds)
            case utc():
                return self.clock.utc()
            case chance():
                return self.clock.random()
            case off():
                return await _off(step.run)
            case Together():
                return await self._together(step)
            case _:
                raise TypeError(f"{type(step).__name__} is no step this sender knows")

    async def _together(self, step: Together) -> tuple[Any, ...]:
        answers: dict[int, Any] = {}
        flying: dict[asyncio.Task[Any], int] = {}

        async def land(count: int) -> None:
            while len(flying) > count:
                done, _ = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    answers[flying.pop(task)] = task.result()

        operations = _each(step.operations)
        try:
            number = 0
            async for operation in operations:
                flying[asyncio.create_task(self.run(operation))] = number
                number += 1
                await land(step.limit - 1)
            await land(0)
        finally:
            for task in flying:
                task.cancel()
            await asyncio.gather(*flying, return_exceptions=True)
            await operations.aclose()
        return tuple(answers[number] for number in sorted(answers))


async def _off(function: Callable[[], T]) -> T:
    """Run a short function in a thread. A cancellation waits for its end: it must not be torn."""
    task = asyncio.ensure_future(asyncio.to_thread(function))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _each(items: Any) -> AsyncGenerator[Any, None]:
    """Pull from either kind of iterable, and close it in the end if it can be closed."""
    given: Any = items
    if isinstance(items, AsyncIterable):
        asource: Any = aiter(given)
        try:
            async for item in asource:
                yield item
        finally:
            if hasattr(asource, "aclose"):
                await asource.aclose()
    else:
        source: Any = iter(items)
        try:
            for item in source:
                yield item
        finally:
            if hasattr(source, "close"):
                source.close()


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

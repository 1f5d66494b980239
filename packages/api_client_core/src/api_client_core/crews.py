"""What senders work with: a clock, and crews that run operations side by side."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as settle
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any, TypeVar

from attrs import frozen

from .steps import Operation

T = TypeVar("T")
Drive = Callable[[Operation[Any]], Coroutine[Any, Any, Any]]


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


def finished(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        answer: T = done.value
        return answer
    coroutine.close()
    raise TypeError("a blocking client cannot wait for an event loop")


class Threads:
    """Blocking: wait in the thread, run side by side in more of them."""

    def __init__(self, drive: Drive, limit: int) -> None:
        self._drive, self._pool = drive, ThreadPoolExecutor(limit, thread_name_prefix="calls")

    @staticmethod
    async def wait(clock: Clock, seconds: float) -> None:
        """Let time pass."""
        clock.sleep(seconds)

    @staticmethod
    async def off(function: Callable[[], T]) -> T:
        """Run a short blocking function."""
        return function()

    @staticmethod
    async def until(future: Future[None]) -> None:
        """Wait for a future."""
        future.result()

    def start(self, operation: Operation[Any]) -> Any:
        """Begin an operation; give what stands for it while it flies."""
        return self._pool.submit(copy_context().run, finished, self._drive(operation))

    async def settle(self, flying: dict[Any, int]) -> set[Any]:
        """Wait for some to end, and give these."""
        return settle(flying, return_when=FIRST_COMPLETED).done

    async def dismiss(self, flying: dict[Any, int]) -> None:
        """Let go of what still flies."""
        self._pool.shutdown()


class Tasks:
    """Async: wait in the event loop, run side by side in tasks."""

    def __init__(self, drive: Drive, _: int) -> None:
        self._drive = drive

    @staticmethod
    async def wait(clock: Clock, seconds: float) -> None:
        """Let time pass."""
        await clock.asleep(seconds)

    @staticmethod
    async def off(function: Callable[[], T]) -> T:
        """Run a short function in a thread. A cancellation waits for its end: it is not torn."""
        task = asyncio.ensure_future(asyncio.to_thread(function))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait([task])
            raise

    @staticmethod
    async def until(future: Future[None]) -> None:
        """Wait for a future, whichever thread settles it."""
        await asyncio.wrap_future(future)

    def start(self, operation: Operation[Any]) -> Any:
        """Begin an operation; give what stands for it while it flies."""
        task = asyncio.create_task(self._drive(operation))
        # One that is cancelled before its first step would never be closed.
        task.add_done_callback(lambda _: operation.close())
        return task

    async def settle(self, flying: dict[Any, int]) -> set[Any]:
        """Wait for some to end, and give these."""
        return (await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED))[0]

    async def dismiss(self, flying: dict[Any, int]) -> None:
        """Let go of what still flies."""
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)

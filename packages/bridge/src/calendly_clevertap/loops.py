"""An event loop for callers that block."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Run coroutines in an event loop of one thread: begun when needed, anew in a forked process.

    Args:
        life: What is entered there at the start, and left at the end.
    """

    def __init__(self, life: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self._life = life
        # A forked process must not wait for a lock that a thread of its parent holds.
        self._locks: dict[int, threading.Lock] = {}
        self._pid = 0

    def run(self, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run a coroutine function there, and wait for its answer."""
        with self._lock:
            if self._pid != os.getpid():
                loop, end = self._loop, self._end = asyncio.new_event_loop(), asyncio.Event()
                self._thread = threading.Thread(
                    target=self._run, args=(loop, end), name="calendly-clevertap", daemon=True
                )
                self._thread.start()
                self._pid = os.getpid()
            answer = asyncio.run_coroutine_threadsafe(function(), self._loop)
        return answer.result()

    def close(self) -> None:
        """End the thread, if there is one, as soon as all that was begun there is through."""
        with self._lock:
            if self._pid == os.getpid():
                self._loop.call_soon_threadsafe(self._end.set)
                self._thread.join()
                self._pid = 0

    @property
    def _lock(self) -> threading.Lock:
        return self._locks.setdefault(os.getpid(), threading.Lock())

    def _run(self, loop: asyncio.AbstractEventLoop, end: asyncio.Event) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._live(end))

    async def _live(self, end: asyncio.Event) -> None:
        async with self._life():
            await end.wait()
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)

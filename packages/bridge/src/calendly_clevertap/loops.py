"""An event loop for callers that block."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
_Begun: TypeAlias = Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]


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

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine there, and wait for its answer."""
        with self._lock:
            if self._pid != os.getpid():
                begun = _Begun()
                self._thread = threading.Thread(
                    target=lambda: asyncio.run(self._live(begun)),
                    name="calendly-clevertap",
                    daemon=True,
                )
                self._thread.start()
                self._loop, self._end = begun.result()
                self._pid = os.getpid()
            answer = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
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

    async def _live(self, begun: _Begun) -> None:
        end = asyncio.Event()
        async with self._life():
            begun.set_result((asyncio.get_running_loop(), end))
            await end.wait()
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)

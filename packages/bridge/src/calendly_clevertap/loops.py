"""An event loop for callers that block."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Run coroutines in an event loop of one thread: begun when needed, anew in a forked process.

    Args:
        beside: What runs there besides, from the start.
    """

    def __init__(self, beside: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._beside = beside
        self._lock = threading.Lock()
        self._pid = 0

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine there, and wait for its answer."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._started()).result()

    def close(self, finish: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """End the thread once ``finish`` is through; nothing, if there is none."""
        with self._lock:
            if self._pid != os.getpid():
                return
            asyncio.run_coroutine_threadsafe(finish(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._pid = 0

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._pid not in {0, os.getpid()}:
            self._lock = threading.Lock()  # the parent's may have been held by another thread
        with self._lock:
            if self._pid != os.getpid():
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._live, args=(self._loop,), name="calendly-clevertap", daemon=True
                )
                self._thread.start()
                self._pid = os.getpid()
        return self._loop

    def _live(self, loop: asyncio.AbstractEventLoop) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            beside = runner.get_loop().create_task(self._beside())
            loop.run_forever()
            beside.cancel()

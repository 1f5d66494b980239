"""How fast a client makes campaigns: CleverTap names a rate for that, and for nothing else."""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import Any, Final

from attrs import define, field

from api_client_core.steps import Call, now, wait
from api_client_core.wire import Reply

from . import limits

CREATE: Final = ("1", "targets", "create.json")
_MOST: Final = limits.CAMPAIGNS_PER_SECOND.value


@define(eq=False)
class Pace:
    """Lets so many campaigns be made in any one second. Who comes too early waits."""

    _starts: deque[float] = field(factory=lambda: deque[float](maxlen=_MOST), init=False)
    _lock: Lock = field(factory=Lock, init=False)

    async def before(self, call: Call[Any]) -> None:
        """Wait until a call may start. An operation."""
        if call.path == CREATE and (pause := self._pause(await now())) > 0:
            await wait(pause)

    def after(self, call: Call[Any], reply: Reply, sent: float, now: float) -> None:
        """Learn nothing: CleverTap does not tell what is left."""

    def _pause(self, at: float) -> float:
        """Take the next start that is free, and tell how far away it is."""
        with self._lock:
            full = len(self._starts) == _MOST
            start = max(at, self._starts[0] + 1.0) if full else at
            self._starts.append(start)
            return start - at

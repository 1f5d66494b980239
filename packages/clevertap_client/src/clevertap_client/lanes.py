"""How many calls of a client are in flight at once: what CleverTap counts, by account and API."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future
from threading import Lock
from typing import Any

from attrs import define, field

from api_client_core.steps import Call

from .limits import Limits

UPLOAD = ("1", "upload")


@define(eq=False)
class Lane:
    """Has so many places. Who finds none waits in line, and nobody overtakes."""

    width: int
    _inside: int = field(default=0, init=False)
    _line: deque[Future[None]] = field(factory=deque[Future[None]], init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def enter(self) -> Future[None]:
        """Give what is done as soon as there is a place. To wait no longer, cancel it."""
        place: Future[None] = Future()
        with self._lock:
            if self._inside < self.width:
                self._inside += 1
                place.set_result(None)
            else:
                self._line.append(place)
        return place

    def leave(self) -> None:
        """Give the place to whoever waits the longest, or back."""
        with self._lock:
            while self._line:
                # One that was cancelled says no; from then on, no other can be.
                if (place := self._line.popleft()).set_running_or_notify_cancel():
                    break
            else:
                self._inside -= 1
                return
        place.set_result(None)


@define(eq=False)
class Lanes:
    """The lanes of one account: a wide one for uploads, one for each other API.

    Whether events, profiles and tokens share CleverTap's 15 places is unknown: here they do.
    """

    limits: Limits
    _lanes: dict[tuple[int, tuple[str, ...]], Lane] = field(
        factory=dict[tuple[int, tuple[str, ...]], Lane], init=False
    )

    def __call__(self, call: Call[Any]) -> Lane:
        """Give the lane of a call."""
        # After a fork, the places that the parent's threads hold are not the child's to wait for.
        key = os.getpid(), call.path
        if (lane := self._lanes.get(key)) is None:
            limits = self.limits
            upload = call.path == UPLOAD
            width = limits.uploads_in_flight if upload else limits.reads_in_flight
            lane = self._lanes.setdefault(key, Lane(width))
        return lane

"""Staying within Calendly's rate: what is left of a window is counted, and its end waited for."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from threading import Lock
from typing import Any, Final

from attrs import define, field

from api_client_core.steps import Call, now, wait
from api_client_core.wire import Reply

from .errors import InvalidArgument

MARGIN: Final = 0.05
"""Seconds to come after the end of a window, so that it is the service's end too."""

_WHOLE: Final = 1.5
_EXACT: Final = 0.25


@define(eq=False)
class _Window:
    """What is known of one stretch of time.

    Attributes:
        left: How many requests may still start.
        end: When it ends, by the monotonic clock; None until a reply tells.
        soonest: When it ends at the soonest: the time that replies took counts for nothing.
    """

    left: int
    end: float | None = None
    soonest: float = 0.0

    def ends(self, soonest: float, latest: float, slack: float) -> bool:
        """Learn when it ends, unless what is told is of another window."""
        if self.end is not None:
            if latest < self.soonest - slack or soonest > self.end + slack:
                return False
            if self.end + slack < latest:
                latest = self.end  # that reply was long on its way
            elif latest > self.end - slack:
                latest = max(latest, self.end)
        self.soonest, self.end = max(soonest, self.soonest), latest
        return True


@define(eq=False, kw_only=True)
class RateLimiter:
    """Keeps a client within Calendly's rate, so that long listings meet no 429.

    Requests are counted; ``X-RateLimit-Remaining`` only lowers what the count allows, since others
    may call for the same user. When nothing is left, calls wait for ``X-RateLimit-Reset``. Bookings
    have limits of their own and are counted apart. Requests that the service does not count itself
    cost nothing: a sandbox without a limit holds nobody up.

    Every client makes one for itself. Calendly counts by user: pass one limiter to all clients of
    one user that live in a process. Threads, tasks and event loops may share it.

    See https://developer.calendly.com/api-docs/overview/rate-limits

    Args:
        requests: How many to a window at most, until the service tells a lower number.
        longest_wait: Seconds that a call waits at most. If the window ends later, the call is sent
            at once, and Calendly's refusal is raised as `RateLimited`. 0 never waits.

    Raises:
        InvalidArgument: An argument is not positive.
    """

    requests: int = field(default=500)
    longest_wait: float = field(default=61.0)
    _windows: dict[bool, _Window] = field(factory=dict[bool, _Window], init=False, repr=False)
    _most: dict[bool, int] = field(factory=dict[bool, int], init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.requests < 1:
            raise InvalidArgument("requests", f"must be at least 1, not {self.requests}")
        if not (isfinite(self.longest_wait) and self.longest_wait >= 0):
            raise InvalidArgument("longest_wait", f"must be 0 or more, not {self.longest_wait}")

    async def before(self, call: Call[Any]) -> None:
        """Wait until a request may start, and count it. An operation."""
        waited = 0.0
        while (pause := self._pause(_is_booking(call), await now(), waited)) > 0:
            waited += pause
            await wait(pause)

    def after(self, call: Call[Any], reply: Reply, sent: float, now: float) -> None:
        """Learn from a reply's headers."""
        left, reset = _number(reply.headers, "remaining"), _number(reply.headers, "reset")
        if left is None or reset is None:
            return
        # Whole seconds are rounded, nobody knows which way; the latest guess is the safe one.
        slack = _EXACT if reset % 1 else _WHOLE
        most, booking = _number(reply.headers, "limit"), _is_booking(call)
        with self._lock:
            if (window := self._windows.get(booking)) is None:
                return
            if most:
                self._most[booking] = min(self.requests, int(most))
            # The service looked at its clock some time between the two.
            if window.ends(sent + reset, now + reset, slack):
                uncounted = most is not None and left >= most and most <= self.requests
                window.left = min(window.left + uncounted, int(left))
            elif sent + reset > (window.end or 0.0):  # it has begun another one
                self._windows[booking] = _Window(int(left), now + reset, sent + reset)

    def _pause(self, booking: bool, at: float, waited: float) -> float:
        with self._lock:
            window = self._windows.get(booking)
            if window is None or (window.end is not None and at >= window.end + MARGIN):
                window = self._windows[booking] = _Window(self._most.get(booking, self.requests))
            if window.left <= 0 and window.end is not None:
                pause = window.end + MARGIN - at
                if waited + pause <= self.longest_wait:
                    return pause
            window.left -= 1
            return 0.0


def _is_booking(call: Call[Any]) -> bool:
    return call.method == "POST" and call.path == ("invitees",)


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        value = float(headers.get(f"x-ratelimit-{name}", ""))
    except ValueError:
        return None
    return value if isfinite(value) and value >= 0 else None

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

_FEW: Final = 5
"""How many requests may start before the first reply tells the limit."""

_LOOK: Final = 0.05
_PATIENCE: Final = 5.0
"""Seconds to wait at most for a reply that tells of a new window; it may be lost."""


@define(eq=False)
class _Window:
    """What is known of one stretch of time.

    Attributes:
        begun: When its first request started.
        most: How many requests it takes, as far as is known.
        left: How many may still start.
        end: When it ends, by the monotonic clock; None until a reply tells.
        soonest: When it ends at the soonest: the time that replies took counts for nothing.
    """

    begun: float
    most: int
    left: int
    end: float | None = None
    soonest: float = 0.0

    def wait(self, at: float, told: bool | None) -> float:
        """Tell how long to wait before another request.

        Args:
            at: The time now.
            told: Whether replies tell what is left; None: there was none yet.
        """
        if self.end is not None:
            return self.end + MARGIN - at if self.left <= 0 else 0.0
        # Who comes beyond what is known to be allowed waits for the first reply.
        few = told is None and self.most - self.left >= _FEW
        hopeful = told is not False and at < self.begun + _PATIENCE
        return _LOOK if hopeful and (few or self.left <= 0) else 0.0

    def take(self, most: int, left: int, uncounted: int) -> None:
        """Learn how many it takes, and what is left of them; what is under way counts."""
        self.left = min(self.left - max(0, self.most - most) + uncounted, left)
        self.most = min(self.most, most)

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
    may call for the same user. When nothing is left, calls wait for ``X-RateLimit-Reset``. Of many
    calls at once, a few go ahead, and the others wait for the first reply to tell the limit.
    Bookings have limits of their own and are counted apart. Requests that the service does not
    count itself cost nothing: a sandbox without a limit holds nobody up.

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
    _told: dict[bool, bool] = field(factory=dict[bool, bool], init=False, repr=False)
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
        booking = _is_booking(call)
        left, reset = _number(reply.headers, "remaining"), _number(reply.headers, "reset")
        with self._lock:
            window = self._windows.get(booking)
            if left is None or reset is None or window is None:
                self._told.setdefault(booking, False)
                return
            self._told[booking] = True
            if most := _number(reply.headers, "limit"):
                self._most[booking] = min(self.requests, int(most))
            # Whole seconds are rounded, nobody knows which way; the latest guess is the safe one.
            slack = _EXACT if reset % 1 else _WHOLE
            # The service looked at its clock some time between the two.
            if window.ends(sent + reset, now + reset, slack):
                uncounted = most is not None and left >= most and most <= self.requests
                window.take(self._most.get(booking, window.most), int(left), int(uncounted))
            elif sent + reset > (window.end or 0.0):  # it has begun another one
                given = _Window(sent, int(left), int(left), now + reset, sent + reset)
                self._windows[booking] = given

    def _pause(self, booking: bool, at: float, waited: float) -> float:
        with self._lock:
            window = self._windows.get(booking)
            if window is None or (window.end is not None and at >= window.end + MARGIN):
                most = self._most.get(booking, self.requests)
                window = self._windows[booking] = _Window(at, most, most)
            pause = window.wait(at, self._told.get(booking))
            if pause > 0 and waited + pause <= self.longest_wait:
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

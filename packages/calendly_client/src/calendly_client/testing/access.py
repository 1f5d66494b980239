"""Who may call: tokens, their scopes, and how often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import wraps
from math import ceil
from typing import Any

from attrs import define, evolve, field, frozen

from api_client_core.testing import Answer, Received

from .plans import UPGRADE, Feature
from .refusals import EXPIRED, SCOPE, TOKEN, Refused


@frozen
class Caller:
    """Whose token it is, what it was made for (None: everything), and how long it is good."""

    user: str
    scopes: frozenset[str] | None = None
    expires_at: datetime | None = None

    def has(self, scope: str) -> bool:
        """Tell whether the token was made for a scope: write includes read."""
        wider = scope.replace(":read", ":write")
        return self.scopes is None or bool({scope, wider} & self.scopes)

    def must_have(self, *scopes: str) -> None:
        """Refuse a token that lacks one of the scopes. Raises `Refused`."""
        if not all(self.has(scope) for scope in scopes):
            raise Refused(SCOPE, required_scopes=scopes)


@frozen
class Allowance:
    """How many requests a user may send in a stretch of time.

    Attributes:
        name: What is counted together.
        most: How many.
        window: The stretch, which begins with its first request.
        strict: Whether more are refused, or the number is only announced.
    """

    name: str
    most: int
    window: timedelta
    strict: bool = True


@define(eq=False)
class Doorman:
    """Knows the tokens, and counts the requests of each user."""

    now: Callable[[], datetime]
    tokens: dict[str, Caller] = field(factory=dict[str, Caller])
    _used: dict[tuple[str, str, timedelta], tuple[datetime, int]] = field(
        factory=dict[tuple[str, str, timedelta], tuple[datetime, int]]
    )

    def caller(self, request: Received) -> Caller:
        """Tell who calls. Raises `Refused`."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        caller = self.tokens.get(token) if scheme == "Bearer" else None
        if caller is None:
            raise Refused(TOKEN)
        if caller.expires_at is not None and caller.expires_at <= self.now():
            raise Refused(EXPIRED)
        return caller

    def admit(
        self, user: str, allowances: Sequence[Allowance], answer: Callable[[], Answer]
    ) -> Answer:
        """Let a user's request pass, unless one of the allowances is spent.

        Every answer tells of the allowance of which least is left.
        """
        counted = [(self._count(user, allowance), allowance) for allowance in allowances]
        (left, reset), tightest = min(counted, key=lambda pair: pair[0])
        given = answer() if left >= 0 else Answer.json({}, 429)
        headers = (
            ("x-ratelimit-limit", str(tightest.most)),
            ("x-ratelimit-remaining", str(max(0, left))),
            ("x-ratelimit-reset", _seconds(reset, tightest.window)),
        )
        return evolve(given, headers=(*given.headers, *headers))

    def _count(self, user: str, allowance: Allowance) -> tuple[int, timedelta]:
        key, now = (user, allowance.name, allowance.window), self.now()
        start, used = self._used.get(key, (now, 0))
        if not start <= now < start + allowance.window:
            start, used = now, 0
        self._used[key] = start, used + 1
        reset = start + allowance.window - now
        return (allowance.most - used - 1 if allowance.strict else allowance.most), reset


def _seconds(reset: timedelta, window: timedelta) -> str:
    """Write whole seconds, as Calendly does; a window scaled down for a test is told exactly."""
    left = reset.total_seconds()
    return str(max(1, ceil(left))) if window >= timedelta(seconds=60) else f"{left:.3f}"


def needs(
    *scopes: str, feature: Feature | None = None
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Let a route run for tokens with all the scopes; it gets the caller first.

    `Refused`, raised by the route, is answered.

    Args:
        scopes: Such as ``contacts:read``.
        feature: What the account's plan must have besides.
    """

    def decorate(function: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(function)
        def guarded(self: Any, request: Received, **path: str) -> Answer:
            try:
                caller = self.doorman.caller(request)
                if caller.user not in self.world.roles:
                    raise Refused(TOKEN)
                caller.must_have(*scopes)
                if feature is not None and not self.has(feature):
                    raise Refused(UPGRADE[feature])
                return function(self, caller, request, **path)
            except Refused as refused:
                return refused.answer()

        return guarded

    return decorate

"""Who may call: tokens, their scopes, and how often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from attrs import define, evolve, field, frozen

from api_client_core.testing import Answer, Received

from .plans import UPGRADE, Feature
from .refusals import EXPIRED, SCOPE, TOKEN, Refused

_WINDOW: Final = timedelta(seconds=60)
_ANNOUNCED: Final = 500


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


@define(eq=False)
class Doorman:
    """Knows the tokens, and counts the requests of each user."""

    now: Callable[[], datetime]
    tokens: dict[str, Caller] = field(factory=dict[str, Caller])
    _windows: dict[str, tuple[datetime, int]] = field(factory=dict[str, tuple[datetime, int]])

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
        self, user: str, now: datetime, most: int | None, answer: Callable[[], Answer]
    ) -> Answer:
        """Let a user's request pass, unless there were more than ``most``; tell what is left."""
        start, used = self._windows.get(user, (now, 0))
        if not start <= now < start + _WINDOW:
            start, used = now, 0
        self._windows[user] = start, used + 1
        limit = _ANNOUNCED if most is None else most
        left = limit if most is None else limit - used - 1
        reset = max(1, round((start + _WINDOW - now).total_seconds()))
        headers = (
            ("x-ratelimit-limit", str(limit)),
            ("x-ratelimit-remaining", str(max(0, left))),
            ("x-ratelimit-reset", str(reset)),
        )
        given = answer() if left >= 0 else Answer.json({}, 429)
        return evolve(given, headers=(*given.headers, *headers))


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
                caller.must_have(*scopes)
                if feature is not None and not self.has(feature):
                    raise Refused(UPGRADE[feature])
                return function(self, caller, request, **path)
            except Refused as refused:
                return refused.answer()

        return guarded

    return decorate

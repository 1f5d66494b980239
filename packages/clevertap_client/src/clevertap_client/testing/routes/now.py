"""``/1/now.json``: who is there."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from .base import Base, body_of, credentials, success

_WINDOW: Final = 300
_BREAKDOWNS: Final = ("user_type", "session_source", "browser", "os", "device")


class Now(Base):
    """Who did something in the last five minutes."""

    @route("POST", "/1/now.json")
    @credentials
    def active(self, account: SandboxAccount, request: Received) -> Answer:
        """Count them."""
        asked, now = body_of(request), int(self.clock().timestamp())
        there = {id(e.profile): e.profile for e in account.events if 0 <= now - e.ts <= _WINDOW}
        body: dict[str, Any] = {"count": len(there), "last_processed_ts": now}
        for name in _BREAKDOWNS:
            if asked.get(name) is True:
                body[name] = Counter(str(p.facts.get(name, "unknown")) for p in there.values())
        return success(**body)

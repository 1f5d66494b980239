"""``/1/counts/``: how many people, how many events, which values, and when."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..refusals import UNKNOWN_REQUEST, Refused
from ..reports import top, trends
from .base import Base, body_of, credentials


@define(eq=False, slots=False)
class Counts(Base):
    """Numbers; at once, or after they were asked for several times."""

    waits_per_count: int = field(default=0, kw_only=True)

    @route("POST", "/1/counts/profiles.json")
    @credentials
    def count_profiles(self, account: SandboxAccount, request: Received) -> Answer:
        """Count people."""
        found = self.queries(account).people(body_of(request))
        return self._answer(account, request, {"count": len(found)})

    @route("POST", "/1/counts/events.json")
    @credentials
    def count_events(self, account: SandboxAccount, request: Received) -> Answer:
        """Count events."""
        found = self.queries(account).events(body_of(request))
        return self._answer(account, request, {"count": len(found)})

    @route("POST", "/1/counts/top.json")
    @credentials
    def count_top(self, account: SandboxAccount, request: Received) -> Answer:
        """Give the most frequent values."""
        return self._answer(account, request, top(self.queries(account), body_of(request)))

    @route("POST", "/1/counts/trends.json")
    @credentials
    def count_trends(self, account: SandboxAccount, request: Received) -> Answer:
        """Give numbers over time."""
        return self._answer(account, request, trends(self.queries(account), body_of(request)))

    @route("GET", "/1/counts/{what}")
    @credentials
    def poll(self, account: SandboxAccount, request: Received, what: str) -> Answer:
        """Give what was asked for before, if it is ready."""
        number = request.first("req_id")
        if number is None:
            raise Refused(UNKNOWN_REQUEST)
        return account.pending.poll(request.path, number)

    def _answer(self, account: SandboxAccount, request: Received, body: dict[str, Any]) -> Answer:
        return account.pending.start(request.path, body, self.waits_per_count)

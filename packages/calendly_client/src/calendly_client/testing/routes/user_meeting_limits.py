"""``/user_meeting_limits``."""

from __future__ import annotations

from typing import Any

from api_client_core.testing import Answer, Received, route

from ..access import Caller, needs
from ..documents import Document
from ..hours import LIMITS
from ..paging import Query
from ..refusals import Refused, malformed
from ..refusals_office import OWN_LIMITS
from .base import body_of, many, one
from .office import OfficeRoutes


class UserMeetingLimits(OfficeRoutes):
    """How many meetings users take."""

    @route("GET", "/user_meeting_limits")
    @needs("availability:read")
    def list_meeting_limits(self, caller: Caller, request: Received) -> Answer:
        """Show the caller's limits: always one item."""
        return many([self._limits(caller, request)])

    @route("PATCH", "/user_meeting_limits")
    @needs("availability:write")
    def update_meeting_limits(self, caller: Caller, request: Received) -> Answer:
        """Change the caller's limits; null takes one away, what is not sent stays."""
        limits, body = self._limits(caller, request), body_of(request)
        sent: Document = {name: _limit(name, body[name]) for name in LIMITS if name in body}
        if not sent:
            raise malformed(LIMITS[0], f"at least one of {', '.join(LIMITS)} must be given")
        limits.update(sent)
        return one(limits)

    def _limits(self, caller: Caller, request: Received) -> Document:
        if self._named_user(Query.of(request)) != caller.user:
            raise Refused(OWN_LIMITS)
        return self.office.hours.limits_of(caller.user)


def _limit(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 9999:
        raise malformed(name, "must be a whole number from 1 to 9999, or null")
    return value

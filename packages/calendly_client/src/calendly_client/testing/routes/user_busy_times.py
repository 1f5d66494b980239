"""``/user_busy_times``."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from api_client_core.testing import Answer, Received, route

from ..access import Caller, needs
from ..paging import Query
from ..refusals import Refused, malformed
from ..refusals_office import CALENDAR
from .base import many, time_of
from .office import OfficeRoutes

_LONGEST: Final = timedelta(days=7)


class UserBusyTimes(OfficeRoutes):
    """When users are taken."""

    @route("GET", "/user_busy_times")
    @needs("availability:read")
    def list_busy_times(self, caller: Caller, request: Received) -> Answer:
        """List when a user is taken."""
        query = Query.of(request)
        user = self._named_user(query)
        start, end = time_of(query, "start_time"), time_of(query, "end_time")
        if start is None or end is None:
            raise malformed("start_time", "start_time and end_time must be given")
        if start < self.world.now():
            raise malformed("start_time", "must be in the future")
        if end <= start:
            raise malformed("end_time", "must be after start_time")
        if end - start > _LONGEST:
            raise malformed("end_time", "must be within 7 days of start_time")
        if user in self.office.hours.broken_calendars:
            raise Refused(CALENDAR)
        return many(self.office.hours.busy(user, start, end))

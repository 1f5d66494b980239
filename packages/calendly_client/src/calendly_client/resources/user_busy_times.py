"""``/user_busy_times``."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Final

from api_client_core.endpoints import Resource, S, endpoint, stream
from api_client_core.senders import Describing
from api_client_core.steps import Call

from ..converter import All
from ..models import UserBusyTime
from ._checks import window
from ._pieces import in_pieces
from ._verbs import GET, whose

_LONGEST: Final = timedelta(days=7)


class UserBusyTimes(Resource[S]):
    """Times at which users are taken.

    See https://developer.calendly.com/api-docs/calendly-api/availability
    """

    @endpoint
    def list(
        self, *, user: str, start_time: datetime, end_time: datetime
    ) -> Call[tuple[UserBusyTime, ...]]:
        """Fetch when a user is taken within up to 7 days, in order; not in pages.

        That is by Calendly's meetings, and by those of calendars that are set to be checked for
        conflicts.

        See https://developer.calendly.com/api-docs/calendly-api/availability/list-user-busy-times

        Args:
            user: Whose: a URI, or its last segment.
            start_time: From when; an aware datetime. By Calendly's clock it must not be past when
                the call arrives, so leave some seconds, or let `walk` look at the clock. It is not
                checked before: a call is data.
            end_time: Until when; at most 7 days of 24 hours later.

        Raises:
            InvalidArgument: A time has no zone, they are in the wrong order or too far apart, or
                the id is empty or of something else.
            BadRequest: The time is past.
            CalendarUnavailable: Calendly cannot read the user's calendar.
            PermissionDenied: The user is in another organization.
        """
        times = window(("start_time", start_time), ("end_time", end_time), _LONGEST)
        query = {**whose(user=user), **times}
        return GET("user_busy_times", query=query, returns=All(UserBusyTime))

    @stream
    def walk(
        self: UserBusyTimes[Describing],
        *,
        user: str,
        start_time: datetime | None = None,
        end_time: datetime,
    ) -> AsyncGenerator[UserBusyTime, None]:
        """Walk through when a user is taken within however long, in calls for 7 days each.

        Each call is made when it is needed. What reaches from one week into the next is told once.

        See https://developer.calendly.com/api-docs/calendly-api/availability/list-user-busy-times

        Args:
            user: Whose: a URI, or its last segment.
            start_time: From when; an aware datetime, and not past, as in `list`. By default from
                two minutes after the first step on.
            end_time: Until when.

        Raises:
            InvalidArgument: A time has no zone, they are in the wrong order, or the id is empty or
                of something else.
            BadRequest: The time is past.
            CalendarUnavailable: Calendly cannot read the user's calendar.
            PermissionDenied: The user is in another organization.
        """
        whose(user=user)
        return in_pieces(
            lambda since, until: self.list(user=user, start_time=since, end_time=until),
            start_time,
            end_time,
            _LONGEST,
            lambda time: (time.type, time.start_time, time.end_time, time.event),
        )

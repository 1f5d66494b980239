"""``/event_type_available_times``."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Final

from api_client_core.endpoints import Resource, S, endpoint, stream
from api_client_core.senders import Describing
from api_client_core.steps import Call
from api_client_core.wire import QueryValue

from ..converter import All
from ..ids import uri_of
from ..models import EventTypeAvailableTime
from ._checks import window
from ._pieces import in_pieces
from ._verbs import GET

_LONGEST: Final = timedelta(days=31)


class EventTypeAvailableTimes(Resource[S]):
    """Times at which an event type can still be booked.

    See https://developer.calendly.com/api-docs/calendly-api/event-types
    """

    @endpoint
    def list(
        self, *, event_type: str, start_time: datetime, end_time: datetime
    ) -> Call[tuple[EventTypeAvailableTime, ...]]:
        """Fetch all open times of up to 31 days; they do not come in pages.

        The token needs the scope ``availability:read``; to be sure, ``event_types:read`` as well,
        for Calendly's pages differ.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/list-event-type-available-times

        Args:
            event_type: Its URI, or the URI's last segment.
            start_time: From when; an aware datetime. By Calendly's clock it must not be past when
                the call arrives, so leave some seconds, or let `walk` look at the clock. It is not
                checked before: a call is data.
            end_time: Until when; at most 31 days of 24 hours later.

        Raises:
            InvalidArgument: A time has no zone, they are in the wrong order or too far apart, or
                the id is empty or of something else.
            BadRequest: The time is past.
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to see.
        """
        times = window(("start_time", start_time), ("end_time", end_time), _LONGEST)
        query = {**_which(event_type), **times}
        return GET("event_type_available_times", query=query, returns=All(EventTypeAvailableTime))

    @stream
    def walk(
        self: EventTypeAvailableTimes[Describing],
        *,
        event_type: str,
        start_time: datetime | None = None,
        end_time: datetime,
    ) -> AsyncGenerator[EventTypeAvailableTime, None]:
        """Walk through the open times of however long, in calls for 31 days each.

        Each call is made when it is needed: whoever takes the first open time makes no more calls
        than it takes to find it.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/list-event-type-available-times

        Args:
            event_type: Its URI, or the URI's last segment.
            start_time: From when; an aware datetime, and not past, as in `list`. By default from
                two minutes after the first step on.
            end_time: Until when.

        Raises:
            InvalidArgument: A time has no zone, they are in the wrong order, or the id is empty or
                of something else.
            BadRequest: The time is past.
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to see.
        """
        _which(event_type)
        return in_pieces(
            lambda since, until: self.list(event_type=event_type, start_time=since, end_time=until),
            start_time,
            end_time,
            _LONGEST,
            lambda time: time.start_time,
        )


def _which(event_type: str) -> dict[str, QueryValue]:
    return {"event_type": uri_of(event_type, "event_type", "event_types")}

"""``/event_type_available_times``."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from api_client_core.testing import Answer, Received, route

from ..access import Caller, needs
from ..paging import Query
from ..refusals import malformed
from ..slots import Slots
from .base import many, time_of
from .offer_base import OfferBase

_MOST: Final = timedelta(days=31)


class EventTypeAvailableTimes(OfferBase):
    """When event types can be booked."""

    @route("GET", "/event_type_available_times")
    @needs("availability:read")
    def list_event_type_available_times(self, caller: Caller, request: Received) -> Answer:
        """List the open times of an event type."""
        query = Query.of(request)
        offer = self.offer(query.uri("event_type", "event_types"))
        start, end = time_of(query, "start_time"), time_of(query, "end_time")
        if start is None or end is None:
            raise malformed("end_time" if start else "start_time", "must be filled")
        if start < self.world.now():
            raise malformed("start_time", "must be in the future")
        if end <= start:
            raise malformed("end_time", "must be after start_time")
        if end - start > _MOST:
            raise malformed("end_time", "must be at most 31 days after start_time")
        slots = Slots(self.world)
        rows = slots.between(offer, start, end) if offer["active"] else []
        return many(slots.shown(offer, begin, room) for begin, room in rows)

"""``/scheduling_links``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from .. import checks
from ..access import Caller, needs
from ..refusals import malformed
from .base import body_of, one
from .offer_base import OfferBase


class SchedulingLinks(OfferBase):
    """Links that can be used once."""

    @route("POST", "/scheduling_links")
    @needs("scheduling_links:write")
    def create_scheduling_link(self, caller: Caller, request: Received) -> Answer:
        """Make a link that books once."""
        body = body_of(request)
        if str(body.get("max_event_count")) != "1" or body["max_event_count"] is True:
            raise malformed("max_event_count", "must be 1")
        if body.get("owner_type") != "EventType":
            raise malformed("owner_type", "must be EventType")
        offer = self.offer(checks.uri(body, "owner", "event_types"))
        return one(self.link_to(offer), 201)

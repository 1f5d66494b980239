"""``/event_type_memberships``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ..access import Caller, needs
from ..offers import Offers
from ..paging import Query
from .offer_base import OfferBase


class EventTypeMemberships(OfferBase):
    """Who holds the meetings of event types."""

    @route("GET", "/event_type_memberships")
    @needs("event_types:read")
    def list_event_type_memberships(self, caller: Caller, request: Received) -> Answer:
        """List the hosts of an event type."""
        query = Query.of(request)
        offer = self.offer(query.uri("event_type", "event_types"))
        offers = Offers(self.world)
        rows = [offers.membership(offer, host) for host in offers.hosts(offer)]
        return query.page(request.path, rows)

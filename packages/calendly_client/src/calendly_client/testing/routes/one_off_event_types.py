"""``/one_off_event_types``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from .. import checks, offer_checks
from ..access import Caller, needs
from ..hours import zone_of
from ..offers import Offers
from ..refusals import malformed
from .base import body_of, found, one
from .offer_base import OfferBase


class OneOffEventTypes(OfferBase):
    """Meetings that are offered once."""

    @route("POST", "/one_off_event_types")
    @needs("event_types:write")
    def create_one_off_event_type(self, caller: Caller, request: Received) -> Answer:
        """Offer a meeting once."""
        body = body_of(request)
        host = checks.uri(body, "host", "users")
        self.may_offer(caller, host)
        name, duration = checks.filled(body, "name", 55), checks.whole(body, "duration", 1, 720)
        if duration is None:
            raise malformed("duration", "must be filled")
        others = [str(other) for other in checks.items(body, "co_hosts")]
        for other in others:
            found(self.world.users, other)
        timezone = zone_of(checks.text(body, "timezone") or self.world.users[host]["timezone"])
        dates = offer_checks.dates(body, self.world.now(), timezone)
        offer = Offers(self.world).add(
            name,
            [host, *others],
            duration=duration,
            locations=offer_checks.one_off_place(body),
            pooling_type="collective" if others else None,
            type="AdhocEventType",
            start_time_increment=None,
        )
        terms = {"date_setting": dates, "timezone": timezone}
        self.world.store("event_type_terms")[offer["uri"]] = terms
        return one(offer, 201)

"""``/event_types``."""

from __future__ import annotations

from typing import Any

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import checks, offer_checks
from ..access import Caller, needs
from ..offers import Offers
from ..paging import Query
from ..refusals import INVALID, Refused, malformed
from .base import body_of, found, one
from .offer_base import OfferBase


class EventTypes(OfferBase):
    """Kinds of meetings."""

    @route("GET", "/event_types")
    @needs("event_types:read")
    def list_event_types(self, caller: Caller, request: Received) -> Answer:
        """List event types."""
        query = Query.of(request)
        user, organization = query.uri("user", "users"), query.uri("organization", "organizations")
        schedule = query.uri("user_availability_schedule", "user_availability_schedules")
        if user is None and organization is None:
            raise malformed("user", "either user or organization must be given")
        if schedule is not None and user is None:
            raise malformed("user_availability_schedule", "needs user")
        self.may_list(caller, user, organization)
        active, managed = query.flag("active"), query.flag("admin_managed")
        rows = [
            event_type
            for uri, event_type in self.world.event_types.items()
            if event_type["deleted_at"] is None
            and (user is None or user in self.world.hosts[uri])
            and (schedule is None or self.follows(event_type, schedule))
            and active in {None, event_type["active"]}
            and managed in {None, event_type["admin_managed"]}
        ]
        fields = ("name", "position", "created_at", "updated_at")
        return query.page(request.path, query.ordered(rows, "name:asc", *fields))

    @route("GET", "/event_types/{uuid}")
    @needs("event_types:read")
    def get_event_type(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show an event type."""
        return one(found(self.world.event_types, f"{HOST}/event_types/{uuid}"))

    @route("POST", "/event_types")
    @needs("event_types:write")
    def create_event_type(self, caller: Caller, request: Received) -> Answer:
        """Offer a one-on-one meeting."""
        body = body_of(request)
        owner = checks.uri(body, "owner", "users")
        self.may_offer(caller, owner)
        checks.filled(body, "name")
        settings: dict[str, Any] = {
            "active": False,
            "duration": 30,
            **offer_checks.settings(body),
        }
        offer_checks.agree(settings)
        return one(Offers(self.world).add(settings.pop("name"), [owner], **settings), 201)

    @route("PATCH", "/event_types/{uuid}")
    @needs("event_types:write")
    def update_event_type(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Change a one-on-one meeting."""
        offer = found(self.world.event_types, f"{HOST}/event_types/{uuid}")
        self.may_offer(caller, offer["profile"]["owner"])
        if offer["kind"] != "solo" or offer["pooling_type"] is not None:
            raise Refused(INVALID, details=[{"message": "Cannot update a non solo event type"}])
        changes = offer_checks.settings(body_of(request))
        offer_checks.agree({**offer, **changes})
        return one(Offers(self.world).update(offer, changes))

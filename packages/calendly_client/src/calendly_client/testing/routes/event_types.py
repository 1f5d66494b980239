"""``/event_types``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..paging import Query
from ..refusals import malformed
from .base import Base, found, one


class EventTypes(Base):
    """Kinds of meetings."""

    @route("GET", "/event_types")
    @needs("event_types:read")
    def list_event_types(self, caller: Caller, request: Received) -> Answer:
        """List event types."""
        query = Query.of(request)
        user, organization = query.uri("user", "users"), query.uri("organization", "organizations")
        if user is None and organization is None:
            raise malformed("user", "either user or organization must be given")
        self.mine(user, organization)
        active, managed = query.flag("active"), query.flag("admin_managed")
        rows = [
            event_type
            for uri, event_type in self.world.event_types.items()
            if event_type["deleted_at"] is None
            and (user is None or user in self.world.hosts[uri])
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

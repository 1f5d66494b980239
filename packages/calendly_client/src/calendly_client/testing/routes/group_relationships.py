"""``/group_relationships``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..paging import Query
from ..refusals import malformed
from .base import found, one
from .office import OfficeRoutes


class GroupRelationships(OfficeRoutes):
    """Who is in a group, and who will be."""

    @route("GET", "/group_relationships")
    @needs("groups:read")
    def list_group_relationships(self, caller: Caller, request: Received) -> Answer:
        """List places in groups."""
        query = Query.of(request)
        organization = query.uri("organization", "organizations")
        group, owner = query.uri("group", "groups"), query.get("owner")
        self.mine(None, organization)
        if owner is not None and not owner.startswith(f"{HOST}/organization"):
            raise malformed("owner", "must be the URI of a membership or of an invitation")
        rows = [
            row
            for row in self.office.staff.relationships.values()
            if group in {None, row["group"]} and owner in {None, row["owner"]}
        ]
        return query.page(request.path, rows, self.office.staff.shown_relationship)

    @route("GET", "/group_relationships/{uuid}")
    @needs("groups:read")
    def get_group_relationship(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a place in a group."""
        row = found(self.office.staff.relationships, f"{HOST}/group_relationships/{uuid}")
        return one(self.office.staff.shown_relationship(row))

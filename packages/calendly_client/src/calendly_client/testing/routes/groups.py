"""``/groups``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..paging import Query
from .base import found, one
from .office import OfficeRoutes


class Groups(OfficeRoutes):
    """Parts of the organization."""

    @route("GET", "/groups")
    @needs("groups:read")
    def list_groups(self, caller: Caller, request: Received) -> Answer:
        """List groups."""
        query = Query.of(request)
        self.mine(None, self._named_organization(query))
        staff = self.office.staff
        return query.page(request.path, list(staff.groups.values()), staff.shown_group)

    @route("GET", "/groups/{uuid}")
    @needs("groups:read")
    def get_group(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a group."""
        return one(
            self.office.staff.shown_group(found(self.office.staff.groups, f"{HOST}/groups/{uuid}"))
        )

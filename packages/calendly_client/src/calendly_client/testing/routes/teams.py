"""``/teams``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..keeping import shown
from ..paging import Query
from .base import found, one
from .office import OfficeRoutes


class Teams(OfficeRoutes):
    """People who share a scheduling page."""

    @route("GET", "/teams")
    @needs("organizations:read")
    def list_teams(self, caller: Caller, request: Received) -> Answer:
        """List teams."""
        query = Query.of(request)
        user = query.uri("user", "users")
        self.mine(user, None)
        rows = [
            team
            for team in self.office.staff.teams.values()
            if user is None or user in team["_members"]
        ]
        return query.page(request.path, rows, shown)

    @route("GET", "/teams/{uuid}")
    @needs("organizations:read")
    def get_team(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a team."""
        return one(shown(found(self.office.staff.teams, f"{HOST}/teams/{uuid}")))

"""``/locations``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ..access import Caller, needs
from ..paging import Query
from .base import many
from .office import OfficeRoutes


class Locations(OfficeRoutes):
    """Where users can meet."""

    @route("GET", "/locations")
    @needs("locations:read")
    def list_locations(self, caller: Caller, request: Received) -> Answer:
        """List where a user can meet."""
        return many(self.office.hours.locations_of(self._named_user(Query.of(request))))

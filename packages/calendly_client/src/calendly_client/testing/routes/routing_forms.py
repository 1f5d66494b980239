"""``/routing_forms``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..paging import Query
from .base import found, one
from .office import OfficeRoutes


class RoutingForms(OfficeRoutes):
    """Questions that lead to the right page."""

    @route("GET", "/routing_forms")
    @needs("routing_forms:read", feature="routing_forms")
    def list_routing_forms(self, caller: Caller, request: Received) -> Answer:
        """List forms."""
        query = Query.of(request)
        self.mine(None, self._named_organization(query))
        rows = list(self.office.forms.forms.values())
        return query.page(request.path, query.ordered(rows, "created_at:asc", "created_at"))

    @route("GET", "/routing_forms/{uuid}")
    @needs("routing_forms:read", feature="routing_forms")
    def get_routing_form(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a form."""
        return one(found(self.office.forms.forms, f"{HOST}/routing_forms/{uuid}"))

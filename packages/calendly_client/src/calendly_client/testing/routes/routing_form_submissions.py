"""``/routing_form_submissions``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..paging import Query
from ..refusals import malformed
from .base import found, one
from .office import OfficeRoutes


class RoutingFormSubmissions(OfficeRoutes):
    """Who filled in a form."""

    @route("GET", "/routing_form_submissions")
    @needs("routing_forms:read", feature="routing_forms")
    def list_submissions(self, caller: Caller, request: Received) -> Answer:
        """List a form's submissions."""
        query = Query.of(request)
        form = query.uri("form", "routing_forms")
        if form is None:
            raise malformed("form", "must be given")
        found(self.office.forms.forms, form)
        rows = [
            row for row in self.office.forms.submissions.values() if row["routing_form"] == form
        ]
        return query.page(request.path, query.ordered(rows, "created_at:asc", "created_at"))

    @route("GET", "/routing_form_submissions/{uuid}")
    @needs("routing_forms:read", feature="routing_forms")
    def get_submission(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a submission."""
        return one(found(self.office.forms.submissions, f"{HOST}/routing_form_submissions/{uuid}"))

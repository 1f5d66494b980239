"""``/outgoing_communications``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ..access import Caller, needs
from ..documents import moment_of
from ..paging import Query
from .activity_log_entries import ActivityLogEntries
from .base import time_of


class OutgoingCommunications(ActivityLogEntries):
    """Mails and text messages that went out."""

    @route("GET", "/outgoing_communications")
    @needs("outgoing_communications:read", feature="enterprise")
    def list_outgoing_communications(self, caller: Caller, request: Received) -> Answer:
        """List what went out."""
        query = Query.of(request)
        self._audits(caller, query)
        since, until = time_of(query, "min_created_at"), time_of(query, "max_created_at")
        rows = [
            row
            for row in self.office.records.communications.values()
            if (since is None or moment_of(row["created_at"]) >= since)
            and (until is None or moment_of(row["created_at"]) <= until)
        ]
        return query.page(request.path, rows, total_count=len(rows))

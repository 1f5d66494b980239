"""``/activity_log_entries``."""

from __future__ import annotations

import json
from typing import Final

from api_client_core.testing import Answer, Received, route

from ..access import Caller, needs
from ..documents import Document, moment_of
from ..paging import Query
from ..refusals import Refused, malformed
from ..refusals_office import ADMINS
from ..searching import searched
from .base import time_of
from .office import OfficeRoutes

_MOST: Final = 1000
_LONGEST: Final = 300
_SORTS: Final = ("action", "actor.display_name", "actor.uri", "namespace", "occurred_at")


class ActivityLogEntries(OfficeRoutes):
    """What was done in the organization, and by whom."""

    def joined(self, user: Document) -> None:
        """Note that somebody joined."""
        super().joined(user)
        self.office.records.log("User", "Add", next(iter(self.world.users)), {"user": user["uri"]})

    @route("GET", "/activity_log_entries")
    @needs("activity_log:read", feature="enterprise")
    def list_activity_log_entries(self, caller: Caller, request: Received) -> Answer:
        """List what was done."""
        query = Query.of(request, _MOST)
        self._audits(caller, query)
        term = query.get("search_term") or ""
        if len(term) > _LONGEST:
            raise malformed("search_term", f"must have at most {_LONGEST} characters")
        test = searched(term) if term.strip() else None
        actors, names = query.values("actor"), query.values("namespace")
        actions = query.values("action")
        since, until = time_of(query, "min_occurred_at"), time_of(query, "max_occurred_at")
        rows = [
            row
            for row in self.office.records.entries.values()
            if (not actors or row["actor"].get("uri") in actors)
            and (not names or row["namespace"] in names)
            and (not actions or row["action"] in actions)
            and (since is None or moment_of(row["occurred_at"]) >= since)
            and (until is None or moment_of(row["occurred_at"]) <= until)
            and (test is None or test(json.dumps(row, ensure_ascii=False)))
        ]
        last = max((row["occurred_at"] for row in rows), default=None)
        return query.page(
            request.path,
            query.ordered(rows, "occurred_at:desc", *_SORTS),
            last_event_time=last,
            total_count=len(rows),
            exceeds_max_total_count=False,
        )

    def _audits(self, caller: Caller, query: Query) -> None:
        """Refuse whoever may not see the organization's records. Raises `Refused`."""
        organization = self._named_organization(query)
        if organization != self.world.organization or not self.world.is_admin(caller.user):
            raise Refused(ADMINS)

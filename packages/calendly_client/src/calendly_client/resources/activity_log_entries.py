"""``/activity_log_entries``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from api_client_core.endpoints import Resource, S, listing
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.wire import QueryValue

from ..converter import PageAs
from ..errors import InvalidArgument
from ..ids import uri_of
from ..models import ActivityLogEntry, ActivityLogPage
from ._checks import several, text, uris
from ._verbs import GET, between, paging


class ActivityLogEntries(Resource[S]):
    """What was done in an organization, and by whom. It takes the Enterprise plan.

    See https://developer.calendly.com/api-docs/calendly-api/activity-log
    """

    @listing
    def list(
        self,
        *,
        organization: str,
        search_term: str | None = None,
        actor: str | Sequence[str] | None = None,
        min_occurred_at: datetime | None = None,
        max_occurred_at: datetime | None = None,
        namespace: str | Sequence[str] | None = None,
        action: str | Sequence[str] | None = None,
        sort: str | Sequence[str] | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[ActivityLogEntry]]:
        """Walk through what was done, the newest first.

        Each of its ``pages()`` is an `ActivityLogPage`, which also tells how many entries match.

        Several values of a filter are sent as one text, with commas between them, as Calendly's
        specification of 2024 has it. The newest one does not say how: that it still is so is
        assumed.

        See https://developer.calendly.com/api-docs/calendly-api/activity-log/list-activity-log-entries

        Args:
            organization: Whose: a URI, or its last segment.
            search_term: Only entries with these words; at most 300 characters. ``a | b`` finds
                either, ``a + b`` both, ``"a b"`` the very words, ``-a`` those without, ``a*`` a
                beginning; parentheses group.
            actor: Only what these users did: a URI or its last segment, or several.
            min_occurred_at: Only what was done after this time; an aware datetime.
            max_occurred_at: Only what was done before this time; an aware datetime.
            namespace: Only what was done to this kind of thing, such as ``User``, or to several.
            action: Only what was done so, such as ``Add``, or in several ways.
            sort: By ``occurred_at``, ``action``, ``namespace``, ``actor.display_name`` or
                ``actor.uri``, such as ``occurred_at:desc``, which is the default; or by several.
            count: How many to ask for at once, 1 to 1,000.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: A time has no zone, the times are in the wrong order, the search term
                is empty or too long, a list is empty, ``count`` is out of range, or an id is empty
                or of something else.
            PlanRequired: The account is not on the Enterprise plan.
            PermissionDenied: It takes an administrator of the organization.
        """
        which = _which(organization, search_term, actor, namespace, action)
        when = between(min_occurred_at=min_occurred_at, max_occurred_at=max_occurred_at)
        rows = paging(_listed("sort", sort), count, page_token, most=1000)
        query = {**which, **when, **rows}
        return GET("activity_log_entries", query=query, returns=PageAs(ActivityLogPage))


def _which(
    organization: str,
    search_term: str | None,
    actor: str | Sequence[str] | None,
    namespace: str | Sequence[str] | None,
    action: str | Sequence[str] | None,
) -> dict[str, QueryValue]:
    """Check the filters that are no times."""
    users = None if actor is None else uris("actor", _one_or_more(actor), "users")
    return {
        "organization": uri_of(organization, "organization", "organizations"),
        "search_term": None if search_term is None else text("search_term", search_term, 300),
        "actor": _listed("actor", users),
        "namespace": _listed("namespace", namespace),
        "action": _listed("action", action),
    }


def _one_or_more(values: str | Sequence[str]) -> Sequence[str]:
    return (values,) if isinstance(values, str) else values


def _listed(name: str, values: str | Sequence[str] | None) -> str | None:
    """Give several values as the one text that they are sent as."""
    if values is None:
        return None
    found = several(name, _one_or_more(values))
    if any("," in value or not value.strip() for value in found):
        raise InvalidArgument(name, "must hold no empty value, and none with a comma: pass a list")
    return ",".join(found)

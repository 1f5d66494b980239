"""``/event_type_memberships``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import PageOf
from ..ids import uri_of
from ..models import EventTypeMembership
from ._verbs import GET, paging


class EventTypeMemberships(Resource[S]):
    """Hosts of event types.

    See https://developer.calendly.com/api-docs/calendly-api/event-types
    """

    @listing
    def list(
        self, *, event_type: str, count: int = 100, page_token: str | None = None
    ) -> Call[Page[EventTypeMembership]]:
        """Walk through the hosts of an event type.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/list-event-type-memberships

        Args:
            event_type: Its URI, or the URI's last segment.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: ``count`` is out of range, or the id is empty or of something else.
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to see.
        """
        uri = uri_of(event_type, "event_type", "event_types")
        query = {"event_type": uri, **paging(None, count, page_token)}
        return GET("event_type_memberships", query=query, returns=PageOf(EventTypeMembership))

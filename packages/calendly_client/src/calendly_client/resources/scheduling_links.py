"""``/scheduling_links``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from ..converter import One
from ..errors import InvalidArgument
from ..ids import uri_of
from ..models import SchedulingLink
from ._verbs import POST


class SchedulingLinks(Resource[S]):
    """Links that book a meeting once.

    See https://developer.calendly.com/api-docs/calendly-api/scheduling-links
    """

    @endpoint
    def create(self, event_type: str, *, max_event_count: int = 1) -> Call[SchedulingLink]:
        """Make a link that books an event type once.

        See https://developer.calendly.com/api-docs/calendly-api/scheduling-links/create-scheduling-link

        Args:
            event_type: Its URI, or the URI's last segment.
            max_event_count: How many meetings can be booked by it: 1, and nothing else so far.

        Raises:
            InvalidArgument: ``max_event_count`` is not 1, or the id is empty or of something else.
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to share.
            AmbiguousDelivery: The reply was lost: another link can be made, and the lost one is in
                nobody's hands.
        """
        if max_event_count != 1:
            raise InvalidArgument("max_event_count", "must be 1: such links book a meeting once")
        body = {
            "max_event_count": 1,
            "owner": uri_of(event_type, "event_type", "event_types"),
            "owner_type": "EventType",
        }
        return POST("scheduling_links", body=body, returns=One(SchedulingLink))

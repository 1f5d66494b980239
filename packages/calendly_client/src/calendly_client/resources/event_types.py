"""``/event_types``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.wire import QueryValue

from ..converter import One, PageOf
from ..errors import InvalidArgument
from ..ids import uuid_of
from ..models import EventType
from ._verbs import GET, paging, whose


class EventTypes(Resource[S]):
    """Kinds of meetings that can be booked.

    See https://developer.calendly.com/api-docs/calendly-api/event-types
    """

    @listing
    def list(
        self,
        *,
        user: str | None = None,
        organization: str | None = None,
        active: bool | None = None,
        admin_managed: bool | None = None,
        user_availability_schedule: str | None = None,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[EventType]]:
        """Walk through event types: a user's, those shared with them included, or all.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/list-event-types

        Args:
            user: Only this user's: a URI, or its last segment. This or ``organization`` is needed.
            organization: All of this organization's: a URI, or its last segment.
            active: Only those that can be booked now, or only those that cannot.
            admin_managed: Only those that an administrator keeps, or only the others.
            user_availability_schedule: Only those with this schedule; goes with ``user``.
            sort: By ``name``, ``position``, ``created_at`` or ``updated_at``, such as ``name:asc``,
                which is the default; several are separated by commas.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: It is not told whose, ``count`` is out of range, or an id is empty or
                of something else.
            PermissionDenied: They are not the caller's to see.
        """
        owner = _owner(user, organization, user_availability_schedule)
        which = {"active": active, "admin_managed": admin_managed}
        query = {**owner, **which, **paging(sort, count, page_token)}
        return GET("event_types", query=query, returns=PageOf(EventType))

    @endpoint
    def get(self, event_type: str) -> Call[EventType]:
        """Fetch one event type; a deleted one too, with ``deleted_at`` set.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/get-event-type

        Args:
            event_type: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to see.
        """
        uuid = uuid_of(event_type, "event_type", "event_types")
        return GET("event_types", uuid, returns=One(EventType))


def _owner(
    user: str | None, organization: str | None, schedule: str | None
) -> dict[str, QueryValue]:
    """Check that it is told whose event types are meant."""
    if user is None and organization is None:
        raise InvalidArgument("user", "is missing: pass user=... or organization=...")
    if schedule is not None and user is None:
        raise InvalidArgument("user_availability_schedule", "needs user=... as well")
    return whose(user=user, organization=organization, user_availability_schedule=schedule)

"""``/locations``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from ..converter import All
from ..models import MeetingLocation
from ._verbs import GET, whose


class Locations(Resource[S]):
    """Where users are set up to meet.

    See https://developer.calendly.com/api-docs/calendly-api/locations
    """

    @endpoint
    def list(self, *, user: str) -> Call[tuple[MeetingLocation, ...]]:
        """Fetch where a user is set up to meet; it does not come in pages.

        See https://developer.calendly.com/api-docs/calendly-api/locations/list-user-locations

        Args:
            user: Whose: a URI, or its last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            PermissionDenied: It is not the caller's to see.
        """
        return GET("locations", query=whose(user=user), returns=All(MeetingLocation))

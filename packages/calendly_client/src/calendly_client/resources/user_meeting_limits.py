"""``/user_meeting_limits``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.errors import Unreadable
from api_client_core.steps import Call
from api_client_core.structure import decoded
from api_client_core.wire import UNSET, Reply, Unset

from ..converter import All, One
from ..models import UserMeetingLimits as Limits
from ._settings import changes, number
from ._verbs import GET, PATCH, whose


class UserMeetingLimits(Resource[S]):
    """How many meetings users take, over all their event types.

    See https://developer.calendly.com/api-docs/calendly-api/availability
    """

    @endpoint
    def get(self, *, user: str) -> Call[Limits]:
        """Fetch how many meetings the token's user takes.

        See https://developer.calendly.com/api-docs/calendly-api/availability/list-user-meeting-limits

        Args:
            user: The token's own user: a URI, or its last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            PermissionDenied: It is another user; administrators may not look either.
        """
        return GET("user_meeting_limits", query=whose(user=user), returns=_limits)

    @endpoint
    def update(
        self,
        *,
        user: str,
        daily_limit: int | Unset | None = UNSET,
        weekly_limit: int | Unset | None = UNSET,
        monthly_limit: int | Unset | None = UNSET,
    ) -> Call[Limits]:
        """Set how many meetings the token's user takes. What is left out stays.

        See https://developer.calendly.com/api-docs/calendly-api/availability/update-user-meeting-limits

        Args:
            user: The token's own user: a URI, or its last segment.
            daily_limit: In a day, 1 to 9999; None takes the limit away.
            weekly_limit: In a week, from Sunday; as before.
            monthly_limit: In a month; as before.

        Raises:
            InvalidArgument: No limit is given, one is out of range, or the id is empty or of
                something else.
            PermissionDenied: It is another user; administrators may not change them either.
        """
        limits = {
            "daily_limit": number("daily_limit", daily_limit, 1, 9999),
            "weekly_limit": number("weekly_limit", weekly_limit, 1, 9999),
            "monthly_limit": number("monthly_limit", monthly_limit, 1, 9999),
        }
        body = changes(limits, clearable=limits)
        return PATCH("user_meeting_limits", query=whose(user=user), body=body, returns=_limits)


def _limits(reply: Reply) -> Limits:
    """Read the one item of the collection.

    An update may answer with the resource itself: which of the two is not documented.
    """
    body = decoded(reply)
    if isinstance(body, dict) and "resource" in cast("Mapping[str, Any]", body):
        return One(Limits)(reply)
    for limits in All(Limits)(reply):
        return limits
    raise Unreadable("$.collection: holds nothing")

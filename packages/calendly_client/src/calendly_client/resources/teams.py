"""``/teams``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import One, PageOf
from ..ids import uuid_of
from ..models import Team
from ._verbs import GET, paging, whose


class Teams(Resource[S]):
    """People who share a scheduling page.

    See https://developer.calendly.com/api-docs/calendly-api/organizations
    """

    @listing
    def list(
        self, *, user: str | None = None, count: int = 100, page_token: str | None = None
    ) -> Call[Page[Team]]:
        """Walk through the teams of the caller's organization.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/list-teams

        Args:
            user: Only this user's: a URI, or its last segment.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: ``count`` is out of range, or the id is empty or of something else.
            PermissionDenied: They are not the caller's to see.
        """
        query = {**whose(user=user), **paging(None, count, page_token)}
        return GET("teams", query=query, returns=PageOf(Team))

    @endpoint
    def get(self, team: str) -> Call[Team]:
        """Fetch one team.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/get-team

        Args:
            team: Its URI, or the URI's last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such team.
            PermissionDenied: It is not the caller's to see.
        """
        return GET("teams", uuid_of(team, "team", "teams"), returns=One(Team))

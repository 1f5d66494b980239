"""``/groups``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import One, PageOf
from ..ids import uri_of, uuid_of
from ..models import Group
from ._verbs import GET, paging


class Groups(Resource[S]):
    """Parts of an organization; `GroupRelationships` tell who belongs to them.

    See https://developer.calendly.com/api-docs/calendly-api/groups
    """

    @listing
    def list(
        self, *, organization: str, count: int = 100, page_token: str | None = None
    ) -> Call[Page[Group]]:
        """Walk through an organization's groups.

        See https://developer.calendly.com/api-docs/calendly-api/groups/list-groups

        Args:
            organization: Whose: a URI, or its last segment.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: ``count`` is out of range, or the id is empty or of something else.
            PermissionDenied: They are not the caller's to see.
        """
        query = {
            "organization": uri_of(organization, "organization", "organizations"),
            **paging(None, count, page_token),
        }
        return GET("groups", query=query, returns=PageOf(Group))

    @endpoint
    def get(self, group: str) -> Call[Group]:
        """Fetch one group.

        See https://developer.calendly.com/api-docs/calendly-api/groups/get-group

        Args:
            group: Its URI, or the URI's last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such group.
            PermissionDenied: It is not the caller's to see.
        """
        return GET("groups", uuid_of(group, "group", "groups"), returns=One(Group))

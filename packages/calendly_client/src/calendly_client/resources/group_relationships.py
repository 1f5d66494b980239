"""``/group_relationships``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import One, PageOf
from ..errors import InvalidArgument
from ..ids import uuid_of
from ..models import GroupRelationship
from ._verbs import GET, paging, whose


class GroupRelationships(Resource[S]):
    """Who belongs to a group, or will once they join the organization.

    See https://developer.calendly.com/api-docs/calendly-api/groups
    """

    @listing
    def list(
        self,
        *,
        organization: str | None = None,
        owner: str | None = None,
        group: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[GroupRelationship]]:
        """Walk through relationships: a group's people, or somebody's groups.

        See https://developer.calendly.com/api-docs/calendly-api/groups/list-group-relationships

        Args:
            organization: Only this organization's: a URI, or its last segment.
            owner: Only this one's: the URI of an `OrganizationMembership`, not of a user, or of an
                `OrganizationInvitation`. A bare id would not say which of the two it is.
            group: Only this group's: a URI, or its last segment.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: ``count`` is out of range, or an id is empty or of something else.
            PermissionDenied: They are not the caller's to see.
        """
        query = {
            **whose(organization=organization),
            "owner": None if owner is None else _owner(owner),
            **whose(group=group),
            **paging(None, count, page_token),
        }
        return GET("group_relationships", query=query, returns=PageOf(GroupRelationship))

    @endpoint
    def get(self, relationship: str) -> Call[GroupRelationship]:
        """Fetch one relationship.

        See https://developer.calendly.com/api-docs/calendly-api/groups/get-group-relationship

        Args:
            relationship: Its URI, or the URI's last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such relationship.
            PermissionDenied: It is not the caller's to see.
        """
        uuid = uuid_of(relationship, "relationship", "group_relationships")
        return GET("group_relationships", uuid, returns=One(GroupRelationship))


def _owner(uri: str) -> str:
    """Check that it is the whole URI of a membership or of an invitation."""
    if "://" not in uri:
        raise InvalidArgument(
            "owner", "must be the URI of an organization membership or invitation, not an id"
        )
    uuid_of(uri, "owner", "invitations" if "/invitations/" in uri else "organization_memberships")
    return uri

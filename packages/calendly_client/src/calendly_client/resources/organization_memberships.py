"""``/organization_memberships``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import One, PageOf
from ..ids import uuid_of
from ..models import OrganizationMembership, OrganizationRole
from ._checks import email as address
from ._verbs import DELETE, GET, owned, paging


class OrganizationMemberships(Resource[S]):
    """Who belongs to an organization, and what they may do there.

    See https://developer.calendly.com/api-docs/calendly-api/organizations
    """

    @listing
    def list(
        self,
        *,
        user: str | None = None,
        organization: str | None = None,
        email: str | None = None,
        role: OrganizationRole | str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[OrganizationMembership]]:
        """Walk through memberships: an organization's people, or a user's organizations.

        Calendly documents both ``user`` and ``organization`` as optional, but is said to refuse a
        list of neither; so one is needed here.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/list-organization-memberships

        Args:
            user: Only this user's: a URI, or its last segment. This or ``organization`` is needed.
            organization: Only this organization's: a URI, or its last segment.
            email: Only of the user with this address.
            role: Only those with this role.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: It is not told whose, the address is none, ``count`` is out of range,
                or an id is empty or of something else.
            PermissionDenied: They are not the caller's to see.
        """
        owner = owned(user, organization)
        which = {"email": None if email is None else address("email", email), "role": role}
        query = {**owner, **which, **paging(None, count, page_token)}
        return GET("organization_memberships", query=query, returns=PageOf(OrganizationMembership))

    @endpoint
    def get(self, membership: str) -> Call[OrganizationMembership]:
        """Fetch one membership.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/get-organization-membership

        Args:
            membership: Its URI, not the user's, or the URI's last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such membership.
            PermissionDenied: It is of another organization.
        """
        uuid = uuid_of(membership, "membership", "organization_memberships")
        return GET("organization_memberships", uuid, returns=One(OrganizationMembership))

    @endpoint
    def delete(self, membership: str) -> Call[None]:
        """Remove a user from the organization. Their seat becomes free.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/delete-organization-membership

        Args:
            membership: Its URI, not the user's, or the URI's last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            PermissionDenied: It takes an administrator; nobody can remove the owner, nor
                themselves.
            NotFound: There is no such membership; after a lost reply, this call may have deleted
                it.
        """
        uuid = uuid_of(membership, "membership", "organization_memberships")
        return DELETE("organization_memberships", uuid)

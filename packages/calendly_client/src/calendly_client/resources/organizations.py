"""``/organizations``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import One, PageOf
from ..ids import invitation_path, uuid_of
from ..models import InvitationStatus, Organization, OrganizationInvitation
from ._checks import email as address
from ._verbs import DELETE, GET, POST, paging


class Organizations(Resource[S]):
    """Accounts that people share, and the invitations to join them.

    See https://developer.calendly.com/api-docs/calendly-api/organizations
    """

    @endpoint
    def get(self, organization: str) -> Call[Organization]:
        """Fetch one organization, to see its plan.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/get-organization

        Args:
            organization: Its URI, such as a user's ``current_organization``, or the URI's last
                segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such organization.
            PermissionDenied: It is not the caller's.
        """
        uuid = uuid_of(organization, "organization", "organizations")
        return GET("organizations", uuid, returns=One(Organization))

    @listing
    def invitations(
        self,
        organization: str,
        *,
        email: str | None = None,
        status: InvitationStatus | str | None = None,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[OrganizationInvitation]]:
        """Walk through an organization's invitations; the answered ones too.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/list-organization-invitations

        Args:
            organization: Whose: a URI, or its last segment.
            email: Only those to this address.
            status: Only invitations in this state.
            sort: ``created_at:asc``, which is the default, or ``created_at:desc``.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: The address is none, ``count`` is out of range, or the id is empty or
                of something else.
            PermissionDenied: It takes an administrator of the organization.
        """
        uuid = uuid_of(organization, "organization", "organizations")
        to = None if email is None else address("email", email)
        query = {"email": to, "status": status, **paging(sort, count, page_token)}
        returns = PageOf(OrganizationInvitation)
        return GET("organizations", uuid, "invitations", query=query, returns=returns)

    @endpoint
    def invitation(
        self, invitation: str, *, organization: str | None = None
    ) -> Call[OrganizationInvitation]:
        """Fetch one invitation, to see whether it was accepted.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/get-organization-invitation

        Args:
            invitation: The invitation's URI. Its last segment will do if ``organization`` is given.
            organization: The organization's URI, or the URI's last segment.

        Raises:
            InvalidArgument: The organization is not told, or told twice and differently; or an id
                is empty or of something else.
            NotFound: There is no such invitation.
            PermissionDenied: It takes an administrator of the organization.
        """
        owner, uuid = invitation_path(invitation, organization)
        returns = One(OrganizationInvitation)
        return GET("organizations", owner, "invitations", uuid, returns=returns)

    @endpoint
    def invite(self, organization: str, *, email: str) -> Call[OrganizationInvitation]:
        """Ask somebody to join an organization. Calendly sends them a mail.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/create-organization-invitation

        Args:
            organization: Which: a URI, or its last segment.
            email: Whom to ask; one address.

        Raises:
            InvalidArgument: The address is none, or the id is empty or of something else.
            BadRequest: They were asked already, or have joined: ``title`` says ``Already Invited``
                or ``Already Organization Member``; or it was asked twice at once: ``Race
                Condition``.
            PermissionDenied: It takes an administrator, and a free seat; an organization that
                manages its people by SCIM has no invitations.
            AmbiguousDelivery: The reply was lost: list the invitations to this address before
                trying again.
        """
        uuid = uuid_of(organization, "organization", "organizations")
        body = {"email": address("email", email)}
        returns = One(OrganizationInvitation)
        return POST("organizations", uuid, "invitations", body=body, returns=returns)

    @endpoint
    def revoke_invitation(self, invitation: str, *, organization: str | None = None) -> Call[None]:
        """Take an invitation back, before it is accepted.

        See https://developer.calendly.com/api-docs/calendly-api/organizations/revoke-organization-invitation

        Args:
            invitation: The invitation's URI. Its last segment will do if ``organization`` is given.
            organization: The organization's URI, or the URI's last segment.

        Raises:
            InvalidArgument: The organization is not told, or told twice and differently; or an id
                is empty or of something else.
            BadRequest: It was accepted already: delete the membership instead.
            NotFound: There is no such invitation; after a lost reply, this call may have revoked
                it.
            PermissionDenied: It takes an administrator; an organization that manages its people by
                SCIM has no invitations.
        """
        owner, uuid = invitation_path(invitation, organization)
        return DELETE("organizations", owner, "invitations", uuid)

"""``/organizations``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import refusals_office as refusals
from ..access import Caller, needs
from ..contact_checks import is_email
from ..documents import Document
from ..paging import Query
from ..refusals import NOT_FOUND, Refused, malformed
from .base import body_of, found, one
from .office import OfficeRoutes


class Organizations(OfficeRoutes):
    """The organization, and who is asked to join it.

    Attributes:
        seats: How many people may belong to it or be asked to; None: any number.
        scim: Whether people are managed elsewhere, so that nobody can be invited or removed here.
    """

    seats: int | None = None
    scim: bool = False

    def joined(self, user: Document) -> None:
        """Make somebody a member."""
        super().joined(user)
        self.office.staff.join(user)

    @route("GET", "/organizations/{uuid}")
    @needs("organizations:read")
    def get_organization(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show the organization."""
        uri = f"{HOST}/organizations/{uuid}"
        if uri != self.world.organization:
            raise Refused(refusals.ELSEWHERE if self.office.staff.knows(uri) else NOT_FOUND)
        return one(self.office.staff.organization(self.plan))

    @route("GET", "/organizations/{uuid}/invitations")
    @needs("organizations:read")
    def list_invitations(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """List who was asked to join."""
        self._administers(caller, uuid)
        query = Query.of(request)
        email = query.get("email")
        status = query.one_of("status", "pending", "accepted", "declined")
        rows = [
            row
            for row in self.office.staff.invitations.values()
            if status in {None, row["status"]}
            and (email is None or row["email"].casefold() == email.casefold())
        ]
        return query.page(request.path, query.ordered(rows, "created_at:asc", "created_at"))

    @route("POST", "/organizations/{uuid}/invitations")
    @needs("organizations:write")
    def invite(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Ask somebody to join."""
        self._administers(caller, uuid)
        staff, email = self.office.staff, body_of(request).get("email")
        if not email or not isinstance(email, str):
            raise malformed("email", "must be filled")
        if not is_email(email):
            raise Refused(refusals.invalid_email(email))
        if email.casefold() in {user["email"].casefold() for user in self.world.users.values()}:
            raise Refused(refusals.already_member(email))
        asked = [
            row for row in self.office.staff.invitations.values() if row["status"] == "pending"
        ]
        if email.casefold() in {row["email"].casefold() for row in asked}:
            raise Refused(refusals.already_invited(email))
        if self.scim:
            raise Refused(refusals.SCIM)
        if self.seats is not None and len(self.world.users) + len(asked) >= self.seats:
            raise Refused(refusals.TRIAL_SEATS if self.plan == "trial" else refusals.SEATS)
        return one(staff.invite(email), 201)

    @route("GET", "/organizations/{organization}/invitations/{uuid}")
    @needs("organizations:read")
    def get_invitation(
        self, caller: Caller, request: Received, organization: str, uuid: str
    ) -> Answer:
        """Show an invitation."""
        self._administers(caller, organization)
        return one(self._invitation(organization, uuid))

    @route("DELETE", "/organizations/{organization}/invitations/{uuid}")
    @needs("organizations:write")
    def revoke_invitation(
        self, caller: Caller, request: Received, organization: str, uuid: str
    ) -> Answer:
        """Take an invitation back."""
        self._administers(caller, organization)
        invitation = self._invitation(organization, uuid)
        if invitation["status"] == "accepted":
            raise Refused(refusals.ACCEPTED)
        if self.scim:
            raise Refused(refusals.SCIM)
        self.office.staff.revoke(invitation)
        return Answer(204)

    def _administers(self, caller: Caller, organization: str) -> None:
        """Refuse whoever does not run an organization. Raises `Refused`."""
        if self.world.organization != f"{HOST}/organizations/{organization}":
            raise Refused(refusals.ELSEWHERE)
        if not self.world.is_admin(caller.user):
            raise Refused(refusals.ADMINS)

    def _invitation(self, organization: str, uuid: str) -> Document:
        """Find an invitation. Raises `Refused`."""
        uri = f"{HOST}/organizations/{organization}/invitations/{uuid}"
        return found(self.office.staff.invitations, uri)

"""``/organization_memberships``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import refusals_office as refusals
from ..access import Caller, needs
from ..documents import Document
from ..paging import Query
from ..refusals import STRANGER, Refused, malformed
from .base import found, one
from .office import OfficeRoutes


class OrganizationMemberships(OfficeRoutes):
    """Who belongs to the organization."""

    @route("GET", "/organization_memberships")
    @needs("organizations:read")
    def list_organization_memberships(self, caller: Caller, request: Received) -> Answer:
        """List members."""
        query = Query.of(request)
        user, organization = query.uri("user", "users"), query.uri("organization", "organizations")
        if user is None and organization is None:
            raise malformed("user", "either user or organization must be given")
        self.mine(user, organization)
        email, role = query.get("email"), query.one_of("role", "owner", "admin", "user")
        rows = [
            row
            for row in self.office.staff.memberships.values()
            if row["organization"] == self.world.organization
            and user in {None, row["user"]["uri"]}
            and role in {None, row["role"]}
            and (email is None or row["user"]["email"].casefold() == email.casefold())
        ]
        return query.page(request.path, rows)

    @route("GET", "/organization_memberships/{uuid}")
    @needs("organizations:read")
    def get_organization_membership(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a member."""
        row = self._membership(uuid)
        if row["organization"] != self.world.organization:
            raise Refused(STRANGER)
        return one(row)

    @route("DELETE", "/organization_memberships/{uuid}")
    @needs("organizations:write")
    def remove_member(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Let a member go, with their own subscriptions; their tokens are good no longer."""
        row = self._membership(uuid)
        if not self.world.is_admin(caller.user):
            raise Refused(refusals.NOT_ADMIN)
        if row["organization"] != self.world.organization:
            raise Refused(refusals.OTHERS_MEMBER)
        user = row["user"]["uri"]
        if user == caller.user:
            raise Refused(refusals.NOT_YOURSELF)
        if row["role"] == "owner":
            raise Refused(refusals.OWNER_STAYS)
        self.office.staff.remove(row)
        for subscription in self.post.subscriptions.values():
            if subscription["user"] == user:
                subscription["state"] = "disabled"
        return Answer(204)

    def _membership(self, uuid: str) -> Document:
        return found(self.office.staff.memberships, f"{HOST}/organization_memberships/{uuid}")

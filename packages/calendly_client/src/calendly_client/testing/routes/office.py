"""What the routes of an organization's office share."""

from __future__ import annotations

from functools import cached_property

from ..office import Office
from ..paging import Query
from ..plans import Plan
from ..refusals import malformed
from .base import Base


class OfficeRoutes(Base):
    """Answers from what an organization keeps besides its meetings."""

    plan: Plan

    @cached_property
    def office(self) -> Office:
        """What the organization keeps."""
        return Office(self.world)

    def _named_user(self, query: Query) -> str:
        """Read the filter ``user``, which must be given, and of the organization."""
        user = query.uri("user", "users")
        if user is None:
            raise malformed("user", "must be given")
        self.mine(user, None)
        return user

    def _named_organization(self, query: Query) -> str:
        """Read the filter ``organization``, which must be given."""
        organization = query.uri("organization", "organizations")
        if organization is None:
            raise malformed("organization", "must be given")
        return organization

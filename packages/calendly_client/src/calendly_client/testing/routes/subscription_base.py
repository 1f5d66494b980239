"""What the routes to webhooks share."""

from __future__ import annotations

from typing import Final

from .. import refusals
from ..access import Caller
from ..refusals import Refused
from .base import Base

_OWNERS: Final = ("scope", "organization", "user", "group")


class SubscriptionBase(Base):
    """Knows who may hear of what."""

    owners: tuple[str, ...] = _OWNERS

    def may_subscribe(self, caller: Caller, scope: str, owner: str, organization: str) -> None:
        """Refuse whoever may not hear of a scope. Raises `Refused`.

        Args:
            caller: Who asks.
            scope: ``organization``, ``user`` or ``group``.
            owner: The URI of what the scope names.
            organization: The URI of the organization.
        """
        if organization != self.world.organization:
            raise Refused(refusals.ORGANIZATION_EVENTS)
        known = {
            "organization": {self.world.organization},
            "user": set(self.world.users),
            "group": set(self.world.members),
        }
        allowed = self.world.is_admin(caller.user) or (scope == "user" and owner == caller.user)
        if scope == "user" and not allowed:
            raise Refused(refusals.ORGANIZATION_EVENTS)
        if not allowed or owner not in known[scope]:
            raise Refused(refusals.ORGANIZATION_SCOPE)

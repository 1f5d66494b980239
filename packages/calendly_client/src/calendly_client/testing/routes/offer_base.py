"""What all routes to event types share."""

from __future__ import annotations

from typing import Final

from ..access import Caller
from ..documents import Document
from ..refusals import ORGANIZATION_EVENTS, STRANGER, Refusal, Refused, malformed
from .base import Base, found

OTHERS: Final = Refusal(
    "others_types",
    403,
    "Permission Denied",
    "You do not have permission to access this resource.",
)


class OfferBase(Base):
    """Finds event types, and those who may change them."""

    def may_offer(self, caller: Caller, owner: str) -> None:
        """Refuse whoever may not keep a user's event types."""
        found(self.world.users, owner)
        if owner != caller.user and not self.world.is_admin(caller.user):
            raise Refused(OTHERS)

    def may_list(self, caller: Caller, user: str | None, organization: str | None) -> None:
        """Refuse whoever may not see the event types of a user or an organization."""
        if organization not in {None, self.world.organization}:
            raise Refused(STRANGER)
        self.mine(user, organization)
        if not self.world.is_admin(caller.user) and user != caller.user:
            raise Refused(ORGANIZATION_EVENTS if user is None else OTHERS)

    def offer(self, uri: str | None) -> Document:
        """Find the event type that a parameter names. Raises `Refused`."""
        if uri is None:
            raise malformed("event_type", "must be filled")
        return found(self.world.event_types, uri)

    def follows(self, offer: Document, schedule: str) -> bool:
        """Tell whether an event type's hours are those of a schedule."""
        kept = self.world.store("user_availability_schedules").get(schedule)
        own = (
            self.world.store("event_type_terms").get(offer["uri"], {}).get("availability_rule", {})
        )
        return kept is not None and kept["default"] and kept["user"] not in own

    def link_to(self, offer: Document) -> Document:
        """Make up a link."""
        letters = "".join(self.world.random.choices("abcdefghijkmnpqrstuvwxyz23456789", k=7))
        return {
            "booking_url": f"https://calendly.com/d/{letters[:4]}-{letters[4:]}/{offer['slug']}",
            "owner": offer["uri"],
            "owner_type": "EventType",
        }

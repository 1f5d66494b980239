"""What all routes to meetings share."""

from __future__ import annotations

from ...ids import HOST
from .. import refusals
from ..access import Caller
from ..documents import Document
from ..refusals import Refused
from .base import Base, found


class ScheduledEventBase(Base):
    """Finds meetings that a caller may see."""

    def event(self, caller: Caller, uuid: str) -> Document:
        """Find a meeting that the caller may see. Raises `Refused`."""
        event = found(self.world.events, f"{HOST}/scheduled_events/{uuid}")
        if not self.world.may_see(caller.user, event):
            raise Refused(refusals.SEE_EVENT)
        return event

    def booked_by(self, email: str) -> set[str]:
        """Give the URIs of the meetings that an address booked."""
        wanted, invitees = email.casefold(), self.world.invitees.values()
        return {row["event"] for row in invitees if row["email"].casefold() == wanted}

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

    def booked_by(self, email: str, event: Document) -> bool:
        """Tell whether an address booked a meeting."""
        invitees = self.world.of_event(event["uri"])
        return any(invitee["email"].casefold() == email.casefold() for invitee in invitees)

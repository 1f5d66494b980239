"""``/invitee_no_shows``."""

from __future__ import annotations

from typing import Final

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import checks
from ..access import Caller, needs
from ..documents import Document
from ..meetings import Meetings
from ..refusals import NOT_FOUND, Refusal, Refused
from .base import body_of, found, one
from .scheduled_event_base import ScheduledEventBase

MARKED: Final = Refusal("marked_twice", 409, "Already Exists", "The resource already exists")


class InviteeNoShows(ScheduledEventBase):
    """Marks that invitees did not come."""

    @route("POST", "/invitee_no_shows")
    @needs("scheduled_events:write")
    def create_invitee_no_show(self, caller: Caller, request: Received) -> Answer:
        """Mark that an invitee did not come."""
        uri = checks.uri(body_of(request), "invitee", "scheduled_events")
        invitee = found(self.world.invitees, uri)
        self.event(caller, invitee["event"].rpartition("/")[2])
        if invitee["no_show"] is not None:
            raise Refused(MARKED)
        mark = Meetings(self.world).mark_no_show(invitee)
        return one({**mark, "invitee": uri}, 201)

    @route("GET", "/invitee_no_shows/{uuid}")
    @needs("scheduled_events:read")
    def get_invitee_no_show(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a mark."""
        invitee = self.marked(caller, uuid)
        return one({**invitee["no_show"], "invitee": invitee["uri"]})

    @route("DELETE", "/invitee_no_shows/{uuid}")
    @needs("scheduled_events:write")
    def delete_invitee_no_show(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Take a mark off again."""
        Meetings(self.world).unmark_no_show(self.marked(caller, uuid))
        return Answer(204)

    def marked(self, caller: Caller, uuid: str) -> Document:
        """Find the invitee who has a mark. Raises `Refused`."""
        uri = f"{HOST}/invitee_no_shows/{uuid}"
        for invitee in self.world.invitees.values():
            if invitee["no_show"] is not None and invitee["no_show"]["uri"] == uri:
                self.event(caller, invitee["event"].rpartition("/")[2])
                return invitee
        raise Refused(NOT_FOUND)

"""``/invitees``: the Scheduling API."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from .. import booking_checks, checks
from ..access import Caller, needs
from ..documents import Document
from ..meetings import Meetings
from ..refusals import NOT_FOUND, Refused
from ..slots import Slots
from .base import Base, body_of, found, one


class Invitees(Base):
    """Booking through the API."""

    @route("POST", "/invitees")
    @needs("scheduled_events:write", feature="scheduling_api")
    def create_invitee(self, caller: Caller, request: Received) -> Answer:
        """Book a meeting."""
        body = body_of(request)
        offer = self.bookable(checks.uri(body, "event_type", "event_types"))
        start = checks.moment(body, "start_time")
        said = booking_checks.person(body)
        where, told = booking_checks.place(body, offer)
        answers = booking_checks.answers(body, offer["custom_questions"])
        guests = booking_checks.guests(body)
        tracking = booking_checks.tracking(body)
        hosts = Slots(self.world).hosts_at(offer, start)
        if not hosts:
            raise booking_checks.taken()
        invitee = Meetings(self.world).book(
            offer,
            starts_at=start,
            answers=answers,
            guests=guests,
            place=told,
            where=where,
            hosts=hosts,
            tracking=tracking,
            scheduling_method="api",
            **said,
        )
        return one(invitee, 201)

    def bookable(self, uri: str) -> Document:
        """Find an event type that can be booked. Raises `Refused`."""
        offer = found(self.world.event_types, uri)
        if offer["deleted_at"] is not None or not offer["active"]:
            raise Refused(NOT_FOUND)
        return offer

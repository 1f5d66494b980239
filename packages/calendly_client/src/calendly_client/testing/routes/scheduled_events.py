"""``/scheduled_events``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import refusals
from ..access import Caller, needs
from ..documents import moment_of
from ..meetings import Meetings
from ..paging import Query
from ..refusals import Refused, malformed
from ..world import has_begun, hosts_of
from .base import body_of, found, one, time_of
from .scheduled_event_base import ScheduledEventBase


class ScheduledEvents(ScheduledEventBase):
    """Meetings, and who booked them."""

    @route("GET", "/scheduled_events")
    @needs("scheduled_events:read")
    def list_scheduled_events(self, caller: Caller, request: Received) -> Answer:
        """List meetings."""
        query = Query.of(request)
        user, organization = query.uri("user", "users"), query.uri("organization", "organizations")
        group = query.uri("group", "groups")
        if organization not in {None, self.world.organization}:
            raise Refused(refusals.ORGANIZATION_SCOPE)
        self.mine(user, organization)
        if user is None and organization is None and group is None:
            raise malformed("user", "one of user, organization and group must be given")
        if organization is None and user not in {None, caller.user}:
            raise Refused(refusals.OWN_EVENTS)
        if user != caller.user and not self.world.is_admin(caller.user):
            raise Refused(refusals.ORGANIZATION_EVENTS)
        status, email = query.one_of("status", "active", "canceled"), query.get("invitee_email")
        earliest, latest = time_of(query, "min_start_time"), time_of(query, "max_start_time")
        booked = None if email is None else self.booked_by(email)
        rows = [
            event
            for uri, event in self.world.events.items()
            if (user is None or user in hosts_of(event))
            and (group is None or set(self.world.members.get(group, ())) & set(hosts_of(event)))
            and status in {None, event["status"]}
            and (booked is None or uri in booked)
            and (earliest is None or moment_of(event["start_time"]) >= earliest)
            and (latest is None or moment_of(event["start_time"]) <= latest)
        ]
        return query.page(request.path, query.ordered(rows, "start_time:asc", "start_time"))

    @route("GET", "/scheduled_events/{uuid}")
    @needs("scheduled_events:read")
    def get_scheduled_event(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a meeting."""
        return one(self.event(caller, uuid))

    @route("GET", "/scheduled_events/{uuid}/invitees")
    @needs("scheduled_events:read")
    def list_invitees(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """List a meeting's invitees."""
        event, query = self.event(caller, uuid), Query.of(request)
        email = query.get("email")
        rows = [
            invitee
            for invitee in self.world.of_event(
                event["uri"], query.one_of("status", "active", "canceled")
            )
            if email is None or invitee["email"].casefold() == email.casefold()
        ]
        return query.page(request.path, query.ordered(rows, "created_at:asc", "created_at"))

    @route("GET", "/scheduled_events/{uuid}/invitees/{invitee}")
    @needs("scheduled_events:read")
    def get_invitee(self, caller: Caller, request: Received, uuid: str, invitee: str) -> Answer:
        """Show an invitee."""
        event = self.event(caller, uuid)
        return one(found(self.world.invitees, f"{event['uri']}/invitees/{invitee}"))

    @route("POST", "/scheduled_events/{uuid}/cancellation")
    @needs("scheduled_events:write")
    def cancel_event(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Call a meeting off."""
        event = found(self.world.events, f"{HOST}/scheduled_events/{uuid}")
        reason = body_of(request).get("reason")
        if not self.world.may_see(caller.user, event):
            raise Refused(refusals.CANCEL_OTHERS)
        if event["status"] == "canceled":
            raise Refused(refusals.CANCELED_TWICE)
        if has_begun(event, self.world.now()):
            raise Refused(refusals.CANCEL_PAST)
        if reason is not None and not (isinstance(reason, str) and len(reason) <= 10_000):
            raise malformed("reason", "must be a text of at most 10000 characters")
        name = self.world.users[caller.user]["name"]
        return one(Meetings(self.world).cancel_event(event, name, reason), 201)

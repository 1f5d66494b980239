"""``/user_availability_schedules``."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import checks
from ..access import Caller, needs
from ..documents import Document
from ..hours import rules_of, zone_of
from ..paging import Query
from ..refusals import Refused, malformed
from ..refusals_office import OWN_SCHEDULES
from .base import body_of, found, many, one
from .office import OfficeRoutes


class UserAvailabilitySchedules(OfficeRoutes):
    """When users work."""

    def joined(self, user: Document) -> None:
        """Give somebody a first schedule."""
        super().joined(user)
        if not self.office.hours.schedules_of(user["uri"]):
            self.office.hours.join(user)

    @route("GET", "/user_availability_schedules")
    @needs("availability:read")
    def list_schedules(self, caller: Caller, request: Received) -> Answer:
        """List a user's schedules."""
        return many(self.office.hours.schedules_of(self._named_user(Query.of(request))))

    @route("GET", "/user_availability_schedules/{uuid}")
    @needs("availability:read")
    def get_schedule(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a schedule."""
        schedule = self._schedule(uuid)
        self.mine(schedule["user"], None)
        return one(schedule)

    @route("POST", "/user_availability_schedules")
    @needs("availability:write")
    def create_schedule(self, caller: Caller, request: Received) -> Answer:
        """Make a schedule for the caller."""
        body = body_of(request)
        name, zone = checks.filled(body, "name"), zone_of(body.get("timezone"))
        rules = rules_of(body.get("rules"), self._today(zone))
        return one(self.office.hours.add_schedule(caller.user, name, zone, rules), 201)

    @route("PATCH", "/user_availability_schedules/{uuid}")
    @needs("availability:write")
    def update_schedule(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Change a schedule; what is not sent stays."""
        schedule, body = self._schedule(uuid), body_of(request)
        if schedule["user"] != caller.user:
            raise Refused(OWN_SCHEDULES)
        name = checks.filled({**schedule, **body}, "name")
        zone = zone_of(body.get("timezone", schedule["timezone"]))
        rules = schedule["rules"]
        if "rules" in body:
            rules = rules_of(body["rules"], self._today(zone) - timedelta(days=1))
        if "default" in body and body["default"] is not True:
            raise malformed("default", "can only be true: make another one the default instead")
        schedule.update(name=name, timezone=zone, rules=rules)
        if "default" in body:
            self.office.hours.make_default(schedule)
        return one(schedule)

    def _schedule(self, uuid: str) -> Document:
        return found(self.office.hours.schedules, f"{HOST}/user_availability_schedules/{uuid}")

    def _today(self, zone: str) -> date:
        return self.world.now().astimezone(ZoneInfo(zone)).date()

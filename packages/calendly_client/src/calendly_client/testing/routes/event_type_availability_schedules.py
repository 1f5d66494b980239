"""``/event_type_availability_schedules``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from api_client_core.testing import Answer, Received, route

from .. import checks
from ..access import Caller, needs
from ..documents import Document
from ..hours import WEEKDAYS, rules_of, zone_of
from ..offers import Offers
from ..paging import Query
from ..refusals import malformed
from ..slots import Slots
from .base import body_of, one
from .offer_base import OfferBase


class EventTypeAvailabilitySchedules(OfferBase):
    """The hours in which event types can be booked."""

    @route("GET", "/event_type_availability_schedules")
    @needs("availability:read")
    def list_event_type_availability_schedules(self, caller: Caller, request: Received) -> Answer:
        """List the hours of an event type, host by host."""
        query = Query.of(request)
        offer = self.offer(query.uri("event_type", "event_types"))
        rows = [self.hours_of(offer, host) for host in Offers(self.world).hosts(offer)]
        return query.page(request.path, rows)

    @route("PATCH", "/event_type_availability_schedules")
    @needs("availability:write")
    def update_event_type_availability_schedule(self, caller: Caller, request: Received) -> Answer:
        """Replace the hours in which one host can be booked."""
        offer = self.offer(Query.of(request).uri("event_type", "event_types"))
        body = body_of(request)
        rule = checks.mapping(body, "availability_rule")
        checks.member(body, "availability_setting", ["host"])
        if not rule:
            raise malformed("availability_rule", "must be filled")
        user = checks.text(rule, "user") or caller.user
        self.may_offer(caller, user)
        if user not in self.world.hosts[offer["uri"]]:
            raise malformed("availability_rule.user", "must be a host of the event type")
        zone = zone_of(checks.filled(rule, "timezone"), "availability_rule.timezone")
        terms = self.world.store("event_type_terms").setdefault(offer["uri"], {})
        today = self.world.now().date() - timedelta(days=1)
        terms.setdefault("availability_rule", {})[user] = {
            "uri": self.world.uri("availability_rules"),
            "name": None,
            "user": user,
            "timezone": zone,
            "rules": self.rules_from(checks.mappings(rule, "rules"), today),
        }
        return one(self.hours_of(offer, user))

    def rules_from(self, given: list[Document], earliest: date) -> list[Document]:
        """Check rules; a weekday that they leave out is not available. Raises `Refused`."""
        named = [rule.get("wday") for rule in given]
        silent = [{"type": "wday", "wday": day} for day in WEEKDAYS if day not in named]
        checked = rules_of([*given, *silent], earliest, "availability_rule.rules")
        return checked[: len(given)]

    def hours_of(self, offer: Document, host: str) -> Document:
        """Write down when a host of an event type can be booked."""
        terms = self.world.store("event_type_terms").get(offer["uri"], {})
        own: dict[str, Any] = terms.get("availability_rule", {})
        schedule = own.get(host) or Slots(self.world).schedule_of(host)
        kept = ("uri", "name", "user", "timezone", "rules")
        return {
            "event_type": offer["uri"],
            "availability_setting": "host",
            "availability_rule": {key: schedule[key] for key in kept},
        }

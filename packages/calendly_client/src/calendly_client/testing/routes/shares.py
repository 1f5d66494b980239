"""``/shares``."""

from __future__ import annotations

from typing import Any, Final

from api_client_core.testing import Answer, Received, route

from .. import checks, offer_checks
from ..access import Caller, needs
from ..documents import Document
from ..hours import zone_of
from ..refusals import malformed
from ..slots import Slots
from .base import body_of, one
from .offer_base import OfferBase

_PERIODS: Final = ("available_moving", "moving", "fixed", "unlimited")
_WORDS: Final = ("location", "additional_info", "phone_number")


class Shares(OfferBase):
    """Links to a meeting that is customised for one person."""

    @route("POST", "/shares")
    @needs("shares:write")
    def create_share(self, caller: Caller, request: Received) -> Answer:
        """Customise an event type once, and make a link to it."""
        body = body_of(request)
        offer = self.offer(checks.uri(body, "event_type", "event_types"))
        if offer["kind"] != "solo" or offer["pooling_type"] is not None:
            raise malformed("event_type", "must be a one-on-one event type")
        override = {**self.copied(offer), **self.overrides(body)}
        offer_checks.agree(override)
        share = {"scheduling_links": [self.link_to(offer)], "share_override": override}
        return one(share, 201)

    def copied(self, offer: Document) -> Document:
        """Give what a share takes over from its event type."""
        schedule = Slots(self.world).schedule_of(self.world.hosts[offer["uri"]][0])
        return {
            "name": offer["name"],
            "duration": offer["duration"],
            "duration_options": offer["duration_options"],
            "period_type": "unlimited",
            "start_date": None,
            "end_date": None,
            "max_booking_time": None,
            "hide_location": False,
            "location_configurations": [
                {**dict.fromkeys(_WORDS), **place, "position": number}
                for number, place in enumerate(offer["locations"] or ())
            ],
            "availability_rule": {key: schedule[key] for key in ("rules", "timezone")},
        }

    def overrides(self, body: dict[str, Any]) -> Document:
        """Give what a body sets besides; what it leaves out is not there. Raises `Refused`."""
        given: Document = {
            "name": checks.text(body, "name", 55),
            "duration": checks.whole(body, "duration", 1, 720),
            "period_type": checks.member(body, "period_type", _PERIODS),
            "start_date": checks.text(body, "start_date"),
            "end_date": checks.text(body, "end_date"),
            "max_booking_time": checks.whole(body, "max_booking_time", 1, 1_000_000),
            "hide_location": checks.flag(body, "hide_location"),
            "duration_options": offer_checks.durations(body),
        }
        if given["period_type"] == "fixed" and not (given["start_date"] and given["end_date"]):
            raise malformed("start_date", "must be filled, and end_date, if period_type is fixed")
        if places := checks.mappings(body, "location_configurations"):
            given["location_configurations"] = [
                {**dict.fromkeys(_WORDS), "position": number, **place}
                for number, place in enumerate(places)
            ]
        if rule := checks.mapping(body, "availability_rule"):
            rules = checks.mappings(rule, "rules")
            given["availability_rule"] = {
                "rules": rules,
                "timezone": zone_of(checks.filled(rule, "timezone")),
            }
        return {name: value for name, value in given.items() if value is not None}

"""What is sent to make or change an event type, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..models.location_configurations import CONFIGURATIONS
from . import checks, documents
from .checks import Body
from .documents import Document, stamp
from .refusals import malformed

_COLOR: Final = re.compile(r"#[a-f\d]{6}")
_LOCALES: Final = ("de", "en", "es", "fr", "it", "nl", "pt", "uk")
_BUFFERS: Final = (0, 5, 10, 15, 30, 45, 60, 90, 120, 150, 180)
_WORDS: Final[Mapping[str, int]] = {"location": 255, "additional_info": 255}


def settings(body: Body) -> dict[str, Any]:
    """Give what a body sets of an event type; what it leaves out is not there. Raises `Refused`."""
    given: dict[str, Any] = {
        "name": checks.text(body, "name", 255),
        "active": checks.flag(body, "active"),
        "duration": checks.whole(body, "duration", 1, 720),
        "color": checks.text(body, "color"),
        "locale": checks.member(body, "locale", _LOCALES),
        "start_time_increment": checks.whole(body, "start_time_increment", 5, 720),
        "before_buffer": checks.member(body, "before_buffer", _BUFFERS),
        "after_buffer": checks.member(body, "after_buffer", _BUFFERS),
    }
    if given["color"] is not None and not _COLOR.fullmatch(given["color"]):
        raise malformed("color", "must be of the form #rrggbb")
    found = {name: value for name, value in given.items() if value is not None}
    if "duration_options" in body:
        found["duration_options"] = durations(body)
    if "locations" in body:
        found["locations"] = [_place(place) for place in checks.mappings(body, "locations")]
    if "description" in body:
        found.update(documents.described(checks.text(body, "description")))
    return found


def durations(body: Body) -> list[int] | None:
    """Give the durations that can be chosen. Raises `Refused`."""
    options = checks.items(body, "duration_options")
    right = all(isinstance(o, int) and not isinstance(o, bool) and 1 <= o <= 720 for o in options)
    if not right or len(options) > 4 or len(set(options)) < len(options):
        raise malformed("duration_options", "must be at most 4 different durations, 1 to 720")
    return options or None


def agree(offer: Mapping[str, Any]) -> None:
    """Refuse a duration that is not among those that can be chosen. Raises `Refused`."""
    if offer.get("duration_options") and offer["duration"] not in offer["duration_options"]:
        raise malformed("duration", "must be one of duration_options")


def one_off_place(body: Body) -> list[Document]:
    """Give the place of a one-off event type. Raises `Refused`."""
    place = checks.mapping(body, "location")
    if not place:
        return []
    if place.get("kind") == "inbound_call":
        checks.filled(place, "phone_number")
    if place.get("kind") == "physical":
        checks.filled(place, "location")
    return [_place(place)]


def dates(body: Body, now: datetime, timezone: str) -> Document:
    """Give when a one-off event type can be booked. Raises `Refused`."""
    setting = checks.mapping(body, "date_setting")
    match setting.get("type"):
        case "date_range":
            first, last = _day(setting, "start_date"), _day(setting, "end_date")
            today = now.astimezone(ZoneInfo(timezone)).date()
            if last < today or not first <= last < first + timedelta(days=365):
                raise malformed(
                    "date_setting.end_date", "must be in the future, and within 365 days of start"
                )
        case "days_in_future":
            if checks.whole(setting, "days", 0, 365) is None:
                raise malformed("date_setting.days", "must be filled")
            if checks.flag(setting, "only_weekdays") is None:
                raise malformed("date_setting.only_weekdays", "must be filled")
        case "spots":
            return {"type": "spots", "spots": _spots(setting)}
        case _:
            raise malformed("date_setting.type", "must be one of date_range, days_in_future, spots")
    return setting


def _spots(setting: Body) -> list[Document]:
    found: list[Document] = []
    for spot in checks.mappings(setting, "spots"):
        start, end = checks.moment(spot, "start_time"), checks.moment(spot, "end_time")
        if end <= start:
            raise malformed("date_setting.spots", "must end after they start")
        found.append({"start_time": stamp(start), "end_time": stamp(end)})
    if not found:
        raise malformed("date_setting.spots", "must be filled")
    return found


def _day(setting: Body, name: str) -> date:
    day = checks.instant(f"{checks.filled(setting, name)}T00:00:00Z")
    if day is None:
        raise malformed(f"date_setting.{name}", "must be of the form YYYY-MM-DD")
    return day.date()


def _place(place: Document) -> Document:
    if checks.filled(place, "kind") not in CONFIGURATIONS:
        raise malformed("kind", f"must be one of {', '.join(CONFIGURATIONS)}")
    for name, most in _WORDS.items():
        checks.text(place, name, most)
    known = ("kind", *_WORDS, "phone_number")
    return {name: place[name] for name in known if place.get(name) is not None}

"""Take what is personal out of recorded JSON: what is not known to be harmless is replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from secrets import randbelow
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

HARMLESS = {
    *("action", "active", "admin_managed", "availability_setting", "booking_method"),
    *("canceler_type", "color", "count", "creation_source", "currency", "direction", "exclude"),
    *("field_type", "fully_qualified_name", "kind", "kind_description", "locale", "namespace"),
    *("period_type", "plan", "pooling_type", "provider", "resource_type", "role"),
    *("scheduling_method", "scope", "sort", "stage", "state", "status", "submitter_type"),
    *("time_notation", "type", "wday"),
}
"""Keys whose values are words of the API."""
WORD = re.compile(r"[\w#:. -]{1,40}")
CLOCK_OR_EVENT = re.compile(r"\d\d:\d\d|[a-z_]+\.(created|updated|canceled|deleted)")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d:\d\d)(\.\d+)?(?:Z|\+00:00))?")
OURS = re.compile(r"[a-z][a-z_]*")
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


class Scrubber:
    """Replaces alike by alike: an id keeps its place in all answers of one run."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._count = count(1)
        self._shift = timedelta(seconds=randbelow(100_000_000))

    def __call__(self, told: Any, key: str = "") -> Any:
        """Give the same shape without what is personal.

        Args:
            told: JSON, a method's arguments, or a URL.
            key: What it stands under.
        """
        if isinstance(told, Mapping):
            items = cast("Mapping[str, Any]", told).items()
            return {} if key == "details" else {name: self(value, name) for name, value in items}
        if isinstance(told, list | tuple):
            return [self(value, key) for value in cast("Sequence[Any]", told)]
        if isinstance(told, datetime):
            return (told + self._shift).replace(microsecond=0)
        if isinstance(told, date):
            return told + self._shift
        if isinstance(told, str):
            return self._text(told, key)
        return told if told is None or isinstance(told, bool) or told in range(10_000) else 1

    def _text(self, told: str, key: str) -> str:
        if not told or CLOCK_OR_EVENT.fullmatch(told):
            return told
        if key in HARMLESS and WORD.fullmatch(told):
            return told
        if found := MOMENT.fullmatch(told):
            moment = datetime.fromisoformat(told) + self._shift
            if not found[2]:
                return f"{moment:%Y-%m-%d}"
            fraction = f".{'0' * (len(found[3]) - 1)}" if found[3] else ""
            return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"
        if re.match("https?://", told):
            return self._url(told)
        if ADDRESS.fullmatch(told):
            return self._instead("person", told) + "@example.org"
        if key == "timezone":
            return "Etc/UTC"
        return self._instead("text", told)

    def _url(self, told: str) -> str:
        parts = urlsplit(told)
        ours = parts.hostname == "api.calendly.com"
        host = parts.hostname if ours or parts.hostname == "calendly.com" else "example.org"
        path = [self._segment(unquote(part), ours) for part in parts.path.split("/")]
        query = urlencode([(name, self(value, name)) for name, value in parse_qsl(parts.query)])
        return f"https://{host}{'/'.join(path)}{f'?{query}' if query else ''}"

    def _segment(self, part: str, ours: bool) -> str:
        """Keep the words of our own paths; ids have capitals, digits or dashes."""
        if not part or (ours and OURS.fullmatch(part)):
            return part
        return self._instead("id", part).upper().replace(" ", "")

    def _instead(self, kind: str, told: str) -> str:
        if (kind, told) not in self._given:
            self._given[kind, told] = f"{kind}{next(self._count)}"
        return self._given[kind, told]

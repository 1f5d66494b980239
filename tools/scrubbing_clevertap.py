"""Take what is personal out of what CleverTap answered: what is no word of its API is replaced."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

WORDS = re.compile(r"[a-z_]{1,40}|[a-z]+[A-Z]\w*|message id")
"""Keys of CleverTap's own are written like this; properties and events may be, too."""
OWN = {
    "events": 1,
    **dict.fromkeys(("profileData", "event_props", "session_props", "variables"), 99),
}
"""Under these, keys are the account's own, so many levels deep."""
HARMLESS = {
    *("channel", "delivery", "error", "message", "message_type", "model", "operator", "platform"),
    *("property_type", "status", "trend_type", "type"),
}
"""Keys whose values are words of the API."""
DAY = re.compile(r"20\d\d[01]\d[0-3]\d")
NUMBER = re.compile(r"\d{5,}")


class CleverTapScrubber:
    """Replaces alike by alike: a name, an id or a number is the same in all answers of one run."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._count = count(1)

    def __call__(self, told: Any, key: str = "", *, own: int = 0) -> Any:
        """Give the same shape without what is personal.

        Args:
            told: JSON, or a method's arguments.
            key: What it stands under.
            own: On how many levels of it the keys are the account's own.
        """
        if isinstance(told, Mapping):
            items = cast("Mapping[str, Any]", told).items()
            return {
                self._instead("text", name) if own else self._key(name): self(
                    value, "" if own else name, own=max(own - 1, 0) or OWN.get(name, 0)
                )
                for name, value in items
            }
        if isinstance(told, list | tuple):
            return [self(value, key, own=own) for value in cast("Sequence[Any]", told)]
        if told is None or isinstance(told, bool | date):
            return told
        if isinstance(told, int):
            return int(self._number(str(told))) if told not in range(10_000) else told
        return self._text(told, key) if isinstance(told, str) else 1.5

    def exchange(self, told: dict[str, Any]) -> dict[str, Any]:
        """Give an exchange, as a cassette has it, without what is personal."""
        request: dict[str, Any] = told["request"]
        response: dict[str, Any] = told["response"]
        parts = urlsplit(str(request["uri"]))
        query = urlencode([(name, self(value, name)) for name, value in parse_qsl(parts.query)])
        uri = parts._replace(query=query).geturl()
        body, content = request["body"], response["body"]["string"]
        return {
            "request": {**request, "uri": uri, "body": self._json(body)},
            "response": {**response, "body": {"string": self._json(content)}},
        }

    def _json(self, text: str) -> str:
        return json.dumps(self(json.loads(text)), indent=1) if text else ""

    def _key(self, name: str) -> str:
        if DAY.fullmatch(name) or WORDS.fullmatch(name):
            return name
        return self._instead("text", name)

    def _text(self, told: str, key: str) -> str:
        if not told or DAY.fullmatch(told) or (key in HARMLESS and len(told) < 60):
            return told
        if NUMBER.fullmatch(told):
            return self._number(told)
        if re.fullmatch(r"[^\s@]+@[^\s@]+", told):
            return self._instead("person", told) + "@example.org"
        return self._instead("text", told)

    def _number(self, digits: str) -> str:
        if DAY.fullmatch(digits):
            return digits
        return str(1_000_000_000 + int(self._instead("", digits)))

    def _instead(self, kind: str, told: str) -> str:
        if told not in self._given:
            self._given[told] = f"{kind}{next(self._count)}"
        return self._given[told]

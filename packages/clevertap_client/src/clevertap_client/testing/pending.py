"""Counts and reports that are asked for again, by their request id, until they are ready."""

from __future__ import annotations

import secrets
from typing import Any

from attrs import define, field

from api_client_core.testing import Answer

from .refusals import UNKNOWN_REQUEST, Refused


@define(eq=False)
class Pending:
    """What is being worked on, by path and request id."""

    found: dict[tuple[str, str], tuple[dict[str, Any], int]] = field(
        factory=dict[tuple[str, str], tuple[dict[str, Any], int]]
    )

    def start(self, path: str, body: dict[str, Any], waits: int) -> Answer:
        """Answer at once, or, if there is a wait, with a request id."""
        if waits <= 0:
            return Answer.json({"status": "success", **body})
        number = str(secrets.randbelow(9 * 10**14) + 10**14)
        self.found[path, number] = (body, waits - 1)
        return _partial(number)

    def poll(self, path: str, number: str) -> Answer:
        """Answer for a request id. Raises `Refused`."""
        if (path, number) not in self.found:
            raise Refused(UNKNOWN_REQUEST)
        body, waits = self.found[path, number]
        if waits > 0:
            self.found[path, number] = (body, waits - 1)
            return _partial(number)
        return Answer.json({"status": "success", **body})


def _partial(number: str) -> Answer:
    return Answer.json({"status": "partial", "req_id": int(number)})

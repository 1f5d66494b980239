"""Files that go to addresses of their own."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from attrs import define, field

from .refusals import NO_FILE, WRONG_FILE, Refused

OPEN: Final = timedelta(hours=24)


@define(eq=False)
class StoredFile:
    """A place for a file.

    Attributes:
        url: Its address.
        closes_at: Until when it can be filled.
        content: What is there; None: nothing yet.
    """

    url: str = field(repr=False)
    closes_at: datetime
    content: bytes | None = field(default=None, repr=False)


@define(eq=False)
class Files:
    """The places of an account.

    Attributes:
        places: By their keys.
        catalogs: The catalogs that were uploaded, by name.
    """

    places: dict[str, StoredFile] = field(factory=dict[str, StoredFile])
    catalogs: dict[str, bytes] = field(factory=dict[str, bytes])

    def open(self, base: str, now: datetime) -> StoredFile:
        """Open a place."""
        key = secrets.token_hex(16)
        query = f"X-Amz-Expires={int(OPEN.total_seconds())}&X-Amz-Signature={secrets.token_hex(32)}"
        self.places[key] = StoredFile(f"{base}/presigned/{key}?{query}", now + OPEN)
        return self.places[key]

    def content(self, url: object) -> bytes:
        """Give what was put to an address. Raises `Refused`."""
        for place in self.places.values():
            if place.url == url and place.content is not None:
                return place.content
        raise Refused(NO_FILE)


def people(content: bytes) -> Iterator[tuple[str, str]]:
    """Read a list of users: the kind of id, and the id. Raises `Refused`."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    try:
        head = next(rows, list[str]())
        if [column.strip().lower() for column in head] != ["type", "identity"]:
            raise Refused(WRONG_FILE)
        for row in filter(None, rows):
            if len(row) != 2 or row[0] not in {"i", "g"}:
                raise Refused(WRONG_FILE)
            yield "identity" if row[0] == "i" else "objectId", row[1]
    except csv.Error:
        raise Refused(WRONG_FILE) from None

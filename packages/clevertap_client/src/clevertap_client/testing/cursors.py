"""Exports under way: what is left of them, and the cursors that lead to it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import quote, unquote

from attrs import define, evolve, field

from .. import limits
from .objects import as_number
from .refusals import ENCODED_TWICE, IN_PROGRESS, INVALIDATED, Refused

Kind: TypeAlias = Literal["events", "profiles"]
_STEP: Final = 23
_LIVES: Final = {"events": timedelta(hours=4), "profiles": timedelta(days=4)}
_IDLES: Final = {"events": timedelta(hours=1), "profiles": timedelta(days=4)}


@define(eq=False)
class Place:
    """Where in an export a cursor leads.

    Attributes:
        kind: What is exported.
        rows: All that is, as it was when it was asked for.
        at: Where the page starts.
        size: How many rows it holds.
        made_at: When the export was asked for.
        used_at: When it was last asked for a page.
        waits: How often to answer that it is still in progress.
    """

    kind: Kind
    rows: Sequence[Any]
    size: int
    made_at: datetime
    used_at: datetime
    waits: int
    at: int = 0

    def is_over(self, now: datetime) -> bool:
        """Tell whether its cursor is too old."""
        kind = self.kind
        return now - self.made_at > _LIVES[kind] or now - self.used_at > _IDLES[kind]


@define(eq=False)
class Cursors:
    """All cursors of an account, by what they say when they are decoded."""

    places: dict[str, Place] = field(factory=dict[str, Place])

    def keep(self, place: Place) -> str:
        """Give a cursor, percent-encoded, that leads to a place."""
        # One byte more than a multiple of three: it ends with signs that must be encoded.
        token = base64.b64encode(secrets.token_bytes(31)).decode()
        self.places[token] = place
        return quote(token, safe="")

    def find(self, kind: Kind, raw: str, now: datetime) -> Place:
        """Find where a cursor leads, as it stands in the URL. Raises `Refused`."""
        token = unquote(raw)
        place = self.places.get(token)
        if place is None:
            raise Refused(ENCODED_TWICE if unquote(token) in self.places else INVALIDATED)
        if place.kind != kind or place.is_over(now):
            raise Refused(INVALIDATED)
        place.used_at = now
        if place.waits > 0:
            place.waits -= 1
            raise Refused(IN_PROGRESS)
        return place

    def page(self, place: Place, waits: int) -> tuple[Sequence[Any], str | None]:
        """Give the rows of a page, and the cursor of the next; None on the last."""
        end = place.at + place.size
        more = end < len(place.rows)
        following = evolve(place, at=end, waits=waits)
        return place.rows[place.at : end], self.keep(following) if more else None


def page_size(asked: str | None, rows: int) -> int:
    """Give the true size of a page: a multiple of 23; fewer than 23 are no limit."""
    most = limits.RECORDS_PER_PAGE.value
    number = as_number(asked)
    wanted = most if number is None else min(number, most)
    return max(rows, 1) if wanted < _STEP else wanted - wanted % _STEP

"""Arguments, checked before anything is sent. Each check names the parameter, and what is right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar, cast

from ..days import day_number as day_number
from ..days import day_text as day_text
from ..days import days as days
from ..errors import InvalidArgument

T = TypeVar("T")


def several(
    name: str, values: Iterable[T], *, at_most: int | None = None, at_least: int = 1
) -> tuple[T, ...]:
    """Give a list that is no bare text, and of the right length.

    Raises:
        InvalidArgument: It is no list, or one text, or too short, or too long.
    """
    given = cast("object", values)
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        kind = "text" if isinstance(given, str | bytes) else type(given).__name__
        raise InvalidArgument(name, f"must be a list of values, not one {kind}")
    found = tuple(values)
    if len(found) < at_least:
        raise InvalidArgument(name, f"must hold at least {at_least}")
    if at_most is not None and len(found) > at_most:
        raise InvalidArgument(name, f"must hold at most {at_most}, not {len(found)}")
    return found


def filled(name: str, value: str) -> str:
    """Give a text that says something.

    Raises:
        InvalidArgument: It is no text, empty, or blank.
    """
    if not isinstance(cast("object", value), str) or not value.strip():
        raise InvalidArgument(name, "must be a text that is not empty")
    return value


def whole(name: str, value: int, low: int, high: int | None = None) -> int:
    """Give a whole number within its range.

    Raises:
        InvalidArgument: It is none, or outside.
    """
    number = isinstance(cast("object", value), int) and not isinstance(value, bool)
    if not number or value < low or (high is not None and value > high):
        most = f" to {high}" if high is not None else " up"
        shown = repr(value) if number else type(value).__name__  # a text may name a person
        raise InvalidArgument(name, f"must be a whole number from {low}{most}, not {shown}")
    return value


def email(name: str, value: str) -> str:
    """Give what looks like one e-mail address.

    Raises:
        InvalidArgument: It does not.
    """
    local, at, domain = filled(name, value).rpartition("@")
    if not (local and at and domain) or len(value.split()) != 1 or "," in value:
        raise InvalidArgument(name, "must be one e-mail address, such as ada@example.org")
    return value


def aware(name: str, moment: datetime) -> datetime:
    """Give a time that has a zone.

    Raises:
        InvalidArgument: It has none.
    """
    if getattr(moment, "tzinfo", None) is None:
        raise InvalidArgument(
            name, "has no time zone: pass an aware datetime, such as datetime.now(UTC)"
        )
    return moment

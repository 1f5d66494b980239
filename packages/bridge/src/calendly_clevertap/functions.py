"""What the named steps of an expression do. A step that is not here does not exist."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from html import escape
from typing import Any, Final

from .wording import moment_text

ABOUT_NOTHING: Final = frozenset(
    {"or_else", "present", "equals", "contains", "both", "either", "negated"}
)
"""The steps that have something to say where there is no value; all others leave it so."""


def lower(value: str) -> str:
    """Serve `Text.lower`."""
    return value.lower()


def upper(value: str) -> str:
    """Serve `Text.upper`."""
    return value.upper()


def strip(value: str) -> str:
    """Serve `Text.strip`."""
    return value.strip()


def digits(value: str) -> str:
    """Serve `Text.digits`."""
    plus = "+" if value.lstrip().startswith("+") else ""
    return plus + "".join(c for c in value if c.isascii() and c.isdigit())


def truncate(value: str, characters: int) -> str:
    """Serve `Text.truncate`."""
    return value[:characters]


def escaped(value: str) -> str:
    """Serve `Text.escaped`."""
    return escape(value)


def text(value: datetime | float, zone: tzinfo = UTC, format: str = "") -> str:
    """Serve `Moment.text` and `Number.text`."""
    if isinstance(value, datetime):
        return moment_text(value, zone, format)
    return str(int(value) if value == int(value) else value)


def date(value: datetime, zone: tzinfo) -> str:
    """Serve `Moment.date`."""
    return value.astimezone(zone).date().isoformat()


def epoch(value: datetime) -> int:
    """Serve `Moment.epoch`."""
    return int(value.timestamp() // 1)


def or_else(value: Any, other: Any) -> Any:
    """Serve ``or_else`` of every kind."""
    return other if value is None else value


def present(value: object) -> bool:
    """Serve ``present`` of every kind."""
    return value is not None


def equals(value: object, other: object) -> bool:
    """Serve ``equals`` of every kind."""
    return value is not None and value == other


def contains(value: str | None, other: str | None) -> bool:
    """Serve `Text.contains`."""
    return value is not None and other is not None and other.casefold() in value.casefold()


def both(value: bool | None, other: bool | None) -> bool:
    """Serve `Flag.both`."""
    return bool(value and other)


def either(value: bool | None, other: bool | None) -> bool:
    """Serve `Flag.either`."""
    return bool(value or other)


def negated(value: bool | None) -> bool:
    """Serve `Flag.negated`."""
    return not value

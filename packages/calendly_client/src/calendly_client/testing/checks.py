"""Reading the bodies that clients send: what is wrong is answered with 400 and details."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, cast

from ..ids import HOST
from .refusals import malformed

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"\+[1-9]\d{4,14}")

Body = Mapping[str, Any]


def text(body: Body, name: str, most: int | None = None) -> str | None:
    """Give a text; None if it is absent or null. Raises `Refused`."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise malformed(name, "must be a string")
    if value is not None and most is not None and len(value) > most:
        raise malformed(name, f"is too long (maximum is {most} characters)")
    return value


def filled(body: Body, name: str, most: int | None = None) -> str:
    """Give a text that must be there. Raises `Refused`."""
    value = text(body, name, most)
    if not value or not value.strip():
        raise malformed(name, "must be filled")
    return value


def whole(body: Body, name: str, least: int, most: int) -> int | None:
    """Give a whole number; None if it is absent or null. Raises `Refused`."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        raise malformed(name, "must be an integer")
    if not least <= value <= most:
        raise malformed(name, f"must be from {least} to {most}")
    return int(value)


def flag(body: Body, name: str) -> bool | None:
    """Give a truth; None if it is absent or null. Raises `Refused`."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise malformed(name, "must be boolean")
    return value


def member(body: Body, name: str, values: Collection[Any]) -> Any:
    """Give one of certain values; None if it is absent or null. Raises `Refused`."""
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or value not in values):
        raise malformed(name, f"must be one of {', '.join(str(v) for v in values)}")
    return value


def uri(body: Body, name: str, collection: str) -> str:
    """Give a full URI that must be there. Raises `Refused`."""
    value = filled(body, name)
    if not value.startswith(f"{HOST}/{collection}/"):
        raise malformed(name, "must be a valid URI")
    return value


def mapping(body: Body, name: str) -> dict[str, Any]:
    """Give an object; an empty one if it is absent or null. Raises `Refused`."""
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise malformed(name, "must be an object")
    return cast("dict[str, Any]", value or {})


def mappings(body: Body, name: str) -> list[dict[str, Any]]:
    """Give a list of objects; an empty one if it is absent or null. Raises `Refused`."""
    value = items(body, name)
    if any(not isinstance(item, dict) for item in value):
        raise malformed(name, "must be an array of objects")
    return cast("list[dict[str, Any]]", value)


def items(body: Body, name: str) -> list[Any]:
    """Give a list; an empty one if it is absent or null. Raises `Refused`."""
    value = body.get(name)
    if value is not None and not isinstance(value, list):
        raise malformed(name, "must be an array")
    return cast("list[object]", value or [])


def moment(body: Body, name: str) -> datetime:
    """Give a time that must be there. Raises `Refused`."""
    value = instant(filled(body, name))
    if value is None:
        raise malformed(name, "must be a UTC date-time")
    return value


def instant(text: str) -> datetime | None:
    """Read a time; None if it is none, has no zone, or lies centuries away."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return value if value.tzinfo is not None and 1971 <= value.year <= 2999 else None


def email(body: Body, name: str) -> str:
    """Give an address that must be there. Raises `Refused`."""
    value = filled(body, name)
    if not _EMAIL.fullmatch(value):
        raise malformed(name, "is an invalid email format")
    return value


def phone(body: Body, name: str) -> str | None:
    """Give a phone number in E.164; None if it is absent. Raises `Refused`."""
    value = text(body, name)
    if value is not None and not _PHONE.fullmatch(value):
        raise malformed(name, "must be a phone number in E.164 format")
    return value

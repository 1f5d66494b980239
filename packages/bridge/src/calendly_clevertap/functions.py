"""What the named steps of an expression do. A step that is not here does not exist.

Each takes the value so far, someone to tell remarks to, and the step's arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from .sources import Say
from .wording import moment_text, zone_named


def _lower(value: str, say: Say) -> str:
    return value.lower()


def _upper(value: str, say: Say) -> str:
    return value.upper()


def _strip(value: str, say: Say) -> str:
    return value.strip()


def _digits(value: str, say: Say) -> str:
    plus = "+" if value.lstrip().startswith("+") else ""
    return plus + "".join(c for c in value if c.isascii() and c.isdigit())


def _truncate(value: str, say: Say, characters: int) -> str:
    return value[:characters]


def _text(value: datetime | float, say: Say, zone: str | None = None, format: str = "") -> str:
    if isinstance(value, datetime):
        return moment_text(value, zone_named(zone, say), format)
    return str(int(value) if value == int(value) else value)


def _date(value: datetime, say: Say, zone: str | None) -> str:
    return value.astimezone(zone_named(zone, say)).date().isoformat()


def _epoch(value: datetime, say: Say) -> int:
    return int(value.timestamp() // 1)


def _or_else(value: Any, say: Say, other: Any) -> Any:
    return other if value is None else value


def _present(value: object, say: Say) -> bool:
    return value is not None


def _equals(value: object, say: Say, other: object) -> bool:
    return value is not None and value == other


def _contains(value: str | None, say: Say, other: str | None) -> bool:
    return value is not None and other is not None and other.casefold() in value.casefold()


def _both(value: bool | None, say: Say, other: bool | None) -> bool:
    return bool(value and other)


def _either(value: bool | None, say: Say, other: bool | None) -> bool:
    return bool(value or other)


def _negated(value: bool | None, say: Say) -> bool:
    return not value


STEPS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "lower": _lower,
        "upper": _upper,
        "strip": _strip,
        "digits": _digits,
        "truncate": _truncate,
        "text": _text,
        "date": _date,
        "epoch": _epoch,
        "or_else": _or_else,
        "present": _present,
        "equals": _equals,
        "contains": _contains,
        "both": _both,
        "either": _either,
        "negated": _negated,
    }
)
ABOUT_NOTHING: Final = frozenset(
    {"or_else", "present", "equals", "contains", "both", "either", "negated"}
)
"""The steps that have something to say where there is no value; all others leave it so."""

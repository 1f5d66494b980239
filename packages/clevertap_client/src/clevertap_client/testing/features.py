"""What an account may lack, and where it lives."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo

from ..errors import InvalidArgument

Feature: TypeAlias = Literal["external_triggers", "bulletins", "segments", "content_blocks"]
"""What CleverTap enables on request, or sells apart."""
_ALL: Final = frozenset[str](get_args(Feature))


def checked_features(given: Collection[str]) -> None:
    """Check names of features.

    Raises:
        InvalidArgument: One is unknown.
    """
    names = {given} if isinstance(given, str) else set(given)
    if names - _ALL:
        raise InvalidArgument("without", f"knows {', '.join(sorted(_ALL))} only")


def checked_zone(name: str) -> ZoneInfo:
    """Find a time zone.

    Raises:
        InvalidArgument: There is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        raise InvalidArgument(
            "timezone", "must be a known time zone, such as Asia/Kolkata"
        ) from None

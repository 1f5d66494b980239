"""Moments in words: fixed English, whatever the machine's locale."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from string import Formatter
from typing import Final
from zoneinfo import ZoneInfo

from api_client_core.errors import without_addresses

from .sources import Say

MOMENT: Final = "{day} {month} {year} {time} {offset}"
"""How a moment is written unless told otherwise: ``5 Oct 2026 15:00 UTC+02:00``."""

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TWO: Final = tuple(f"{number:02}" for number in range(60))


@lru_cache
def _offset(ahead: timedelta) -> str:
    return str(timezone(ahead))


PIECES: Final[Mapping[str, Callable[[datetime], str]]] = {
    "weekday": lambda at: _DAYS[at.weekday()],
    "day": lambda at: str(at.day),
    "month": lambda at: _MONTHS[at.month - 1][:3],
    "month_name": lambda at: _MONTHS[at.month - 1],
    "year": lambda at: str(at.year),
    "date": lambda at: at.date().isoformat(),
    "time": lambda at: f"{_TWO[at.hour]}:{_TWO[at.minute]}",
    "time12": lambda at: f"{at.hour % 12 or 12}:{_TWO[at.minute]} {'AM' if at.hour < 12 else 'PM'}",
    "offset": lambda at: _offset(at.utcoffset() or timedelta()),
    "zone": lambda at: str(at.tzinfo),
}
"""What a format may name, with an example each: Monday, 5, Oct, October, 2026, 2026-10-05, 15:00,
3:00 PM, UTC+02:00, Europe/Berlin."""


def names_in(pattern: str, allowed: Collection[str]) -> tuple[str, ...]:
    """List the names that a pattern such as ``"{day} {month}"`` asks for.

    Raises:
        ValueError: The braces do not match, or a name is not allowed.
    """
    found: list[str] = []
    for _, name, spec, conversion in Formatter().parse(pattern):
        if name is None:
            continue
        if spec or conversion or name not in allowed:
            raise ValueError(f"{{{name}}} is none of {', '.join(sorted(allowed))}")
        found.append(name)
    return tuple(found)


def zone_named(name: str | None, say: Say) -> tzinfo:
    """Find an IANA time zone; UTC, with a remark, where the name tells us nothing."""
    if name is None:
        say("no time zone is known, so it is written in UTC")
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):  # the last one for names that are folders: "America"
        shown = without_addresses(name[:64])
        say(f"the time zone {shown!r} is unknown, so it is written in UTC")
        return UTC


def moment_text(at: datetime, zone: tzinfo, pattern: str) -> str:
    """Write a moment as it stands on the clocks of a zone."""
    try:
        local = at.astimezone(zone)
    except OverflowError:  # the last day that a datetime can hold has no clocks ahead of UTC
        local = at
    return pattern.format_map({name: write(local) for name, write in _pieces(pattern)})


@lru_cache
def _pieces(pattern: str) -> tuple[tuple[str, Callable[[datetime], str]], ...]:
    return tuple((name, PIECES[name]) for name in dict.fromkeys(names_in(pattern, PIECES)))

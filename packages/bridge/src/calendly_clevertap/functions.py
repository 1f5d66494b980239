"""What the named steps of an expression do. A step that is not here does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from html import escape
from typing import Any, Final

from .sources import Say
from .wording import moment_text

ABOUT_NOTHING: Final = frozenset(
    {
        "or_else", "present", "equals", "one_of", "contains", "at_least", "at_most", "before",
        "both", "either", "negated", "choose",
    }
)  # fmt: skip
"""The steps that have something to say where there is no value; all others leave it so."""
SAYING: Final = frozenset({"number", "phone", "divided_by"})
"""The steps that may have a remark to make."""
LOSING: Final = frozenset({"digits", "replace", "word", "number", "phone", "lookup", "divided_by"})
"""The steps that may have no value where they were given one."""
EXACT: Final = 2**53
"""Below it, whole numbers are told from one another, as numbers and as JSON."""


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


def replace(value: str, old: str, new: str) -> str:
    """Serve `Text.replace`."""
    return value.replace(old, new)


def word(value: str, place: int) -> str:
    """Serve `Text.word`."""
    words = value.split()
    wanted = place - 1 if place > 0 else place
    return words[wanted] if -len(words) <= wanted < len(words) else ""


def escaped(value: str) -> str:
    """Serve `Text.escaped`."""
    return escape(value)


def number(value: str, say: Say) -> float | None:
    """Serve `Text.number`."""
    try:
        found = float("".join(value.split()))
    except ValueError:
        say("it is no number")
        return None
    return int(found) if found.is_integer() and abs(found) < EXACT else found


def phone(value: str, region: str | None, say: Say) -> str | None:
    """Serve `Text.phone`."""
    import phonenumbers

    try:
        found = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        say("it is no phone number" + ("" if region else ", or one without a country code"))
        return None
    if not phonenumbers.is_possible_number(found):
        say("it is no phone number that can exist")
        return None
    standard: str = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    if standard != value:
        say(
            "written as E.164" + ("" if value.lstrip().startswith("+") else f", taken for {region}")
        )
    return standard


def lookup(value: str, table: tuple[tuple[str, str], ...], other: str | None) -> str | None:
    """Serve `Text.lookup`."""
    return _folded(table).get(value.strip().casefold(), other)


@lru_cache
def _folded(table: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {name.strip().casefold(): value for name, value in table}


def text(value: datetime | float, *how: Any) -> str:
    """Serve ``text`` of moments, numbers and flags."""
    if isinstance(value, datetime):
        return moment_text(value, *how)
    if isinstance(value, bool):
        return str(how[not value])
    if not how:
        return str(int(value) if value == int(value) else value)
    return f"{_rounded(value, how[0]):f}"


def date(value: datetime, zone: tzinfo = UTC) -> str:
    """Serve `Moment.date`."""
    return value.astimezone(zone).date().isoformat()


def epoch(value: datetime) -> int:
    """Serve `Moment.epoch`."""
    return int(value.timestamp() // 1)


def shifted(value: datetime, minutes: float) -> datetime | None:
    """Serve `Moment.shifted`."""
    try:
        return value + timedelta(minutes=minutes)
    except OverflowError:
        return None


def minutes_since(value: datetime, other: datetime | None) -> float | None:
    """Serve `Moment.minutes_since`."""
    return None if other is None else (value - other) // timedelta(minutes=1)


def plus(value: float, other: float | None) -> float | None:
    """Serve `Number.plus`."""
    return None if other is None else value + other


def minus(value: float, other: float | None) -> float | None:
    """Serve `Number.minus`."""
    return None if other is None else value - other


def times(value: float, other: float | None) -> float | None:
    """Serve `Number.times`."""
    return None if other is None else value * other


def divided_by(value: float, other: float | None, say: Say) -> float | None:
    """Serve `Number.divided_by`."""
    if other == 0:
        say("it would be divided by 0")
    return value / other if other else None


def rounded(value: float, decimals: int) -> float:
    """Serve `Number.rounded`."""
    found = _rounded(value, decimals)
    return float(found) if decimals > 0 else int(found)


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def or_else(value: Any, other: Any) -> Any:
    """Serve ``or_else`` of every kind."""
    return other if value is None else value


def present(value: object) -> bool:
    """Serve ``present`` of every kind."""
    return value is not None


def equals(value: object, other: object) -> bool:
    """Serve ``equals`` of every kind."""
    return value is not None and value == other


def one_of(value: object, *others: object) -> bool:
    """Serve `Text.one_of`."""
    return value is not None and value in others


def contains(value: str | None, other: str | None) -> bool:
    """Serve `Text.contains`."""
    return value is not None and other is not None and other.casefold() in value.casefold()


def at_least(value: float | None, other: float | None) -> bool:
    """Serve `Number.at_least`."""
    return value is not None and other is not None and value >= other


def at_most(value: float | None, other: float | None) -> bool:
    """Serve `Number.at_most`."""
    return value is not None and other is not None and value <= other


def before(value: datetime | None, other: datetime | None) -> bool:
    """Serve `Moment.before`."""
    return value is not None and other is not None and value < other


def both(value: bool | None, other: bool | None) -> bool:
    """Serve `Flag.both`."""
    return bool(value and other)


def either(value: bool | None, other: bool | None) -> bool:
    """Serve `Flag.either`."""
    return bool(value or other)


def negated(value: bool | None) -> bool:
    """Serve `Flag.negated`."""
    return not value


def choose(value: bool | None, yes: Any, no: Any) -> Any:
    """Serve `Flag.choose`."""
    return yes if value else no

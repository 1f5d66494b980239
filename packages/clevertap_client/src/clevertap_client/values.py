"""Single values of properties, checked, in the form in which they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, cast

from . import limits as facts
from .errors import InvalidArgument
from .limits import Limits
from .operators import Delete, Nested, Operator

_MOST: Final[int] = (1 << facts.WHOLE_NUMBER_BITS.value - 1) - 1


def plain(given: Any) -> str:
    """Give the text itself of a str enum, whose `str()` may be its name."""
    return str.__str__(given) if isinstance(given, str) else repr(given)


def size(where: str, given: str) -> int:
    """Give the length as UTF-8."""
    if given.isascii():
        return len(given)
    try:
        return len(given.encode())
    except UnicodeEncodeError:
        raise InvalidArgument(where, "holds half of a character pair (a lone surrogate)") from None


def doubtful(values: Mapping[str, Any], most: int) -> list[str]:
    """Name the values that are not certainly fit to be sent as they are. Mostly there are none.

    Args:
        values: By name.
        most: How many bytes a text may have.
    """
    found: list[str] = []
    for name, value in values.items():
        kind = value.__class__
        if kind is str:
            # At most four bytes a sign, and half of a pair is not printable.
            short = len(value) <= most
            fit = short and (value.isascii() or (len(value) <= most // 4 and value.isprintable()))
        elif kind is int:
            fit = -_MOST <= value <= _MOST
        else:
            fit = kind is bool or (kind is float and isfinite(value))
        if not fit:
            found.append(name)
    return found


def text(where: str, value: object, limits: Limits) -> str:
    """Check a text."""
    if not isinstance(value, str):
        raise InvalidArgument(where, f"must be text, not {type(value).__name__}")
    if (length := size(where, value)) > limits.value_bytes:
        raise InvalidArgument(
            where,
            f"is {length} bytes long as UTF-8; CleverTap keeps {limits.value_bytes}, so shorten it",
        )
    return plain(value)


def scalar(where: str, value: object, limits: Limits) -> str | bool | int | float:
    """Check a plain value: a text, a number, a flag or a time."""
    if isinstance(value, str):
        return text(where, value, limits)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if value.bit_length() >= facts.WHOLE_NUMBER_BITS.value:
            raise InvalidArgument(where, "is a number beyond 64 bits; send it as text")
        return int(value)
    if isinstance(value, float):
        if not isfinite(value):
            raise InvalidArgument(where, "is not a finite number, which JSON cannot carry")
        return float(value)
    if isinstance(value, datetime):
        return f"$D_{seconds(where, value)}"
    raise InvalidArgument(where, _unfit(value))


def _unfit(value: object) -> str:
    if value is None:
        return "is None: leave the property out, or remove a profile's with Delete()"
    if isinstance(value, date):
        return "is a date without a time: pass an aware datetime, or the date as text"
    if isinstance(value, Operator):
        kind = type(value).__name__
        return f"is {kind if isinstance(value, Delete) else f'{kind}(...)'}: that changes profiles"
    if isinstance(value, Mapping | Nested) or is_list(value):
        return (
            "is nested: CleverTap takes plain values, so join it into text or split it up; or pass "
            "Nested(...) if your account has that beta"
        )
    return f"is of type {type(value).__name__}: send text, a number, a flag or an aware datetime"


def seconds(where: str, moment: datetime) -> int:
    """Give the epoch seconds of an aware time, rounded down."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise InvalidArgument(
            where, "has no time zone: pass an aware datetime, such as datetime.now(UTC)"
        )
    return int(moment.timestamp() // 1)


def is_list(value: object) -> bool:
    """Tell whether it may stand for several values."""
    return isinstance(value, list | tuple | set | frozenset)


def texts(where: str, value: Iterable[object], limits: Limits) -> tuple[str, ...]:
    """Check several texts."""
    several = tuple(text(where, item, limits) for item in value)
    most = limits.values_per_property
    if not 0 < len(several) <= most:
        raise InvalidArgument(where, f"holds {len(several)} texts; CleverTap keeps 1 to {most}")
    if len(set(several)) < len(several):
        raise InvalidArgument(where, "holds the same text twice; CleverTap keeps distinct ones")
    return several


def nested(where: str, given: Nested, limits: Limits) -> Any:
    """Check an object, or a list with objects."""
    if not isinstance(cast("object", given.value), Mapping | list | tuple):
        raise InvalidArgument(where, "Nested takes an object or a list")
    return _level(where, given.value, limits.nested_levels, limits)


def _level(where: str, value: object, left: int, limits: Limits) -> Any:
    if isinstance(value, Mapping):
        if not left:
            raise InvalidArgument(
                where, f"is nested deeper than {limits.nested_levels} objects, all CleverTap takes"
            )
        entries = cast("Mapping[object, object]", value).items()
        return MappingProxyType(
            {_key(where, k, limits): _level(where, v, left - 1, limits) for k, v in entries}
        )
    if isinstance(value, list | tuple):
        items = cast("Sequence[object]", value)
        if any(isinstance(item, list | tuple) for item in items):
            raise InvalidArgument(where, "holds a list within a list: CleverTap knows no such type")
        return tuple(_level(where, item, left, limits) for item in items)
    return scalar(where, value, limits)


def _key(where: str, key: object, limits: Limits) -> str:
    if not isinstance(key, str) or not key.strip():
        raise InvalidArgument(where, "holds a name that is empty or no text")
    if size(where, key) > limits.key_bytes:
        raise InvalidArgument(where, f"holds a name longer than {limits.key_bytes} bytes as UTF-8")
    return plain(key)

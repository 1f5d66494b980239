"""JSON of unknown shape, read without surprise."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn, cast

from .. import limits

_LARGEST = 2**limits.WHOLE_NUMBER_BITS.value


def decoded(body: bytes) -> Any:
    """Read JSON, as strictly as others do: no NaN, no number that nobody can hold, no half signs.

    Raises:
        ValueError: It is not JSON, or holds such things.
    """
    try:
        found = json.loads(
            body or b"null",
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_constant,
        )
        if b"\\ud" in body.lower():
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    return found


def _whole(digits: str) -> int:
    number = int(digits)
    if abs(number) >= _LARGEST:
        raise ValueError("is too large a number")
    return number


def _fraction(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("is too large a number")
    return number


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def as_number(text: str | None) -> int | None:
    """Read a whole number of no more digits than CleverTap's have; None in place of others."""
    right = text is not None and text.isascii() and text.isdecimal() and len(text) <= 19
    return int(text) if text is not None and right else None


def as_list(value: object) -> list[Any] | None:
    """Give a list itself, and None in place of anything else."""
    return cast("Any", value) if isinstance(value, list) else None


def as_object(value: object) -> dict[str, Any]:
    """Give an object itself, and an empty one in place of anything else."""
    return cast("Any", value) if isinstance(value, dict) else {}

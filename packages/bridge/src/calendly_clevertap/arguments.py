"""Arguments of steps: what is wrong with one is said when a mapping is made."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .errors import InvalidArgument
from .wording import names_in


def of(name: str, value: object, *kinds: type[Any]) -> Any:
    """Check the type of an argument. True and False are no numbers.

    Raises:
        InvalidArgument: It is of none of these kinds, or a number that is no use.
    """
    if isinstance(value, int | float) and not abs(value) < 1e300:
        raise InvalidArgument(name, "must be a finite number, below 1e300")
    if isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool)):
        return value
    right = " or ".join(kind.__name__ for kind in kinds)
    raise InvalidArgument(name, f"must be {right}, not {type(value).__name__}")


def decimals_of(value: object) -> int:
    """Check a number of decimals; -2 rounds to hundreds.

    Raises:
        InvalidArgument: It is no number from -15 to 15.
    """
    given: int = of("decimals", value, int)
    if not -15 <= given <= 15:
        raise InvalidArgument("decimals", "must be from -15 to 15")
    return given


def pattern_of(name: str, pattern: object, known: Collection[str]) -> str:
    """Check a text with names in braces.

    Raises:
        InvalidArgument: It is broken, or names something else than what is known.
    """
    text: str = of(name, pattern, str)
    try:
        names_in(text, known)
    except ValueError as error:
        raise InvalidArgument(name, getattr(error, "problem", str(error))) from None
    return text

"""How queries compare values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from .objects import as_list
from .refusals import UNREADABLE_QUERY, Refused
from .store import is_number

_MISSING: Final = (None, "")
_NUMBER: Final = re.compile(r"(?:\$D_)?([+-]?[0-9]+(?:\.[0-9]+)?)", re.ASCII)


def fits(value: Any, condition: Mapping[str, Any]) -> bool:
    """Tell whether a value is as a condition wants it.

    Args:
        value: What somebody has; None if they have nothing.
        condition: An ``operator`` and a ``value``.

    Raises:
        Refused: The operator is unknown.
    """
    operator = str(condition.get("operator", "equals"))
    negated = operator in _NEGATED
    compare = _OPERATORS.get(_NEGATED.get(operator, operator))
    if compare is None:
        raise Refused(UNREADABLE_QUERY)
    several = as_list(value) or [None if value == [] else value]
    wanted = condition.get("value")
    return any(compare(one, wanted) for one in several) != negated


def _plain(value: Any) -> Any:
    """Give flags as queries write them, and dates and numeric texts as numbers."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        number = _NUMBER.fullmatch(value)
        if number is not None:
            return float(number[1])
        return value.lower() if value.lower() in {"true", "false"} else value
    return value


def _listed(wanted: Any) -> list[Any]:
    return [_plain(one) for one in as_list(wanted) or []]


def _equals(value: Any, wanted: Any) -> bool:
    own = _plain(value)
    return own in _listed(wanted) if isinstance(wanted, list) else own == _plain(wanted)


def _contains(value: Any, wanted: Any) -> bool:
    words = as_list(wanted) or [wanted]
    return isinstance(value, str) and any(str(word) in value for word in words)


def _between(value: Any, wanted: Any) -> bool:
    own, ends = _plain(value), _listed(wanted)
    right = len(ends) == 2 and all(is_number(end) for end in ends)
    return right and is_number(own) and ends[0] <= own <= ends[1]


def _sized(compare: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def sized(value: Any, wanted: Any) -> bool:
        own, end = _plain(value), _plain(wanted)
        return is_number(own) and is_number(end) and compare(own, end)

    return sized


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "equals": _equals,
    "in": _equals,
    "contains": _contains,
    "exists": lambda value, _: value not in _MISSING,
    "between": _between,
    **dict.fromkeys(("gt", "greater_than"), _sized(lambda a, b: a > b)),
    **dict.fromkeys(("gte", "greater_than_equals"), _sized(lambda a, b: a >= b)),
    **dict.fromkeys(("lt", "less_than"), _sized(lambda a, b: a < b)),
    **dict.fromkeys(("lte", "less_than_equals"), _sized(lambda a, b: a <= b)),
}
_NEGATED: Final[Mapping[str, str]] = {
    "not_equals": "equals",
    "not_in": "equals",
    "not_contains": "contains",
    "not_exists": "exists",
    "does_not_exist": "exists",
}

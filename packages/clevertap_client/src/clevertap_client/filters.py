"""Conditions on properties, of which queries are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import isfinite
from typing import Any, TypeAlias, cast

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum
from api_client_core.wire import UNSET, Unset

from .errors import InvalidArgument
from .properties import seconds

FilterScalar: TypeAlias = str | int | float | datetime
FilterValue: TypeAlias = FilterScalar | Sequence[FilterScalar]
"""What to compare with; several texts or numbers mean any of them, or the ends of a range."""


class Operator(OpenStrEnum):
    """How to compare. An open list: pass a text for what it does not name.

    CleverTap's pages and its clients disagree on the spelling of the four comparisons of size:
    these are the long ones, the short ones are ``"gt"``, ``"gte"``, ``"lt"`` and ``"lte"``.
    """

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    EXISTS = "exists"
    NOT_EXISTS = "not_exists"
    BETWEEN = "between"
    IN = "in"
    NOT_IN = "not_in"
    GREATER_THAN = "greater_than"
    GREATER_THAN_EQUALS = "greater_than_equals"
    LESS_THAN = "less_than"
    LESS_THAN_EQUALS = "less_than_equals"


def _named(name: str) -> str:
    if not isinstance(cast("object", name), str) or not name.strip():
        raise InvalidArgument("name", "must be the name of a property, as it is spelt in CleverTap")
    return name


def operator_of(value: Operator | str | None) -> Operator | None:
    """Give the operator that is meant, also one without a name here."""
    if value is not None and not isinstance(cast("object", value), str):
        raise InvalidArgument("operator", "must be an Operator, or its text")
    return None if value is None else Operator(value)


def _value(value: FilterValue | Unset) -> FilterValue | Unset:
    if isinstance(value, list | tuple | set | frozenset):
        several = tuple(_scalar(item) for item in cast("Iterable[object]", value))
        if not several:
            raise InvalidArgument("value", "is an empty list: name at least one value")
        return several
    return UNSET if value is UNSET else _scalar(value)


def _scalar(value: object) -> FilterScalar:
    if isinstance(value, datetime):
        # Assumed: as properties are uploaded and exported. No page shows a time in a query.
        return f"$D_{seconds('value', value)}"
    if isinstance(value, float) and not isfinite(value):
        raise InvalidArgument("value", "must be a finite number")
    if not isinstance(value, str | int | float):
        raise InvalidArgument(
            "value", f"must be text, a number, a flag or an aware time, not {type(value).__name__}"
        )
    return value


@frozen
class Filter:
    """One condition on a property.

    Args:
        name: The property, spelt as in CleverTap.
        value: What to compare with. CleverTap writes its own flags as text: ``"True"``.
        operator: How; CleverTap takes ``equals`` without one.

    Raises:
        InvalidArgument: The name is empty, or the value is of no kind that CleverTap knows.
    """

    name: str = field(converter=_named)
    # Not shown: it may name a person.
    value: FilterValue | Unset = field(default=UNSET, converter=_value, repr=False)
    operator: Operator | None = field(default=None, converter=operator_of)

    def __attrs_post_init__(self) -> None:
        bare = {Operator.EXISTS, Operator.NOT_EXISTS, "does_not_exist"}
        if self.value is UNSET and self.operator not in bare:
            raise InvalidArgument("value", "is missing: only exists and not_exists need none")

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        return {"name": self.name, **comparison(self.operator, self.value)}


def comparison(operator: Operator | None, value: object) -> dict[str, Any]:
    """Give the keys that compare; ``UNSET`` compares with nothing."""
    compared: dict[str, Any] = {} if operator is None else {"operator": operator.value}
    if value is not UNSET:
        compared["value"] = list(cast("Any", value)) if isinstance(value, tuple) else value
    return compared

"""What changes a property of a profile in place of setting it, and objects within properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import field, frozen


def _several(values: str | Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


@frozen
class Add:
    """Add texts to a multi-value property; a plain value becomes the first of several.

    CleverTap keeps a hundred, and drops the oldest beyond that.

    Args:
        values: A text, or several different ones.
    """

    values: tuple[str, ...] = field(converter=_several, repr=False)

    @property
    def wire(self) -> Mapping[str, Any]:
        """It, as CleverTap takes it."""
        return {"$add": self.values}


@frozen
class Remove:
    """Remove texts from a multi-value property; without any left, the property is gone.

    Args:
        values: A text, or several different ones.
    """

    values: tuple[str, ...] = field(converter=_several, repr=False)

    @property
    def wire(self) -> Mapping[str, Any]:
        """It, as CleverTap takes it."""
        return {"$remove": self.values}


@frozen
class Increment:
    """Add to a number. Uploaded twice, it counts twice.

    Args:
        by: How much.
    """

    by: int | float = field(default=1, repr=False)

    @property
    def wire(self) -> Mapping[str, Any]:
        """It, as CleverTap takes it."""
        return {"$incr": self.by}


@frozen
class Decrement:
    """Take from a number. Uploaded twice, it counts twice.

    Args:
        by: How much.
    """

    by: int | float = field(default=1, repr=False)

    @property
    def wire(self) -> Mapping[str, Any]:
        """It, as CleverTap takes it."""
        return {"$decr": self.by}


@frozen
class Delete:
    """Remove a property."""

    @property
    def wire(self) -> Mapping[str, Any]:
        """It, as CleverTap takes it. That the argument is 1 is assumed."""
        return {"$delete": 1}


Operator: TypeAlias = Add | Remove | Increment | Decrement | Delete
"""What changes a property of a profile."""


@frozen
class Nested:
    """An object, or a list of plain values and objects, as the value of a property.

    A public beta that CleverTap must switch on for an account, which is why it is said aloud here;
    other accounts refuse it. At most three objects deep.

    A record keeps the objects themselves: to evolve one that has some, say ``Nested`` again.

    Args:
        value: Objects map texts to plain values, as a property may have, to lists, and to objects.
    """

    value: Mapping[str, Any] | Sequence[Any] = field(repr=False, hash=False)

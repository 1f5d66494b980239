"""Parts of a body: frozen values that know the keys that CleverTap has for them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import time
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Final, TypeVar, cast, get_args, get_origin, get_type_hints

import attrs
from attrs import field, frozen

from .errors import InvalidArgument
from .resources._checks import filled

T = TypeVar("T")
FILLED: Final = {"filled": True}
"""The metadata of a text that must say something."""


@frozen
class Part:
    """A part of a body."""

    def __attrs_post_init__(self) -> None:
        for one in attrs.fields(type(self)):
            if one.metadata.get("filled"):
                filled(one.name, getattr(self, one.name))

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: plain JSON data. What is None or empty is left out."""
        told: dict[str, Any] = {}
        flat: list[tuple[str, Any]] = []
        for one in attrs.fields(type(self)):
            item = getattr(self, one.name)
            if one.metadata.get("flat"):
                flat.append((one.name, item))
            elif item is not None and item not in ((), {}):
                *outer, key = one.metadata.get("key", (one.name,))
                inner = told
                for name in outer:
                    inner = inner.setdefault(name, {})
                inner[key] = wire(item)
        for name, item in flat:
            join(told, name, item)
        return told


def wire(value: Any) -> Any:
    """Give a value as CleverTap takes it."""
    if hasattr(value, "to_wire"):
        return value.to_wire()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: wire(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [wire(item) for item in cast("Sequence[Any]", value)]
    return value


def join(told: dict[str, Any], name: str, more: Mapping[str, Any]) -> None:
    """Put keys that are sent as they are beside those that are known.

    Raises:
        InvalidArgument: One of them has a parameter of its own, or a name twice.
    """
    for key, value in more.items():
        if key in told:
            raise InvalidArgument(name, f"says {key!r}, which is said already")
        told[key] = wire(value)


def extras(name: str, given: object) -> dict[str, Any]:
    """Copy keys and values that are sent as they are.

    Raises:
        InvalidArgument: It is no mapping with texts as keys.
    """
    if not isinstance(given, Mapping):
        raise InvalidArgument(name, "must be a mapping with CleverTap's own keys")
    copied: dict[Any, Any] = {**given}
    if not all(isinstance(key, str) and key for key in copied):
        raise InvalidArgument(name, "must have texts as keys")
    return copied


def listed(name: str, given: Iterable[T], *kinds: type[T]) -> tuple[T, ...]:
    """Give several values of a kind.

    Raises:
        InvalidArgument: It is one bare text, no list, or something else is among them.
    """
    loose = cast("object", given)
    if isinstance(loose, Iterable) and not isinstance(loose, str | bytes | Mapping):
        found = tuple(cast("Iterable[T]", loose))
        if all(isinstance(item, kinds) for item in found):
            return found
    raise InvalidArgument(name, f"must be a list of {' or '.join(kind.__name__ for kind in kinds)}")


def known_options(options: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Give the options of a call, all but ``more``, and but for those that are None.

    Args:
        options: By name.
        kind: The ``TypedDict`` that lists those that there are.

    Raises:
        InvalidArgument: One is of another type.
        TypeError: One that there is not.
    """
    kinds = _kinds(cast("Hashable", kind))
    for name, value in options.items():
        if name not in kinds:
            raise TypeError(f"there is no option {name!r}, see {kind.__name__}")
        of = kinds[name]
        right = isinstance(value, of) and (type(value) is not bool or bool in of)
        if of and value is not None and not right:
            names = " or ".join(one.__name__ for one in of)
            raise InvalidArgument(name, f"must be {names}, not {type(value).__name__}")
    return {name: value for name, value in options.items() if name != "more" and value is not None}


@cache
def _kinds(options: Hashable) -> Mapping[str, tuple[type, ...]]:
    """Give the classes that each option may be of; none for lists and mappings."""
    hints = {
        name: get_args(hint) if isinstance(hint, UnionType) else (hint,)
        for name, hint in get_type_hints(options).items()
    }
    return {name: () if any(map(get_origin, kinds)) else kinds for name, kinds in hints.items()}


def flat(name: str) -> Any:
    """Declare a mapping whose keys stand beside those of the other fields."""
    return mapping(name, {"flat": True})


def mapping(name: str, metadata: Mapping[str, Any] | None = None) -> Any:
    """Declare a mapping that is sent as it is. It is not shown: it may speak of a person."""
    return field(
        factory=dict[str, Any],
        converter=lambda given: extras(name, given),
        metadata=metadata,
        repr=False,
        hash=False,
    )


def at(*path: str, filled: bool = False) -> dict[str, Any]:
    """Give the metadata of a field that has another key, or one inside others."""
    return {"key": path, "filled": filled}


def minute(name: str, at: time) -> str:
    """Give a time of the day as ``15:30``.

    Raises:
        InvalidArgument: It is none, has seconds, or a time zone of its own.
    """
    if not isinstance(cast("object", at), time) or at.second or at.microsecond or at.tzinfo:
        raise InvalidArgument(name, "must be a time in whole minutes, such as time(15, 30)")
    return f"{at:%H:%M}"

"""The properties of records, checked before anything is sent, in the form in which they are sent.

A problem names the property and never repeats its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from . import limits as facts
from .errors import InvalidArgument
from .limits import PUBLISHED, Limits
from .operators import Nested, Operator
from .predefined import FIT, PREDEFINED
from .values import doubtful, is_list, nested, plain, scalar, size, texts
from .values import seconds as seconds

Scalar: TypeAlias = str | bool | int | float | datetime
EventProperty: TypeAlias = Scalar | Sequence[Mapping[str, Scalar]] | Nested
"""A value of an event: a plain one, or the ``Items`` of ``Charged``."""
ProfileProperty: TypeAlias = (
    Scalar | date | Sequence[str] | Operator | Nested | Mapping[str, float | int | Sequence[str]]
)
"""A value of a profile: a plain one, several texts, or an operator such as ``Increment(1)``."""


_TEXT: Final = {str}


def check_event_name(name: object, *, limits: Limits = PUBLISHED) -> str:
    r"""Check the name of an event.

    Args:
        name: At most 120 bytes as UTF-8, without any of ``% > < ! | & . : ; $ ' " \``.
        limits: What the account allows, if that differs.

    Raises:
        InvalidArgument: It cannot be used; says why. Nobody publishes the length: 120 is assumed.
    """
    if not isinstance(name, str):
        raise InvalidArgument("name", f"a name must be text, not {type(name).__name__}")
    return _event_name(plain(name), limits.prohibited_in_names, limits.event_name_bytes)


@lru_cache(4096)
def _event_name(name: str, prohibited: frozenset[str], most: int) -> str:
    given = _checked_name("name", name, prohibited, most)
    if facts.is_reserved(given):
        raise InvalidArgument(
            "name",
            f"{given!r} belongs to CleverTap (case and spaces make no difference); choose another",
        )
    return given


def check_event_property(
    name: object, value: object, *, charged: bool = False, limits: Limits = PUBLISHED
) -> Any:
    r"""Check one property of an event, and give its value as it is sent.

    Args:
        name: At most 120 bytes as UTF-8, without any of ``% > < ! | & . : ; $ ' " \``.
        value: Text of at most 512 bytes, a number, a flag, or an aware time, sent as ``$D_``
            and epoch seconds.
        charged: Whether the event is ``Charged``, the only one that may have ``Items``.
        limits: What the account allows, if that differs.

    Raises:
        InvalidArgument: It names the property, never the value.
    """
    given = _name("properties", name, limits.prohibited_in_names, limits.key_bytes)
    return _of_event(given, value, charged, limits)


def check_profile_property(name: object, value: object, *, limits: Limits = PUBLISHED) -> Any:
    r"""Check one property of a profile, and give its value as it is sent.

    Args:
        name: A key of CleverTap's (``Email``, ``Phone``, ``MSG-email`` ...) or your own: at most
            120 bytes as UTF-8, without any of ``% > < ! | & . : ; $ ' " \ #``.
        value: Text of at most 512 bytes, a number, a flag, an aware time; several texts as a list;
            or an operator: `Add`, `Remove`, `Increment`, `Decrement`, `Delete`, or what they send.
        limits: What the account allows, if that differs.

    Raises:
        InvalidArgument: It names the property, never the value.
    """
    given = _name("properties", name, limits.prohibited_in_profile_keys, limits.key_bytes)
    return _of_profile(given, value, limits)


def event_properties(properties: object, *, charged: bool, limits: Limits) -> Mapping[str, Any]:
    """Check all properties of an event, and give them as they are sent."""
    given = _mapping(properties)
    if len(given) > (most := limits.event_properties):
        raise InvalidArgument("properties", f"has {len(given)} entries; CleverTap takes {most}")
    checked = _named(given, limits.prohibited_in_names, limits.key_bytes)
    names = list(checked) if charged else doubtful(checked, limits.value_bytes)
    for name in names:
        checked[name] = _of_event(name, checked[name], charged, limits)
    return MappingProxyType(checked)


def profile_properties(properties: object, limits: Limits) -> Mapping[str, Any]:
    """Check all properties of a profile, and give them as they are sent."""
    given = _mapping(properties)
    if not given:
        raise InvalidArgument("properties", "is empty: a profile record sets at least one property")
    checked = _named(given, limits.prohibited_in_profile_keys, limits.key_bytes)
    theirs = [name for name in checked if name in PREDEFINED]
    own, most = len(checked) - len(theirs), limits.profile_properties
    if own > most:
        raise InvalidArgument("properties", f"has {own} keys of your own; CleverTap takes {most}")
    for name in dict.fromkeys((*theirs, *doubtful(checked, limits.value_bytes))):
        checked[name] = _of_profile(name, checked[name], limits)
    return MappingProxyType(checked)


def frozen_value(value: Any) -> Any:
    """Make decoded JSON read-only, all the way down.

    Raises:
        InvalidArgument: It is no JSON.
    """
    if isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        return MappingProxyType({key: frozen_value(item) for key, item in given.items()})
    if isinstance(value, list | tuple):
        return tuple(map(frozen_value, cast("Iterable[Any]", value)))
    if value is None or isinstance(value, str | int) or (type(value) is float and isfinite(value)):
        return value
    raise InvalidArgument("properties", "hold what JSON cannot carry")


def thawed(value: Any) -> Any:
    """Make plain dicts and lists of read-only data again."""
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {key: thawed(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, tuple):
        return [thawed(item) for item in cast("Iterable[Any]", value)]
    return value


def _mapping(properties: object) -> Mapping[object, object]:
    # The type first: asking whether it is a Mapping takes longer than all the rest.
    if type(properties) is not dict and not isinstance(properties, Mapping):
        raise InvalidArgument("properties", "must map names to values")
    return cast("Mapping[object, object]", properties)


def _named(given: Mapping[object, object], prohibited: frozenset[str], most: int) -> dict[str, Any]:
    """Copy properties whose names are fit."""
    _check_names(tuple(given), prohibited, most)
    if set(map(type, given)) <= _TEXT:
        return dict(cast("Mapping[str, object]", given))
    return {plain(name): value for name, value in given.items()}


def _of_event(name: str, value: object, charged: bool, limits: Limits) -> Any:
    where = _at(name)
    if name == facts.ITEMS.value and charged:
        return _items(where, value, limits)
    if name == facts.ITEMS.value and is_list(value):
        raise InvalidArgument(where, "is nested: only Charged may have a list of objects")
    if isinstance(value, Nested):
        return nested(where, value, limits)
    return scalar(where, value, limits)


def _of_profile(name: str, value: object, limits: Limits) -> Any:
    where = _at(name)
    if isinstance(value, Operator):
        value = value.wire
    if isinstance(value, Mapping):
        return _operator(where, name, cast("Mapping[object, object]", value), limits)
    if (predefined := PREDEFINED.get(name)) is not None:
        return predefined(where, value, limits)
    if isinstance(value, Nested):
        return nested(where, value, limits)
    if is_list(value):
        return texts(where, cast("Iterable[object]", value), limits)
    return scalar(where, value, limits)


def _at(name: str) -> str:
    return f"properties[{name!r}]"


def _name(where: str, name: object, prohibited: frozenset[str], most: int) -> str:
    if not isinstance(name, str):
        raise InvalidArgument(where, f"a name must be text, not {type(name).__name__}")
    return _checked_name(where, plain(name), prohibited, most)


@lru_cache(4096)  # the same few names come again and again
def _checked_name(where: str, text: str, prohibited: frozenset[str], most: int) -> str:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    if not text.strip():
        raise InvalidArgument(where, "a name is empty" if where != "name" else "is empty")
    found = sorted(prohibited & set(text)) + [hex(ord(s)) for s in text if ord(s) < 32]
    if found:
        raise InvalidArgument(where, f"the name {shown!r} holds {' '.join(found)}: not allowed")
    if size(where, text) > most:
        raise InvalidArgument(where, f"the name {shown!r} is longer than {most} bytes as UTF-8")
    return text


@lru_cache(256)  # most records are like the one before
def _check_names(names: tuple[object, ...], prohibited: frozenset[str], most: int) -> None:
    for name in names:
        _name("properties", name, prohibited, most)


def _items(where: str, value: object, limits: Limits) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(value, list | tuple):
        raise InvalidArgument(where, "must be a list of objects with plain values")
    items = cast("Sequence[object]", value)
    if len(items) > (most := limits.charged_items):
        raise InvalidArgument(where, f"has {len(items)} items; CleverTap takes {most}")
    return tuple([_item(f"{where}[{n}]", item, limits) for n, item in enumerate(items)])


def _item(where: str, item: object, limits: Limits) -> Mapping[str, Any]:
    if not isinstance(item, Mapping):
        raise InvalidArgument(where, "must be an object with plain values")
    given = cast("Mapping[object, object]", item)
    checked = _named(given, limits.prohibited_in_names, limits.key_bytes)
    for name in doubtful(checked, limits.value_bytes):
        if isinstance(checked[name], Nested):
            raise InvalidArgument(f"{where}[{name!r}]", "is nested: items take plain values only")
        checked[name] = scalar(f"{where}[{name!r}]", checked[name], limits)
    return MappingProxyType(checked)


def _operator(
    where: str, key: str, value: Mapping[object, object], limits: Limits
) -> Mapping[str, Any]:
    name, argument = next(iter(value.items())) if len(value) == 1 else (None, None)
    if name in facts.OPERATORS.value and key in FIT and name not in FIT[key]:
        allowed = ", ".join(sorted(FIT[key])) or "no operator"
        raise InvalidArgument(where, f"is CleverTap's own key: it takes {allowed}, not {name}")
    if name in {"$add", "$remove"} and is_list(argument):
        return MappingProxyType(
            {str(name): texts(where, cast("Iterable[object]", argument), limits)}
        )
    number = isinstance(argument, int | float) and not isinstance(argument, bool)
    if name in {"$incr", "$decr"} and number:
        return MappingProxyType({str(name): scalar(where, argument, limits)})
    if name == "$delete" and argument == 1:
        return MappingProxyType({"$delete": 1})
    if name in facts.OPERATORS.value:
        raise InvalidArgument(where, f"{name} takes {_TAKES[str(name)]}")
    raise InvalidArgument(
        where,
        "is nested; allowed are Add(texts), Remove(texts), Increment(number), Decrement(number) "
        "and Delete(); or Nested(...) if your account has that beta",
    )


_TAKES = {
    "$add": "one or several different texts",
    "$remove": "one or several different texts",
    "$incr": "a number",
    "$decr": "a number",
    "$delete": "1",
}

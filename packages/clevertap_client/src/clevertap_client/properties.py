"""The properties of records, checked before anything is sent, in the form in which they are sent.

A problem names the property and never repeats its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias, cast

from . import limits as facts
from .errors import InvalidArgument
from .limits import PUBLISHED, Limits
from .operators import Nested, Operator
from .predefined import FIT, PREDEFINED
from .values import is_list, is_plain, nested, plain, scalar, size, texts
from .values import seconds as seconds

Scalar: TypeAlias = str | bool | int | float | datetime
EventProperty: TypeAlias = Scalar | Sequence[Mapping[str, Scalar]] | Nested
"""A value of an event: a plain one, or the ``Items`` of ``Charged``."""
ProfileProperty: TypeAlias = (
    Scalar | date | Sequence[str] | Operator | Nested | Mapping[str, float | int | Sequence[str]]
)
"""A value of a profile: a plain one, several texts, or an operator such as ``Increment(1)``."""


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
    if charged and given == facts.ITEMS.value:
        return _items(_at(given), value, limits)
    if isinstance(value, Nested):
        return nested(_at(given), value, limits)
    return scalar(_at(given), value, limits)


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
    where = _at(given)
    if isinstance(value, Operator):
        value = value.wire
    if isinstance(value, Mapping):
        return _operator(where, given, cast("Mapping[object, object]", value), limits)
    if (predefined := PREDEFINED.get(given)) is not None:
        return predefined(where, value, limits)
    if isinstance(value, Nested):
        return nested(where, value, limits)
    if is_list(value):
        return texts(where, cast("Iterable[object]", value), limits)
    return scalar(where, value, limits)


def event_properties(properties: object, *, charged: bool, limits: Limits) -> Mapping[str, Any]:
    """Check all properties of an event, and give them as they are sent."""
    given = _counted(properties, limits.event_properties)
    if charged:
        return MappingProxyType(
            {
                plain(name): check_event_property(name, value, charged=True, limits=limits)
                for name, value in given.items()
            }
        )
    # Most events are like the one before, and most of their values as plain as can be.
    names = _checked_names(tuple(given), limits.prohibited_in_names, limits.key_bytes)
    most = limits.value_bytes
    return MappingProxyType(
        {
            name: value
            if is_plain(value, most)
            else check_event_property(name, value, limits=limits)
            for name, value in zip(names, given.values(), strict=True)
        }
    )


def profile_properties(properties: object, limits: Limits) -> Mapping[str, Any]:
    """Check all properties of a profile, and give them as they are sent."""
    given = _counted(properties, limits.profile_properties)
    if not given:
        raise InvalidArgument("properties", "is empty: a profile record sets at least one property")
    return MappingProxyType(
        {
            plain(name): check_profile_property(name, value, limits=limits)
            for name, value in given.items()
        }
    )


def frozen_value(value: Any) -> Any:
    """Make decoded JSON read-only, all the way down."""
    if isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        return MappingProxyType({key: frozen_value(item) for key, item in given.items()})
    if isinstance(value, list | tuple):
        return tuple(map(frozen_value, cast("Iterable[Any]", value)))
    return value


def thawed(value: Any) -> Any:
    """Make plain dicts and lists of read-only data again."""
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {key: thawed(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, tuple):
        return [thawed(item) for item in cast("Iterable[Any]", value)]
    return value


def _counted(properties: object, most: int) -> Mapping[object, object]:
    # The type first: asking whether it is a Mapping takes longer than all the rest.
    if type(properties) is not dict and not isinstance(properties, Mapping):
        raise InvalidArgument("properties", "must map names to values")
    given = cast("Mapping[object, object]", properties)
    if len(given) > most:
        raise InvalidArgument("properties", f"has {len(given)} entries; CleverTap takes {most}")
    return given


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


@lru_cache(1024)
def _checked_names(
    names: tuple[object, ...], prohibited: frozenset[str], most: int
) -> tuple[str, ...]:
    return tuple([_name("properties", name, prohibited, most) for name in names])


def _items(where: str, value: object, limits: Limits) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(value, list | tuple):
        raise InvalidArgument(where, "must be a list of objects with plain values")
    items = cast("Sequence[object]", value)
    if len(items) > (most := limits.charged_items):
        raise InvalidArgument(where, f"has {len(items)} items; CleverTap takes {most}")
    checked: list[Mapping[str, Any]] = []
    for item in items:
        if not isinstance(item, Mapping):
            raise InvalidArgument(where, "must be a list of objects with plain values")
        names = cast("Mapping[object, object]", item)
        if any(isinstance(entry, Nested) for entry in names.values()):
            raise InvalidArgument(where, "must be a list of objects with plain values")
        checked.append(
            MappingProxyType(
                {plain(k): check_event_property(k, v, limits=limits) for k, v in names.items()}
            )
        )
    return tuple(checked)


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

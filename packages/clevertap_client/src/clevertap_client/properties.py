"""The properties of records, checked before anything is sent, in the form in which they are sent.

A problem names the property and never repeats its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from . import limits
from .errors import InvalidArgument

Scalar: TypeAlias = str | bool | int | float | datetime
EventProperty: TypeAlias = Scalar | Sequence[Mapping[str, Scalar]]
"""A value of an event: a plain one, or the ``Items`` of ``Charged``."""
ProfileProperty: TypeAlias = (
    Scalar | date | Sequence[str] | Mapping[str, float | int | Sequence[str]]
)
"""A value of a profile: a plain one, several texts, or an operator such as ``{"$incr": 1}``."""


def check_event_name(name: object) -> str:
    r"""Check the name of an event.

    Args:
        name: At most 120 bytes as UTF-8, without any of ``% > < ! | & . : ; $ ' " \``.

    Raises:
        InvalidArgument: It cannot be used; says why. Nobody publishes the length: 120 is assumed.
    """
    text = _name("name", name, limits.PROHIBITED_IN_NAMES.value, limits.EVENT_NAME_BYTES.value)
    if limits.is_reserved(text):
        raise InvalidArgument(
            "name",
            f"{text!r} belongs to CleverTap (case and spaces make no difference); choose another",
        )
    return text


def check_event_property(name: object, value: object, *, charged: bool = False) -> Any:
    r"""Check one property of an event, and give its value as it is sent.

    Args:
        name: At most 120 bytes as UTF-8, without any of ``% > < ! | & . : ; $ ' " \``.
        value: Text of at most 512 bytes, a number, a flag, or an aware time, sent as ``$D_``
            and epoch seconds.
        charged: Whether the event is ``Charged``, the only one that may have ``Items``.

    Raises:
        InvalidArgument: It names the property, never the value.
    """
    text = _name("properties", name, limits.PROHIBITED_IN_NAMES.value, limits.KEY_BYTES.value)
    if charged and text == limits.ITEMS.value:
        return _items(text, value)
    return _scalar(_at(text), value)


def check_profile_property(name: object, value: object) -> Any:
    r"""Check one property of a profile, and give its value as it is sent.

    Args:
        name: A key of CleverTap's (``Email``, ``Phone``, ``MSG-email`` ...) or your own: at most
            120 bytes as UTF-8, without any of ``% > < ! | & . : ; $ ' " \ #``.
        value: Text of at most 512 bytes, a number, a flag, an aware time; several texts as a list;
            or one of the operators ``$add``, ``$remove``, ``$incr``, ``$decr``, ``$delete``.

    Raises:
        InvalidArgument: It names the property, never the value.
    """
    text = _name(
        "properties", name, limits.PROHIBITED_IN_PROFILE_KEYS.value, limits.KEY_BYTES.value
    )
    where = _at(text)
    if isinstance(value, Mapping):
        return _operator(where, cast("Mapping[object, object]", value))
    if (predefined := _PREDEFINED.get(text)) is not None:
        return predefined(where, value)
    if _is_list(value):
        return _texts(where, cast("Iterable[object]", value))
    return _scalar(where, value)


def event_properties(
    properties: Mapping[str, EventProperty], *, charged: bool
) -> Mapping[str, Any]:
    """Check all properties of an event, and give them as they are sent."""
    return _all(
        properties,
        lambda name, value: check_event_property(name, value, charged=charged),
        limits.EVENT_PROPERTIES.value,
    )


def profile_properties(properties: Mapping[str, ProfileProperty]) -> Mapping[str, Any]:
    """Check all properties of a profile, and give them as they are sent."""
    checked = _all(properties, check_profile_property, limits.PROFILE_PROPERTIES.value)
    if not checked:
        raise InvalidArgument("properties", "is empty: a profile record sets at least one property")
    return checked


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


def _all(
    properties: object, check: Callable[[object, object], Any], most: int
) -> Mapping[str, Any]:
    if not isinstance(properties, Mapping):
        raise InvalidArgument("properties", "must map names to values")
    given = cast("Mapping[object, object]", properties)
    if len(given) > most:
        raise InvalidArgument("properties", f"has {len(given)} entries; CleverTap takes {most}")
    checked = {_plain(name): check(name, value) for name, value in given.items()}
    return MappingProxyType(checked)


def _at(name: str) -> str:
    return f"properties[{name!r}]"


def _name(where: str, name: object, prohibited: frozenset[str], most: int) -> str:
    if not isinstance(name, str):
        raise InvalidArgument(where, f"a name must be text, not {type(name).__name__}")
    return _checked_name(where, _plain(name), prohibited, most)


@lru_cache(4096)  # the same few names come again and again
def _checked_name(where: str, text: str, prohibited: frozenset[str], most: int) -> str:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    if not text.strip():
        raise InvalidArgument(where, "a name is empty" if where != "name" else "is empty")
    found = sorted(prohibited & set(text)) + [hex(ord(s)) for s in text if ord(s) < 32]
    if found:
        raise InvalidArgument(where, f"the name {shown!r} holds {' '.join(found)}: not allowed")
    if _size(where, text) > most:
        raise InvalidArgument(where, f"the name {shown!r} is longer than {most} bytes as UTF-8")
    return text


def _plain(text: Any) -> str:
    """Give the text itself of a str enum, whose `str()` may be its name."""
    return str.__str__(text) if isinstance(text, str) else repr(text)


def _size(where: str, text: str) -> int:
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise InvalidArgument(where, "holds half of a character pair (a lone surrogate)") from None


def _text(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidArgument(where, f"must be text, not {type(value).__name__}")
    most = limits.VALUE_BYTES.value
    if (size := _size(where, value)) > most:
        raise InvalidArgument(
            where, f"is {size} bytes long as UTF-8; CleverTap keeps {most}, so shorten it"
        )
    return _plain(value)


def _scalar(where: str, value: object) -> str | bool | int | float:
    if isinstance(value, str):
        return _text(where, value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if value.bit_length() >= limits.WHOLE_NUMBER_BITS.value:
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
        return "is None: leave the property out, or delete a profile's with {'$delete': 1}"
    if isinstance(value, date):
        return "is a date without a time: pass an aware datetime, or the date as text"
    if isinstance(value, Mapping) or _is_list(value):
        return "is nested: CleverTap takes plain values, so join it into text or split it up"
    return f"is of type {type(value).__name__}: send text, a number, a flag or an aware datetime"


def seconds(where: str, moment: datetime) -> int:
    """Give the epoch seconds of an aware time, rounded down."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise InvalidArgument(
            where, "has no time zone: pass an aware datetime, such as datetime.now(UTC)"
        )
    return int(moment.timestamp() // 1)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


def _texts(where: str, value: Iterable[object]) -> tuple[str, ...]:
    texts = tuple(_text(where, item) for item in value)
    most = limits.VALUES_PER_PROPERTY.value
    if not 0 < len(texts) <= most:
        raise InvalidArgument(where, f"holds {len(texts)} texts; CleverTap keeps 1 to {most}")
    if len(set(texts)) < len(texts):
        raise InvalidArgument(where, "holds the same text twice; CleverTap keeps distinct ones")
    return texts


def _items(where: str, value: object) -> tuple[Mapping[str, Any], ...]:
    where = _at(where)
    if not isinstance(value, list | tuple):
        raise InvalidArgument(where, "must be a list of objects with plain values")
    items = cast("Sequence[object]", value)
    if len(items) > limits.CHARGED_ITEMS.value:
        raise InvalidArgument(where, f"has {len(items)} items; CleverTap takes 256")
    checked: list[Mapping[str, Any]] = []
    for item in items:
        if not isinstance(item, Mapping):
            raise InvalidArgument(where, "must be a list of objects with plain values")
        entries = cast("Mapping[object, object]", item).items()
        checked.append(
            MappingProxyType({_plain(k): check_event_property(k, v) for k, v in entries})
        )
    return tuple(checked)


def _operator(where: str, value: Mapping[object, object]) -> Mapping[str, Any]:
    name, argument = next(iter(value.items())) if len(value) == 1 else (None, None)
    if name in {"$add", "$remove"} and _is_list(argument):
        return MappingProxyType({str(name): _texts(where, cast("Iterable[object]", argument))})
    number = isinstance(argument, int | float) and not isinstance(argument, bool)
    if name in {"$incr", "$decr"} and number:
        return MappingProxyType({str(name): _scalar(where, argument)})
    if name == "$delete" and argument == 1:
        return MappingProxyType({"$delete": 1})
    raise InvalidArgument(
        where,
        "is nested; allowed are {'$add': [texts]}, {'$remove': [texts]}, {'$incr': number}, "
        "{'$decr': number} and {'$delete': 1}",
    )


def _choice(*allowed: str) -> Callable[[str, object], str]:
    def check(where: str, value: object) -> str:
        if value not in allowed:
            raise InvalidArgument(where, f"must be one of {', '.join(allowed)}")
        return _text(where, value)

    return check


def _like(pattern: str, right: str) -> Callable[[str, object], str]:
    def check(where: str, value: object) -> str:
        if not re.fullmatch(pattern, _text(where, value)):
            raise InvalidArgument(where, f"must be {right}")
        return _text(where, value)

    return check


def _flag(where: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidArgument(where, "must be True or False")
    return value


def _age(where: str, value: object) -> int | str:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return _text(where, value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return int(_scalar(where, value))
    raise InvalidArgument(where, "must be a whole number of years")


def _birthday(where: str, value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(), UTC)
    if isinstance(value, datetime):
        return f"$D_{seconds(where, value)}"
    return _like(r"\$D_-?[0-9]+", "a date, an aware datetime, or '$D_' and epoch seconds")(
        where, value
    )


def _categories(where: str, value: object) -> tuple[str, ...]:
    if not _is_list(value):
        raise InvalidArgument(where, "must be a list of category names")
    return _texts(where, cast("Iterable[object]", value))


_PREDEFINED: Final[Mapping[str, Callable[[str, object], Any]]] = {
    **{name: _choice(*allowed) for name, allowed in limits.CHOICES.value.items()},
    **dict.fromkeys(("MSG-email", "MSG-push", "MSG-sms", "MSG-whatsapp"), _flag),
    **dict.fromkeys(("category-unsubscribe", "category-resubscribe"), _categories),
    **dict.fromkeys(("Name", "Photo", "Tz", "Customer Type"), _text),
    "Email": _like(limits.EMAIL.value, "one e-mail address"),
    "Phone": _like(limits.PHONE.value, "E.164: a plus, the country code, digits only"),
    "Age": _age,
    "DOB": _birthday,
}

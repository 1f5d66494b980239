"""Plain data to models and back: one strict but forgiving `cattrs` converter per client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from copy import copy
from datetime import UTC, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import (
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    override,
    transform_error,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from .errors import Unreadable
from .open_enum import OpenStrEnum
from .wire import Reply

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]


@attrs.frozen
class Drift:
    """An optional field that came with an unexpected type. Its default was taken instead."""

    model: str
    field: str
    problem: str


class WrongType(ValueError):
    """A value of another type than promised; says the promised one, never the value."""


drift_reporter: Final[ContextVar[Callable[[Drift], object] | None]] = ContextVar("d", default=None)
"""Who is told of a `Drift` while a reply is read."""


class ModelConverter(Converter):
    """A converter that knows the JSON keys of attributes that are named otherwise."""

    keys: Mapping[type[Any], Mapping[str, str]]


def make_converter(
    *, strict: bool = False, keys: Mapping[type[Any], Mapping[str, str]] | None = None
) -> ModelConverter:
    """Build a converter; build it once and share it, also between threads.

    Values are never coerced: ``"false"`` is no bool, ``None`` is no text. Unknown keys are ignored.

    Args:
        strict: Refuse unknown keys and drift. For tests, where they mean that the API has changed.
        keys: By model and attribute, the JSON keys that differ from the attribute's name.
    """
    converter = ModelConverter(forbid_extra_keys=strict)
    converter.keys = keys or {}
    for kind, read in _SCALARS.items():
        converter.register_structure_hook(kind, read)
    # As a class: a predicate is asked later than the hook for `str`, which fits text enums too.
    converter.register_structure_hook(OpenStrEnum, _member)
    converter.register_structure_hook_func(lambda kind: kind == Mapping[str, Any], _OBJECT)
    converter.register_structure_hook_factory(_is_optional, _optional_hook)
    converter.register_structure_hook_factory(_is_tuple, _tuple_hook)
    converter.register_structure_hook_factory(attrs.has, _model_hook)
    converter.register_unstructure_hook_factory(attrs.has, _plain_hook)
    converter.register_unstructure_hook(
        datetime, lambda time: time.isoformat().replace("+00:00", "Z")
    )
    converter.register_unstructure_hook(Decimal, str)
    return converter


def structured(converter: ModelConverter, data: object, kind: type[T]) -> T:
    """Make a model of decoded JSON.

    An optional field (one with a default) that is null or of the wrong type takes its default, an
    item of an optional list is left out; both are reported as `Drift`, null is not. An essential
    field fails with its path.

    Raises:
        Unreadable: With one line per essential fault, each with its JSON path.
    """
    while True:
        try:
            return converter.structure(data, kind)
        except (BaseValidationError, ValueError, TypeError, KeyError) as error:
            if converter.forbid_extra_keys:
                faults = transform_error(error, "$", format_exception=_say)
            else:
                faults = list[str]()
                data = _healed(converter, error, data, "$", faults, None)
        if faults:
            raise Unreadable(*faults)


def _healed(
    converter: ModelConverter,
    error: Exception,
    data: Any,
    path: str,
    faults: list[str],
    optional: tuple[str, str] | None,
) -> Any:
    """Copy data without what failed and is optional, as deep inside as can be; note the rest.

    ``optional`` names the model and the field if the data stand in one with a default.
    """
    copied = copy(data)
    if isinstance(error, IterableValidationError) and type(data) in {list, dict}:
        items, others = error.group_exceptions()
        for inner, item in items:
            own = list[str]()
            at = f"{path}[{item.index!r}]"
            copied[item.index] = _healed(converter, inner, copied[item.index], at, own, None)
            if own and optional:
                copied[item.index] = _GONE
                _report(*optional, f"an item was left out: {own[0]}")
            else:
                faults += own
        copied = _present(copied)
    elif isinstance(error, ClassValidationError) and type(data) is dict:
        attributes, others = error.group_exceptions()
        model: Any = error.cl
        fields, keys = attrs.fields_dict(model), converter.keys.get(model, {})
        for inner, attribute in attributes:
            own, name = list[str](), attribute.name
            key = keys.get(name, name)
            place = None if fields[name].default is attrs.NOTHING else (model.__name__, name)
            value = _healed(converter, inner, copied.get(key), f"{path}.{key}", own, place)
            if not own:
                copied[key] = value
            elif place and key in copied:
                if copied.pop(key) is not None:
                    _report(*place, own[0])
            else:
                faults += own
    else:
        others = [error]
    faults += (f"{_say(other, None)} @ {path}" for other in others)
    return copied


_GONE: Final = object()


def _present(items: Any) -> Any:
    """Leave out what was taken out of a list or a mapping."""
    if hasattr(items, "items"):
        return {key: item for key, item in items.items() if item is not _GONE}
    return [item for item in items if item is not _GONE]


def _report(model: str, field: str, problem: str) -> None:
    if (report := drift_reporter.get()) is not None:
        report(Drift(model, field, problem.partition(" @ ")[0]))


def decoded(reply: Reply) -> Any:
    """Decode a reply's JSON body.

    Raises:
        Unreadable: It is empty, or no JSON.
    """
    with suppress(ValueError):
        return reply.json()
    raise Unreadable(f"$: the body is {'not JSON' if reply.content.strip() else 'empty'}")


def tagged_union(
    converter: Converter,
    union: Any,
    tag: str,
    variants: Mapping[str, type[Any]],
    unknown: type[Any],
) -> None:
    """Teach a converter to pick a variant by a key.

    Args:
        converter: The one to teach.
        union: The union's type.
        tag: The key to look at.
        variants: Its values; several may name one variant.
        unknown: A model with a field named like ``tag`` and a field ``data``, for all others.
    """

    def structure(value: Any, _: Any) -> object:
        found = _OBJECT(value, union).get(tag)
        text = found if isinstance(found, str) else ""
        if text in variants:
            return converter.structure(value, variants[text])
        return unknown(**{tag: text, "data": value})

    converter.register_structure_hook(union, structure)
    converter.register_structure_hook(unknown, structure)
    converter.register_unstructure_hook(unknown, lambda v: dict(v.data))
    converter.register_unstructure_hook(union, lambda v: converter.unstructure(v, type(v)))


def _only(promise: str, *kinds: type, convert: Callable[[Any], Any] | None = None) -> Hook:
    """Accept these types exactly (true is no number), and convert."""

    # Runs for every value of every reply: whatever is done here counts.
    def read(value: Any, _: Any) -> Any:
        if type(value) in kinds:
            if convert is None:
                return value
            try:
                return convert(value)
            except (ValueError, ArithmeticError):
                pass
        raise WrongType(promise)

    return read


def _member(value: Any, kind: Any) -> Any:
    if type(value) is str:
        found = kind._value2member_map_.get(value)
        return kind(value) if found is None else found
    raise WrongType("text")


def _whole(value: float) -> int:
    if value != int(value):
        raise ValueError
    return int(value)


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _amount(value: object) -> Decimal:
    amount = Decimal(str(value))
    if not amount.is_finite():
        raise ValueError
    return amount


_SCALARS: Final[Mapping[Any, Hook]] = {
    str: _only("text", str),
    int: _only("a whole number", int, float, convert=_whole),
    float: _only("a number", int, float, convert=float),
    bool: _only("true or false", bool),
    datetime: _only("an ISO 8601 time with a zone", str, convert=_moment),
    Decimal: _only("an amount", str, int, float, convert=_amount),
}


_OBJECT: Final = _only("an object", dict)
_LIST: Final = _only("a list", list)


def _named(converter: Any, kind: type[Any]) -> dict[str, Any]:
    attrs.resolve_types(kind)
    return {name: override(rename=key) for name, key in converter.keys.get(kind, {}).items()}


def _model_hook(kind: type[Any], converter: Any) -> Hook:
    # Without the check, whatever answers to `in` would pass for an empty object.
    structure: Any = make_dict_structure_fn(kind, converter, **_named(converter, kind))

    def read(value: Any, cls: Any) -> Any:
        return structure(value if type(value) is dict else _OBJECT(value, cls), cls)

    return read


def _plain_hook(kind: type[Any], converter: Any) -> Callable[[Any], Any]:
    return make_dict_unstructure_fn(kind, converter, **_named(converter, kind))


def _is_optional(kind: Any) -> bool:
    parts = get_args(kind) if get_origin(kind) in {Union, UnionType} else ()
    return len(parts) == 2 and NoneType in parts


def _optional_hook(kind: Any, converter: Converter) -> Hook:
    (inner,) = (part for part in get_args(kind) if part is not NoneType)
    read = converter.get_structure_hook(inner)
    if inner is str:  # most fields that may be missing are texts
        return lambda value, _: value if value is None or type(value) is str else read(value, str)
    return lambda value, _: None if value is None else read(value, inner)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,)


def _tuple_hook(kind: Any, converter: Converter) -> Hook:
    many: Any = list.__class_getitem__(get_args(kind)[0])
    read = converter.get_structure_hook(many)
    return lambda value, _: tuple(read(_LIST(value, kind), many))


def _say(error: BaseException, _: Any) -> str:
    """Say what is wrong without repeating the value."""
    if isinstance(error, ForbiddenExtraKeysError):
        return f"unknown keys: {', '.join(sorted(error.extra_fields))}"
    if isinstance(error, KeyError):
        return "missing"
    return f"not {error}" if isinstance(error, WrongType) else "not what was promised"

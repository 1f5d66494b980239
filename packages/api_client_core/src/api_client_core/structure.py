"""Plain data to models and back: one strict but forgiving `cattrs` converter per client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar, cast, get_args, get_origin

import attrs
from attrs import frozen
from cattrs import (
    BaseValidationError,
    Converter,
    ForbiddenExtraKeysError,
    override,
    transform_error,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from .errors import Unreadable
from .open_enum import OpenStrEnum
from .wire import Reply

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]


@frozen
class Drift:
    """An optional field that came with an unexpected type. Its default was taken instead."""

    model: str
    field: str
    problem: str


class WrongType(ValueError):
    """A value of another type than promised; says the promised one, never the value."""


drift_reporter: Final[ContextVar[Callable[[Drift], None] | None]] = ContextVar(
    "drift", default=None
)
"""Who is told of a `Drift` while a reply is being read."""


def make_converter(*, strict: bool = False) -> Converter:
    """Build a converter; build it once and share it, also between threads.

    Values are never coerced: ``"false"`` is no bool and ``None`` is no text. An optional field of
    the
    wrong type takes its default and is reported as `Drift`; an essential one (it has no default)
    fails
    with its path. Unknown keys are ignored.

    Args:
        strict: Refuse unknown keys and drift. For tests, where they mean that the API has changed.
    """
    converter = Converter(detailed_validation=True)
    for kind, read in _SCALARS.items():
        converter.register_structure_hook(kind, read)
    converter.register_unstructure_hook(
        datetime, lambda moment: moment.isoformat().replace("+00:00", "Z")
    )
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook_func(_is_open_enum, _open_enum)
    converter.register_structure_hook_func(_is_mapping, lambda value, _: _object(value))
    converter.register_structure_hook_factory(_is_tuple, _tuple_hook)
    converter.register_structure_hook_factory(
        attrs.has, lambda cls, conv: _model_hook(cls, conv, strict=strict)
    )
    converter.register_unstructure_hook_factory(
        attrs.has,
        lambda cls, conv: make_dict_unstructure_fn(cls, conv, _cattrs_omit_if_default=False),
    )
    return converter


def structured(converter: Converter, data: object, kind: type[T]) -> T:
    """Make a model of decoded JSON.

    Raises:
        Unreadable: With one line per fault, each with its JSON path.
    """
    try:
        return converter.structure(data, kind)
    except BaseValidationError as error:
        problems = transform_error(error, "$", format_exception=_say)
    except (ValueError, TypeError, KeyError) as error:
        problems = [f"{_say(error, kind)} @ $"]
    raise Unreadable(*problems)


def decoded(reply: Reply) -> Any:
    """Decode a reply's JSON body.

    Raises:
        Unreadable: It is empty, or no JSON.
    """
    if not reply.content.strip():
        raise Unreadable("$: the body is empty")
    try:
        return reply.json()
    except ValueError:
        raise Unreadable("$: the body is not JSON") from None


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
        unknown: A model with a field named like ``tag`` and a field ``data``, for every other
            value.
    """

    def structure(value: Any, _: Any) -> object:
        data = _object(value)
        found = data.get(tag)
        variant = variants.get(found) if isinstance(found, str) else None
        if variant is None:
            return unknown(**{tag: found if isinstance(found, str) else "", "data": data})
        return converter.structure(data, variant)

    converter.register_structure_hook(union, structure)
    converter.register_structure_hook(unknown, lambda v, _: structure(v, union))
    converter.register_unstructure_hook(unknown, lambda v: dict(v.data))
    converter.register_unstructure_hook(union, lambda v: converter.unstructure(v, type(v)))


def _text(value: Any, _: Any) -> str:
    if isinstance(value, str):
        return value
    raise WrongType("text")


def _whole(value: Any, _: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise WrongType("a whole number")


def _number(value: Any, _: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):
            return float(value)
    raise WrongType("a number")


def _flag(value: Any, _: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise WrongType("true or false")


def _moment(value: Any, _: Any) -> datetime:
    if isinstance(value, str):
        with suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
    raise WrongType("an ISO 8601 time with a zone")


def _money(value: Any, _: Any) -> Decimal:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        with suppress(InvalidOperation):
            amount = Decimal(str(value))
            if amount.is_finite():
                return amount
    raise WrongType("an amount")


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    raise WrongType("an object")


_SCALARS: Final[Mapping[Any, Hook]] = {
    str: _text, int: _whole, float: _number, bool: _flag, datetime: _moment, Decimal: _money,
}  # fmt: skip


def _is_open_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, OpenStrEnum)


def _open_enum(value: Any, kind: type[OpenStrEnum]) -> OpenStrEnum:
    return kind(_text(value, kind))


def _is_mapping(kind: Any) -> bool:
    return bool(kind == Mapping[str, Any])


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,)


def _tuple_hook(kind: Any, converter: Converter) -> Hook:
    many: Any = list.__class_getitem__(kind.__args__[0])

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise WrongType("a list")
        return tuple(converter.structure(cast("list[Any]", value), many))

    return structure


def _model_hook(cls: type[Any], converter: Converter, *, strict: bool) -> Hook:
    attrs.resolve_types(cls)
    lenient: dict[str, Any] = {
        a.name: override(struct_hook=_forgiving(cls.__name__, a, converter, strict=strict))
        for a in attrs.fields(cls)
        if a.default is not attrs.NOTHING
    }
    structure = cast(
        "Hook", make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=strict, **lenient)
    )
    return lambda value, kind: structure(_object(value), kind)


def _forgiving(
    model: str, attribute: attrs.Attribute[Any], converter: Converter, *, strict: bool
) -> Hook:
    kind: Any = attribute.type
    default: Any = attribute.default

    def fallback() -> Any:
        return default.factory() if hasattr(default, "factory") else default

    def structure(value: Any, _: Any) -> Any:
        if value is None:
            return fallback()
        if strict:
            return converter.structure(value, kind)
        try:
            return converter.structure(value, kind)
        except (BaseValidationError, ValueError, TypeError, KeyError) as error:
            if (report := drift_reporter.get()) is not None:
                report(Drift(model, attribute.name, _say(error, kind)))
            return fallback()

    return structure


def _say(error: BaseException, _: Any) -> str:
    """Say what is wrong without repeating the value."""
    if isinstance(error, WrongType):
        return f"not {error}"
    if isinstance(error, KeyError):
        return "missing"
    if isinstance(error, ForbiddenExtraKeysError):
        return f"unknown keys: {', '.join(sorted(error.extra_fields))}"
    return "not what was promised"

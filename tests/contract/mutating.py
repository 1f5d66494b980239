"""What may be changed in an answer, found by walking through it and what was read of it together.

The walk follows the fields of the models, so a field that is added to one is covered from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Final, Union, cast, get_args, get_origin

import attrs
from attrs import frozen

from api_client_core.open_enum import OpenStrEnum
from api_client_core.pages import Page
from api_client_core.secrets import Secret
from calendly_client import models
from calendly_client.converter import CONVERTER

Path = tuple[str | int, ...]
GONE: Final = object()
"""In place of a value: the field is absent."""

_KINDS: Final[Mapping[Any, frozenset[str]]] = {
    str: frozenset({"text"}),
    date: frozenset({"text"}),
    datetime: frozenset({"text"}),
    Secret: frozenset({"text"}),
    int: frozenset({"number"}),
    float: frozenset({"number"}),
    Decimal: frozenset({"text", "number"}),
    bool: frozenset({"boolean"}),
    NoneType: frozenset[str](),
}


def _tags() -> dict[type[Any], str]:
    """Find the fields that variants of unions are told apart by: the models say it in one place."""
    tags = dict[type[Any], str]()
    for union in (getattr(models, name) for name in models.__all__):
        variants = [one for one in get_args(union) if attrs.has(one)]
        for unknown in (one for one in variants if one.__name__.startswith("Unknown")):
            (tag,) = {*attrs.fields_dict(unknown)} - {"data"} or {""}
            tags |= dict.fromkeys(variants, tag)
    return tags


TAGS: Final = _tags()
"""By variant, the name of its tag."""


@frozen
class Spot:
    """A field in an answer.

    Attributes:
        model: The class that has the field.
        attribute: The field.
        told: Where it stands in the JSON.
        kept: Where it stands in what was read.
        holders: The optional fields around it, from outside to inside.
    """

    model: type[Any]
    attribute: attrs.Attribute[Any]
    told: Path
    kept: Path
    holders: tuple[Spot, ...] = ()

    def __str__(self) -> str:
        return json_path(self.told)

    @property
    def essential(self) -> bool:
        """Whether there is nothing to read without it."""
        return not self.optional and not self.holders

    @property
    def optional(self) -> bool:
        """Whether it has a default."""
        return self.attribute.default is not attrs.NOTHING

    @property
    def tag(self) -> bool:
        """Whether variants are told apart by it, be it from beside them."""
        if self.model is models.WebhookDelivery and self.attribute.name == "event":
            return True
        return TAGS.get(self.model) == self.attribute.name

    @property
    def default(self) -> Any:
        """What is kept when nothing is told."""
        default: Any = self.attribute.default
        return default.factory() if hasattr(default, "factory") else default

    @property
    def drift(self) -> tuple[str, str]:
        """How the field is named to ``hooks.on_drift``."""
        return self.model.__name__, self.attribute.name

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of JSON that fit."""
        return _kinds(self.attribute.type)

    @property
    def enum(self) -> type[OpenStrEnum] | None:
        """The enum, if it holds one or several of its values."""
        for kind in (self.attribute.type, *get_args(self.attribute.type)):
            if isinstance(kind, type) and issubclass(kind, OpenStrEnum):
                return kind
        return None


def spots(told: Any, kept: Any) -> list[Spot]:
    """Find the fields of all models in a good answer; of items that are alike, the first one's."""
    unlike = dict[Any, Spot]()
    for at, inner, model in roots(told, kept):
        for spot in _walk(inner, model, at, ()):
            names = tuple(step for step in spot.told if isinstance(step, str))
            unlike.setdefault((spot.model, names), spot)
    return list(unlike.values())


def roots(told: Any, kept: Any) -> Iterator[tuple[tuple[Path, Path], Any, Any]]:
    """Find the rows, where they stand in JSON and in what was read, out of their wrapping."""
    page = is_a(Page, kept)
    if page or is_a(tuple, kept):
        for index, row in enumerate(tuple(kept)):
            at = (("collection", index), ("items", index) if page else (index,))
            yield at, told["collection"][index], row
        if page and type(kept) is not Page:
            yield ((), ()), told, kept
    elif "resource" in told:
        yield (("resource",), ()), told["resource"], kept
    elif "collection" in told:
        yield (("collection", 0), ()), told["collection"][0], kept
    else:
        yield ((), ()), told, kept


def parts_of(kind: Any) -> set[type[Any]]:
    """Find the models that a type may hold, and those within them, `Unknown...` apart."""
    found, left = set[type[Any]](), [kind]
    while left:
        one = left.pop()
        left += get_args(one)
        if attrs.has(one) and one not in found and not one.__name__.startswith("Unknown"):
            found.add(one)
            left += [attribute.type for attribute in attrs.fields(attrs.resolve_types(one))]
    return found


def changed(told: Any, at: Path, value: Any) -> Any:
    """Copy an answer with another value in one place, or without any there."""
    (step, *rest), copied = at, copy(told)
    if rest:
        copied[step] = changed(told[step], tuple(rest), value)
    elif value is GONE:
        copied.pop(step, None)
    else:
        copied[step] = value
    return copied


def put(kept: Any, at: Path, value: Any) -> Any:
    """Copy what was read with another value in one place."""
    if not at:
        return value
    step, *rest = at
    if isinstance(step, int):
        return (*kept[:step], put(kept[step], tuple(rest), value), *kept[step + 1 :])
    return attrs.evolve(kept, **{step: put(getattr(kept, step), tuple(rest), value)})


def is_a(kind: type[Any], value: Any) -> bool:
    """Tell whether a value is of a kind; to type-checkers it stays anything."""
    return isinstance(value, kind)


def look(kept: Any, at: Path) -> Any:
    """Find what stands in one place of what was read."""
    for step in at:
        kept = kept[step] if isinstance(step, int) else getattr(kept, step)
    return kept


def json_path(at: Path) -> str:
    """Write a path as errors do."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at)


def kind_of(value: Any) -> str:
    """Name the kind of JSON that a value is."""
    for kinds, name in (
        ((NoneType,), "null"),
        ((bool,), "boolean"),
        ((int, float), "number"),
        ((str,), "text"),
        ((list,), "list"),
    ):
        if isinstance(value, kinds):
            return name
    return "object"


def _walk(told: Any, kept: Any, at: tuple[Path, Path], holders: tuple[Spot, ...]) -> Iterator[Spot]:
    model: type[Any] = kept.__class__
    if not attrs.has(model) or not isinstance(told, dict):
        return
    attrs.resolve_types(model)
    keys = CONVERTER.keys.get(model, {})
    for attribute in attrs.fields(model):
        if attribute.type == Mapping[str, Any] and attribute.name == "data":
            return  # it keeps all that was told as it is
        if attribute.name in _NOT_TOLD or (is_a(Page, kept) and attribute.name == "items"):
            continue
        key = keys.get(attribute.name, attribute.name)
        spot = Spot(model, attribute, (*at[0], key), (*at[1], attribute.name), holders)
        yield spot
        inner: Any = cast("dict[str, Any]", told).get(key)
        value: Any = getattr(kept, attribute.name)
        around = (*holders, spot) if spot.optional else holders
        if is_a(tuple, value) and is_a(list, inner):
            for index, (row, item) in enumerate(zip(inner, value, strict=True)):
                yield from _walk(row, item, ((*spot.told, index), (*spot.kept, index)), around)
        else:
            yield from _walk(inner, value, (spot.told, spot.kept), around)


_NOT_TOLD: Final = frozenset({"next_token", "token_parameter", "raw"})


def _kinds(kind: Any) -> frozenset[str]:
    if isinstance(kind, type) and issubclass(kind, OpenStrEnum):
        return _KINDS[str]
    if get_origin(kind) in {Union, UnionType}:
        return frozenset[str]().union(*(_kinds(one) for one in get_args(kind)))
    if get_origin(kind) is tuple:
        return frozenset({"list"})
    return _KINDS.get(kind, frozenset({"object"}))

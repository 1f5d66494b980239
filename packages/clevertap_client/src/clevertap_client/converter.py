"""The one converter of this client, and how its replies are read."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar, cast

import attrs
from attrs import field, frozen
from cattrs import Converter

from api_client_core.errors import Rejected, Unreadable
from api_client_core.structure import WrongType, decoded, make_converter, structured
from api_client_core.wire import Reply

from .models import Code, Epoch, EventSummary, Platform, Profile

T = TypeVar("T")
_RENAMED: Final[Mapping[type[Any], Mapping[str, str]]] = {
    Profile: {"profileData": "properties", "platformInfo": "platforms"},
    Platform: {"objectId": "object_id"},
}
_TEXTS: Final = frozenset({"identity", "phone"})


def build_converter(*, strict: bool = False) -> Converter:
    """Build a converter that knows CleverTap's habits.

    Args:
        strict: Refuse unknown keys and values of other types. For tests.
    """
    converter = make_converter(strict=strict)
    converter.register_structure_hook_func(lambda kind: kind == Code, _code)
    converter.register_structure_hook(Epoch, _epoch)
    converter.register_structure_hook_func(_is_events, _events(converter))
    for kind, names in _RENAMED.items():
        _rename(converter, kind, names)
    return converter


def _code(value: Any, _: Any) -> Code:
    if isinstance(value, int | str) and not isinstance(value, bool):
        return value
    raise WrongType("a number or text")


def _epoch(value: Any, _: Any) -> datetime:
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(value, UTC)
    raise WrongType("epoch seconds")


def _is_events(kind: Any) -> bool:
    return bool(kind == Mapping[str, EventSummary])


def _events(converter: Converter) -> Any:
    def structure(value: Any, _: Any) -> dict[str, EventSummary]:
        if not isinstance(value, dict):
            raise WrongType("an object")
        events = cast("dict[str, Any]", value)
        return {name: converter.structure(item, EventSummary) for name, item in events.items()}

    return structure


def _rename(converter: Converter, kind: type[Any], names: Mapping[str, str]) -> None:
    inner = converter.get_structure_hook(kind)
    known = {field.name for field in attrs.fields(kind)} - {"more"}
    keeps = "more" in attrs.fields_dict(kind)

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise WrongType("an object")
        data = {names.get(key, key): item for key, item in cast("dict[str, Any]", value).items()}
        for key in _TEXTS & data.keys():
            if isinstance(data[key], int) and not isinstance(data[key], bool):
                data[key] = str(data[key])  # a phone or an id that CleverTap took for a number
        if keeps:
            data["more"] = {key: data.pop(key) for key in list(data) if key not in known}
        return inner(data, kind)

    converter.register_structure_hook(kind, structure)


CONVERTER: Final = build_converter()


@frozen
class Whole(Generic[T]):
    """Read a reply whose body is the model.

    A body that says ``fail`` is an error, unless ``fails_in`` names a key that holds the failures.
    """

    kind: type[T]
    fails_in: str | None = None

    def __call__(self, reply: Reply) -> T:
        """Read it."""
        data = _succeeded(reply, self.fails_in)
        return structured(CONVERTER, data, self.kind)


@frozen
class Inside(Generic[T]):
    """Read a reply that holds the model under a key. Without it, there is no such thing."""

    kind: type[T]
    key: str = field(default="record")

    def __call__(self, reply: Reply) -> T:
        """Read it."""
        data = _succeeded(reply)
        if not data.get(self.key):
            raise Rejected
        return structured(CONVERTER, data[self.key], self.kind)


def _succeeded(reply: Reply, fails_in: str | None = None) -> dict[str, Any]:
    data = decoded(reply)
    if not isinstance(data, dict):
        raise Unreadable("$: not an object")
    body = cast("dict[str, Any]", data)
    if body.get("status") == "fail" and not (fails_in and body.get(fails_in)):
        raise Rejected
    return body

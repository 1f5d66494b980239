"""The one converter of this client, and how its replies are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast

import attrs
from attrs import frozen

from api_client_core.errors import Rejected, Unreadable
from api_client_core.structure import ModelConverter, WrongType, decoded, make_converter, structured
from api_client_core.wire import Reply

from .models import (
    ActiveUsers,
    Code,
    ContentBlock,
    CustomList,
    DeletedVariables,
    Epoch,
    ExportedEvent,
    MessageStats,
    Platform,
    Profile,
    TopValues,
    UploadReply,
    UploadUrl,
    VariableValue,
)

T = TypeVar("T")
Number: TypeAlias = int | float
_KEYS: Final[Mapping[type[Any], Mapping[str, str]]] = {
    ActiveUsers: {"last_processed_at": "last_processed_ts"},
    ContentBlock: {
        "created_at": "createdAt",
        "created_by": "createdBy",
        "updated_at": "updatedAt",
        "updated_by": "updatedBy",
    },
    CustomList: {"segment_id": "Segment ID"},
    DeletedVariables: {"deleted": "deletedVariables", "problematic": "problematicVariables"},
    ExportedEvent: {
        "properties": "event_props",
        "session": "session_props",
        "device": "deviceInfo",
    },
    MessageStats: {"id": "message_id", "name": "message_name"},
    Platform: {"object_id": "objectId"},
    Profile: {
        "properties": "profileData",
        "platforms": "platformInfo",
        "object_id": "objectId",
    },
    TopValues: {"texts": "STR", "numbers": "NUMBER", "problem": "error"},
    UploadUrl: {"url": "presignedS3URL"},
}


def build_converter(*, strict: bool = False) -> ModelConverter:
    """Build a converter that knows CleverTap's habits.

    Args:
        strict: Refuse unknown keys and values of other types. For tests.
    """
    converter = make_converter(strict=strict, keys=_KEYS)
    converter.register_structure_hook_func(lambda kind: kind == Code, _code)
    converter.register_structure_hook_func(lambda kind: kind == Number, _number)
    converter.register_structure_hook_func(lambda kind: kind == VariableValue, _plain)
    converter.register_structure_hook(Epoch, _epoch)
    return converter


def _code(value: Any, _: Any) -> Code:
    if isinstance(value, int | str) and not isinstance(value, bool):
        return value
    raise WrongType("a number or text")


def _number(value: Any, _: Any) -> Number:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise WrongType("a number")


def _plain(value: Any, _: Any) -> VariableValue:
    if isinstance(value, str | bool | int | float):
        return value
    raise WrongType("a plain value")


def _epoch(value: Any, _: Any) -> datetime:
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(value, UTC)
    raise WrongType("epoch seconds")


@frozen
class Sorted:
    """Prepare an object for a model that keeps what it does not name in its ``more``."""

    kind: type[Any]

    def __call__(self, data: Any) -> Any:
        """Give it with the unknown keys under ``more``, but for CleverTap's ``status``."""
        if not isinstance(data, dict):
            return data
        given = cast("dict[str, Any]", data)
        keys = _KEYS.get(self.kind, {})
        known = {keys.get(name, name) for name in attrs.fields_dict(self.kind)} - {"more"}
        kept = {key: value for key, value in given.items() if key in known}
        others = known | {"status"}
        return {**kept, "more": {key: given[key] for key in given if key not in others}}


def as_object(data: object) -> dict[str, Any]:
    """Give an object itself, and an empty one in place of anything else."""
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


_PROFILE: Final = Sorted(Profile)
_PLATFORM: Final = Sorted(Platform)


def profile_data(record: Any) -> Any:
    """Give CleverTap's record of a person as `Profile` takes it.

    A phone or an identity that CleverTap took for a number becomes text again; keys that are not
    documented go to ``more``.
    """
    data = _PROFILE(record)
    found = as_object(data)
    for key in ("identity", "phone"):
        if type(found.get(key)) is int:
            found[key] = str(found[key])
    if isinstance(rows := found.get("platformInfo"), list):
        found["platformInfo"] = [_PLATFORM(row) for row in cast("list[object]", rows)]
    return data


CONVERTER: Final = build_converter()


@frozen
class Whole(Generic[T]):
    """Read a reply whose body is the model."""

    kind: type[T]
    prepare: Callable[[Any], Any] | None = None

    def __call__(self, reply: Reply) -> T:
        """Read it."""
        data = succeeded(reply)
        return structured(CONVERTER, self.prepare(data) if self.prepare else data, self.kind)


@frozen
class Judged:
    """Read the answer to an upload. A body that says ``fail`` of each record is no error."""

    def __call__(self, reply: Reply) -> UploadReply:
        """Read it."""
        data = _object(reply)
        none: list[object] = []
        rows = none if data.get("unprocessed") is None else data["unprocessed"]
        if not isinstance(rows, list):
            raise Unreadable("not a list @ $.unprocessed")
        if data.get("status") == "fail" and not rows:
            raise Rejected
        # What is no object still says that a record was refused.
        found = [as_object(row) for row in cast("list[object]", rows)]
        return structured(CONVERTER, {**data, "unprocessed": found}, UploadReply)


@frozen
class Inside(Generic[T]):
    """Read a reply that holds the model under a key. Without it, there is no such thing."""

    kind: type[T]
    key: str = "record"
    prepare: Callable[[Any], Any] | None = None

    def __call__(self, reply: Reply) -> T:
        """Read it."""
        data = succeeded(reply)
        if not data.get(self.key):
            raise Rejected
        found = data[self.key]
        return structured(CONVERTER, self.prepare(found) if self.prepare else found, self.kind)


@frozen
class Many(Generic[T]):
    """Read a reply that lists models under a key. Without it, there are none."""

    kind: type[T]
    key: str

    def __call__(self, reply: Reply) -> tuple[T, ...]:
        """Read it."""
        rows = succeeded(reply).get(self.key)
        many: Any = tuple.__class_getitem__((self.kind, ...))
        return cast("tuple[T, ...]", structured(CONVERTER, [] if rows is None else rows, many))


def done(reply: Reply) -> None:
    """Read a reply that says success, and no more.

    Raises:
        Unreadable: The body is empty, which is what CleverTap says to an unknown path.
        Rejected: It says fail.
    """
    if reply.status != 204:
        succeeded(reply)


def succeeded(reply: Reply) -> dict[str, Any]:
    """Give the body of a reply that does not say fail.

    Raises:
        Unreadable: It is empty, no JSON, or no object.
        Rejected: Its status is 200, and it says fail.
    """
    body = _object(reply)
    if body.get("status") == "fail":
        raise Rejected
    return body


def _object(reply: Reply) -> dict[str, Any]:
    data = decoded(reply)
    if not isinstance(data, dict):
        raise Unreadable("$: not an object")
    return cast("dict[str, Any]", data)


def ready(reply: Reply) -> dict[str, Any]:
    """Give the body of a reply that says neither fail nor partial.

    Raises:
        Unreadable: It is empty, no JSON, or no object.
        Rejected: It says fail, or that the result is not ready.
    """
    body = succeeded(reply)
    if body.get("status") == "partial":
        raise Rejected
    return body

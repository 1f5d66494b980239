"""What all kinds of records share: the head they are sent with, and being taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar, cast

from .errors import InvalidArgument
from .users import User, key_of, user_of

R = TypeVar("R")


def head(kind: Literal["event", "profile"], user: User, at: datetime | None) -> dict[str, Any]:
    """Begin a record."""
    key, value = key_of(user)
    if at is None:
        return {"type": kind, key: value}
    return {"type": kind, key: value, "ts": int(at.timestamp())}


def person(data: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Read whom a record of a kind is about, and when it happened."""
    of_kind(data, kind)
    keys = [key for key in ("identity", "objectId", "FBID", "GPID") if key in data]
    if len(keys) != 1:
        raise InvalidArgument("identity", "must be given once: identity, objectId, FBID or GPID")
    return {"user": user_of(keys[0], get(data, keys[0])), "at": _moment(data)}


def _moment(data: Mapping[str, Any]) -> datetime | None:
    if data.get("ts") is None:
        return None
    try:
        return datetime.fromtimestamp(get(data, "ts", int), UTC)
    except (ValueError, OverflowError, OSError):
        raise InvalidArgument("ts", "is no time in Unix seconds") from None


def kind_of(data: Mapping[str, Any]) -> object:
    """Give the kind of a record.

    Raises:
        InvalidArgument: It is no object, let alone a record.
    """
    if not isinstance(cast("object", data), Mapping):
        raise InvalidArgument("data", "must be what a record's to_wire gave")
    return data.get("type")


def of_kind(data: Mapping[str, Any], kind: str) -> None:
    """Refuse a record of another kind."""
    if kind_of(data) != kind:
        raise InvalidArgument("type", f"is not {kind!r}")


def get(data: Mapping[str, Any], key: str, kind: type[Any] = str) -> Any:
    """Give what a record must have."""
    value = data.get(key)
    if not isinstance(value, kind):
        raise InvalidArgument(key, f"is missing or of the wrong type in a {data.get('type')}")
    return value


def bare(cls: type[R], **fields: Any) -> R:
    """Make a frozen object without running its checks."""
    made = cls.__new__(cls)
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made

"""Whom a record or a look-up is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from attrs import field, frozen

from .errors import InvalidArgument

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _checked(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidArgument(
            name, f"must be text, or an ObjectId, Fbid or Gpid, not {type(value).__name__}"
        )
    if value.isascii() and value.isprintable() and value == value.strip() != "":
        return value
    if not value.strip():
        raise InvalidArgument(name, "is empty: name the person the record is about")
    if value != value.strip() or _CONTROL.search(value):
        raise InvalidArgument(
            name,
            "begins or ends with a space, or holds a control character; CleverTap would take it "
            "for another person",
        )
    if _SURROGATE.search(value):
        raise InvalidArgument(name, "holds half of a character pair (a lone surrogate)")
    return value


def _field(name: str) -> str:
    # Not shown: it names a person.
    made: str = field(converter=lambda value: _checked(name, value), repr=False)
    return made


@frozen
class ObjectId:
    """CleverTap's own id of a profile or device: ``objectId``, in the dashboard CleverTap ID."""

    value: str = _field("object id")


@frozen
class Fbid:
    """A Facebook id."""

    value: str = _field("Facebook id")


@frozen
class Gpid:
    """A Google id."""

    value: str = _field("Google id")


@frozen
class Email:
    """An e-mail address, to look a profile up by. Records name people by identity instead."""

    value: str = _field("e-mail address")


User: TypeAlias = str | ObjectId | Fbid | Gpid
"""Whom a record is about: an identity (own id, e-mail, phone), or one of the marked ids."""

_KEYS: Final[Mapping[type[object], str]] = {
    ObjectId: "objectId",
    Fbid: "FBID",
    Gpid: "GPID",
    Email: "email",
}


def key_of(user: User | Email) -> tuple[str, str]:
    """Give the key and the text with which CleverTap's requests name a person."""
    if isinstance(user, str):
        return "identity", str.__str__(user)
    return _KEYS[type(user)], user.value


def user_of(key: str, value: str) -> User:
    """Give the user that a key and a text of a record name."""
    if key == "objectId":
        return ObjectId(value)
    if key == "FBID":
        return Fbid(value)
    return Gpid(value) if key == "GPID" else value


def checked_user(value: object) -> User:
    """Check whom a record is about.

    Raises:
        InvalidArgument: It is empty, no text, or begins or ends with a space.
    """
    if isinstance(value, str):
        return _checked("user", value)
    if isinstance(value, ObjectId | Fbid | Gpid):
        return value
    if isinstance(value, Email):
        raise InvalidArgument(
            "user", "a record names people by identity: pass the address as plain text"
        )
    return _checked("user", value)

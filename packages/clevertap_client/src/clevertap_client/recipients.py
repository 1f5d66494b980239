"""Named users, as messages and external triggers address them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias, cast

from .errors import InvalidArgument
from .users import Email, Fbid, Gpid, ObjectId, checked_user

Recipient: TypeAlias = str | ObjectId | Fbid | Gpid | Email
"""Who gets a message: an identity (own id, e-mail, phone), or one of the marked ids."""
TriggerRecipient: TypeAlias = str | ObjectId | Email
"""Who gets an external trigger: an identity, an `ObjectId` or an `Email`."""

_MESSAGES: Final[Mapping[type[object], str]] = {
    str: "Identity",
    ObjectId: "objectId",
    Fbid: "FBID",
    Gpid: "GPID",
    Email: "Email",
}
_TRIGGERS: Final[Mapping[type[object], str]] = {
    str: "identity",
    ObjectId: "objectId",
    Email: "email",
}


def several_recipients(given: Recipient | Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Give those who are meant, each once, also if it is one.

    Raises:
        InvalidArgument: Nobody is, or something among them names nobody.
    """
    loose: object = cast("object", given)
    if isinstance(loose, str | ObjectId | Fbid | Gpid | Email):
        found: tuple[Recipient, ...] = (loose,)
    elif isinstance(loose, Iterable) and not isinstance(loose, Mapping | bytes):
        found = tuple(cast("Iterable[Recipient]", loose))
    else:
        raise InvalidArgument("to", "must be a user, or a list of users")
    if not found:
        raise InvalidArgument("to", "names nobody")
    return tuple(dict.fromkeys(map(_checked, found)))


def addressed(given: Recipient | Iterable[Recipient], most: int) -> dict[str, Any]:
    """Give the ``to`` of a message.

    Raises:
        InvalidArgument: It names nobody, too many, or something that is no user.
    """
    return _grouped(several_recipients(given), _MESSAGES, most)


def triggered(given: TriggerRecipient | Iterable[TriggerRecipient], most: int) -> dict[str, Any]:
    """Give the ``to`` of an external trigger, whose keys are spelt otherwise.

    Raises:
        InvalidArgument: It names nobody, too many, something that is no user, or users of
            different kinds.
    """
    to = _grouped(several_recipients(given), _TRIGGERS, most)
    if len(to) > 1:
        raise InvalidArgument(
            "to", f"mixes {' and '.join(to)}: fire once for each kind, CleverTap documents one"
        )
    return to


def _checked(one: Recipient) -> Recipient:
    return one if isinstance(one, Email) else checked_user(one)


def _grouped(
    users: tuple[Recipient, ...], keys: Mapping[type[object], str], most: int
) -> dict[str, Any]:
    if len(users) > most:
        raise InvalidArgument("to", f"must be at most {most} users, not {len(users)}")
    to: dict[str, Any] = {}
    for one in users:
        text = isinstance(one, str)
        name = keys.get(str if text else type(one))
        if name is None:
            raise InvalidArgument("to", f"takes no {type(one).__name__} here")
        to.setdefault(name, []).append(str.__str__(one) if isinstance(one, str) else one.value)
    return to

"""The profile keys that are CleverTap's own, and what each of them takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final, TypeAlias, cast

from . import limits as facts
from .errors import InvalidArgument
from .limits import Limits
from .users import checked_user
from .values import is_list, scalar, seconds, text, texts

Check: TypeAlias = Callable[[str, object, Limits], Any]


def _choice(*allowed: str) -> Check:
    def check(where: str, value: object, limits: Limits) -> str:
        if value not in allowed:
            raise InvalidArgument(where, f"must be one of {', '.join(allowed)}")
        return text(where, value, limits)

    return check


def _like(pattern: str, right: str) -> Check:
    matches = re.compile(pattern).fullmatch

    def check(where: str, value: object, limits: Limits) -> str:
        given = text(where, value, limits)
        if not matches(given):
            raise InvalidArgument(where, f"must be {right}")
        return given

    return check


def _flag(where: str, value: object, _: Limits) -> bool:
    if not isinstance(value, bool):
        raise InvalidArgument(where, "must be True or False")
    return value


def _age(where: str, value: object, limits: Limits) -> int | str:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return text(where, value, limits)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return int(scalar(where, value, limits))
    raise InvalidArgument(where, "must be a whole number of years")


_DATE: Final = _like(r"\$D_-?[0-9]+", "a date, an aware datetime, or '$D_' and epoch seconds")


def _birthday(where: str, value: object, limits: Limits) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(), UTC)
    if isinstance(value, datetime):
        return f"$D_{seconds(where, value)}"
    return cast("str", _DATE(where, value, limits))


def _categories(where: str, value: object, limits: Limits) -> tuple[str, ...]:
    if not is_list(value):
        raise InvalidArgument(where, "must be a list of category names")
    return texts(where, cast("Iterable[object]", value), limits)


def _identity(where: str, value: object, limits: Limits) -> str:
    given = text(where, value, limits)
    checked_user(given)
    return given


PREDEFINED: Final[Mapping[str, Check]] = {
    **{name: _choice(*allowed) for name, allowed in facts.CHOICES.value.items()},
    **dict.fromkeys(("MSG-email", "MSG-push", "MSG-sms", "MSG-whatsapp"), _flag),
    **dict.fromkeys(("category-unsubscribe", "category-resubscribe"), _categories),
    **dict.fromkeys(("Name", "Photo", "Tz", "Customer Type"), text),
    "Email": _like(facts.EMAIL.value, "one e-mail address"),
    "Phone": _like(facts.PHONE.value, "E.164: a plus, the country code, digits only"),
    "Age": _age,
    "DOB": _birthday,
    "identity": _identity,
}
"""``identity`` gives the profile another identity; all others are properties."""

FIT: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(PREDEFINED, frozenset({"$delete"})),
    "Age": frozenset({"$delete", "$incr", "$decr"}),
    "identity": frozenset[str](),
}
"""Which operators CleverTap's own keys take; assumed from what they hold. Yours take all."""

"""Settings that several paths take: durations, places and dates. Checked, and as JSON."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final, TypeAlias, cast

from api_client_core.wire import UNSET, Unset

from ..errors import InvalidArgument
from ..models import LocationConfiguration, LocationKind, UnknownConfiguration
from ._checks import several, text, whole, written

Place: TypeAlias = LocationConfiguration | LocationKind | Mapping[str, Any] | str
"""Where to meet: a configuration, or its JSON, or the kind alone, such as ``zoom_conference``."""

JSON: TypeAlias = dict[str, Any]

NEEDED: Final[Mapping[str, str]] = {"inbound_call": "phone_number"}
"""What a kind of place needs, where Calendly says so: for one-off event types and shares."""

NOTHING: Final[Mapping[str, str]] = {}

MINUTES: Final = 720


def given(**settings: object) -> JSON:
    """Give what to send: neither None nor ``UNSET`` is."""
    return {name: UNSET if value is None else value for name, value in settings.items()}


def changes(settings: Mapping[str, object], clearable: Container[str] = ()) -> JSON:
    """Give what to change: something, and None only where it clears.

    Raises:
        InvalidArgument: Nothing is to be changed, or None is given for what cannot be cleared.
    """
    for name, value in settings.items():
        if value is None and name not in clearable:
            raise InvalidArgument(name, "cannot be cleared: leave it out, or pass a value")
    if all(value is UNSET for value in settings.values()):
        raise InvalidArgument(next(iter(settings)), f"give at least one of {', '.join(settings)}")
    return dict(settings)


def filled(name: str, value: str | Unset | None, longest: int | None = None) -> str | Unset | None:
    """Give a text that is not blank, if one is given.

    Raises:
        InvalidArgument: It is blank, or too long.
    """
    if isinstance(value, str) and not value.strip():
        raise InvalidArgument(name, "is blank")
    return text(name, value, longest) if longest and isinstance(value, str) else value


def number(
    name: str, value: int | Unset | None, low: int = 1, high: int = MINUTES
) -> int | Unset | None:
    """Give a whole number within its range, if one is given; by default that of a duration.

    Raises:
        InvalidArgument: It is not whole, or outside.
    """
    return value if value is None or value is UNSET else whole(name, value, low, high)


def durations(duration: int | Unset | None, options: Sequence[int] | Unset | None) -> JSON:
    """Give a duration and what else may be chosen: at most 4, and the duration is one of them.

    Raises:
        InvalidArgument: One is out of range, told twice, or there are too many.
    """
    length = number("duration", duration)
    if options is None or isinstance(options, Unset):
        return {"duration": length, "duration_options": options}
    name = "duration_options"
    chosen = [whole(name, each, 1, MINUTES) for each in several(name, options, at_most=4)]
    if len(set(chosen)) < len(chosen):
        raise InvalidArgument(name, "must not hold a duration twice")
    if isinstance(length, int) and length not in chosen:
        raise InvalidArgument("duration", f"must be one of duration_options: {chosen}")
    return {"duration": length, name: chosen}


def as_json(name: str, value: object) -> JSON:
    """Give a model, or what is a mapping already, as the JSON of a body.

    Raises:
        InvalidArgument: It is neither.
    """
    told = written(value)
    if not isinstance(told, Mapping):
        raise InvalidArgument(name, "must be a model, or its JSON as a mapping")
    return dict(cast("Mapping[str, Any]", told))


def place(
    name: str, where: Place, *, needed: Mapping[str, str] = NOTHING, longest: int | None = None
) -> JSON:
    """Give a place as JSON.

    Args:
        name: The parameter.
        where: The place.
        needed: By kind, what it needs.
        longest: How many characters its texts may have.

    Raises:
        InvalidArgument: The kind is missing, or what it needs, or a text is too long.
    """
    if isinstance(where, UnknownConfiguration):
        told: JSON = {"kind": where.kind, **where.data}
    else:
        told = {"kind": str(where)} if isinstance(where, str) else as_json(name, where)
    kind = told.get("kind")
    if not isinstance(kind, str) or not kind:
        raise InvalidArgument(f"{name}.kind", "is missing: say which, such as zoom_conference")
    if (key := needed.get(kind)) and not told.get(key):
        raise InvalidArgument(f"{name}.{key}", f"is missing: the kind {kind} needs it")
    for key in ("location", "additional_info"):
        if longest is not None and isinstance(told.get(key), str):
            text(f"{name}.{key}", told[key], longest, shortest=0)
    return told


def places(
    name: str,
    where: Sequence[Place] | Unset | None,
    *,
    needed: Mapping[str, str] = NOTHING,
    longest: int | None = None,
) -> list[JSON] | Unset | None:
    """Give places as JSON, if any are given; see `place`.

    Raises:
        InvalidArgument: One is wrong, or they are no list.
    """
    if where is None or isinstance(where, Unset):
        return where
    told = enumerate(several(name, where, at_least=0))
    return [place(f"{name}[{i}]", each, needed=needed, longest=longest) for i, each in told]


def day(name: str, value: date | str) -> date:
    """Give a date.

    Raises:
        InvalidArgument: It is none, or has a time of day.
    """
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, date) or isinstance(found, datetime):
        raise InvalidArgument(name, "must be a date without a time, such as date(2026, 12, 24)")
    return found


def moment(value: Any) -> Any:
    """Read a time that JSON carries as text; anything else passes as it is, to be checked."""
    with suppress(ValueError):
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    return value

"""Arguments, checked before anything is sent. Each check names the parameter, and what is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar, cast

import attrs

from api_client_core.wire import UNSET

from .._moments import aware as aware
from ..converter import CONVERTER
from ..errors import InvalidArgument
from ..ids import uri_of

T = TypeVar("T")
_DAY: Final = timedelta(days=1)


def several(
    name: str, values: Iterable[T], *, at_most: int | None = None, at_least: int = 1
) -> tuple[T, ...]:
    """Give a list that is no bare text, and of the right length.

    Raises:
        InvalidArgument: It is one text, too short, or too long.
    """
    if isinstance(values, str | bytes):
        raise InvalidArgument(name, "must be a list of values, not one text")
    found = tuple(values)
    if len(found) < at_least:
        raise InvalidArgument(name, f"must hold at least {at_least}")
    if at_most is not None and len(found) > at_most:
        raise InvalidArgument(name, f"must hold at most {at_most}, not {len(found)}")
    return found


def uris(name: str, refs: Iterable[str], collection: str, **length: int) -> tuple[str, ...]:
    """Give several full URIs, made of URIs or their last segments.

    Raises:
        InvalidArgument: One is empty, or a URI of something else; or the list is too long.
    """
    return tuple(uri_of(ref, name, collection) for ref in several(name, refs, **length))


def text(name: str, value: str, longest: int, *, shortest: int = 1) -> str:
    """Give a text of the right length.

    Raises:
        InvalidArgument: It is shorter or longer.
    """
    if not shortest <= len(value) <= longest or (shortest and not value.strip()):
        raise InvalidArgument(name, f"must have {shortest} to {longest} characters")
    return value


def filled(name: str, value: str) -> str:
    """Give a text that says something.

    Raises:
        InvalidArgument: It is empty, or blank.
    """
    if not value.strip():
        raise InvalidArgument(name, "is empty")
    return value


def whole(name: str, value: int, low: int, high: int) -> int:
    """Give a whole number within its range.

    Raises:
        InvalidArgument: It is none, or outside.
    """
    if isinstance(value, bool) or value not in range(low, high + 1):
        raise InvalidArgument(name, f"must be a whole number from {low} to {high}, not {value!r}")
    return int(value)  # 5.0 is whole, too


def email(name: str, value: str) -> str:
    """Give what looks like one e-mail address.

    Raises:
        InvalidArgument: It does not.
    """
    local, at, domain = value.rpartition("@")
    if not (local and at and domain) or len(value.split()) != 1 or "," in value:
        raise InvalidArgument(name, "must be one e-mail address, such as ada@example.org")
    return value


def emails(name: str, values: Sequence[str], *, at_most: int | None = None) -> tuple[str, ...]:
    """Give a list of e-mail addresses.

    Raises:
        InvalidArgument: It is empty, too long, or holds something else.
    """
    return tuple(email(name, value) for value in several(name, values, at_most=at_most))


def window(
    start: tuple[str, datetime], end: tuple[str, datetime], longest: timedelta
) -> dict[str, datetime]:
    """Give a window of time with an end after its start, and no longer than the API allows.

    What has a limit has a method ``walk`` as well, which has none.

    Args:
        start: The parameter's name, and when.
        end: The parameter's name, and when.
        longest: What the API allows.

    Raises:
        InvalidArgument: A time has no zone, the window runs backwards, or it is too long.
    """
    # In UTC, for in one time zone Python compares clocks, and these are set twice a year.
    since, until = (aware(*given).astimezone(UTC) for given in (start, end))
    if until <= since:
        raise InvalidArgument(end[0], f"must lie after {start[0]}")
    if until - since > longest:
        raise InvalidArgument(
            end[0], f"must lie within {longest // _DAY} days of {start[0]}; for more, use walk()"
        )
    return dict((start, end))


def exactly_one(**given: object) -> None:
    """Refuse none, and more than one, of several parameters.

    Raises:
        InvalidArgument: Not exactly one is given.
    """
    names = list(given)
    told = [name for name, value in given.items() if value is not None and value is not UNSET]
    if len(told) != 1:
        raise InvalidArgument(
            told[1] if told else names[0], f"give exactly one of {' and '.join(names)}"
        )


def written(value: object) -> Any:
    """Give a model as the JSON that a body carries: what is None or ``UNSET`` is left out.

    Anything else passes as it is, for what a model does not know yet.
    """
    if attrs.has(type(value)):
        keys = CONVERTER.keys.get(type(value), {})
        pairs = attrs.asdict(value, recurse=False).items()  # type: ignore[arg-type] # it has
        given = {key: item for key, item in pairs if item is not None and item is not UNSET}
        return {keys.get(key, key): written(item) for key, item in given.items()}
    if isinstance(value, list | tuple):
        return [written(item) for item in cast("Sequence[object]", value)]
    return value

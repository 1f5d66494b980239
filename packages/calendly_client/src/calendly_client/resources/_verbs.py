"""The vocabulary of resource methods: each verb describes a `Call`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeVar

from api_client_core.steps import Call
from api_client_core.verbs import Verbs
from api_client_core.wire import QueryValue, Reply

from ..converter import nothing
from ..errors import InvalidArgument

T = TypeVar("T")
_VERBS: Final = Verbs("calendly", InvalidArgument)


def GET(
    *path: str, returns: Callable[[Reply], T], query: Mapping[str, QueryValue] | None = None
) -> Call[T]:
    """Read something."""
    return _VERBS.call("GET", *path, returns=returns, query=query)


def POST(
    *path: str,
    returns: Callable[[Reply], T],
    body: Mapping[str, object],
    idempotent: bool | None = None,
) -> Call[T]:
    """Make something. It is not sent again when its fate is unknown, unless it is idempotent."""
    return _VERBS.call("POST", *path, returns=returns, body=body, idempotent=idempotent)


def DELETE(*path: str) -> Call[None]:
    """Remove something."""
    return _VERBS.call("DELETE", *path, returns=nothing)


def rows(count: int) -> int:
    """Check how many rows are asked for."""
    if not 1 <= count <= 100:
        raise InvalidArgument("count", f"must be 1 to 100, not {count}")
    return count


def ordered(
    earliest: datetime | None, latest: datetime | None, names: tuple[str, str]
) -> tuple[datetime | None, datetime | None]:
    """Check that two times are aware, and in order."""
    for name, moment in zip(names, (earliest, latest), strict=True):
        if moment is not None and moment.tzinfo is None:
            raise InvalidArgument(
                name, "has no time zone: pass an aware datetime, such as datetime.now(UTC)"
            )
    if earliest is not None and latest is not None and latest < earliest:
        raise InvalidArgument(names[1], f"lies before {names[0]}")
    return earliest, latest

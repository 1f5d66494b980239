"""The vocabulary of resource methods: each verb describes a `Call`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

from api_client_core.steps import Call
from api_client_core.verbs import Verbs
from api_client_core.wire import UNSET, QueryValue, Reply

from ..converter import nothing
from ..errors import InvalidArgument
from ..ids import uri_of
from ._checks import aware, whole

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


def PATCH(
    *path: str,
    returns: Callable[[Reply], T],
    body: Mapping[str, object],
    query: Mapping[str, QueryValue] | None = None,
) -> Call[T]:
    """Change something; ``UNSET`` fields stay. The same change twice is one change."""
    return _VERBS.call("PATCH", *path, returns=returns, query=query, body=body, idempotent=True)


def DELETE(*path: str) -> Call[None]:
    """Remove something."""
    return _VERBS.call("DELETE", *path, returns=nothing)


def whose(**refs: str | None) -> dict[str, QueryValue]:
    """Give ``user``, ``organization`` and the like as the full URIs that filters and bodies want.

    Raises:
        InvalidArgument: One is empty, or a URI of something else.
    """
    return {
        name: UNSET if ref is None else uri_of(ref, name, f"{name}s") for name, ref in refs.items()
    }


def owned(user: str | None, organization: str | None) -> dict[str, QueryValue]:
    """Give ``user`` and ``organization`` as `whose` does, at least one of them.

    Raises:
        InvalidArgument: Neither is given, or one is empty, or a URI of something else.
    """
    if user is None and organization is None:
        raise InvalidArgument("user", "is missing: pass user=... or organization=...")
    return whose(user=user, organization=organization)


def between(**moments: datetime | None) -> dict[str, QueryValue]:
    """Give times that are aware and in order.

    Raises:
        InvalidArgument: One has no time zone, or lies before the one that is named first.
    """
    before: tuple[str, datetime] | None = None
    for name, moment in moments.items():
        if moment is not None:
            # In UTC, for in one time zone Python compares clocks, and these are set twice a year.
            at = aware(name, moment).astimezone(UTC)
            if before is not None and at < before[1]:
                raise InvalidArgument(name, f"lies before {before[0]}")
            before = name, at
    return dict(moments)


def paging(
    sort: str | None, count: int, page_token: str | None, *, most: int = 100
) -> dict[str, QueryValue]:
    """Give the parameters that every list takes.

    Raises:
        InvalidArgument: ``count`` is not 1 to 100, or to what else is the most.
    """
    return {"sort": sort, "count": whole("count", count, 1, most), "page_token": page_token}

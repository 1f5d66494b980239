"""Calls to whatever the API has, for what this release has no method for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias, get_args

from attrs import frozen

from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.structure import decoded
from api_client_core.verbs import Verbs
from api_client_core.wire import QueryValue, Reply

from ..converter import PageOf
from ..errors import InvalidArgument
from ..ids import HOST

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Json: TypeAlias = Any
"""Whatever the API answers, decoded: nobody has described it yet."""

_VERBS: Final = Verbs("calendly", InvalidArgument)


@frozen
class Anything:
    """Read a body of any shape; None if there is none."""

    def __call__(self, reply: Reply) -> Json:
        """Read a reply. Raises `Unreadable` if it is not JSON."""
        return decoded(reply) if reply.content.strip() else None


def any_call(
    method: Method,
    path: str,
    query: Mapping[str, QueryValue] | None,
    body: Mapping[str, object] | None,
    idempotent: bool | None,
) -> Call[Json]:
    """Describe any call.

    Raises:
        InvalidArgument: The method is none, the path is no path of the API, or something cannot be
            sent.
    """
    if method not in get_args(Method):
        raise InvalidArgument("method", f"must be one of {', '.join(get_args(Method))}")
    return _VERBS.call(
        method, *_segments(path), returns=Anything(), query=query, body=body, idempotent=idempotent
    )


def any_page(path: str, query: Mapping[str, QueryValue] | None) -> Call[Page[Mapping[str, Json]]]:
    """Describe any list. Raises `InvalidArgument`, as `any_call`."""
    page: PageOf[Mapping[str, Json]] = PageOf(dict[str, Any])
    return _VERBS.call("GET", *_segments(path), returns=page, query=query)


def _segments(path: str) -> tuple[str, ...]:
    inner = path.removeprefix(HOST)
    if "://" in inner or not inner.startswith("/"):
        raise InvalidArgument("path", f"must start with / or {HOST}/")
    if "?" in inner or "#" in inner:
        raise InvalidArgument("path", "must have no query: pass query={...}")
    return tuple(inner.strip("/").split("/"))

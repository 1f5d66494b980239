"""Calls to whatever the API has, for what this release has no method for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, cast, get_args

from attrs import evolve, frozen

from api_client_core.errors import Rejected
from api_client_core.steps import Call
from api_client_core.structure import decoded
from api_client_core.wire import QueryValue, Reply

from ..errors import InvalidArgument
from ._verbs import VERBS, array

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Json: TypeAlias = Any
"""Whatever the API answers, decoded: nobody has described it yet."""


@frozen
class Anything:
    """Read a body of any shape; None for a 204.

    An empty 200 is no answer: it is what CleverTap says to a path that it does not know.
    """

    def __call__(self, reply: Reply) -> Json:
        """Read a reply.

        Raises:
            Unreadable: It is empty, or no JSON.
            Rejected: It says fail.
        """
        if reply.status == 204:
            return None
        data: Json = decoded(reply)
        if isinstance(data, dict) and cast("dict[str, Json]", data).get("status") == "fail":
            raise Rejected
        return cast("Json", data)


def any_call(
    method: Method,
    path: str,
    query: Mapping[str, QueryValue] | None,
    body: Mapping[str, object] | Sequence[object] | None,
    headers: Mapping[str, str] | None,
    timeout: float | None,
    idempotent: bool | None,
) -> Call[Json]:
    """Describe any call.

    Raises:
        InvalidArgument: The method is none, the path is no path of the API, or something cannot be
            sent.
    """
    if method not in get_args(Method):
        raise InvalidArgument("method", f"must be one of {', '.join(get_args(Method))}")
    if not path.startswith("/") or "://" in path:
        raise InvalidArgument("path", "must start with / and the version, as in /1/profile.json")
    if "?" in path or "#" in path:
        raise InvalidArgument("path", "must have no query: pass query={...}")
    call = VERBS.call(
        method,
        *path.removeprefix("/").split("/"),
        returns=Anything(),
        query=query,
        body=body if body is None or isinstance(body, Mapping) else array(body),
        timeout=timeout,
        idempotent=idempotent,
    )
    return evolve(call, headers=_headers(headers)) if headers else call


def _headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    for name, value in headers.items():
        if not name or not f"{name}{value}".isascii() or not f"{name}{value}".isprintable():
            raise InvalidArgument("headers", f"{name!r} must be printable ASCII")
    return tuple((name.lower(), value) for name, value in headers.items())

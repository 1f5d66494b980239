"""The vocabulary of resource methods: one set per API builds its calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from attrs import evolve, frozen

from .errors import InvalidArgument
from .steps import Call
from .wire import Body, QueryValue, Reply, Unsendable, query_pairs

T = TypeVar("T")


@frozen
class Verbs:
    """Build calls for one API.

    Args:
        api: Its name; clients connect by it.
        invalid: What to raise for an argument that cannot be sent.
    """

    api: str
    invalid: type[InvalidArgument]

    def call(
        self,
        method: str,
        *path: str,
        returns: Callable[[Reply], T],
        query: Mapping[str, QueryValue] | None = None,
        body: Mapping[str, object] | Body | None = None,
        timeout: float | None = None,
        idempotent: bool | None = None,
    ) -> Call[T]:
        """Describe a call.

        Args:
            method: The HTTP method.
            path: The segments of the path.
            returns: Reads the reply.
            query: By name; None and `UNSET` are left out, a sequence repeats its key.
            body: Sent as JSON, without the keys that are `UNSET`; or ready-made.
            timeout: Seconds for one attempt, in place of the client's.
            idempotent: Whether it may be repeated; by default the method decides.

        Raises:
            InvalidArgument: Something cannot be sent; of the API's own class.
        """
        try:
            content = Body.json(body) if isinstance(body, Mapping) else body
            pairs = query_pairs(query) if query else ()
            call = Call(self.api, method, path, returns, pairs, content, timeout=timeout)
        except Unsendable as error:
            raise self.invalid(error.name, error.problem) from None
        return call if idempotent is None else evolve(call, idempotent=idempotent)

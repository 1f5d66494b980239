"""What a sandbox receives and answers, and the ways in which it can misbehave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self, TypeAlias
from urllib.parse import parse_qsl

from attrs import field, frozen

from api_client_core.wire import Pairs


@frozen
class Received:
    """A request as it arrived: ``path`` and ``raw_query`` are undecoded, header names lower-case.

    A header that came several times is joined with commas.
    """

    method: str
    path: str
    raw_query: str = ""
    headers: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def query(self) -> Pairs:
        """The query, decoded; a key may repeat."""
        return tuple(parse_qsl(self.raw_query, keep_blank_values=True))

    def first(self, name: str) -> str | None:
        """Give the first value of a query key."""
        return next((value for key, value in self.query if key == name), None)

    def json(self) -> Any:
        """Decode the body; an empty one is None. Raises `ValueError` if it is not JSON."""
        try:
            return json.loads(self.body) if self.body else None
        except RecursionError:
            raise ValueError("is nested too deeply") from None


@frozen
class Answer:
    """A reply to send. Status 0 stands in the journal for a request that was not answered."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    headers: Pairs = ()

    @classmethod
    def json(cls, data: object, status: int = 200, headers: Pairs = ()) -> Self:
        """Answer with JSON."""
        return cls(
            status, json.dumps(data).encode(), (("content-type", "application/json"), *headers)
        )

    @classmethod
    def html(cls, text: str, status: int) -> Self:
        """Answer with a page, as proxies do."""
        return cls(status, text.encode(), (("content-type", "text/html"),))


@frozen
class Reset:
    """Break the connection instead of answering. ``applied``: after the request took effect."""

    applied: bool = False


@frozen
class Stall:
    """Say nothing for so many seconds, then break the connection. ``applied``: as in `Reset`."""

    seconds: float
    applied: bool = False


@frozen
class Truncate:
    """Send the true answer's headers, but only the first bytes of its body. It did take effect."""

    keep: int = 10


@frozen
class Delay:
    """Take effect at once, but answer after so many seconds."""

    seconds: float


@frozen
class Trickle:
    """Take effect at once, but send the body in pieces, with a pause in seconds after each."""

    pause: float
    size: int = 1


Spoiler: TypeAlias = Reset | Stall | Truncate | Delay | Trickle
"""What can happen to an answer on its way."""
Fault: TypeAlias = Answer | Spoiler
"""What can stand in for the proper answer. An `Answer` replaces it: the request takes no effect."""

"""A sandbox without sockets: the same answers and the same faults, from memory."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import httpx

from .messages import Answer, Delay, Received, Reset, Spoiler, Stall, Trickle, Truncate
from .server import Outcome


def mounted(respond: Callable[[Received], Outcome]) -> httpx.MockTransport:
    """Answer an `httpx` client from memory.

    No time passes: a fault that lasts longer than the client's read timeout ends in that timeout
    at once, a shorter one is over at once.
    """

    def handle(request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer, spoiler = respond(Received(request.method, path, query, headers, request.read()))
        patience: float = request.extensions.get("timeout", {}).get("read") or inf
        if (error := _error(answer, spoiler, patience)) is not None:
            error.request = request
            raise error
        bare = request.method == "HEAD" or answer.status in {204, 304}
        headers_out: Any = list(answer.headers)
        return httpx.Response(
            answer.status, headers=headers_out, content=b"" if bare else answer.body
        )

    return httpx.MockTransport(handle)


def _error(answer: Answer, spoiler: Spoiler | None, patience: float) -> httpx.RequestError | None:
    match spoiler:
        case Reset():
            return httpx.ReadError("connection reset")
        case Truncate() if spoiler.keep < len(answer.body):
            return httpx.RemoteProtocolError("peer closed the connection")
        case Stall():
            if spoiler.seconds < patience:
                return httpx.ReadError("connection reset")
            return httpx.ReadTimeout("timed out")
        case Delay() if spoiler.seconds >= patience:
            return httpx.ReadTimeout("timed out")
        case Trickle() if spoiler.pause * len(answer.body) / spoiler.size >= patience:
            return httpx.ReadTimeout("timed out")
        case _:
            return None

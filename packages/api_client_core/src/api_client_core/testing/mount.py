"""A sandbox without sockets: the same answers and the same faults, from memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import inf
from typing import Any

import httpx

from .messages import Answer, Delay, Received, Reset, Spoiler, Stall, Trickle, Truncate
from .server import Outcome


class Mount(httpx.MockTransport):
    """Answers a client of `httpx`, or of `httpx2`, from memory.

    No time passes: a fault that lasts longer than the client's read timeout ends in that timeout
    at once, a shorter one is over at once.
    """

    def __init__(self, respond: Callable[[Received], Outcome]) -> None:
        super().__init__(self._answer)
        self._respond = respond

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a blocking client."""
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer an async client."""
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        # The request tells which of the two libraries is asking; they share their class names.
        library: Any = sys.modules[type(request).__module__.partition(".")[0]]
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer, spoiler = self._respond(
            Received(request.method, path, query, headers, request.content)
        )
        patience: float = request.extensions.get("timeout", {}).get("read") or inf
        if (error := _error(answer, spoiler, patience)) is not None:
            raise getattr(library, error)("played by the sandbox", request=request)
        bare = request.method == "HEAD" or answer.status in {204, 304}
        body = b"" if bare else answer.body
        response: httpx.Response = library.Response(
            answer.status, headers=list(answer.headers), content=body
        )
        return response


def _error(answer: Answer, spoiler: Spoiler | None, patience: float) -> str | None:
    match spoiler:
        case Reset():
            return "ReadError"
        case Truncate() if spoiler.keep < len(answer.body):
            return "RemoteProtocolError"
        case Stall():
            return "ReadError" if spoiler.seconds < patience else "ReadTimeout"
        case Delay() if spoiler.seconds >= patience:
            return "ReadTimeout"
        case Trickle() if spoiler.pause * len(answer.body) / spoiler.size >= patience:
            return "ReadTimeout"
        case _:
            return None

"""How servers reach an intake: ASGI and WSGI, without dependencies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from attrs import frozen

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


class IntakeReply(NamedTuple):
    """What to answer Calendly: any status from 200 to 299 means that it need not send it again."""

    status: int
    text: str


_TOO_LONG: Final = IntakeReply(413, "too long")
_POST_ONLY: Final = IntakeReply(405, "POST only")
_TOO_SLOW: Final = IntakeReply(408, "the body did not come in time")
_CUT_SHORT: Final = IntakeReply(400, "the body is shorter than announced")


class Handler(Protocol):
    """An intake, as doors see it."""

    async def handle(self, body: bytes, headers: Mapping[str, str]) -> IntakeReply:
        """Take one delivery."""
        ...

    def receive(self, body: bytes, headers: Mapping[str, str]) -> IntakeReply:
        """Take one delivery, blocking."""
        ...

    def lifespan(self) -> AbstractAsyncContextManager[None]:
        """Do what has to be done as long as the server lives."""
        ...


@frozen
class Asgi:
    """Serve ASGI: ``http`` and ``lifespan``.

    Args:
        handler: Who takes deliveries.
        max_bytes: The longest body to accept.
        patience: Seconds in which a body must come.
    """

    handler: Handler
    max_bytes: int
    patience: float

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and (reply := await self._reply(scope, receive)):
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            headers += [(b"allow", b"POST")] if reply is _POST_ONLY else []
            await send({"type": "http.response.start", "status": reply.status, "headers": headers})
            await send({"type": "http.response.body", "body": reply.text.encode()})

    async def _reply(self, scope: Message, receive: Receive) -> IntakeReply | None:
        if scope["method"] != "POST":
            return _POST_ONLY
        try:
            body = await asyncio.wait_for(self._body(receive), self.patience)
        except TimeoutError:
            return _TOO_SLOW
        if body is None or len(body) > self.max_bytes:
            return None if body is None else _TOO_LONG
        headers: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        return await self.handler.handle(body, headers)

    async def _body(self, receive: Receive) -> bytes | None:
        """Read the body, or a little more than is allowed; None if the sender hangs up."""
        body = bytearray()
        while len(body) <= self.max_bytes:
            message = await receive()
            if message["type"] != "http.request":
                return None
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        return bytes(body)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self.handler.lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


@frozen
class Wsgi:
    """Serve WSGI. The server sees to senders that are slow.

    Args:
        handler: Who takes deliveries.
        max_bytes: The longest body to accept.
    """

    handler: Handler
    max_bytes: int

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        """Serve one request."""
        reply = self._reply(environ)
        body = reply.text.encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
        ]
        headers += [("Allow", "POST")] if reply is _POST_ONLY else []
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)
        return [body]

    def _reply(self, environ: dict[str, Any]) -> IntakeReply:
        if environ["REQUEST_METHOD"] != "POST":
            return _POST_ONLY
        announced = environ.get("CONTENT_LENGTH") or ""
        ends = environ.get("wsgi.input_terminated", False)  # then reading stops where the body does
        length = int(announced) if announced.isascii() and announced.isdigit() else None
        if length is not None and length > self.max_bytes:
            return _TOO_LONG
        most = self.max_bytes + 1 if ends and length is None else length or 0
        try:
            body: bytes = environ["wsgi.input"].read(most)
        except OSError:
            return _CUT_SHORT
        if len(body) > self.max_bytes:
            return _TOO_LONG
        if len(body) < (length or 0):
            return _CUT_SHORT
        named = (name for name in environ if name.startswith("HTTP_"))
        return self.handler.receive(body, {n[5:].replace("_", "-"): environ[n] for n in named})

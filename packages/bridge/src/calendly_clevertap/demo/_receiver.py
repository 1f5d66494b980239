"""An ASGI application served for real on loopback, without a server to install."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeAlias

from attrs import define

from api_client_core.testing import Answer, Received, Sandbox

Message: TypeAlias = MutableMapping[str, Any]
App: TypeAlias = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


@contextmanager
def loop_in_a_thread() -> Generator[asyncio.AbstractEventLoop, None, None]:
    """Run an event loop beside the caller until the block ends."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="demo-loop", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@define(eq=False)
class Receiver(Sandbox):
    """Passes every request to an application that lives in an event loop elsewhere.

    Its journal holds what came and what was answered.
    """

    app: App
    loop: asyncio.AbstractEventLoop

    def handle(self, request: Received) -> Answer:
        """Let the application answer."""
        return asyncio.run_coroutine_threadsafe(self._ask(request), self.loop).result()

    async def _ask(self, request: Received) -> Answer:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": request.path,
            "raw_path": request.path.encode(),
            "query_string": request.raw_query.encode(),
            "root_path": "",
            "headers": [
                (name.encode("latin-1"), value.encode("latin-1"))
                for name, value in request.headers.items()
            ],
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start = next(message for message in sent if message["type"] == "http.response.start")
        return Answer(
            start["status"],
            b"".join(message.get("body", b"") for message in sent),
            tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in start.get("headers", ())),
        )

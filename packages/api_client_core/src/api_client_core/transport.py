"""Connections: one request out, one reply in. The only module that names the HTTP library.

`httpx` is the default; a client of `httpx2` (the same surface) may be passed in.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import nullcontext
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, Generic, Protocol, TypeVar
from urllib.request import getproxies

from attrs import frozen

from .exchange import Service
from .steps import Lost, Transmit
from .wire import Reply, Unsendable, printable

P = TypeVar("P")
IN_FLIGHT: Final = 16
"""Requests at once per client and event loop: httpx's async pool gets slow beyond."""


class _Sends(Protocol):
    def build_request(
        self, method: str, url: str, *, content: Any = ..., headers: Any = ..., timeout: Any = ...
    ) -> Any:
        """Build a request, with the client's own defaults."""

    def send(self, request: Any, *, stream: bool = ..., follow_redirects: Any = ...) -> Any:
        """Send a request."""


class HttpClient(_Sends, Protocol):
    """A blocking HTTP client; `httpx.Client` and `httpx2.Client` fit."""

    def close(self) -> None:
        """Close all connections."""


class AsyncHttpClient(_Sends, Protocol):
    """An async HTTP client; `httpx.AsyncClient` and `httpx2.AsyncClient` fit."""

    async def aclose(self) -> None:
        """Close all connections."""


@frozen
class Line(Generic[P]):
    """A service, and the connections to it."""

    service: Service
    pool: P


class Pool:
    """The blocking connections of one client; opened when first needed, anew after a fork."""

    def __init__(self, http: HttpClient | None = None) -> None:
        if hasattr(http, "aclose"):
            raise Unsendable("http", "is an async client; pass a blocking one: httpx.Client()")
        self._given, self._lock, self._closed = http, threading.Lock(), False
        self._open: tuple[int, HttpClient, SimpleQueue[None]] | None = None

    async def transmit(self, step: Transmit, monotonic: Callable[[], float]) -> Reply | Lost:
        """Send one request. A body that trickles in is cut within one read of its time."""
        state = self._open
        if state is None or state[0] != os.getpid():
            state = self._opened()
        _, http, room = state
        content = step.request.content
        file = content.open("rb") if isinstance(content, Path) else nullcontext(content or None)
        with file as body:
            room.get()  # a queue of places: a semaphore of threading's takes longer
            end, sending = monotonic() + step.timeout, _sending.set(True)
            try:
                request = _request(http, self._given is not None, step, body)
                response = http.send(request, stream=True, follow_redirects=False)
                try:
                    chunks: list[bytes] = []
                    for chunk in response.iter_bytes():
                        chunks.append(chunk)
                        if monotonic() > end:
                            return _late(step)
                finally:
                    response.close()
            except _library(http).RequestError as error:
                return _lost(error)
            finally:
                room.put(None)
                _sending.reset(sending)
        return Reply(response.status_code, _names(response), b"".join(chunks))

    def close(self) -> None:
        """Close the connections; a client that was passed in stays open."""
        with self._lock:
            self._closed, state, self._open = True, self._open, None
        if state is not None and self._given is None:
            state[1].close()

    def _opened(self) -> tuple[int, HttpClient, SimpleQueue[None]]:
        with self._lock:
            if self._closed:
                raise RuntimeError("this client is closed")
            if self._open is None or self._open[0] != os.getpid():
                http = _quiet(self._given or _own())
                room: SimpleQueue[None] = SimpleQueue()
                for _ in range(IN_FLIGHT):
                    room.put(None)
                self._open = os.getpid(), http, room
            return self._open


class AsyncPool:
    """The async connections of one client: a set for each event loop, closed with the loop."""

    def __init__(self, http: AsyncHttpClient | None = None) -> None:
        if http is not None and not hasattr(http, "aclose"):
            raise Unsendable("http", "is a blocking client; pass an async one: httpx.AsyncClient()")
        self._given, self._closed = http, False
        self._loops: dict[Any, tuple[AsyncHttpClient, asyncio.Semaphore, AsyncGenerator[None]]] = {}

    async def transmit(self, step: Transmit, _: Callable[[], float]) -> Reply | Lost:
        """Send one request, and cut it off when its time is up."""
        http, room = await self._opened()
        content = step.request.content
        body = _chunks(content) if isinstance(content, Path) else content or None
        async with room:
            sending = _sending.set(True)
            try:
                async with asyncio.timeout(step.timeout):
                    request = _request(http, self._given is not None, step, body)
                    response = await http.send(request, follow_redirects=False)
            except TimeoutError:
                return _late(step)
            except _library(http).RequestError as error:
                return _lost(error)
            finally:
                _sending.reset(sending)
        return Reply(response.status_code, _names(response), response.content)

    async def close(self) -> None:
        """Close this event loop's connections; a client that was passed in stays open."""
        self._closed = True
        if (state := self._loops.get(asyncio.get_running_loop())) is not None:
            await state[2].aclose()

    async def _opened(self) -> tuple[AsyncHttpClient, asyncio.Semaphore]:
        loop = asyncio.get_running_loop()
        if (state := self._loops.get(loop)) is not None:
            return state[:2]
        if self._closed:
            raise RuntimeError("this client is closed")
        # A loop that was closed without shutting its generators down never told us.
        for gone in [other for other in tuple(self._loops) if other.is_closed()]:
            self._loops.pop(gone, None)
        http = _quiet(self._given or _own_async())
        lifetime = self._lifetime(loop, http)
        self._loops[loop] = http, asyncio.Semaphore(IN_FLIGHT), lifetime
        await anext(lifetime)
        return self._loops[loop][:2]

    async def _lifetime(self, loop: object, http: AsyncHttpClient) -> AsyncGenerator[None]:
        """Live as long as the loop: `asyncio.run` closes generators before it closes the loop."""
        try:
            yield
        finally:
            self._loops.pop(loop, None)
            if self._given is None:
                await http.aclose()


class _Direct:
    """A transport alone: without the cookies, redirects and merging of a whole client."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def send(self, request: Any, **_: Any) -> Any:
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


class _AsyncDirect(_Direct):
    async def send(self, request: Any, **_: Any) -> Any:
        response = await self._transport.handle_async_request(request)
        try:
            await response.aread()
        finally:
            await response.aclose()
        return response

    async def aclose(self) -> None:
        await self._transport.aclose()


def _own() -> Any:
    # Only a whole client knows the proxies that the environment names.
    if getproxies():
        return _httpx().Client(verify=_tls())
    return _Direct(_httpx().HTTPTransport(verify=_tls()))


def _own_async() -> Any:
    if getproxies():
        return _httpx().AsyncClient(verify=_tls())
    return _AsyncDirect(_httpx().AsyncHTTPTransport(verify=_tls()))


_DEFAULTS: Final = {"accept": "*/*", "accept-encoding": "gzip, deflate"}


def _request(http: Any, given: bool, step: Transmit, content: Any) -> Any:
    """Build a request with the caller's own client, so that its defaults apply; else directly."""
    request, seconds = step.request, step.timeout
    headers = {name.lower(): value for name, value in (*request.headers, *step.credentials)}
    if isinstance(request.content, Path):
        headers["content-length"] = str(request.content.stat().st_size)
    # Connecting gets half at most: who was not reached by then, was sent nothing.
    connect = min(10.0, seconds / 2)
    if given:
        timeout = (connect, seconds, seconds, connect)
        return http.build_request(
            request.method, request.url, headers=headers, content=content, timeout=timeout
        )
    times = {"connect": connect, "read": seconds, "write": seconds, "pool": connect}
    return _httpx().Request(
        request.method,
        request.url,
        headers=_DEFAULTS | headers,
        content=content,
        extensions={"timeout": times},
    )


def _names(response: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.lower().decode("latin-1"), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, 1 << 16):
            yield chunk


def _late(step: Transmit) -> Lost:
    return Lost(f"no whole reply within {step.timeout:g} s", sent=True, timeout=True)


_UNSENT: Final = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})
_FUTILE: Final = frozenset({"UnsupportedProtocol", "LocalProtocolError"})


def _lost(error: Exception) -> Lost:
    """Read an error of the HTTP library by its class names, which httpx and httpx2 share."""
    names = {kind.__name__ for kind in type(error).__mro__}
    sent = not names & (_UNSENT | _FUTILE)
    # Texts of other errors may quote what was received.
    detail = f": {error}" if "ConnectError" in names and str(error) else ""
    what = "the connection was lost" if sent else "nothing was sent"
    reason = f"{what} ({type(error).__name__}{detail})"
    return Lost(reason, sent, "TimeoutException" in names, bool(names & _FUTILE))


def _library(http: object) -> Any:
    """Find the library a client comes from; its errors are the ones to catch."""
    for base in type(http).__mro__:
        module = sys.modules.get(base.__module__.partition(".")[0])
        if hasattr(module, "RequestError"):
            return module
    return _httpx()


@cache
def _httpx() -> Any:
    # Imported when first needed: it is a third of the import time.
    import httpx

    return httpx


@cache
def _tls() -> Any:
    """One TLS context for all clients: making one takes longer than a call."""
    return _httpx().create_ssl_context()


_sending: Final[ContextVar[bool]] = ContextVar("sending", default=False)


def _discreet(record: logging.LogRecord) -> bool:
    """Cut queries and addresses, and replies' headers, from the library's lines about our calls."""
    if _sending.get():
        args = record.args if isinstance(record.args, tuple) else ()
        record.args = tuple(printable(str(a)) if type(a).__name__ == "URL" else a for a in args)
        record.msg = str(record.msg).partition(" return_value=")[0]
    return True


def _unheard(_: logging.LogRecord) -> bool:
    """Drop the lines of the HTTP/2 header codec, which spell out credentials."""
    return not _sending.get()


def _quiet(http: Any) -> Any:
    library = _library(http).__name__
    core = library.replace("httpx", "httpcore")
    parts = ("connection", "http11", "http2", "proxy", "socks")
    for name in (library, *(f"{core}.{part}" for part in parts)):
        logging.getLogger(name).addFilter(_discreet)
    for name in ("hpack.hpack", "hpack.table"):
        logging.getLogger(name).addFilter(_unheard)
    return http

"""Connections: one request out, one reply in. The only module that names the HTTP library.

`httpx` is the default; a client of `httpx2` (the same surface) may be passed in.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from attrs import frozen

from .exchange import Service
from .steps import Lost, Transmit
from .wire import Reply, Unsendable

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

P = TypeVar("P")
IN_FLIGHT: Final = 16
"""Requests at once per client and event loop: httpx's async pool gets slow beyond."""
_CHUNK: Final = 1 << 16


class HttpReply(Protocol):
    """What an HTTP client answers; `httpx.Response` and `httpx2.Response` fit."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, with lower-case names."""
        ...

    @property
    def content(self) -> bytes:
        """The whole body."""
        ...

    def iter_bytes(self) -> Iterator[bytes]:
        """Read the body in chunks."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class HttpClient(Protocol):
    """A blocking HTTP client; `httpx.Client` and `httpx2.Client` fit."""

    def build_request(
        self, method: str, url: str, *, content: Any = ..., headers: Any = ..., timeout: Any = ...
    ) -> Any:
        """Build a request, with the client's own defaults."""
        ...

    def send(self, request: Any, *, stream: bool = ..., follow_redirects: Any = ...) -> HttpReply:
        """Send a request."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class AsyncHttpClient(Protocol):
    """An async HTTP client; `httpx.AsyncClient` and `httpx2.AsyncClient` fit."""

    def build_request(
        self, method: str, url: str, *, content: Any = ..., headers: Any = ..., timeout: Any = ...
    ) -> Any:
        """Build a request, with the client's own defaults."""
        ...

    def send(
        self, request: Any, *, stream: bool = ..., follow_redirects: Any = ...
    ) -> Awaitable[HttpReply]:
        """Send a request."""
        ...

    def aclose(self) -> Awaitable[None]:
        """Close all connections."""
        ...


@frozen
class Line(Generic[P]):
    """A service, and the connections to it."""

    service: Service
    pool: P


@frozen
class _Open(Generic[P]):
    http: P
    room: Any


class Pool:
    """The blocking connections of one client; opened when first needed, anew after a fork."""

    def __init__(self, http: HttpClient | None = None) -> None:
        if hasattr(http, "aclose"):
            raise Unsendable(
                "http", "is an async client; pass a blocking one, such as httpx.Client()"
            )
        self._given = http
        self._lock = threading.Lock()
        self._open: tuple[int, _Open[HttpClient]] | None = None
        self._closed = False

    def transmit(self, step: Transmit, monotonic: Callable[[], float]) -> Reply | Lost:
        """Send one request. A reply that trickles in is cut within one read of the time allowed."""
        state = self._state()
        with state.room, _opened(step.request.content) as content:
            end, sent = monotonic() + step.timeout, _sending.set(True)
            try:
                request = state.http.build_request(**_arguments(step, content))
                response = state.http.send(request, stream=True, follow_redirects=False)
                try:
                    chunks: list[bytes] = []
                    for chunk in response.iter_bytes():
                        chunks.append(chunk)
                        if monotonic() > end:
                            return _late(step)
                finally:
                    response.close()
            except _library(state.http).RequestError as error:
                return _lost(error)
            finally:
                _sending.reset(sent)
            return Reply(response.status_code, dict(response.headers.items()), b"".join(chunks))

    def close(self) -> None:
        """Close the connections; a client that was passed in stays open."""
        with self._lock:
            self._closed, state, self._open = True, self._open, None
        if state is not None and self._given is None:
            state[1].http.close()

    def _state(self) -> _Open[HttpClient]:
        state = self._open
        if state is not None and state[0] == os.getpid():
            return state[1]
        with self._lock:
            if self._closed:
                raise RuntimeError("this client is closed")
            if self._open is None or self._open[0] != os.getpid():
                http = self._given or _httpx().Client(verify=_tls())
                _quieten(http)
                self._open = os.getpid(), _Open(http, threading.BoundedSemaphore(IN_FLIGHT))
            return self._open[1]


class AsyncPool:
    """The async connections of one client: a set for each event loop, closed with the loop."""

    def __init__(self, http: AsyncHttpClient | None = None) -> None:
        if http is not None and not hasattr(http, "aclose"):
            raise Unsendable(
                "http", "is a blocking client; pass an async one, such as httpx.AsyncClient()"
            )
        self._given = http
        self._loops: dict[
            asyncio.AbstractEventLoop, tuple[_Open[AsyncHttpClient], AsyncGenerator[None]]
        ] = {}
        self._lock = threading.Lock()
        self._closed = False

    async def transmit(self, step: Transmit) -> Reply | Lost:
        """Send one request, and cut it off when its time is up."""
        state = await self._state()
        async with state.room:
            sent = _sending.set(True)
            try:
                async with asyncio.timeout(step.timeout):
                    request = state.http.build_request(
                        **_arguments(step, _achunks(step.request.content))
                    )
                    response = await state.http.send(request, follow_redirects=False)
            except TimeoutError:
                return _late(step)
            except _library(state.http).RequestError as error:
                return _lost(error)
            finally:
                _sending.reset(sent)
            return Reply(response.status_code, dict(response.headers.items()), response.content)

    async def close(self) -> None:
        """Close this event loop's connections; a client that was passed in stays open."""
        self._closed = True
        state = self._loops.pop(asyncio.get_running_loop(), None)
        if state is not None:
            await state[1].aclose()

    async def _state(self) -> _Open[AsyncHttpClient]:
        loop = asyncio.get_running_loop()
        state = self._loops.get(loop)
        if state is None:
            if self._closed:
                raise RuntimeError("this client is closed")
            http = self._given or _httpx().AsyncClient(verify=_tls())
            _quieten(http)
            lifetime = self._lifetime(loop, http)
            await anext(lifetime)
            state = _Open(http, asyncio.Semaphore(IN_FLIGHT)), lifetime
            with self._lock:
                # A loop that was closed without shutting its generators down never tells us.
                for gone in [other for other in self._loops if other.is_closed()]:
                    del self._loops[gone]
                self._loops[loop] = state
        return state[0]

    async def _lifetime(
        self, loop: asyncio.AbstractEventLoop, http: AsyncHttpClient
    ) -> AsyncGenerator[None]:
        """Live as long as the loop: `asyncio.run` closes generators before it closes the loop."""
        try:
            yield
        finally:
            self._loops.pop(loop, None)
            if self._given is None:
                await http.aclose()


def _arguments(step: Transmit, content: Any) -> dict[str, Any]:
    request, seconds = step.request, step.timeout
    headers = [*request.headers, *step.credentials]
    if isinstance(request.content, Path):
        headers.append(("content-length", str(request.content.stat().st_size)))
    # Connecting gets half at most: whoever was not reached in that time was sent nothing.
    timeout = (min(10.0, seconds / 2), seconds, seconds, seconds)
    built = {"method": request.method, "url": request.url, "headers": headers}
    return {**built, "content": content, "timeout": timeout}


def _opened(content: bytes | Path) -> AbstractContextManager[bytes | IO[bytes] | None]:
    return content.open("rb") if isinstance(content, Path) else nullcontext(content or None)


def _achunks(content: bytes | Path) -> bytes | AsyncIterator[bytes] | None:
    return _afile(content) if isinstance(content, Path) else content or None


async def _afile(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
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
    return Lost(reason, sent, timeout="TimeoutException" in names, futile=bool(names & _FUTILE))


def _library(http: object) -> Any:
    """The library a client comes from; its errors are the ones to catch."""
    kind: Any = type(http)
    return _library_of(kind)


@cache
def _library_of(kind: Any) -> Any:
    for base in kind.__mro__:
        module = sys.modules.get(base.__module__.partition(".")[0])
        if hasattr(module, "RequestError"):
            return module
    return _httpx()


def _httpx() -> Any:
    # Imported when first needed: it is a third of the import time.
    import httpx

    return httpx


@cache
def _tls() -> ssl.SSLContext:
    """One TLS context for all clients: making one takes longer than a call."""
    context: ssl.SSLContext = _httpx().create_ssl_context()
    return context


_sending: Final[ContextVar[bool]] = ContextVar("sending", default=False)


def _without_query(record: logging.LogRecord) -> bool:
    """Cut the query from the library's own log lines about our requests: it can hold an address."""
    if _sending.get() and isinstance(record.args, tuple):
        record.args = tuple(
            str(a).partition("?")[0] if type(a).__name__ == "URL" else a for a in record.args
        )
    return True


def _quieten(http: object) -> None:
    logging.getLogger(_library(http).__name__).addFilter(_without_query)

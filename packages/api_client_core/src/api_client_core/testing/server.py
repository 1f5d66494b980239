"""A small HTTP/1.1 server on loopback, for sandboxes of services. Standard library only."""

from __future__ import annotations

import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, TypeAlias, cast

from .messages import Answer, Delay, Received, Reset, Spoiler, Stall, Trickle, Truncate

Outcome: TypeAlias = tuple[Answer, Spoiler | None]
"""The answer to give, and what spoils it on its way."""

_LINGER_0: Final = struct.pack("ii", 1, 0)
_PATIENCE: Final = 10.0  # seconds to wait, when closing, for a route that is still running


class Server:
    """Serve a handler on real sockets until closed; one thread for each connection."""

    def __init__(
        self, handle: Callable[[Received], Outcome], host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self._server = _Server((host, port), _Handler)
        self._server.handle_received = handle
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()
        self._address: tuple[str, int] = (host, self._server.server_port)
        self.url: str = f"http://{host}:{self._server.server_port}"

    @property
    def connections(self) -> int:
        """How many connections are open now."""
        return sum(connection.fileno() >= 0 for connection in self._server.served)

    def close(self) -> None:
        """Stop serving, cut the connections that are open, and wait for their threads to end."""
        self._server.closing = True
        with suppress(OSError), socket.create_connection(self._address):
            self._thread.join()  # the connection wakes it
        self._thread.join()
        self._server.server_close()
        self._server.cut()


class _Server(ThreadingHTTPServer):
    request_queue_size = 1024  # with the default of 5 a burst of connections is refused
    timeout = 1.0  # seconds in which it looks whether it is closing, should nothing wake it
    closing = False
    handle_received: Callable[[Received], Outcome]

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.served: dict[socket.socket, threading.Thread] = {}

    def serve(self) -> None:
        # The base class's own loop polls: it would wake all the time, and still close late.
        while not self.closing:
            self.handle_request()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return not self.closing

    def process_request(self, request: Any, client_address: Any) -> None:
        # The base class waits only for threads that would keep the process from ending.
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        self.served = {c: t for c, t in self.served.items() if t.is_alive()} | {request: thread}
        thread.start()

    def cut(self) -> None:
        for connection, thread in self.served.items():
            with suppress(OSError):  # closed by the other side already
                connection.shutdown(socket.SHUT_RDWR)
            if thread is not threading.current_thread():
                thread.join(_PATIENCE)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up: tests make them do so."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # unbuffered, every header would be a packet of its own
    disable_nagle_algorithm = True
    server_version = "sandbox"
    sys_version = ""

    def _serve(self) -> None:
        server = cast("_Server", self.server)
        path, _, query = self.path.partition("?")
        headers = {name.lower(): ", ".join(self.headers.get_all(name, [])) for name in self.headers}
        if (body := self._body()) is None:
            self.close_connection = True
            return
        answer, spoiler = server.handle_received(Received(self.command, path, query, headers, body))
        match spoiler:
            case Truncate() if spoiler.keep < len(answer.body):
                self._send(answer, keep=spoiler.keep)
                self.close_connection = True
            case Reset():
                self._reset()
            case Stall():
                self._pause(spoiler.seconds)
                self._reset()
            case Delay():
                self._pause(spoiler.seconds)
                self._send(answer)
            case Trickle():
                self._send(answer, trickle=spoiler)
            case _:
                self._send(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve

    def _body(self) -> bytes | None:
        """Read the request's body; None if it is cut short or misframed."""
        try:
            if "chunked" not in self.headers.get("transfer-encoding", ""):
                size = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(size)
                return body if len(body) == size else None
            chunks: list[bytes] = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass  # trailers
            return b"".join(chunks)
        except ValueError:
            return None

    def _send(
        self, answer: Answer, *, keep: int | None = None, trickle: Trickle | None = None
    ) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status not in {204, 304}:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        body = answer.body[:keep]
        if self.command == "HEAD" or answer.status in {204, 304}:
            body = b""
        size = trickle.size if trickle else max(1, len(body))
        for start in range(0, len(body), size):
            self.wfile.write(body[start : start + size])
            if trickle:
                self.wfile.flush()
                self._pause(trickle.pause)
        self.wfile.flush()

    def _pause(self, seconds: float) -> None:
        """Let time pass; not to its end if the client hangs up, or the server closes."""
        if seconds <= 0:
            return  # as a timeout, 0 means something else
        self.connection.settimeout(seconds)
        with suppress(TimeoutError):
            if self.connection.recv(1, socket.MSG_PEEK):
                time.sleep(seconds)  # it sends on without waiting for the answer
        self.connection.settimeout(None)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
        # The file objects hold the socket open; without them, closing it sends the reset.
        self.rfile.close()
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet: the sandbox keeps a journal."""

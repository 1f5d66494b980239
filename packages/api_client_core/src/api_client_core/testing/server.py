"""A small HTTP/1.1 server on loopback, for sandboxes of services. Standard library only."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, TypeAlias, cast

from .messages import Answer, Received, Reset, Stall, Truncate

Outcome: TypeAlias = tuple[Answer, Reset | Stall | Truncate | None]
"""The answer to give, and what spoils it on its way."""

_LINGER_0: Final = struct.pack("ii", 1, 0)


class Server:
    """Serve a handler on real sockets until closed."""

    def __init__(
        self, handle: Callable[[Received], Outcome], host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self._server = _Server((host, port), _Handler)
        self._server.handle_received = handle
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        self.url: str = f"http://{host}:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving, and cut the connections that are open."""
        self._server.closing.set()
        self._server.shutdown()
        self._server.cut()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # with the default of 5 a burst of connections is refused
    handle_received: Callable[[Received], Outcome]

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.closing = threading.Event()
        self._sockets: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._sockets.discard(request)
        super().shutdown_request(request)

    def cut(self) -> None:
        for open_socket in tuple(self._sockets):
            _shut(open_socket)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up: tests make them do so."""


def _shut(open_socket: socket.socket) -> None:
    try:
        open_socket.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed by the other side already


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # unbuffered, every header would be a packet of its own
    disable_nagle_algorithm = True
    server_version = "sandbox"
    sys_version = ""

    def _serve(self) -> None:
        server = cast("_Server", self.server)
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer, spoiled = server.handle_received(
            Received(self.command, path, query, headers, self._body())
        )
        match spoiled:
            case None:
                self._send(answer, len(answer.body))
            case Truncate():
                self._send(answer, spoiled.keep)
                self.close_connection = True
            case Reset():
                self._reset()
            case Stall():
                server.closing.wait(spoiled.seconds)
                self._reset()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        chunks: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _send(self, answer: Answer, keep: int) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[:keep])
        self.wfile.flush()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
        # The file objects hold the socket open; without them, closing it sends the reset.
        self.rfile.close()
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet: the sandbox keeps a journal."""

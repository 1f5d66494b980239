"""The machinery of a stateful sandbox: routes, faults, a journal, on real HTTP or in memory."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, ClassVar, Final, Self, TypeVar

import httpx
from attrs import define, field, frozen

from .messages import Answer, Delay, Fault, Received, Reset, Stall, Truncate
from .server import Outcome, Server

F = TypeVar("F", bound=Callable[..., Answer])
_ROUTES: Final = "__sandbox_routes__"


@frozen
class Entry:
    """One line of the journal: what came, what went, and whether the answer was spoiled."""

    request: Received
    answer: Answer
    fault: Fault | None = None


def route(method: str, pattern: str) -> Callable[[F], F]:
    """Answer a path with a method of the sandbox.

    Args:
        method: The HTTP method.
        pattern: The path; ``{name}`` takes one segment and passes it on, undecoded.
    """
    expression = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern))

    def mark(function: F) -> F:
        function.__dict__.setdefault(_ROUTES, []).append((method, expression))
        return function

    return mark


@define
class _Planned:
    fault: Fault
    method: str
    path: str
    left: int


@define(eq=False)
class Sandbox:
    """A service on loopback that remembers. Subclasses add routes and state.

    Use it as a context manager, or call `start` and `stop`. `transport` mounts it without sockets.
    """

    journal: list[Entry] = field(factory=list[Entry], init=False, repr=False)
    _faults: list[_Planned] = field(factory=list[_Planned], init=False, repr=False)
    _server: Server | None = field(default=None, init=False, repr=False)
    lock: threading.RLock = field(factory=threading.RLock, init=False, repr=False)
    _table: ClassVar[tuple[tuple[str, re.Pattern[str], str], ...]] = ()

    def __init_subclass__(cls) -> None:
        found = {
            (method, expression.pattern): (method, expression, name)
            for base in reversed(cls.__mro__)
            for name, function in vars(base).items()
            for method, expression in getattr(function, _ROUTES, ())
        }
        cls._table = tuple(found.values())

    @property
    def url(self) -> str:
        """Where it listens. Raises `RuntimeError` unless it was started."""
        if self._server is None:
            raise RuntimeError(
                "the sandbox is not running: use it in a with block, or call start()"
            )
        return self._server.url

    def start(self, port: int = 0) -> Self:
        """Listen on loopback.

        Args:
            port: The port; 0 takes a free one.
        """
        if self._server is None:
            self._server = Server(self._respond, port=port)
        return self

    def stop(self) -> None:
        """Stop listening and cut open connections. What it remembers stays."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def fail(self, fault: Fault, *, method: str = "*", path: str = "*", times: int = 1) -> None:
        """Misbehave on the next requests that match, in the order of these calls.

        Args:
            fault: What to do; an `Answer` is given in place of the proper one.
            method: The HTTP method, or ``*``.
            path: A path, in which ``*`` stands for anything.
            times: For how many requests.
        """
        with self.lock:
            self._faults.append(_Planned(fault, method, path, times))

    def transport(self) -> httpx.MockTransport:
        """Mount it without sockets: ``httpx.Client(transport=sandbox.transport())``."""
        return httpx.MockTransport(self._mounted)

    def handle(self, request: Received) -> Answer:
        """Give the proper answer. Routes run one at a time."""
        known = False
        for method, expression, name in self._table:
            if (match := expression.fullmatch(request.path)) is not None:
                known = True
                if method == request.method:
                    with self.lock:
                        answer: Answer = getattr(self, name)(request, **match.groupdict())
                        return answer
        return self.no_route(request, known=known)

    def no_route(self, request: Received, *, known: bool) -> Answer:
        """Answer a path that no route takes; ``known``: another method has one."""
        return Answer(405 if known else 404)

    def _respond(self, request: Received) -> Outcome:
        fault = self._fault_for(request)
        if isinstance(fault, Delay):
            time.sleep(fault.seconds)
        if isinstance(fault, Answer):
            answer = fault
            spoiled: Reset | Stall | Truncate | None = None
        elif isinstance(fault, Reset | Stall) and not fault.applied:
            answer, spoiled = Answer(0), fault
        else:
            answer = self.handle(request)
            spoiled = fault if isinstance(fault, Reset | Stall | Truncate) else None
        with self.lock:
            self.journal.append(Entry(request, answer, fault))
        return answer, spoiled

    def _fault_for(self, request: Received) -> Fault | None:
        with self.lock:
            for planned in self._faults:
                if fnmatchcase(request.method, planned.method) and fnmatchcase(
                    request.path, planned.path
                ):
                    planned.left -= 1
                    if planned.left <= 0:
                        self._faults.remove(planned)
                    return planned.fault
        return None

    def _mounted(self, request: httpx.Request) -> httpx.Response:
        raw_path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer, spoiled = self._respond(
            Received(request.method, raw_path, query, headers, request.read())
        )
        match spoiled:
            case Reset():
                raise httpx.ReadError("connection reset", request=request)
            case Stall():
                raise httpx.ReadTimeout("timed out", request=request)
            case Truncate():
                raise httpx.RemoteProtocolError("peer closed the connection", request=request)
            case None:
                headers_out: Any = list(answer.headers)
                return httpx.Response(answer.status, headers=headers_out, content=answer.body)

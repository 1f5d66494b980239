"""The machinery of a stateful sandbox: routes, faults, a journal, on real HTTP or in memory."""

from __future__ import annotations

import re
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from random import Random
from types import TracebackType
from typing import Any, ClassVar, Final, Self, TypeVar
from urllib.parse import unquote

import httpx
from attrs import define, field, frozen

from .control import CONTROL, answer_control
from .messages import Answer, Fault, Received, Reset, Stall
from .mount import Mount
from .server import Outcome, Server

F = TypeVar("F", bound=Callable[..., Answer])
_ROUTES: Final = "__sandbox_routes__"


@frozen
class Entry:
    """One line of the journal: what came, what was answered, and the fault that was played."""

    request: Received
    answer: Answer
    fault: Fault | None = None


def route(method: str, pattern: str) -> Callable[[F], F]:
    """Answer a path with a method of the sandbox.

    Args:
        method: The HTTP method.
        pattern: The path; ``{name}`` takes one segment and passes it on, percent-decoded. The
            pattern with the fewest of them is tried first.
    """
    parts = re.split(r"\{(\w+)\}", pattern)  # text, name, text, name, ..., text
    expression = re.compile(
        "".join(f"(?P<{p}>[^/]+)" if i % 2 else re.escape(p) for i, p in enumerate(parts))
    )

    def mark(function: F) -> F:
        function.__dict__.setdefault(_ROUTES, []).append((method, expression))
        return function

    return mark


@define(eq=False)
class _Planned:
    faults: Sequence[Fault]
    method: str
    path: str
    left: int | None
    until: datetime | None
    chance: float
    random: Random

    def strikes(self, request: Received) -> bool:
        """Tell whether a request is hit; chance is asked only if it matches."""
        return matches(request, self.method, self.path) and (
            self.chance >= 1 or self.random.random() < self.chance
        )


@define(eq=False)
class Sandbox:
    """A service on loopback that remembers. Subclasses add routes and state.

    Use it as a context manager, or call `start` and `stop`. `transport` mounts it without sockets.
    Set ``controlled`` to let other processes look into it, and plan faults: see `RemoteSandbox`.
    """

    journal: list[Entry] = field(factory=list[Entry], init=False, repr=False)
    _faults: list[_Planned] = field(factory=list[_Planned], init=False, repr=False)
    _server: Server | None = field(default=None, init=False, repr=False)
    lock: threading.RLock = field(factory=threading.RLock, init=False, repr=False)
    controlled: bool = field(default=False, init=False, repr=False)
    remote: ClassVar[frozenset[str]] = frozenset()
    """The methods that another process may call; see `RemoteSandbox.call`."""
    _table: ClassVar[tuple[tuple[str, re.Pattern[str], str], ...]] = ()

    def __init_subclass__(cls) -> None:
        found = {
            (method, expression.pattern): (method, expression, name)
            for base in reversed(cls.__mro__)
            for name, function in vars(base).items()
            for method, expression in getattr(function, _ROUTES, ())
        }
        cls._table = tuple(sorted(found.values(), key=lambda row: row[1].groups))

    def now(self) -> datetime:
        """Tell the sandbox's time; the machine's, unless it has a clock of its own."""
        return datetime.now(UTC)

    def state(self) -> dict[str, Any]:
        """Give what it holds as plain data, fit for JSON. Extend it, calling ``super()``."""
        return {"now": self.now().isoformat(), "requests": len(self.journal)}

    @property
    def connections(self) -> int:
        """How many connections are open now; to show that a client leaves none behind."""
        return self._server.connections if self._server else 0

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
        """Stop listening, cut open connections, end their threads. What it remembers stays."""
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

    def fail(
        self,
        fault: Fault | Sequence[Fault],
        *,
        method: str = "*",
        path: str = "*",
        times: int | None = None,
        lasting: timedelta | None = None,
        chance: float = 1.0,
        seed: int | None = None,
    ) -> None:
        """Misbehave on requests that match: on the next ones, for a while, or now and then.

        Of several plans that match, the one that was made first is played. While the sandbox runs,
        plans can be made, and ended with `heal`, at any time.

        Args:
            fault: What to do; an `Answer` is given in place of the proper one. Of several, chance
                takes one each time.
            method: The HTTP method, or ``*``.
            path: A path, in which ``*`` stands for anything.
            times: For how many requests, 1 or more; by default once, or without end if there is a
                ``chance`` or it is ``lasting``.
            lasting: For how long from now, by the sandbox's clock; it ends as that is wound.
            chance: How likely a request that matches is hit, from 0 to 1.
            seed: Makes chance repeatable.

        Raises:
            ValueError: There is no fault, the chance is not from 0 to 1, times is less than 1, or
                it would last for no time.
        """
        faults = tuple(fault) if isinstance(fault, Sequence) else (fault,)
        if not faults or not 0 <= chance <= 1:
            raise ValueError("fail() needs a fault, and a chance from 0 to 1")
        if times is not None and times < 1:
            raise ValueError(f"fail() cannot misbehave {times} times: leave it out for once")
        if lasting is not None and lasting <= timedelta(0):
            raise ValueError("fail() cannot misbehave for no time: leave lasting out for once")
        endless = chance < 1 or lasting is not None
        left = times if times is not None or endless else 1
        until = None if lasting is None else self.now() + lasting
        with self.lock:
            self._faults.append(_Planned(faults, method, path, left, until, chance, Random(seed)))

    def heal(self) -> None:
        """Forget the faults that are still planned."""
        with self.lock:
            self._faults.clear()

    def requests(self, method: str = "*", path: str = "*") -> tuple[Received, ...]:
        """List the requests that came and match, in their order.

        Args:
            method: The HTTP method, or ``*``.
            path: A path, in which ``*`` stands for anything.
        """
        with self.lock:
            return tuple(e.request for e in self.journal if matches(e.request, method, path))

    def transport(self) -> httpx.MockTransport:
        """Mount it without sockets: ``httpx.Client(transport=sandbox.transport())``.

        A client of `httpx2` takes it too.
        Faults that take time take none: one longer than the client's timeout ends in it at once.
        """
        return Mount(self._respond)

    def handle(self, request: Received) -> Answer:
        """Give the proper answer. Routes run one at a time."""
        known = False
        for method, expression, name in self._table:
            if (match := expression.fullmatch(request.path)) is not None:
                known = True
                if method == request.method:
                    parts = {key: unquote(text) for key, text in match.groupdict().items()}
                    with self.lock:
                        answer: Answer = getattr(self, name)(request, **parts)
                        return answer
        return self.no_route(request, known=known)

    def no_route(self, request: Received, *, known: bool) -> Answer:
        """Answer a path that no route takes; ``known``: another method has one."""
        return Answer(405 if known else 404)

    def _respond(self, request: Received) -> Outcome:
        if self.controlled and request.path.startswith(CONTROL):
            return answer_control(self, request), None
        fault = self._fault_for(request)
        spoiler = None if isinstance(fault, Answer) else fault
        if isinstance(fault, Answer):
            answer = fault
        elif isinstance(fault, Reset | Stall) and not fault.applied:
            answer = Answer(0)
        else:
            answer = self._proper(request)
        with self.lock:
            self.journal.append(Entry(request, answer, fault))
        return answer, spoiler

    def _proper(self, request: Received) -> Answer:
        try:
            return self.handle(request)
        except Exception as error:  # noqa: BLE001 - whoever wrote the route should see it
            traceback.print_exc()
            return Answer.json({"sandbox": f"a route raised {type(error).__name__}"}, 500)

    def _fault_for(self, request: Received) -> Fault | None:
        with self.lock:
            if any(planned.until is not None for planned in self._faults):
                now = self.now()
                self._faults = [p for p in self._faults if p.until is None or now < p.until]
            for planned in self._faults:
                if planned.strikes(request):
                    if planned.left is not None:
                        planned.left -= 1
                        if planned.left <= 0:
                            self._faults.remove(planned)
                    return planned.random.choice(planned.faults)
        return None


def matches(request: Received, method: str, path: str) -> bool:
    """Tell whether a request is one of those meant; ``*`` stands for anything."""
    return fnmatchcase(request.method, method) and fnmatchcase(request.path, path)

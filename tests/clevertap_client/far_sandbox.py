"""A sandbox in a process of its own, so that this process's memory is the client's alone."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from attrs import frozen

from clevertap_client.testing import Answer, CleverTapSandbox, Reset

Fault = Answer | Reset


@frozen(kw_only=True)
class Account:
    """What a sandbox saw and keeps.

    Attributes:
        answered: How many records had the uploads that were answered as usual.
        spoilt: How often each fault was played: a status, or 0 for a connection that was cut.
        events: How many events it keeps.
        most_in_flight: How many requests it had at once.
    """

    answered: tuple[int, ...]
    spoilt: dict[int, int]
    events: int
    most_in_flight: int


def _serve(pipe: Connection) -> None:
    with CleverTapSandbox() as sandbox:
        pipe.send((sandbox.url, sandbox.account_id, sandbox.passcode))
        while (asked := pipe.recv()) is not None:
            if asked == "account":
                pipe.send(_account(sandbox))
            else:
                fault, times = asked
                sandbox.fail(fault, times=times)
                pipe.send(None)


def _account(sandbox: CleverTapSandbox) -> Account:
    played = [entry.fault for entry in sandbox.journal if entry.fault is not None]
    return Account(
        answered=tuple(
            len(entry.request.json()["d"]) for entry in sandbox.journal if entry.fault is None
        ),
        spoilt=dict(Counter(f.status if isinstance(f, Answer) else 0 for f in played)),
        events=len(sandbox.events),
        most_in_flight=sandbox.most_in_flight,
    )


class FarSandbox:
    """Starts it, plans its faults, and asks for its account in the end."""

    def __init__(self) -> None:
        processes = multiprocessing.get_context("spawn")
        self._pipe, there = processes.Pipe()
        self._process = processes.Process(target=_serve, args=(there,), daemon=True)
        self._process.start()
        self.url, self.account_id, self.passcode = self._pipe.recv()

    def fail(self, fault: Fault, times: int = 1) -> None:
        """Have the next requests fail."""
        self._asked((fault, times))

    def account(self) -> Account:
        """What it saw."""
        account: Account = self._asked("account")
        return account

    def _asked(self, question: Any) -> Any:
        self._pipe.send(question)
        return self._pipe.recv()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.send(None)
        self._process.join(10)
        self._process.close()

"""Whenever a worker is killed: nothing is lost, and only what was in flight may be there twice."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, Self

import pytest
from attrs import define, field

from api_client_core.testing import Answer, Received
from calendly_clevertap import SqliteLedger, State
from calendly_client.testing import CalendlySandbox
from clevertap_client.testing import CleverTapSandbox

from .mortal import EDGES, KEY

ROOT = Path(__file__).parents[2]


class Deadly(CleverTapSandbox):
    """A CleverTap that takes an event, whose sender then dies before it is answered."""

    kill: Callable[[], None] | None = None

    def handle(self, request: Received) -> Answer:
        answer = super().handle(request)
        if self.kill is not None and request.path == "/1/upload" and b'"event"' in request.body:
            kill, self.kill = self.kill, None
            kill()
        return answer


class Zygote:
    """A process that forks workers, one after the other; see `mortal`."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bridge.mortal", json.dumps(settings)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that no worker is left, even if its number was never told
        )
        self.said = Queue[str]()
        self.pid = 0
        self.listener = Thread(target=self.listen, daemon=True)
        self.listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.listener.join()  # a stream cannot be closed while somebody reads it
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()

    def listen(self) -> None:
        assert self.process.stdout is not None
        with suppress(ValueError):
            for line in self.process.stdout:
                self.said.put(line.strip())

    def start(self, order: dict[str, Any]) -> None:
        """Begin a worker, and wait until it is ready."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        told = {self.said.get(timeout=60), self.said.get(timeout=60)}
        self.pid = int(next(word for word in told if word.isdigit()))
        if "dead" in told:  # before it could say that it is ready
            self.said.put("dead")

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def dead(self, wait: float = 0) -> bool:
        """Tell whether the worker has died; once for each."""
        deadline = time.monotonic() + wait
        while self.said.empty() and time.monotonic() < deadline:
            time.sleep(0.005)
        if self.said.empty():
            return False
        while self.said.get(timeout=60) != "dead":
            pass
        return True


@define(eq=False)
class Matrix:
    """Both services, and a worker between them that dies again and again."""

    calendly: CalendlySandbox
    clevertap: Deadly
    path: Path
    zygote: Zygote
    starts: int = 0
    kills: Counter[str] = field(factory=Counter[str])
    in_flight: set[str] = field(factory=set[str])

    def start(self, edge: str = "", spared: int = 0) -> None:
        """Begin a worker; claims of those before it have lapsed by its clock."""
        self.zygote.start({"edge": edge, "spared": spared, "ahead": 600 * self.starts})
        self.starts += 1
        if edge == "sent":
            self.clevertap.kill = self.zygote.kill

    def dead(self, wait: float = 0) -> bool:
        """Tell whether the worker has died, and note what it was about."""
        if not self.zygote.dead(wait):
            return False
        with sqlite3.connect(self.path) as db:
            sending = db.execute("select booking from events where state = ?", (State.SENDING,))
            self.in_flight |= {row[0] for row in sending}
        return True

    def deliver(self, edges: Iterator[tuple[str, int]]) -> None:
        """Let somebody book, and deliver as long as Calendly would: until it is answered well."""
        self.calendly.book()
        (sent,) = self.calendly.flush()
        for _ in range(100):
            if sent.succeeded and self.zygote.said.empty():
                return
            if self.dead(wait=0.5):
                self.kills[self.edge] += 1
                self.next(edges)
            if not sent.succeeded:
                sent = self.calendly.redeliver(sent)
        raise AssertionError("no worker answers")

    edge: str = ""

    def next(self, edges: Iterator[tuple[str, int]]) -> None:
        self.edge, spared = next(edges, ("", 0))
        self.start(self.edge, spared)

    def settle(self) -> SqliteLedger:
        """Let a worker that is not killed do the rest."""
        self.clevertap.kill = None
        if not self.dead():
            self.zygote.kill()
            assert self.dead(wait=20)
        self.start()
        ledger = SqliteLedger(self.path)
        for _ in range(1000):
            stats = ledger.stats()
            if not stats["stored"] and stats[State.DONE] == sum(stats.values()):
                return ledger
            time.sleep(0.02)
        raise AssertionError(f"not settled: {dict(ledger.stats())}")


@pytest.fixture
def matrix(tmp_path: Path) -> Iterator[Matrix]:
    with CalendlySandbox(seed=7, sending="held") as calendly, Deadly() as clevertap:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        calendly.subscribe(f"http://127.0.0.1:{port}/calendly", signing_key=KEY)
        path = tmp_path / "ledger.db"
        settings = {
            "path": str(path), "port": port, "calendly": calendly.url, "token": calendly.token,
            "clevertap": clevertap.url, "account": clevertap.account_id,
            "passcode": clevertap.passcode,
        }  # fmt: skip
        with Zygote(settings) as zygote:
            yield Matrix(calendly, clevertap, path, zygote)


def played(matrix: Matrix, *, bookings: int, kills: int) -> dict[str, int]:
    """Book so often, kill at each edge so often; check what was promised; give figures."""
    chance = random.Random(1)
    plan = [(edge, chance.choice([0, 0, 1])) for edge in EDGES for _ in range(kills)]
    chance.shuffle(plan)
    edges = iter(plan)
    matrix.next(edges)
    for _ in range(bookings):
        matrix.deliver(edges)
    assert matrix.kills == dict.fromkeys(EDGES, kills)
    ledger = matrix.settle()
    ledger.close()

    arrived = Counter(str(event.properties["booking_key"]) for event in matrix.clevertap.events)
    assert len(arrived) == bookings, "one was lost"
    twice = {key for key, number in arrived.items() if number > 1}
    assert twice <= matrix.in_flight
    sent = Counter[str]()
    for request in matrix.clevertap.requests("POST", "/1/upload"):
        sent.update(json.dumps(r) for r in request.json()["d"] if r["type"] == "event")
    assert len(sent) == bookings, "what was sent again was not the same"
    return {
        "bookings": bookings,
        "kills": sum(matrix.kills.values()),
        "events": sum(arrived.values()),
        "twice": len(twice),
        "in flight at a kill": len(matrix.in_flight),
        "sent again": sum(sent.values()) - bookings,
    }


@pytest.mark.slow
def test_fifty_bookings_survive_two_kills_at_every_edge(matrix: Matrix) -> None:
    played(matrix, bookings=50, kills=2)


@pytest.mark.soak
def test_five_hundred_bookings_survive_twenty_kills_at_every_edge(matrix: Matrix) -> None:
    print(f"\ncrash matrix: {played(matrix, bookings=500, kills=20)}")

"""A worker that serves an intake, and is killed where it is told to be.

One process imports everything, and then forks a worker for each order that it reads, so that a
worker begins in no time and can be killed for real.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from datetime import timedelta
from importlib import import_module
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from api_client_core.retry import RetryPolicy
from calendly_clevertap import Booking, Intake, SqliteLedger, State
from calendly_clevertap.contrib.postgres import PostgresLedger
from calendly_clevertap.sqlite_ledger import SqlLedger
from calendly_client import AsyncCalendly
from calendly_client.testing import sample_delivery
from clevertap_client import AsyncCleverTap

from .plans import PLAN

EDGES = (
    "before keep", "after keep", "before enter", "after enter", "after claim", "before sending",
    "after sending", "sent", "before marking", "after marking", "before release", "after release",
)  # fmt: skip
"""Where a worker can be killed: around each write of the ledger, and while an answer is awaited.
``sent`` is CleverTap's part: it has the event, and the worker dies before it is told."""
KEY = "a key"


class Edges(SqlLedger):
    """A ledger whose process is killed when it passes an edge."""

    edge = ""
    spared = 0

    def at(self, edge: str) -> None:
        if edge == self.edge:
            if not self.spared:
                os.kill(os.getpid(), signal.SIGKILL)
            self.spared -= 1

    def keep(self, *given: Any, **named: Any) -> Any:
        return self.around("keep", super().keep, *given, **named)

    def enter(self, *given: Any, **named: Any) -> Any:
        return self.around("enter", super().enter, *given, **named)

    def claim(self, *given: Any, **named: Any) -> Any:
        return self.around("claim", super().claim, *given, **named)

    def move(self, *given: Any, **named: Any) -> Any:
        name = "sending" if State.SENDING in flat(given) else "marking"
        return self.around(name, super().move, *given, **named)

    def release(self, *given: Any, **named: Any) -> Any:
        return self.around("release", super().release, *given, **named)

    def around(self, name: str, method: Any, *given: Any, **named: Any) -> Any:
        self.at(f"before {name}")
        found = method(*given, **named)
        self.at(f"after {name}")
        return found


class Mortal(Edges, SqliteLedger):
    """In a file."""


class MortalPostgres(Edges, PostgresLedger):
    """In PostgreSQL."""


def flat(value: Any) -> set[State]:
    """Find all states among some arguments: of entries, in a row or alone."""
    if isinstance(value, list | tuple):
        parts: list[Any] = [*value]
        return set[State]().union(*map(flat, parts))
    found: object = getattr(value, "state", value)
    return {found} if isinstance(found, State) else set()


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(WSGIServer):
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asks is killed as well, at the end."""


Clients = tuple[AsyncCalendly, AsyncCleverTap]


def clients(settings: dict[str, Any]) -> Clients:
    given: Any = {"retry": RetryPolicy(retries=0), "headers": {"worker": str(os.getpid())}}
    account = settings["account"], settings["passcode"]
    return (
        AsyncCalendly(settings["token"], base_url=settings["calendly"], **given),
        AsyncCleverTap(*account, base_url=settings["clevertap"], **given),
    )


def work(settings: dict[str, Any], made: Clients, order: dict[str, Any]) -> None:
    """Serve until death."""
    ledger = Mortal(settings["path"], clock=lambda: time.time() + order["ahead"])
    ledger.edge, ledger.spared = order["edge"], order["spared"]
    intake = Intake(PLAN, *made, ledger, KEY, drain_every=0.05, on_doubt="resend")
    with make_server("127.0.0.1", settings["port"], intake.wsgi, Server, Quiet) as server:
        intake.receive(b"", {})  # so that what is left is drained even if nothing comes
        print("ready", flush=True)
        server.serve_forever()


async def work_off(settings: dict[str, Any], order: dict[str, Any]) -> None:
    """Work through jobs until death."""
    from procrastinate import App, PsycopgConnector

    from calendly_clevertap.contrib.procrastinate import QueuedIntake

    lease = timedelta(seconds=8)  # a worker of a busy machine must not seem dead
    ledger = MortalPostgres(
        settings["postgres"],
        schema=settings["schema"],
        lease=lease,
        clock=lambda: time.time() + order["ahead"],
    )
    ledger.edge, ledger.spared = order["edge"], order["spared"]
    intake = QueuedIntake(
        PLAN, *clients(settings), ledger, KEY, on_doubt="resend", rescue_at="* * * * * *"
    )
    app = App(connector=PsycopgConnector(conninfo=settings["postgres"]))
    app.add_tasks_from(intake.tasks, namespace="bookings")
    async with app.open_async():
        print("ready", flush=True)
        await app.run_worker_async(
            install_signal_handlers=False,
            fetch_job_polling_interval=0.2,
            update_heartbeat_interval=0.5,
            stalled_worker_timeout=2,
        )


async def warmed(calendly: AsyncCalendly, clevertap: AsyncCleverTap) -> None:
    """Load what a first delivery, or job, loads, before there are workers."""
    import_module("calendly_clevertap.contrib.procrastinate")
    PLAN.preview(Booking.from_delivery(sample_delivery()))
    async with calendly, clevertap:
        await calendly.users.me()
        await clevertap.profiles.find("nobody")


def main() -> None:
    """Fork a worker for each order; tell when it is ready, and when it has died."""
    settings = json.loads(sys.argv[1])
    asyncio.run(warmed(*clients(settings)))
    made = clients(settings)
    for line in sys.stdin:
        if not (child := os.fork()):
            if "postgres" in settings:
                asyncio.run(work_off(settings, json.loads(line)))
            work(settings, made, json.loads(line))
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    main()

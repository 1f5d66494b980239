"""Deliveries as jobs of workers, on PostgreSQL: the same promises, on several machines."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from threading import Event
from typing import Any

import procrastinate
import psycopg
import pytest
from attrs import define

from api_client_core.testing import Answer, Received
from calendly_clevertap import LedgerFailed, State
from calendly_clevertap.contrib.postgres import PostgresLedger
from calendly_clevertap.contrib.procrastinate import QueuedIntake
from calendly_client.testing import CalendlySandbox
from clevertap_client.testing import CleverTapSandbox

from .conftest import Stage
from .mortal import EDGES
from .plans import PLAN
from .test_crashes import Zygote
from .test_intake import KEY, booked, signed

WORKERS_EDGES = [edge for edge in EDGES if not edge.endswith("keep")]
"""Storing is the web process's part."""


@pytest.fixture
def ledger(postgres: str) -> Iterator[PostgresLedger]:
    with PostgresLedger(postgres, schema=f"test_{token_hex(4)}") as ledger:
        yield ledger


@pytest.fixture
def database(postgres: str) -> str:
    """Make a database with Procrastinate's tables."""
    name = f"queue_{token_hex(4)}"
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"create database {name}".encode())
    found = postgres.replace("/postgres?", f"/{name}?")
    with procrastinate.App(
        connector=procrastinate.SyncPsycopgConnector(conninfo=found)
    ).open() as app:
        app.schema_manager.apply_schema()
    return found


def test_a_ledger_survives_a_connection_that_breaks(ledger: PostgresLedger, postgres: str) -> None:
    ledger.keep(b"a body")
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and datname = current_database()"
        )
    with pytest.raises(LedgerFailed):
        ledger.stats()
    assert ledger.stats()["stored"] == 1


def test_a_writer_that_is_gone_in_the_middle_does_not_stop_the_others(
    ledger: PostgresLedger, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = repr(ledger).split()[1].strip(">")
    writing, over = Event(), Event()

    def clock() -> float:  # asked for in the middle of a transaction
        writing.set()
        over.wait(60)
        return 0.0

    monkeypatch.setattr("calendly_clevertap.contrib.postgres._PATIENCE", 100)
    with (
        PostgresLedger(postgres, schema=schema, clock=clock) as gone,
        ThreadPoolExecutor(1) as pool,
    ):
        answer = pool.submit(gone.stats)
        writing.wait(60)
        assert ledger.keep(b"a body")
        over.set()
        with pytest.raises(LedgerFailed):
            answer.result()
        assert gone.stats()["stored"] == 1


def test_a_ledger_that_cannot_be_reached_says_so_without_the_password() -> None:
    where = "postgresql://someone:a-password@127.0.0.1:1/nothing"
    with pytest.raises(LedgerFailed) as caught:
        PostgresLedger(where)
    assert "a-password" not in f"{caught.value}{caught.value!r}"


def test_a_later_release_is_not_meddled_with(ledger: PostgresLedger, postgres: str) -> None:
    schema = repr(ledger).split()[1].strip(">")
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"insert into {schema}.version values (99)".encode())
    with pytest.raises(LedgerFailed, match="later release"):
        PostgresLedger(postgres, schema=schema)


class TestQueue:
    """The web process stores and defers; a worker delivers."""

    @pytest.fixture
    def stage(self, make_stage: Callable[[str], Stage]) -> Stage:
        return make_stage("async")

    @pytest.fixture
    def intake(self, stage: Stage, ledger: PostgresLedger) -> QueuedIntake:
        return QueuedIntake(PLAN, ledger=ledger, signing_keys=KEY, **stage.clients(awaiting=True))

    @pytest.fixture
    def app(self, intake: QueuedIntake, database: str) -> procrastinate.App:
        made = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=database))
        made.add_tasks_from(intake.tasks, namespace="bookings")
        return made

    def test_a_worker_delivers_what_the_door_took(
        self, stage: Stage, intake: QueuedIntake, app: procrastinate.App, ledger: PostgresLedger
    ) -> None:
        body = booked(stage)

        async def play() -> tuple[int, int, int]:
            async with app.open_async():
                first = await intake.handle(body, signed(body))
                again = await intake.handle(body, signed(body))
                before = stage.clevertap.event_count("Meeting Scheduled")
                await app.run_worker_async(wait=False, install_signal_handlers=False)
                return first.status, again.status, before

        assert stage.run(play()) == (202, 202, 0)
        assert stage.clevertap.event_count("Meeting Scheduled") == 1
        assert ledger.stats()["stored"] == 0

    def test_a_job_that_cannot_be_deferred_is_rescued(
        self, stage: Stage, intake: QueuedIntake, app: procrastinate.App, ledger: PostgresLedger
    ) -> None:
        body = booked(stage)

        async def play() -> None:
            assert (await intake.handle(body, signed(body))).status == 202  # the app is not open
            assert ledger.stats()["stored"] == 1
            async with app.open_async():
                await app.configure_task("bookings:rescue").defer_async(timestamp=0)
                await app.run_worker_async(wait=False, install_signal_handlers=False)

        stage.run(play())
        assert stage.clevertap.event_count("Meeting Scheduled") == 1
        assert ledger.stats()["stored"] == 0


class Deadly(CleverTapSandbox):
    """A CleverTap that takes an event, whose sender then dies before it is answered."""

    doomed: frozenset[str] = frozenset()

    def handle(self, request: Received) -> Answer:
        answer = super().handle(request)
        pid = request.headers.get("worker", "")
        if pid in self.doomed and request.path == "/1/upload" and b'"event"' in request.body:
            self.doomed -= {pid}
            os.kill(int(pid), signal.SIGKILL)
        return answer


@define(eq=False)
class Worker:
    """One worker after another in one place, each killed at its edge."""

    zygote: Zygote
    edges: Iterator[str]
    clevertap: Deadly
    kills: Counter[str]
    edge: str = ""
    gone: bool = False

    def start(self, ahead: int = 0) -> None:
        self.edge = next(self.edges, "")
        self.zygote.start({"edge": self.edge, "spared": 0, "ahead": ahead})
        if self.edge == "sent":
            self.clevertap.doomed |= {str(self.zygote.pid)}

    def look(self, db: psycopg.Connection[Any]) -> set[str]:
        """Begin another if the last one has died; tell what was being sent by then."""
        if self.gone or not self.zygote.dead():
            return set()
        self.kills[self.edge] += 1
        found = being_sent(db)
        self.start()
        return found


def being_sent(db: psycopg.Connection[Any]) -> set[str]:
    return {
        row[0] for row in db.execute("select booking from bookings.events where state = 'sending'")
    }


def played(database: str, *, bookings: int, kills: int) -> dict[str, int]:
    """Book so often; let two workers be killed at each edge so often; check; give figures."""
    schema, counted = "bookings", Counter[str]()
    with CalendlySandbox(seed=7, sending="held") as calendly, Deadly() as clevertap:
        calendly.subscribe("http://127.0.0.1:9/calendly", signing_key=KEY)
        settings = {
            "postgres": database, "schema": schema, "calendly": calendly.url,
            "token": calendly.token, "clevertap": clevertap.url,
            "account": clevertap.account_id, "passcode": clevertap.passcode,
        }  # fmt: skip
        plan = WORKERS_EDGES * kills
        random.Random(2).shuffle(plan)
        edges = iter(plan)
        with (
            PostgresLedger(database, schema=schema) as ledger,
            Zygote(settings) as one,
            Zygote(settings) as two,
            psycopg.connect(database, autocommit=True) as db,
        ):
            workers = [Worker(zygote, edges, clevertap, counted) for zygote in (one, two)]
            in_flight = set[str]()
            for worker in workers:
                worker.start()
            app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=database))
            door = doorway(calendly, clevertap, ledger)
            app.add_tasks_from(door.tasks, namespace="bookings")

            async def book() -> None:
                async with app.open_async():
                    for number in range(bookings):
                        calendly.book()
                        body = calendly.held[-1].body
                        assert (await door.handle(body, signed(body))).status == 202
                        if number == bookings - 5:
                            workers[0].gone = True  # for good
                            one.kill()
                        before = counted.total()
                        for _ in range(500 if before < len(plan) else 1):
                            await asyncio.sleep(0.01)
                            for worker in workers:
                                in_flight.update(worker.look(db))
                            if counted.total() > before:
                                break

            asyncio.run(book())
            two.kill()
            assert two.dead(wait=60)
            in_flight.update(being_sent(db))
            workers[1].start(ahead=600)  # claims of those before have lapsed by its clock
            deadline = time.monotonic() + 60
            while (stats := ledger.stats())[State.DONE] < bookings or stats["stored"]:
                assert time.monotonic() < deadline, dict(stats)
                time.sleep(0.02)
    arrived = Counter(str(event.properties["booking_key"]) for event in clevertap.events)
    assert counted == dict.fromkeys(WORKERS_EDGES, kills)
    assert len(arrived) == bookings, "one was lost"
    twice = {key for key, number in arrived.items() if number > 1}
    assert twice <= in_flight
    sent = Counter[str]()
    for request in clevertap.requests("POST", "/1/upload"):
        sent.update(json.dumps(r) for r in request.json()["d"] if r["type"] == "event")
    assert len(sent) == bookings, "what was sent again was not the same"
    return {
        "bookings": bookings,
        "kills": counted.total(),
        "twice": len(twice),
        "in flight at a kill": len(in_flight),
    }


def doorway(calendly: Any, clevertap: Any, ledger: PostgresLedger) -> QueuedIntake:
    from calendly_client import AsyncCalendly
    from clevertap_client import AsyncCleverTap

    return QueuedIntake(
        PLAN,
        AsyncCalendly(calendly.token, base_url=calendly.url),
        AsyncCleverTap(clevertap.account_id, clevertap.passcode, base_url=clevertap.url),
        ledger,
        KEY,
    )


@pytest.mark.slow
def test_fifty_bookings_survive_two_workers_that_die_at_every_edge(database: str) -> None:
    played(database, bookings=50, kills=2)


@pytest.mark.soak
def test_five_hundred_bookings_survive_workers_that_die_twenty_times_at_every_edge(
    database: str,
) -> None:
    print(f"\ncrash matrix on PostgreSQL: {played(database, bookings=500, kills=20)}")

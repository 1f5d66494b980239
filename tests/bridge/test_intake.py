"""Calendly's webhooks come in over real HTTP, are stored, delivered, and answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from calendly_clevertap import Intake, InvalidArgument, LedgerFailed, SqliteLedger
from calendly_clevertap.doors import Asgi, Message
from calendly_client import webhooks
from calendly_client.testing import sample_delivery
from clevertap_client.testing import Answer

from .conftest import START, Stage
from .plans import PLAN

KEY = "a key"


@pytest.fixture
def stage(make_stage: Callable[[str], Stage]) -> Stage:
    return make_stage("async")


def intake(stage: Stage, **options: Any) -> Intake:
    clients = stage.clients(awaiting=True)
    options = {"plan": PLAN, "ledger": stage.ledger, "signing_keys": KEY, **clients, **options}
    return Intake(**options)


def signed(body: bytes, key: str = KEY) -> dict[str, str]:
    return {"Content-Type": "application/json", webhooks.HEADER: webhooks.sign(body, key, START)}


def booked(stage: Stage) -> bytes:
    stage.calendly.book()
    return stage.calendly.held[-1].body


def handled(stage: Stage, door: Intake, body: bytes, headers: dict[str, str] | None = None) -> Any:
    return stage.run(door.handle(body, signed(body) if headers is None else headers))


def test_a_booking_is_delivered_before_it_is_answered(stage: Stage) -> None:
    body, door = booked(stage), intake(stage)
    reply = handled(stage, door, body)
    assert reply == (reply.status, reply.text) == (200, "done")
    assert stage.clevertap.event_count("Meeting Scheduled") == 1
    assert stage.ledger.stats()["stored"] == 0


def test_a_retry_changes_nothing_however_old_its_signature(stage: Stage) -> None:
    body, door = booked(stage), intake(stage)
    handled(stage, door, body)
    stage.later(timedelta(hours=20))
    assert handled(stage, door, body).status == 200
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {webhooks.HEADER: "t=1,v1=" + "0" * 64},
        {webhooks.HEADER: "nonsense"},
    ],
    ids=["none", "wrong", "nonsense"],
)
def test_a_bad_signature_is_401_and_nothing_is_stored(
    stage: Stage, headers: dict[str, str]
) -> None:
    body, door = booked(stage), intake(stage)
    assert handled(stage, door, body, headers).status == 401
    assert stage.ledger.stats()["stored"] == 0
    assert stage.clevertap.journal == []


def test_any_of_several_keys_is_good_and_header_names_have_no_case(stage: Stage) -> None:
    body, door = booked(stage), intake(stage, signing_keys=["new", KEY])
    header = {webhooks.HEADER.upper(): webhooks.sign(body, "new", START)}
    assert handled(stage, door, body, header).status == 200


def test_a_tolerance_can_be_asked_for(stage: Stage) -> None:
    body, door = booked(stage), intake(stage, tolerance=timedelta(minutes=3))
    old = {webhooks.HEADER: webhooks.sign(body, KEY, START - timedelta(days=300))}
    assert handled(stage, door, body, old).status == 401


def test_an_empty_key_is_refused_at_construction(stage: Stage) -> None:
    wrong: Any
    for wrong in ("", [], [""], [KEY, ""]):
        with pytest.raises(InvalidArgument, match="signing_keys: is empty"):
            intake(stage, signing_keys=wrong)


def test_a_long_body_is_413(stage: Stage) -> None:
    door = intake(stage, max_bytes=100)
    assert handled(stage, door, b"x" * 101).status == 413


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"no json", "parked"),
        (b'{"event": "invitee.created", "created_at": "2026-11-22T09:00:00Z"}', "parked"),
        (
            b'{"event": "routing_form_submission.created", "created_at": "2026-11-22T09:00:00Z",'
            b' "payload": {"uri": "https://x.example/1", "routing_form": "https://x.example/2"}}',
            "routing_form_submission.created is not about a booking",
        ),
        (
            b'{"event": "something.new", "created_at": "2026-11-22T09:00:00Z", "payload": {}}',
            "something.new is not about a booking",
        ),
    ],
    ids=["no json", "poison", "routing form", "unknown"],
)
def test_what_is_no_booking_or_poison_is_answered_2xx(stage: Stage, body: bytes, text: str) -> None:
    reply = handled(stage, intake(stage), body)
    assert reply.status == 200
    assert reply.text.startswith(text)
    assert stage.ledger.stats()["stored"] == 0
    assert stage.ledger.stats()["parked"] == (text == "parked")


def test_what_cannot_be_worked_through_now_is_stored_and_drained_later(stage: Stage) -> None:
    body, door = booked(stage), intake(stage)
    stage.calendly.fail(Answer(503, b""), path="/users/*", times=4)
    assert handled(stage, door, body).status == 202
    assert stage.ledger.stats()["stored"] == 1
    stage.later(timedelta(minutes=1))
    assert stage.run(door.drain()).stored == 1
    stage.later(timedelta(minutes=2))
    drained = stage.run(door.drain())
    assert (drained.stored, [result.ok for result in drained.results]) == (0, [True])
    assert stage.ledger.stats()["stored"] == 0
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


def test_what_cannot_be_sent_now_is_pending_and_drained_later(stage: Stage) -> None:
    body, door = booked(stage), intake(stage)
    stage.clevertap.fail(Answer(401, b""), method="GET")
    reply = handled(stage, door, body)
    assert (reply.status, reply.text) == (200, "stored for later")
    stage.later(timedelta(minutes=1))
    drained = stage.run(door.drain())
    assert [delivery.ok for delivery in drained.deliveries] == [True]
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


def test_what_nobody_can_work_through_for_a_day_is_parked(stage: Stage) -> None:
    body, door = booked(stage), intake(stage)
    stage.calendly.fail(Answer(503, b""), path="/users/*", times=99)
    handled(stage, door, body)
    stage.later(timedelta(hours=25))
    stage.run(door.drain())
    assert (stage.ledger.stats()["stored"], stage.ledger.stats()["parked"]) == (0, 1)


class Full(SqliteLedger):
    """Has no room on the disk."""

    def keep(self, body: bytes) -> str:
        raise LedgerFailed("OperationalError: database or disk is full")


def test_503_only_if_it_cannot_be_stored(stage: Stage) -> None:
    body = booked(stage)
    with Full(stage.path) as ledger:
        assert handled(stage, intake(stage, ledger=ledger), body).status == 503
    assert stage.clevertap.journal == []


class Forgetful(SqliteLedger):
    """Can store deliveries, and no more."""

    def enter(self, *given: Any, **named: Any) -> Any:
        raise LedgerFailed("OperationalError: disk I/O error")


def test_a_ledger_that_fails_after_storing_is_202_since_nothing_is_lost(stage: Stage) -> None:
    body = booked(stage)
    with Forgetful(stage.path) as ledger:
        assert handled(stage, intake(stage, ledger=ledger), body).status == 202
    assert stage.ledger.stats()["stored"] == 1
    assert stage.clevertap.events == ()


def test_a_slow_delivery_is_answered_in_time_and_goes_on(stage: Stage) -> None:
    body, door = booked(stage), intake(stage, patience=0.05)
    stage.clevertap.latency = 0.2

    async def both() -> tuple[int, int]:
        reply = await door.handle(body, signed(body))
        before = stage.clevertap.event_count("Meeting Scheduled")
        await door.finish()
        return reply.status, before

    assert stage.run(both()) == (202, 0)
    assert stage.clevertap.event_count("Meeting Scheduled") == 1
    assert stage.ledger.stats()["stored"] == 0


def test_while_clevertap_is_slow_most_wait_in_the_ledger(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calendly_clevertap.intake._UNDER_WAY", 2)
    bodies, door = [booked(stage) for _ in range(3)], intake(stage, patience=0.05)
    stage.clevertap.latency = 0.2

    async def all_at_once() -> list[str]:
        replies = [await door.handle(body, signed(body)) for body in bodies]
        await door.finish()
        return [reply.text for reply in replies]

    assert stage.run(all_at_once()) == [*["stored, and on its way"] * 2, "stored for later"]
    assert stage.clevertap.event_count("Meeting Scheduled") == 2
    stage.run(door.drain())
    assert stage.clevertap.event_count("Meeting Scheduled") == 3


def test_a_bug_in_a_delivery_is_202_and_does_not_stop_those_behind_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, door = booked(stage), intake(stage)
    other = sample_delivery(invitee_name="Grace", at=START).raw
    parse = webhooks.parse_unverified

    def broken(raw: bytes) -> Any:
        if raw == body:
            raise ZeroDivisionError
        return parse(raw)

    monkeypatch.setattr(webhooks, "parse_unverified", broken)
    assert handled(stage, door, body).status == 202
    stage.ledger.keep(other)
    stage.later(timedelta(minutes=1))
    drained = stage.run(door.drain())
    assert (drained.stored, len(drained.results)) == (1, 1)


class TestAsgi:
    """The door, as servers see it."""

    @staticmethod
    def asked(stage: Stage, door: Intake | Asgi, scope: Message, *chunks: bytes) -> list[Message]:
        sent: list[Message] = []
        messages: list[Message] = [
            {"type": "http.request", "body": chunk, "more_body": n + 1 < len(chunks)}
            for n, chunk in enumerate(chunks)
        ]
        queue = iter([*messages, {"type": "http.disconnect"}])

        async def receive() -> Message:
            return next(queue)

        async def send(message: Message) -> None:
            sent.append(message)

        stage.run(door(scope, receive, send))
        return sent

    @staticmethod
    def scope(body: bytes, method: str = "POST") -> Message:
        headers = [(n.lower().encode(), v.encode()) for n, v in signed(body).items()]
        return {"type": "http", "method": method, "path": "/x", "headers": headers}

    def test_a_body_in_pieces(self, stage: Stage) -> None:
        body = booked(stage)
        sent = self.asked(stage, intake(stage), self.scope(body), body[:10], body[10:20], body[20:])
        assert [message["type"] for message in sent] == [
            "http.response.start", "http.response.body",
        ]  # fmt: skip
        assert sent[0]["status"] == 200
        assert sent[1]["body"] == b"done"

    def test_only_post(self, stage: Stage) -> None:
        sent = self.asked(stage, intake(stage), self.scope(b"", "GET"), b"")
        assert sent[0]["status"] == 405
        assert (b"allow", b"POST") in sent[0]["headers"]

    def test_a_body_that_does_not_end_is_cut_off(self, stage: Stage) -> None:
        door = intake(stage, max_bytes=10).asgi
        sent = self.asked(stage, door, self.scope(b""), *[b"x" * 6] * 100)
        assert sent[0]["status"] == 413

    def test_a_client_that_hangs_up_gets_no_answer_and_nothing_is_stored(
        self, stage: Stage
    ) -> None:
        body = booked(stage)
        assert self.asked(stage, intake(stage), self.scope(body)) == []
        assert stage.ledger.stats()["stored"] == 0

    def test_a_client_that_dawdles_is_408(self, stage: Stage) -> None:
        sent: list[Message] = []

        async def receive() -> Message:
            await asyncio.sleep(0.01)
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def send(message: Message) -> None:
            sent.append(message)

        stage.run(intake(stage, patience=0.05)(self.scope(b""), receive, send))
        assert sent[0]["status"] == 408

    def test_a_header_given_twice_is_not_believed(self, stage: Stage) -> None:
        body = booked(stage)
        scope = self.scope(body)
        scope["headers"] = scope["headers"] * 2
        assert self.asked(stage, intake(stage), scope, body)[0]["status"] == 401

    def test_shutdown_waits_for_what_is_under_way(self, stage: Stage) -> None:
        body, door = booked(stage), intake(stage, patience=0.05)
        stage.clevertap.latency = 0.2
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def whole_life() -> None:
            queue: asyncio.Queue[Message] = asyncio.Queue()
            life = asyncio.create_task(door({"type": "lifespan"}, queue.get, send))
            await queue.put({"type": "lifespan.startup"})
            await door.handle(body, signed(body))
            await queue.put({"type": "lifespan.shutdown"})
            await life

        stage.run(whole_life())
        assert [m["type"] for m in sent] == [
            "lifespan.startup.complete", "lifespan.shutdown.complete",
        ]  # fmt: skip
        assert stage.clevertap.event_count("Meeting Scheduled") == 1


@asynccontextmanager
async def served(door: Intake) -> AsyncGenerator[str]:
    """Serve the door on a real socket: just enough HTTP for Calendly's sandbox."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        length = int(headers["content-length"])
        body = await reader.readexactly(length)
        reply = await door.handle(body, headers)
        writer.write(
            f"HTTP/1.1 {reply.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def test_from_the_booking_page_to_the_hosts_mail(stage: Stage) -> None:
    stage.clevertap.live_campaign(
        "Meeting Scheduled",
        subject="New meeting with {{ Event.invitee_name }}",
        body='Hello {{ Profile.name }}: {{ Event["meeting_date"] }}, {{ Event["meeting_url"] }}',
    )

    async def play() -> None:
        async with served(intake(stage)) as url:
            stage.calendly.subscribe(f"{url}/hook", signing_key=KEY)
            stage.calendly.book()
            letter = stage.calendly.held[-1]
            for _ in range(2):
                sent = await asyncio.to_thread(stage.calendly.redeliver, letter)
                assert sent.status == 200

    stage.run(play())
    (mail,) = stage.clevertap.outbox
    assert mail.to == "noor@example.com"
    assert mail.subject == "New meeting with Ada Okafor"
    assert "UTC+01:00" in mail.body
    assert "NULL" not in mail.body


def test_the_door_delivers_what_was_left_while_it_is_open(stage: Stage) -> None:
    stage.clevertap.fail(Answer(503), times=9)
    door, body = intake(stage, drain_every=0.02), booked(stage)
    assert handled(stage, door, body).status in {200, 202}
    stage.clevertap.heal()
    stage.later(timedelta(hours=1))

    async def silent(_: Message) -> None:
        """Take what the door says."""

    async def open_for_a_while() -> None:
        queue: asyncio.Queue[Message] = asyncio.Queue()
        life = asyncio.create_task(door({"type": "lifespan"}, queue.get, silent))
        await queue.put({"type": "lifespan.startup"})
        for _ in range(500):
            await asyncio.sleep(0.02)
            if stage.clevertap.event_count("Meeting Scheduled"):
                break
        await queue.put({"type": "lifespan.shutdown"})
        await life

    stage.run(open_for_a_while())
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


def test_closing_the_door_leaves_nothing_half_sent(stage: Stage) -> None:
    stage.clevertap.fail(Answer(401), times=1)
    door, body = intake(stage, drain_every=0.01), booked(stage)
    handled(stage, door, body)
    stage.later(timedelta(hours=1))
    stage.clevertap.latency = 0.2

    async def open_until_it_drains() -> None:
        async with door.lifespan():
            for _ in range(500):
                await asyncio.sleep(0.01)
                if stage.ledger.stats()["sending"]:
                    break

    stage.run(open_until_it_drains())
    assert stage.ledger.stats()["done"] == 1

"""Applications that block have a door too: served by a real server, and called from a function."""

from __future__ import annotations

import asyncio
import errno
import io
import os
import signal
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from calendly_clevertap import Intake
from calendly_client import webhooks
from calendly_client.testing import CalendlySandbox
from clevertap_client.testing import Answer

from .conftest import START, Stage
from .plans import PLAN
from .test_intake import KEY, booked, signed


@pytest.fixture
def stage(make_stage: Callable[[str], Stage]) -> Stage:
    return make_stage("blocking")


@contextmanager
def opened(stage: Stage, **options: Any) -> Generator[Intake]:
    clients = stage.clients(awaiting=True)
    door = Intake(plan=PLAN, ledger=stage.ledger, signing_keys=KEY, **clients, **options)
    try:
        yield door
    finally:
        door.close()


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Any) -> Generator[str]:
    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def environ(body: bytes, **changes: Any) -> dict[str, Any]:
    given = {
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "HTTP_CALENDLY_WEBHOOK_SIGNATURE": signed(body)[webhooks.HEADER],
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def asked(door: Intake, environ: dict[str, Any]) -> tuple[str, dict[str, str], bytes]:
    started: list[Any] = []
    body = b"".join(door.wsgi(environ, lambda *given: started.extend(given)))
    return started[0], dict(started[1]), body


def test_calendly_is_answered_by_a_server_that_blocks(stage: Stage) -> None:
    with opened(stage) as door, serving(door.wsgi) as url:
        stage.calendly.subscribe(f"{url}/hook", signing_key=KEY)
        stage.calendly.book()
        letter = stage.calendly.held[-1]
        assert [stage.calendly.redeliver(letter).status for _ in range(2)] == [200, 200]
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


def test_a_function_can_take_a_delivery(stage: Stage) -> None:
    body = booked(stage)
    with opened(stage) as door:
        assert door.receive(body, signed(body)) == (200, "done")
        assert door.receive(body, signed(body, "another key")).status == 401


def test_it_may_be_closed_and_used_again(stage: Stage) -> None:
    body = booked(stage)
    with opened(stage) as door:
        door.close()
        for _ in range(2):
            assert door.receive(body, signed(body)).status == 200
            door.close()


def test_closing_waits_for_what_is_under_way(stage: Stage) -> None:
    body = booked(stage)
    stage.clevertap.latency = 0.2
    with opened(stage, patience=0.05) as door:
        assert door.receive(body, signed(body)).status == 202
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


def test_what_was_left_is_drained_beside(stage: Stage) -> None:
    body = booked(stage)
    stage.clevertap.fail(Answer(503), times=9)
    with opened(stage, drain_every=0.02) as door:
        door.receive(body, signed(body))
        stage.clevertap.heal()
        stage.later(timedelta(hours=1))
        wait_until(lambda: stage.clevertap.event_count("Meeting Scheduled") == 1)


def test_who_is_served_while_it_is_closed_is_answered(stage: Stage) -> None:
    body = booked(stage)
    with opened(stage) as door, ThreadPoolExecutor(6) as pool:
        replies = [pool.submit(door.receive, body, signed(body)) for _ in range(30)]
        while not all(reply.done() for reply in replies):
            door.close()
    assert {reply.result().status for reply in replies} == {200}
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


def test_what_fails_for_lack_of_files_works_when_there_are_some(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = booked(stage)

    def none_left() -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    with opened(stage) as door:
        with monkeypatch.context() as patch:
            patch.setattr(asyncio, "new_event_loop", none_left)
            with pytest.raises(OSError, match="Too many"):
                door.receive(body, signed(body))
        assert door.receive(body, signed(body)).status == 200


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_worker_forked_from_a_warm_process_serves(stage: Stage) -> None:
    body, later = booked(stage), booked(stage)
    with opened(stage) as door:
        assert door.receive(body, signed(body)).status == 200
        if not (child := os.fork()):
            signal.alarm(60)  # a child that hangs must not keep its parent waiting
            try:
                os._exit(0 if door.receive(later, signed(later)).status == 200 else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert door.receive(later, signed(later)).status == 200
    assert stage.clevertap.event_count("Meeting Scheduled") == 2


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "200 OK"),
        ({"REQUEST_METHOD": "GET"}, "405 Method Not Allowed"),
        ({"CONTENT_LENGTH": "100001"}, "413 Request Entity Too Large"),
        ({"CONTENT_LENGTH": "99999"}, "400 Bad Request"),
        ({"CONTENT_LENGTH": None}, "401 Unauthorized"),
        ({"CONTENT_LENGTH": "", "wsgi.input_terminated": True}, "200 OK"),
        ({"CONTENT_LENGTH": "-1"}, "401 Unauthorized"),
        ({"HTTP_CALENDLY_WEBHOOK_SIGNATURE": None}, "401 Unauthorized"),
    ],
    ids=[
        "good", "no post", "announced too long", "cut short", "unknown length", "chunked",
        "negative length", "unsigned",
    ],
)  # fmt: skip
def test_requests_of_all_kinds(stage: Stage, changes: dict[str, Any], status: str) -> None:
    body = booked(stage)
    with opened(stage, max_bytes=100_000) as door:
        answer, headers, told = asked(door, environ(body, **changes))
    assert answer == status
    assert headers["Content-Length"] == str(len(told))
    assert ("Allow" in headers) == status.startswith("405")


def test_a_chunked_body_that_does_not_end_is_cut_off(stage: Stage) -> None:
    endless = environ(b"x" * 101, CONTENT_LENGTH=None, **{"wsgi.input_terminated": True})
    with opened(stage, max_bytes=100) as door:
        assert asked(door, endless)[0].startswith("413")


def test_a_sender_that_breaks_off_is_400(stage: Stage) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with opened(stage) as door:
        assert asked(door, environ(b"abc", **{"wsgi.input": Broken()}))[0].startswith("400")


def test_after_an_outage_each_retry_is_accepted_once_with_its_first_signature(
    stage: Stage,
) -> None:
    hourly = [timedelta(hours=1)] * 24
    with CalendlySandbox(seed=7, sign_retries=False, retry_pauses=hourly) as calendly:
        stage.calendly = calendly
        stage.later(timedelta())
        app = Switch()
        with opened(stage) as door, serving(app) as url:
            calendly.subscribe(f"{url}/hook", signing_key=KEY)
            for _ in range(3):
                calendly.book(starts_at=START + timedelta(days=3))
            first = {letter.number: letter.header for letter in calendly.retries}
            for _ in range(20):
                stage.later(timedelta(hours=1))
                calendly.tick()
            app.door = door
            for _ in range(4):
                stage.later(timedelta(hours=1))
                calendly.tick()
            arrived = [letter for letter in calendly.deliveries if letter.succeeded]
            assert {letter.number: letter.header for letter in arrived} == first
            assert stage.clevertap.event_count("Meeting Scheduled") == 3
            assert list(calendly.retries) == []
            late = arrived[0]
            for body, header in (
                (late.body, "t=1,v1=" + "0" * 64),
                (late.body.replace(b"Ada", b"Eve"), late.header),
                (late.body, str(late.header).replace("t=17", "t=18")),
            ):
                forged = {webhooks.HEADER: str(header)}
                assert door.receive(body, forged).status == 401
        assert stage.clevertap.event_count("Meeting Scheduled") == 3


class Switch:
    """An application that is down until it is given a door."""

    door: Intake | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Any:
        if self.door is not None:
            return self.door.wsgi(environ, start_response)
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("503 Service Unavailable", [("Content-Length", "0")])
        return [b""]


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("it never was")

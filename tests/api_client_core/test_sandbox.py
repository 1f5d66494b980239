"""The sandbox keeps its own promises, or no test on it would mean anything."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest
from attrs import define

from api_client_core.testing import (
    Answer,
    Delay,
    Fault,
    Received,
    Reset,
    Sandbox,
    Stall,
    Trickle,
    Truncate,
    route,
)

from .toy import AsyncPost, Post, PostError, PostOffice


@define(eq=False)
class Echo(Sandbox):
    """Says what came."""

    running: int = 0
    most: int = 0

    @route("GET", "/v1/file.json")
    def literal(self, request: Received) -> Answer:
        """Answer a path with a dot in it."""
        return Answer.json("literal")

    @route("GET", "/things/{thing}/parts/{part}")
    def part(self, request: Received, thing: str, part: str) -> Answer:
        """Answer a path with two parameters."""
        return Answer.json([thing, part])

    @route("GET", "/things/{thing}")
    def thing(self, request: Received, thing: str) -> Answer:
        """Answer a path with one."""
        return Answer.json(thing)

    @route("GET", "/things/mine")
    def mine(self, request: Received) -> Answer:
        """Answer a path that the one above would take too."""
        return Answer.json("the literal one")

    @route("POST", "/body")
    @route("PUT", "/body")
    def body(self, request: Received) -> Answer:
        """Give the body back."""
        return Answer(200, request.body)

    @route("HEAD", "/head")
    def head(self, request: Received) -> Answer:
        """Answer without a body, though it has one."""
        return Answer(200, b"twelve bytes", (("x-it", "is"),))

    @route("GET", "/empty/{status}")
    def empty(self, request: Received, status: str) -> Answer:
        """Answer with a status that has no body."""
        return Answer(int(status), b"" if status == "200" else b"ignored")

    @route("GET", "/slow")
    def slow(self, request: Received) -> Answer:
        """Count how many of its kind run at once."""
        self.running += 1
        self.most = max(self.most, self.running)
        time.sleep(0.002)
        self.running -= 1
        return Answer()

    @route("GET", "/broken")
    def broken(self, request: Received) -> Answer:
        """Fail."""
        raise LookupError("not yet written")


@pytest.fixture
def echo() -> Any:
    """Open one."""
    with Echo() as sandbox:
        yield sandbox


def ask(sandbox: Sandbox, method: str, path: str, **more: Any) -> tuple[int, bytes, dict[str, str]]:
    """Ask over a socket, with the standard library's own client."""
    host, _, port = sandbox.url.removeprefix("http://").partition(":")
    with closing(HTTPConnection(host, int(port), timeout=10)) as connection:
        connection.request(method, path, **more)
        reply = connection.getresponse()
        return reply.status, reply.read(), {k.lower(): v for k, v in reply.getheaders()}


# ----------------------------------------------------------------------------------------- routes


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/things/a", "a"),
        ("/things/a?x=/b/c", "a"),
        ("/things/a%2Fb", "a/b"),
        ("/things/%252F", "%2F"),
        ("/things/Zo%C3%AB", "Zoë"),
        ("/things/..", ".."),
        ("/things/%2e%2e", ".."),
        ("/things/a+b", "a+b"),
        ("/things/a/parts/b%20c", ["a", "b c"]),
        ("/things/mine", "the literal one"),
        ("/v1/file.json", "literal"),
    ],
)
def test_a_path_finds_its_route_and_its_parameters_come_decoded(
    path: str, answer: object, echo: Echo
) -> None:
    status, body, _ = ask(echo, "GET", path)
    assert (status, json.loads(body)) == (200, answer)
    assert echo.journal[0].request.path == path.partition("?")[0], "the journal has it as it came"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/things/", 404),
        ("GET", "/things/a/b", 404),
        ("GET", "/v1/fileXjson", 404),
        ("GET", "/v1/file.json/", 404),
        ("DELETE", "/things/a", 405),
        ("PATCH", "/body", 405),
    ],
)
def test_what_has_no_route_is_refused(method: str, path: str, status: int, echo: Echo) -> None:
    assert ask(echo, method, path)[0] == status


def test_a_subclass_may_answer_otherwise() -> None:
    @define(eq=False)
    class Rude(Echo):
        def thing(self, request: Received, thing: str) -> Answer:
            return Answer(410)

        @route("GET", "/v1/file.json")
        def other(self, request: Received) -> Answer:
            return Answer(402)

        def no_route(self, request: Received, *, known: bool) -> Answer:
            return Answer.json({"known": known}, 418)

    with Rude() as rude:
        assert ask(rude, "GET", "/things/a")[0] == 410
        assert ask(rude, "GET", "/v1/file.json")[0] == 402
        assert ask(rude, "GET", "/things/mine")[0] == 200
        assert ask(rude, "GET", "/nowhere")[:2] == (418, b'{"known": false}')
        assert ask(rude, "PUT", "/things/a")[:2] == (418, b'{"known": true}')


def test_routes_run_one_at_a_time(echo: Echo) -> None:
    def one(_: int) -> int:
        return ask(echo, "GET", "/slow")[0]

    with ThreadPoolExecutor(10) as threads:
        assert list(threads.map(one, range(40))) == [200] * 40
    assert echo.most == 1


def test_a_route_that_raises_is_a_500_and_shows_its_traceback(
    echo: Echo, capfd: pytest.CaptureFixture[str]
) -> None:
    status, body, _ = ask(echo, "GET", "/broken")
    assert status == 500
    assert b"LookupError" in body
    assert "not yet written" in capfd.readouterr().err
    assert ask(echo, "GET", "/things/a")[0] == 200


# ------------------------------------------------------------------------------------------- http


def test_a_burst_of_a_hundred_new_connections_loses_none(echo: Echo) -> None:
    at_once = threading.Barrier(100)

    def one(number: int) -> bytes:
        at_once.wait(30)
        return ask(echo, "GET", f"/things/{number}")[1]

    with ThreadPoolExecutor(100) as threads:
        answers = list(threads.map(one, range(100)))
    assert answers == [f'"{number}"'.encode() for number in range(100)]
    assert len(echo.journal) == 100


def test_a_connection_is_kept_for_the_next_request(echo: Echo) -> None:
    with httpx.Client() as client:
        for number in range(5):
            assert client.get(f"{echo.url}/things/{number}").json() == str(number)
            assert echo.connections == 1
        client.get(f"{echo.url}/things/x", headers={"connection": "close"})
        until(lambda: echo.connections == 0)


def test_a_body_may_come_with_its_length_or_in_chunks(echo: Echo) -> None:
    body = bytes(range(256)) * 1000
    assert ask(echo, "POST", "/body", body=body)[1] == body
    pieces = [body[start : start + 1777] for start in range(0, len(body), 1777)]
    status, got, _ = ask(echo, "PUT", "/body", body=iter(pieces), encode_chunked=True)
    assert (status, got) == (200, body)
    assert echo.journal[1].request.headers["transfer-encoding"] == "chunked"
    with httpx.Client() as client:
        for _ in range(2):  # what follows on the same connection is not disturbed
            assert client.post(f"{echo.url}/body", content=iter(pieces)).content == body
        assert echo.connections == 1


def raw(sandbox: Sandbox, *sent: bytes) -> bytes:
    """Send bytes, and read to the end."""
    host, _, port = sandbox.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        for piece in sent:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
        got = b""
        while piece := connection.recv(65536):
            got += piece
        return got


@pytest.mark.parametrize(
    "request_line",
    [
        b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
        b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
        b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha",
    ],
)
def test_a_request_that_is_cut_short_takes_no_effect(request_line: bytes, echo: Echo) -> None:
    assert raw(echo, request_line) == b""
    assert echo.journal == []


def test_chunks_may_have_extensions_and_trailers(echo: Echo) -> None:
    head = b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    got = raw(echo, head, b"4;a=b\r\nhalf\r\n3\r\n do\r\n0\r\nX-Sum: 1\r\n\r\n")
    assert got.endswith(b"\r\n\r\nhalf do")


def test_what_has_no_body_sends_none(echo: Echo) -> None:
    status, body, headers = ask(echo, "HEAD", "/head")
    assert (status, body, headers["content-length"], headers["x-it"]) == (200, b"", "12", "is")
    for code in ("204", "304"):
        status, body, headers = ask(echo, "GET", f"/empty/{code}")
        assert (status, body) == (int(code), b"")
        assert "content-length" not in headers
    status, body, headers = ask(echo, "GET", "/empty/200")
    assert (status, body, headers["content-length"]) == (200, b"", "0")
    with httpx.Client() as client:  # and the connection stays in step
        for _ in range(2):
            assert client.head(f"{echo.url}/head").status_code == 200
            assert client.get(f"{echo.url}/empty/204").status_code == 204
            assert client.get(f"{echo.url}/things/a").json() == "a"
        assert echo.connections == 1


def test_a_request_is_kept_as_it_arrived(echo: Echo) -> None:
    got = raw(
        echo,
        b"GET /things/a?b=c&b=d%20e&f&g= HTTP/1.1\r\nHost: x\r\nX-Two: 1\r\nx-two: 2\r\n"
        b"Connection: close\r\n\r\n",
    )
    assert got.startswith(b"HTTP/1.1 200 ")
    request = echo.journal[0].request
    assert request.raw_query == "b=c&b=d%20e&f&g="
    assert request.query == (("b", "c"), ("b", "d e"), ("f", ""), ("g", ""))
    assert (request.first("b"), request.first("f"), request.first("z")) == ("c", "", None)
    assert request.headers["x-two"] == "1, 2"
    assert request.json() is None


def test_secrets_of_a_request_are_not_printed(echo: Echo) -> None:
    ask(echo, "POST", "/body", body=b"sesame", headers={"authorization": "sesame"})
    assert "sesame" not in repr(echo.journal)


# ----------------------------------------------------------------------------------------- faults


def test_faults_are_played_in_order_and_only_on_what_matches(echo: Echo) -> None:
    echo.fail(Answer(501), path="/things/b*")
    echo.fail(Answer(502), times=2)
    echo.fail(Answer(503), method="POST")
    echo.fail(Answer(504))
    asked = [("GET", "/things/a"), ("GET", "/things/b"), ("POST", "/body"), ("POST", "/body")]
    asked += [("GET", "/things/a"), ("GET", "/things/a")]
    assert [ask(echo, *what)[0] for what in asked] == [502, 501, 502, 503, 504, 200]
    faults = [entry.fault for entry in echo.journal]
    assert faults == [Answer(502), Answer(501), Answer(502), Answer(503), Answer(504), None]


def test_faults_may_strike_by_chance_and_a_seed_repeats_them() -> None:
    def statuses(seed: int) -> list[int]:
        with Echo() as echo:
            echo.fail((Answer(500), Answer(503)), path="/things/*", chance=0.5, seed=seed)
            return [ask(echo, "GET", f"/things/{number}")[0] for number in range(40)]

    found = statuses(1)
    assert set(found) == {200, 500, 503}
    assert found == statuses(1) != statuses(2)


def test_chance_may_be_limited_and_never_strikes_at_nought(echo: Echo) -> None:
    echo.fail(Answer(500), chance=0.0)
    echo.fail(Answer(501), chance=0.99, seed=3, times=1)
    assert [ask(echo, "GET", "/things/a")[0] for _ in range(9)].count(501) == 1
    with pytest.raises(ValueError, match="needs a fault, and a chance"):
        echo.fail(())
    with pytest.raises(ValueError, match="needs a fault, and a chance"):
        echo.fail(Answer(500), chance=1.5)
    with pytest.raises(ValueError, match="cannot misbehave 0 times"):
        echo.fail(Answer(500), times=0)


def test_a_body_that_is_nested_too_deeply_is_no_json() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        Received("POST", "/", body=b"[" * 100_000).json()


def test_the_journal_can_be_asked_for_what_came(echo: Echo) -> None:
    for path in ("/things/a", "/things/b/parts/c", "/v1/file.json"):
        ask(echo, "GET", path)
    ask(echo, "POST", "/body")
    assert [request.path for request in echo.requests("GET", "/things/*")] == [
        "/things/a",
        "/things/b/parts/c",
    ]
    assert len(echo.requests()) == 4
    assert [request.method for request in echo.requests(path="/body")] == ["POST"]


def test_faults_can_be_called_off(echo: Echo) -> None:
    echo.fail(Answer(500), times=1000)
    assert ask(echo, "GET", "/things/a")[0] == 500
    echo.heal()
    assert ask(echo, "GET", "/things/a")[0] == 200


@pytest.mark.parametrize(
    ("fault", "applied", "error"),
    [
        (Answer(500), False, None),
        (Reset(), False, httpx.ReadError),
        (Reset(applied=True), True, httpx.ReadError),
        (Stall(0.01), False, httpx.ReadError),
        (Stall(0.01, applied=True), True, httpx.ReadError),
        (Stall(9.0), False, httpx.ReadTimeout),
        (Stall(9.0, applied=True), True, httpx.ReadTimeout),
        (Truncate(), True, httpx.RemoteProtocolError),
        (Truncate(0), True, httpx.RemoteProtocolError),
        (Truncate(10_000), True, None),
        (Delay(0.01), True, None),
        (Delay(0), True, None),
        (Trickle(0), True, None),
        (Delay(9.0), True, httpx.ReadTimeout),
        (Trickle(0.0001, size=50), True, None),
    ],
    ids=repr,
)
@pytest.mark.parametrize("mounted", [False, True], ids=["sockets", "memory"])
def test_a_fault_is_the_same_on_sockets_and_in_memory(
    mounted: bool, fault: Fault, applied: bool, error: type[Exception] | None, office: PostOffice
) -> None:
    office.fail(fault)
    transport = office.transport() if mounted else None
    patience = 0.3 if error is httpx.ReadTimeout else 30.0
    with httpx.Client(transport=transport) as client:

        def send(timeout: float = patience) -> httpx.Response:
            return client.post(f"{office.url}/parcels", json={"to": "Nowhere 1"}, timeout=timeout)

        if error is None:
            assert send().status_code == (fault.status if isinstance(fault, Answer) else 201)
        else:
            with pytest.raises(error):
                send()
        assert len(office.parcels) == applied
        assert [entry.fault for entry in office.journal] == [fault]
        assert send(30.0).status_code == 201


def test_a_reset_is_a_reset(echo: Echo) -> None:
    echo.fail(Reset())
    with pytest.raises(OSError, match=r"reset|not connected"):  # an orderly end would raise nothing
        raw(echo, b"GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n")


def test_a_truncated_answer_says_how_long_it_would_have_been(echo: Echo) -> None:
    echo.fail(Truncate(2))
    got = raw(echo, b"GET /things/abcdef HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"Content-Length: 8\r\n" in got
    assert got.endswith(b'\r\n\r\n"a')


def test_a_stall_ends_when_the_client_hangs_up(echo: Echo) -> None:
    echo.fail(Stall(600))
    with httpx.Client(timeout=0.05) as client, pytest.raises(httpx.ReadTimeout):
        client.get(f"{echo.url}/things/a")
    until(lambda: echo.connections == 0)


# ------------------------------------------------------------------------------------ in memory


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_a_client_works_on_memory_as_on_sockets(name: str) -> None:
    library: Any = pytest.importorskip(name)
    office = PostOffice()
    for _ in range(4):
        office.put()
    with (
        library.Client(transport=office.transport()) as http,
        Post("http://post.test", http=http) as post,
    ):
        assert post.parcels.get("p1").id == "p1"
        assert len(post.parcels.list().all()) == 4
        assert post.parcels.echo("a b/c", query={"d": "e f"})["part"] == "a b/c"
        with pytest.raises(PostError, match="HTTP 404"):
            post.parcels.get("none")
        office.fail(Reset())
        with pytest.raises(PostError, match="may have been applied"):
            post.parcels.send("Nowhere 1")

    async def main() -> None:
        async with library.AsyncClient(transport=office.transport()) as http:
            post = AsyncPost("http://post.test", http=http)
            assert (await post.parcels.get("p1")).id == "p1"
            assert len(await post.parcels.send_all(["a", "b", "c"])) == 3

    asyncio.run(main())
    paths = [entry.request.path for entry in office.journal]
    assert paths[:4] == ["/parcels/p1", "/parcels", "/parcels", "/echo/a%20b%2Fc"]


# ---------------------------------------------------------------------------------------- lifetime


def test_stopping_frees_the_port_and_ends_all_threads() -> None:
    before = set(threading.enumerate())
    sandbox = Echo().start()
    url = sandbox.url
    port = int(url.rpartition(":")[2])
    clients = [httpx.Client() for _ in range(5)]
    for client in clients:
        assert client.get(f"{url}/things/a").status_code == 200
    assert sandbox.connections == 5
    sandbox.stop()
    assert set(threading.enumerate()) <= before
    assert sandbox.connections == 0
    with socket.create_server(("127.0.0.1", port)):
        pass
    assert sandbox.start(port).url == url
    assert clients[0].get(f"{url}/things/a").status_code == 200
    assert len(sandbox.journal) == 6, "what it remembers stays"
    sandbox.stop()
    sandbox.stop()
    for client in clients:
        client.close()


def test_stopping_does_not_wait_for_what_stalls_or_trickles() -> None:
    sandbox = Echo().start()
    url = sandbox.url
    sandbox.fail(Stall(600), path="/things/1")
    sandbox.fail(Delay(600), path="/things/2")
    sandbox.fail(Trickle(600), path="/things/3")

    def one(number: int) -> str:
        try:
            return str(httpx.get(f"{url}/things/{number}", timeout=60).status_code)
        except httpx.RequestError as error:
            return type(error).__name__

    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(one, number) for number in (1, 2, 3)]
        until(lambda: len(sandbox.journal) == 3)
        sandbox.stop()
        assert {future.result() for future in asked} <= {"ReadError", "RemoteProtocolError"}


def test_a_sandbox_that_is_not_running_says_so() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        _ = Echo().url
    assert Echo().connections == 0
    sandbox = Echo()
    with sandbox as same:
        assert same is sandbox
        assert same.start() is same, "starting twice is no harm"
        assert same.url.startswith("http://127.0.0.1:")


def test_two_sandboxes_share_nothing(echo: Echo, office: PostOffice) -> None:
    echo.fail(Answer(500))
    assert ask(office, "GET", "/parcels")[0] == 200
    assert echo.journal == []
    assert office.url != echo.url


def until(condition: Callable[[], bool]) -> None:
    """Wait for the other side to notice."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)

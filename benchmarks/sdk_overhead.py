"""What the SDK adds to bare httpx: the same requests, the same decoding, side by side.

Each round times both, one after the other in changing order, against a server in another process;
the result is the median of the rounds' ratios, so that a machine's moods cancel out.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import multiprocessing
import pstats
import sys
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from statistics import median, quantiles
from time import perf_counter, thread_time
from typing import Any, Final

import httpx
from attrs import frozen

from api_client_core.steps import Call
from api_client_core.wire import Reply
from calendly_client import AsyncCalendly, Calendly
from calendly_client.testing import CalendlySandbox

GOAL: Final = 1.05
PAGE: Final = 100

# ----------------------------------------------------------------------------------------- server


class Canned(asyncio.Protocol):
    """Answers each request with the bytes that belong to its path, and does nothing else."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers, self._received = answers, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].partition(b"?")[0]
            self._transport.write(self._answers[path])


def serve(answers: dict[bytes, bytes], ready: Connection) -> None:
    """Run the server until the process is ended."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Canned(answers), "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


@contextmanager
def serving(bodies: dict[str, bytes]) -> Generator[str]:
    """Serve these bodies by their paths, from a process of its own; give the URL."""
    answers = {
        path.encode(): b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        b"%d\r\n\r\n%b" % (len(body), body)
        for path, body in bodies.items()
    }
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=serve, args=(answers, there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


# ------------------------------------------------------------------------------------ contenders


@frozen
class Seconds:
    """How long one call took, by the clock on the wall and by the processor."""

    wall: float
    cpu: float

    @classmethod
    def since(cls, wall: float, cpu: float, calls: int) -> Seconds:
        """Stop the clocks."""
        return cls((perf_counter() - wall) / calls, (thread_time() - cpu) / calls)


def timed(work: Callable[[], object], calls: int) -> Seconds:
    """Time so many calls."""
    begun = perf_counter(), thread_time()
    for _ in range(calls):
        work()
    return Seconds.since(*begun, calls)


async def atimed(work: Callable[[], Awaitable[object]], calls: int) -> Seconds:
    """Time so many calls."""
    begun = perf_counter(), thread_time()
    for _ in range(calls):
        await work()
    return Seconds.since(*begun, calls)


@frozen
class Pair:
    """The same work done twice: on bare httpx, and through the SDK."""

    name: str
    calls: int
    bare: Callable[[int], Seconds]
    sdk: Callable[[int], Seconds]


def sample() -> tuple[str, dict[str, bytes]]:
    """Book meetings in a sandbox, and take what it answers."""
    with CalendlySandbox() as sandbox:
        for _ in range(PAGE):
            sandbox.book()
        with Calendly(sandbox.token, base_url=sandbox.url) as calendly:
            raw = calendly.with_raw_response.scheduled_events
            page = next(raw.list(user=calendly.users.me().uri, count=PAGE).responses())
            ident = page.value.items[0].uri.rpartition("/")[2]
            one = raw.get(ident)
        assert len(page.value) == PAGE
    return ident, {
        "/scheduled_events": page.reply.content,
        f"/scheduled_events/{ident}": one.reply.content,
    }


def headers(calendly: Calendly | AsyncCalendly) -> dict[str, str]:
    """The headers that the SDK sends, for the bare client to send them too."""
    service = calendly.sender.lines["calendly"].service
    return {**dict(service.headers), "authorization": "Bearer made-up"}


def reading(call: Call[Any]) -> Callable[[httpx.Response], object]:
    """The decoding that the SDK does, for the bare client to do it too."""
    read = call.read
    return lambda response: read(Reply(response.status_code, {}, response.content))


def blocking(url: str, ident: str, calendly: Calendly, http: httpx.Client) -> list[Pair]:
    """The pairs that block."""
    events = calendly.scheduled_events
    describe = calendly.describe.scheduled_events
    read_one, read_page = reading(describe.get(ident)), reading(describe.list(count=PAGE))
    one, page = f"{url}/scheduled_events/{ident}", f"{url}/scheduled_events?count={PAGE}"
    return [
        Pair(
            "blocking, one event",
            20,
            lambda calls: timed(lambda: read_one(http.get(one)), calls),
            lambda calls: timed(lambda: events.get(ident), calls),
        ),
        Pair(
            f"blocking, page of {PAGE}",
            4,
            lambda calls: timed(lambda: read_page(http.get(page)), calls),
            lambda calls: timed(lambda: next(events.list(count=PAGE).pages()), calls),
        ),
    ]


def awaiting(
    url: str, ident: str, calendly: AsyncCalendly, http: httpx.AsyncClient, run: asyncio.Runner
) -> list[Pair]:
    """The pairs that await."""
    events = calendly.scheduled_events
    describe = calendly.describe.scheduled_events
    read_one, read_page = reading(describe.get(ident)), reading(describe.list(count=PAGE))
    one, page = f"{url}/scheduled_events/{ident}", f"{url}/scheduled_events?count={PAGE}"

    async def bare_one() -> object:
        return read_one(await http.get(one))

    async def bare_page() -> object:
        return read_page(await http.get(page))

    async def sdk_page() -> object:
        async for found in events.list(count=PAGE).pages():
            return found
        return None

    return [
        Pair(
            "async, one event",
            20,
            lambda calls: run.run(atimed(bare_one, calls)),
            lambda calls: run.run(atimed(lambda: events.get(ident), calls)),
        ),
        Pair(
            f"async, page of {PAGE}",
            4,
            lambda calls: run.run(atimed(bare_page, calls)),
            lambda calls: run.run(atimed(sdk_page, calls)),
        ),
    ]


@contextmanager
def contest() -> Generator[list[Pair]]:
    """Set everything up."""
    ident, bodies = sample()
    with (
        serving(bodies) as url,
        asyncio.Runner() as run,
        Calendly("made-up", base_url=url) as calendly,
        httpx.Client(headers=headers(calendly)) as http,
    ):
        acalendly = AsyncCalendly("made-up", base_url=url)
        ahttp = httpx.AsyncClient(headers=headers(acalendly))
        try:
            yield [
                *blocking(url, ident, calendly, http),
                *awaiting(url, ident, acalendly, ahttp, run),
            ]
        finally:
            run.run(ahttp.aclose())
            run.run(acalendly.close())


# --------------------------------------------------------------------------------------- results


def measure(pair: Pair, rounds: int) -> tuple[list[Seconds], list[Seconds]]:
    """Time both, round by round, in changing order."""
    bare: list[Seconds] = []
    sdk: list[Seconds] = []
    for number in range(-2, rounds):  # the first two warm up
        gc.collect()
        for kind in (0, 1) if number % 2 else (1, 0):
            work, times = ((pair.bare, bare), (pair.sdk, sdk))[kind]
            seconds = work(pair.calls)
            if number >= 0:
                times.append(seconds)
    return bare, sdk


def report(pair: Pair, rounds: int) -> float:
    """Print a line; give the ratio on the wall's clock."""
    bare, sdk = measure(pair, rounds)
    ratios = [mine.wall / theirs.wall for mine, theirs in zip(sdk, bare, strict=True)]
    cpu = median(mine.cpu / theirs.cpu for mine, theirs in zip(sdk, bare, strict=True))
    low, middle, high = quantiles(ratios, n=4)
    times = [median(seconds.wall for seconds in each) * 1e6 for each in (bare, sdk)]
    print(
        f"{pair.name:<24}{times[0]:>10.0f} µs{times[1]:>10.0f} µs"
        f"{middle:>9.3f}  ({low:.3f} to {high:.3f}){cpu:>8.3f}"
    )
    return middle


def profile(pair: Pair, lines: int) -> None:
    """Print where the SDK's time goes."""
    print(f"\n{pair.name}")
    pair.sdk(pair.calls)
    profiler = cProfile.Profile()
    profiler.runcall(pair.sdk, 50 * pair.calls)
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(lines)


def main(words: Sequence[str]) -> int:
    """Measure, print, and judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--rounds", type=int, default=200, help="rounds for each pair (at least 2)"
    )
    options.add_argument("--only", default="", help="pairs whose names hold this text")
    options.add_argument("--limit", type=float, help="fail if a ratio is above this one")
    options.add_argument("--profile", type=int, metavar="LINES", help="profile the SDK instead")
    chosen = options.parse_args(words)
    with contest() as pairs:
        pairs = [pair for pair in pairs if chosen.only in pair.name]
        if chosen.profile:
            for pair in pairs:
                profile(pair, chosen.profile)
            return 0
        print(f"{'':<24}{'bare httpx':>13}{'SDK':>13}{'ratio':>9}  (quartiles)   processor")
        ratios = [report(pair, max(2, chosen.rounds)) for pair in pairs]
    print(f"goal: {GOAL:.2f} or less, {'reached' if max(ratios) <= GOAL else 'missed'}")
    return int(chosen.limit is not None and max(ratios) > chosen.limit)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A long listing under a rate limit: how close to the limit's floor, and without a single 429.

A server in another process deals out pages of real size and counts requests in fixed windows, as
Calendly's headers describe them, with a window that is scaled down. The floor is the time at which
the last page may be asked for at all.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import multiprocessing
import sys
import weakref
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from math import ceil
from multiprocessing.connection import Connection
from statistics import median
from time import monotonic, perf_counter
from typing import Any, Final

from attrs import frozen

from calendly_client import AsyncCalendly, Calendly, Page, RateLimiter, ScheduledEvent
from calendly_client.testing import CalendlySandbox

PAGE: Final = 100
GOAL: Final = 0.95


class Metered(asyncio.Protocol):
    """Deals out pages, so many to a window."""

    refused = 0
    used = 0
    begun = 0.0

    def __init__(self, rows: bytes, pages: int, limit: int, window: float, latency: float) -> None:
        self._rows, self._pages, self._latency = rows, pages, latency
        self._limit, self._window, self._received = limit, window, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1]
            loop = asyncio.get_running_loop()
            loop.call_later(self._latency, self._transport.write, self._answer(target))

    def _answer(self, target: bytes) -> bytes:
        if target.startswith(b"/refused"):
            return self._wrapped(200, str(Metered.refused).encode(), 0, 0.0)
        now = monotonic()
        if now >= Metered.begun + self._window:
            Metered.begun, Metered.used = now, 0
        Metered.used += 1
        left, reset = self._limit - Metered.used, Metered.begun + self._window - now
        if left < 0:
            Metered.refused += 1
            return self._wrapped(429, b"{}", 0, reset)
        number = int(target.partition(b"page_token=")[2].partition(b"&")[0] or 0) + 1
        following = str(number) if number < self._pages else None
        told = {"count": PAGE, "next_page": None, "next_page_token": following}
        body = b'{"collection":%b,"pagination":%b}' % (self._rows, json.dumps(told).encode())
        return self._wrapped(200, body, left, reset)

    def _wrapped(self, status: int, body: bytes, left: int, reset: float) -> bytes:
        return (
            b"HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
            b"X-RateLimit-Limit: %d\r\nX-RateLimit-Remaining: %d\r\nX-RateLimit-Reset: %.3f\r\n\r\n"
            % (status, len(body), self._limit, max(0, left), reset)
        ) + body


def serve(options: tuple[bytes, int, int, float, float], ready: Connection) -> None:
    """Run the server until the process is ended."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Metered(*options), "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


@contextmanager
def serving(rows: bytes, given: argparse.Namespace) -> Generator[str]:
    """Serve a listing from a process of its own; give the URL."""
    options = (rows, given.events // PAGE, given.limit, given.window, given.latency)
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=serve, args=(options, there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


def sample() -> bytes:
    """Book a page of meetings in a sandbox, and take what it answers."""
    with CalendlySandbox() as sandbox:
        for _ in range(PAGE):
            sandbox.book()
        with Calendly(sandbox.token, base_url=sandbox.url) as calendly:
            me = calendly.users.me().uri
            rows = calendly.request("GET", "/scheduled_events", query={"user": me, "count": PAGE})[
                "collection"
            ]
    return json.dumps(rows).encode()


@frozen
class Outcome:
    """How a listing went."""

    seconds: float
    events: int
    pages_at_once: int


class Watch:
    """Counts what came, and how many pages are alive together."""

    def __init__(self) -> None:
        self._begun, self._events, self._most = perf_counter(), 0, 0
        self._pages: list[weakref.ref[Page[ScheduledEvent]]] = []

    def see(self, page: Page[ScheduledEvent]) -> None:
        """Note a page."""
        self._events += len(page)
        gc.collect(1)
        self._pages = [ref for ref in self._pages if ref() is not None] + [weakref.ref(page)]
        self._most = max(self._most, len(self._pages))

    def outcome(self) -> Outcome:
        """Sum it up."""
        return Outcome(perf_counter() - self._begun, self._events, self._most)


def blocking(url: str, prefetch: bool) -> Outcome:
    """List everything, blocking."""
    with Calendly("made-up", base_url=url, limiter=RateLimiter()) as calendly:
        listed = calendly.scheduled_events.list(user="me", count=PAGE)
        watch = Watch()
        pages: Iterator[Page[ScheduledEvent]] = (
            listed.prefetched() if prefetch else listed
        ).pages()
        for page in pages:
            watch.see(page)
        return watch.outcome()


async def awaiting(url: str, prefetch: bool) -> Outcome:
    """List everything, async."""
    async with AsyncCalendly("made-up", base_url=url, limiter=RateLimiter()) as calendly:
        listed = calendly.scheduled_events.list(user="me", count=PAGE)
        watch = Watch()
        pages: AsyncIterator[Page[ScheduledEvent]] = (
            listed.prefetched() if prefetch else listed
        ).pages()
        async for page in pages:
            watch.see(page)
        return watch.outcome()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--limit", type=int, default=25, help="requests to a window")
    parser.add_argument("--window", type=float, default=6.0, help="its seconds")
    parser.add_argument("--latency", type=float, default=0.01, help="seconds to an answer")
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    floor = (ceil(given.events / PAGE / given.limit) - 1) * given.window
    print(f"{given.events} events, {given.limit} requests to {given.window} s: floor {floor:.1f} s")
    rows, shares = sample(), list[float]()
    for name, ahead in (("blocking", False), ("blocking", True), ("async", False), ("async", True)):
        told: list[float] = []
        for _ in range(given.rounds):
            with serving(rows, given) as url:
                run = (
                    blocking(url, ahead)
                    if name == "blocking"
                    else asyncio.run(awaiting(url, ahead))
                )
                with Calendly("made-up", base_url=url) as asking:
                    refused = asking.request("GET", "/refused")
            assert run.events == given.events
            told.append(floor / run.seconds)
            shares.append(told[-1] if not refused and run.pages_at_once <= 2 else 0.0)
            print(
                f"    {run.seconds:.2f} s, {refused} times 429, {run.pages_at_once} pages at once"
            )
        print(f"{name:9}{' prefetched' if ahead else '':12} {median(told):.3f} of the floor")
    return 0 if min(shares) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())

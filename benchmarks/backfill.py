"""A backfill of thousands of bookings: how near to the floor that latency, or a rate limit, sets.

One server, in a process of its own, plays both services: it answers after a while, counts calls and
records, and may allow only so many calls to a window. The floor of latency is the time that the
calls take if all places are always taken, and then the last upload; that of a rate limit is the
moment at which the last window begins.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any, Final

from attrs import define, field, frozen

from calendly_clevertap import (
    BackfillResult,
    BookingMapping,
    Outcome,
    Plan,
    SqliteLedger,
    backfill,
    fields,
)
from calendly_client import AsyncCalendly, Calendly
from calendly_client.testing import CalendlySandbox
from clevertap_client import AsyncCleverTap, CleverTap

PAGE: Final = 100
BATCH: Final = 1000
SHARE_OF_LATENCY: Final = 0.90
SHARE_OF_LIMIT: Final = 0.95
MEGABYTES: Final = 20.0
SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)
ORGANIZATION: Final = "https://api.calendly.com/organizations/MADEUP"
PLAN: Final = Plan().booked(
    BookingMapping.on("Meeting Scheduled", user=fields.host.email.lower())
    .event("invitee_name", fields.invitee.name)
    .event("meeting_starts_at", fields.meeting.starts_at)
    .event("meeting_url", fields.meeting.join_url.or_else("see invitation"))
    .event("source", fields.utm.source.or_else("direct"))
)


@frozen(kw_only=True)
class Setting:
    """What is measured.

    Attributes:
        bookings: How many meetings, of one invitee each.
        concurrency: How many calls at once.
        latency: Seconds before an answer.
        limit: Calls to a window; 0: any number.
        window: Its seconds.
    """

    bookings: int
    concurrency: int = 10
    latency: float = 0.05
    limit: int = 0
    window: float = 4.0

    @property
    def calls(self) -> int:
        """How many calls of Calendly it takes: one for each page, one for each meeting."""
        return ceil(self.bookings / PAGE) + self.bookings

    @property
    def floor(self) -> float:
        """Seconds that nobody can do without."""
        if self.limit:
            return (ceil(self.calls / self.limit) - 1) * self.window
        return (ceil(self.calls / self.concurrency) + 1) * self.latency


# ----------------------------------------------------------------------------------------- services


@define(eq=False)
class Books:
    """What the services count."""

    reads: int = 0
    uploads: int = 0
    records: int = 0
    refused: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    begun: float = 0.0
    used: int = 0
    keys: set[str] = field(factory=set[str])

    def told(self) -> bytes:
        """Spell them out."""
        names = ("reads", "uploads", "records", "refused", "most_in_flight")
        return json.dumps(
            {name: getattr(self, name) for name in names} | {"distinct": len(self.keys)}
        ).encode()


class Services(asyncio.Protocol):
    """Calendly's listings and CleverTap's uploads."""

    def __init__(self, setting: Setting, event: bytes, invitee: bytes, books: Books) -> None:
        self._setting, self._event, self._invitee, self._books = setting, event, invitee, books
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, rest = self._received.partition(b"\r\n\r\n")
            size = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
            if len(rest) < size:
                return
            body, self._received = rest[:size], rest[size:]
            self._receive(head.split(b" ", 2)[1].decode(), body)

    def _receive(self, target: str, body: bytes) -> None:
        books = self._books
        if target == "/books":
            self._transport.write(self._wrapped(200, books.told(), 0, 0.0))
            return
        books.in_flight += 1
        books.most_in_flight = max(books.most_in_flight, books.in_flight)
        answer = self._answer(target, body)
        asyncio.get_running_loop().call_later(self._setting.latency, self._send, answer)

    def _send(self, answer: bytes) -> None:
        self._books.in_flight -= 1
        self._transport.write(answer)

    def _answer(self, target: str, body: bytes) -> bytes:
        books, setting = self._books, self._setting
        if target.startswith("/1/upload"):
            records: list[Any] = json.loads(body)["d"]
            books.uploads += 1
            books.records += len(records)
            books.keys.update(record["evtData"]["booking_key"] for record in records)
            told: dict[str, Any] = {"status": "success", "unprocessed": []}
            told["processed"] = len(records)
            return self._wrapped(200, json.dumps(told).encode(), 0, 0.0)
        now = monotonic()
        if now >= books.begun + setting.window:
            books.begun, books.used = now, 0
        books.used += 1
        left, reset = setting.limit - books.used, books.begun + setting.window - now
        if setting.limit and left < 0:
            books.refused += 1
            return self._wrapped(429, b"{}", 0, reset)
        books.reads += 1
        if "/invitees" in target:
            number = target.split("/")[2].encode()
            return self._page([self._invitee.replace(b"NUMBER", number)], None, left, reset)
        first = int(target.partition("page_token=")[2].partition("&")[0] or 0)
        end = min(first + PAGE, setting.bookings)
        rows = [self._meeting(number) for number in range(first, end)]
        return self._page(rows, str(end) if end < setting.bookings else None, left, reset)

    def _meeting(self, number: int) -> bytes:
        start = (SINCE + timedelta(minutes=number)).isoformat()
        row = self._event.replace(b"NUMBER", b"E%06d" % number)
        return row.replace(b"MOMENT", start.encode())

    def _page(self, rows: list[bytes], following: str | None, left: int, reset: float) -> bytes:
        told = {"count": len(rows), "next_page": None, "next_page_token": following}
        body = b'{"collection":[%b],"pagination":%b}' % (b",".join(rows), json.dumps(told).encode())
        return self._wrapped(200, body, left, reset)

    def _wrapped(self, status: int, body: bytes, left: int, reset: float) -> bytes:
        limits = b""
        if self._setting.limit:
            limits = (
                b"X-RateLimit-Limit: %d\r\nX-RateLimit-Remaining: %d\r\nX-RateLimit-Reset: %.3f\r\n"
                % (self._setting.limit, max(0, left), reset)
            )
        return (
            b"HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%b\r\n"
            % (status, len(body), limits)
        ) + body


def serve(setting: Setting, event: bytes, invitee: bytes, ready: Connection) -> None:
    """Run the server until the process is ended."""
    books = Books()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Services(setting, event, invitee, books), "127.0.0.1", 0
        )
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def samples() -> tuple[bytes, bytes]:
    """Book a meeting in a sandbox, and make patterns of what it answers."""
    with CalendlySandbox() as sandbox, Calendly(sandbox.token, base_url=sandbox.url) as calendly:
        uri = sandbox.book("intro-call").event
        path = uri.removeprefix("https://api.calendly.com")
        event = calendly.request("GET", path)["resource"]
        (invitee,) = calendly.request("GET", f"{path}/invitees")["collection"]
    event |= {"start_time": "MOMENT"}
    number = uri.rpartition("/")[2]
    rows = (json.dumps(row).replace(number, "NUMBER").encode() for row in (event, invitee))
    return next(rows), next(rows)


@contextmanager
def serving(setting: Setting) -> Generator[str]:
    """Serve from a process of its own; give the URL."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=serve, args=(setting, *samples(), there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


# -------------------------------------------------------------------------------------------- runs


@define
class Watch:
    """Looks at this process's memory now and then."""

    megabytes: list[float] = field(factory=list[float])
    _calls: int = 0

    def __call__(self, _: BackfillResult) -> None:
        self._calls += 1
        if self._calls % 250 == 1:
            self.look()

    def look(self) -> None:
        """Note how much there is now."""
        try:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.megabytes.append(pages * resource.getpagesize() / 1e6)
        except FileNotFoundError:  # no Linux: the most it ever had will do
            self.megabytes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)

    @property
    def grown(self) -> float:
        """How much more than in the beginning there was, at the most."""
        return max(self.megabytes) - self.megabytes[0]


@frozen(kw_only=True)
class Run:
    """How one went."""

    setting: Setting
    seconds: float
    grown: float
    result: BackfillResult
    books: dict[str, int]

    @property
    def share(self) -> float:
        """How much of the time was needed at all."""
        return self.setting.floor / self.seconds

    def check(self) -> None:
        """See that each call was made once, and each record sent once."""
        number = self.setting.bookings
        due = {"reads": self.setting.calls, "uploads": ceil(number / BATCH), "refused": 0}
        seen = {name: self.books[name] for name in due}
        assert seen == due, f"{seen}, not {due}"
        assert self.books["records"] == self.books["distinct"] == number
        assert self.books["most_in_flight"] <= self.setting.concurrency
        assert self.result.ok
        assert self.result.outcomes == {Outcome.SENT: number}

    def __str__(self) -> str:
        return (
            f"{self.setting.bookings} bookings in {self.seconds:.2f} s: "
            f"{self.share:.3f} of the floor; memory grew by {self.grown:.1f} MB; "
            f"{self.books['reads']} reads, {self.books['uploads']} uploads, "
            f"{self.books['refused']} times 429"
        )


def run(colour: str, setting: Setting, watch: Watch | None = None) -> Run:
    """Backfill everything, in one colour."""
    watch = watch or Watch()
    with serving(setting) as url, tempfile.TemporaryDirectory() as folder:
        with SqliteLedger(Path(folder) / "ledger.db") as ledger:
            given: dict[str, Any] = {
                "plan": PLAN, "ledger": ledger, "since": SINCE, "scope": ORGANIZATION,
                "concurrency": setting.concurrency, "on_progress": watch,
            }  # fmt: skip

            async def awaiting() -> BackfillResult:
                async with (
                    AsyncCalendly("made-up", base_url=url) as calendly,
                    AsyncCleverTap("made-up", "made-up", base_url=url) as clevertap,
                ):
                    return await backfill(calendly=calendly, clevertap=clevertap, **given)

            gc.collect()
            watch.look()
            begun = perf_counter()
            if colour == "async":
                result = asyncio.run(awaiting())
            else:
                with (
                    Calendly("made-up", base_url=url) as calendly,
                    CleverTap("made-up", "made-up", base_url=url) as clevertap,
                ):
                    result = backfill(calendly=calendly, clevertap=clevertap, **given)
            seconds = perf_counter() - begun
            watch.look()
        with Calendly("made-up", base_url=url) as asking:
            books = asking.request("GET", "/books")
    return Run(setting=setting, seconds=seconds, grown=watch.grown, result=result, books=books)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=3000)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds to an answer")
    parser.add_argument("--concurrency", type=int, default=10)
    parser.add_argument("--limit", type=int, default=500, help="calls to a window")
    parser.add_argument("--window", type=float, default=4.0, help="its seconds")
    given = parser.parse_args()
    fine = True
    for colour in ("blocking", "async"):
        run(colour, Setting(bookings=300, latency=0.0))  # what is loaded once is loaded now
        far = Setting(bookings=given.bookings, latency=given.latency, concurrency=given.concurrency)
        limited = Setting(
            bookings=given.bookings // 2, latency=0.005, concurrency=given.concurrency,
            limit=given.limit, window=given.window,
        )  # fmt: skip
        for setting, goal in ((far, SHARE_OF_LATENCY), (limited, SHARE_OF_LIMIT)):
            told = run(colour, setting)
            told.check()
            what = "rate limit" if setting.limit else "latency"
            print(f"{colour:9} {what:10} {told}")
            fine &= told.share >= goal and told.grown <= MEGABYTES
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())

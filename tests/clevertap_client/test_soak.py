"""A long upload through rough weather: nothing is lost or told twice, and memory stays flat."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from attrs import define, field

from clevertap_client import EventRecord, Record, UploadResult, record_from_wire
from clevertap_client.testing import Answer, Reset

from .conftest import Colour
from .far_sandbox import FarSandbox

BATCH = 1000
IN_FLIGHT = 4
PAGE = resource.getpagesize()


def event(number: int) -> Record:
    """An event; of a hundred, one is such as the service refuses."""
    properties: dict[str, Any] = {
        "n": number,
        "lesson": "Cello, grade 3",
        "paid": True,
        "price": 24.5,
    }
    if number % 100 == 37:
        name = "Stayed" if number % 200 == 37 else ""  # reserved, or missing
        wire = {"type": "event", "identity": name_of(number), "evtName": name}
        return record_from_wire({**wire, "evtData": properties})
    return EventRecord("Lesson Booked", name_of(number), properties)


def name_of(number: int) -> str:
    return f"pupil-{number}"


def resident() -> float:
    """How many MB of memory this process has now."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6
    except FileNotFoundError:  # no Linux: the most it ever had will do
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


@define
class Walk:
    """Makes records, keeps the refusable ones, breaks the service on the way, and looks around."""

    total: int
    far: FarSandbox
    storm: int
    refusable: list[Record] = field(factory=list[Record])
    alive: list[int] = field(factory=list[int])
    memory: list[float] = field(factory=list[float])

    def __iter__(self) -> Iterator[Record]:
        for number in range(self.total):
            if number == self.total // 4:
                self.far.fail(Answer.json({"status": "fail", "code": 429}, 429), self.storm)
            if number == self.total // 2:
                self.far.fail(Reset(applied=True))
            if number == 3 * self.total // 4:
                self.far.fail(Reset())
            if number % (self.total // 10) == 0:
                self.look()
            record = event(number)
            if number % 100 == 37:
                self.refusable.append(record)
            yield record

    def look(self) -> None:
        gc.collect()
        self.alive.append(sum(type(thing) is EventRecord for thing in gc.get_objects()))
        self.memory.append(resident())


def upload(colour: Colour, total: int, storm: int) -> tuple[Walk, UploadResult, Any]:
    with FarSandbox() as far:
        walk = Walk(total, far, storm)
        client: Any = colour.client(far)  # type: ignore[arg-type]  # it has all that a client needs
        progress: list[int] = []
        result = colour.run(
            client.uploads.send(walk, in_flight=IN_FLIGHT, progress=progress.append)
        )
        assert progress[-1] == total
        assert progress == sorted(set(progress))
        return walk, result, far.account()


def check(walk: Walk, result: UploadResult, account: Any) -> None:
    doubtful = {id(record) for record in result.in_doubt}
    # Two batches lost their answers, and nothing else is in doubt.
    numbers: list[int] = sorted(r.to_wire()["evtData"]["n"] for r in result.in_doubt)
    starts = sorted({number - number % BATCH for number in numbers})
    assert numbers == [start + n for start in starts for n in range(BATCH)]
    assert len(starts) == 2
    # Each of the other refusals is tied to the very object that was passed in, in its order.
    due = [record for record in walk.refusable if id(record) not in doubtful]
    assert len(result.refused) == len(due) == (walk.total - 2 * BATCH) // 100
    pairs = zip(result.refused, due, strict=True)
    assert all(refused.record is record for refused, record in pairs)
    assert {refused.code for refused in result.refused} == {509, 513}
    # Every record is counted or listed once.
    assert result.unsent == ()
    assert result.processed + len(result.refused) + len(result.in_doubt) == walk.total
    # Batches were full, each was answered once, or was in doubt once.
    assert account.answered == (BATCH,) * (walk.total // BATCH - 2)
    assert account.spoilt == {429: walk.storm, 0: 2}
    # One lost batch was stored, the other was not: just what a doubt is.
    assert account.events == result.processed + BATCH * 99 // 100
    assert account.most_in_flight <= IN_FLIGHT


@pytest.mark.usefixtures("swept")
def test_an_upload_through_rough_weather_accounts_for_every_record(colour: Colour) -> None:
    check(*upload(colour, 4000, storm=5))


@pytest.mark.soak
def test_100_000_events_from_a_generator_in_bounded_memory(colour: Colour) -> None:
    upload(colour, 4000, storm=1)  # what is loaded once is loaded now
    begun = perf_counter()
    walk, result, account = upload(colour, 100_000, storm=25)
    took = perf_counter() - begun
    check(walk, result, account)
    grown = max(walk.memory) - walk.memory[0]
    print(
        f"\n{colour.name}: 100,000 events in {took:.1f} s; at most {max(walk.alive):,} records "
        f"were alive, memory grew by {grown:.1f} MB to {max(walk.memory):.0f} MB; "
        f"{len(result.refused)} refused, {len(result.in_doubt)} in doubt, "
        f"{account.spoilt[429]} times 429, at most {account.most_in_flight} in flight"
    )
    # Those in flight, the one being filled, and those that the result names.
    kept = len(result.refused) + len(result.in_doubt)
    assert max(walk.alive) <= (IN_FLIGHT + 2) * BATCH + kept
    assert max(walk.memory) - walk.memory[2] < 30

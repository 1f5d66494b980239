"""A client never has more calls in flight than it may, whichever threads, tasks and loops ask."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from clevertap_client import AsyncCleverTap, CleverTap, EventRecord, Limits
from clevertap_client.lanes import Lane, Lanes
from clevertap_client.testing import CleverTapSandbox

from .conftest import answer_together


def test_nobody_overtakes() -> None:
    lane = Lane(1)
    first, second, third = (lane.enter() for _ in range(3))
    assert (first.done(), second.done(), third.done()) == (True, False, False)
    lane.leave()
    assert (second.done(), third.done()) == (True, False)
    lane.leave()
    assert third.done()


def test_who_gave_up_is_passed_over() -> None:
    lane = Lane(1)
    _, second, third = (lane.enter() for _ in range(3))
    assert second.cancel()
    lane.leave()
    assert third.done()
    assert not third.cancel()  # it has its place, and must leave it


def test_a_place_that_nobody_waits_for_is_free_again() -> None:
    lane = Lane(2)
    gone = [lane.enter() for _ in range(4)]
    assert [place.cancel() for place in gone] == [False, False, True, True]
    lane.leave()
    lane.leave()
    assert [lane.enter().done() for _ in range(3)] == [True, True, False]


def test_uploads_have_a_lane_and_every_other_api_has_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    describe = CleverTap("a", "b", region="in1").describe
    lanes = Lanes(Limits(uploads_in_flight=9, reads_in_flight=2))
    upload = describe.uploads.batch([EventRecord("Seen", "u")])
    dry = describe.uploads.batch([EventRecord("Seen", "u")], dry_run=True)
    look_up, other = describe.profiles.get("u"), describe.request("POST", "/1/now.json")
    assert lanes(upload) is lanes(dry)
    assert [lanes(call).width for call in (upload, look_up, other)] == [9, 2, 2]
    assert lanes(look_up) is not lanes(other)
    before = lanes(upload)
    monkeypatch.setattr(os, "getpid", lambda: -1)  # as after a fork, whose parent holds places
    assert lanes(upload) is not before


def test_event_loops_in_several_threads_share_one_clients_places(sandbox: CleverTapSandbox) -> None:
    answer_together(sandbox, 2)
    client = AsyncCleverTap(
        sandbox.account_id,
        sandbox.passcode,
        base_url=sandbox.url,
        limits=Limits(uploads_in_flight=2),
    )

    async def several() -> int:
        sends = (client.uploads.send([EventRecord("Seen", "u")]) for _ in range(6))
        return sum([result.processed for result in await asyncio.gather(*sends)])

    with ThreadPoolExecutor(3) as threads:
        jobs = [threads.submit(lambda: asyncio.run(several())) for _ in range(3)]
        assert [job.result(30) for job in jobs] == [6, 6, 6]
    assert sandbox.most_in_flight == 2

"""Whatever happens to an operation, it leaves no thread, task, connection or coroutine behind."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
import warnings
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import contextmanager
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any

import pytest

from api_client_core.clients import aperform, perform
from api_client_core.endpoints import Resource, S, stream
from api_client_core.exchange import Hooks
from api_client_core.pages import each
from api_client_core.retry import RetryPolicy
from api_client_core.senders import Clock, Describing
from api_client_core.steps import Operation, off, together, wait
from api_client_core.testing import Answer, Reset, Stall

from .toy import AsyncPost, Parcel, Post, PostApi, PostError, PostOffice

pytestmark = pytest.mark.usefixtures("swept")
calls = PostApi(Describing()).parcels


@contextmanager
def nothing_left(office: PostOffice) -> Generator[list[str]]:
    """Fail if what happens inside leaves anything behind, or if Python complains of something.

    Complaints can be awaited: take them out of the list that is given.
    """
    gc.collect()
    before, suspended = set(threading.enumerate()), half_done()
    complaints: list[str] = []
    hook = sys.unraisablehook
    sys.unraisablehook = lambda gone: complaints.append(f"{gone.err_msg}: {gone.exc_value}")
    try:
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            yield complaints
            gc.collect()
        complaints += [str(warning.message) for warning in seen]
    finally:
        sys.unraisablehook = hook
    assert complaints == []
    assert half_done() == suspended
    until(lambda: office.connections == 0)
    until(lambda: not {t for t in threading.enumerate() if _ours(t)} - before)


def half_done() -> list[str]:
    """List the generators and coroutines that have begun and not ended."""
    kinds: Any = (GeneratorType, AsyncGeneratorType, CoroutineType)
    # Not `isinstance`: it asks the object, and some load their settings then.
    found: list[Any] = [thing for thing in gc.get_objects() if issubclass(type(thing), kinds)]
    return sorted(thing.__qualname__ for thing in found if "api_client_core" in repr(_code(thing)))


def _code(thing: Any) -> object:
    return next(
        getattr(thing, name) for name in ("gi_code", "ag_code", "cr_code") if hasattr(thing, name)
    )


def _ours(thread: threading.Thread) -> bool:
    # The office keeps a thread for each connection: those are counted as connections.
    return "process_request_thread" not in thread.name


def until(condition: Callable[[], bool]) -> None:
    """Wait for the other side to notice."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "something was left behind"
        time.sleep(0.005)


def busy(office: PostOffice) -> PostOffice:
    """An office with a few parcels."""
    for _ in range(5):
        office.put()
    return office


# ------------------------------------------------------------------------------------ it works


def test_a_client_that_did_its_work_leaves_nothing(office: PostOffice) -> None:
    busy(office)
    with nothing_left(office):
        with Post(office.url) as post:
            assert len(post.parcels.send_all(["a", "b", "c"])) == 3
            assert len(list(post.parcels.walk())) == 8
            assert office.connections > 0

        async def main() -> None:
            async with AsyncPost(office.url) as post:
                assert len(await post.parcels.send_all(["a", "b", "c"])) == 3
                assert len([ident async for ident in post.parcels.walk()]) == 11
                assert len(asyncio.all_tasks()) == 1
                assert office.connections > 0

        asyncio.run(main())


# --------------------------------------------------------------------------------- it fails


@pytest.mark.parametrize("fault", [Answer(500), Reset(), Answer(403)], ids=repr)
def test_an_operation_that_fails_half_way_leaves_nothing(
    fault: Answer | Reset, office: PostOffice
) -> None:
    busy(office)
    once = RetryPolicy(retries=0)

    async def main() -> None:
        async with AsyncPost(office.url, retry=once) as post:
            with pytest.raises(PostError):
                await post.parcels.tidy()
            office.fail(fault, method="POST")
            with pytest.raises(PostError):
                await post.parcels.send_all(str(n) for n in range(100))
            office.fail(fault, path="/parcels/p2")
            with pytest.raises(PostError):
                assert [ident async for ident in post.parcels.walk()] == []
            assert len(asyncio.all_tasks()) == 1

    with nothing_left(office):
        office.fail(fault, method="DELETE")
        with Post(office.url, retry=once) as post:
            with pytest.raises(PostError):
                post.parcels.tidy()
            office.fail(fault, method="POST")
            with pytest.raises(PostError):
                post.parcels.send_all(str(n) for n in range(100))
            office.fail(fault, path="/parcels/p2")
            with pytest.raises(PostError):
                list(post.parcels.walk())
        office.heal()
        office.fail(fault, method="DELETE")
        asyncio.run(main())
    assert len(office.parcels) < 50, "the first error stopped the rest"


async def fetched(parcel: str) -> Parcel:
    """Fetch one, as an operation."""
    return await calls.get(parcel)


def test_operations_that_were_never_reached_are_closed(office: PostOffice) -> None:
    def many() -> list[Operation[Parcel]]:
        return [fetched(f"missing {number}") for number in range(20)]

    async def main() -> None:
        async with AsyncPost(office.url) as post:
            with pytest.raises(PostError):
                await aperform(together(many(), 3), post)

    with nothing_left(office):
        with Post(office.url) as post, pytest.raises(PostError):
            perform(together(many(), 3), post)
        asyncio.run(main())


def test_a_source_that_breaks_before_its_first_operations_have_begun(office: PostOffice) -> None:
    def many() -> Iterator[Operation[Parcel]]:
        yield fetched("p1")
        yield fetched("p2")
        raise LookupError("the records ran dry")

    async def main() -> None:
        async with AsyncPost(office.url) as post:
            with pytest.raises(LookupError):
                await aperform(together(many(), 4), post)
            assert len(asyncio.all_tasks()) == 1

    busy(office)
    with nothing_left(office):
        with Post(office.url) as post, pytest.raises(LookupError):
            perform(together(many(), 4), post)
        asyncio.run(main())


# ------------------------------------------------------------------------------ it is cancelled


async def in_a_call() -> None:
    """Be in the middle of a call."""
    await calls.get("stalled")


async def in_a_wait() -> None:
    """Be in the middle of a wait."""
    await calls.get("p1")
    await wait(60)


async def side_by_side() -> None:
    """Be in the middle of several calls."""
    await together((calls_of(name) for name in ("p1", "stalled", "stalled", "p2")), 3)


async def calls_of(parcel: str) -> None:
    """Fetch one, and clean up in the end."""
    try:
        await calls.get(parcel)
    finally:
        cleaned.append(parcel)


async def in_a_listing() -> None:
    """Be in the middle of a listing."""
    async for parcel in each(calls.list()):
        await calls.get("stalled" if parcel.id == "p2" else parcel.id)


cleaned: list[str] = []
MIDDLES = [in_a_call, in_a_wait, side_by_side, in_a_listing]


@pytest.mark.parametrize("middle", MIDDLES)
def test_a_cancelled_operation_leaves_nothing(
    middle: Callable[[], Operation[None]], office: PostOffice
) -> None:
    busy(office)
    office.fail(Stall(60), path="/parcels/stalled", times=9)

    async def main() -> None:
        async with AsyncPost(office.url) as post:
            task = asyncio.create_task(run(post))
            while not any("stalled" in e.request.path for e in office.journal):
                if middle is in_a_wait and office.journal:
                    break
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await post.parcels.get("p1")).id == "p1", "the client still works"
            assert len(asyncio.all_tasks()) == 1

    async def run(post: AsyncPost) -> None:
        await aperform(middle(), post)

    cleaned.clear()
    with nothing_left(office):
        asyncio.run(main())
    assert sorted(set(cleaned)) == (["p1", "p2", "stalled"] if middle is side_by_side else [])


@pytest.mark.parametrize("middle", MIDDLES)
def test_a_task_that_is_cut_off_by_a_timeout_leaves_nothing(
    middle: Callable[[], Operation[None]], office: PostOffice
) -> None:
    busy(office)
    office.fail(Stall(60), path="/parcels/stalled", times=9)

    async def main() -> None:
        async with AsyncPost(office.url) as post:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.15):
                    await aperform(middle(), post)
            assert (await post.parcels.get("p1")).id == "p1", "the client still works"
            assert len(asyncio.all_tasks()) == 1

    with nothing_left(office):
        asyncio.run(main())


def test_a_blocking_function_is_not_torn_by_a_cancellation(office: PostOffice) -> None:
    done = threading.Event()

    def slow() -> None:
        tasks[0].get_loop().call_soon_threadsafe(tasks[0].cancel)
        time.sleep(0.1)
        done.set()

    async def keep() -> None:
        await off(slow)

    async def main() -> None:
        async with AsyncPost(office.url) as post:
            tasks.append(asyncio.create_task(run(post)))
            with pytest.raises(asyncio.CancelledError):
                await tasks[0]
            tasks.clear()
            assert done.is_set()

    async def run(post: AsyncPost) -> None:
        await aperform(keep(), post)

    tasks: list[asyncio.Task[None]] = []
    with nothing_left(office):
        asyncio.run(main())


@pytest.mark.parametrize("middle", MIDDLES)
def test_an_interrupt_in_the_blocking_client_leaves_nothing(
    middle: Callable[[], Operation[None]], office: PostOffice
) -> None:
    busy(office)

    def interrupt(*_: object) -> None:
        if len(office.journal) >= 2:
            raise KeyboardInterrupt

    def slept(_: float) -> None:
        raise KeyboardInterrupt

    with nothing_left(office), Post(office.url, hooks=Hooks(on_reply=interrupt)) as post:
        post.sender.clock = Clock(sleep=slept)
        with pytest.raises((KeyboardInterrupt, PostError)):
            perform(middle(), post)


# ------------------------------------------------------------------------------- it is abandoned


class Reels(Resource[S]):
    """A stream with something to clean up."""

    @stream
    async def numbers(self: Reels[Describing]) -> AsyncGenerator[int, None]:
        """Count parcels, lazily."""
        try:
            async for parcel in each(calls.list()):
                yield int(parcel.id[1:])
        finally:
            cleaned.append("numbers")


def test_a_stream_or_listing_that_is_left_early_leaves_nothing(office: PostOffice) -> None:
    busy(office)

    async def main() -> None:
        async with AsyncPost(office.url) as post:
            async for _ in Reels(post.sender).numbers():
                break
            async for _ in post.parcels.list():
                break
            async for _ in post.parcels.list().responses():
                break
            _ = post.parcels.walk()
            _ = Reels(post.sender).numbers()
            _ = post.parcels.list()
            gc.collect()
            await asyncio.sleep(0.02)
            assert len(asyncio.all_tasks()) == 1

    cleaned.clear()
    with nothing_left(office):
        with Post(office.url) as post:
            for _ in Reels(post.sender).numbers():
                break
            assert cleaned == ["numbers"]
            for _ in post.parcels.list():
                break
            for _ in post.parcels.list().responses():
                break
            _ = post.parcels.walk()
            _ = Reels(post.sender).numbers()
            _ = post.parcels.list()
        asyncio.run(main())
    assert cleaned == ["numbers"] * 2


def test_a_stream_that_outlives_its_loop_leaves_nothing(office: PostOffice) -> None:
    busy(office)
    kept: list[Any] = []

    async def main() -> None:
        post = AsyncPost(office.url)
        walk = Reels(post.sender).numbers()
        kept.append(walk)
        assert await anext(walk) == 1

    with nothing_left(office):
        asyncio.run(main())
        kept.clear()


def test_a_coroutine_that_nobody_awaits_is_one_warning_that_names_the_method(
    office: PostOffice,
) -> None:
    async def main() -> None:
        async with AsyncPost(office.url) as post:
            forgotten: list[Any] = [post.parcels.get("p1")]
            forgotten.clear()
            forgotten.append(post.parcels.tidy())
            forgotten.clear()

    with nothing_left(office) as complaints:
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            asyncio.run(main())
        told = [str(warning.message) for warning in seen]
        seen.clear()  # each warning holds the coroutine it complains of
        assert complaints == []
    assert told == [
        "coroutine 'Parcels.get' was never awaited",
        "coroutine 'Parcels.tidy' was never awaited",
    ]
    assert office.journal == []


def test_a_coroutine_that_is_closed_in_time_is_no_warning(office: PostOffice) -> None:
    with nothing_left(office):
        post = AsyncPost(office.url)
        post.parcels.get("p1").close()
        post.parcels.tidy().close()
        post.with_raw_response.parcels.get("p1").close()

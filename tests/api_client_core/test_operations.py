"""What takes several calls is written once, and runs blocking or async."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from api_client_core.clients import (
    AwaitingClient,
    BlockingClient,
    aconnect,
    aperform,
    connect,
    perform,
)
from api_client_core.endpoints import Resource, S, operation, stream
from api_client_core.exchange import Hooks
from api_client_core.pages import each, every
from api_client_core.senders import AsyncSender, Describing, SyncSender
from api_client_core.steps import Call, Operation, chance, now, off, together, utc, wait
from api_client_core.testing import Answer

from .conftest import Colour, Hours
from .toy import (
    AsyncPost,
    One,
    Parcel,
    PostApi,
    PostNotFound,
    PostOffice,
    PostStatusError,
    Status,
    service,
)

calls = PostApi(Describing()).parcels


def played(colour: Colour, client: Any, operation: Operation[Any]) -> Any:
    """Run an operation of one's own on a client."""
    if colour.name == "blocking":
        return perform(operation, client)
    return colour.run(aperform(operation, client))


# ----------------------------------------------------------------------------------- operations


def test_an_operation_makes_several_calls(colour: Colour, office: PostOffice) -> None:
    for status in ("waiting", "on_its_way", "waiting", "waiting", "waiting"):
        office.put(status)
    assert colour.run(colour.client(office).parcels.tidy()) == 4
    assert list(office.parcels) == ["p2"]
    assert [entry.request.method for entry in office.journal] == ["GET"] * 2 + ["DELETE"] * 4


def test_an_operation_waits_by_the_clients_clock(
    colour: Colour, office: PostOffice, hours: Hours
) -> None:
    parcel = office.put()
    client = colour.client(office, clock=hours.clock)

    hours.after[3] = lambda: office.parcels[parcel].update(status="on_its_way")
    found = colour.run(client.parcels.arrival(parcel, every=2.0))
    assert found.status is Status.ON_ITS_WAY
    assert hours.waits == [2.0, 2.0, 2.0]


def test_an_operation_may_run_a_blocking_function(
    colour: Colour, office: PostOffice, tmp_path: Path
) -> None:
    parcel = office.put()
    place = tmp_path / "id.txt"
    assert colour.run(colour.client(office).parcels.archive(parcel, place)) == 2
    assert place.read_text() == parcel


def test_an_operation_reads_the_clocks_and_draws(
    colour: Colour, office: PostOffice, hours: Hours
) -> None:
    async def ask() -> tuple[object, ...]:
        before = await now()
        await wait(5)
        return before, await now(), await utc(), await chance()

    client = colour.client(office, clock=hours.clock)
    assert played(colour, client, ask()) == (1000.0, 1005.0, hours.utc(), 0.5)


def test_an_operation_can_catch_what_a_call_raises(colour: Colour, office: PostOffice) -> None:
    async def find() -> str:
        try:
            return (await calls.get("p1")).id
        except PostNotFound as error:
            return f"none, after {error.attempts}"

    assert played(colour, colour.client(office), find()) == "none, after 1"


def test_what_a_step_raises_is_raised_inside_the_operation(
    colour: Colour, office: PostOffice
) -> None:
    def broken() -> None:
        raise OSError("disk full")

    async def careful() -> str:
        try:
            await off(broken)
        except OSError as error:
            return str(error)
        return "fine"

    assert played(colour, colour.client(office), careful()) == "disk full"


def test_an_operation_that_awaits_anything_else_is_refused(
    colour: Colour, office: PostOffice
) -> None:
    async def wrong() -> None:
        await asyncio.sleep(0)

    with pytest.raises(TypeError, match="an operation may await steps only, not NoneType"):
        played(colour, colour.client(office), wrong())


def test_operations_await_operations(colour: Colour, office: PostOffice) -> None:
    for _ in range(4):
        office.put()

    async def inner() -> tuple[Parcel, ...]:
        return await every(calls.list())

    async def outer() -> int:
        return len(await inner()) + await calls_tidy()

    async def calls_tidy() -> int:
        return await PostApi(Describing()).parcels.tidy()

    assert played(colour, colour.client(office), outer()) == 8


def test_each_walks_lazily_inside_an_operation(colour: Colour, office: PostOffice) -> None:
    for _ in range(9):
        office.put()

    async def first_four() -> list[str]:
        found: list[str] = []
        async for parcel in each(calls.list()):
            found.append(parcel.id)
            if len(found) == 4:
                break
        return found

    assert played(colour, colour.client(office), first_four()) == ["p1", "p2", "p3", "p4"]
    assert len(office.journal) == 2


def test_the_raw_clients_operations_give_plain_values(colour: Colour, office: PostOffice) -> None:
    office.put()
    assert colour.run(colour.client(office).with_raw_response.parcels.tidy()) == 1


def test_an_operation_is_described_without_running(office: PostOffice) -> None:
    described = PostApi(Describing()).parcels.tidy()
    assert isinstance(described, Coroutine)
    described.close()
    assert office.journal == []


# --------------------------------------------------------------------------------- side by side


def test_together_answers_in_the_order_of_the_operations(
    colour: Colour, office: PostOffice
) -> None:
    gates = [threading.Event() for _ in range(4)]

    async def one(number: int) -> int:
        # Each waits for the one after it: they end in reverse.
        if number < 3:
            await off(lambda: gates[number + 1].wait(10))
        gates[number].set()
        return number

    answers = played(colour, colour.client(office), together((one(n) for n in range(4)), 4))
    assert answers == (0, 1, 2, 3)


def test_together_runs_as_many_at_once_as_allowed_and_never_more(
    colour: Colour, office: PostOffice
) -> None:
    # Three at a time pass the barrier; were it two at a time, nobody would.
    barrier, running, most = threading.Barrier(3), 0, 0
    lock = threading.Lock()

    async def one() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        await off(lambda: barrier.wait(10))
        with lock:
            running -= 1

    played(colour, colour.client(office), together((one() for _ in range(12)), 3))
    assert most == 3


def test_together_pulls_lazily_and_in_the_callers_thread(
    colour: Colour, office: PostOffice
) -> None:
    done = 0
    ahead: list[int] = []
    pullers: set[int] = set()

    async def one() -> None:
        nonlocal done
        await now()
        done += 1

    def many() -> Iterator[Operation[None]]:
        for number in range(5000):
            ahead.append(number - done)
            pullers.add(threading.get_ident())
            yield one()

    answers = played(colour, colour.client(office), together(many(), 4))
    assert len(answers) == done == 5000
    assert max(ahead) <= 4, "a million records need no memory"
    assert pullers == {threading.get_ident()}


def test_the_first_error_stops_the_pulling(colour: Colour, office: PostOffice) -> None:
    pulled: list[int] = []
    closed: list[bool] = []
    office.put()

    async def one(number: int) -> str:
        return (await calls.get("p1" if number < 5 else "missing")).id

    def many() -> Iterator[Operation[str]]:
        try:
            for number in range(1000):
                pulled.append(number)
                yield one(number)
        finally:
            closed.append(True)

    with pytest.raises(PostNotFound):
        played(colour, colour.client(office), together(many(), 2))
    assert 5 < len(pulled) <= 8
    assert closed == [True]


def test_an_error_of_the_source_is_raised_as_it_is(colour: Colour, office: PostOffice) -> None:
    parcel = office.put()

    async def one() -> str:
        return (await calls.get(parcel)).id

    def many() -> Iterator[Operation[str]]:
        yield one()
        yield one()
        raise LookupError("the records ran dry")

    with pytest.raises(LookupError, match="the records ran dry"):
        played(colour, colour.client(office), together(many(), 4))


def test_together_takes_nothing_one_a_list_and_itself(colour: Colour, office: PostOffice) -> None:
    async def one(number: int) -> int:
        await now()
        return number

    async def group(number: int) -> tuple[int, ...]:
        return await together([one(number), one(number + 1)], 2)

    client = colour.client(office)
    assert played(colour, client, together((), 3)) == ()
    assert played(colour, client, together([one(7)], 1)) == (7,)
    assert played(colour, client, together([one(n) for n in range(9)], 1)) == tuple(range(9))
    nested = together((group(n) for n in (10, 20, 30)), 2)
    assert played(colour, client, nested) == ((10, 11), (20, 21), (30, 31))


def test_a_limit_below_one_is_refused(colour: Colour, office: PostOffice) -> None:
    with pytest.raises(ValueError, match="limit"):
        played(colour, colour.client(office), together((), 0))


def test_an_async_source_feeds_the_async_client(office: PostOffice) -> None:
    async def source() -> AsyncIterator[Operation[Parcel]]:
        for _ in range(5):
            await asyncio.sleep(0)
            yield fetched(office.put())

    async def main() -> tuple[Parcel, ...]:
        async with AsyncPost(office.url) as post:
            return await aperform(together(source(), 2), post)

    assert [parcel.id for parcel in asyncio.run(main())] == ["p1", "p2", "p3", "p4", "p5"]


async def fetched(parcel: str) -> Parcel:
    """Fetch one, as an operation."""
    return await calls.get(parcel)


def test_an_async_source_is_refused_by_the_blocking_client(office: PostOffice) -> None:
    closed: list[bool] = []

    async def source() -> AsyncIterator[Operation[Parcel]]:
        try:
            await asyncio.sleep(0)
            yield fetched("p1")
        finally:
            closed.append(True)

    blocking = Colour("blocking")
    client = blocking.client(office)
    with pytest.raises(TypeError, match="blocking client"):
        perform(together(source(), 2), client)
    blocking.close()
    assert office.journal == []


place: ContextVar[str] = ContextVar("place", default="nowhere")


def test_operations_side_by_side_see_the_callers_context(
    colour: Colour, office: PostOffice
) -> None:
    seen: list[str] = []
    hooks = Hooks(on_request=lambda _request, _attempt: seen.append(place.get()))
    client = colour.client(office, hooks=hooks)

    async def main() -> None:
        place.set("in a task")
        await client.parcels.send_all(["a", "b", "c"])

    token = place.set("in a thread")
    try:
        if colour.name == "blocking":
            client.parcels.send_all(["a", "b", "c"])
        else:
            colour.run(main())
    finally:
        place.reset(token)
    assert seen == ["in a thread" if colour.name == "blocking" else "in a task"] * 3


# -------------------------------------------------------------------------------- two services


class Bank(PostApi[SyncSender], BlockingClient):
    """A client of another service."""


class AsyncBank(PostApi[AsyncSender], AwaitingClient):
    """Its async twin."""


def test_one_operation_may_span_two_services_each_with_its_own_key(colour: Colour) -> None:
    async def carry() -> tuple[str, str]:
        first = await calls.get("p1")
        second = await Call("bank", "GET", ("parcels", "p1"), One(Parcel))
        return first.id, second.id

    with PostOffice() as office, PostOffice() as bank:
        office.put()
        bank.put()
        client = colour.client(office)
        other = evolve(service(bank.url, key="the-key-of-the-bank"), api="bank")
        if colour.name == "blocking":
            with Bank(connect(other, None, None)) as second:
                assert perform(carry(), client, second) == ("p1", "p1")
        else:

            async def main() -> tuple[str, str]:
                async with AsyncBank(aconnect(other, None, None)) as second:
                    return await aperform(carry(), client, second)

            assert colour.run(main()) == ("p1", "p1")
        for sandbox, key in (
            (office, "key-of-the-parcel-office-0042"),
            (bank, "the-key-of-the-bank"),
        ):
            sent = [entry.request.headers["authorization"] for entry in sandbox.journal]
            assert sent == [f"Key {key}"]


def test_a_call_to_a_service_that_is_not_at_hand_says_so(
    colour: Colour, office: PostOffice
) -> None:
    to_the_bank = Call("bank", "GET", ("parcels", "p1"), One(Parcel))

    async def stray() -> Parcel:
        return await to_the_bank

    async def several() -> tuple[Parcel, ...]:
        return await together((), to_the_bank)  # as many at once as the bank would let through

    for asking in (stray(), several()):
        with pytest.raises(LookupError, match="a call to bank, but the client at hand is of: "):
            played(colour, colour.client(office), asking)


# --------------------------------------------------------------------------------------- streams


def test_a_stream_gives_its_items_one_by_one(colour: Colour, office: PostOffice) -> None:
    for _ in range(5):
        office.put()
    client = colour.client(office)
    assert colour.items(client.parcels.walk()) == ["p1", "p2", "p3", "p4", "p5"]
    assert colour.items(client.with_raw_response.parcels.walk()) == ["p1", "p2", "p3", "p4", "p5"]


def test_a_stream_is_lazy(colour: Colour, office: PostOffice) -> None:
    for _ in range(5):
        office.put()
    walk = colour.client(office).parcels.walk()
    assert office.journal == []
    first = next(walk) if colour.name == "blocking" else colour.run(anext_of(walk))
    assert first == "p1"
    assert [entry.request.path for entry in office.journal] == ["/parcels", "/parcels/p1"]
    if colour.name == "blocking":
        walk.close()
    else:
        colour.run(walk.aclose())
    assert len(office.journal) == 2


async def anext_of(walk: Any) -> Any:
    """Ask for one item."""
    return await anext(walk)


def test_an_error_comes_where_it_happens(colour: Colour, office: PostOffice) -> None:
    for _ in range(3):
        office.put()
    office.fail(Answer(403), path="/parcels/p2")
    walk = colour.client(office).parcels.walk()
    found: list[str] = []

    async def awaiting() -> None:
        async for ident in walk:
            found.append(ident)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(PostStatusError):
        found.extend(walk) if colour.name == "blocking" else colour.run(awaiting())
    assert found == ["p1"]


class Reels(Resource[S]):
    """Streams that clean up after themselves, over the wire."""

    @stream
    async def unpack(self: Reels[Describing]) -> AsyncGenerator[str, None]:
        """Send one, and take it back in the end."""
        parcel = await calls.send("Nowhere 1")
        try:
            for number in range(100):
                yield f"{parcel.id} {number}"
        finally:
            await calls.cancel(parcel.id)

    @operation
    async def count(self: Reels[Describing]) -> int:
        """Walk through a stream inside an operation."""
        return len([item async for item in self.unpack()])


def test_a_stream_that_is_left_cleans_up_with_calls_of_its_own(
    colour: Colour, office: PostOffice
) -> None:
    reels: Any = Reels(colour.client(office).sender)

    async def leave() -> None:
        items = reels.unpack()
        async for _ in items:
            break
        await items.aclose()

    if colour.name == "blocking":
        for _ in reels.unpack():
            break
    else:
        colour.run(leave())
    assert office.parcels == {}
    assert [entry.request.method for entry in office.journal] == ["POST", "DELETE"]


def test_a_stream_can_be_walked_inside_an_operation(colour: Colour, office: PostOffice) -> None:
    reels: Any = Reels(colour.client(office).sender)
    assert colour.run(reels.count()) == 100
    assert office.parcels == {}

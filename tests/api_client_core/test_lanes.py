"""A call enters a lane for each attempt, and leaves it whatever happens. Stepped by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, cast

import pytest
from attrs import define, evolve, field

from api_client_core.clients import aconnect
from api_client_core.exchange import Lane, exchange
from api_client_core.retry import RetryPolicy
from api_client_core.steps import Call, Operation, Transmit, together, until, wait
from api_client_core.testing import Answer
from api_client_core.wire import Reply

from .conftest import Colour
from .test_exchange import ASK, BUSY, FOUND, World, office
from .toy import Parcel, PostOffice, PostStatusError, service


@define(eq=False)
class Gate:
    """A lane of one's own: somebody opens it."""

    width: int = 1
    inside: int = 0
    waiting: list[Future[None]] = field(factory=list[Future[None]])
    open: bool = True

    def enter(self) -> Future[None]:
        place: Future[None] = Future()
        self.waiting.append(place)
        if self.open:
            self.admit()
        return place

    def admit(self) -> None:
        self.inside += 1
        self.waiting.pop(0).set_result(None)

    def leave(self) -> None:
        self.inside -= 1

    def __call__(self, call: Call[object]) -> Lane:
        return self


@define
class Walk(World):
    """A world that opens the gate after 50 seconds, and watches who is inside when."""

    gate: Gate = field(factory=lambda: Gate(open=False))
    log: list[str] = field(factory=list[str])

    def step(self, step: object) -> object:
        if isinstance(step, until):
            assert step.future is self.gate.waiting[0]
            self.time += 50
            self.gate.admit()
            return None
        if isinstance(step, Transmit | wait):
            self.log.append(f"{type(step).__name__} {'inside' if self.gate.inside else 'outside'}")
        return super().step(step)


def test_the_place_is_left_before_a_pause_and_taken_anew() -> None:
    world = Walk([BUSY, FOUND])
    world.play(exchange(ASK, office(lanes=world.gate)))
    assert world.log == ["Transmit inside", "wait outside", "Transmit inside"]
    assert world.gate.inside == 0


def test_waiting_for_a_place_is_not_counted_against_the_deadline() -> None:
    world = Walk([BUSY, FOUND])
    policy = RetryPolicy(deadline=10.0)
    assert world.play(exchange(ASK, office(lanes=world.gate, retry=policy))).attempts == 2
    assert min(attempt.timeout for attempt in world.attempts) > 9


def test_a_failure_leaves_its_place() -> None:
    world = Walk([Reply(404)])
    with pytest.raises(PostStatusError):
        world.play(exchange(ASK, office(lanes=world.gate)))
    assert world.gate.inside == 0


def test_an_absolute_address_is_in_no_lane() -> None:
    world = Walk([FOUND])
    elsewhere = Call("post", "GET", (), Reply.json, url="https://elsewhere.example/file")
    world.play(exchange(elsewhere, office(lanes=world.gate)))
    assert world.log == ["Transmit outside"]


def test_a_call_that_is_given_up_in_line_leaves_nothing_behind() -> None:
    gate = Gate(open=False)
    waiting = exchange(ASK, office(lanes=gate))
    answers = iter([None, 0.0, 0.0])  # two looks at the clock
    while not isinstance(waiting.send(next(answers)), until):
        pass
    waiting.close()
    assert gate.waiting[0].cancelled()
    assert gate.inside == 0


@pytest.mark.parametrize("handed_over", [False, True])
def test_a_cancelled_task_waits_no_longer_and_keeps_no_place(handed_over: bool) -> None:
    gate = Gate(open=False)

    async def go() -> None:
        sender = aconnect(office(lanes=gate), None)
        task = asyncio.create_task(sender.send(ASK))
        await asyncio.sleep(0)
        place = gate.waiting[0]
        if handed_over:
            gate.admit()
        task.cancel()  # before it could learn that the place is its own
        with pytest.raises(asyncio.CancelledError):
            await task
        assert place.cancelled() is not handed_over
        assert gate.inside == 0

    asyncio.run(go())


@pytest.mark.parametrize(("gate", "most"), [(Gate(width=2), 2), (None, 16)])
def test_operations_side_by_side_are_as_many_as_there_is_room_for(
    colour: Colour, gate: Gate | None, most: int
) -> None:
    begun, ended = list[int](), list[int]()
    ahead = list[int]()

    async def asked(number: int) -> Parcel:
        begun.append(number)
        found = await ASK
        ended.append(number)
        return found

    def operations() -> Iterator[Operation[Parcel]]:
        for number in range(20):
            ahead.append(number - len(ended))
            yield asked(number)

    with PostOffice() as post:
        post.fail(Answer(200, FOUND.content), times=20)
        client = colour.client(post)
        line = client.sender.lines["post"]
        line = evolve(line, service=evolve(service(post.url), lanes=gate))
        kind = cast("Any", type(client.sender))
        sender = kind({"post": line}, client.sender.clock)
        found = colour.run(sender.run(together(operations(), ASK)))
    assert len(found) == 20
    # It pulls the next one while there is room, and not sooner.
    assert max(ahead) <= most

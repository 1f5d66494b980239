"""Credentials that are refused are renewed once; a throttle holds calls back. Stepped by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import Factory, define

from api_client_core.exchange import exchange
from api_client_core.retry import RetryPolicy
from api_client_core.secrets import Secret
from api_client_core.steps import Call, wait
from api_client_core.wire import Reply

from .test_exchange import ASK, BUSY, FOUND, SEND, World, office
from .toy import PostStatusError

REFUSED = Reply(401)


@define
class Keys:
    """Holds a key, and some more."""

    others: list[str]
    present: str = "first"
    refused: list[str] = Factory(list[str])

    async def show(self) -> Mapping[str, Secret]:
        return {"authorization": Secret(self.present)}

    async def renew(self, refused: Mapping[str, Secret]) -> bool:
        self.refused.append(refused["authorization"].reveal())
        if self.others:
            self.present = self.others.pop(0)
            return True
        return False


@pytest.mark.parametrize("call", [ASK, SEND])
def test_a_call_whose_credentials_are_refused_is_sent_again_with_others(call: Call[Any]) -> None:
    world, keys = World([REFUSED, FOUND]), Keys(["second"])
    response = world.play(exchange(call, office(authorize=keys.show, renew=keys.renew)))
    assert [attempt.credentials[0][1] for attempt in world.attempts] == ["first", "second"]
    assert (response.attempts, keys.refused, world.waits) == (2, ["first"], [])


def test_it_is_renewed_once_a_call_and_no_more() -> None:
    world, keys = World([REFUSED, REFUSED]), Keys(["second", "third"])
    with pytest.raises(PostStatusError) as caught:
        world.play(exchange(ASK, office(authorize=keys.show, renew=keys.renew)))
    assert (caught.value.status, keys.refused) == (401, ["first"])


def test_without_others_the_refusal_is_raised() -> None:
    world, keys = World([REFUSED]), Keys([])
    with pytest.raises(PostStatusError):
        world.play(exchange(ASK, office(authorize=keys.show, renew=keys.renew)))


def test_an_absolute_address_neither_renews_nor_is_held_back() -> None:
    world, keys, gate = World([REFUSED]), Keys(["second"]), Gate()
    elsewhere = Call("post", "GET", (), Reply.json, url="https://elsewhere.example/file")
    service = office(authorize=keys.show, renew=keys.renew, throttle=gate)
    with pytest.raises(PostStatusError):
        world.play(exchange(elsewhere, service))
    assert (keys.refused, gate.heard) == ([], [])


@define
class Gate:
    """Holds every attempt back for a while."""

    seconds: float = 50.0
    heard: list[tuple[int, float, float]] = Factory(list[tuple[int, float, float]])

    async def before(self, call: Call[Any]) -> None:
        await wait(self.seconds)

    def after(self, call: Call[Any], reply: Reply, sent: float, now: float) -> None:
        self.heard.append((reply.status, sent, now))


def test_a_throttle_holds_each_attempt_back_and_hears_each_reply() -> None:
    world, gate = World([(3.0, BUSY), (4.0, FOUND)], dice=0.0), Gate()
    world.play(exchange(ASK, office(throttle=gate)))
    assert gate.heard == [(503, 550.0, 553.0), (200, 603.0, 607.0)]
    assert world.waits == [50.0, 0.0, 50.0]


def test_what_a_throttle_takes_is_not_counted_against_the_deadline() -> None:
    world, gate = World([BUSY, FOUND]), Gate()
    service = office(throttle=gate, retry=RetryPolicy(deadline=10.0))
    assert world.play(exchange(ASK, service)).attempts == 2
    assert min(attempt.timeout for attempt in world.attempts) > 9


@pytest.mark.parametrize("others", [["second"], []])
def test_what_renewing_takes_is_not_counted_against_the_deadline(others: list[str]) -> None:
    class Slow(Keys):
        async def renew(self, refused: Mapping[str, Secret]) -> bool:
            await wait(500.0)
            return await super().renew(refused)

    world, keys = World([REFUSED, FOUND]), Slow(others)
    call = exchange(SEND, office(authorize=keys.show, renew=keys.renew))
    if others:
        world.play(call)
    else:
        with pytest.raises(PostStatusError):
            world.play(call)
    assert {attempt.timeout for attempt in world.attempts} == {30.0}


def test_nor_is_what_showing_credentials_takes() -> None:
    async def show() -> Mapping[str, Secret]:
        await wait(80.0)
        return {"authorization": Secret("first")}

    world = World([BUSY, FOUND])
    service = office(authorize=show, throttle=Gate(seconds=0.0))
    assert world.play(exchange(ASK, service)).attempts == 2
    assert [attempt.timeout for attempt in world.attempts] == [30.0, 30.0]

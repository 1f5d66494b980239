"""`ensure` in two processes at once: every order in which their calls can reach Calendly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import define, field

from api_client_core.errors import Failure
from api_client_core.pages import Page
from api_client_core.senders import Describing
from api_client_core.steps import Call, off, utc
from api_client_core.wire import Request
from calendly_client import (
    Ensured,
    HookExists,
    NotFound,
    SubscriptionContested,
    WebhookEvent,
    WebhookScope,
    WebhookState,
    WebhookSubscription,
)
from calendly_client.resources.webhook_subscriptions import WebhookSubscriptions

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
URL = "https://example.com/in"
ONE: dict[str, Any] = {"signing_key": "a" * 10}
OTHER: dict[str, Any] = {"signing_key": "b" * 10}
LESS: dict[str, Any] = {**ONE, "events": ["invitee.created"]}


@define
class World:
    """What Calendly remembers."""

    hooks: dict[str, WebhookSubscription] = field(factory=dict[str, WebhookSubscription])
    made: int = 0
    fewest: int = 99

    def answer(self, step: Any) -> Any:
        """Do what a step asks for."""
        if isinstance(step, utc):
            return NOON
        if isinstance(step, off):
            work: Any = step.run
            return work.args[0]  # the key serves as its own fingerprint, without the work
        assert isinstance(step, Call)
        answer = getattr(self, step.method)(step)
        self.fewest = min(self.fewest, len(self.hooks))
        return answer

    def GET(self, call: Call[Any]) -> Page[WebhookSubscription]:
        """List."""
        return Page(tuple(self.hooks.values()))

    def POST(self, call: Call[Any]) -> WebhookSubscription:
        """Subscribe."""
        assert call.body is not None
        told = call.body.data
        if any(hook.callback_url == told["url"] for hook in self.hooks.values()):
            raise HookExists(failure(call))
        return self.add(told["url"], tuple(WebhookEvent(event) for event in told["events"]))

    def DELETE(self, call: Call[Any]) -> None:
        """Delete."""
        if self.hooks.pop(call.path[-1], None) is None:
            raise NotFound(failure(call))

    def add(self, url: str, events: tuple[WebhookEvent, ...]) -> WebhookSubscription:
        """Subscribe a URL."""
        self.made += 1
        self.hooks[f"H{self.made}"] = WebhookSubscription(
            uri=f"https://api.calendly.com/webhook_subscriptions/H{self.made}",
            callback_url=url,
            state=WebhookState.ACTIVE,
            events=events,
            scope=WebhookScope.ORGANIZATION,
            organization="O1",
            created_at=NOON + timedelta(seconds=self.made),
        )
        return self.hooks[f"H{self.made}"]


def failure(call: Call[Any]) -> Failure:
    return Failure(Request(call.method, "https://api.calendly.com/x"), 1, True)


@define(eq=False)
class Process:
    """One run, step by step."""

    run: Any
    todo: Any = None
    outcome: Any = None

    @classmethod
    def start(cls, wish: dict[str, Any], world: World) -> Process:
        """Begin, up to the first call."""
        given: dict[str, Any] = {"events": ["invitee.created", "invitee.canceled"], **wish}
        hooks = WebhookSubscriptions(Describing())
        run = hooks.ensure(URL, organization="O1", scope="organization", **given)
        process = cls(run, run.send(None))
        process.local(world)
        return process

    def step(self, world: World) -> None:
        """Have one step done; calls that fail raise inside the run, as in a client."""
        try:
            try:
                answer = world.answer(self.todo)
            except (HookExists, NotFound) as error:
                self.todo = self.run.throw(error)
            else:
                self.todo = self.run.send(answer)
            self.local(world)
        except StopIteration as end:
            self.outcome = end.value
        except SubscriptionContested as contested:
            self.outcome = contested

    def local(self, world: World) -> None:
        """Do what others do not see, and so needs no order."""
        while not isinstance(self.todo, Call):
            self.todo = self.run.send(world.answer(self.todo))


def orders(
    before: list[dict[str, Any]], wishes: list[dict[str, Any]]
) -> Iterator[tuple[World, list[Process]]]:
    """Play every order of the calls of several runs, after some that ran alone."""
    todo: list[list[int]] = [[]]
    while todo:
        prefix = todo.pop()
        world = World()
        prepare(world, before)
        runs = [Process.start(wish, world) for wish in wishes]
        for turn in prefix:
            runs[turn].step(world)
        turns = list(prefix)
        while unfinished := [n for n, run in enumerate(runs) if run.outcome is None]:
            todo += ([*turns, n] for n in unfinished[1:])
            turns.append(unfinished[0])
            runs[turns[-1]].step(world)
        yield world, runs


def prepare(world: World, before: list[dict[str, Any]]) -> None:
    """Let runs subscribe that never come to deleting what was there."""
    for wish in before:
        kept = dict(world.hooks)
        finish(Process.start(wish, world), world)
        world.hooks = kept | world.hooks
    world.fewest = 99


def finish(run: Process, world: World) -> Any:
    while run.outcome is None:
        run.step(world)
    return run.outcome


BEFORE: dict[str, list[dict[str, Any]]] = {
    "nobody": [],
    "the one": [ONE],
    "after a crash": [{"signing_key": "c" * 10}, {"signing_key": "d" * 10}],
}
WISHES: dict[str, list[dict[str, Any]]] = {
    "the same": [ONE, ONE],
    "keys": [ONE, OTHER],
    "events": [ONE, LESS],
}


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("wishes", WISHES)
def test_in_every_order_one_is_left_and_nobody_is_misled(before: str, wishes: str) -> None:
    played = 0
    for world, runs in orders(BEFORE[before], WISHES[wishes]):
        played += 1
        (left,) = world.hooks.values()
        content = [run.outcome for run in runs if isinstance(run.outcome, Ensured)]
        assert left.uri in {ensured.subscription.uri for ensured in content}
        if wishes == "the same":
            assert len(content) == 2
        if BEFORE[before]:
            assert world.fewest >= 1  # somebody is subscribed all the time
    assert played >= 2


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("wishes", WISHES)
def test_whatever_is_cut_off_is_completed_by_the_next_run(before: str, wishes: str) -> None:
    first, second = WISHES[wishes]
    for steps in range(7):
        world = World()
        prepare(world, BEFORE[before])
        crashed = Process.start(first, world)
        for _ in range(steps):
            if crashed.outcome is None:
                crashed.step(world)
        crashed.run.close()
        ensured = finish(Process.start(second, world), world)
        (left,) = world.hooks.values()
        assert ensured.subscription == left


@pytest.mark.parametrize("wishes", WISHES)
def test_at_a_fixed_url_there_is_never_more_than_one(wishes: str) -> None:
    fixed = [{**wish, "fixed_url": True} for wish in WISHES[wishes]]
    for world, runs in orders([{**LESS, "fixed_url": True}], fixed):
        (left,) = world.hooks.values()
        assert left.callback_url == URL
        assert all(run.outcome is not None for run in runs)


def test_lists_that_lag_behind_do_no_harm() -> None:
    world = World()
    run = Process.start(ONE, world)
    run.step(world)  # listed
    run.step(world)  # subscribed
    assert world.made == 1
    hidden = dict(world.hooks)
    world.hooks.clear()
    run.step(world)
    world.hooks.update(hidden)
    ensured = finish(run, world)
    assert isinstance(ensured, Ensured)
    assert list(world.hooks.values()) == [ensured.subscription]

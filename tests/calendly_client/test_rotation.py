"""Refresh tokens are good for one use: one refresh, whoever asks, whatever breaks."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import signal
import stat
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from attrs import Factory, evolve, frozen

from calendly_client import (
    AsyncCalendly,
    Calendly,
    CallFailed,
    Clock,
    ConnectionFailed,
    InvalidArgument,
    OAuthError,
    RateLimited,
    ReauthorizationRequired,
    RefreshUnanswered,
    RetryPolicy,
    TimedOut,
    Unauthenticated,
)
from calendly_client.models import RefreshState
from calendly_client.oauth import (
    AsyncCalendlyOAuth,
    CalendlyOAuth,
    FileTokenStore,
    MemoryTokenStore,
    OAuth,
    Token,
    TokenStore,
)
from calendly_client.testing import Answer, CalendlySandbox, Delay, Reset, Stall
from calendly_client.testing.authorizing import SandboxApplication

from .conftest import IMPATIENT, Colour

HELPER = Path(__file__).with_name("rotating.py")
CALLS = 50


@frozen
class World:
    """A sandbox with an application, and a user who agreed three hours ago."""

    sandbox: CalendlySandbox
    registered: SandboxApplication
    application: CalendlyOAuth
    token: Token

    def auth(self, store: TokenStore, **more: Any) -> OAuth:
        return OAuth(self.application, store, **more)

    @property
    def refreshes(self) -> list[str]:
        """The refresh tokens that were sent."""
        return [
            dict(parse_qsl(entry.request.body.decode())).get("refresh_token", "")
            for entry in self.sandbox.journal
            if entry.request.path == "/oauth/token"
        ]

    @property
    def calls(self) -> list[int]:
        """The answers to all other requests."""
        return [e.answer.status for e in self.sandbox.journal if "oauth" not in e.request.path]


@pytest.fixture
def world(sandbox: CalendlySandbox) -> Iterator[World]:
    registered = sandbox.register_application()
    token = sandbox.token_of(registered)
    sandbox.advance(timedelta(hours=3))
    with CalendlyOAuth(
        registered.client_id, registered.client_secret, base_url=sandbox.url, clock=IMPATIENT
    ) as application:
        yield World(sandbox, registered, application, token)


def expired(token: Token) -> Token:
    """Give the same token as this machine's clock sees it three hours later."""
    return evolve(token, created_at=token.created_at and token.created_at - timedelta(hours=3))


Open = Callable[..., Any]


@pytest.fixture
def client(colour: Colour, world: World) -> Open:
    """Open a client on a store."""

    def open_client(store: TokenStore, **more: Any) -> Any:
        kind: Any = AsyncCalendly if colour.runner else Calendly
        made = kind(
            auth=world.auth(store, **more), base_url=world.sandbox.url, clock=IMPATIENT, timeout=5
        )
        colour.opened.append(made)
        return made

    return open_client


STORES: dict[str, Callable[[Path], TokenStore]] = {
    "memory": lambda folder: MemoryTokenStore(),
    "file": lambda folder: FileTokenStore(folder / "tokens" / "noor.json"),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path, world: World) -> TokenStore:
    """A store with a token that has ended; that it has, only the service knows."""
    made = STORES[request.param](tmp_path)
    made.save(world.token)
    return made


# ---------------------------------------------------------------------------------- a single flight


@pytest.mark.parametrize("known", [True, False], ids=["the client knows", "a 401 says so"])
def test_fifty_threads_refresh_once(world: World, store: TokenStore, known: bool) -> None:
    if known:
        store.save(expired(world.token))
    with (
        Calendly(auth=world.auth(store), base_url=world.sandbox.url) as calendly,
        ThreadPoolExecutor(CALLS) as pool,
    ):
        calls = [pool.submit(calendly.users.me) for _ in range(CALLS)]
        assert [call.result().name for call in calls] == ["Noor Haddad"] * CALLS
    assert len(world.refreshes) == 1
    assert world.calls.count(200) == CALLS
    assert (401 in world.calls) is not known


@pytest.mark.parametrize("known", [True, False], ids=["the client knows", "a 401 says so"])
def test_fifty_tasks_refresh_once(world: World, store: TokenStore, known: bool) -> None:
    if known:
        store.save(expired(world.token))

    async def many() -> list[str]:
        async with AsyncCalendly(auth=world.auth(store), base_url=world.sandbox.url) as calendly:
            users = await asyncio.gather(*[calendly.users.me() for _ in range(CALLS)])
        return [user.name for user in users]

    assert asyncio.run(many()) == ["Noor Haddad"] * CALLS
    assert len(world.refreshes) == 1


def test_event_loops_in_several_threads_refresh_once(world: World, store: TokenStore) -> None:
    auth = world.auth(store)

    async def some() -> None:
        async with AsyncCalendly(auth=auth, base_url=world.sandbox.url) as calendly:
            await asyncio.gather(*[calendly.users.me() for _ in range(10)])

    with ThreadPoolExecutor(5) as pool:
        for loop in [pool.submit(lambda: asyncio.run(some())) for _ in range(5)]:
            loop.result()
    assert len(world.refreshes) == 1


@pytest.mark.slow
def test_two_processes_refresh_once(world: World, tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    FileTokenStore(path).save(world.token)
    helpers = [started(world, path, CALLS // 2) for _ in range(2)]
    for helper in helpers:
        assert helper.stdin is not None
        helper.stdin.write("go\n")
        helper.stdin.flush()
    said = [helper.communicate(timeout=60)[0] for helper in helpers]
    assert said == ["Noor Haddad\n"] * 2
    assert len(world.refreshes) == 1
    assert world.calls.count(200) == CALLS


def started(world: World, path: Path, calls: int) -> subprocess.Popen[str]:
    """Start a process that is ready to call."""
    registered = world.registered
    pair = (registered.client_id, registered.client_secret or "")
    words = [sys.executable, str(HELPER), world.sandbox.url, *pair, str(path), str(calls)]
    helper = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert helper.stdout is not None
    assert helper.stdout.readline() == "ready\n"
    return helper


def test_a_token_that_somebody_else_refreshed_is_used(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    colour.run(client(store).users.me())
    fresh = store.load()
    late = client(store)
    colour.run(late.users.me())
    assert len(world.refreshes) == 1
    assert store.load() == fresh


def test_a_store_whose_lock_fails_is_read_again(colour: Colour, world: World, client: Open) -> None:
    """Somebody refreshes between our look at the store and our refresh."""
    store = MemoryTokenStore(world.token)
    successor = world.application.refresh(world.token.refresh_token or "")
    loads = iter([world.token, world.token])
    unlocked = MemoryTokenStore(successor)
    unlocked.load = lambda: next(loads, None) or store.load()  # type: ignore[method-assign] # late
    unlocked.save = lambda token: None  # type: ignore[method-assign] # theirs stands already
    store.save(successor)
    colour.run(client(unlocked).users.me())
    assert world.calls == [401, 200]
    assert len(world.refreshes) == 2


# --------------------------------------------------------------------------------------- in time


def test_a_token_is_refreshed_before_it_ends(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    fresh = world.application.refresh(world.token.refresh_token or "")
    store.save(fresh)
    world.sandbox.journal.clear()
    calendly = client(store, early=timedelta(hours=6))
    colour.run(calendly.users.me())
    assert len(world.refreshes) == 1
    assert world.calls == [200]
    assert store.load() != fresh


def test_nobody_waits_for_a_refresh_that_is_early(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    store.save(world.application.refresh(world.token.refresh_token or ""))
    world.sandbox.journal.clear()
    give_back = store.try_lock()
    assert give_back is not None
    colour.run(client(store, early=timedelta(hours=6)).users.me())
    give_back()
    assert (world.refreshes, world.calls) == ([], [200])


def test_an_early_refresh_that_fails_is_in_nobodys_way(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    store.save(world.application.refresh(world.token.refresh_token or ""))
    world.sandbox.journal.clear()
    world.sandbox.fail(Answer.html("<h1>Bad gateway</h1>", 502), path="/oauth/token", times=2)
    calendly = client(store, early=timedelta(hours=6))
    for _ in range(5):
        colour.run(calendly.users.me())
    assert world.calls == [200] * 5
    assert len(world.refreshes) == 2, "it is not tried again with every call"


def test_a_token_that_lives_shorter_is_not_refreshed_by_every_call(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    store.save(world.application.refresh(world.token.refresh_token or ""))
    world.sandbox.journal.clear()
    calendly = client(store, early=timedelta(hours=6))
    for _ in range(5):
        colour.run(calendly.users.me())
    assert (len(world.refreshes), world.calls) == (1, [200] * 5)


def test_the_new_token_is_stored_before_it_is_used(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    class Watching(MemoryTokenStore):
        def save(self, token: Token) -> None:
            saved.append((token.refresh_state, len(world.refreshes), len(world.calls)))
            super().save(token)

    saved: list[tuple[RefreshState, int, int]] = []
    colour.run(client(Watching(world.token)).users.me())
    # A mark before the refresh is sent; the new token after the answer, and before the next call.
    assert saved == [(RefreshState.SENT, 0, 1), (RefreshState.READY, 1, 1)]
    assert world.calls == [401, 200]


def test_a_call_is_sent_again_once_only(colour: Colour, world: World, client: Open) -> None:
    world.sandbox.fail(Answer.json({}, 401), path="/users/me", times=3)
    with pytest.raises(Unauthenticated):
        colour.run(client(MemoryTokenStore(world.token)).users.me())
    assert (len(world.refreshes), len(world.calls)) == (1, 2)


def test_what_was_not_applied_is_sent_again_whatever_its_method(
    colour: Colour, world: World, client: Open
) -> None:
    booked = world.sandbox.book()
    calendly = client(MemoryTokenStore(world.token))
    colour.run(calendly.scheduled_events.cancel(booked.event))
    assert world.calls == [401, 201]


def test_after_a_refresh_this_machines_clock_counts(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    """A service whose clock is three hours behind does not make us refresh with every call."""
    world.sandbox.advance(timedelta(hours=-6))
    store.save(expired(world.token))
    calendly = client(store)
    for _ in range(3):
        colour.run(calendly.users.me())
    assert len(world.refreshes) == 1


# ------------------------------------------------------------------------------------- what breaks


@pytest.mark.slow
@pytest.mark.parametrize(
    ("colour", "applied"),
    [("blocking", True), ("async", False)],
    ids=["answered", "not answered"],
    indirect=["colour"],
)
def test_after_a_kill_there_is_one_more_try(
    colour: Colour, world: World, tmp_path: Path, client: Open, applied: bool
) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    store.save(world.token)
    world.sandbox.fail(Stall(60, applied=applied), path="/oauth/token")
    helper = started(world, store.path, 1)
    assert helper.stdin is not None
    helper.stdin.write("go\n")
    helper.stdin.flush()
    until(lambda: world.refreshes != [])
    helper.send_signal(signal.SIGKILL)
    helper.communicate()
    left = store.load()
    assert left is not None
    assert left.refresh_state is RefreshState.SENT

    calendly = client(store)
    if applied:
        for _ in range(3):
            with pytest.raises(ReauthorizationRequired, match="its answer could not be stored"):
                colour.run(calendly.users.me())
    else:
        assert colour.run(calendly.users.me()).name == "Noor Haddad"
    assert world.refreshes == [left.refresh_token and left.refresh_token.reveal()] * 2


@pytest.mark.slow
def test_who_waits_for_a_refresh_takes_over_when_its_process_dies(
    world: World, tmp_path: Path
) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    store.save(world.token)
    world.sandbox.fail(Stall(60), path="/oauth/token")
    helper = started(world, store.path, 1)
    assert helper.stdin is not None
    helper.stdin.write("go\n")
    helper.stdin.flush()
    until(lambda: world.refreshes != [])
    with (
        Calendly(auth=world.auth(store), base_url=world.sandbox.url) as calendly,
        ThreadPoolExecutor(1) as pool,
    ):
        waiting = pool.submit(calendly.users.me)
        until(lambda: len(world.calls) == 2)
        helper.kill()
        helper.communicate()
        assert waiting.result().name == "Noor Haddad"
    assert len(world.refreshes) == 2


def until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened; the run's own timeout ends a wait that is in vain."""
    while not happened():
        time.sleep(0.01)


class Crash(BaseException):
    """The end of a process, at a place of our choice."""


@frozen
class Crashing:
    """A store over another, whose process dies at its nth save: before it, or after."""

    store: TokenStore
    at: int
    after: bool
    saves: list[Token] = Factory(list[Token])

    def load(self) -> Token | None:
        return self.store.load()

    def save(self, token: Token) -> None:
        self.saves.append(token)
        if len(self.saves) == self.at and not self.after:
            raise Crash
        self.store.save(token)
        if len(self.saves) == self.at:
            raise Crash

    def try_lock(self) -> Callable[[], object] | None:
        return self.store.try_lock()


@pytest.mark.parametrize(
    ("at", "after", "sent", "lost"),
    [
        (1, False, 1, False),
        (1, True, 1, False),
        (2, False, 2, True),
        (2, True, 1, False),
    ],
    ids=["before the mark", "before it is sent", "before it is stored", "once it is stored"],
)
def test_wherever_it_dies_no_token_that_was_answered_is_sent_again(
    world: World, store: TokenStore, at: int, after: bool, sent: int, lost: bool
) -> None:
    url = world.sandbox.url
    crashing = world.auth(Crashing(store, at, after))
    with Calendly(auth=crashing, base_url=url) as dying, pytest.raises(Crash):
        dying.users.me()
    with Calendly(auth=world.auth(store), base_url=url) as heir:
        for _ in range(3):
            if lost:
                with pytest.raises(ReauthorizationRequired, match="could not be stored"):
                    heir.users.me()
            else:
                heir.users.me()
    assert len(world.refreshes) == sent


@pytest.mark.parametrize(
    ("fault", "sent"), [(Reset(applied=True), 2), (None, 1)], ids=["lost", "revoked"]
)
def test_fifty_calls_on_a_dead_token_do_not_storm(
    world: World, store: TokenStore, fault: Any, sent: int
) -> None:
    if fault is None:
        world.application.revoke(world.token.refresh_token or "")
    else:
        world.sandbox.fail(fault, path="/oauth/token")
    with (
        Calendly(auth=world.auth(store), base_url=world.sandbox.url) as calendly,
        ThreadPoolExecutor(CALLS) as pool,
    ):
        calls = [pool.submit(calendly.users.me) for _ in range(CALLS)]
        errors = [call.exception() for call in calls]
    assert {type(error) for error in errors} == {ReauthorizationRequired}
    assert len(world.refreshes) == sent


def test_a_lost_answer_gets_one_more_try(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    world.sandbox.fail(Reset(applied=True), path="/oauth/token")
    answers: list[Any] = []
    for _ in range(3):
        with pytest.raises(ReauthorizationRequired, match="its answer could not be stored") as lost:
            colour.run(client(store).users.me())
        answers.append(lost.value.status)
    assert answers == [400, None, None], "nobody was asked any more"
    assert len(world.refreshes) == 2
    assert world.calls == [401] * 3


@pytest.mark.parametrize(
    "fault", [Reset(), Answer(500), Answer.html("<h1>Bad gateway</h1>", 502)], ids=str
)
def test_a_refresh_that_never_arrived_succeeds_at_the_second_try(
    colour: Colour, world: World, store: TokenStore, client: Open, fault: Any
) -> None:
    world.sandbox.fail(fault, path="/oauth/token")
    assert colour.run(client(store).users.me()).name == "Noor Haddad"
    assert len(world.refreshes) == 2


def test_an_outage_costs_no_permission(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    """Nobody knows what became of the refresh: the call was not sent, and later is another try."""
    world.sandbox.fail(Reset(), path="/oauth/token", times=3)
    calendly = client(store)
    for tries in (2, 3):
        with pytest.raises(RefreshUnanswered, match="so the call was not sent") as unanswered:
            colour.run(calendly.users.me())
        assert isinstance(unanswered.value, ConnectionFailed)
        assert unanswered.value.safe_to_resend
        assert len(world.refreshes) == tries
    assert colour.run(calendly.users.me()).name == "Noor Haddad"


def test_what_could_not_be_sent_changes_nothing(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    calendly = client(store)
    with (
        CalendlyOAuth("id", "secret", base_url="http://127.0.0.1:9", clock=IMPATIENT) as away,
        Calendly(auth=OAuth(away, store), base_url=world.sandbox.url, clock=IMPATIENT) as lost,
        pytest.raises(ConnectionFailed, match="nothing was sent"),
    ):
        lost.users.me()
    assert store.load() == world.token
    assert colour.run(calendly.users.me()).name == "Noor Haddad"


def test_a_permission_that_was_taken_back_is_told_as_such(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    world.application.revoke(world.token.refresh_token or "")
    calendly = client(store)
    with pytest.raises(ReauthorizationRequired, match="the user took the permission back") as gone:
        colour.run(calendly.users.me())
    assert gone.value.error == "invalid_grant"
    assert len(world.refreshes) == 1
    with pytest.raises(ReauthorizationRequired, match="the user took the permission back"):
        colour.run(calendly.users.me())
    assert len(world.refreshes) == 1, "a refresh token that was answered is never sent again"

    store.save(world.sandbox.token_of(world.registered, world.sandbox.users[2]))
    assert colour.run(calendly.users.me()).name == "Aiko Mori"


def test_an_empty_store_asks_for_a_user(colour: Colour, world: World, client: Open) -> None:
    with pytest.raises(ReauthorizationRequired, match="nobody has authorised yet"):
        colour.run(client(MemoryTokenStore()).users.me())
    lonely = evolve(expired(world.token), refresh_token=None)
    with pytest.raises(ReauthorizationRequired, match="without a refresh token"):
        colour.run(client(MemoryTokenStore(lonely)).users.me())
    assert world.sandbox.journal == []


def test_an_answer_that_cannot_be_read_ends_the_permission(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    world.sandbox.fail(Answer.json({"access_token": 7}), path="/oauth/token")
    for _ in range(2):
        with pytest.raises(ReauthorizationRequired, match="that nobody can read"):
            colour.run(client(store).users.me())
    assert len(world.refreshes) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Answer.json({}, 429, (("retry-after", "3600"),)), RateLimited),
        (Answer.json({"error": "invalid_client"}, 401), OAuthError),
    ],
    ids=["too many", "a wrong secret"],
)
def test_a_refusal_that_spends_nothing_can_be_tried_again(
    colour: Colour, world: World, store: TokenStore, client: Open, fault: Any, error: Any
) -> None:
    calendly = client(store)
    world.sandbox.fail(fault, path="/oauth/token")
    with pytest.raises(error) as refused:
        colour.run(calendly.users.me())
    assert not isinstance(refused.value, ReauthorizationRequired)
    assert store.load() == world.token
    assert colour.run(calendly.users.me()).name == "Noor Haddad"


def test_a_doubt_outlives_a_refusal_that_answers_something_else(
    colour: Colour, world: World, store: TokenStore, client: Open
) -> None:
    world.application.refresh(world.token.refresh_token or "")  # by a process that died then
    store.save(evolve(world.token, refresh_state=RefreshState.SENT))
    calendly = client(store)
    world.sandbox.fail(Answer.json({"error": "invalid_client"}, 401), path="/oauth/token")
    with pytest.raises(OAuthError, match="invalid_client"):
        colour.run(calendly.users.me())
    with pytest.raises(ReauthorizationRequired, match="its answer could not be stored"):
        colour.run(calendly.users.me())


def test_a_full_disk_loses_nothing(colour: Colour, world: World, client: Open) -> None:
    class Full(MemoryTokenStore):
        def save(self, token: Token) -> None:
            if token.refresh_state is RefreshState.READY and not broken:
                broken.append(token)
                raise OSError("no space left")
            super().save(token)

    broken: list[Token] = []
    calendly = client(Full(world.token))
    with pytest.raises(OSError, match="no space left"):
        colour.run(calendly.users.me())
    assert colour.run(calendly.users.me()).name == "Noor Haddad"
    assert len(world.refreshes) == 1

    broken.clear()
    store = Full(world.sandbox.token_of(world.registered))
    calendly = client(store)
    world.sandbox.advance(timedelta(hours=3))
    with pytest.raises(OSError, match="no space left"):
        colour.run(calendly.users.me())
    anew = world.sandbox.token_of(world.registered, world.sandbox.users[2])
    store.save(anew)
    world.sandbox.fail(Answer.json({}, 401), path="/users/me")
    assert colour.run(calendly.users.me()).name == "Aiko Mori", "the user has agreed anew"


def test_a_new_permission_is_not_overwritten_by_the_old_ones_refresh(
    colour: Colour, world: World, client: Open
) -> None:
    class Busy(MemoryTokenStore):
        def save(self, token: Token) -> None:
            super().save(token)
            if token.refresh_state is RefreshState.SENT:
                super().save(anew)

    anew = world.sandbox.token_of(world.registered, world.sandbox.users[2])
    store = Busy(world.token)
    assert colour.run(client(store).users.me()).name == "Aiko Mori"
    assert store.load() == anew


def test_a_lock_that_nobody_gives_back_is_not_waited_for_for_ever(
    world: World, store: TokenStore
) -> None:
    ticks = iter(range(10_000))
    clock = Clock(monotonic=lambda: next(ticks), sleep=lambda seconds: None)
    give_back = store.try_lock()
    with (
        Calendly(auth=world.auth(store), base_url=world.sandbox.url, clock=clock) as calendly,
        pytest.raises(TimedOut, match="did not end within 180 s"),
    ):
        calendly.users.me()
    assert give_back is not None
    give_back()


# --------------------------------------------------------------------------------------- async only


def test_a_cancelled_task_still_stores_what_comes(world: World, store: TokenStore) -> None:
    world.sandbox.fail(Delay(0.3), path="/oauth/token")

    async def main() -> None:
        async with AsyncCalendly(auth=world.auth(store), base_url=world.sandbox.url) as calendly:
            call = asyncio.create_task(calendly.users.me())
            while not world.refreshes:  # noqa: ASYNC110 - a server in a thread sets it
                await asyncio.sleep(0.01)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            after = store.load()
            assert after is not None
            assert after.refresh_token != world.token.refresh_token
            assert (await calendly.users.me()).name == "Noor Haddad"

    asyncio.run(main())
    assert len(world.refreshes) == 1


def test_an_event_loop_that_ends_still_stores_what_comes(world: World, store: TokenStore) -> None:
    world.sandbox.fail(Delay(0.3), path="/oauth/token")

    async def main() -> None:
        calendly = AsyncCalendly(auth=world.auth(store), base_url=world.sandbox.url)
        tasks.append(asyncio.create_task(calendly.users.me()))
        while not world.refreshes:  # noqa: ASYNC110 - a server in a thread sets it
            await asyncio.sleep(0.01)

    tasks: list[Any] = []
    asyncio.run(main())
    assert tasks[0].cancelled()
    after = store.load()
    assert after is not None
    assert after.refresh_state is RefreshState.READY
    assert after.refresh_token != world.token.refresh_token


def test_the_event_loop_goes_on_during_a_refresh(world: World, store: TokenStore) -> None:
    world.sandbox.fail(Delay(0.2), path="/oauth/token")

    async def main() -> int:
        ticks = 0
        async with AsyncCalendly(auth=world.auth(store), base_url=world.sandbox.url) as calendly:
            call = asyncio.create_task(calendly.users.me())
            while not call.done():
                await asyncio.sleep(0.01)
                ticks += bool(world.refreshes) and not call.done()
            await call
        return ticks

    assert asyncio.run(main()) > 0


def test_an_async_application_refreshes_too(world: World, store: TokenStore) -> None:
    registered = world.registered

    async def main() -> str:
        async with (
            AsyncCalendlyOAuth(
                registered.client_id, registered.client_secret, base_url=world.sandbox.url
            ) as application,
            AsyncCalendly(auth=OAuth(application, store), base_url=world.sandbox.url) as calendly,
        ):
            return (await calendly.users.me()).name

    assert asyncio.run(main()) == "Noor Haddad"
    assert len(world.refreshes) == 1


# ------------------------------------------------------------------------------------- file stores


def test_a_file_is_its_owners_alone_and_replaced_as_a_whole(world: World, tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "of" / "noor.json")
    assert store.load() is None
    for _ in range(2):
        store.save(world.token)
        assert store.load() == world.token
        assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    give_back = store.try_lock()
    assert give_back is not None
    give_back()
    assert sorted(path.name for path in store.path.parent.iterdir()) == [
        "noor.json",
        "noor.json.lock",
    ]
    assert (world.token.access_token.reveal() in repr(store)) is False


def test_a_save_that_fails_leaves_what_was_there(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    store.save(world.token)

    def full(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.save(evolve(world.token, scope="users:read"))
    assert store.load() == world.token
    assert [path.name for path in tmp_path.iterdir()] == ["token.json"]


@pytest.mark.parametrize("text", ["{", "[]", '{"access_token": ""}', "4711"])
def test_a_file_with_something_else_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "token.json"
    path.write_text(text)
    with pytest.raises(InvalidArgument, match="path: holds no token, but something else") as wrong:
        FileTokenStore(path).load()
    assert text not in str(wrong.value)
    assert path.read_text() == text


def test_two_names_of_one_file_are_one_store(world: World, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "token.json")
    store, other = FileTokenStore(tmp_path / "token.json"), FileTokenStore(tmp_path / "link.json")
    other.save(world.token)
    assert store.load() == world.token
    give_back = store.try_lock()
    assert give_back is not None
    assert other.try_lock() is None
    give_back()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="path: is a folder"):
        FileTokenStore(tmp_path)


def test_an_empty_file_holds_no_token(tmp_path: Path) -> None:
    (tmp_path / "token.json").touch()
    assert FileTokenStore(tmp_path / "token.json").load() is None


def test_one_thread_has_the_lock(store: TokenStore) -> None:
    inside, most = 0, 0
    guard = threading.Lock()

    def work(_: int) -> None:
        nonlocal inside, most
        for _ in range(20):
            while (give_back := store.try_lock()) is None:
                time.sleep(0)
            with guard:
                inside += 1
                most = max(most, inside)
            with guard:
                inside -= 1
            give_back()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert most == 1


@pytest.mark.slow
def test_a_lock_ends_with_its_process(world: World, tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    code = (
        "import sys, time; from calendly_client.oauth import FileTokenStore;"
        "kept = FileTokenStore(sys.argv[1]).try_lock(); print('taken', flush=True); time.sleep(60)"
    )
    words = [sys.executable, "-c", code, str(store.path)]
    holder = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "taken\n"
    assert store.try_lock() is None
    holder.kill()
    holder.communicate()
    give_back = store.try_lock()
    assert give_back is not None
    give_back()


@pytest.mark.parametrize("fault", [None, Reset(applied=True), Reset()], ids=str)
def test_a_rotation_gives_nothing_away(
    colour: Colour,
    world: World,
    store: TokenStore,
    client: Open,
    caplog: pytest.LogCaptureFixture,
    fault: Any,
) -> None:
    caplog.set_level(logging.DEBUG)
    calendly = client(store)
    said = [repr(calendly), repr(calendly.__dict__), repr(store)]
    if fault is not None:
        world.sandbox.fail(fault, path="/oauth/token", times=2)
    try:
        said.append(repr(colour.run(calendly.users.me())))
    except CallFailed as error:
        said += [repr(error), str(error), pickle.dumps(error).decode("latin-1")]
        said += traceback.format_exception(error)
    said += [f"{record.getMessage()} {record.args!r}" for record in caplog.records]
    after = store.load()
    assert after is not None
    secrets = [world.token.access_token, world.token.refresh_token, after.access_token]
    hidden = [secret.reveal() for secret in secrets if secret is not None]
    hidden += [world.registered.client_secret or "", "Basic "]
    assert [secret for secret in hidden if secret in "\n".join(said)] == []


def test_retries_of_the_call_itself_go_on(colour: Colour, world: World, client: Open) -> None:
    """A refresh is no attempt: after it, a call has all of its retries."""
    calendly = client(MemoryTokenStore(world.token)).with_options(retry=RetryPolicy(retries=1))
    colour.run(calendly.users.me())
    world.sandbox.fail(Answer(503), path="/users/me")
    assert colour.run(calendly.users.me()).name == "Noor Haddad"

"""Both colours, and clocks that need no waiting."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings

from api_client_core.senders import Clock

from .toy import AsyncPost, Post, PostOffice

settings.register_profile("no hurry", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("no hurry")


class Colour:
    """Runs one test body on the blocking client, and on the async one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.runner = asyncio.Runner() if name == "async" else None
        self.opened: list[Any] = []

    def client(self, office: PostOffice | str, **options: Any) -> Any:
        """Open a client; it is closed when the test ends."""
        url = office if isinstance(office, str) else office.url
        client: Any = (AsyncPost if self.runner else Post)(url, **options)
        self.opened.append(client)
        return client

    def run(self, answer: Any) -> Any:
        """Give an answer's value, in the async colour by awaiting it."""
        if self.runner is None:
            return answer
        return self.runner.run(_awaited(answer)) if inspect.isawaitable(answer) else answer

    def items(self, answer: Any) -> list[Any]:
        """Walk through all items of an iterable of either colour."""
        if self.runner is None:
            return list(answer)

        async def walk() -> list[Any]:
            return [item async for item in answer]

        return self.runner.run(walk())

    def close(self) -> None:
        """Close all that was opened."""
        for client in self.opened:
            self.run(client.close())
        if self.runner is not None:
            self.runner.close()


async def _awaited(answer: Awaitable[Any]) -> Any:
    return await answer


class Hours:
    """A clock that tests wind: sleeping takes no time, and is noted.

    ``after`` says what happens once so many waits are over.
    """

    def __init__(self) -> None:
        self.time = 1000.0
        self.chance = 0.5
        self.waits: list[float] = []
        self.after: dict[int, Callable[[], None]] = {}
        self.start = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        self.clock = Clock(
            monotonic=lambda: self.time,
            utc=self.utc,
            sleep=self.sleep,
            asleep=self.asleep,
            random=lambda: self.chance,
        )

    def utc(self) -> datetime:
        """Tell the time of day."""
        return self.start + timedelta(seconds=self.time - 1000.0)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.waits.append(seconds)
        self.time += seconds
        self.after.get(len(self.waits), lambda: None)()

    async def asleep(self, seconds: float) -> None:
        """Let time pass, and others run."""
        self.sleep(seconds)
        await asyncio.sleep(0)


@pytest.fixture(params=["blocking", "async"])
def colour(request: pytest.FixtureRequest) -> Iterator[Colour]:
    """Run the test in both colours."""
    both = Colour(request.param)
    try:
        yield both
    finally:
        both.close()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Open a parcel office on loopback."""
    with PostOffice() as sandbox:
        yield sandbox


@pytest.fixture
def hours() -> Hours:
    """Have a clock that is wound by hand."""
    return Hours()

"""One test body, run on the blocking client and on the async one."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from api_client_core.senders import Clock
from clevertap_client import AsyncCleverTap, CleverTap
from clevertap_client.testing import CleverTapSandbox

settings.register_profile("no hurry", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("no hurry")


async def _no_wait(seconds: float) -> None:
    await asyncio.sleep(0)


IMPATIENT = Clock(sleep=lambda seconds: None, asleep=_no_wait)
"""Retries without their pauses."""


class Watch:
    """A clock on which time passes only while somebody waits."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.clock = Clock(
            monotonic=lambda: 1000.0 + sum(self.pauses),
            sleep=self.pauses.append,
            asleep=self._asleep,
            random=lambda: 0.0,
        )

    async def _asleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


def answer_together(sandbox: CleverTapSandbox, number: int) -> None:
    """Let no request be answered before so many are in flight; their count must divide by it."""
    there = threading.Barrier(number, timeout=20)
    sandbox.latency, sandbox.sleep = 1.0, lambda _: there.wait()


class Colour:
    """Opens clients of one colour, and gives their answers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.runner = asyncio.Runner() if name == "async" else None
        self.opened: list[Any] = []

    def client(self, sandbox: CleverTapSandbox, **options: Any) -> Any:
        """Open a client; it is closed when the test ends."""
        kind: Any = AsyncCleverTap if self.runner else CleverTap
        given = {"base_url": sandbox.url, "clock": IMPATIENT, **options}
        client = kind(sandbox.account_id, sandbox.passcode, **given)
        self.opened.append(client)
        return client

    def run(self, answer: Any) -> Any:
        """Give an answer's value, in the async colour by awaiting it."""
        if self.runner is not None and inspect.iscoroutine(answer):
            return self.runner.run(answer)
        return answer

    def list(self, stream: Any) -> list[Any]:
        """Give all that a stream yields."""
        if self.runner is None:
            return list(stream)

        async def collected() -> list[Any]:
            return [item async for item in stream]

        return self.runner.run(collected())

    def close(self) -> None:
        """Close all that was opened."""
        for client in self.opened:
            self.run(client.close())
        if self.runner is not None:
            self.runner.close()


@pytest.fixture(params=["blocking", "async"])
def colour(request: pytest.FixtureRequest) -> Iterator[Colour]:
    colour = Colour(request.param)
    yield colour
    colour.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def sandbox() -> Iterator[CleverTapSandbox]:
    with CleverTapSandbox() as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCOUNT_ID", "PASSCODE", "REGION", "BASE_URL"):
        monkeypatch.delenv(f"CLEVERTAP_{name}", raising=False)

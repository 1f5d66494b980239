"""One test body for both colours, a Calendly on loopback, and a receiver of its webhooks."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import define
from hypothesis import settings

from api_client_core.senders import Clock
from api_client_core.testing import Answer, Received, Sandbox, route
from calendly_client import AsyncCalendly, Calendly, WebhookDelivery, webhooks
from calendly_client.testing import CalendlySandbox

settings.register_profile("no hurry", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("no hurry")

KEY = "a key that only the tests know"
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


async def _no_wait(seconds: float) -> None:
    await asyncio.sleep(0)


IMPATIENT = Clock(sleep=lambda seconds: None, asleep=_no_wait)
"""Retries without their pauses."""


class Colour:
    """Opens clients of one colour, and gives their answers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.runner = asyncio.Runner() if name == "async" else None
        self.opened: list[Any] = []

    def client(self, place: CalendlySandbox | str, token: str | None = None, **more: Any) -> Any:
        """Open a client; it is closed when the test ends."""
        url, shown = (place, token) if isinstance(place, str) else (place.url, place.token)
        kind: Any = AsyncCalendly if self.runner else Calendly
        client = kind(token or shown, base_url=url, **{"clock": IMPATIENT, **more})
        self.opened.append(client)
        return client

    def run(self, answer: Any) -> Any:
        """Give an answer's value, in the async colour by awaiting it."""
        if self.runner is not None and inspect.iscoroutine(answer):
            return self.runner.run(answer)
        return answer

    def all(self, pages: Any) -> tuple[Any, ...]:
        """Give all items of a list."""
        items: tuple[Any, ...] = self.run(pages.all())
        return items

    def perform(self, method: Callable[[Any], Any], client: Any) -> Any:
        """Give a method's answer; of a list, all items."""
        answer = method(client)
        return self.all(answer) if hasattr(answer, "pages") else self.run(answer)

    def close(self) -> None:
        """Close all that was opened."""
        for client in self.opened:
            self.run(client.close())
        if self.runner is not None:
            self.runner.close()


@define(eq=False)
class Receiver(Sandbox):
    """Takes deliveries at ``url + "/in"``, checks and keeps them."""

    status: int = 204

    @route("POST", "/in")
    def take(self, request: Received) -> Answer:
        """Answer a delivery."""
        return Answer(self.status)

    @property
    def callback(self) -> str:
        """Where to send deliveries."""
        return f"{self.url}/in"

    @property
    def taken(self) -> list[WebhookDelivery]:
        """What came, read with the key."""
        name = webhooks.HEADER.lower()
        return [
            webhooks.parse(entry.request.body, entry.request.headers.get(name), KEY, tolerance=None)
            for entry in self.journal
        ]


@pytest.fixture(params=["blocking", "async"])
def colour(request: pytest.FixtureRequest) -> Iterator[Colour]:
    colour = Colour(request.param)
    yield colour
    colour.close()


@pytest.fixture
def sandbox() -> Iterator[CalendlySandbox]:
    with CalendlySandbox() as sandbox:
        yield sandbox


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def told(sandbox: CalendlySandbox, receiver: Receiver) -> Receiver:
    """A receiver that is told of all that happens to invitees."""
    sandbox.subscribe(receiver.callback, signing_key=KEY)
    return receiver


@pytest.fixture
def calendly(sandbox: CalendlySandbox) -> Iterator[Calendly]:
    """The owner's client."""
    with Calendly(sandbox.token, base_url=sandbox.url, clock=IMPATIENT) as calendly:
        yield calendly


@pytest.fixture
def tomas(sandbox: CalendlySandbox) -> Iterator[Calendly]:
    """The client of another user, who is no administrator."""
    token = sandbox.token_for(sandbox.users[1])
    with Calendly(token, base_url=sandbox.url, clock=IMPATIENT) as calendly:
        yield calendly


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOKEN", "BASE_URL"):
        monkeypatch.delenv(f"CALENDLY_{name}", raising=False)

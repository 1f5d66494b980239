"""Both services on loopback, and clients of both colours for them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from api_client_core.retry import RetryPolicy
from api_client_core.senders import Clock
from calendly_clevertap import Drained, Plan, SqliteLedger, SyncResult, drain, sync_booking
from calendly_client import AsyncCalendly, Calendly
from calendly_client.testing import CalendlySandbox
from clevertap_client import AsyncCleverTap, CleverTap
from clevertap_client.testing import CleverTapSandbox

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
QUICK = RetryPolicy(retries=1, first_wait=0.0)


@define(eq=False)
class Stage:
    """Both services, a clock that all share, a ledger, and the bridge between them."""

    calendly: CalendlySandbox
    clevertap: CleverTapSandbox
    path: Path
    runner: asyncio.Runner | None
    moment: datetime = START
    opened: list[Any] = field(factory=list[Any])
    _ledger: SqliteLedger | None = None

    def now(self) -> datetime:
        return self.moment

    def later(self, time: timedelta) -> None:
        self.moment += time
        self.calendly.set_clock(self.moment)

    @property
    def ledger(self) -> SqliteLedger:
        if self._ledger is None:
            self._ledger = SqliteLedger(self.path, clock=lambda: self.moment.timestamp())
            self.opened.append(self._ledger)
        return self._ledger

    def clients(self, *, awaiting: bool | None = None) -> dict[str, Any]:
        awaiting = self.runner is not None if awaiting is None else awaiting
        calendly: Any = AsyncCalendly if awaiting else Calendly
        clevertap: Any = AsyncCleverTap if awaiting else CleverTap
        options: dict[str, Any] = {"retry": QUICK, "timeout": 5, "clock": Clock(utc=self.now)}
        made = {
            "calendly": calendly(self.calendly.token, base_url=self.calendly.url, **options),
            "clevertap": clevertap(
                self.clevertap.account_id,
                self.clevertap.passcode,
                base_url=self.clevertap.url,
                **options,
            ),
        }
        self.opened += made.values()
        return made

    def sync(self, booking: Any, plan: Plan, **options: Any) -> SyncResult:
        """Sync in the colour of this stage."""
        if "clevertap" not in options:
            options |= self.clients()
        options.setdefault("ledger", self.ledger)
        result: SyncResult = self.run(sync_booking(booking, plan=plan, **options))
        return result

    def drain(self, plan: Plan, **options: Any) -> Drained:
        """Drain in the colour of this stage."""
        options.setdefault("ledger", self.ledger)
        drained: Drained = self.run(drain(plan=plan, **self.clients(), **options))
        return drained

    def run(self, answer: Any) -> Any:
        if self.runner is not None and inspect.iscoroutine(answer):
            return self.runner.run(answer)
        return answer

    def close(self) -> None:
        for one in self.opened:
            closing = one.close()
            if inspect.iscoroutine(closing):
                runner = self.runner or asyncio.Runner()
                runner.run(closing)
                if runner is not self.runner:
                    runner.close()
        if self.runner is not None:
            self.runner.close()


@pytest.fixture(params=["blocking", "async"])
def colour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def calendly_sandbox() -> Iterator[CalendlySandbox]:
    with CalendlySandbox(seed=7, sending="held") as sandbox:
        sandbox.set_clock(START)
        sandbox.subscribe("http://127.0.0.1:9/calendly", signing_key="a key")
        yield sandbox


@pytest.fixture
def clevertap_sandbox() -> Iterator[CleverTapSandbox]:
    with CleverTapSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def make_stage(
    calendly_sandbox: CalendlySandbox, clevertap_sandbox: CleverTapSandbox, tmp_path: Path
) -> Iterator[Callable[[str], Stage]]:
    made: list[Stage] = []

    def make(colour: str) -> Stage:
        runner = asyncio.Runner() if colour == "async" else None
        stage = Stage(calendly_sandbox, clevertap_sandbox, tmp_path / "ledger.db", runner)
        clevertap_sandbox.clock = stage.now
        made.append(stage)
        return stage

    yield make
    for stage in made:
        stage.close()


@pytest.fixture
def stage(make_stage: Callable[[str], Stage], colour: str) -> Stage:
    """Set the stage once for each colour."""
    return make_stage(colour)


@pytest.fixture
def blocking_stage(make_stage: Callable[[str], Stage]) -> Stage:
    """Set the stage where the colour makes no difference."""
    return make_stage("blocking")

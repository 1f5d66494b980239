"""`CleverTapSandbox`: CleverTap on loopback: refuses as the real one does, remembers, and mails."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from attrs import define, field

from api_client_core.testing import Answer, Received

from .. import limits
from .account import SandboxAccount
from .builders import Builders
from .refusals import TOO_MANY, WRONG_METHOD
from .routes import Routes


@define(eq=False, slots=False)
class CleverTapSandbox(Builders, Routes):
    """A CleverTap account on loopback, for tests and for trying things out.

    Use it as a context manager and point a client at ``url``. `RULES` lists what it takes for
    granted of the real service, and how sure each point is.

    Attributes:
        account_id: What `CleverTap` must be given.
        passcode: What `CleverTap` must be given.
        region: Where the account lives, such as ``in1``: a request to the host of another region,
            through `transport`, is refused. None: wherever it is asked for.
        timezone: The accounts' time zone.
        clock: Gives the time now, aware; replace it to let time pass, or stand still.
        latency: How many seconds every request takes.
        sleep: How it spends them.
        concurrency_limits: Whether more requests at once than allowed are answered 429.
        without: What the accounts lack.
        properties_per_event: What the account allows.
        discarded_events: Names of events that the account discards.
        missing_profiles_are_404: Answer 404 for them; else 200 without a record.
        waits_per_page: How often an export's page is still in progress when it is asked for.
        waits_per_count: How often a count or a report is partial before it is there.
        campaign_duration: How long a campaign runs.
        deletion_delay: How long it takes to delete people.
        account: The first account: what it holds.
        accounts: All accounts, by id.
        most_in_flight: How many requests there were at once, at the most.
    """

    concurrency_limits: bool = field(default=True, kw_only=True)
    most_in_flight: int = field(default=0, init=False)
    _flying: Counter[tuple[str, str]] = field(
        factory=Counter[tuple[str, str]], init=False, repr=False
    )
    _gate: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def handle(self, request: Received) -> Answer:
        """Give the proper answer, unless too many ask at once."""
        lane = (request.headers.get("x-clevertap-account-id", ""), request.path)
        upload = request.path == "/1/upload"
        most = limits.UPLOADS_IN_FLIGHT if upload else limits.READS_IN_FLIGHT
        limited = self.concurrency_limits and not request.path.startswith("/presigned/")
        with self._gate:
            self._flying[lane] += 1
            too_many = limited and self._flying[lane] > most.value
            self.most_in_flight = max(self.most_in_flight, self._flying.total())
        try:
            if self.latency:
                self.sleep(self.latency)
            return TOO_MANY.answer() if too_many else super().handle(request)
        finally:
            with self._gate:
                self._flying[lane] -= 1
                self._flying += Counter()  # forgets those that are none

    def state(self, account: SandboxAccount | None = None) -> dict[str, Any]:
        """Add to what an account holds how many requests there were at once, at the most."""
        return {**super().state(account), "most_in_flight": self.most_in_flight}

    def no_route(self, request: Received, *, known: bool) -> Answer:
        """Answer an unknown path with nothing, as the real one does."""
        return WRONG_METHOD.answer() if known else Answer(200)

"""Whatever happens, in whatever order, and however often it is told: CleverTap holds what happened.

Hypothesis makes up histories: people book, move, cancel and do not come; deliveries are held back,
shuffled and repeated; CleverTap fails, the process ends and begins anew, old bookings are fetched.
In the end there must be one event for each fact and host, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from api_client_core.retry import RetryPolicy
from api_client_core.senders import Clock
from calendly_clevertap import (
    BookingMapping,
    HostDirectory,
    Plan,
    SqliteLedger,
    backfill,
    drain,
    fields,
    replay,
    sync_booking,
)
from calendly_client import Calendly
from calendly_client.models import Invitee
from calendly_client.testing import CalendlySandbox
from clevertap_client import CleverTap
from clevertap_client.testing import Answer, CleverTapSandbox

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ONCE = RetryPolicy(retries=0)
KINDS = ("intro-call", "office-hours", "sales-call", "architecture-review")


def mapping(name: str) -> BookingMapping:
    """Tell each host; the name on the profile, and when it was."""
    return (
        BookingMapping.on(name, user=fields.host.email.lower())
        .event("invitee", fields.invitee.uri)
        .profile("Email", fields.host.email)
        .for_each(fields.hosts)
    )


PLAN = (
    Plan()
    .booked(mapping("Booked"))
    .rescheduled(mapping("Moved").event("before", fields.previous.starts_at))
    .canceled(mapping("Canceled"))
    .no_show(mapping("Missed"))
    .no_show_undone(mapping("Came After All"))
)


class History(RuleBasedStateMachine):
    """One account on each side, a ledger, and a model of what should have arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        enter = self.stack.enter_context
        self.calendly = enter(CalendlySandbox(seed=7, sending="held"))
        self.clevertap = enter(CleverTapSandbox())
        self.path = Path(enter(TemporaryDirectory())) / "ledger.db"
        self.moment = START
        self.calendly.set_clock(START)
        self.clevertap.clock = lambda: self.moment
        clock = Clock(utc=lambda: self.moment)
        self.clients: dict[str, Any] = {
            "calendly": enter(
                Calendly(self.calendly.token, base_url=self.calendly.url, retry=ONCE, clock=clock)
            ),
            "clevertap": enter(
                CleverTap(
                    self.clevertap.account_id,
                    self.clevertap.passcode,
                    base_url=self.clevertap.url,
                    retry=ONCE,
                    clock=clock,
                )
            ),
        }
        self.calendly.subscribe("http://127.0.0.1:9/calendly", events="all")
        self.begin()
        self.expected = Counter[tuple[str, str, str]]()
        self.standing: list[Invitee] = []
        self.missed: list[Invitee] = []
        self.told = 0

    def begin(self) -> None:
        self.ledger = SqliteLedger(self.path, clock=lambda: self.moment.timestamp())
        # What is answered 5xx is in doubt; here it was never stored.
        self.tools: dict[str, Any] = {
            **self.clients, "plan": PLAN, "ledger": self.ledger, "hosts": HostDirectory(),
            "on_doubt": "resend",
        }  # fmt: skip

    def teardown(self) -> None:
        self.clevertap.heal()
        for number in range(self.told, len(self.calendly.held)):
            self.deliver(number)
        for _ in range(3):
            self.later(1)
            drain(**self.tools)
        assert self.arrived() == self.expected
        stats = self.ledger.stats()
        assert {name: n for name, n in stats.items() if n} == (
            {"done": self.expected.total()} if self.expected else {}
        )
        for host in {host for _, _, host in self.expected}:
            profile = self.clevertap.profile(host)
            assert profile is not None
            assert profile.properties["Email"] == host
        self.ledger.close()
        self.stack.close()

    def arrived(self) -> Counter[tuple[str, str, str]]:
        return Counter(
            (event.name, str(event.properties["invitee"]), str(event.identity))
            for event in self.clevertap.events
        )

    def expect(self, name: str, invitee: Invitee) -> None:
        event = next(e for e in self.calendly.events if e.uri == invitee.event)
        for host in event.event_memberships:
            self.expected[name, invitee.uri, str(host.user_email)] += 1

    def deliver(self, number: int) -> None:
        """Tell the bridge what Calendly told."""
        body = self.calendly.held[number].body
        self.ledger.keep(body)
        drain(**self.tools)

    def later(self, hours: float) -> None:
        self.moment += timedelta(hours=hours)
        self.calendly.set_clock(self.moment)

    @rule(kind=st.sampled_from(KINDS), who=st.integers(1, 9))
    def book(self, kind: str, who: int) -> None:
        invitee = self.calendly.book(kind, invitee_email=f"person{who}@example.org")
        self.expect("Booked", invitee)
        self.standing.append(invitee)

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        old = self.standing.pop(data.draw(st.integers(0, len(self.standing) - 1)))
        new = self.calendly.reschedule(old)
        self.expect("Moved", new)
        self.standing.append(new)

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), by=st.sampled_from(["host", "invitee"]))
    def cancel(self, data: st.DataObject, by: Any) -> None:
        invitee = self.standing.pop(data.draw(st.integers(0, len(self.standing) - 1)))
        gone = [i for i in self.standing if i.event == invitee.event] if by == "host" else []
        self.calendly.cancel(invitee, by=by)
        for other in (invitee, *gone):
            self.expect("Canceled", other)
            if other in self.standing:
                self.standing.remove(other)

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def miss(self, data: st.DataObject) -> None:
        invitee = self.standing.pop(data.draw(st.integers(0, len(self.standing) - 1)))
        self.missed.append(self.calendly.mark_no_show(invitee))
        self.expect("Missed", invitee)

    @precondition(lambda self: self.missed)
    @rule()
    def come_after_all(self) -> None:
        invitee = self.missed.pop()
        self.calendly.unmark_no_show(invitee)
        self.expect("Came After All", invitee)

    @precondition(lambda self: len(self.calendly.held) > self.told)
    @rule(shuffled=st.booleans())
    def deliver_next(self, shuffled: bool) -> None:
        """Tell the next two; the later one first, at times."""
        numbers = range(self.told, min(self.told + 2, len(self.calendly.held)))
        self.told = numbers.stop
        for number in sorted(numbers, reverse=shuffled):
            self.deliver(number)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        self.deliver(data.draw(st.integers(0, self.told - 1)))

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def sync_by_hand(self, data: st.DataObject) -> None:
        invitee = data.draw(st.sampled_from(self.standing))
        sync_booking(invitee.uri, **self.tools)

    @rule()
    def fetch_what_was_before(self) -> None:
        backfill(**self.tools, since=START - timedelta(days=1))

    @rule()
    def replay_all(self) -> None:
        replay(**self.tools)

    @rule()
    def begin_anew(self) -> None:
        self.ledger.close()
        self.begin()

    @rule(status=st.sampled_from([503, 429, 500]))
    def fail(self, status: int) -> None:
        """Let CleverTap refuse a few calls before it does anything."""
        self.clevertap.fail(Answer(status, b"{}"), times=3)

    @rule(hours=st.sampled_from([0.02, 1, 5]))
    def wait(self, hours: float) -> None:
        self.later(hours)

    @invariant()
    def nothing_is_there_that_did_not_happen(self) -> None:
        assert self.arrived() <= self.expected


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=12,
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
)

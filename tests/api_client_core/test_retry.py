"""Whether a call is sent again, and when: one table, and what holds beyond the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from math import inf, nan

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from api_client_core.retry import Again, RetryPolicy, Stop, Verdict, decide, requested_wait
from api_client_core.steps import Lost
from api_client_core.wire import Reply

NEVER_SENT = Lost("refused", sent=False)
CONNECT_TIMEOUT = Lost("no connection in time", sent=False, timeout=True)
BROKEN = Lost("reset", sent=True)
STALLED = Lost("no reply in time", sent=True, timeout=True)
FUTILE = Lost("no such protocol", sent=False, futile=True)

STATUS, CONNECTION = Stop("status"), Stop("connection")
TIMEOUT, AMBIGUOUS = Stop("timeout"), Stop("ambiguous")


@frozen(kw_only=True)
class Case:
    """One row. The dice always show a half, so that the first wait is a quarter of a second."""

    outcome: Reply | Lost | int
    expected: Again | Stop
    idempotent: bool = True
    attempt: int = 1
    remaining: float = 90.0
    asked: float | None = None
    policy: RetryPolicy = RetryPolicy()


def again(seconds: float = 0.25) -> Again:
    """Send it again, by default after the first wait."""
    return Again(seconds)


def only(*statuses: int) -> frozenset[int]:
    """Retry these."""
    return frozenset(statuses)


def stop(verdict: Verdict, asked: float) -> Stop:
    """Raise, and pass on what was asked."""
    return Stop(verdict, asked)


TABLE: dict[str, list[Case]] = {
    "429 says that nothing was done, so any call goes again": [
        Case(outcome=429, expected=again()),
        Case(outcome=429, idempotent=False, expected=again()),
        Case(outcome=429, attempt=2, expected=again(0.5)),
        Case(outcome=429, attempt=3, expected=STATUS),
    ],
    "a failing service is asked again only if the call may be repeated": [
        *(Case(outcome=status, expected=again()) for status in (500, 502, 503, 504)),
        *(
            Case(outcome=status, idempotent=False, expected=AMBIGUOUS)
            for status in (500, 501, 502, 503, 504, 520, 599)
        ),
        Case(outcome=501, expected=STATUS),
    ],
    "408 comes before the request was read to its end: nothing was done": [
        Case(outcome=408, expected=again()),
        Case(outcome=408, idempotent=False, expected=STATUS),
    ],
    "a no stays a no": [
        Case(outcome=status, idempotent=idempotent, expected=STATUS)
        for status in (301, 304, 400, 401, 403, 404, 409, 418, 422)
        for idempotent in (True, False)
    ],
    "what was never sent goes again, whatever it is": [
        Case(outcome=lost, idempotent=idempotent, expected=again())
        for lost in (NEVER_SENT, CONNECT_TIMEOUT)
        for idempotent in (True, False)
    ],
    "what was sent without an answer goes again only if it may be repeated": [
        Case(outcome=BROKEN, expected=again()),
        Case(outcome=STALLED, expected=again()),
        Case(outcome=BROKEN, idempotent=False, expected=AMBIGUOUS),
        Case(outcome=STALLED, idempotent=False, expected=AMBIGUOUS),
    ],
    "what can never be sent is not tried again": [
        Case(outcome=FUTILE, expected=CONNECTION),
        Case(outcome=FUTILE, idempotent=False, expected=CONNECTION),
    ],
    "the last attempt is the last, and the error says what happened": [
        Case(outcome=503, attempt=3, expected=STATUS),
        Case(outcome=NEVER_SENT, attempt=3, expected=CONNECTION),
        Case(outcome=CONNECT_TIMEOUT, attempt=3, expected=TIMEOUT),
        Case(outcome=BROKEN, attempt=3, expected=CONNECTION),
        Case(outcome=STALLED, attempt=3, expected=TIMEOUT),
    ],
    "retrying can be switched off, or up": [
        Case(outcome=429, policy=RetryPolicy(retries=0), expected=STATUS),
        Case(outcome=NEVER_SENT, policy=RetryPolicy(retries=0), expected=CONNECTION),
        Case(outcome=503, attempt=9, policy=RetryPolicy(retries=9), expected=again(4.0)),
    ],
    "the policy says which statuses are worth it, and cannot make a call repeatable": [
        Case(outcome=500, policy=RetryPolicy(statuses=only(503)), expected=STATUS),
        Case(outcome=404, policy=RetryPolicy(statuses=only(404)), expected=again()),
        Case(
            outcome=404,
            policy=RetryPolicy(statuses=only(404)),
            idempotent=False,
            expected=STATUS,
        ),
        Case(outcome=429, policy=RetryPolicy(statuses=only()), expected=again()),
    ],
    "the wait doubles until its cap": [
        Case(outcome=503, attempt=n, policy=RetryPolicy(retries=99), expected=again(seconds))
        for n, seconds in ((1, 0.25), (2, 0.5), (3, 1.0), (4, 2.0), (5, 4.0), (6, 4.0), (99, 4.0))
    ],
    "a wait that is asked for is kept to the letter": [
        Case(outcome=429, asked=7.0, expected=again(7.0)),
        Case(outcome=503, asked=0.0, expected=again(0.0)),
        Case(outcome=429, asked=60.0, expected=again(60.0)),
        Case(outcome=429, asked=59.9, attempt=2, expected=again(59.9)),
    ],
    "one that is too long is raised, never cut short": [
        Case(outcome=429, asked=60.1, expected=stop("status", 60.1)),
        Case(outcome=503, asked=3600.0, expected=stop("status", 3600.0)),
        Case(outcome=429, asked=30.0, remaining=20.0, expected=stop("status", 30.0)),
        Case(
            outcome=429,
            asked=6.0,
            policy=RetryPolicy(longest_retry_after=5.0),
            expected=stop("status", 6.0),
        ),
    ],
    "what was asked is passed on with every error": [
        Case(outcome=429, asked=1.0, attempt=3, expected=stop("status", 1.0)),
        Case(outcome=503, asked=5.0, idempotent=False, expected=stop("ambiguous", 5.0)),
    ],
    "nothing starts after the deadline": [
        Case(outcome=503, remaining=0.25, expected=STATUS),
        Case(outcome=503, remaining=0.26, expected=again()),
        Case(outcome=NEVER_SENT, remaining=0.0, expected=CONNECTION),
        Case(outcome=STALLED, remaining=-1.0, expected=TIMEOUT),
    ],
}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{promise} [{number}]")
        for promise, cases in TABLE.items()
        for number, case in enumerate(cases, 1)
    ],
)
def test_the_decision(case: Case) -> None:
    outcome = Reply(case.outcome) if isinstance(case.outcome, int) else case.outcome
    verdict = decide(
        case.policy,
        outcome,
        idempotent=case.idempotent,
        attempt=case.attempt,
        remaining=case.remaining,
        chance=0.5,
        asked=case.asked,
    )
    assert verdict == case.expected


seconds = st.floats(0, 1e6)
policies = st.builds(
    RetryPolicy,
    retries=st.integers(0, 100),
    first_wait=seconds,
    longest_wait=seconds,
    longest_retry_after=seconds,
    deadline=seconds,
    statuses=st.frozensets(st.integers(300, 599)),
)
outcomes = st.builds(Reply, st.integers(300, 599)) | st.builds(
    Lost, st.just("why"), st.booleans(), st.booleans(), st.booleans()
)


@given(
    policy=policies,
    outcome=outcomes,
    idempotent=st.booleans(),
    attempt=st.integers(1, 10_000),
    remaining=st.floats(-1e6, 1e6),
    chance=st.floats(0, 1, exclude_max=True),
    asked=st.none() | seconds,
)
def test_whatever_happens_nobody_waits_too_long_or_does_a_thing_twice(
    policy: RetryPolicy,
    outcome: Reply | Lost,
    idempotent: bool,
    attempt: int,
    remaining: float,
    chance: float,
    asked: float | None,
) -> None:
    verdict = decide(
        policy,
        outcome,
        idempotent=idempotent,
        attempt=attempt,
        remaining=remaining,
        chance=chance,
        asked=asked,
    )
    untouched = outcome.status == 429 if isinstance(outcome, Reply) else not outcome.sent
    if isinstance(verdict, Stop):
        assert verdict.retry_after == asked
        if verdict.verdict == "ambiguous":
            assert not idempotent
            assert not untouched
        return
    assert idempotent or untouched, "it may have been applied, and would be sent again"
    assert attempt <= policy.retries
    assert 0 <= verdict.seconds < remaining
    if asked is None:
        assert verdict.seconds <= policy.longest_wait
        assert verdict.seconds <= policy.first_wait * 2.0 ** min(attempt - 1, 1000)
    else:
        assert verdict.seconds == asked <= policy.longest_retry_after


def test_a_policy_refuses_what_is_no_time() -> None:
    with pytest.raises(ValueError, match="deadline: must be a number of at least 0, not nan"):
        RetryPolicy(deadline=nan)
    with pytest.raises(ValueError, match="first_wait"):
        RetryPolicy(first_wait=-0.1)
    with pytest.raises(ValueError, match="longest_wait"):
        RetryPolicy(longest_wait=inf)
    with pytest.raises(ValueError, match="retries"):
        RetryPolicy(retries=-1)


# ---------------------------------------------------------------------- what a service asks for

NOW = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("0.25", 0.25),
        (" 3 ", 3.0),
        ("-5", 0.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2026 09:28:30 +0200", 30.0),
        ("Wed, 21 Oct 2026 07:28:30", 30.0),
        ("Wednesday, 21-Oct-26 07:29:00 GMT", 60.0),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("12 s", None),
        ("Wed, 99 Oct 2026 07:28:30 GMT", None),
        ("Wed, 21 Oct 99999 07:28:30 GMT", None),
    ],
)
def test_a_wait_is_asked_for_in_seconds_or_as_a_date(value: str, expected: float | None) -> None:
    assert requested_wait({"retry-after": value}, ("retry-after",), NOW) == expected


def test_the_best_header_that_makes_sense_counts() -> None:
    names = ("retry-after", "x-ratelimit-reset")
    both = {"retry-after": "3", "x-ratelimit-reset": "40"}
    assert requested_wait(both, names, NOW) == 3.0
    assert requested_wait({**both, "retry-after": "soon"}, names, NOW) == 40.0
    assert requested_wait({"x-ratelimit-reset": "40"}, names, NOW) == 40.0
    assert requested_wait({"x-ratelimit-reset": "40"}, ("retry-after",), NOW) is None
    assert requested_wait({}, names, NOW) is None


@given(st.text() | st.text(alphabet="0123456789 ,:+-.eE_GMTWedOct"))
def test_no_header_breaks_the_reading(value: str) -> None:
    wait = requested_wait({"retry-after": value}, ("retry-after",), NOW)
    assert wait is None or 0 <= wait < inf


@given(st.integers(-(10**9), 10**9))
def test_a_date_is_waited_for_exactly(seconds: int) -> None:
    moment = NOW + timedelta(seconds=seconds)
    asked = requested_wait(
        {"retry-after": format_datetime(moment, usegmt=True)}, ("retry-after",), NOW
    )
    assert asked == max(0, seconds)

"""Whether to send a call again, and when: one pure function over what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, Literal, TypeAlias

from attrs import Attribute, field, frozen

from .steps import Lost
from .wire import Reply

Verdict: TypeAlias = Literal["status", "connection", "timeout", "ambiguous"]


def _not_negative(_: object, attribute: Attribute[Any], value: float) -> None:
    if not (isfinite(value) and value >= 0):
        raise ValueError(f"{attribute.name}: must be a number of at least 0, not {value!r}")


def _frozen(statuses: Iterable[int]) -> frozenset[int]:
    return frozenset(statuses)  # `frozenset` itself as the converter confuses type-checkers


@frozen(kw_only=True)
class RetryPolicy:
    """When to try again, and how long to wait first. Times are in seconds.

    Args:
        retries: How many times at most, after the first attempt. 0 switches retrying off.
        first_wait: The longest wait before the second attempt; it doubles for each one after.
        longest_wait: What that doubling ends at. The wait is drawn evenly from 0 up to it.
        longest_retry_after: The longest wait to accept from a service that asks for one. If it asks
            for more, the error is raised at once, with ``retry_after``.
        deadline: For all attempts and waits of a call together.
        statuses: Replies worth another attempt, if the call may be repeated. 429 always is.
    """

    retries: int = field(default=2, validator=_not_negative)
    first_wait: float = field(default=0.5, validator=_not_negative)
    longest_wait: float = field(default=8.0, validator=_not_negative)
    longest_retry_after: float = field(default=60.0, validator=_not_negative)
    deadline: float = field(default=90.0, validator=_not_negative)
    statuses: frozenset[int] = field(
        default=frozenset({408, 500, 502, 503, 504}), converter=_frozen
    )


@frozen
class Again:
    """Send it again, after so many seconds."""

    seconds: float


@frozen
class Stop:
    """Raise, and why; ``retry_after`` is what the service asked for."""

    verdict: Verdict
    retry_after: float | None = None


def decide(
    policy: RetryPolicy,
    outcome: Reply | Lost,
    idempotent: bool,
    attempt: int,
    remaining: float,
    chance: float,
    asked: float | None,
) -> Again | Stop:
    """Judge an attempt that did not succeed.

    Args:
        policy: What the caller wants.
        outcome: The reply, or why there is none.
        idempotent: Whether the call may be applied twice.
        attempt: Its number, from 1.
        remaining: Seconds left until the deadline.
        chance: A random number from 0 up to 1.
        asked: How long the service asks to wait; see `requested_wait`.
    """
    if isinstance(outcome, Lost):
        untouched, worthwhile = not outcome.sent, not outcome.futile
        verdict: Verdict = "timeout" if outcome.timeout else "connection"
        applied = outcome.sent
    else:
        untouched = outcome.status == 429
        worthwhile = untouched or outcome.status in policy.statuses
        verdict, applied = "status", outcome.status >= 500
    if applied and not idempotent:
        return Stop("ambiguous", asked)
    if not worthwhile or not (untouched or idempotent) or attempt > policy.retries:
        return Stop(verdict, asked)
    pause = chance * min(policy.longest_wait, policy.first_wait * 2.0 ** min(attempt - 1, 60))
    if asked is not None:
        if asked > policy.longest_retry_after:
            return Stop(verdict, asked)
        pause = asked
    return Stop(verdict, asked) if pause >= remaining else Again(pause)


def requested_wait(
    headers: Mapping[str, str], names: Sequence[str], utc: datetime | None = None
) -> float | None:
    """Read how long the service asks to wait, in seconds: a number, or an HTTP date.

    Args:
        headers: The reply's, with lower-case names.
        names: Which of them to look at, best first.
        utc: The time now, for dates.
    """
    for name in names:
        if (value := headers.get(name)) is None:
            continue
        try:
            seconds = float(value)
        except ValueError:
            try:
                seconds = (
                    _aware(parsedate_to_datetime(value)) - (utc or datetime.now(UTC))
                ).total_seconds()
            except (ValueError, OverflowError):
                continue
        if isfinite(seconds):
            return max(0.0, seconds)
    return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

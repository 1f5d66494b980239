"""Attempts to deliver, and when the next one is due."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import define, field, frozen

from .. import webhooks
from ..models import WebhookDelivery
from .documents import moment_of

DOUBLING: Final = tuple(timedelta(minutes=2**step) for step in range(10))
"""A minute, two, four, and so on: 1023 minutes in all, so that the last one falls into the day."""


@frozen(kw_only=True)
class Delivery:
    """One attempt to deliver.

    Attributes:
        event: What happened.
        url: Where it was sent.
        subscription: The URI of the subscription.
        body: What was sent; the same bytes whenever it is sent again.
        header: The signature, or None if the subscription has no key.
        status: What the receiver answered; None if it did not.
        error: Why there is no answer.
        sent_at: When, by the sandbox's clock; None while it is held.
        number: Which delivery this is, in the order of writing; the same for all attempts.
        attempt: How often it had been tried, this time included; 0 while it waits for the first.
    """

    event: str
    url: str
    subscription: str
    body: bytes = field(repr=False)
    header: str | None = field(default=None, repr=False)
    status: int | None = None
    error: str | None = None
    sent_at: datetime | None = None
    number: int = 0
    attempt: int = 0

    @property
    def succeeded(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def data(self) -> dict[str, Any]:
        """The body, decoded."""
        data: dict[str, Any] = json.loads(self.body)
        return data

    def read(self) -> WebhookDelivery:
        """Read the body."""
        return webhooks.parse_unverified(self.body)


@frozen
class _Waiting:
    """A delivery that failed, when it is due again, and until when it is worth it."""

    letter: Delivery
    due: datetime


@define(eq=False)
class Ladder:
    """Knows what must be delivered again, and when.

    Args:
        pauses: Between an attempt and the next; after the last one, nothing more is tried.
        patience: How long a delivery is tried, and how long a subscription may fail.
    """

    pauses: Sequence[timedelta] = DOUBLING
    patience: timedelta = timedelta(hours=24)
    _tried: dict[int, int] = field(factory=dict[int, int])
    _ends: dict[int, datetime] = field(factory=dict[int, datetime])
    _waiting: dict[int, _Waiting] = field(factory=dict[int, _Waiting])

    @property
    def waiting(self) -> tuple[Delivery, ...]:
        """What will be delivered again."""
        return tuple(waiting.letter for waiting in self._waiting.values())

    def count(self, number: int) -> int:
        """Count an attempt."""
        self._tried[number] = self._tried.get(number, 0) + 1
        return self._tried[number]

    def wait(self, failed: Delivery, at: datetime) -> None:
        """Plan the next attempt, if there is to be one."""
        end = self._ends.setdefault(failed.number, self._end(failed, at))
        if failed.attempt > len(self.pauses):
            return
        due = at + self.pauses[failed.attempt - 1]
        if due <= end:
            self._waiting[failed.number] = _Waiting(failed, due)

    def next_due(self, until: datetime) -> datetime | None:
        """Tell when the next attempt is due, if that is by a certain time."""
        due = min((waiting.due for waiting in self._waiting.values()), default=None)
        return due if due is not None and due <= until else None

    def take(self, due: datetime) -> Delivery | None:
        """Give what is due at a time, for delivery."""
        for number, waiting in self._waiting.items():
            if waiting.due == due:
                del self._waiting[number]
                return waiting.letter
        return None

    def forget(self, number: int) -> None:
        """Plan no more attempts of a delivery."""
        self._waiting.pop(number, None)

    def keep(self, subscriptions: Collection[str]) -> None:
        """Forget what is for any other subscription."""
        self._waiting = {
            number: waiting
            for number, waiting in self._waiting.items()
            if waiting.letter.subscription in subscriptions
        }

    def _end(self, letter: Delivery, at: datetime) -> datetime:
        """Tell when a delivery is given up: a day after its first attempt, or after the meeting."""
        payload: dict[str, Any] = letter.data["payload"]
        meeting: dict[str, Any] = payload.get("scheduled_event", {})
        end = moment_of(meeting["end_time"]) if "end_time" in meeting else at
        return min(at, end) + self.patience

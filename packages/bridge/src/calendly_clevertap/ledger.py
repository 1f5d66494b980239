"""What was sent, what is to be sent, and what nobody knows: the memory of the bridge.

CleverTap stores an event twice if it is sent twice, and takes no key to tell. So every event is
written down before it is sent, and whoever wants to send it must claim it first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from attrs import field, frozen


class State(StrEnum):
    """How an event stands."""

    PENDING = "pending"
    """Not sent. Whoever claims it may send it."""
    SENDING = "sending"
    """On its way. If its sender does not come back, it is in doubt."""
    IN_DOUBT = "in doubt"
    """It was sent, and no answer came: CleverTap may have it, or not."""
    DONE = "done"
    """CleverTap has it."""
    DEAD = "dead"
    """CleverTap refuses it, or it cannot be sent. `Entry.advice` says what to do."""


@frozen(kw_only=True)
class Entry:
    """One event for one profile.

    Attributes:
        key: Names it; a digest, so that it can be logged. See `key_of`.
        booking: What happened to whom: `Booking.key`.
        target: The event's name.
        identity: Whose profile it goes to.
        person: The invitee's address, to find all that is known of a person.
        event: The finished record without its time, as JSON; what is sent stays these bytes.
        profile: What the profile should hold, as JSON.
        occurred_at: When it happened.
        late: What to do if it is too late for Live campaigns: see `sync_booking`.
        state: How it stands.
        attempts: How often it was tried.
        code: CleverTap's code, if it refused.
        advice: What to do about it.
    """

    key: str
    booking: str
    target: str
    identity: str = field(repr=False)
    person: str = field(repr=False)
    event: bytes = field(repr=False)
    profile: bytes = field(default=b"", repr=False)
    occurred_at: datetime
    late: str = "notify"
    state: State = State.PENDING
    attempts: int = 0
    code: str = ""
    advice: str = ""


@frozen
class Kept:
    """A delivery that was received, and is not worked through yet."""

    id: str
    body: bytes = field(repr=False)
    received_at: datetime


def key_of(booking: str, target: str, identity: str) -> str:
    """Name an event: what happened to whom, under which name, on whose profile.

    One host of a collective meeting may be accepted and another refused, so each has a key.
    """
    return digest(booking, target, identity)


def digest(*parts: str) -> str:
    """Give a short name for some texts, which does not tell them."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


class Ledger(Protocol):
    """Where it is written down. Methods block, are short, and may be called from any thread.

    They raise `LedgerFailed` where reading or writing fails.
    """

    def enter(self, entries: Sequence[Entry], notes: Mapping[str, str]) -> tuple[Entry, ...]:
        """Write events down that are new, with some notes; give all as they are written down.

        One that could not be sent before, and has no record, is written anew.
        """
        ...

    def claim(self, key: str, holder: str) -> tuple[Entry | None, bool]:
        """Let one holder have a pending event; tell how it stands, and whether it was free.

        A claim lapses after a while: a pending event is free again, one that was being sent is
        in doubt.
        """
        ...

    def move(
        self, key: str, holder: str, state: State, code: str = "", advice: str = "", wait: float = 0
    ) -> bool:
        """Note how a claimed event stands now; False if the claim has passed to somebody else.

        Args:
            key: Which event.
            holder: Who claimed it. Any state but `State.SENDING` gives the claim back.
            state: How it stands.
            code: CleverTap's code, if it refused.
            advice: What to do about it.
            wait: Seconds before `due` lists it again.
        """
        ...

    def reopen(self, key: str, state: State) -> bool:
        """Make an event pending again that is dead, or in doubt; False if it is not so."""
        ...

    def due(self, limit: int, state: State = State.PENDING) -> tuple[Entry, ...]:
        """List events that are pending, or in doubt, unclaimed, and whose time has come."""
        ...

    def note(self, name: str) -> str | None:
        """Give a note that was entered."""
        ...

    def keep(self, body: bytes) -> str:
        """Store a delivery until it is worked through; gives its id, the same for the same body.

        One that was parked is tried again.
        """
        ...

    def release(self, id: str, problem: str = "") -> None:
        """Forget a stored delivery, or park it with a problem that nobody can work around."""
        ...

    def put_off(self, id: str) -> None:
        """Note that a stored delivery was tried in vain, so that others have their turn first."""
        ...

    def kept(self, limit: int) -> tuple[Kept, ...]:
        """List stored deliveries that are not parked: those tried longest ago, or never, first."""
        ...

    def stats(self) -> Mapping[str, int]:
        """Count events by state, and stored and parked deliveries."""
        ...

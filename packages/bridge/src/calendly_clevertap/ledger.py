"""What was sent, what is to be sent, and what nobody knows: the memory of the bridge.

CleverTap stores an event twice if it is sent twice, and takes no key to tell. So every event is
written down before it is sent, and whoever wants to send it must claim it first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from attrs import field, frozen

EPOCH: Final = datetime.fromtimestamp(0, UTC)
FORGOTTEN: Final = "forgotten"
"""The code of an event that was forgotten before it was sent."""


class State(StrEnum):
    """How an event stands."""

    PENDING = "pending"
    """Not sent. Whoever claims it may send it."""
    SENDING = "sending"
    """On its way. If its sender does not come back, it is in doubt."""
    IN_DOUBT = "in doubt"
    """It was sent, and no answer came: CleverTap may have it, or not."""
    DONE = "done"
    """CleverTap has it, or it shall not be sent any more; `Entry.advice` then says why."""
    DEAD = "dead"
    """CleverTap refuses it, or it cannot be sent. `Entry.advice` says what to do."""


@frozen(kw_only=True)
class Entry:
    """One event for one profile; or a change of it, or a notification: see `Target`.

    Attributes:
        key: Names it; a digest, so that it can be logged. See `key_of`.
        booking: What happened to whom: `Booking.key`.
        target: The event's name, or that of the notification.
        kind: What it is: ``"event"``, ``"profile"``, ``"trigger"`` or ``"email"``.
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
        due: When `drain` may try it again.
        holder: Who has claimed it, if anybody has.
    """

    key: str
    booking: str
    target: str
    kind: str = "event"
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
    due: datetime = EPOCH
    holder: str = ""


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


def pause_after(attempts: int, asked: float | None = None) -> float:
    """Give the seconds before the next try: longer each time, up to a quarter of an hour.

    Args:
        attempts: How many tries there were before this one.
        asked: How long the service asks to wait, if it does.
    """
    return max(min(30.0 * 2.0 ** min(attempts, 20), 900.0), asked or 0.0)


def profile_note(identity: str) -> str:
    """Name the notes on somebody's profile: their names begin with this."""
    return digest("profile", identity.casefold())


def digest(*parts: str) -> str:
    """Give a short name for some texts, which does not tell them."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


class Ledger(Protocol):
    """Where it is written down. Methods block, are short, and may be called from any thread.

    Each is one transaction. They raise `LedgerFailed` where reading or writing fails.
    """

    def enter(
        self, entries: Sequence[Entry], notes: Mapping[str, str], instead_of: Sequence[str] = ()
    ) -> tuple[Entry, ...]:
        """Write events down that are new, with some notes; give all as they are written down.

        One that could not be sent before, and has no record, is written anew. One that went, or is
        to go, to another user who is not among the entries, is dead: a host was replaced.

        Args:
            entries: All events of one booking, or of several.
            notes: By name.
            instead_of: Keys of events that are deleted first, if they are dead; then it does not
                matter who else was told.
        """
        ...

    def claim(
        self, keys: Sequence[str], holder: str, states: Sequence[State] = (State.PENDING,)
    ) -> tuple[Entry, ...]:
        """Let one holder have events, and make them pending; give all as they stand now.

        An event is the holder's if `Entry.holder` says so: it is in one of the states, has a record
        and was free. A claim lapses after a while: a pending event is free again, one that was
        being sent is in doubt.
        """
        ...

    def move(self, entries: Sequence[Entry], holder: str) -> frozenset[str]:
        """Note how claimed events stand now; give the keys of those that the holder still has.

        Any state but `State.SENDING` gives the claim back.

        Args:
            entries: State, attempts, code, advice and due are noted.
            holder: Who claimed them.
        """
        ...

    def due(self, limit: int, state: State = State.PENDING) -> tuple[Entry, ...]:
        """List events that are pending, or in doubt, unclaimed, and whose time has come."""
        ...

    def find(
        self, state: State | None = None, booking: str = "", *, key: str = "", limit: int = 100
    ) -> tuple[Entry, ...]:
        """List events, those first that changed last.

        Args:
            state: How they stand; by default any.
            booking: `Booking.key`, or the URI of an invitee or a meeting.
            key: `Entry.key`.
            limit: How many at most.
        """
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

    def put_off(self, id: str, seconds: float = 0) -> None:
        """Note that a stored delivery was tried in vain; `kept` lists it again after a while.

        Args:
            id: Which.
            seconds: How long at least. It is longer each time, up to a quarter of an hour.
        """
        ...

    def kept(self, limit: int, *, parked: bool = False, id: str = "") -> tuple[Kept, ...]:
        """List stored deliveries whose time has come, those first that waited longest; or parked.

        Args:
            limit: How many at most.
            parked: Whether to list those that were parked, instead.
            id: To list this one only.
        """
        ...

    def forget(self, email: str) -> int:
        """Remove what is known of a person; give the number of events and deliveries concerned.

        Events that name the person, as invitee, host or otherwise, lose their contents and are
        done: only their keys stay, so that nothing is sent again, nor what was not sent yet.
        Stored deliveries that name the person are deleted.

        Args:
            email: The address, or another identity; in any case of letters.
        """
        ...

    def purge(self, older_than: timedelta) -> int:
        """Remove what is no longer needed; give the number of events and deliveries concerned.

        Events that are done lose their contents, but not their keys: however late a booking is told
        again, nothing is sent twice. Notes and parked deliveries are deleted. What is pending, in
        doubt or dead stays.

        Args:
            older_than: How long ago it was last touched.
        """
        ...

    def stats(self) -> Mapping[str, int]:
        """Count events by state, and stored and parked deliveries."""
        ...

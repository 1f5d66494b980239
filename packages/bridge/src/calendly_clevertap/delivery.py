"""Events on their way to CleverTap: claimed, their profiles seen to, sent, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any, Final

from attrs import evolve, field, frozen

from api_client_core.errors import ClientError, InvalidArgument
from api_client_core.steps import off, together, utc
from clevertap_client import (
    AmbiguousDelivery,
    BadRequest,
    CallFailed,
    EventRecord,
    ProfileRecord,
    RequestRejected,
    UnexpectedReply,
)

from .ledger import Entry, State, pause_after
from .notifiers import notify
from .profiles import TROUBLE, see_to_profiles
from .uploads import Fate, upload
from .work import SIDE_BY_SIDE, Work

_BATCH: Final = 1000
_SINGLES: Final = 20
"""So many of a batch may go one by one: all must be sent before the claims lapse."""
_MARGIN: Final = timedelta(minutes=1)  # for the way to CleverTap
_RECORDS: Final[dict[str, type[EventRecord | ProfileRecord]]] = {
    "profile": ProfileRecord,
    "event": EventRecord,
}


class Outcome(StrEnum):
    """What became of an event in this run."""

    SENT = "sent"
    ALREADY = "already done"
    """It was sent before."""
    SKIPPED = "too late to notify"
    """It is a notification that is too late, and ``late="record"``: there is nothing to record."""
    PENDING = "pending"
    """It was not sent, and can be later."""
    HELD = "held"
    """It is too late for Live campaigns, and ``late="hold"``."""
    ELSEWHERE = "being sent elsewhere"
    IN_DOUBT = "in doubt"
    """It was sent, and no answer came."""
    DEAD = "dead"
    """It was refused, or cannot be sent; ``advice`` says what to do."""


_STATES: Final = {
    Outcome.SENT: State.DONE, Outcome.SKIPPED: State.DONE,
    Outcome.IN_DOUBT: State.IN_DOUBT, Outcome.DEAD: State.DEAD,
}  # fmt: skip
_OUTCOMES: Final = {
    State.DONE: Outcome.ALREADY, State.IN_DOUBT: Outcome.IN_DOUBT, State.DEAD: Outcome.DEAD,
}  # fmt: skip


class Timing(StrEnum):
    """Which time an event was given."""

    TRUE = "true time"
    """When it happened, which is recent: Live campaigns react."""
    NOW = "now"
    """The time of arrival, since it is late; the true one is a property. Live campaigns react."""
    PAST = "true time, too late for Live campaigns"


@frozen(kw_only=True)
class Delivery:
    """What became of one event, or notification.

    Attributes:
        key: Names it in the ledger.
        target: The event's name.
        outcome: What became of it.
        timing: Which time it was given; None if it was not sent in this run.
        code: CleverTap's code, if it refused.
        advice: What to do.
        remarks: What else there is to say, such as values that were cut.
        error: What CleverTap's client raised.
    """

    key: str
    target: str
    outcome: Outcome
    timing: Timing | None = None
    code: str = ""
    advice: str = ""
    remarks: tuple[str, ...] = ()
    error: ClientError | None = field(default=None, eq=False)

    @property
    def ok(self) -> bool:
        """Whether CleverTap has it, or shall not have it any more."""
        return self.outcome in {Outcome.SENT, Outcome.ALREADY, Outcome.SKIPPED}


async def deliver(
    work: Work,
    entries: Sequence[Entry],
    late: str | None = None,
    states: Sequence[State] | None = None,
) -> tuple[Delivery, ...]:
    """Send events and notifications that are to be sent and that nobody else sends; an operation.

    Args:
        work: Where to.
        entries: Any number of them, as they are in the ledger.
        late: What to do with one that is too late for Live campaigns; by default what was decided
            when it was written down.
        states: Send those that are in one of these; by default pending ones, and with
            ``on_doubt="resend"`` those in doubt.

    Raises:
        LedgerFailed: The ledger cannot be read or written.
    """
    if states is None:
        doubtful = [State.IN_DOUBT] if work.on_doubt == "resend" else []
        states = [State.PENDING, *doubtful]
    batches = (_deliver(work, batch, late, states) for batch in _batches(entries))
    told = await together(batches, SIDE_BY_SIDE)
    return tuple(delivery for batch in told for delivery in batch)


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    start = singles = 0
    for end, entry in enumerate(entries):
        if end - start == _BATCH or singles == _SINGLES:
            yield entries[start:end]
            start, singles = end, 0
        singles += entry.kind not in _RECORDS
    if entries:
        yield entries[start:]


async def _deliver(
    work: Work, entries: Sequence[Entry], late: str | None, states: Sequence[State]
) -> tuple[Delivery, ...]:
    ledger, holder = work.ledger, token_hex(8)
    open_ = [entry.key for entry in entries if entry.state is not State.DONE]
    claimed = await off(lambda: ledger.claim(open_, holder, states)) if open_ else ()
    stands = {entry.key: entry for entry in (*entries, *claimed)}
    mine = [entry for entry in claimed if entry.holder == holder]
    told = {key: _as_it_stands(entry) for key, entry in stands.items()}
    if mine:
        told |= await _sent(work, mine, holder, late)
        now = await utc()
        moved = [_settled(entry, told[entry.key], now) for entry in mine]
        await off(lambda: ledger.move(moved, holder))
    return tuple(told[entry.key] for entry in entries)


async def _sent(
    work: Work, entries: Sequence[Entry], holder: str, late: str | None
) -> dict[str, Delivery]:
    now = await utc()
    timely = [e for e in entries if _timed(e, now, late or e.late)[0] is not None]
    profiles = await see_to_profiles(work, timely) if timely else {}
    now, told = await utc(), dict[str, Delivery]()
    going: dict[str, tuple[Entry, dict[str, Any]]] = {}
    for entry in entries:
        data, found = _timed(entry, now, late or entry.late)
        if data is not None and (seen := profiles.get(entry.key)) is not None:
            found = evolve(found, remarks=tuple(seen.remarks))
            if (fate := seen.fate) is not None:
                advice = f"the profile comes first: {fate.advice}"
                state = State.DEAD if fate.state is State.DEAD else State.PENDING
                found, data = _with(found, evolve(fate, state=state, advice=advice)), None
        told[entry.key] = found
        if data is not None:
            going[entry.key] = entry, data
    sending = [evolve(e, state=State.SENDING, attempts=e.attempts + 1) for e, _ in going.values()]
    had = await off(lambda: work.ledger.move(sending, holder)) if sending else frozenset[str]()
    for key in going.keys() - had:
        told[key] = evolve(told[key], outcome=Outcome.ELSEWHERE, timing=None)
        del going[key]
    fates = dict[str, Fate]()
    for kind, record in _RECORDS.items():  # in calls of their own: no batch promises an order
        ready = {key: record.from_wire(d) for key, (e, d) in going.items() if e.kind == kind}
        fates |= await upload(work, ready)
    others = [entry for key, (entry, _) in going.items() if key not in fates]
    notified = await together((_notified(work, entry) for entry in others), SIDE_BY_SIDE)
    fates |= zip((entry.key for entry in others), notified, strict=True)
    if any(fate.state is State.IN_DOUBT for fate in fates.values()):
        await off(lambda: work.ledger.enter((), {TROUBLE: "yes"}))
    return told | {key: _with(told[key], fate) for key, fate in fates.items()}


async def _notified(work: Work, entry: Entry) -> Fate:
    try:
        await notify(work, entry)
    except (AmbiguousDelivery, UnexpectedReply) as error:
        return Fate(State.IN_DOUBT, "", f"CleverTap may have it: {error}", error)
    except (BadRequest, RequestRejected, InvalidArgument) as error:
        return Fate(State.DEAD, str(getattr(error, "code", None) or ""), str(error), error)
    except CallFailed as error:
        return Fate(State.PENDING, "", str(error), error)
    return Fate()


def _as_it_stands(entry: Entry) -> Delivery:
    return Delivery(
        key=entry.key,
        target=entry.target,
        outcome=_OUTCOMES.get(entry.state, Outcome.ELSEWHERE),
        code=entry.code,
        advice=entry.advice,
    )


def _with(told: Delivery, fate: Fate) -> Delivery:
    found = {**_OUTCOMES, State.DONE: Outcome.SENT}.get(fate.state, Outcome.PENDING)
    timing = told.timing if found is Outcome.SENT else None
    return evolve(
        told, outcome=found, timing=timing, code=fate.code, advice=fate.advice, error=fate.error
    )


def _settled(entry: Entry, told: Delivery, now: datetime) -> Entry:
    # What was not even tried comes before what was, the next time.
    tried = told.outcome is not Outcome.PENDING or bool(told.error or told.code)
    pause = pause_after(entry.attempts if tried else 0, getattr(told.error, "retry_after", None))
    return evolve(
        entry,
        state=_STATES.get(told.outcome, State.PENDING),
        attempts=entry.attempts + tried,
        code=told.code,
        advice=told.advice,
        due=now + timedelta(seconds=pause),
    )


def _timed(entry: Entry, now: datetime, late: str) -> tuple[dict[str, Any] | None, Delivery]:
    """Give the record its time, if it is to be sent. Left out, it is the time of arrival."""
    data: dict[str, Any] = json.loads(entry.event)
    at = int(entry.occurred_at.timestamp() // 1)
    probe = EventRecord("probe", "nobody", at=at)
    told = Delivery(key=entry.key, target=entry.target, outcome=Outcome.PENDING)
    if entry.kind == "profile":
        return data, evolve(told, timing=Timing.NOW)
    if probe.fires_live_campaign(now) and probe.fires_live_campaign(now + _MARGIN):
        return {**data, "ts": at}, evolve(told, timing=Timing.TRUE)
    if late == "notify":
        return data, evolve(told, timing=Timing.NOW)
    if late == "hold":
        held = evolve(told, outcome=Outcome.HELD, advice="too late for Live campaigns")
        return None, held
    if entry.kind != "event":
        return None, evolve(told, outcome=Outcome.SKIPPED, advice="too late to notify")
    return {**data, "ts": at}, evolve(told, timing=Timing.PAST)

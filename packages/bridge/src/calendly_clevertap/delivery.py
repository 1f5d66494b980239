"""One event on its way to CleverTap: claimed, its profile seen to, sent, and what became of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any, Final

from attrs import evolve, field, frozen

from api_client_core.errors import ClientError, StatusError
from api_client_core.steps import off, utc
from clevertap_client import (
    CallFailed,
    EventRecord,
    RecordsRefused,
    Refused,
    UploadResult,
    partial_of,
)

from .ledger import Entry, State
from .profiles import see_to_profile
from .work import Work

_MARGIN: Final = timedelta(minutes=1)  # for the way to CleverTap
_FIRST_WAIT, _LONGEST_WAIT = 30.0, 3600.0


class Outcome(StrEnum):
    """What became of an event in this run."""

    SENT = "sent"
    ALREADY = "already done"
    """It was sent before."""
    PENDING = "pending"
    """It was not sent, and can be later."""
    HELD = "held"
    """It is too late for Live campaigns, and ``late="hold"``."""
    ELSEWHERE = "being sent elsewhere"
    IN_DOUBT = "in doubt"
    """It was sent, and no answer came."""
    DEAD = "dead"
    """It was refused, or cannot be sent; ``advice`` says what to do."""

    @property
    def state(self) -> State:
        """What the ledger makes of it."""
        known = {Outcome.SENT: State.DONE, **{found: state for state, found in _FOUND.items()}}
        return known.get(self, State.PENDING)


_FOUND: Final = {
    State.DONE: Outcome.ALREADY,
    State.IN_DOUBT: Outcome.IN_DOUBT,
    State.DEAD: Outcome.DEAD,
}


class Timing(StrEnum):
    """Which time an event was given."""

    TRUE = "true time"
    """When it happened, which is recent: Live campaigns react."""
    NOW = "now"
    """The time of arrival, since it is late; the true one is a property. Live campaigns react."""
    PAST = "true time, too late for Live campaigns"


@frozen(kw_only=True)
class Delivery:
    """What became of one event.

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
        """Whether CleverTap has it."""
        return self.outcome in {Outcome.SENT, Outcome.ALREADY}


async def deliver(work: Work, entry: Entry, late: str) -> Delivery:
    """Send one event, if it is to be sent and nobody else does; an operation.

    Args:
        work: Where to.
        entry: The event.
        late: What to do if it is too late for Live campaigns.
    """
    ledger, key, holder = work.ledger, entry.key, token_hex(8)
    if entry.state is State.DONE:
        return _as_it_stands(entry)
    if work.on_doubt == "resend" and entry.state in {State.IN_DOUBT, State.SENDING}:
        await off(lambda: ledger.reopen(key, State.IN_DOUBT))
    current, mine = await off(lambda: ledger.claim(key, holder))
    if current is None or not mine:
        return _as_it_stands(current or entry)
    sent = await _send(work, current, holder, late)
    wait = min(_FIRST_WAIT * 2 ** min(current.attempts, 20), _LONGEST_WAIT)
    await off(
        lambda: ledger.move(
            key, holder, sent.outcome.state, code=sent.code, advice=sent.advice, wait=wait
        )
    )
    return sent


async def _send(work: Work, entry: Entry, holder: str, late: str) -> Delivery:
    told = Delivery(key=entry.key, target=entry.target, outcome=Outcome.PENDING)
    if _timed(entry, await utc(), late)[0] is None:
        return evolve(told, outcome=Outcome.HELD, advice="too late for Live campaigns")
    try:
        remarks = await see_to_profile(work, entry)
    except (CallFailed, RecordsRefused) as error:
        dead = isinstance(error, StatusError) and error.status == 400
        outcome, code = (Outcome.DEAD, "400") if dead else (Outcome.PENDING, "")
        advice = f"the profile comes first: {error}"
        return evolve(told, outcome=outcome, code=code, advice=advice, error=error)
    told = evolve(told, remarks=remarks)
    data, timing = _timed(entry, await utc(), late)
    if data is None:
        return evolve(told, outcome=Outcome.HELD, advice="too late for Live campaigns")
    if not await off(lambda: work.ledger.move(entry.key, holder, State.SENDING)):
        return evolve(told, outcome=Outcome.ELSEWHERE)
    try:
        # Waiting out an account that is busy is the queue's part.
        send = work.clevertap.describe.uploads.send
        result = await send([EventRecord.from_wire(data)], patience=0)
    except CallFailed as error:
        return evolve(told, error=error, **_failed(error))
    return evolve(told, timing=timing, **_answered(result))


def _as_it_stands(entry: Entry) -> Delivery:
    return Delivery(
        key=entry.key,
        target=entry.target,
        outcome=_FOUND.get(entry.state, Outcome.ELSEWHERE),
        code=entry.code,
        advice=entry.advice,
    )


def _timed(entry: Entry, now: datetime, late: str) -> tuple[dict[str, Any] | None, Timing]:
    """Give the record its time. Left out, it is the time of arrival."""
    data: dict[str, Any] = json.loads(entry.event)
    seconds = int(entry.occurred_at.timestamp() // 1)
    stamped = {**data, "ts": seconds}
    record = EventRecord.from_wire(stamped)
    if record.fires_live_campaign(now) and record.fires_live_campaign(now + _MARGIN):
        return stamped, Timing.TRUE
    if late == "notify":
        return data, Timing.NOW
    return (stamped if late == "record" else None), Timing.PAST


def _failed(error: CallFailed) -> dict[str, Any]:
    """Judge an upload that failed as a whole: nothing was stored, unless it says otherwise."""
    partial = partial_of(error)
    if partial is not None and partial.in_doubt:
        return {"outcome": Outcome.IN_DOUBT, "advice": f"CleverTap may have it: {error}"}
    if isinstance(error, StatusError) and error.status == 400:
        return {"outcome": Outcome.DEAD, "code": "400", "advice": str(error)}
    return {"outcome": Outcome.PENDING, "advice": str(error)}


def _answered(result: UploadResult) -> dict[str, Any]:
    if result.in_doubt:
        return {"outcome": Outcome.IN_DOUBT, "advice": "no answer came: CleverTap may have it"}
    if not result.refused:
        return {"outcome": Outcome.SENT}
    refused: Refused = result.refused[0]
    outcome = Outcome.PENDING if refused.temporary else Outcome.DEAD
    return {"outcome": outcome, "code": str(refused.code), "advice": refused.advice}

"""Records on their way to CleverTap, and what became of each: one cannot spoil the others."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from api_client_core.errors import ClientError
from clevertap_client import (
    CallFailed,
    EventRecord,
    ProfileRecord,
    UploadResult,
    partial_of,
)

from .ledger import State
from .work import Work


@frozen
class Fate:
    """What became of a record, or of a notification.

    Attributes:
        state: How it stands now.
        code: CleverTap's code, if it refused.
        advice: What to do.
        error: What CleverTap's client raised.
    """

    state: State = State.DONE
    code: str = ""
    advice: str = ""
    error: ClientError | None = field(default=None, eq=False)


async def upload(work: Work, records: Mapping[str, EventRecord | ProfileRecord]) -> dict[str, Fate]:
    """Upload records, and tell what became of each by its name; an operation."""
    if not records:
        return {}
    failure: CallFailed | None = None
    status = ""
    try:
        # Waiting out an account that is busy is the queue's part.
        result = await work.clevertap.describe.uploads.send(records.values(), patience=0)
    except CallFailed as error:
        if (status := _refusal(error)) and len(records) > 1:
            names = list(records)
            halves = names[: len(names) // 2], names[len(names) // 2 :]
            found = [await upload(work, {name: records[name] for name in half}) for half in halves]
            return found[0] | found[1]
        failure = error
        result = partial_of(error) or UploadResult(unsent=tuple(records.values()))
    why = "no answer came" if failure is None else str(failure)
    doubt = Fate(State.IN_DOUBT, advice=f"CleverTap may have it: {why}", error=failure)
    fates = {id(record): doubt for record in result.in_doubt}
    if failure is not None:
        # Nothing was stored.
        fate = Fate(State.DEAD if status else State.PENDING, status, why, failure)
        fates |= {id(record): fate for record in result.unsent}
    for refused in result.refused:
        state = State.PENDING if refused.temporary else State.DEAD
        fates[id(refused.record)] = Fate(state, str(refused.code), refused.advice)
    return {name: fates.get(id(record), Fate()) for name, record in records.items()}


def _refusal(error: CallFailed) -> str:
    """Give the status of a reply that one of the records is to blame for, or their number."""
    return str(error.status) if error.status in {400, 413} else ""

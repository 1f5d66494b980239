"""What is dead, or in doubt, once more: `replay`."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any, Unpack, overload

from attrs import evolve

from api_client_core.steps import off
from calendly_client import AsyncCalendly, Calendly
from clevertap_client import AsyncCleverTap, CleverTap

from .delivery import deliver
from .errors import BookingIncomplete, InvalidArgument
from .hosts import AnyCalendly
from .ledger import Entry, Ledger, State
from .leftovers import MANY, Drained, work_through_all
from .lookups import read_fact
from .plan import Plan
from .sync import SyncResult, sync
from .work import AnyCleverTap, Late, Options, Work


async def replaying(
    work: Work, booking: str, key: str, states: Sequence[State], fresh: bool, late: Late | None
) -> Drained:
    """Send once more; an operation. See `replay`."""
    ledger = work.ledger
    found = [
        entry
        for state in states
        for entry in await off(partial(ledger.find, state, booking, key=key, limit=MANY))
    ]
    anew: dict[str, list[Entry]] = {}
    for entry in found:
        if entry.state is State.DEAD and (fresh or not entry.event):
            anew.setdefault(entry.booking, []).append(entry)
    same = [entry for entry in found if entry not in anew.get(entry.booking, ())]
    results = [await _anew(work, dead, late) for dead in anew.values()]
    deliveries = await deliver(work, same, late, states)
    parked = not (booking or key) and State.DEAD in states
    stored = await off(lambda: ledger.kept(MANY, parked=True)) if parked else ()
    results += await work_through_all(work, stored)
    return Drained(
        results=tuple(result for result in results if result is not None),
        deliveries=deliveries,
        stored=results.count(None),
    )


async def _anew(work: Work, dead: Sequence[Entry], late: Late | None) -> SyncResult | None:
    first = dead[0]
    chosen: Any = late or first.late
    try:
        booking = await read_fact(work.calendly, first.booking, first.occurred_at)
        work = evolve(work, late=chosen)
        return await sync(work, booking, [entry.key for entry in dead])
    except BookingIncomplete as error:
        return SyncResult(key=first.booking, ignored=f"cannot be read anew: {error}")


@overload
def replay(
    *, calendly: Calendly, clevertap: CleverTap, plan: Plan, ledger: Ledger, booking: str = "",
    key: str = "", states: Sequence[State] = (State.DEAD,), fresh: bool = False,
    **options: Unpack[Options],
) -> Drained: ...  # fmt: skip
@overload
def replay(
    *, calendly: AsyncCalendly, clevertap: AsyncCleverTap, plan: Plan, ledger: Ledger,
    booking: str = "", key: str = "", states: Sequence[State] = (State.DEAD,), fresh: bool = False,
    **options: Unpack[Options],
) -> Coroutine[Any, Any, Drained]: ...  # fmt: skip
def replay(
    *, calendly: AnyCalendly, clevertap: AnyCleverTap, plan: Plan, ledger: Ledger,
    booking: str = "", key: str = "", states: Sequence[State] = (State.DEAD,), fresh: bool = False,
    **options: Unpack[Options],
) -> Drained | Coroutine[Any, Any, Drained]:  # fmt: skip
    """Send once more what is dead, after what was wrong has been mended, or what is in doubt.

    What was written down first is sent, so a doubt that was none makes a true copy. A dead event
    that could not be filled in has no record: its booking is read from Calendly anew, and mapped by
    the plan. Whatever else of the booking is done stays done.

    Without ``booking`` and ``key``, all that is in these states is sent, and with the dead ones,
    deliveries that were parked are worked through again. At most a thousand of each at a time.

    Args:
        calendly: As for `sync_booking`.
        clevertap: As for `sync_booking`.
        plan: As for `sync_booking`; for what is mapped anew.
        ledger: As for `sync_booking`.
        booking: Only what is about a booking: `SyncResult.key`, or an invitee's or a meeting's URI.
        key: Only one event: `Delivery.key`.
        states: Which: `State.DEAD`; `State.IN_DOUBT`, which may send an event twice;
            `State.PENDING`, which does not wait for its turn, and frees what ``late="hold"`` holds
            back if another ``late`` is given.
        fresh: Read and map all dead ones anew, as after a mapping was mended.
        options: As for `sync_booking`; but ``late`` is by default what it was the first time.

    Raises:
        LedgerFailed: The ledger cannot be read or written.
        InvalidArgument: One of ``states`` is none of these; else as for `sync_booking`.
    """
    if not {State.DEAD, State.IN_DOUBT, State.PENDING}.issuperset(states):
        raise InvalidArgument("states", "may have DEAD, IN_DOUBT and PENDING")
    work = Work(calendly, clevertap, plan, ledger, **options)
    return work.perform(replaying(work, booking, key, states, fresh, options.get("late")))

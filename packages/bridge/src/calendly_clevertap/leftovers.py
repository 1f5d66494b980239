"""What could not be delivered at once: `drain` tries again."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any, Final, Protocol, Unpack, overload

from attrs import frozen

from api_client_core.errors import ClientError
from api_client_core.steps import off, together, utc, wait
from calendly_client import AsyncCalendly, Calendly, webhooks
from clevertap_client import AsyncCleverTap, CleverTap

from .delivery import Delivery, deliver
from .errors import BookingIncomplete, InvalidArgument, LedgerFailed
from .hosts import AnyCalendly
from .ledger import Kept, Ledger, State
from .plan import Plan
from .sync import SyncResult, sync
from .work import ENOUGH, SIDE_BY_SIDE, AnyCleverTap, Options, Work

_log: Final = logging.getLogger("calendly_clevertap")
PATIENCE: Final = timedelta(days=1)
"""How long a stored delivery is tried before it is parked. Calendly itself tries for a day."""
MANY: Final = 1000
"""How many events, or deliveries, are seen to at a time."""


class Stop(Protocol):
    """Tells when to stop: a `threading.Event`, an `asyncio.Event`."""

    def is_set(self) -> bool:
        """Tell whether to stop."""
        ...


@frozen(kw_only=True)
class Drained:
    """What one run of `drain` did, or of `replay`.

    Attributes:
        results: Stored deliveries that were worked through.
        deliveries: Events that were pending.
        stored: How many stored deliveries could not be worked through.
    """

    results: tuple[SyncResult, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    stored: int = 0


async def work_through(work: Work, kept: Kept) -> SyncResult | None:
    """Sync a stored delivery, and forget it once it is worked through; an operation.

    What nobody can make sense of is parked. What cannot be done now stays; None is given.

    Raises:
        LedgerFailed: The ledger cannot be read or written.
    """
    problem = ""
    watching = {"on_drift": work.on_drift} if work.on_drift else {}
    try:
        result = await sync(work, webhooks.parse_unverified(kept.body, **watching))
    except LedgerFailed:
        raise
    except Exception as error:  # noqa: BLE001 - one delivery must not stop those behind it
        # Only our own errors are known to tell no secrets.
        named = type(error).__name__
        problem = f"{named}: {error}" if isinstance(error, ClientError) else named
        hopeless = isinstance(error, ClientError) and not isinstance(error, BookingIncomplete)
        waits = not hopeless and await utc() - kept.received_at < PATIENCE
        _log.warning("delivery %s %s: %s", kept.id, "waits" if waits else "is parked", problem)
        if waits:
            asked = getattr(error.__cause__, "retry_after", None) or 0
            await off(lambda: work.ledger.put_off(kept.id, asked))
            return None
        result = SyncResult(ignored=f"parked: {problem}")
    await off(lambda: work.ledger.release(kept.id, problem))
    return result


async def work_through_all(work: Work, stored: Sequence[Kept]) -> list[SyncResult | None]:
    """Sync stored deliveries; an operation. While Calendly is out of order, most are not tried."""
    vain = list[Kept]()

    async def one(kept: Kept) -> SyncResult | None:
        if len(vain) >= ENOUGH:
            return None
        result = await work_through(work, kept)
        vain.append(kept) if result is None else vain.clear()
        return result

    return list(await together((one(kept) for kept in stored), SIDE_BY_SIDE))


async def draining(work: Work, limit: int = MANY) -> Drained:
    """Work through what is left; an operation. See `drain`."""
    stored = await off(lambda: work.ledger.kept(limit))
    results = await work_through_all(work, stored)
    due = await off(lambda: work.ledger.due(limit))
    if work.on_doubt == "resend":
        due += await off(lambda: work.ledger.due(limit, State.IN_DOUBT))
    return Drained(
        results=tuple(result for result in results if result is not None),
        deliveries=await deliver(work, due),
        stored=results.count(None),
    )


async def draining_on(work: Work, limit: int, every: float, stop: Stop | None) -> Drained:
    """Work through what is left, again and again; an operation. See `drain`."""
    drained = Drained()
    while stop is None or not stop.is_set():
        try:
            drained = await draining(work, limit)
        except Exception as error:  # noqa: BLE001 - whatever it was, it may be well next time
            _log.error("cannot drain: %s", type(error).__name__)
        rest = every if max(len(drained.results), len(drained.deliveries)) < limit else 0.0
        while rest > 0 and not (stop and stop.is_set()):
            await wait(min(rest, 1.0))
            rest -= 1.0
    return drained


@overload
def drain(
    *, calendly: Calendly, clevertap: CleverTap, plan: Plan, ledger: Ledger, limit: int = MANY,
    every: float | None = None, stop: Stop | None = None, **options: Unpack[Options],
) -> Drained: ...  # fmt: skip
@overload
def drain(
    *, calendly: AsyncCalendly, clevertap: AsyncCleverTap, plan: Plan, ledger: Ledger,
    limit: int = MANY, every: float | None = None, stop: Stop | None = None,
    **options: Unpack[Options],
) -> Coroutine[Any, Any, Drained]: ...  # fmt: skip
def drain(
    *, calendly: AnyCalendly, clevertap: AnyCleverTap, plan: Plan, ledger: Ledger,
    limit: int = MANY, every: float | None = None, stop: Stop | None = None,
    **options: Unpack[Options],
) -> Drained | Coroutine[Any, Any, Drained]:  # fmt: skip
    """Deliver what is left in the ledger: stored deliveries, then pending events.

    Call it from cron, or let it go on for ever, in a thread or a task. Several processes may do so
    at once. Events whose turn has not come yet, since they failed a moment ago, are left alone; so
    are those in doubt, unless ``on_doubt="resend"``. What to do with late ones was decided when
    they were written down: old bookings do not become mails by accident.

    What fails is tried again after 30 seconds, then after twice as long each time, up to a quarter
    of an hour, or as long as the service asks. After three failures in a row the service is left
    alone until the next time.

    Args:
        calendly: As for `sync_booking`.
        clevertap: As for `sync_booking`.
        plan: As for `sync_booking`; for stored deliveries only.
        ledger: As for `sync_booking`.
        limit: How many of each at most, at a time.
        every: Seconds between two times; by default there is one time only. What goes wrong is
            logged.
        stop: Anything with ``is_set()``, such as a `threading.Event`: ends it within a second, and
            what is under way is finished. A task can be cancelled, too, but what it was sending is
            in doubt then.
        options: ``late`` (for stored deliveries), ``on_doubt``, ``hosts``, as for `sync_booking`.

    Returns:
        What was done; with ``every``, the last time.

    Raises:
        LedgerFailed: The ledger cannot be read or written.
        InvalidArgument: The clients are of different colours, or ``every`` is not positive.
    """
    work = Work(calendly, clevertap, plan, ledger, **options)
    if every is None:
        return work.perform(draining(work, limit))
    if every <= 0:
        raise InvalidArgument("every", "must be positive")
    return work.perform(draining_on(work, limit, every, stop))

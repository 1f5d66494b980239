"""What could not be delivered at once: `drain` tries again."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Final, Unpack, overload

from attrs import frozen

from api_client_core.errors import ClientError
from api_client_core.steps import off, utc
from calendly_client import AsyncCalendly, Calendly, webhooks
from clevertap_client import AsyncCleverTap, CleverTap

from .delivery import Delivery, deliver
from .errors import BookingIncomplete, LedgerFailed
from .hosts import AnyCalendly
from .ledger import Kept, Ledger, State
from .plan import Plan
from .sync import SyncResult, sync
from .work import AnyCleverTap, Options, Work

_log: Final = logging.getLogger("calendly_clevertap")
PATIENCE: Final = timedelta(days=1)
"""How long a stored delivery is tried before it is parked. Calendly itself tries for a day."""


@frozen(kw_only=True)
class Drained:
    """What one run of `drain` did.

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
    try:
        result = await sync(work, webhooks.parse_unverified(kept.body))
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
            await off(lambda: work.ledger.put_off(kept.id))
            return None
        result = SyncResult(ignored=f"parked: {problem}")
    await off(lambda: work.ledger.release(kept.id, problem))
    return result


async def draining(work: Work, limit: int) -> Drained:
    """Work through what is left; an operation. See `drain`."""
    stored = await off(lambda: work.ledger.kept(limit))
    results = [await work_through(work, kept) for kept in stored]
    due = await off(lambda: work.ledger.due(limit))
    if work.on_doubt == "resend":
        due += await off(lambda: work.ledger.due(limit, State.IN_DOUBT))
    return Drained(
        results=tuple(result for result in results if result is not None),
        deliveries=await deliver(work, due),
        stored=results.count(None),
    )


@overload
def drain(
    *, calendly: Calendly, clevertap: CleverTap, plan: Plan, ledger: Ledger, limit: int = 100,
    **options: Unpack[Options],
) -> Drained: ...  # fmt: skip
@overload
def drain(
    *, calendly: AsyncCalendly, clevertap: AsyncCleverTap, plan: Plan, ledger: Ledger,
    limit: int = 100, **options: Unpack[Options],
) -> Coroutine[Any, Any, Drained]: ...  # fmt: skip
def drain(
    *, calendly: AnyCalendly, clevertap: AnyCleverTap, plan: Plan, ledger: Ledger,
    limit: int = 100, **options: Unpack[Options],
) -> Drained | Coroutine[Any, Any, Drained]:  # fmt: skip
    """Deliver what is left in the ledger: stored deliveries, then pending events. For cron.

    Several processes may do so at once. Events whose turn has not come yet, since they failed a
    moment ago, are left alone; so are those in doubt, unless ``on_doubt="resend"``. What to do with
    late ones was decided when they were written down: old bookings do not become mails by accident.

    Args:
        calendly: As for `sync_booking`.
        clevertap: As for `sync_booking`.
        plan: As for `sync_booking`; for stored deliveries only.
        ledger: As for `sync_booking`.
        limit: How many of each at most.
        options: ``late`` (for stored deliveries), ``on_doubt``, ``hosts``, as for `sync_booking`.

    Raises:
        LedgerFailed: The ledger cannot be read or written.
        InvalidArgument: The clients are of different colours.
    """
    work = Work(calendly, clevertap, plan, ledger, **options)
    return work.perform(draining(work, limit))

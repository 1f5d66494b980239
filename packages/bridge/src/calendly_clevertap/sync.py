"""One booking, from Calendly to CleverTap: `sync_booking`."""

from __future__ import annotations

import json
import logging
from collections.abc import Coroutine, Sequence
from typing import Any, Final, Self, Unpack, overload

from attrs import evolve, frozen

from api_client_core.steps import off
from calendly_client import AsyncCalendly, Calendly
from clevertap_client import AsyncCleverTap, CleverTap

from .booking import Booking, Happened
from .delivery import Delivery, deliver
from .errors import NotDelivered
from .hosts import AnyCalendly
from .ledger import Entry, Ledger, State, key_of
from .lookups import BookingSource, Ignored, read, times_of
from .plan import Plan
from .preview import Target
from .work import AnyCleverTap, Options, Work

_log: Final = logging.getLogger("calendly_clevertap")


@frozen(kw_only=True)
class SyncResult:
    """What became of a booking.

    Attributes:
        happened: What happened to it; None if it was about no booking.
        key: Names the fact: `Booking.key`.
        deliveries: One for each event.
        ignored: Why nothing is sent, if nothing is.
        remarks: What could not be found out.
    """

    happened: Happened | None = None
    key: str | None = None
    deliveries: tuple[Delivery, ...] = ()
    ignored: str | None = None
    remarks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether CleverTap has every event, from this run or an earlier one."""
        return all(delivery.ok for delivery in self.deliveries)

    def raise_for_undelivered(self) -> Self:
        """Raise if CleverTap may not have every event, else give the result itself.

        Raises:
            NotDelivered: It says what is missing, and how it stands.
        """
        if self.ok:
            return self
        lines = (f"{d.target}: {d.outcome}: {d.advice}" for d in self.deliveries if not d.ok)
        raise NotDelivered("; ".join(lines))


@overload
def sync_booking(
    booking: BookingSource, *, calendly: Calendly, clevertap: CleverTap, plan: Plan,
    ledger: Ledger, **options: Unpack[Options],
) -> SyncResult: ...  # fmt: skip
@overload
def sync_booking(
    booking: BookingSource, *, calendly: AsyncCalendly, clevertap: AsyncCleverTap, plan: Plan,
    ledger: Ledger, **options: Unpack[Options],
) -> Coroutine[Any, Any, SyncResult]: ...  # fmt: skip
def sync_booking(
    booking: BookingSource, *, calendly: AnyCalendly, clevertap: AnyCleverTap, plan: Plan,
    ledger: Ledger, **options: Unpack[Options],
) -> SyncResult | Coroutine[Any, Any, SyncResult]:  # fmt: skip
    """Send a booking's events to CleverTap, each once, however often this is called.

    Blocking clients in, a `SyncResult` out; async clients in, a coroutine out. An event is written
    down before it is sent, and what is sent later is what was written down first. The profile it
    goes to is given what it lacks beforehand.

    What CleverTap refuses, or fails to answer, does not raise: it is in the result, the other
    events go their way, and the ledger keeps what can be sent later (see `drain`).

    Args:
        booking: A webhook delivery, a `Booking`, or the URI of an invitee.
        calendly: For what the booking does not tell: the meeting, if the delivery is an old one,
            the hosts' time zones, the old time of a meeting that was moved.
        clevertap: Where events go.
        plan: Which events.
        ledger: What was sent before.
        options: ``late``: Live campaigns ignore events that are more than two hours old or two
            minutes ahead. ``"notify"``, the default, gives these the time of arrival, so that mails
            go out; ``"record"`` the true time; ``"hold"`` does not send them. ``occurred_at`` has
            the true time anyway. A trigger or a mail that is too late is not sent with
            ``"record"``.
            ``on_doubt``: an event that was sent without an answer may be in CleverTap. ``"hold"``,
            the default, leaves it to a person; ``"resend"`` sends it again, and risks that it is
            there twice.
            ``hosts``: a `HostDirectory`; pass one to several calls to look each host up once.

    Raises:
        BookingIncomplete: Calendly does not tell what is needed. Nothing was sent or is lost: call
            again later.
        LedgerFailed: The ledger cannot be read or written. Nothing is sent that is not noted.
        InvalidArgument: The clients are of different colours, or ``late`` or ``on_doubt`` is no
            choice.
    """
    work = Work(calendly, clevertap, plan, ledger, **options)
    return work.perform(sync(work, booking))


async def sync(work: Work, source: BookingSource, instead_of: Sequence[str] = ()) -> SyncResult:
    """Sync one booking; an operation. See `sync_booking`.

    Args:
        work: Where to.
        source: What tells of the booking.
        instead_of: Keys of dead events of this booking, which are forgotten and written anew.
    """
    remarks: list[str] = []
    booking = await read(work, source, remarks.append)
    if isinstance(booking, Ignored):
        if notes := booking.notes:
            await off(lambda: work.ledger.enter((), notes))
        return SyncResult(happened=booking.happened, ignored=booking.why)
    fresh: dict[str, tuple[Entry, Target]] = {}
    for target in work.plan.targets(booking):
        # Two hosts may share an address, and two mappings an event: one event is enough.
        entry = entry_of(work, booking, target)
        first, _ = fresh.setdefault(entry.key, (entry, target))
        if first.event != entry.event:
            remarks.append(f"{target.name}: two of them go to one user; the first is sent")
    told = SyncResult(happened=booking.happened, key=booking.key, remarks=tuple(remarks))
    if not fresh:
        return evolve(told, ignored="the plan has no mapping for this booking")
    times = times_of(booking.invitee.uri, booking.event)
    entries = [entry for entry, _ in fresh.values()]
    stored = await off(lambda: work.ledger.enter(entries, times, instead_of))
    sent = await deliver(work, stored, work.late)
    for delivery in sent:
        _log.info("%s: event %s is %s", booking.key, delivery.target, delivery.outcome)
    pairs = zip(sent, stored, strict=True)
    return evolve(told, deliveries=tuple(_remarked(d, e, *fresh[d.key]) for d, e in pairs))


def entry_of(work: Work, booking: Booking, target: Target) -> Entry:
    """Write a target down, ready to be entered."""
    identity = target.user or ""
    return Entry(
        key=key_of(booking.key, target.name, identity),
        booking=booking.key,
        target=target.name,
        kind=target.kind,
        identity=identity,
        person=booking.invitee.email.casefold(),
        event=target.payload,
        profile=target.wanted_payload,
        occurred_at=booking.occurred_at,
        late=work.late,
        state=State.PENDING if target.payload else State.DEAD,
        advice=target.problem or "",
    )


def _remarked(delivery: Delivery, stored: Entry, fresh: Entry, target: Target) -> Delivery:
    """Add what the mapping had to say, and how this reading differs from the first one."""
    differs: tuple[str, ...] = ()
    if stored.event != fresh.event and stored.event and fresh.event:
        first, now = _properties(stored), _properties(fresh)
        names = sorted(name for name in {**first, **now} if first.get(name) != now.get(name))
        differs = (f"what was written down first counts; by now differs: {', '.join(names)}",)
    return evolve(delivery, remarks=(*target.remarks, *delivery.remarks, *differs))


def _properties(entry: Entry) -> dict[str, Any]:
    parts: dict[str, Any] = json.loads(entry.event)
    inside: list[dict[str, Any]] = [part for part in parts.values() if isinstance(part, dict)]
    return {name: value for part in inside for name, value in part.items()}

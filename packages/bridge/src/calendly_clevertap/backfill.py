"""Bookings of the past, and those to come, that no webhook told of: `backfill`."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from threading import Lock
from typing import Any, Final, TypeAlias, Unpack, overload

from attrs import define, evolve, field, frozen

from api_client_core.pages import Page, every
from api_client_core.steps import Call, Operation, now, off, together, utc
from calendly_client import AsyncCalendly, Calendly, NotFound, PermissionDenied
from calendly_client.models import Invitee, InviteeStatus, ScheduledEvent
from clevertap_client import AsyncCleverTap, CleverTap

from .booking import Booking, Happened, ids_of
from .delivery import Delivery, Outcome, deliver
from .errors import BookingIncomplete, InvalidArgument
from .expressions import Flag
from .hosts import AnyCalendly
from .ledger import Entry, Ledger, State, digest
from .lookups import read
from .needs import LOOKED_UP
from .plan import Plan
from .sync import entry_of
from .work import AnyCleverTap, Options, Work

_log: Final = logging.getLogger("calendly_clevertap")
_BATCH: Final = 1000  # so many events are sent at once; fewer wait for more
_PATIENCE: Final = 300.0  # seconds after which they wait no longer
_STRIDE: Final = 5  # so many meetings are read one after the other before anything is told
_ROUND: Final = 100  # so many pages go by without a pause
_TOLD: Final = 100
_AT_ONCE: Final = 16


@frozen(kw_only=True)
class BackfillResult:
    """What a backfill did, or has done so far.

    Attributes:
        meetings: How many meetings were read.
        bookings: How many people had booked them.
        outcomes: What became of the events, and of how many.
        undelivered: Events that CleverTap does not have; the first hundred. See `Delivery.advice`.
        unread: How many meetings were listed, and then not to be had.
        remarks: What could not be found out; the first hundred.
        reached: When the meeting starts that was read last. They are read in this order.
        resumed: Where an earlier run was broken off, if this one went on from there.
    """

    meetings: int = 0
    bookings: int = 0
    outcomes: Mapping[Outcome, int] = field(factory=dict[Outcome, int])
    undelivered: tuple[Delivery, ...] = ()
    unread: int = 0
    remarks: tuple[str, ...] = ()
    reached: datetime | None = None
    resumed: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether every meeting was read, and CleverTap has every event."""
        return not self.undelivered and not self.unread


Entries: TypeAlias = dict[str, tuple[datetime, Entry]]  # by key, with the start of the meeting
Progress: TypeAlias = Callable[[BackfillResult], object]  # told of the result so far


@overload
def backfill(
    *, calendly: Calendly, clevertap: CleverTap, plan: Plan, ledger: Ledger, since: datetime,
    until: datetime | None = None, only: Flag | None = None, scope: str = "organization",
    mark_only: bool | datetime = False, concurrency: int = 10,
    on_progress: Progress | None = None, **options: Unpack[Options],
) -> BackfillResult: ...  # fmt: skip
@overload
def backfill(
    *, calendly: AsyncCalendly, clevertap: AsyncCleverTap, plan: Plan, ledger: Ledger,
    since: datetime, until: datetime | None = None, only: Flag | None = None,
    scope: str = "organization", mark_only: bool | datetime = False, concurrency: int = 10,
    on_progress: Progress | None = None, **options: Unpack[Options],
) -> Coroutine[Any, Any, BackfillResult]: ...  # fmt: skip
def backfill(
    *, calendly: AnyCalendly, clevertap: AnyCleverTap, plan: Plan, ledger: Ledger, since: datetime,
    until: datetime | None = None, only: Flag | None = None, scope: str = "organization",
    mark_only: bool | datetime = False, concurrency: int = 10,
    on_progress: Progress | None = None, **options: Unpack[Options],
) -> BackfillResult | Coroutine[Any, Any, BackfillResult]:  # fmt: skip
    """Send the events of bookings that no webhook told of: old ones, and those still to come.

    Blocking clients in, a `BackfillResult` out; async clients in, a coroutine out. Each invitee
    yields what webhooks would have told of it, with the same keys: that it was booked or moved
    here; that it was canceled, unless it was moved elsewhere; that the invitee did not come. So
    nothing is sent twice, and webhooks may go on meanwhile. That a no-show was undone leaves no
    trace that could be read. The rest is as it stands now: the meeting's location, say.

    Calendly is asked once for each hundred meetings, and once for each meeting that anybody
    booked; its rate limit decides how long that takes: 10,000 meetings in 20 minutes. Events are
    sent a thousand at a time.

    Whatever ends it, call it again with the same arguments: it goes on from where it was. Some
    hundred meetings may be read a second time; no event is sent a second time.

    Args:
        calendly: Where to read.
        clevertap: Where events go.
        plan: Which events.
        ledger: What was sent before, and how far an earlier run came.
        since: Read meetings that start then or later; aware. Calendly does not list them by the
            time of the booking.
        until: Read meetings that start then or earlier; by default all that are planned.
        only: Which meetings; looks at `fields.meeting` alone. The others' invitees are not asked
            for.
        scope: Whose meetings: ``"organization"``, which takes an administrator; ``"user"``, the
            token's own; or the URI of an organization, a group or a user.
        mark_only: Send nothing, and note what has happened before the call, or before a time, as
            done: somebody else has sent it. What happened later is left to webhooks, or another
            backfill.
        concurrency: How many requests at once.
        on_progress: Called in your thread with the result so far, after every few meetings.
        options: As for `sync_booking`, but that ``late`` is ``"record"`` by default: old bookings
            get their true time, and no mail goes out.

    Raises:
        InvalidArgument: A time has no zone, the times are in the wrong order, ``only`` looks at
            anything else, ``scope`` is none of these, ``concurrency`` is not 1 to 16, or one of
            what `sync_booking` checks.
        CalendlyError: A call failed. What was read before is in the ledger.
        BookingIncomplete: A host cannot be looked up now.
        LedgerFailed: The ledger cannot be read or written.
    """
    given: Options = {"late": "record", **options}
    work = Work(calendly, clevertap, plan, ledger, **given)
    going = Backfill(work, since, until, only, scope, mark_only, concurrency, on_progress)
    return work.perform(going.run())


def _time(given: Backfill, attribute: Any, time: Any) -> None:
    if isinstance(time, datetime) and time.tzinfo is None:
        raise InvalidArgument(attribute.name, "has no time zone: pass an aware datetime")
    if attribute.name == "until" and time is not None and time < given.since:
        raise InvalidArgument("until", "lies before since")


def _few(_: object, attribute: Any, number: int) -> None:
    if not 1 <= number <= _AT_ONCE:
        raise InvalidArgument(attribute.name, f"must be 1 to {_AT_ONCE}, not {number}")


def _about_meetings(_: object, attribute: Any, flag: Flag | None) -> None:
    reads = frozenset[str]() if flag is None else flag.reads()
    if any(not name.startswith("meeting.") or name in LOOKED_UP for name in reads):
        raise InvalidArgument(attribute.name, "must look at fields.meeting alone")


@define(eq=False)
class Backfill:
    """One under way: meetings are read, while more are listed and events are sent."""

    work: Work
    since: datetime = field(validator=_time)
    until: datetime | None = field(default=None, validator=_time)
    only: Flag | None = field(default=None, validator=_about_meetings)
    scope: str = "organization"
    mark_only: bool | datetime = field(default=False, validator=_time)
    concurrency: int = field(default=10, validator=_few)
    on_progress: Progress | None = None

    _note: str = field(default="", init=False)
    _began: datetime = field(init=False)
    _before: datetime | None = field(init=False)
    _sent_at: float = field(init=False)
    _following: Call[Page[ScheduledEvent]] | None = field(default=None, init=False)
    _events: deque[ScheduledEvent] = field(factory=deque[ScheduledEvent], init=False)
    _reading: dict[str, datetime] = field(factory=dict[str, datetime], init=False)
    _fresh: Entries = field(factory=dict[str, Any], init=False)
    _ready: Entries = field(factory=dict[str, Any], init=False)
    _sending: bool = field(default=False, init=False)
    _told: BackfillResult = field(factory=BackfillResult, init=False)
    _failure: BaseException | None = field(default=None, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    async def run(self) -> BackfillResult:
        """Go through all meetings; an operation. See `backfill`."""
        ledger, calendly = self.work.ledger, self.work.calendly
        whose = await _whose(calendly, self.scope)
        asked = (whose, self.since, self.until, self.only, self.mark_only, self.work.late)
        self._note = digest("backfill", self.work.plan.to_json(), *map(str, asked))
        kept = ((await off(lambda: ledger.note(self._note))) or "").split()
        start, self._began = (
            map(datetime.fromisoformat, kept) if kept else (self.since, await utc())
        )
        self._before = self._began if self.mark_only is True else self.mark_only or None
        self._told, self._sent_at = BackfillResult(resumed=start if kept else None), await now()
        self._following = calendly.describe.scheduled_events.list(
            **whose, min_start_time=start, max_start_time=self.until, sort="start_time:asc"
        )
        while not self._done:
            await together(self._flights(), self.concurrency)
            if self._failure is not None:
                raise self._failure
        await off(lambda: ledger.enter((), {self._note: ""}))
        return self._told

    @property
    def _done(self) -> bool:
        return self._following is None and not (self._events or self._fresh or self._ready)

    def _flights(self) -> Iterator[Operation[None]]:
        """Say what to do next, whenever there is room."""
        for _ in range(_ROUND):  # and not for ever: the answers are kept until the end
            events, self._events = self._events, deque[ScheduledEvent]()
            if not self._sending:
                with self._lock:
                    fresh, self._fresh = self._fresh, {}
                    unread = [*self._reading.values(), *(e.start_time for e in islice(events, 1))]
                self._sending, last = True, self._following is None and not unread
                yield self._safely(self._send, fresh, unread, last)
            yield self._safely(self._list)
            while events:
                try:
                    if self.on_progress is not None:
                        self.on_progress(self._told)
                except BaseException as error:  # noqa: BLE001 - raised when nothing is under way
                    self._failure = error
                if self._failure is not None:
                    return
                yield self._safely(self._read_some, events)
            if not self._events or (self._sending and len(self._fresh) > _BATCH):
                return

    async def _safely(self, do: Callable[..., Operation[None]], *given: object) -> None:
        """Keep an error until nothing is under way: what is being sent would be in doubt."""
        try:
            await do(*given)
        except Exception as error:  # noqa: BLE001 - raised when nothing is under way
            self._failure = self._failure or error

    async def _list(self) -> None:
        if (call := self._following) is not None:
            page = await call
            self._events = deque(filter(self._wants, page))
            self._following = page.following(call)

    def _wants(self, event: ScheduledEvent) -> bool:
        if event.invitees_counter is not None and event.invitees_counter.total == 0:
            return False
        if self.only is None:
            return True
        nobody: Any = None  # whom `only` does not look at
        what, start = Happened.BOOKED, event.start_time
        seen = Booking(happened=what, occurred_at=start, event=event, invitee=nobody, hosts=())
        return bool(self.only.read(seen))

    async def _read_some(self, events: deque[ScheduledEvent]) -> None:
        for _ in range(_STRIDE):  # passing on to the next one takes time
            with self._lock:
                if not events or self._failure is not None:
                    return
                event = events.popleft()
                self._reading[event.uri] = event.start_time
            await self._read(event)

    async def _read(self, event: ScheduledEvent) -> None:
        """Read the bookings of a meeting, and make their events."""
        work, remarks, unread = self.work, list[str](), 0
        invitees, fresh = tuple[Invitee, ...](), dict[str, tuple[datetime, Entry]]()
        try:
            invitees = await every(work.calendly.describe.scheduled_events.invitees(event.uri))
            for told in (told for invitee in invitees for told in _facts(event, invitee)):
                if self._before is not None and told.occurred_at >= self._before:
                    continue
                if isinstance(booking := await read(work, told, remarks.append), Booking):
                    for target in work.plan.targets(booking):
                        entry = entry_of(work, booking, target)
                        if self._before is not None and entry.state is State.PENDING:
                            entry = evolve(entry, state=State.DONE, advice="marked by a backfill")
                        fresh.setdefault(entry.key, (event.start_time, entry))
        except (BookingIncomplete, NotFound, PermissionDenied) as error:
            if not isinstance(error.__cause__ or error, NotFound | PermissionDenied):
                raise
            fresh, unread = {}, 1
            remarks.append(f"{ids_of(event.uri)}: {error}")
        with self._lock:
            self._reading.pop(event.uri, None)
            self._fresh |= fresh
            self._told = evolve(
                self._told,
                meetings=self._told.meetings + 1 - unread,
                bookings=self._told.bookings + len(invitees),
                unread=self._told.unread + unread,
                remarks=tuple(dict.fromkeys((*self._told.remarks, *remarks)))[:_TOLD],
                reached=event.start_time,
            )

    async def _send(self, fresh: Entries, unread: Sequence[datetime], last: bool) -> None:
        """Write events down, send what is enough for a batch, and note up to where all is done."""
        work, ledger, ready = self.work, self.work.ledger, self._ready
        stored = await off(lambda: ledger.enter([entry for _, entry in fresh.values()], {}))
        due = [entry for entry in stored if entry.state is not State.DONE]
        ready |= {} if self.mark_only else {e.key: (fresh[e.key][0], e) for e in due}
        whole = last or await now() > self._sent_at + _PATIENCE
        many = len(ready) if whole else len(ready) // _BATCH * _BATCH
        deliveries = await deliver(work, [ready.pop(key)[1] for key in list(ready)[:many]])
        self._sent_at = await now() if many else self._sent_at
        if starts := [*unread, *(start for start, _ in ready.values())]:
            place = f"{min(starts).isoformat()} {self._began.isoformat()}"
            await off(lambda: ledger.enter((), {self._note: place}))
        failed = tuple(delivery for delivery in deliveries if not delivery.ok)
        counts = Counter({Outcome.ALREADY: len(stored) - len(due)})
        counts.update(delivery.outcome for delivery in deliveries)
        _log.info("backfill: %s", dict(counts))
        self._sending = False
        with self._lock:
            self._told = evolve(
                self._told,
                outcomes=dict(Counter(self._told.outcomes) + counts),
                undelivered=(*self._told.undelivered, *failed)[:_TOLD],
            )


def _facts(event: ScheduledEvent, invitee: Invitee) -> Iterator[Booking]:
    """List what webhooks would have told, in turn."""
    what = [Happened.RESCHEDULED if invitee.old_invitee else Happened.BOOKED]
    if invitee.status == InviteeStatus.CANCELED and not invitee.rescheduled:
        what.append(Happened.CANCELED)
    if invitee.no_show is not None:
        what.append(Happened.NO_SHOW)
    return (Booking.of(event, invitee, happened=one) for one in what)


async def _whose(calendly: AnyCalendly, scope: str) -> dict[str, Any]:
    """Give the filter by which Calendly lists meetings."""
    kind = scope.rpartition("/")[0].rpartition("/")[2]
    if kind in {"organizations", "groups"}:
        return {kind.removesuffix("s"): scope}
    if kind != "users" and scope not in {"organization", "user"}:
        raise InvalidArgument("scope", "must be 'organization', 'user', or the URI of one")
    me = await calendly.describe.users.me()
    if scope in {"user", me.uri}:
        return {"user": me.uri}
    organization = {"organization": me.current_organization}
    return {**organization, "user": scope} if kind else organization

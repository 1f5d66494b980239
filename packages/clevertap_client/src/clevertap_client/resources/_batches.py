"""How an upload is cut into batches, and how what became of each record is kept."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Sequence
from math import isfinite
from typing import Any, Final, cast, get_args

from attrs import Factory, define, field, frozen

from api_client_core.steps import Call, Operation, chance, wait

from .. import limits
from .._encoding import TOGETHER, encoded
from ..errors import (
    AmbiguousDelivery,
    CallFailed,
    InvalidArgument,
    TooManyRequests,
    UnexpectedReply,
    error_text,
    harmless,
)
from ..models import UploadReply
from ..records import Record
from ..results import Refused, UploadResult

RECORDS: Final[tuple[type[Any], ...]] = get_args(Record)
_MOST: Final = limits.RECORDS_PER_UPLOAD.value
_BYTES: Final = limits.BYTES_PER_UPLOAD.value
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0
_NUMBER: Final = re.compile(r"skipped\s*record\s*number\s*:?\s*([0-9]+)", re.IGNORECASE)


def _patience(_: object, __: object, seconds: float) -> None:
    number = isinstance(cast("object", seconds), int | float)
    if not (number and isfinite(seconds) and seconds >= 0):
        raise InvalidArgument("patience", f"must be a number of seconds, not {seconds!r}")


@frozen
class Manner:
    """How an upload goes about it."""

    dry_run: bool
    resend: bool
    patience: float = field(validator=_patience)


@define
class Batch:
    """Records that go out together, with their bytes."""

    number: int
    records: list[Record] = field(factory=list[Record])
    parts: list[bytes] = field(factory=list[bytes], repr=False)
    size: int = 0
    started: bool = False

    @property
    def repeatable(self) -> bool:
        return all(record.repeatable for record in self.records)

    @property
    def full(self) -> bool:
        return len(self.records) == _MOST

    def has_room(self, records: Sequence[Record], part: bytes) -> bool:
        """Tell whether records fit in; into an empty batch, one does whatever its size."""
        many = len(self.records) + len(records) > _MOST
        big = self.size + len(part) + 1 > _BYTES
        return not many and (not big or (not self.records and len(records) == 1))

    def add(self, records: Sequence[Record], part: bytes) -> None:
        self.records += records
        self.parts.append(part)
        self.size += len(part) + 1


@define(eq=False)
class Upload:
    """One upload under way. Batches report from threads; the tally is read by the caller's."""

    manner: Manner
    describe: Callable[[Sequence[bytes], bool], Call[UploadReply]]
    progress: Callable[[int], None] | None
    failure: CallFailed | None = None
    _open: dict[int, Batch] = field(factory=dict[int, Batch], init=False)
    _done: dict[int, UploadResult] = field(factory=dict[int, UploadResult], init=False)
    _filling: Batch = field(default=Factory(lambda: Batch(0)), init=False)
    _fresh: list[Record] = field(factory=list[Record], init=False)
    _taken: int = field(default=0, init=False)
    _settled: int = field(default=0, init=False)
    _reported: int = field(default=0, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def operations(
        self, records: Iterable[Record] | AsyncIterable[Record]
    ) -> Iterator[Operation[None]] | AsyncIterator[Operation[None]]:
        """Cut records into batches, lazily; each is an operation that never raises `CallFailed`."""
        return (
            self._awaited(records) if isinstance(records, AsyncIterable) else self._walked(records)
        )

    def _walked(self, records: Iterable[Record]) -> Iterator[Operation[None]]:
        for record in records:
            if self._take(record):
                for batch in self._full():
                    yield self._send(batch)
            if self.failure is not None:
                return
        for batch in self._rest():
            yield self._send(batch)

    async def _awaited(self, records: AsyncIterable[Record]) -> AsyncIterator[Operation[None]]:
        async for record in records:
            if self._take(record):
                for batch in self._full():
                    yield self._send(batch)
            if self.failure is not None:
                return
        for batch in self._rest():
            yield self._send(batch)

    def _take(self, record: Record) -> bool:
        """Take up a record; tell whether there are enough new ones to be encoded."""
        if not isinstance(record, RECORDS):
            raise no_record(self._taken, record)
        self._taken += 1
        self._fresh.append(record)
        if self._settled > self._reported:
            self.report()
        return len(self._fresh) == TOGETHER

    def _full(self) -> Iterator[Batch]:
        """Put the new records into batches; give those that are full."""
        fresh, part = self._fresh, encoded(self._fresh)
        if self._filling.has_room(fresh, part):
            self._filling.add(fresh, part)
            self._fresh = []
            if self._filling.full:
                yield self._next()
            return
        while self._fresh:  # few batches come here: those that get too big, and the next ones
            one = self._fresh[:1]
            part = encoded(one)
            if not self._filling.has_room(one, part):
                yield self._next()
            self._filling.add(one, part)
            del self._fresh[0]

    def _rest(self) -> Iterator[Batch]:
        if self._fresh:
            yield from self._full()
        if self._filling.records:
            yield self._next()

    def _next(self) -> Batch:
        batch = self._filling
        with self._lock:
            self._open[batch.number] = batch
        self._filling = Batch(batch.number + 1)
        return batch

    async def _send(self, batch: Batch) -> None:
        if self.failure is not None:
            return
        try:
            reply = await self._answered(batch)
        except AmbiguousDelivery:
            outcome = UploadResult(in_doubt=tuple(batch.records))
        except CallFailed as error:
            if self.failure is None:
                self.failure = error
            return
        else:
            if reply is None:  # another batch failed meanwhile
                return
            outcome = judged(batch.records, reply, dry_run=self.manner.dry_run)
        with self._lock:
            del self._open[batch.number]
            self._done[batch.number] = outcome
            self._settled += len(batch.records)

    async def _answered(self, batch: Batch) -> UploadReply | None:
        """Send a batch until it is answered or given up; note whether it may be stored."""
        call = self.describe(batch.parts, self.manner.dry_run or batch.repeatable)
        doubts, left, pause = 0, self.manner.patience, _FIRST_PAUSE
        while self.failure is None:
            batch.started = True
            seconds = pause * (0.5 + 0.5 * await chance())
            try:
                return await call
            except AmbiguousDelivery:
                doubts += 1
                if not self.manner.resend or doubts > limits.RESENDS.value:
                    raise
            except CallFailed as error:
                # An unreadable answer says nothing about what was stored; the others say: nothing.
                batch.started = doubts > 0 or isinstance(error, UnexpectedReply)
                seconds = max(min(seconds, left), error.retry_after or 0.0)
                if not isinstance(error, TooManyRequests) or not left or seconds > left:
                    raise
                left -= seconds
            await wait(seconds)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return None

    def report(self) -> None:
        """Tell how many records are settled, if there is news."""
        if self.progress is not None and self._settled > self._reported:
            self._reported = self._settled
            self.progress(self._reported)

    def so_far(self) -> UploadResult:
        """Add up what became of every record that was taken."""
        with self._lock:
            done = [outcome for _, outcome in sorted(self._done.items())]
            left = [batch for _, batch in sorted(self._open.items())]
        left += [self._filling, Batch(self._filling.number, self._fresh)]
        doubtful = [b.started and not (self.manner.dry_run or b.repeatable) for b in left]
        lost = list(zip(left, doubtful, strict=True))
        return UploadResult(
            processed=sum(outcome.processed for outcome in done),
            refused=tuple(refused for outcome in done for refused in outcome.refused),
            in_doubt=(
                *(record for outcome in done for record in outcome.in_doubt),
                *(r for batch, doubt in lost if doubt for r in batch.records),
            ),
            unsent=tuple(r for batch, doubt in lost if not doubt for r in batch.records),
        )


def no_record(place: int, given: object) -> InvalidArgument:
    """Say that something among the records is none."""
    kind = type(given).__name__
    return InvalidArgument(
        f"records[{place}]",
        f"must be an EventRecord, a ProfileRecord or a TokenRecord, not {kind}",
    )


@frozen
class _Refusal:
    number: int | None
    refused: Refused


def judged(records: Sequence[Record], reply: UploadReply, *, dry_run: bool) -> UploadResult:
    """Tell what became of each record of a batch.

    Only the number at the end of the text links a refusal to its record: CleverTap echoes records
    changed. The status word is not looked at, since it may say success above a list of refusals.

    A refusal without a usable number belongs to the one record that is left, if there is just one.
    Otherwise its ``record`` is None, and all records that nothing else is said about are in doubt.
    So they are if fewer records were accepted than were not refused.

    Args:
        records: In the order in which they were sent.
        reply: CleverTap's answer.
        dry_run: Whether nothing was stored, so that the number of accepted records says nothing.
    """
    found = [_refusal(records, item.code, item.error) for item in reply.unprocessed]
    named = {refusal.number for refusal in found if refusal.number is not None}
    others = [n for n in range(1, len(records) + 1) if n not in named]
    nameless = [refusal for refusal in found if refusal.number is None]
    if len(nameless) == 1 and len(others) == 1 and not reply.processed:
        only, others = others[0], []
        mended = Refused(records[only - 1], nameless[0].refused.code, nameless[0].refused.error)
        found[found.index(nameless[0])] = _Refusal(only, mended)
        nameless = []
    unsure = bool(nameless) or (not dry_run and reply.processed < len(others))
    last = len(records) + 1
    ordered = sorted(found, key=lambda refusal: refusal.number or last)
    return UploadResult(
        processed=0 if unsure else len(others),
        refused=tuple(refusal.refused for refusal in ordered),
        in_doubt=tuple(records[n - 1] for n in others) if unsure else (),
    )


def _refusal(records: Sequence[Record], code: int | str, error: str) -> _Refusal:
    text = error_text(error)
    # The last one: before it, the text may quote what the record says.
    numbers = _NUMBER.findall(text)
    number = int(numbers[-1][:9]) if numbers else 0
    known = 1 <= number <= len(records)
    record = records[number - 1] if known else None
    told = code if isinstance(code, int) else harmless(code)
    return _Refusal(number if known else None, Refused(record, told, harmless(text)))

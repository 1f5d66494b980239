"""``/1/upload``: events, profiles and tokens, any number of them."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Sequence
from typing import Final, cast

from api_client_core.endpoints import Resource, S, endpoint, operation
from api_client_core.senders import Describing
from api_client_core.steps import Call, together
from api_client_core.wire import Body

from .. import limits
from .._encoding import TOGETHER, encoded
from ..converter import Judged
from ..errors import InvalidArgument
from ..models import UploadReply
from ..records import Record
from ..results import UploadResult
from ._batches import RECORDS, Manner, Upload, no_record
from ._checks import several, whole
from ._verbs import POST

_READ: Final = Judged()
_PATIENCE: Final = limits.UPLOAD_PATIENCE.value


class Uploads(Resource[S]):
    """Uploads of events, profiles and push tokens."""

    @endpoint
    def batch(self, records: Sequence[Record], *, dry_run: bool = False) -> Call[UploadReply]:
        """Upload at most 1000 records in one request, and get CleverTap's own answer.

        `send` does this for any number of records and says what became of each.

        Args:
            records: Events, profiles and tokens.
            dry_run: Have them checked, and store nothing.

        Raises:
            InvalidArgument: No records, or too many.
            RequestRejected: The body says fail and lists no record.

        See https://developer.clevertap.com/docs/upload-events-api
        """
        given = several("records", records, at_most=limits.RECORDS_PER_UPLOAD.value)
        for place, record in enumerate(given):
            if not isinstance(record, RECORDS):
                raise no_record(place, record)
        repeatable = dry_run or all(record.repeatable for record in given)
        parts = [encoded(given[n : n + TOGETHER]) for n in range(0, len(given), TOGETHER)]
        return _upload(parts, dry_run, repeatable)

    @operation
    async def send(
        self: Uploads[Describing],
        records: Iterable[Record] | AsyncIterable[Record],
        *,
        in_flight: int | None = None,
        progress: Callable[[int], None] | None = None,
        resend_in_doubt: bool = False,
        patience: float = _PATIENCE,
    ) -> UploadResult:
        """Upload any number of records, in batches side by side, and say what became of each.

        Records are taken as they are needed, by your own thread or task, so a generator of a
        million stays lazy. A batch has at most 1000 records and about 5 MB. What CleverTap refuses
        does not raise: call `UploadResult.raise_for_refused`, or look at ``refused``.

        Batches may overtake each other. If one person comes twice and the order counts, let them go
        one after another, with ``in_flight=1``. Of the order within a batch CleverTap says nothing.

        CleverTap stores an event twice if it is sent twice. So a batch with events, or with
        `Increment` or `Decrement`, is not sent again when its answer is lost: its records are
        ``in_doubt``, and the batches after it go out all the same. A batch of other profiles and
        tokens is.

        Args:
            records: Events, profiles and tokens, in any mix; an async iterable needs the async
                client.
            in_flight: How many batches at once, 1 to 15; never more than the client's own
                ``limits.uploads_in_flight``, which counts all its uploads together.
            progress: Called in your thread with the number of records settled so far: when it has
                grown and another record is taken, and at the end.
            resend_in_doubt: Send a batch in doubt again, up to twice: rather twice stored than not
                at all. What is in doubt still after that, stays so.
            patience: Seconds that a batch waits in all while CleverTap says that too many requests
                are in flight, which applies nothing; 0 gives up after the client's own retries.

        Raises:
            InvalidArgument: One of ``records`` is no record.
            CallFailed: A batch as a whole failed, for example for wrong credentials. No further
                ones are started, those in flight are waited for, and ``partial`` says what was
                done. An error of your iterable and a cancellation carry it too; see `partial_of`.

        See https://developer.clevertap.com/docs/upload-events-api
        """
        manner = Manner(dry_run=False, resend=resend_in_doubt, patience=patience)
        return await _upload_all(records, in_flight, progress, manner)

    @operation
    async def validate(
        self: Uploads[Describing],
        records: Iterable[Record] | AsyncIterable[Record],
        *,
        in_flight: int | None = None,
        progress: Callable[[int], None] | None = None,
        patience: float = _PATIENCE,
    ) -> UploadResult:
        """Have CleverTap check records without storing them (its ``dryRun``).

        It checks the form of records. Whether a campaign fires it does not tell.

        Args:
            records: As for `send`.
            in_flight: As for `send`.
            progress: As for `send`.
            patience: As for `send`.

        Raises:
            InvalidArgument: One of ``records`` is no record.
            CallFailed: A batch as a whole failed; ``partial`` says what was done.

        See https://developer.clevertap.com/docs/upload-events-api
        """
        manner = Manner(dry_run=True, resend=False, patience=patience)
        return await _upload_all(records, in_flight, progress, manner)


async def _upload_all(
    records: Iterable[Record] | AsyncIterable[Record],
    in_flight: int | None,
    progress: Callable[[int], None] | None,
    manner: Manner,
) -> UploadResult:
    if in_flight is not None:
        whole("in_flight", in_flight, 1, limits.UPLOADS_IN_FLIGHT.value)
    if not isinstance(cast("object", records), Iterable | AsyncIterable):
        raise InvalidArgument("records", "must be an iterable of records, such as [record]")
    dry_run = manner.dry_run
    upload = Upload(manner, lambda parts, repeat: _upload(parts, dry_run, repeat), progress)
    try:
        # Without a number, as many as the client has room for.
        await together(upload.operations(records), in_flight or _upload([], dry_run, False))
        upload.report()
    except BaseException as error:
        # A cancellation, an interrupt, or an error of the caller's own iterable or callback.
        vars(error)["partial"] = upload.so_far()
        raise
    if upload.failure is not None:
        upload.failure.partial = upload.so_far()
        raise upload.failure
    return upload.so_far()


def _upload(parts: Sequence[bytes], dry_run: bool, repeatable: bool) -> Call[UploadReply]:
    body = Body(b'{"d":[' + b",".join(parts) + b"]}", "application/json")
    query = {"dryRun": 1} if dry_run else None
    return POST("1", "upload", query=query, body=body, returns=_READ, idempotent=repeatable)

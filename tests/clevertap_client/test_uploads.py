"""An upload says what became of every record, whatever happens on the way."""

from __future__ import annotations

import asyncio
import gc
import json
import pickle
import random
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import httpx
import pytest

from clevertap_client import (
    RECORD_CODES,
    AsyncCleverTap,
    BadRequest,
    CleverTap,
    CleverTapError,
    ConnectionFailed,
    EventRecord,
    Hooks,
    InvalidArgument,
    InvalidCredentials,
    Limits,
    ProfileRecord,
    Record,
    RecordsRefused,
    RequestRejected,
    RetryPolicy,
    ServerError,
    TooManyRequests,
    UnexpectedReply,
    UploadResult,
    advice_for,
    limits,
    partial_of,
)
from clevertap_client.codes import is_temporary
from clevertap_client.models import Unprocessed, UploadReply
from clevertap_client.records import record_from_wire
from clevertap_client.resources._batches import Batch, judged
from clevertap_client.testing import Answer, CleverTapSandbox, Reset, Truncate

from .conftest import IMPATIENT, Colour, answer_together


@cache
def event(number: int, **properties: Any) -> EventRecord:
    """Make an event, which is frozen, once for all tests."""
    return EventRecord("Lesson Booked", f"pupil-{number}", {"n": number, **properties})


def unfit(number: int) -> Record:
    """A record that the service refuses: stored once, when the rules were others."""
    return record_from_wire(
        {"type": "event", "identity": f"pupil-{number}", "evtName": "Stayed", "evtData": {}}
    )


def bad_phone(number: int) -> Record:
    wire = {"type": "profile", "identity": f"{number}", "profileData": {"Phone": "+35922333232x"}}
    return record_from_wire(wire)


def profile(number: int) -> ProfileRecord:
    return ProfileRecord(f"pupil-{number}", {"n": number})


def answer(processed: int, *refused: dict[str, Any], status: str = "partial") -> Answer:
    return Answer.json({"status": status, "processed": processed, "unprocessed": list(refused)})


def refusal(text: str, code: int | str = 509) -> dict[str, Any]:
    return {"status": "fail", "code": code, "error": text, "record": {"identity": "someone else"}}


def settled(result: UploadResult) -> int:
    """Count every record once."""
    named = sum(refused.record is not None for refused in result.refused)
    return result.processed + named + len(result.in_doubt) + len(result.unsent)


def test_3500_records_go_in_batches_and_each_refusal_finds_its_record(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    rng = random.Random(5)
    wrong = set(rng.sample(range(3500), 40))
    made: list[Record] = []
    ahead: list[int] = []

    def records() -> Iterator[Record]:
        for n in range(3500):
            record = (unfit(n) if n % 2 else bad_phone(n)) if n in wrong else event(n)
            made.append(record)
            ahead.append(len(made) - 1000 * len(sandbox.journal))
            yield record

    client = colour.client(sandbox)
    progress: list[int] = []
    result = colour.run(client.uploads.send(records(), in_flight=2, progress=progress.append))
    sizes = [len(entry.request.json()["d"]) for entry in sandbox.journal]
    assert sorted(sizes) == [500, 1000, 1000, 1000]
    assert result.processed == 3460
    assert [refused.record for refused in result.refused] == [made[n] for n in sorted(wrong)]
    assert all(
        refused.record is made[n] for refused, n in zip(result.refused, sorted(wrong), strict=True)
    )
    assert {refused.code for refused in result.refused} == {513, 516}
    # Two batches in flight, one being filled, one that had just left the journal.
    assert max(ahead) <= 4001
    assert progress[-1] == 3500
    assert progress == sorted(set(progress))
    assert len(sandbox.events) == 3460


def test_an_async_iterable_is_taken_by_the_async_client(sandbox: CleverTapSandbox) -> None:
    async def records() -> AsyncIterator[Record]:
        for n in range(1500):
            await asyncio.sleep(0)
            yield event(n)

    async def go() -> UploadResult:
        async with AsyncCleverTap(
            sandbox.account_id, sandbox.passcode, base_url=sandbox.url
        ) as client:
            return await client.uploads.send(records())

    assert asyncio.run(go()).processed == 1500


def test_an_async_iterable_is_refused_by_the_blocking_client(sandbox: CleverTapSandbox) -> None:
    async def records() -> AsyncIterator[Record]:
        yield event(1)

    with (
        CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client,
        pytest.raises(TypeError, match="async"),
    ):
        client.uploads.send(records())


def test_records_are_taken_and_progress_is_told_in_the_callers_own_thread(
    sandbox: CleverTapSandbox,
) -> None:
    threads: set[str] = set()

    def note(value: Any) -> Any:
        threads.add(threading.current_thread().name)
        return value

    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client:
        client.uploads.send((note(event(n)) for n in range(2500)), progress=note)
    assert threads == {threading.current_thread().name}


@pytest.mark.parametrize(("in_flight", "batches"), [(1, 3), (3, 6), (15, 15)])
def test_never_more_batches_in_flight_than_asked_for(
    sandbox: CleverTapSandbox, colour: Colour, in_flight: int, batches: int
) -> None:
    answer_together(sandbox, in_flight)
    records = [event(n % 100) for n in range(1000)] * batches
    client = colour.client(sandbox, limits=Limits(uploads_in_flight=15))
    result = colour.run(client.uploads.send(records, in_flight=in_flight))
    assert result.processed == 1000 * batches
    assert sandbox.most_in_flight == in_flight


@pytest.mark.parametrize("in_flight", [0, 16, -1, 2.5, "2", True])
def test_a_number_in_flight_that_cleverTap_does_not_allow_is_refused(
    sandbox: CleverTapSandbox, colour: Colour, in_flight: Any
) -> None:
    with pytest.raises(InvalidArgument, match="from 1 to 15"):
        colour.run(colour.client(sandbox).uploads.send([event(1)], in_flight=in_flight))


def test_a_batch_stays_below_5_megabytes(sandbox: CleverTapSandbox, colour: Colour) -> None:
    # At six bytes for each escaped sign, 1000 of these would be 15 MB.
    big = {f"k{n}": "é" * 250 for n in range(10)}
    result = colour.run(colour.client(sandbox).uploads.send(event(n, **big) for n in range(1000)))
    assert result.processed == 1000
    assert len(sandbox.journal) == 4
    assert all(len(e.request.body) <= limits.BYTES_PER_UPLOAD.value + 10 for e in sandbox.journal)


def test_batches_that_get_too_big_are_cut_where_it_is_needed_and_nowhere_else(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    big = {f"k{n}": "é" * 250 for n in range(10)}  # 15 kB: 333 of them fill a batch
    records = [event(n, **(big if 1010 <= n < 1360 else {})) for n in range(2500)]
    result = colour.run(colour.client(sandbox).uploads.send(iter(records), in_flight=1))
    assert result.processed == 2500
    bodies = [entry.request.body for entry in sandbox.journal]
    rows = [json.loads(body)["d"] for body in bodies]
    assert [row["evtData"]["n"] for one in rows for row in one] == list(range(2500))
    assert max(map(len, bodies)) <= limits.BYTES_PER_UPLOAD.value + 10
    first, *others = map(len, rows)
    assert first == 1000
    assert 334 <= others[0] <= 344  # ten small ones and as many big ones as fit in
    assert others[1:] == [1000, 1500 - 1000 - others[0]]


def test_a_batch_leaves_as_soon_as_it_is_full(sandbox: CleverTapSandbox) -> None:
    def records() -> Iterator[Record]:
        yield from (event(n) for n in range(1000))
        gone.wait(10)  # for the next record one may have to wait long
        assert gone.is_set()

    gone = threading.Event()
    hooks = Hooks(on_request=lambda request, attempt: gone.set())
    with CleverTap(
        sandbox.account_id, sandbox.passcode, base_url=sandbox.url, hooks=hooks
    ) as client:
        assert client.uploads.send(records()).processed == 1000


@pytest.mark.parametrize("patience", [-1, float("nan"), float("inf"), "5", None])
def test_a_patience_that_is_none_is_named(
    sandbox: CleverTapSandbox, colour: Colour, patience: Any
) -> None:
    with pytest.raises(InvalidArgument, match=r"^patience: "):
        colour.run(colour.client(sandbox).uploads.send([event(0)], patience=patience))


@pytest.mark.parametrize("records", [5, None, event(1)])
def test_what_is_no_iterable_of_records_is_refused(
    sandbox: CleverTapSandbox, colour: Colour, records: Any
) -> None:
    with pytest.raises(InvalidArgument, match=r"^records: "):
        colour.run(colour.client(sandbox).uploads.send(records))


def test_what_is_no_record_is_named_by_its_place(sandbox: CleverTapSandbox, colour: Colour) -> None:
    given: Any = [event(0), {"type": "event"}]
    with pytest.raises(InvalidArgument, match=r"^records\[1\]: .*dict") as caught:
        colour.run(colour.client(sandbox).uploads.send(given))
    assert caught.value.partial == UploadResult(unsent=(given[0],))
    assert sandbox.journal == []


def test_no_records_are_no_request(sandbox: CleverTapSandbox, colour: Colour) -> None:
    assert colour.run(colour.client(sandbox).uploads.send([])) == UploadResult()
    assert sandbox.journal == []


def test_validating_stores_nothing_and_says_the_same(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    records = [event(0), unfit(1)]
    result = colour.run(colour.client(sandbox).uploads.validate(records))
    assert result.processed == 1
    assert result.refused[0].record is records[1]
    assert sandbox.events == ()
    assert sandbox.profiles == ()


def test_a_normal_upload_does_not_speak_of_dry_runs(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    colour.run(colour.client(sandbox).uploads.send([event(0)]))
    assert sandbox.journal[0].request.raw_query == ""


# ---------------------------------------------------------------- whose refusal it is


@pytest.mark.parametrize(
    "text",
    [
        "Event name is mandatory. Skipped record number : 2",
        "Email is not valid.Skipped record number : 2",
        "needs to be School/College/Graduate..Skipped record number : 2",
        "Skipped record number:2",
        "skipped  Record number 2",
        '["Invalid thing. Skipped record number : 2"]',
    ],
)
def test_the_number_in_the_text_is_found_however_it_is_spaced(
    sandbox: CleverTapSandbox, colour: Colour, text: str
) -> None:
    records = [event(n) for n in range(3)]
    sandbox.fail(answer(2, refusal(text)))
    result = colour.run(colour.client(sandbox).uploads.send(records))
    assert [refused.record for refused in result.refused] == [records[1]]
    assert result.refused[0].record is records[1]
    assert result.processed == 2


def test_the_echoed_record_is_never_believed(sandbox: CleverTapSandbox, colour: Colour) -> None:
    records = [event(0), event(1)]
    echo = {**refusal("Skipped record number : 1"), "record": records[1].to_wire()}
    sandbox.fail(answer(1, echo))
    result = colour.run(colour.client(sandbox).uploads.send(records))
    assert result.refused[0].record is records[0]


def test_refusals_are_told_in_the_order_of_the_records(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    records = [unfit(n) for n in range(5)]
    result = colour.run(colour.client(sandbox).uploads.send(records))
    echoed = json.loads(sandbox.journal[0].answer.body)["unprocessed"]
    assert echoed[0]["error"].endswith(": 5")
    assert [refused.record for refused in result.refused] == records


@pytest.mark.parametrize("status", ["success", "partial", "fail"])
def test_the_status_word_alone_says_nothing(
    sandbox: CleverTapSandbox, colour: Colour, status: str
) -> None:
    records = [event(0), event(1)]
    sandbox.fail(answer(1, refusal("Skipped record number : 2"), status=status))
    result = colour.run(colour.client(sandbox).uploads.send(records))
    assert (result.processed, result.refused[0].record) == (1, records[1])


@pytest.mark.parametrize("text", ["Something is wrong", "Skipped record number : 9", "number : x"])
def test_a_refusal_that_names_no_record_leaves_the_others_in_doubt(
    sandbox: CleverTapSandbox, colour: Colour, text: str
) -> None:
    records = [event(n) for n in range(3)]
    sandbox.fail(answer(1, refusal("Skipped record number : 1"), refusal(text)))
    result = colour.run(colour.client(sandbox).uploads.send(records))
    assert [refused.record for refused in result.refused] == [records[0], None]
    assert result.in_doubt == tuple(records[1:])
    assert result.processed == 0
    assert settled(result) == 3


def test_a_refusal_without_a_number_of_a_single_record_is_its_own(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    record = event(0)
    sandbox.fail(answer(0, refusal("No good"), status="fail"))
    result = colour.run(colour.client(sandbox).uploads.send([record]))
    assert result.refused[0].record is record
    assert result.in_doubt == ()


def test_records_that_were_neither_accepted_nor_refused_are_in_doubt(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    records = [event(n) for n in range(3)]
    sandbox.fail(answer(1, status="success"))
    result = colour.run(colour.client(sandbox).uploads.send(records))
    assert result.in_doubt == tuple(records)


@pytest.mark.parametrize("row", [None, "Bad", {}, {"code": None, "error": None}, {"error": 5}])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_refusal_that_says_nothing_is_still_one(
    sandbox: CleverTapSandbox, colour: Colour, row: Any, dry_run: bool
) -> None:
    records = [event(n) for n in range(3)]
    sandbox.fail(answer(1, row, refusal("Skipped record number : 1")))
    uploads = colour.client(sandbox).uploads
    result = colour.run((uploads.validate if dry_run else uploads.send)(records))
    assert [refused.record for refused in result.refused] == [records[0], None]
    assert result.in_doubt == tuple(records[1:])
    assert settled(result) == 3


def test_no_list_of_refusals_is_none(sandbox: CleverTapSandbox, colour: Colour) -> None:
    given: list[dict[str, Any]] = [{}, {"unprocessed": None}, {"unprocessed": []}]
    for more in given:
        sandbox.fail(Answer.json({"status": "success", "processed": 1, **more}))
        result = colour.run(colour.client(sandbox).uploads.send([event(0)]))
        assert result == UploadResult(processed=1)


def test_a_dry_run_is_not_judged_by_its_count() -> None:
    reply = UploadReply(status="success", processed=0)
    assert judged([event(0)], reply, dry_run=True) == UploadResult(processed=1)


def test_two_refusals_of_one_record_are_both_told() -> None:
    records = [event(0), event(1)]
    twice = [
        Unprocessed(code=514, error="a Skipped record number : 2"),
        Unprocessed(code=515, error="b Skipped record number : 2"),
    ]
    result = judged(
        records, UploadReply(status="partial", processed=1, unprocessed=tuple(twice)), dry_run=False
    )
    assert [refused.code for refused in result.refused] == [514, 515]
    assert result.processed == 1


def test_a_code_may_be_a_text(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(answer(0, refusal("Skipped record number : 1", code="509")))
    result = colour.run(colour.client(sandbox).uploads.send([event(0)]))
    assert result.refused[0].code == "509"
    assert result.refused[0].advice == advice_for(509)
    sandbox.fail(answer(0, refusal("Skipped record number : 1", code="SOME_WORD")))
    result = colour.run(colour.client(sandbox).uploads.send([event(0)]))
    assert "not known" in result.refused[0].advice
    assert "not known" in advice_for("9" * 5000)


def test_a_code_that_names_a_person_is_not_repeated(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    said = refusal("Skipped record number : 1", code="jo@private.example")
    sandbox.fail(answer(0, said))
    result = colour.run(colour.client(sandbox).uploads.send([event(0)]))
    assert "private" not in f"{result.refused} {result.summary()}"


@pytest.mark.parametrize("code", sorted(RECORD_CODES))
def test_every_published_code_comes_from_the_sandbox_and_is_explained(
    sandbox: CleverTapSandbox, colour: Colour, code: int
) -> None:
    record = event(0)
    sandbox.refuse_next(code)
    result = colour.run(colour.client(sandbox).uploads.send([record]))
    (refused,) = result.refused
    assert (refused.record, refused.code) == (record, code)
    assert len(refused.advice) > 20
    assert refused.temporary == (code == 555) == is_temporary(str(code))


def test_raising_for_refusals_says_how_many_and_why_and_nothing_of_the_people(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    mail = "someone@private.example"
    records = [
        EventRecord("Lesson Booked", mail, {"n": 1}),
        record_from_wire({"type": "event", "identity": mail, "evtName": "", "evtData": {}}),
    ]
    sandbox.fail(answer(1, refusal(f"{mail} +4915112345678. Skipped record number : 2")))
    result = colour.run(colour.client(sandbox).uploads.send(records))
    with pytest.raises(RecordsRefused) as caught:
        result.raise_for_refused()
    assert caught.value.result is result
    assert "1 record was refused" in str(caught.value)
    assert "509" in str(caught.value)
    for text in (str(caught.value), repr(caught.value), repr(result), repr(result.refused)):
        assert "private" not in text
        assert "4915112345678" not in text
    assert pickle.loads(pickle.dumps(caught.value)).result == result


def test_without_refusals_the_result_itself_comes_back() -> None:
    fine = UploadResult(processed=2)
    assert fine.raise_for_refused() is fine
    assert fine.complete
    unsure = UploadResult(in_doubt=(event(0),))
    assert unsure.raise_for_refused() is unsure
    assert not unsure.complete


# ------------------------------------------------------------------ what may have happened


def test_an_event_whose_answer_is_lost_is_in_doubt_and_not_sent_again(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    records = [event(n) for n in range(2500)]
    sandbox.fail(Reset(applied=True))
    result = colour.run(colour.client(sandbox).uploads.send(records, in_flight=1))
    assert result.in_doubt == tuple(records[:1000])
    assert result.processed == 1500
    assert len(sandbox.events) == 2500


@pytest.mark.parametrize("fault", [Reset(), Truncate(5), Answer(502, b"<html>"), Answer(500)])
def test_a_batch_with_an_event_is_in_doubt_whatever_broke(
    sandbox: CleverTapSandbox, colour: Colour, fault: Any
) -> None:
    records = [ProfileRecord("a", {"n": 1}), event(1)]
    sandbox.fail(fault)
    result = colour.run(colour.client(sandbox).uploads.send(records))
    assert result.in_doubt == tuple(records)
    assert len(sandbox.journal) == 1


@pytest.mark.parametrize("fault", [Reset(applied=True), Truncate(5), Answer(502, b"<html>")])
def test_profiles_are_sent_again(sandbox: CleverTapSandbox, colour: Colour, fault: Any) -> None:
    sandbox.fail(fault)
    result = colour.run(colour.client(sandbox).uploads.send([ProfileRecord("a", {"n": 1})]))
    assert result == UploadResult(processed=1)
    assert len(sandbox.journal) == 2


def test_a_profile_that_counts_is_not(sandbox: CleverTapSandbox, colour: Colour) -> None:
    counter = ProfileRecord("a", {"n": {"$incr": 1}})
    sandbox.fail(Reset(applied=True))
    assert colour.run(colour.client(sandbox).uploads.send([counter])).in_doubt == (counter,)
    assert sandbox.profiles[0].properties == {"n": 1}


def test_a_dry_run_of_events_is_sent_again(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(Reset(applied=True))
    assert colour.run(colour.client(sandbox).uploads.validate([event(0)])).complete


def test_too_many_requests_are_sent_again_events_too(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    sandbox.fail(Answer.json({"status": "fail", "code": 429, "error": "Too many"}, 429), times=2)
    assert colour.run(colour.client(sandbox).uploads.send([event(0)])).complete


def test_a_storm_of_429_is_waited_out_but_not_for_ever(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    sandbox.fail(Answer(429), times=15)
    assert colour.run(colour.client(sandbox).uploads.send([event(0)])).complete
    sandbox.fail(Answer(429), times=1000)
    record = event(1)
    with pytest.raises(TooManyRequests) as caught:
        colour.run(colour.client(sandbox).uploads.send([record]))
    assert caught.value.safe_to_resend
    assert caught.value.partial == UploadResult(unsent=(record,))
    # In pauses of 1, 2, 4 and at most 30 seconds, and half of that at the least.
    assert 3 * 6 <= len(sandbox.journal) - 16 < 3 * 12


def test_without_patience_a_429_ends_it_after_the_clients_own_retries(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    sandbox.fail(Answer(429), times=4)
    with pytest.raises(TooManyRequests):
        colour.run(colour.client(sandbox).uploads.send([event(0)], patience=0))
    assert len(sandbox.journal) == 3


@pytest.mark.parametrize("patience", [-1, float("nan"), float("inf")])
def test_a_patience_that_is_no_number_of_seconds_is_refused(
    sandbox: CleverTapSandbox, colour: Colour, patience: float
) -> None:
    with pytest.raises(InvalidArgument, match="patience"):
        colour.run(colour.client(sandbox).uploads.send([event(0)], patience=patience))


def test_a_batch_in_doubt_is_sent_again_if_the_caller_says_so(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    records = [event(n) for n in range(1500)]
    sandbox.fail(Reset(applied=True), times=2)
    client = colour.client(sandbox)
    result = colour.run(client.uploads.send(records, in_flight=1, resend_in_doubt=True))
    assert result == UploadResult(processed=1500)
    assert len(sandbox.events) == 3500  # rather twice, or thrice, than not at all


@pytest.mark.parametrize("last", [Reset(), Answer(500)])
def test_what_stays_in_doubt_after_that_is_told(
    sandbox: CleverTapSandbox, colour: Colour, last: Any
) -> None:
    sandbox.fail(last, times=3)
    record = event(0)
    result = colour.run(colour.client(sandbox).uploads.send([record], resend_in_doubt=True))
    assert result == UploadResult(in_doubt=(record,))
    assert len(sandbox.journal) == 3


def test_a_batch_that_fails_after_a_doubt_stays_in_doubt(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    sandbox.fail(Reset(applied=True))
    sandbox.fail(Answer.json({"status": "fail", "code": 401}, 401))
    record = event(0)
    with pytest.raises(InvalidCredentials) as caught:
        colour.run(colour.client(sandbox).uploads.send([record], resend_in_doubt=True))
    assert caught.value.partial == UploadResult(in_doubt=(record,))


def test_a_batch_that_waits_is_given_up_when_another_fails(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    failing = threading.Event()

    def fail(request: Any, attempt: int) -> None:
        if attempt == 3:  # one batch has met its 429s: the other one may fail now
            failing.set()

    def records() -> Iterator[Record]:
        yield from (event(n) for n in range(1001))
        if colour.name == "blocking":
            failing.wait(10)
        yield from (event(n) for n in range(1001, 2000))

    sandbox.fail(Answer(429), times=3)
    sandbox.fail(Answer.json({"status": "fail", "code": 401}, 401), times=1000)
    client = colour.client(sandbox, hooks=Hooks(on_request=fail))
    with pytest.raises(InvalidCredentials) as caught:
        colour.run(client.uploads.send(records()))
    partial = caught.value.partial
    assert partial is not None
    assert len(partial.unsent) > 1000
    assert partial == UploadResult(unsent=partial.unsent)


def test_a_batch_under_way_shows_no_body() -> None:
    batch = Batch(0)
    batch.add([event(0)], b"pupil-0")
    assert "pupil" not in repr(batch)


# ------------------------------------------------------------------ how many at once


def test_threads_on_one_client_share_its_places(sandbox: CleverTapSandbox) -> None:
    answer_together(sandbox, 4)
    records = [event(0)] * 1500
    with (
        CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client,
        ThreadPoolExecutor(6) as threads,
    ):
        twin = client.with_options(timeout=20)
        sends = [(twin if n % 2 else client).uploads.send for n in range(6)]
        jobs = [threads.submit(send, records, in_flight=3) for send in sends]
        assert [job.result().processed for job in jobs] == [1500] * 6
    assert sandbox.most_in_flight == 4


def test_tasks_on_one_client_share_its_places(sandbox: CleverTapSandbox) -> None:
    answer_together(sandbox, 2)
    records = [event(n) for n in range(100)]

    async def go() -> list[UploadResult]:
        async with AsyncCleverTap(
            sandbox.account_id,
            sandbox.passcode,
            base_url=sandbox.url,
            limits=Limits(uploads_in_flight=2),
        ) as client:
            return await asyncio.gather(*(client.uploads.send(records) for _ in range(10)))

    assert [result.processed for result in asyncio.run(go())] == [100] * 10
    assert sandbox.most_in_flight == 2


def test_an_upload_has_as_many_batches_at_once_as_the_client_has_room_for(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    answer_together(sandbox, 7)
    client = colour.client(sandbox, limits=Limits(uploads_in_flight=7))
    result = colour.run(client.uploads.send([event(0)] * 7000))
    assert result.processed == 7000
    assert sandbox.most_in_flight == 7


def test_look_ups_beside_uploads_wait_among_themselves_only(sandbox: CleverTapSandbox) -> None:
    with (
        CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client,
        ThreadPoolExecutor(12) as threads,
    ):
        client.uploads.send([profile(0)])
        answer_together(sandbox, 3)
        jobs = [threads.submit(client.profiles.find, "pupil-0") for _ in range(12)]
        assert all(job.result() is not None for job in jobs)
    assert sandbox.most_in_flight == 3


@pytest.mark.parametrize(
    ("fault", "kind", "doubtful"),
    [
        (Answer.json({"status": "fail", "code": 401}, 401), InvalidCredentials, False),
        (Answer.json({"status": "fail", "code": 400}, 400), BadRequest, False),
        (answer(0, status="fail"), RequestRejected, False),
        (Answer.json({"status": "fail", "error": "no", "code": "WORD"}), RequestRejected, False),
        (Answer(200, b""), UnexpectedReply, True),
        (Answer(200, b"<html>"), UnexpectedReply, True),
        (Answer(200, b"[]"), UnexpectedReply, True),
        (Answer.json({"processed": 1}), UnexpectedReply, True),
    ],
)  # fmt: skip
def test_a_batch_that_fails_as_a_whole_raises_and_says_what_was_done(
    sandbox: CleverTapSandbox,
    colour: Colour,
    fault: Any,
    kind: type[CleverTapError],
    doubtful: bool,
) -> None:
    records = [event(n) for n in range(2500)]
    client = colour.client(sandbox)
    taken: list[int] = []

    def walk() -> Iterator[Record]:
        for n, record in enumerate(records):
            if n == 1000:  # the first batch is through, or on its way
                sandbox.fail(fault)
            taken.append(n)
            yield record

    with pytest.raises(kind) as caught:
        colour.run(client.uploads.send(walk(), in_flight=1))
    partial = caught.value.partial
    assert partial is not None
    assert settled(partial) == len(taken)
    # Which of the two batches met the fault depends on when the first left.
    at = 0 if partial.processed == 0 else 1000
    lost = partial.in_doubt if doubtful else partial.unsent
    assert lost[:1000] == tuple(records[at : at + 1000])
    assert partial_of(caught.value) is partial
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.partial == partial


def test_the_other_batches_in_flight_are_waited_for(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    sandbox.latency = 0.02
    sandbox.fail(Answer.json({"status": "fail", "code": 400, "error": "Malformed"}, 400))
    taken: list[int] = []

    def records() -> Iterator[Record]:
        for n in range(4000):
            taken.append(n)
            yield event(n)

    with pytest.raises(BadRequest) as caught:
        colour.run(colour.client(sandbox).uploads.send(records(), in_flight=4))
    partial = caught.value.partial
    assert partial is not None
    assert partial.in_doubt == ()
    assert partial.processed == len(sandbox.events)
    assert settled(partial) == len(taken)


def test_a_service_that_is_down_is_an_error_and_not_a_doubt(colour: Colour) -> None:
    with CleverTapSandbox() as sandbox:
        client = colour.client(sandbox, retry=RetryPolicy(retries=0))
    record = event(0)
    with pytest.raises(ConnectionFailed) as caught:
        colour.run(client.uploads.send([record]))
    assert caught.value.partial == UploadResult(unsent=(record,))


@pytest.mark.parametrize("in_flight", [1, 4])
def test_an_error_of_the_callers_own_iterable_comes_through_and_says_what_was_done(
    sandbox: CleverTapSandbox, colour: Colour, in_flight: int
) -> None:
    def records() -> Iterator[Record]:
        for n in range(1700):
            yield event(n)
        raise LookupError("the file ends here")

    with pytest.raises(LookupError, match="ends here") as caught:
        colour.run(colour.client(sandbox).uploads.send(records(), in_flight=in_flight))
    partial = partial_of(caught.value)
    assert partial is not None
    assert settled(partial) == 1700
    assert len(partial.unsent) >= 700
    gc.collect()  # whatever was never awaited would warn here


def test_an_error_of_the_progress_callback_comes_through(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    def progress(count: int) -> None:
        raise LookupError

    with pytest.raises(LookupError) as caught:
        colour.run(colour.client(sandbox).uploads.send([event(0)], progress=progress))
    assert partial_of(caught.value) == UploadResult(processed=1)


def test_an_interrupt_says_what_was_done(sandbox: CleverTapSandbox) -> None:
    def records() -> Iterator[Record]:
        for n in range(1200):
            yield event(n)
        raise KeyboardInterrupt

    with (
        CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        client.uploads.send(records())
    partial = partial_of(caught.value)
    assert partial is not None
    assert partial.processed == 1000
    assert len(partial.unsent) == 200


def test_no_error_no_partial() -> None:
    assert partial_of(ValueError()) is None


# ------------------------------------------------------------------------- cancelling


@pytest.mark.parametrize("make", [event, profile])
def test_a_cancelled_upload_says_what_was_done_and_leaves_no_task(
    sandbox: CleverTapSandbox, make: Callable[[int], Record]
) -> None:
    sandbox.latency = 0.05
    taken: list[Record] = []

    def records() -> Iterator[Record]:
        for n in range(4000):
            taken.append(make(n))
            yield taken[-1]

    async def go() -> None:
        arrived = asyncio.Event()
        hooks = Hooks(on_request=lambda request, attempt: arrived.set())
        async with AsyncCleverTap(
            sandbox.account_id, sandbox.passcode, base_url=sandbox.url, hooks=hooks
        ) as client:
            task = asyncio.create_task(client.uploads.send(records(), in_flight=2))
            await arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert asyncio.all_tasks() == {asyncio.current_task()}
        partial = partial_of(caught.value)
        assert partial is not None
        assert settled(partial) == len(taken)
        assert bool(partial.in_doubt) is (make is event)
        assert bool(partial.unsent) or make is event

    asyncio.run(go())
    gc.collect()  # whatever was never awaited would warn here


def test_a_timeout_around_an_upload_carries_the_partial_result(sandbox: CleverTapSandbox) -> None:
    sandbox.latency = 0.2
    records = [event(n) for n in range(3000)]

    async def go() -> None:
        async with AsyncCleverTap(
            sandbox.account_id, sandbox.passcode, base_url=sandbox.url
        ) as client:
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(0.05):
                    await client.uploads.send(records, in_flight=3)
            partial = partial_of(caught.value)
            assert partial is not None
            assert settled(partial) == 3000

    asyncio.run(go())


def test_one_async_client_works_in_three_event_loops_in_a_row(sandbox: CleverTapSandbox) -> None:
    client = AsyncCleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url)

    async def go(number: int) -> UploadResult:
        return await client.uploads.send([event(number)])

    assert [asyncio.run(go(n)).processed for n in range(3)] == [1, 1, 1]


# --------------------------------------------------------------------- one request


def test_a_batch_gives_cleverTaps_own_answer(sandbox: CleverTapSandbox, colour: Colour) -> None:
    client = colour.client(sandbox)
    reply = colour.run(client.uploads.batch([event(0), unfit(1)]))
    assert (reply.status, reply.processed) == ("partial", 1)
    assert reply.unprocessed[0].code == 513
    assert reply.unprocessed[0].record["evtName"] == "Stayed"
    wrong: list[tuple[Any, str]] = [
        ([], "records: must hold at least 1"),
        ([event(n) for n in range(1001)], "records: must hold at most 1000"),
        ([event(0), event(0).to_wire()], r"records\[1\]: must be an EventRecord.* not dict"),
        (event(0), "records: must be a list"),
        ("event", "records: must be a list"),
    ]
    for records, problem in wrong:
        with pytest.raises(InvalidArgument, match=problem):
            colour.run(client.uploads.batch(records))


def test_a_batch_described_is_plain_data() -> None:
    client = CleverTap("a", "b", region="in1")
    call = client.describe.uploads.batch([event(0)])
    assert call == client.describe.uploads.batch([event(0)])
    assert pickle.loads(pickle.dumps(call)) == call
    assert not call.idempotent
    assert client.describe.uploads.batch([event(0)], dry_run=True).idempotent
    assert client.describe.uploads.batch([ProfileRecord("a", {"b": 1})]).idempotent
    assert "pupil" not in repr(call)


def test_a_raw_batch_has_its_reply(sandbox: CleverTapSandbox, colour: Colour) -> None:
    response = colour.run(colour.client(sandbox).with_raw_response.uploads.batch([event(0)]))
    assert response.reply.status == 200
    assert response.value.processed == 1


def test_the_same_on_a_clients_own_http_client(sandbox: CleverTapSandbox) -> None:
    with httpx.Client(transport=sandbox.transport(), headers={"x-own": "1"}) as http:
        client = CleverTap(sandbox.account_id, sandbox.passcode, region="in1", http=http)
        assert client.uploads.send([event(0)]).complete
        client.close()
        assert not http.is_closed
    assert sandbox.journal[0].request.headers["host"] == "in1.api.clevertap.com"


def test_errors_of_the_service_are_its_own_class(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(Answer(503), times=3)
    with pytest.raises(ServerError):
        colour.run(colour.client(sandbox, clock=IMPATIENT).uploads.validate([event(0)]))

"""Nothing that is written down on the way names a person or a secret."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from clevertap_client import (
    CleverTapError,
    Email,
    EventRecord,
    Filter,
    Hooks,
    ProfileRecord,
    Query,
    RetryPolicy,
)
from clevertap_client.testing import Answer, CleverTapSandbox, Reset, Truncate

from .conftest import Colour

PERSON = "jo.doe@private.example"
PHONE = "+4915112345678"
FAULTS: list[Any] = [
    Reset(),
    Reset(applied=True),
    Truncate(20),
    Answer(200, b""),
    Answer(200, f"<p>{PERSON}</p>".encode()),
    Answer.json({"status": "fail", "error": f"{PERSON} {PHONE} is wrong", "code": 400}, 400),
    Answer.json({"status": PERSON, "processed": PERSON, "unprocessed": {"a": PERSON}}),
    Answer.json({"status": "success", "record": {"events": {PERSON: {"count": PERSON}}}}),
    Answer(401),
    Answer(429),
    Answer(500, PERSON.encode()),
]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_no_log_repr_or_message_holds_what_was_sent_or_received(
    sandbox: CleverTapSandbox,
    colour: Colour,
    fault: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    written: list[str] = []
    seen: list[object] = []

    def note(*facts: object) -> None:
        seen.append(facts)

    hooks = Hooks(on_request=note, on_reply=note, on_lost=note, on_retry=note, on_drift=note)
    client = colour.client(sandbox, hooks=hooks, retry=RetryPolicy(retries=1))
    records = [
        EventRecord("Lesson Booked", PERSON, {"mail": PERSON}),
        ProfileRecord(PERSON, {"Email": PERSON, "Phone": PHONE}),
    ]
    query = Query(
        "Seen",
        date(2026, 1, 1),
        date(2026, 1, 2),
        event_properties=[Filter("mail", PERSON)],
    )
    asks: tuple[Callable[[], Any], ...] = (
        lambda: client.uploads.send(records),
        lambda: client.uploads.send(records[1:]),
        lambda: client.uploads.batch(records),
        lambda: client.profiles.get(PERSON),
        lambda: client.profiles.find(Email(PERSON)),
        lambda: colour.list(client.profiles.export(query)),
        lambda: colour.list(client.events.export(query)),
        lambda: client.profiles.count(query, deadline=0),
        lambda: client.profiles.delete(identities=[PERSON]),
        lambda: client.profiles.demerge([PERSON]),
        lambda: client.profiles.unsubscribe(emails=[PERSON], phones=[PHONE]),
        lambda: client.reports.now(),
        lambda: client.request("POST", "/1/any", query={"a": PERSON}, body={"b": PERSON}),
    )
    for ask in asks:
        sandbox.fail(fault, times=2)
        try:
            written.append(repr(colour.run(ask())).replace(repr(PERSON), ""))
        except CleverTapError as error:
            written += [str(error), repr(error), *traceback.format_exception(error)]
            written.append(repr(error.partial))
        sandbox.heal()
    written += [repr(client), repr(records), repr(sandbox), *map(repr, seen)]
    written += [record.getMessage() for record in caplog.records]
    written += [repr(vars(record)) for record in caplog.records]
    assert seen
    for text in written:
        for hidden in ("private.example", "private%2Eexample", PHONE.strip("+"), sandbox.passcode):
            assert hidden not in text

"""What is recorded from a live account keeps its shape, and nothing that is anybody's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from tests.contract.calendly_operations import DOCUMENTS
from tools.scrubbing import Scrubber
from tools.scrubbing_clevertap import CleverTapScrubber

TOLD = {
    "name": "Noor Haddad",
    "email": "noor@company.test",
    "phone": "+49 30 123456",
    "from": "+4930123456",
    "to": "NOOR HADDAD",
    "uri": "https://api.calendly.com/users/ABCDEFGHIJKLMNOP",
    "scheduling_url": "https://calendly.com/noor-haddad/coffee",
    "join_url": "https://zoom.test/j/123456789?pwd=hush",
    "next_page": "https://api.calendly.com/users?count=2&page_token=abc&invitee_email=a%40b.test",
    "details": {"Noor Haddad": 4711},
    "data": {"id": 9876543210, "password": "hush"},
    "amount": 1234.5,
    "start_time": "2026-11-22T09:30:00.123456Z",
    "date": "2026-11-22",
    "answer": "I am ill",
    "status": "noor@company.test",
}


def texts(told: Any) -> Iterator[str]:
    """List all that is told, keys included."""
    if isinstance(told, dict):
        for key, value in cast("dict[str, Any]", told).items():
            yield key
            yield from texts(value)
    elif isinstance(told, list):
        for value in cast("Sequence[Any]", told):
            yield from texts(value)
    else:
        yield str(told)


def test_nothing_personal_is_left() -> None:
    left = json.dumps(Scrubber()(TOLD)).lower()
    personal = r"noor|haddad|company|\d{5,}(?!z)|abcdef|coffee|zoom|hush|4711|1234|ill|2026-11-22"
    assert re.findall(personal, left.replace(".000000z", "z")) == []


def test_alike_stays_alike_and_the_length_of_time_stays() -> None:
    clean = Scrubber()
    start, end = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 8, 9, tzinfo=UTC)
    assert clean(end) - clean(start) == end - start
    assert clean("2026-05-01T09:00:00.000000Z") == f"{clean(start):%Y-%m-%dT%H:%M:%S}.000000Z"
    uri = "https://api.calendly.com/users/ABC"
    assert clean({"user": uri}) == {"user": clean(uri)}
    assert clean(f"{uri}/invitees/X").startswith(f"{clean(uri)}/invitees/")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_shape_of_every_document_stays(name: str) -> None:
    told, clean = DOCUMENTS[name], Scrubber()
    assert shape(clean(told)) == shape(told)
    kept = set(texts(clean(told))) & set(texts(told))
    assert not {text for text in kept if re.search(r"@|Noor|Ada|Quay|/[A-Z]\d$", text)}


def shape(told: Any, key: str = "") -> Any:
    """Give what is where, and of which type."""
    if isinstance(told, dict):
        items = cast("dict[str, Any]", told).items()
        return {} if key == "details" else {name: shape(value, name) for name, value in items}
    if isinstance(told, list):
        return [shape(value, key) for value in cast("Sequence[Any]", told)]
    number = isinstance(told, int | float) and not isinstance(told, bool)
    return "number" if number else type(told).__name__


CLEVERTAP: dict[str, Any] = {
    "status": "success",
    "record": {
        "identity": "kofi",
        "phone": 4915112345678,
        "profileData": {"Boat": "Ama", "status": "ill", "Home": {"type": "villa", "Rooms": 12.5}},
        "events": {"Berth Booked": {"count": 3, "first_seen": 1790000000}},
        "platformInfo": [{"platform": "Android", "objectId": "__9fama", "push_token": "hush"}],
    },
    "groups": {"days": {"20260901": 4}},
}


def test_nothing_of_a_persons_or_an_accounts_own_is_left_of_what_clevertap_says() -> None:
    left = CleverTapScrubber()(CLEVERTAP)
    personal = r"kofi|491511|boat|ama|ill|home|villa|rooms|12\.5|berth|179000|hush|9f"
    assert re.findall(personal, json.dumps(left).lower()) == []
    assert left["status"] == "success"
    assert left["groups"] == CLEVERTAP["groups"]
    assert left["record"].keys() == CLEVERTAP["record"].keys()
    (seen,) = left["record"]["events"].values()
    assert seen.keys() == {"count", "first_seen"}
    assert seen["count"] == 3


def test_an_id_stays_the_same_in_an_answer_and_in_the_next_address() -> None:
    clean = CleverTapScrubber()
    told = exchange("GET", "https://in1.api.clevertap.com/1/x?req_id=384649162721759", "1790000000")
    asked = clean.exchange(told)["request"]
    assert asked["uri"].endswith(f"?req_id={clean(384649162721759)}")
    assert asked["body"] == str(clean(1790000000))


def exchange(method: str, uri: str, body: str) -> dict[str, Any]:
    """Give an exchange whose answer is empty."""
    return {
        "request": {"method": method, "uri": uri, "body": body, "headers": {}},
        "response": {"status": {"code": 200}, "headers": {}, "body": {"string": ""}},
    }

"""The sandbox judges, remembers and answers as the rules say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from api_client_core.testing import Mark
from clevertap_client import RECORD_CODES, limits
from clevertap_client.limits import Confidence, Limit
from clevertap_client.testing import RULES, CleverTapSandbox
from clevertap_client.testing.checks import TEXTS


@pytest.fixture
def post(sandbox: CleverTapSandbox) -> Callable[..., Any]:
    """Send what no client would."""
    headers = {
        "x-clevertap-account-id": sandbox.account_id,
        "x-clevertap-passcode": sandbox.passcode,
    }

    def send(*records: Any, query: str = "", **options: Any) -> Any:
        given: dict[str, Any] = {"json": {"d": list(records)}, "headers": headers, **options}
        return httpx.post(f"{sandbox.url}/1/upload{query}", **given)

    return send


def event(**changes: Any) -> dict[str, Any]:
    made = {"type": "event", "identity": "kim", "evtName": "Lesson Booked", "evtData": {"n": 1}}
    return {key: value for key, value in (made | changes).items() if value is not ...}


def profile(**properties: Any) -> dict[str, Any]:
    return {"type": "profile", "identity": "kim", "profileData": properties}


def of_device(device: str, **properties: Any) -> dict[str, Any]:
    return {"type": "profile", "objectId": device, "profileData": properties}


def token(**changes: Any) -> dict[str, Any]:
    return {"type": "token", "objectId": "dev-1", "tokenData": {"id": "t", "type": "fcm"}} | changes


WRONG: list[tuple[int, Any]] = [
    (509, event(evtName=...)),
    (509, event(evtName="")),
    (509, event(evtName="  ")),
    (512, event(evtName=5)),
    (512, event(evtName="a.b")),
    (512, event(evtData="x")),
    (512, event(evtData={"deep": {"er": 1}})),
    (512, event(evtData={"Items": [{"a": 1}]})),
    (512, event(evtName="Charged", evtData={"Items": ["a"]})),
    (512, profile() | {"profileData": None}),
    (513, event(evtName="web page viewed")),
    (514, profile(Gender="male")),
    (515, profile(Email="nobody")),
    (515, profile(Email={"$add": ["kim@x.example"]})),
    (516, profile(Phone="0151")),
    (517, profile(Employed=True)),
    (518, profile(Education="none")),
    (519, profile(Married="yes")),
    (520, profile(Age="aa")),
    (512, profile(Age={"$incr": "1"})),
    (522, event(evtData={f"k{n}": n for n in range(101)})),
    (523, event(identity=...)),
    (523, event(identity="")),
    (523, event(objectId="both")),
    (524, event(type="evnt")),
    (524, event(type=...)),
    (524, "text"),
    (525, event(ts=0)),
    (525, event(ts="2026-01-01")),
    (525, event(ts=1.5)),
    (526, event(identity=..., objectId="not an id")),
    (528, event(evtName="old  NEWS")),
    (530, token(objectId="")),
    (531, token(tokenData="t")),
    (532, token(tokenData={"type": "fcm"})),
    (533, token(tokenData={"id": "t"})),
    (531, token(tokenData={"id": 5, "type": "fcm"})),
    (531, token(tokenData={"id": "t", "type": "pigeon"})),
    (534, token(objectId="phone", tokenData={"id": "t", "type": "apns"})),
    (535, token(tokenData={"id": "t", "type": "chrome"})),
    (535, token(tokenData={"id": "t", "type": "fcm", "keys": {"p256dh": "a", "auth": "b"}})),
]


@pytest.mark.parametrize(("code", "record"), WRONG)
def test_a_wrong_record_is_refused_with_its_code_and_number(
    sandbox: CleverTapSandbox, post: Any, code: int, record: Any
) -> None:
    sandbox.discarded_events.add("Old News")
    sandbox.add_token("phone", "its-token", "fcm")
    body = post(event(), record).json()
    assert (body["status"], body["processed"]) == ("partial", 1)
    (refused,) = body["unprocessed"]
    assert (refused["status"], refused["code"]) == ("fail", code)
    assert refused["error"].endswith("Skipped record number : 2")
    assert code in RECORD_CODES
    assert len(sandbox.events) == 1


def test_a_failure_of_the_service_itself_has_no_cause_in_the_data(
    sandbox: CleverTapSandbox, post: Any
) -> None:
    sandbox.refuse_next(555)
    first, second = post(event()).json(), post(event()).json()
    assert [row["code"] for row in first["unprocessed"]] == [555]
    assert (second["processed"], len(sandbox.events)) == (1, 1)


def test_every_published_code_but_the_services_own_failure_can_be_provoked() -> None:
    provoked = {code for code, _ in WRONG}
    published = {code for code, entry in RECORD_CODES.items() if entry.confidence == "documented"}
    assert published - provoked == {555}
    assert set(TEXTS) == published


def test_the_codes_are_those_of_the_reference(shared: Path) -> None:
    """Whatever it calls unpublished is marked as assumed."""
    text = (shared / "reference" / "clevertap" / "schemas.md").read_text(encoding="utf-8")
    table = text.partition("## Record error codes")[2].partition("\n## ")[0]
    told = {
        int(code): "not " in meaning and "published" in meaning
        for codes, meaning in re.findall(r"^\| ([\d, /]+) \| ([^|]+) \|", table, re.MULTILINE)
        for code in re.findall(r"\d+", codes)
    }
    assert {code: entry.confidence == "assumed" for code, entry in RECORD_CODES.items()} == told


@pytest.mark.parametrize(
    "record",
    [
        event(evtData=...),
        event(ts=1_772_625_600),
        event(evtName="Charged", evtData={"Items": [{"a": 1}], "Amount": 3}),
        event(source="somewhere"),
        event(identity=..., FBID="1"),
        profile(Age="18", Gender="F", Phone="+4915112345678"),
        profile(Age={"$incr": 1}, Email={"$delete": 1}),
        token(),
        token(tokenData={"id": "t", "type": "chrome", "keys": {"p256dh": "a", "auth": "b"}}),
    ],
)
def test_a_right_record_is_accepted(post: Any, record: Any) -> None:
    reply = post(record)
    assert reply.status_code == 200
    assert reply.json() == {"status": "success", "processed": 1, "unprocessed": []}


def test_refused_records_are_echoed_changed_and_last_first(post: Any) -> None:
    body = post(
        {**profile(Phone="+35922333232", Gender="x"), "identity": 13}, event(evtName="")
    ).json()
    assert body["status"] == "fail"
    assert [item["error"][-1] for item in body["unprocessed"]] == ["2", "1"]
    echo = body["unprocessed"][1]["record"]
    assert echo["identity"] == "13"
    assert echo["profileData"]["Phone"] == 35922333232


def test_a_dry_run_stores_nothing(sandbox: CleverTapSandbox, post: Any) -> None:
    assert post(event(), profile(Name="K"), query="?dryRun=1").json()["processed"] == 2
    assert (sandbox.events, sandbox.profiles) == ((), ())
    post(event(), query="?dryRun=0")
    assert len(sandbox.events) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"content": b"{", "json": None},
        {"content": b"", "json": None},
        {"json": [1]},
        {"json": {"d": {}}},
        {"json": {}},
        {"json": {"d": [1] * 1001}},
    ],
)
def test_a_malformed_request_is_400(post: Any, options: dict[str, Any]) -> None:
    reply = post(**options)
    assert reply.status_code == 400
    assert reply.json() == {"status": "fail", "error": "Malformed request", "code": 400}


@pytest.mark.parametrize("headers", [{}, {"x-clevertap-account-id": "TEST-ACC-0000"}])
def test_wrong_credentials_are_401(sandbox: CleverTapSandbox, post: Any, headers: Any) -> None:
    assert post(event(), headers=headers).status_code == 401
    reply = httpx.get(f"{sandbox.url}/1/profile.json?identity=kim", headers=headers)
    assert reply.json()["error"] == "Invalid Credentials"


def test_unknown_paths_are_empty_and_wrong_methods_405(sandbox: CleverTapSandbox) -> None:
    nothing = httpx.get(f"{sandbox.url}/1/nothing.json")
    assert (nothing.status_code, nothing.content) == (200, b"")
    assert httpx.get(f"{sandbox.url}/1/upload").json()["code"] == 405


def test_more_than_15_uploads_at_once_are_429(sandbox: CleverTapSandbox, post: Any) -> None:
    all_there = threading.Barrier(20)
    sandbox.latency, sandbox.sleep = 1.0, lambda seconds: all_there.wait(60)
    with ThreadPoolExecutor(20) as pool:
        replies = [pool.submit(post, event()) for _ in range(20)]
        statuses = [reply.result().status_code for reply in replies]
    assert sorted(statuses) == [200] * 15 + [429] * 5
    assert len(sandbox.events) == 15


def test_people_are_told_apart_to_the_letter(sandbox: CleverTapSandbox, post: Any) -> None:
    post(event(), event(identity="Kim"), event(identity=..., objectId="dev-1"), event())
    assert len(sandbox.profiles) == 3
    assert sandbox.event_count("lesson booked", "kim") == 2
    assert sandbox.event_count("Lesson Booked") == 4
    assert sandbox.event_count("Lesson Booked", "nobody") == 0
    person = sandbox.profile("kim")
    assert person is not None
    assert person.properties == {}


def test_a_second_identity_leads_to_the_same_person(sandbox: CleverTapSandbox, post: Any) -> None:
    post(profile(identity="kim-2", Name="Kim"))
    post(event(identity="kim-2"))
    assert len(sandbox.profiles) == 1
    assert sandbox.event_count("Lesson Booked", "kim") == 1


def test_operators_change_properties(sandbox: CleverTapSandbox, post: Any) -> None:
    post(profile(tags="a", n=1, gone=1, few=["x"]))
    post(
        profile(
            tags={"$add": ["b", "a"]},
            n={"$incr": 2},
            m={"$decr": 1},
            gone={"$delete": 1},
            few={"$remove": ["x"]},
        )
    )
    assert sandbox.profiles[0].properties == {"tags": ["a", "b"], "n": 3, "m": -1}


def test_a_property_with_several_values_keeps_the_last_hundred_different_ones(
    sandbox: CleverTapSandbox, post: Any
) -> None:
    post(profile(tags=[str(n) for n in range(150)] + ["149", "x" * 600]))
    tags = sandbox.profiles[0].properties["tags"]
    assert (len(tags), tags[0], tags[-2], len(tags[-1])) == (100, "51", "149", 512)


@pytest.mark.parametrize("second", [None, "", " ", {}, [], True])
def test_a_second_identity_that_is_none_is_passed_over(
    sandbox: CleverTapSandbox, post: Any, second: Any
) -> None:
    assert post(profile(identity=second)).json()["processed"] == 1
    assert sandbox.profiles[0].ids == {("identity", "kim")}


def test_what_operators_find_may_be_of_any_kind(sandbox: CleverTapSandbox, post: Any) -> None:
    post(profile(**{"category-unsubscribe": 5, "category-resubscribe": "x", "n": 1e308}))
    changes = {"category-unsubscribe": ["News"], "category-resubscribe": ["Tips"]}
    assert post(profile(**changes, n={"$incr": 1e308})).json()["processed"] == 1
    kept = {"category-unsubscribe": ["News"], "category-resubscribe": ["Tips"], "n": 1e308}
    assert sandbox.profiles[0].properties == kept


def test_an_id_that_the_sandbox_makes_up_is_nobody_elses(
    sandbox: CleverTapSandbox, post: Any
) -> None:
    post(of_device("sandbox-0002", Name="K"))
    post(profile(Name="L"))
    assert [person.object_id for person in sandbox.profiles] == ["sandbox-0002", "sandbox-0003"]


def test_too_long_values_are_cut_and_too_long_keys_dropped(
    sandbox: CleverTapSandbox, post: Any
) -> None:
    post(event(evtData={"k": "é" * 400, "l" * 121: 1}), profile(k="x" * 600))
    assert sandbox.events[0].properties == {"k": "é" * 256}
    assert sandbox.profiles[0].properties == {"k": "x" * 512}


def test_an_event_is_stored_as_often_as_it_is_sent_and_under_its_first_spelling(
    sandbox: CleverTapSandbox, post: Any
) -> None:
    moment = datetime(2026, 3, 4, tzinfo=UTC)
    sandbox.clock = lambda: moment
    post(event(), event(evtName="LessonBooked", ts=5))
    assert [(e.name, e.ts) for e in sandbox.events] == [
        ("Lesson Booked", int(moment.timestamp())),
        ("Lesson Booked", 5),
    ]
    assert sandbox.events[0].identity == "kim"


def test_tokens_are_kept_with_their_device(sandbox: CleverTapSandbox, post: Any) -> None:
    post(token(), token())
    assert sandbox.profiles[0].tokens == [{"id": "t", "type": "fcm"}]
    post(token(objectId="dev-2", tokenData={"id": "t2", "type": "apns"}))
    for device in ("dev-1", "dev-2"):
        post(of_device(device, identity="kim"))
    (person,) = sandbox.profiles
    assert person.devices == {"t": "dev-1", "t2": "dev-2"}
    assert post(token(objectId="dev-2")).json()["unprocessed"][0]["code"] == 534


def test_rules_and_limits_say_where_they_are_from() -> None:
    confidences = set(get_args(Confidence))
    for rule in RULES.values():
        assert rule.mark in get_args(Mark)
        assert rule.says.endswith(".")
        assert rule.source
    facts: list[Limit[Any]] = [value for value in vars(limits).values() if isinstance(value, Limit)]
    assert len(facts) > 15
    for fact in facts:
        assert fact.confidence in confidences
        assert fact.source


def test_it_runs_by_hand() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "clevertap_client.testing"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip().removeprefix("export CLEVERTAP_BASE_URL=")
        assert httpx.get(f"{url}/1/profile.json").status_code == 401
    finally:
        process.terminate()
        process.communicate()


def test_the_journal_shows_what_came(sandbox: CleverTapSandbox, post: Any) -> None:
    post(event())
    assert json.loads(sandbox.journal[0].request.body)["d"][0]["evtName"] == "Lesson Booked"

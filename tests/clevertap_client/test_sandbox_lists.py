"""What the sandbox does to people, with files, variables and blocks, and with too many requests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from clevertap_client import CleverTap, EventRecord, ObjectId, ProfileRecord
from clevertap_client.testing import CleverTapSandbox

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PHONE = "+491511234567"
WRONG: list[tuple[str, Any]] = [
    ("/1/delete/profiles.json", {}),
    ("/1/delete/profiles.json", {"identity": ["x"] * 101}),
    ("/1/delete/profiles.json", {"identity": [1]}),
    ("/1/demerge/profiles.json", {}),
    ("/1/demerge/profiles.json", {"identities": ["x"] * 101}),
    ("/1/disassociate", {"d": [{}] * 1001}),
    ("/1/subscribe", {}),
    ("/api/createSegment", []),
    ("/api/updateSegment", {"bulk_profiles": []}),
    ("/1/createVars", {}),
    ("/1/getVars", {}),
    ("/1/deleteVars", {}),
    ("/v1/contentBlock/create", {"name": "x"}),
    ("/v1/contentBlock/update", {"id": 1}),
]


@pytest.fixture
def http(sandbox: CleverTapSandbox) -> Iterator[httpx.Client]:
    sandbox.set_clock(NOON)
    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client:
        client.uploads.send(
            [
                ProfileRecord("kim", {"Email": "kim@x.example", "Phone": PHONE}),
                ProfileRecord("lee", {"Phone": PHONE}),
                EventRecord("Booked", "kim"),
            ]
        )
    headers = {
        "X-CleverTap-Account-Id": sandbox.account_id,
        "X-CleverTap-Passcode": sandbox.passcode,
    }
    with httpx.Client(base_url=sandbox.url, headers=headers) as client:
        yield client


def post(http: httpx.Client, path: str, body: Any = None) -> Any:
    return http.post(path, json=body).json()


def names(sandbox: CleverTapSandbox) -> list[str | None]:
    return [profile.identity for profile in sandbox.profiles]


def test_people_are_deleted_with_what_they_did(
    sandbox: CleverTapSandbox, http: httpx.Client
) -> None:
    guid = sandbox.profiles[1].object_id
    assert post(http, "/1/delete/profiles.json", {"identity": "kim"}) == {"status": "success"}
    assert (names(sandbox), sandbox.events) == (["lee"], ())
    assert post(http, "/1/delete/profiles.json", {"guid": [guid], "identity": ["kim"]})
    assert sandbox.profiles == ()


def test_a_deletion_may_take_its_time(sandbox: CleverTapSandbox, http: httpx.Client) -> None:
    sandbox.deletion_delay = timedelta(hours=8)
    post(http, "/1/delete/profiles.json", {"identity": ["kim"]})
    assert "kim" in names(sandbox)
    sandbox.advance(timedelta(hours=8))
    assert names(sandbox) == ["lee"]


@pytest.mark.parametrize(("path", "body"), WRONG)
def test_a_wrong_call_is_400(http: httpx.Client, path: str, body: Any) -> None:
    answer = http.post(path, json=body)
    assert (answer.status_code, answer.json()["status"]) == (400, "fail")


def test_a_merge_can_be_undone(sandbox: CleverTapSandbox, http: httpx.Client) -> None:
    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client:
        client.uploads.send([ProfileRecord("kim", {"identity": "lee"})])
        assert len(sandbox.profiles) == 1
        client.uploads.send([ProfileRecord(ObjectId("dev-9"), {"identity": "alone"})])
    post(http, "/1/demerge/profiles.json", {"identities": ["lee", "alone", "nobody"]})
    assert sorted(map(str, names(sandbox))) == ["alone", "kim", "lee"]
    lee = sandbox.profile("lee")
    assert lee is not None
    assert (lee.properties, sandbox.event_count("Booked", "kim")) == ({}, 1)


def test_a_phone_number_is_freed_if_it_is_an_identity(
    sandbox: CleverTapSandbox, http: httpx.Client
) -> None:
    post(http, "/1/upload", {"d": [{"type": "profile", "identity": PHONE, "profileData": {}}]})
    rows = [{"type": "phone", "value": value} for value in (PHONE, "+491510000000", "0151")]
    answer = post(http, "/1/disassociate", {"d": rows})
    assert (answer["status"], answer["processed"]) == ("partial", 1)
    assert [row["error"][-1] for row in answer["unprocessed"]] == ["2", "3"]
    assert sandbox.profile(PHONE) is None
    assert len(sandbox.profiles) == 3


def test_subscriptions_hit_all_who_share_an_address(
    sandbox: CleverTapSandbox, http: httpx.Client
) -> None:
    rows = [
        {"type": "phone", "value": PHONE, "status": "Unsubscribe"},
        {"type": "email", "value": "kim@x.example", "status": "Resubscribe"},
        {"type": "fax", "value": PHONE, "status": "Unsubscribe"},
        {"type": "email", "value": "kim", "status": "Unsubscribe"},
    ]
    answer = post(http, "/1/subscribe", {"d": rows})
    assert answer["processed"] == 2
    assert [row["code"] for row in answer["unprocessed"]] == [524, 515]
    assert [profile.properties["MSG-sms"] for profile in sandbox.profiles] == [False, False]
    assert sandbox.profiles[0].properties["MSG-email"] is True
    assert sandbox.event_count("Channel Unsubscribed") == 2


def test_segments_are_filled_by_either_id(sandbox: CleverTapSandbox, http: httpx.Client) -> None:
    made = post(http, "/api/createSegment", [{"segment_name": "A", "customer_segment_id": "a-1"}])
    (row,) = made["segments"]
    again = {"segments": [{"segment_name": "B", "customer_segment_id": "a-1"}]}
    assert http.post("/api/createSegment", json=again).status_code == 409

    def change(action: str, segment: dict[str, str], user: dict[str, str]) -> str:
        rows = [{"user_profiles": [user], "segments": [{**segment, "action": action}]}]
        return str(post(http, "/api/updateSegment", {"bulk_profiles": rows})["status"])

    own, theirs = {"customer_segment_id": "a-1"}, {"ct_segment_id": row["ct_segment_id"]}
    assert change("ADD", own, {"identity": "kim"}) == "success"
    assert change("ADD", theirs, {"guid": sandbox.profiles[1].object_id}) == "success"
    assert change("REMOVE", theirs, {"identity": "kim"}) == "success"
    assert change("ADD", {"ct_segment_id": "5"}, {"identity": "kim"}) == "fail"
    segment = sandbox.account.dashboard.segments[int(row["ct_segment_id"])]
    assert [member.identity for member in segment.members] == ["lee"]
    assert post(http, "/1/segments/list.json", {})["total_count"] == 1


def completed(url: str, **changes: Any) -> dict[str, Any]:
    right = {"name": "L", "email": "admin@example.com", "filename": "l.csv", "creator": "Kim"}
    return {**right, "url": url, "replace": False, **changes}


def test_a_list_of_users_becomes_a_segment(sandbox: CleverTapSandbox, http: httpx.Client) -> None:
    done = "/upload_custom_list_segment_completed"
    url = post(http, "/get_custom_list_segment_url")["presignedS3URL"]
    assert post(http, done, completed(url))["status"] == "fail"  # nothing is there yet
    assert http.put(url, content=b"x").status_code == 400  # with CleverTap's headers
    assert httpx.put(url + "0", content=b"x").status_code == 403
    assert httpx.put(url, content=b"Type,Identity\ni,kim\ni,nobody\n").status_code == 200
    answer = post(http, done, completed(url))
    assert answer["code"] == 200
    segment = sandbox.account.dashboard.segments[answer["Segment ID"]]
    assert [member.identity for member in segment.members] == ["kim"]
    assert post(http, done, completed(url))["status"] == "fail"
    assert post(http, done, completed(url, replace=True)) == answer
    assert http.post(done, json=completed(url, email="x@x.example")).status_code == 401
    for wrong in (b"Name\nkim\n", b"Type,Identity\ni," + b"x" * 200_000):
        assert httpx.put(url, content=wrong).status_code == 200
        assert "columns" in post(http, done, completed(url, replace=True))["error"]
    sandbox.advance(timedelta(hours=24, seconds=1))
    assert httpx.put(url, content=b"x").status_code == 403


def test_a_catalog_is_kept(sandbox: CleverTapSandbox, http: httpx.Client) -> None:
    url = post(http, "/get_catalog_url")["presignedS3URL"]
    httpx.put(url, content=b"id,name\n1,Tea\n")
    assert post(http, "/upload_catalog_completed", completed(url)) == {"status": "success"}
    assert post(http, "/upload_catalog_completed", completed(url))["status"] == "fail"
    assert sandbox.account.files.catalogs == {"L": b"id,name\n1,Tea\n"}


def test_variables_are_defined_set_and_deleted(
    sandbox: CleverTapSandbox, http: httpx.Client
) -> None:
    defined = {
        "a.text": {"type": "string", "defaultValue": "x"},
        "b": {"type": "number", "defaultValue": 1},
    }
    assert post(http, "/1/createVars", {"variableDefinitions": defined})["status"] == "success"
    for wrong in (
        {"type": "boolean", "defaultValue": "yes"},
        {"type": "number", "defaultValue": False},
    ):
        given = {"variableDefinitions": {"c": wrong}}
        assert post(http, "/1/createVars", given)["status"] == "fail"
    sandbox.account.content.variables["b"].value = 2
    everything = {"identity": "kim", "includeDefaults": True}
    assert post(http, "/1/getVars", everything)["variables"] == {"a.text": "x", "b": 2}
    assert post(http, "/1/getVars", {"identity": "kim"})["variables"] == {"b": 2}
    post(http, "/1/deleteVars", {"variableNames": ["b"]})
    assert list(sandbox.account.content.variables) == ["a.text"]
    post(http, "/1/deleteVars", {"deleteAllVars": True})
    assert sandbox.account.content.variables == {}


def test_content_blocks(sandbox: CleverTapSandbox, http: httpx.Client) -> None:
    block = {"type": "Text", "name": "Footer", "content": "Bye", "createdBy": "kim@x.example"}
    number = post(http, "/v1/contentBlock/create", block)["id"]
    sandbox.advance(timedelta(days=1))
    change = {"id": number, "content": "Ciao", "updatedBy": "lee@x.example"}
    assert post(http, "/v1/contentBlock/update", change) == {
        "status": "success",
        "message": "Content Block updated",
    }
    shown = http.get(f"/v1/contentBlock/info?id={number}").json()
    assert (shown["content"], shown["updatedAt"]) == ("Ciao", "2026-03-05T12:00:00.000Z")
    found = {"": 1, "?createdAtFrom=2026-03-05T00:00:00.000Z": 0, "?pageNumber=2": 0}
    for query, count in found.items():
        rows = http.get(f"/v1/contentBlock/list{query}").json()["contentBlocks"]
        assert len(rows) == count
    sandbox.without = ["content_blocks"]
    assert http.get("/v1/contentBlock/list").status_code == 403
    assert http.get("/v1/connect?partner=x").json() == {"status": "success"}


def test_promotions_are_as_a_test_put_them(sandbox: CleverTapSandbox, http: httpx.Client) -> None:
    promotions = sandbox.account.content.promotions
    promotions.wallets["kim"] = [{"walletId": "w1", "balance": 5}]
    promotions.transactions["kim"] = [{"walletId": "w1", "amount": n} for n in range(12)]
    promotions.coupons.append({"code": "TEA", "kind": "cup"})
    assert http.get("/1/promo/wallets?email=kim@x.example").json()["wallets"][0]["balance"] == 5
    page = http.get("/1/promo/transactions?identity=kim&walletId=w1&page=2").json()
    assert [row["amount"] for row in page["transactions"]] == [10, 11]
    assert post(http, "/1/promo/coupons", {"kind": "cup"})["coupons"][0]["code"] == "TEA"
    assert post(http, "/1/promo/coupons", {"kind": "pot"})["coupons"] == []
    assert post(http, "/1/promo/coupons/validate", {"code": "TEA"})["valid"] is True
    assert http.get("/1/promo/vouchers?identity=kim").json()["vouchers"] == []
    unknown = http.get("/1/promo/wallets?identity=nobody")
    assert (unknown.status_code, unknown.json()["error"]) == (400, "Invalid identity")


@pytest.mark.parametrize(("limited", "refused"), [(True, 2), (False, 0)])
def test_more_than_3_calls_of_one_path_at_once_are_429(
    sandbox: CleverTapSandbox, http: httpx.Client, limited: bool, refused: int
) -> None:
    all_there = threading.Barrier(8)
    sandbox.concurrency_limits = limited
    sandbox.latency, sandbox.sleep = 1.0, lambda seconds: all_there.wait(60)
    with ThreadPoolExecutor(8) as pool:
        look_ups = [pool.submit(http.get, "/1/profile.json?identity=kim") for _ in range(5)]
        others = [pool.submit(post, http, "/1/counts/profiles.json", {}) for _ in range(3)]
        statuses = [reply.result().status_code for reply in look_ups]
        assert [reply.result()["count"] for reply in others] == [2, 2, 2]
    assert sorted(statuses) == [200] * (5 - refused) + [429] * refused

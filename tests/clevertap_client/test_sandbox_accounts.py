"""Accounts, passcodes and regions; people who are merged; operators that are wrong."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from clevertap_client import (
    CleverTap,
    CustomerSegment,
    EventRecord,
    InvalidArgument,
    InvalidCredentials,
    NewSegment,
    ObjectId,
    ProfileRecord,
    SegmentChange,
    testing,
)
from clevertap_client.testing import RULES, CleverTapSandbox, refusals

KIM = ProfileRecord("kim", {"Name": "Kim"})


def client(sandbox: CleverTapSandbox, passcode: str | None = None, **options: Any) -> CleverTap:
    http = httpx.Client(transport=sandbox.transport())
    return CleverTap(sandbox.account_id, passcode or sandbox.passcode, http=http, **options)


def test_an_account_is_found_in_its_region_only() -> None:
    sandbox = CleverTapSandbox(region="in1")
    client(sandbox, region="in1").uploads.send([KIM])
    with pytest.raises(InvalidCredentials):
        client(sandbox, region="sg1").profiles.get("kim")
    sandbox = CleverTapSandbox(region="eu")
    client(sandbox, region="eu1").uploads.send([KIM])
    client(sandbox, region="eu").uploads.send([KIM])
    assert len(sandbox.profiles) == 1


def test_a_passcode_expires_on_the_sandboxs_clock_and_can_be_revoked() -> None:
    sandbox = CleverTapSandbox()
    sandbox.set_clock(datetime(2026, 3, 4, tzinfo=UTC))
    sandbox.add_passcode("second", expires_at=sandbox.now() + timedelta(days=1))
    second = client(sandbox, "second", region="eu")
    second.uploads.send([KIM])
    sandbox.advance(timedelta(days=1))
    with pytest.raises(InvalidCredentials):
        second.profiles.get("kim")
    first = client(sandbox, region="eu")
    assert first.profiles.get("kim").name == "Kim"
    sandbox.revoke_passcode(sandbox.passcode)
    with pytest.raises(InvalidCredentials):
        first.profiles.get("kim")


def test_two_accounts_share_nothing() -> None:
    sandbox = CleverTapSandbox()
    other = sandbox.add_account("OTHER-ACC", "THEIR-PASSCODE")
    http = httpx.Client(transport=sandbox.transport())
    theirs = CleverTap("OTHER-ACC", other.passcode, region="eu", http=http)
    sandbox.live_campaign("Booked", subject="Hello", account=other)
    theirs.uploads.send([ProfileRecord("kim", {"Email": "kim@x.example"})])
    theirs.uploads.send([EventRecord("Booked", "kim")])
    assert (len(other.profiles), other.event_count("booked", "kim"), len(other.outbox)) == (1, 1, 1)
    assert (sandbox.profiles, sandbox.events, sandbox.outbox) == ((), (), [])
    with pytest.raises(InvalidArgument, match="taken"):
        sandbox.add_account("OTHER-ACC", "x")


def test_wrong_settings_are_named() -> None:
    with pytest.raises(InvalidArgument, match="moment"):
        CleverTapSandbox().set_clock(datetime(2026, 3, 4))  # noqa: DTZ001 - that is the point
    with pytest.raises(InvalidArgument, match="timezone"):
        CleverTapSandbox(timezone="Mars/Base")
    with pytest.raises(InvalidArgument, match="timezone"):
        CleverTapSandbox().timezone = "Mars/Base"
    with pytest.raises(InvalidArgument, match="without"):
        CleverTapSandbox(without=["magic"])  # type: ignore[list-item]  # that is the point


def test_an_alias_makes_one_person_of_two() -> None:
    sandbox = CleverTapSandbox()
    clevertap = client(sandbox, region="eu")
    clevertap.uploads.send([ProfileRecord("kim", {"Name": "Kim", "Plan": "gold"})])
    clevertap.uploads.send([EventRecord("Booked", "kim")])
    clevertap.uploads.send([ProfileRecord(ObjectId("dev-1"), {"Plan": "free"})])
    clevertap.uploads.send([ProfileRecord(ObjectId("dev-1"), {"identity": "kim"})])
    (person,) = sandbox.profiles
    assert person.properties == {"Name": "Kim", "Plan": "free"}
    assert (person.identity, sandbox.event_count("Booked", "kim")) == ("kim", 1)
    assert sandbox.events[0].profile is person
    assert clevertap.profiles.get("kim").events["Booked"].count == 1


def test_who_was_merged_is_found_by_all_ids_and_stays_in_segments_and_is_deleted_with_them() -> (
    None
):
    sandbox = CleverTapSandbox()
    sandbox.deletion_delay = timedelta(hours=1)
    clevertap = client(sandbox, region="eu")
    for device in ("dev-1", "dev-2"):
        clevertap.uploads.send([ProfileRecord(ObjectId(device), {"Name": device})])
    clevertap.segments.create(NewSegment("Friends", "friends"))
    both = [ObjectId("dev-1"), ObjectId("dev-2")]
    clevertap.segments.update(SegmentChange(both, add_to=CustomerSegment("friends")))
    clevertap.profiles.delete(object_ids=["dev-1"])
    clevertap.uploads.send([ProfileRecord(ObjectId("dev-1"), {"identity": "kim"})])
    clevertap.uploads.send([ProfileRecord(ObjectId("dev-2"), {"identity": "kim"})])
    clevertap.uploads.send([ProfileRecord("lee", {"identity": "kim"})])
    (person,) = sandbox.profiles
    assert {clevertap.profiles.get(ObjectId(d)).name for d in ("dev-1", "dev-2")} == {"dev-2"}
    (segment,) = sandbox.account.dashboard.segments.values()
    assert segment.members == [person]
    sandbox.advance(timedelta(hours=1))
    assert (sandbox.profiles, segment.members) == ((), [])


def test_a_mails_event_is_still_one_of_the_accounts_after_a_merge() -> None:
    sandbox = CleverTapSandbox()
    clevertap = client(sandbox, region="eu")
    sandbox.live_campaign("Booked", subject="x")
    clevertap.uploads.send([ProfileRecord("kim", {"Email": "kim@x.example"})])
    clevertap.uploads.send([EventRecord("Booked", "kim")])
    clevertap.uploads.send([ProfileRecord("lee", {"identity": "kim"})])
    assert sandbox.outbox[0].event is sandbox.events[0]
    assert sandbox.events[0].profile is sandbox.profile("lee")


@pytest.mark.parametrize("value", [{"$add": "x"}, {"$remove": 1}, {"$incr": "1"}, {"$decr": True}])
def test_an_operator_without_what_it_needs_is_refused(value: Any) -> None:
    sandbox = CleverTapSandbox()
    record = {"type": "profile", "identity": "kim", "profileData": {"x": value}}
    with httpx.Client(transport=sandbox.transport()) as http:
        headers = {
            "X-CleverTap-Account-Id": sandbox.account_id,
            "X-CleverTap-Passcode": sandbox.passcode,
        }
        url = "https://api.clevertap.com/1/upload"
        body = http.post(url, json={"d": [record]}, headers=headers).json()
    assert body["unprocessed"][0]["code"] == 512


def test_every_refusal_names_a_rule() -> None:
    folder = Path(testing.__file__).parent
    named = {
        node.args[0].value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Refusal"
        and isinstance(node.args[0], ast.Constant)
    }
    assert refusals.MALFORMED.rule in named
    assert named <= set(RULES)

"""Whatever is uploaded, merged, taken apart and deleted: people and events stay in order."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api_client_core.testing import Received
from clevertap_client.testing import CleverTapSandbox
from clevertap_client.testing.campaigns import Segment

NAMES = st.sampled_from(["a", "b", "c"])
DEVICES = st.sampled_from(["d1", "d2"])
WHO = st.one_of(
    st.fixed_dictionaries({"identity": NAMES}), st.fixed_dictionaries({"objectId": DEVICES})
)
EVENT = st.fixed_dictionaries({"type": st.just("event"), "evtName": st.just("Booked")})
PROFILE = st.builds(
    dict[str, Any],
    type=st.just("profile"),
    profileData=st.fixed_dictionaries({"Plan": NAMES}, optional={"identity": NAMES}),
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    return {**draw(st.one_of(EVENT, PROFILE)), **draw(WHO)}


@st.composite
def made_calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return "/1/upload", {"d": draw(st.lists(records(), min_size=1, max_size=3))}
    if kind == 1:
        return "/1/demerge/profiles.json", {"identities": [draw(NAMES)]}
    whom = {"identity": draw(NAMES)} if kind == 2 else {"guid": draw(DEVICES)}
    return "/1/delete/profiles.json", whom


@settings(max_examples=150)
@given(st.lists(made_calls(), max_size=12))
def test_nobody_and_nothing_is_lost_or_kept_twice(calls: list[tuple[str, Any]]) -> None:
    sandbox = CleverTapSandbox()
    store, segment = sandbox.account.store, Segment(1, "all that ever were")
    headers = {
        "x-clevertap-account-id": sandbox.account_id,
        "x-clevertap-passcode": sandbox.passcode,
    }
    uploaded = 0
    for path, body in calls:
        answer = sandbox.handle(Received("POST", path, "", headers, json.dumps(body).encode()))
        assert json.loads(answer.body)["status"] == "success"
        rows = body.get("d", ())
        uploaded += sum(row["type"] == "event" for row in rows)
        for profile in sandbox.profiles:
            segment.add(profile)
        people = set(map(id, sandbox.profiles))
        assert len(people) == len(sandbox.profiles)
        assert {id(member) for member in segment.members} == people
        ids = [pair for profile in sandbox.profiles for pair in profile.ids]
        assert len(ids) == len(set(ids))
        for profile in sandbox.profiles:
            assert profile.current is profile
            for key, text in [*profile.ids, ("objectId", profile.object_id)]:
                assert store.find(key, text) is profile
        held = [event for profile in sandbox.profiles for event in profile.events]
        assert sorted(map(id, held)) == sorted(map(id, sandbox.events))
        assert all(id(event.profile) in people for event in sandbox.events)
    assert len(sandbox.events) <= uploaded
    if not any("delete" in path for path, _ in calls):
        assert len(sandbox.events) == uploaded

"""Looking people up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from api_client_core.structure import Drift
from clevertap_client import (
    CleverTap,
    Email,
    EventRecord,
    Fbid,
    Hooks,
    InvalidArgument,
    NotFound,
    ObjectId,
    ProfileRecord,
)
from clevertap_client.testing import Answer, CleverTapSandbox

from .conftest import Colour

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


def found(record: Any) -> Answer:
    return Answer.json({"status": "success", "record": record})


def test_a_person_is_found_by_identity_object_id_and_address(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    client = colour.client(sandbox)
    colour.run(
        client.uploads.send(
            [
                ProfileRecord(
                    "kim",
                    {"Name": "Kim", "Email": "kim@x.example", "Phone": "+4915112345678", "n": 1},
                ),
                EventRecord("Lesson Booked", "kim", at=AT),
            ]
        )
    )
    profile = colour.run(client.profiles.get("kim"))
    assert (profile.identity, profile.email, profile.name) == ("kim", "kim@x.example", "Kim")
    assert profile.phone == "4915112345678"  # CleverTap gives it as a number
    assert profile.properties == {"n": 1}
    lesson = profile.events["Lesson Booked"]
    assert (lesson.count, lesson.first_seen, lesson.last_seen) == (1, AT, AT)
    (platform,) = profile.platforms
    assert colour.run(client.profiles.get(Email("kim@x.example"))) == profile
    assert colour.run(client.profiles.get(ObjectId(platform.object_id))) == profile
    queries = [entry.request.query for entry in sandbox.journal[1:]]
    assert [query[0][0] for query in queries] == ["identity", "email", "objectId"]


def test_an_address_is_sent_encoded_and_stays_out_of_reprs() -> None:
    call = CleverTap("a", "b", region="in1").describe.profiles.get(Email("a+b@x.example"))
    assert call.query == (("email", "a+b@x.example"),)
    assert call.request("http://h", ()).url == "http://h/1/profile.json?email=a%2Bb%40x.example"
    assert "x.example" not in repr(call)
    assert call.idempotent


@pytest.mark.parametrize("as_404", [True, False])
def test_nobody_is_an_error_or_none_whichever_you_ask_for(
    sandbox: CleverTapSandbox, colour: Colour, as_404: bool
) -> None:
    sandbox.missing_profiles_are_404 = as_404
    client = colour.client(sandbox)
    with pytest.raises(NotFound):
        colour.run(client.profiles.get("nobody"))
    assert colour.run(client.profiles.find("nobody")) is None
    colour.run(client.uploads.send([EventRecord("Seen", "nobody")]))
    assert colour.run(client.profiles.find("nobody")).email is None


@pytest.mark.parametrize("user", [5, None, Fbid("1"), "", " "])
def test_a_wrong_user_is_refused(sandbox: CleverTapSandbox, colour: Colour, user: Any) -> None:
    with pytest.raises(InvalidArgument):
        colour.run(colour.client(sandbox).profiles.get(user))


def test_unknown_keys_are_kept_and_strange_values_do_not_lose_the_rest(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    drifts: list[Drift] = []
    client = colour.client(sandbox, hooks=Hooks(on_drift=drifts.append))
    sandbox.fail(
        found(
            {
                "identity": 17,
                "email": None,
                "name": ["odd"],
                "phone": 4915112345678,
                "profileData": {"a": 1},
                "events": {"Seen": {"count": 2, "first_seen": "long ago"}},
                "platformInfo": [{"platform": "iOS", "objectId": "d1", "ls": 5}],
                "all_identities": ["17"],
            }
        )
    )
    profile = colour.run(client.profiles.get("17"))
    assert (profile.identity, profile.email, profile.name) == ("17", None, None)
    assert profile.phone == "4915112345678"
    assert profile.properties == {"a": 1}
    assert profile.events["Seen"].count == 2
    assert profile.events["Seen"].first_seen is None
    assert profile.platforms[0].object_id == "d1"
    assert profile.more == {"all_identities": ["17"]}
    assert {drift.field for drift in drifts} == {"name", "first_seen"}


@pytest.mark.parametrize("record", [{}, None])
def test_an_empty_record_is_nobody(sandbox: CleverTapSandbox, colour: Colour, record: Any) -> None:
    sandbox.fail(found(record))
    assert colour.run(colour.client(sandbox).profiles.find("u")) is None

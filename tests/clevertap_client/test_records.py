"""A record is checked when it is made; then it never changes, and always sends the same bytes."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from clevertap_client import (
    CleverTapError,
    Email,
    EventRecord,
    Fbid,
    Gpid,
    InvalidArgument,
    LimitWarning,
    Nested,
    ObjectId,
    ProfileRecord,
    User,
    check_event_name,
    check_event_property,
    check_profile_property,
    folded,
    is_reserved,
    limits,
    record_from_wire,
)
from clevertap_client._encoding import encoded

PLUS_2 = timezone(timedelta(hours=2))
NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)


class Word(str, Enum):  # noqa: UP042 - the kind whose str() is its name
    HELLO = "hello"


def test_an_event_is_written_as_cleverTap_reads_it() -> None:
    at = datetime(2026, 3, 4, 14, 0, 0, 999_999, tzinfo=PLUS_2)
    event = EventRecord("Lesson Booked", "coach-7", {"pupil": "Zoë", "starts": NOON}, at=at)
    assert event.to_wire() == {
        "type": "event",
        "identity": "coach-7",
        "ts": int(NOON.timestamp()),
        "evtName": "Lesson Booked",
        "evtData": {"pupil": "Zoë", "starts": f"$D_{int(NOON.timestamp())}"},
    }


def test_a_profile_is_written_as_cleverTap_reads_it() -> None:
    profile = ProfileRecord(
        ObjectId("abc-1"),
        {"Name": "Kim", "DOB": date(1990, 5, 1), "tags": ("a", "b"), "visits": {"$incr": 2}},
    )
    assert profile.to_wire() == {
        "type": "profile",
        "objectId": "abc-1",
        "profileData": {
            "Name": "Kim",
            "DOB": "$D_641520000",
            "tags": ["a", "b"],
            "visits": {"$incr": 2},
        },
    }


@pytest.mark.parametrize(
    ("user", "head"),
    [
        ("me@here.example", {"identity": "me@here.example"}),
        (ObjectId("x1"), {"objectId": "x1"}),
        (Fbid("2"), {"FBID": "2"}),
        (Gpid("3"), {"GPID": "3"}),
    ],
)
def test_a_record_names_a_person_in_exactly_one_way(user: User, head: dict[str, str]) -> None:
    wire = EventRecord("Seen", user).to_wire()
    assert {
        key: wire[key] for key in ("identity", "objectId", "FBID", "GPID") if key in wire
    } == head


def test_without_a_time_the_event_is_stamped_on_arrival() -> None:
    assert "ts" not in EventRecord("Seen", "u").to_wire()


def test_epoch_seconds_are_a_time_as_well() -> None:
    assert EventRecord("Seen", "u", at=1_772_625_600).at == NOON


LONG = "é" * 257
EVENTS: list[tuple[str, str, Any]] = [
    ("properties['x']", "512", {"x": LONG}),
    ("properties['x']", "None", {"x": None}),
    ("properties['x']", "nested", {"x": {"y": 1}}),
    ("properties['x']", "nested", {"x": ["a"]}),
    ("properties['Items']", "Charged", {"Items": [{"a": 1}]}),
    ("properties['x']", "finite", {"x": float("nan")}),
    ("properties['x']", "finite", {"x": float("-inf")}),
    ("properties['x']", "64 bits", {"x": 2**63}),
    ("properties['x']", "time zone", {"x": datetime(2026, 1, 1)}),  # noqa: DTZ001
    ("properties['x']", "without a time", {"x": date(2026, 1, 1)}),
    ("properties['x']", "bytes", {"x": b"raw"}),
    ("properties['x']", "surrogate", {"x": "\ud800"}),
    ("properties", "empty", {"": 1}),
    ("properties", "empty", {"  ": 1}),
    ("properties", "text", {1: 1}),
    ("properties", "120", {"k" * 121: 1}),
    ("properties", "120", {"é" * 61: 1}),
    ("properties", "surrogate", {"\udfff": 1}),
    ("properties", "0x0", {"a\x00b": 1}),
    ("properties", "257", {f"k{n}": n for n in range(257)}),
    ("properties", "map", ["x"]),
    *(("properties", f"holds {sign}", {f"a{sign}b": 1}) for sign in "%><!|&.:;$'\"\\"),
]


@pytest.mark.parametrize(("where", "right", "properties"), EVENTS)
def test_a_wrong_property_of_an_event_is_named_before_anything_is_sent(
    where: str, right: str, properties: Any
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        EventRecord("Seen", "u", properties)
    assert caught.value.name == where
    assert right in caught.value.problem


@pytest.mark.parametrize(
    "name", ["", " ", "\t", "n" * 121, "é" * 61, "a.b", "15 min: booked", "\ud800"]
)
def test_a_wrong_event_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^name: "):
        EventRecord(name, "u")


@pytest.mark.parametrize("name", limits.RESERVED_EVENTS.value)
def test_cleverTaps_own_event_names_are_refused_in_any_spelling(name: str) -> None:
    for spelling in (name, name.lower(), name.replace(" ", ""), f" {name.upper()} "):
        assert is_reserved(spelling)
        with pytest.raises(InvalidArgument, match="belongs to CleverTap"):
            EventRecord(spelling, "u")


def test_event_names_fold_case_and_spaces() -> None:
    assert folded("Sign Up") == folded("signup") == folded(" SIGN\tUP")


@pytest.mark.parametrize(
    "user", ["", " ", " me", "me\n", "a\x00b", "\ud800", 7, None, Email("a@b.example")]
)
def test_a_wrong_user_is_refused(user: Any) -> None:
    with pytest.raises(InvalidArgument):
        EventRecord("Seen", user)


@pytest.mark.parametrize("kind", [ObjectId, Fbid, Gpid, Email])
def test_a_wrong_id_is_refused(kind: Any) -> None:
    for value in ("", " x", 5):
        with pytest.raises(InvalidArgument):
            kind(value)


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        (datetime(2026, 1, 1), "time zone"),  # noqa: DTZ001
        (1_772_625_600_000, "milliseconds"),
        (0, "1970"),
        (-5, "1970"),
        (datetime(1960, 1, 1, tzinfo=UTC), "1970"),
        (1.5, "aware datetime"),
        (True, "aware datetime"),
        ("now", "aware datetime"),
    ],
)
def test_a_wrong_time_is_refused(at: Any, problem: str) -> None:
    for make in (
        lambda: EventRecord("Seen", "u", at=at),
        lambda: ProfileRecord("u", {"a": 1}, at=at),
    ):
        with pytest.raises(InvalidArgument, match=problem):
            make()


PROFILES: list[tuple[str, Any]] = [
    ("Email", "nobody"),
    ("Email", "two words@x.example"),
    ("Email", 5),
    ("Phone", "0151 123456"),
    ("Phone", "+0151123456"),
    ("Phone", "+49 151 123456"),
    ("Phone", 4915112345678),
    ("Gender", "male"),
    ("Employed", True),
    ("Education", "PhD"),
    ("Married", "yes"),
    ("Age", "aa"),
    ("Age", -1),
    ("Age", True),
    ("Age", 4.5),
    ("DOB", "1990-05-01"),
    ("DOB", datetime(1990, 5, 1)),  # noqa: DTZ001
    ("MSG-email", "false"),
    ("MSG-sms", 0),
    ("category-unsubscribe", "news"),
    ("Name", 5),
    ("Tz", LONG),
    ("a#b", 1),
    ("x", []),
    ("x", ["a", "a"]),
    ("x", [str(n) for n in range(101)]),
    ("x", ["a", 1]),
    ("x", [{"a": 1}]),
    ("x", {"$add": "a"}),
    ("x", {"$add": []}),
    ("x", {"$set": ["a"]}),
    ("x", {"$incr": "1"}),
    ("x", {"$incr": True}),
    ("x", {"$decr": float("nan")}),
    ("x", {"$delete": 0}),
    ("x", {"$incr": 1, "$decr": 1}),
    ("x", {}),
    ("x", {"deep": 1}),
]


@pytest.mark.parametrize(("key", "value"), PROFILES)
def test_a_wrong_property_of_a_profile_is_named(key: str, value: Any) -> None:
    with pytest.raises(InvalidArgument) as caught:
        ProfileRecord("u", {key: value})
    assert key in str(caught.value)


def test_a_profile_record_without_properties_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="empty"):
        ProfileRecord("u", {})
    with pytest.raises(InvalidArgument, match="256"):
        ProfileRecord("u", {f"k{n}": n for n in range(257)})


def test_what_is_right_is_taken() -> None:
    ProfileRecord(
        "u",
        {
            "Name": "K",
            "Email": "k@x.example",
            "Phone": "+4915112345678",
            "Gender": "F",
            "DOB": "$D_641520000",
            "Age": "36",
            "Employed": "Y",
            "Education": "Graduate",
            "Married": "N",
            "Photo": "https://x.example/k.png",
            "Tz": "Europe/Berlin",
            "Customer Type": "gold",
            "MSG-email": True,
            "MSG-push": False,
            "MSG-sms": False,
            "MSG-whatsapp": True,
            "category-unsubscribe": ["news"],
            "category-resubscribe": ["tips"],
            "tags": {"$add": ["a"]},
            "old": {"$delete": 1},
            "n": 2**63 - 1,
        },
    )
    EventRecord("Charged", "u", {"Amount": 3.5, "Items": [{"sku": "a", "n": 1}, {"sku": "b"}]})
    EventRecord("é" * 60, "u", {"k" * 120: "é" * 256, "empty": ""})


@pytest.mark.parametrize(
    "items", ["x", [1], [{"a": {"b": 1}}], [{"a": None}], [{"a": n} for n in range(257)]]
)
def test_the_items_of_charged_are_flat_objects(items: Any) -> None:
    with pytest.raises(InvalidArgument):
        EventRecord("Charged", "u", {"Items": items})


def test_a_purchase_is_written_as_cleverTap_reads_it() -> None:
    books: Any = [{"title": "Etudes", "price": 12.5, "bought": NOON}, {"title": "Scales"}]
    event = EventRecord.charged(
        "u", 19, books, {"Voucher": "no"}, charged_id="c-1", currency="EUR", at=NOON
    )
    assert event == EventRecord(
        "Charged",
        "u",
        {
            "Amount": 19,
            "Charged ID": "c-1",
            "Currency": "EUR",
            "Items": books,
            "Voucher": "no",
        },
        at=NOON,
    )
    assert record_from_wire(event.to_wire()) == event
    assert EventRecord.charged("u", 0.5, [], charged_id=1).to_wire()["evtData"] == {
        "Amount": 0.5,
        "Charged ID": 1,
    }


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"amount": "19"}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": float("nan")}, "amount"),
        ({"amount": 2**70}, "properties['Amount']"),
        ({"charged_id": ""}, "charged_id"),
        ({"charged_id": True}, "charged_id"),
        ({"currency": 978}, "currency"),
        ({"currency": " "}, "currency"),
        ({"items": "book"}, "properties['Items']"),
        ({"items": [{"price": ["x"]}]}, "properties['Items'][0]['price']"),
        ({"items": [{"n": n} for n in range(257)]}, "properties['Items']"),
        ({"properties": {"Amount": 5}}, "properties"),
        ({"properties": {"Items": []}}, "properties"),
        ({"properties": [("a", 1)]}, "properties"),
    ],
)
def test_what_is_wrong_with_a_purchase_is_named(wrong: dict[str, Any], where: str) -> None:
    given: Any = {"amount": 19, **wrong}
    with pytest.raises(InvalidArgument) as caught:
        EventRecord.charged("u", **given)
    assert caught.value.name == where


def test_a_wrong_item_is_named_by_its_place() -> None:
    fine = {"sku": "a", "price": 1.5}
    for wrong, where in (
        ({"price": None}, "properties['Items'][1]['price']"),
        ({"price": Nested({})}, "properties['Items'][1]['price']"),
        ("sku", "properties['Items'][1]"),
    ):
        items: Any = [fine, wrong]
        with pytest.raises(InvalidArgument) as caught:
            EventRecord("Charged", "u", {"Items": items})
        assert caught.value.name == where


def test_cleverTaps_own_keys_do_not_count_against_an_accounts() -> None:
    many = {f"k{n}": n for n in range(256)}
    ProfileRecord("u", {**many, "Name": "K", "MSG-email": True})


def test_more_properties_than_an_account_takes_by_default_warn() -> None:
    EventRecord("Seen", "u", {f"k{n}": n for n in range(100)})
    with pytest.warns(LimitWarning, match="101 properties"):
        EventRecord("Seen", "u", {f"k{n}": n for n in range(101)})


@pytest.mark.parametrize(
    ("key", "meant"),
    [("email", "Email"), ("MSG_email", "MSG-email"), ("customer type", "Customer Type")],
)
def test_a_key_that_only_looks_like_one_of_cleverTaps_warns(key: str, meant: str) -> None:
    with pytest.warns(LimitWarning, match=meant):
        ProfileRecord("u", {key: "x"})


@pytest.mark.parametrize("sign", ["a", "é", "€", "𝄞"])
def test_texts_are_measured_in_bytes(sign: str) -> None:
    most = limits.VALUE_BYTES.value // len(sign.encode())
    EventRecord("Seen", "u", {"x": sign * most})
    for text in (sign * (most + 1), sign * (most // 2) + "\ud800"):
        with pytest.raises(InvalidArgument):
            EventRecord("Seen", "u", {"x": text})
        with pytest.raises(InvalidArgument):
            ProfileRecord("u", {"x": text})


def test_no_message_repeats_a_value() -> None:
    secret = "jo.doe@private.example"
    deep: Any = {"x": {"y": secret}}
    for make in (
        lambda: EventRecord("Seen", f" {secret}"),
        lambda: EventRecord("Seen", "u", {"x": secret * 40}),
        lambda: EventRecord("Seen", "u", deep),
        lambda: ProfileRecord("u", {"Phone": secret}),
        lambda: ProfileRecord("u", {"Gender": secret}),
        lambda: ProfileRecord("u", {"x": {"$incr": secret}}),
    ):
        with pytest.raises(InvalidArgument) as caught:
            make()
        assert "private" not in f"{caught.value}{caught.value!r}"


def test_a_repr_shows_names_and_no_values() -> None:
    event = EventRecord("Seen", "me@x.example", {"mail": "you@x.example"})
    profile = ProfileRecord(ObjectId("device-7"), {"Email": "you@x.example"})
    for shown in (repr(event), repr(profile), repr(profile.user)):
        assert "@" not in shown
        assert "device-7" not in shown
    assert "Seen" in repr(event)
    assert "mail" in repr(event)


def test_the_callers_later_changes_do_not_reach_a_record() -> None:
    given: dict[str, Any] = {"tags": ["a"]}
    profile = ProfileRecord("u", given)
    given["tags"].append("b")
    given["more"] = 1
    assert profile.to_wire()["profileData"] == {"tags": ["a"]}


def test_a_record_cannot_be_changed() -> None:
    event = EventRecord("Seen", "u", {"a": 1})
    with pytest.raises(FrozenInstanceError):
        event.name = "Other"  # type: ignore[misc]  # that it is refused is what is tested
    with pytest.raises(TypeError):
        event.properties["a"] = 2  # type: ignore[index]  # that it is refused is what is tested
    event.to_wire()["evtData"]["a"] = 3
    assert event.properties["a"] == 1


def test_a_str_enum_is_sent_as_its_value() -> None:
    event = EventRecord(Word.HELLO, "u", {Word.HELLO: Word.HELLO})
    assert json.loads(encoded([event]))["evtData"] == {"hello": "hello"}
    assert event.name == "hello"


def test_equal_records_are_equal_and_hash_alike() -> None:
    one, two = (EventRecord("Seen", "u", {"a": 1}, at=NOON) for _ in range(2))
    assert one == two
    assert hash(one) == hash(two)
    assert one != EventRecord("Seen", "u", {"a": 2}, at=NOON)
    assert evolve(one, at=None) != one


def test_records_pickle_and_copy() -> None:
    event = EventRecord("Charged", Fbid("1"), {"Items": [{"a": 1}], "when": NOON}, at=NOON)
    profile = ProfileRecord("u", {"tags": {"$add": ["x"]}})
    for record in (event, profile):
        assert pickle.loads(pickle.dumps(record)) == record
        assert copy.deepcopy(record) == record


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"type": "token"},
        {"type": "event", "evtName": "x", "evtData": {}},
        {"type": "event", "identity": "a", "objectId": "b", "evtName": "x", "evtData": {}},
        {"type": "event", "identity": "a", "evtName": 5, "evtData": {}},
        {"type": "event", "identity": "a", "evtName": "x"},
        {"type": "event", "identity": "a", "evtName": "x", "evtData": {}, "ts": "now"},
        {"type": "event", "identity": "a", "evtName": "x", "evtData": {}, "ts": 10**13},
        {"type": "event", "identity": "a", "evtName": "x", "evtData": {}, "ts": 10**30},
        {"type": "event", "identity": "a", "evtName": "x", "evtData": {"n": float("nan")}},
        {"type": "event", "identity": "a", "evtName": "x", "evtData": {"n": [NOON]}},
        {"type": "profile", "identity": 5, "profileData": {}},
        {"type": ["event"]},
        [],
        None,
    ],
)
def test_what_is_no_record_is_not_taken_up(data: Any) -> None:
    with pytest.raises(InvalidArgument):
        record_from_wire(data)


def test_a_stored_record_is_not_judged_by_todays_rules() -> None:
    stored = {
        "type": "event",
        "identity": "u",
        "ts": 1,
        "evtName": "App Launched",
        "evtData": {"a.b": "x" * 2000, "deep": {"er": [1, {"x": None}]}},
    }
    assert record_from_wire(stored).to_wire() == stored


def test_only_profiles_without_counters_may_be_sent_twice() -> None:
    assert not EventRecord("Seen", "u").repeatable
    assert ProfileRecord("u", {"a": 1, "b": {"$add": ["x"]}, "c": {"$delete": 1}}).repeatable
    assert not ProfileRecord("u", {"a": {"$incr": 1}}).repeatable
    assert not ProfileRecord("u", {"a": 1, "b": {"$decr": 1}}).repeatable


@pytest.mark.parametrize(
    ("age", "fires"),
    [
        (timedelta(0), True),
        (timedelta(hours=2), True),
        (timedelta(hours=2, seconds=1), False),
        (timedelta(minutes=-2), True),
        (timedelta(minutes=-2, seconds=-1), False),
    ],
)
def test_an_event_knows_whether_a_live_campaign_would_see_it(age: timedelta, fires: bool) -> None:
    assert EventRecord("Seen", "u", at=NOON - age).fires_live_campaign(NOON) is fires


def test_an_event_without_a_time_is_always_live() -> None:
    assert EventRecord("Seen", "u").fires_live_campaign(NOON)
    with pytest.raises(InvalidArgument, match="time zone"):
        EventRecord("Seen", "u").fires_live_campaign(datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_checks_can_be_used_one_by_one() -> None:
    assert check_event_name("Lesson Booked") == "Lesson Booked"
    assert check_event_property("at", NOON) == f"$D_{int(NOON.timestamp())}"
    assert check_profile_property("Phone", "+4915112345678") == "+4915112345678"
    with pytest.raises(CleverTapError):
        check_profile_property("Phone", "112")


names = st.text("abcdefgh XYZé_-0123456789", min_size=1, max_size=40).filter(
    lambda name: name.strip() and not is_reserved(name)
)
values = st.one_of(
    st.text(max_size=80).filter(lambda text: text.isprintable()),
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(min_value=datetime(1980, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
times = st.none() | st.datetimes(
    min_value=datetime(1980, 1, 1),  # noqa: DTZ001
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, PLUS_2]),
)


@given(names, st.dictionaries(names, values, max_size=8), times)
def test_a_stored_record_sends_the_very_same_bytes(
    name: str, properties: dict[str, Any], at: datetime | None
) -> None:
    event = EventRecord(name, "u", properties, at=at)
    stored = json.dumps(event.to_wire())
    again = record_from_wire(json.loads(stored))
    assert encoded([again]) == encoded([event])
    assert again == event
    assert again.to_wire() == json.loads(encoded([event]))


@given(st.text(max_size=200), st.text(max_size=700))
def test_any_text_is_taken_or_refused_by_name(name: str, value: str) -> None:
    try:
        event = EventRecord("Seen", "u", {name: value})
    except InvalidArgument:
        return
    assert json.loads(encoded([event]))["evtData"] == {name: value}
    assert len(value.encode()) <= limits.VALUE_BYTES.value

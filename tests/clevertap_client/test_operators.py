"""What changes a property, what nests in one, and what an account's own limits relax."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from clevertap_client import (
    Add,
    CleverTap,
    Decrement,
    Delete,
    EventRecord,
    Increment,
    InvalidArgument,
    Limits,
    LimitWarning,
    Nested,
    ProfileRecord,
    Remove,
    check_event_name,
    check_event_property,
    check_profile_property,
    record_from_wire,
)
from clevertap_client.testing import CleverTapSandbox

from .conftest import Colour


@pytest.mark.parametrize(
    ("operator", "wire"),
    [
        (Add("a"), {"$add": ["a"]}),
        (Add(["a", "b"]), {"$add": ["a", "b"]}),
        (Remove(word for word in ("a", "b")), {"$remove": ["a", "b"]}),
        (Increment(), {"$incr": 1}),
        (Increment(2.5), {"$incr": 2.5}),
        (Decrement(3), {"$decr": 3}),
        (Delete(), {"$delete": 1}),
    ],
)
def test_an_operator_is_written_as_cleverTap_reads_it(operator: Any, wire: dict[str, Any]) -> None:
    record = ProfileRecord("u", {"x": operator})
    assert record.to_wire()["profileData"] == {"x": wire}
    assert record == ProfileRecord("u", {"x": wire})
    assert record_from_wire(record.to_wire()) == record


@pytest.mark.parametrize(
    "operator",
    [
        Add([]),
        Add(["a", "a"]),
        Add(["é" * 257]),
        Add([str(n) for n in range(101)]),
        Add([5]),  # type: ignore[list-item]  # refused when it runs, too
        Remove([]),
        Increment("1"),  # type: ignore[arg-type]  # refused when it runs, too
        Increment(True),
        Decrement(float("inf")),
    ],
)
def test_what_an_operator_does_not_take_is_named(operator: Any) -> None:
    with pytest.raises(InvalidArgument, match="'x'"):
        ProfileRecord("u", {"x": operator})


@pytest.mark.parametrize(
    ("key", "operator"),
    [
        ("Email", Add("a@b.example")),
        ("Gender", Increment()),
        ("MSG-email", Remove("a")),
        ("Age", Add("5")),
        ("category-unsubscribe", Add("news")),
        ("identity", Delete()),
        ("Phone", {"$add": ["+4915112345678"]}),
    ],
)
def test_cleverTaps_own_keys_take_only_what_they_can_hold(key: str, operator: Any) -> None:
    with pytest.raises(InvalidArgument, match="own key"):
        ProfileRecord("u", {key: operator})


def test_cleverTaps_own_keys_can_be_removed_and_an_age_counted() -> None:
    ProfileRecord("u", {"Email": Delete(), "MSG-sms": Delete(), "Age": Increment()})


@pytest.mark.parametrize("operator", [Add("a"), Increment(), Delete()])
def test_an_event_takes_no_operator(operator: Any) -> None:
    with pytest.raises(InvalidArgument, match="changes profiles"):
        EventRecord("Seen", "u", {"x": operator})


def test_a_profile_can_be_given_another_identity() -> None:
    assert ProfileRecord("old", {"identity": "new"}).to_wire()["profileData"] == {"identity": "new"}
    for wrong in ("", " new", 5):
        with pytest.raises(InvalidArgument):
            ProfileRecord("old", {"identity": wrong})


def test_a_repr_of_an_operator_shows_no_value() -> None:
    for shown in (Add("secret"), Remove("secret"), Increment(77), Nested({"secret": 77})):
        assert "secret" not in repr(shown)
        assert "77" not in repr(shown)


def test_operators_do_what_they_say(sandbox: CleverTapSandbox, colour: Colour) -> None:
    client = colour.client(sandbox)
    steps: list[dict[str, Any]] = [
        {"tags": "a", "n": 1, "old": "x"},
        {"tags": Add(["b", "c"]), "n": Increment(4), "old": Delete()},
        {"tags": Remove("a"), "n": Decrement(2)},
    ]
    for step in steps:
        assert colour.run(client.uploads.send([ProfileRecord("u", step)])).complete
    stored = sandbox.profile("u")
    assert stored is not None
    assert stored.properties == {"tags": ["b", "c"], "n": 3}


# ------------------------------------------------------------------------------ nested

DEEP = {"a": [{"b": {"c": datetime(2026, 1, 1, tzinfo=UTC)}, "d": ["x", 1, True]}]}


def test_nested_objects_are_sent_if_one_says_so() -> None:
    wire = {"a": [{"b": {"c": "$D_1767225600"}, "d": ["x", 1, True]}]}
    event = EventRecord("Seen", "u", {"tree": Nested(DEEP)})
    profile = ProfileRecord("u", {"tree": Nested(DEEP), "list": Nested([1, {"a": 2}])})
    assert event.to_wire()["evtData"] == {"tree": wire}
    assert profile.to_wire()["profileData"] == {"tree": wire, "list": [1, {"a": 2}]}
    assert record_from_wire(event.to_wire()) == event


@pytest.mark.parametrize(
    "value",
    [
        {"a": {"b": {"c": {"d": 1}}}},
        {"a": None},
        {"a": [[1]]},
        {"": 1},
        {5: 1},
        {"k" * 121: 1},
        {"a": "é" * 257},
        "text",
        5,
    ],
)
def test_what_cannot_be_nested_is_refused(value: Any) -> None:
    for make in (
        lambda: EventRecord("Seen", "u", {"tree": Nested(value)}),
        lambda: ProfileRecord("u", {"tree": Nested(value)}),
    ):
        with pytest.raises(InvalidArgument, match="'tree'"):
            make()


def test_nested_has_no_place_in_items_and_in_cleverTaps_own_keys() -> None:
    with pytest.raises(InvalidArgument, match="Items"):
        EventRecord("Charged", "u", {"Items": [{"a": Nested({})}]})  # type: ignore[dict-item]  # likewise
    with pytest.raises(InvalidArgument, match="Name"):
        ProfileRecord("u", {"Name": Nested({"first": "K"})})


# ------------------------------------------------------------------- an account's own limits

WIDE = Limits(
    event_properties=400,
    event_properties_by_default=300,
    profile_properties=300,
    event_name_bytes=200,
    key_bytes=200,
    value_bytes=1000,
    values_per_property=200,
    charged_items=500,
    nested_levels=4,
    prohibited_in_names="$",
)


def test_an_accounts_own_limits_go_before_the_published_ones() -> None:
    many = {f"k{n}": n for n in range(300)}
    EventRecord("n" * 200, "u", many, limits=WIDE)
    EventRecord("a.b: c", "u", {"k" * 200: "x" * 1000, "a.b": 1}, limits=WIDE)
    EventRecord("Charged", "u", {"Items": [{"a": n} for n in range(500)]}, limits=WIDE)
    EventRecord("Seen", "u", {"x": Nested({"a": {"b": {"c": {"d": 1}}}})}, limits=WIDE)
    ProfileRecord("u", many, limits=WIDE)
    ProfileRecord("u", {"x": [str(n) for n in range(200)]}, limits=WIDE)
    assert check_event_name("a.b", limits=WIDE) == "a.b"
    assert check_event_property("x", "x" * 1000, limits=WIDE)
    assert check_profile_property("x", "x" * 1000, limits=WIDE)


def test_they_still_are_limits() -> None:
    with pytest.warns(LimitWarning, match="takes 300"):
        EventRecord("Seen", "u", {f"k{n}": n for n in range(301)}, limits=WIDE)
    with pytest.raises(InvalidArgument, match="takes 400"):
        EventRecord("Seen", "u", {f"k{n}": n for n in range(401)}, limits=WIDE)
    with pytest.raises(InvalidArgument, match=r"holds \$"):
        EventRecord("a$b", "u", limits=WIDE)


def test_a_record_remembers_what_it_was_checked_by_and_compares_without() -> None:
    long = EventRecord("Seen", "u", {"x": "x" * 1000}, limits=WIDE)
    assert evolve(long, at=datetime(2026, 1, 1, tzinfo=UTC)).properties == long.properties
    assert record_from_wire(long.to_wire()) == long
    assert "400" not in repr(long)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_properties": 0},
        {"value_bytes": "512"},
        {"key_bytes": True},
        {"uploads_in_flight": 16},
        {"reads_in_flight": 4},
    ],
)
def test_a_limit_that_is_none_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Limits(**wrong)
    assert caught.value.name in wrong


def test_a_client_gives_its_limits_to_records_and_keeps_them_with_other_options() -> None:
    client = CleverTap("a", "b", region="in1", limits=WIDE)
    assert client.limits is WIDE
    assert client.with_options(timeout=3).limits is WIDE
    assert CleverTap("a", "b", region="in1").limits == Limits()


def test_a_property_that_cleverTap_has_itself_warns() -> None:
    with pytest.warns(LimitWarning, match="device_type"):
        EventRecord("Seen", "u", {"device_type": "phone"})

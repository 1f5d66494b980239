"""From JSON to models: nothing is coerced, little is lost, and no value is repeated in an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from api_client_core.errors import Unreadable
from api_client_core.exchange import Hooks
from api_client_core.retry import RetryPolicy
from api_client_core.structure import (
    Drift,
    decoded,
    make_converter,
    structured,
    tagged_union,
)
from api_client_core.wire import Reply

from .conftest import Colour
from .toy import (
    CONVERTER,
    Box,
    Contents,
    Letter,
    Parcel,
    PostOffice,
    PostUnexpected,
    Status,
    UnknownContents,
)

GOOD: dict[str, Any] = {
    "id": "p1",
    "status": "waiting",
    "posted_at": "2026-03-04T05:06:07Z",
    "contents": {"kind": "letter", "sheets": 2},
    "notes": ["a", "b"],
    "insured": True,
    "worth": "12.50",
    "extra": {"any": ["thing"]},
}
PARCEL = Parcel(
    id="p1",
    status=Status.WAITING,
    posted_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    contents=Letter(sheets=2),
    notes=("a", "b"),
    insured=True,
    worth=Decimal("12.50"),
    extra={"any": ["thing"]},
)


def problems(data: object, kind: Any = Parcel) -> tuple[str, ...]:
    """Say what is wrong with data."""
    with pytest.raises(Unreadable) as caught:
        structured(CONVERTER, data, kind)
    return caught.value.problems


def test_a_model_is_read_and_written() -> None:
    assert structured(CONVERTER, GOOD, Parcel) == PARCEL
    assert json.loads(json.dumps(CONVERTER.unstructure(PARCEL))) == GOOD


def test_reading_changes_nothing_in_the_data() -> None:
    data = {**GOOD, "insured": "yes", "contents": {"kind": "letter", "sheets": 1, "x": [None]}}
    before = deepcopy(data)
    assert structured(CONVERTER, data, Parcel).insured is False
    assert data == before


# ------------------------------------------------------------------------------- no coercion

ACCEPTED: list[tuple[Any, Any, Any]] = [
    (str, "", ""),
    (str, "x", "x"),
    (int, 7, 7),
    (int, 7.0, 7),
    (int, -(10**30), -(10**30)),
    (float, 7, 7.0),
    (float, 7.5, 7.5),
    (bool, True, True),
    (bool, False, False),
    (datetime, "2026-03-04T05:06:07Z", PARCEL.posted_at),
    (datetime, "2026-03-04T05:06:07.000000Z", PARCEL.posted_at),
    (datetime, "2026-03-04T07:06:07+02:00", PARCEL.posted_at),
    (Decimal, "12.50", Decimal("12.50")),
    (Decimal, 12, Decimal(12)),
    (Decimal, 0.1, Decimal("0.1")),
    (Status, "waiting", Status.WAITING),
    (Status, "lost", Status("lost")),
    (tuple[str, ...], [], ()),
    (tuple[int, ...], [1, 2], (1, 2)),
    (Mapping[str, Any], {"a": [1]}, {"a": [1]}),
    (str | None, None, None),
    (str | None, "x", "x"),
    (datetime | None, None, None),
]
WRONG: list[tuple[Any, list[Any]]] = [
    (str, [None, 1, True, [], {}, 1.5]),
    (int, [None, "7", True, 7.5, [], float("nan"), float("inf")]),
    (float, [None, "7.5", True, [], 10**400]),
    (bool, [None, 0, 1, "true", "false", "", []]),
    (datetime, [None, "", 0, 1772600767, "yesterday"]),
    (datetime, ["2026-03-04", "2026-03-04T05:06:07", "2026-13-04T05:06:07Z"]),
    (datetime, ["0001-01-01T00:00:00+23:59"]),
    (Decimal, [None, "", "NaN", "Infinity", "12,50", True, []]),
    (Status, [None, 1, [], {}, True]),
    (tuple[str, ...], [None, "abc", {"a": "b"}, 7, ["a", 1], [None]]),
    (Mapping[str, Any], [None, [], "a", 7, [["a", 1]]]),
    (str | None, [7]),
    (Parcel, [None, [], "p1", 7, [["id", "p1"]]]),
    (Contents, [None, [], "letter", 7]),
]
REFUSED = [(kind, value) for kind, values in WRONG for value in values]


@pytest.mark.parametrize(("kind", "value", "expected"), ACCEPTED, ids=repr)
def test_what_is_promised_is_read(kind: Any, value: Any, expected: Any) -> None:
    found = structured(CONVERTER, value, kind)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("kind", "value"), REFUSED, ids=repr)
def test_what_is_not_is_refused_rather_than_bent_into_shape(kind: Any, value: Any) -> None:
    found = problems(value, kind)
    assert found
    assert all("$" in line for line in found)


# -------------------------------------------------------------------- essential and optional


@pytest.mark.parametrize("name", ["id", "status", "posted_at", "contents"])
@pytest.mark.parametrize("value", [None, 7, [], "absent"])
def test_an_essential_field_must_be_there_and_right(name: str, value: Any) -> None:
    data = {**GOOD, name: value}
    if value == "absent":
        del data[name]
    found = problems(data)
    assert len(found) == 1
    assert f"$.{name}" in found[0] or (value == "absent" and name in found[0])


@pytest.mark.parametrize(
    ("name", "default"),
    [("notes", ()), ("insured", False), ("worth", None), ("extra", {})],
)
@pytest.mark.parametrize("value", [None, 7.5, "x", [7], {"a": "b"}, "absent"])
def test_an_optional_field_takes_its_default(name: str, default: Any, value: Any) -> None:
    if (name == "worth" and value == 7.5) or (name == "extra" and isinstance(value, dict)):
        return  # those are right
    data = {**GOOD, name: value}
    if value == "absent":
        del data[name]
    assert structured(CONVERTER, data, Parcel) == evolve(PARCEL, **{name: default})


@frozen(kw_only=True)
class Leaf:
    """The end of a branch."""

    name: str
    size: int = 1


@frozen(kw_only=True)
class Tree:
    """Models in models."""

    leaves: tuple[Leaf, ...]
    best: Leaf | None = None
    others: tuple[Leaf, ...] = ()
    trees: tuple[Tree, ...] = ()
    notes: Mapping[str, Any] = field(factory=dict[str, Any])


def test_only_what_is_wrong_is_lost_however_deep_it_is() -> None:
    data: dict[str, Any] = {
        "leaves": [{"name": "a", "size": "big"}, {"name": "b", "size": 2}],
        "best": {"name": "c", "size": []},
        "others": [{"name": "d"}, {"size": 3}],
        "trees": [{"leaves": [], "best": "none"}, {"leaves": [{"name": "e"}], "notes": []}],
    }
    assert structured(CONVERTER, data, Tree) == Tree(
        leaves=(Leaf(name="a"), Leaf(name="b", size=2)),
        best=Leaf(name="c"),
        others=(Leaf(name="d"),),
        trees=(Tree(leaves=()), Tree(leaves=(Leaf(name="e"),))),
    )


def test_a_fault_is_named_with_its_path() -> None:
    found = problems({"leaves": [{"name": "a"}, {"name": 7}, {}]}, Tree)
    assert len(found) == 2
    assert any("$.leaves[1].name" in line and "text" in line for line in found)
    assert any("$.leaves[2]" in line and "missing" in line for line in found)


def test_only_what_cannot_be_left_out_is_named() -> None:
    bad = {"leaves": [{"name": "a", "size": "big"}, {"size": "big"}], "best": 7}
    assert [line.partition(" @ ")[2] for line in problems(bad, Tree)] == ["$.leaves[1].name"]


def test_a_text_or_a_list_is_no_empty_model() -> None:
    @frozen(kw_only=True)
    class Easy:
        size: int = 0

    for data in ("gone", [], ["size"], 7, None, True):
        assert problems(data, Easy) == ("not an object @ $",)


def test_a_key_that_is_no_name_is_renamed_both_ways() -> None:
    @frozen(kw_only=True)
    class Named:
        item_id: int
        call_in: str | None = None

    keys = {Named: {"item_id": "itemId", "call_in": "callIn"}}
    converter = make_converter(keys=keys)
    assert structured(converter, {"itemId": 1, "callIn": 2}, Named) == Named(item_id=1)
    with pytest.raises(Unreadable, match=r"\$\.itemId"):
        structured(converter, {"itemId": "one"}, Named)
    assert converter.unstructure(Named(item_id=1)) == {"itemId": 1, "callIn": None}


def test_unknown_keys_are_ignored() -> None:
    assert structured(CONVERTER, {**GOOD, "new": {"deep": 1}}, Parcel) == PARCEL


def test_a_strict_converter_shows_that_an_api_has_changed() -> None:
    strict = make_converter(strict=True)
    tagged_union(strict, Contents, "kind", {"letter": Letter, "box": Box}, UnknownContents)
    assert structured(strict, GOOD, Parcel) == PARCEL
    with pytest.raises(Unreadable, match="new"):
        structured(strict, {**GOOD, "new": 1}, Parcel)
    with pytest.raises(Unreadable, match="new"):
        structured(strict, {**GOOD, "contents": {**GOOD["contents"], "new": 1}}, Parcel)
    with pytest.raises(Unreadable, match="insured"):
        structured(strict, {**GOOD, "insured": "yes"}, Parcel)


@pytest.mark.parametrize("depth", [200, 700])
def test_data_nested_deep_is_no_obstacle(depth: int) -> None:
    deep: Any = []
    for _ in range(depth):
        deep = [deep]
    data = {**GOOD, "extra": {"deep": deep}, "insured": "yes"}
    assert structured(CONVERTER, data, Parcel).insured is False


# -------------------------------------------------------------------------------- drift


def drifting(colour: Colour, office: PostOffice, **fields: Any) -> tuple[Parcel, list[Drift]]:
    """Fetch a parcel with such fields over the wire, and note what is reported."""
    drifts: list[Drift] = []
    parcel = office.put(**fields)
    client = colour.client(
        office, hooks=Hooks(on_drift=drifts.append), retry=RetryPolicy(retries=0)
    )
    return colour.run(client.parcels.get(parcel)), drifts


def test_each_loss_is_reported_once_with_model_field_and_promise(
    colour: Colour, office: PostOffice
) -> None:
    found, drifts = drifting(colour, office, notes=["a", 7], insured="ada@example.com", worth=None)
    assert (found.notes, found.insured, found.worth) == (("a",), False, None)
    assert sorted((drift.model, drift.field) for drift in drifts) == [
        ("Parcel", "insured"),
        ("Parcel", "notes"),
    ]
    assert {drift.problem for drift in drifts if drift.field == "insured"} == {"not true or false"}
    assert {drift.problem for drift in drifts if drift.field == "notes"} == {
        "an item was left out: not text"
    }
    assert "ada@example.com" not in repr(drifts)


def test_what_is_null_or_absent_is_no_drift(colour: Colour, office: PostOffice) -> None:
    assert drifting(colour, office, notes=None, insured=None, worth=None, extra=None)[1] == []
    assert drifting(colour, office)[1] == []


def test_an_unreadable_body_over_the_wire(colour: Colour, office: PostOffice) -> None:
    with pytest.raises(PostUnexpected) as caught:
        drifting(colour, office, posted_at="ada@example.com")
    assert len(caught.value.problems) == 1
    assert "$.posted_at" in str(caught.value)
    assert "ada" not in str(caught.value)


# -------------------------------------------------------------------------------- unions


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"kind": "letter", "sheets": 1}, Letter(sheets=1)),
        ({"kind": "box", "kilograms": 2}, Box(kilograms=2.0)),
        (
            {"kind": "drone", "x": [1]},
            UnknownContents(kind="drone", data={"kind": "drone", "x": [1]}),
        ),
        ({"kind": ""}, UnknownContents(kind="", data={"kind": ""})),
        ({}, UnknownContents(kind="", data={})),
        ({"kind": None}, UnknownContents(kind="", data={"kind": None})),
        ({"kind": ["letter"]}, UnknownContents(kind="", data={"kind": ["letter"]})),
        ({"kind": {"a": 1}}, UnknownContents(kind="", data={"kind": {"a": 1}})),
        ({"kind": 7}, UnknownContents(kind="", data={"kind": 7})),
    ],
    ids=repr,
)
def test_a_variant_is_picked_by_its_tag_and_no_tag_is_too_strange(data: Any, expected: Any) -> None:
    union: Any = Contents
    assert structured(CONVERTER, data, union) == expected
    assert structured(CONVERTER, {**GOOD, "contents": data}, Parcel).contents == expected


def test_unions_are_written_as_they_came() -> None:
    for data in ({"kind": "drone", "x": [1]}, {"kind": "letter", "sheets": 1}, {"kind": [1]}):
        parcel = structured(CONVERTER, {**GOOD, "contents": data}, Parcel)
        assert CONVERTER.unstructure(parcel)["contents"] == data


def test_two_tags_may_name_one_variant() -> None:
    converter = make_converter()
    union: Any = Leaf | Tree | UnknownContents
    tagged_union(converter, union, "kind", {"leaf": Leaf, "needle": Leaf}, UnknownContents)
    for kind in ("leaf", "needle"):
        assert structured(converter, {"kind": kind, "name": "a"}, union) == Leaf(name="a")


def test_a_known_variant_with_a_fault_is_named() -> None:
    (line,) = problems({**GOOD, "contents": {"kind": "letter", "sheets": "ada@example.com"}})
    assert "$.contents.sheets" in line
    assert "whole number" in line
    assert "ada" not in line


# -------------------------------------------------------------------------- whatever comes

MARK = "ada@example.com"
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(MARK)
names = st.sampled_from([*GOOD, "kind", "sheets", "kilograms", "data", MARK]) | st.text()
anything = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20
)


def read_or_refused(data: object, kind: Any) -> Any:
    """Make a model, or give the one error that may come, which repeats no value."""
    try:
        return structured(CONVERTER, data, kind)
    except Unreadable as error:
        refused = error
    assert refused.problems
    assert MARK not in repr(refused)
    return refused


@given(anything)
def test_any_json_is_a_model_or_unreadable(data: object) -> None:
    for kind in (Parcel, Tree, Contents, tuple[Parcel, ...]):
        found = read_or_refused(data, kind)
        assert isinstance(
            found, Unreadable | Parcel | Tree | tuple | Letter | Box | UnknownContents
        )


@given(st.dictionaries(st.sampled_from(list(GOOD)), anything))
def test_any_change_of_a_good_reply_is_a_model_or_unreadable(changes: dict[str, object]) -> None:
    found = read_or_refused({**GOOD, **changes}, Parcel)
    if isinstance(found, Unreadable):
        assert any(name in repr(found) for name in changes)
        return
    assert isinstance(found.insured, bool)
    assert all(type(note) is str for note in found.notes)
    for name in set(GOOD) - set(changes):
        assert getattr(found, name) == getattr(PARCEL, name), "the rest is not lost"


@given(st.binary() | st.text().map(str.encode) | anything.map(lambda d: json.dumps(d).encode()))
def test_any_body_is_decoded_or_unreadable(body: bytes) -> None:
    with suppress(Unreadable):
        decoded(Reply(200, {}, body))


def test_one_converter_serves_many_threads_from_its_first_use() -> None:
    converter = make_converter()
    tagged_union(converter, Contents, "kind", {"letter": Letter, "box": Box}, UnknownContents)

    def read(_: int) -> Parcel:
        return structured(converter, GOOD, Parcel)

    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(read, range(100)))
    assert found == [PARCEL] * 100

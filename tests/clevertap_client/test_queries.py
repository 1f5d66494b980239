"""Queries say what CleverTap's language can say, and refuse what it cannot read."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime
from typing import Any

import pytest

from clevertap_client import AnyOf, Did, Filter, InvalidArgument, Operator, Query
from clevertap_client.queries import query_to_wire

MAY = (date(2026, 5, 1), date(2026, 5, 31))
NUMBERS = {"from": 20260501, "to": 20260531}


def test_an_event_in_some_days() -> None:
    assert Query("Lesson Booked", *MAY).to_wire() == {"event_name": "Lesson Booked", **NUMBERS}


def test_an_empty_query_means_everybody() -> None:
    assert Query().to_wire() == {}


def test_a_query_of_every_part_is_written_with_cleverTaps_own_keys() -> None:
    query = Query(
        "Lesson Booked",
        *MAY,
        event_properties=[Filter("Price", [10, 20.5], Operator.BETWEEN)],
        session_properties=[Filter("first_time", "True")],
        app_fields=[Filter("Make", "Nokia", Operator.CONTAINS)],
        profile_fields=[Filter("Plan", operator=Operator.EXISTS)],
        demographics=[Filter("Gender", "Male")],
        technographics=[Filter("Device", ["Desktop"])],
        reachability=[Filter("has_token", "False")],
        geo_fields=[("Peru",), ("Peru", "Cusco"), ("Peru", "Cusco", "Urubamba")],
        geo_radius=[(-13.3, -72.1, 40)],
        did_all=[Did("Signed In", *MAY, operator="gt", value=3)],
        did_none=[Did("Left", *MAY, event_properties=[Filter("Why", "bored", "not_equals")])],
        did_any=AnyOf(
            [Did("Rated", *MAY), Did("Shared", *MAY, session_properties=[Filter("day", 1)])],
            Operator.LESS_THAN,
            5,
        ),
    )
    assert query.to_wire() == {
        "event_name": "Lesson Booked",
        **NUMBERS,
        "event_properties": [{"name": "Price", "operator": "between", "value": [10, 20.5]}],
        "session_properties": [{"name": "first_time", "value": "True"}],
        "common_profile_properties": {
            "app_fields": [{"name": "Make", "operator": "contains", "value": "Nokia"}],
            "profile_fields": [{"name": "Plan", "operator": "exists"}],
            "demographics": [{"name": "Gender", "value": "Male"}],
            "technographics": [{"name": "Device", "value": ["Desktop"]}],
            "reachability": [{"name": "has_token", "value": "False"}],
            "geo_fields": [["Peru"], ["Peru", "Cusco"], ["Peru", "Cusco", "Urubamba"]],
            "geo_radius": [[-13.3, -72.1, 40]],
        },
        "advanced_query": {
            "did_all": [{"event_name": "Signed In", **NUMBERS, "operator": "gt", "value": 3}],
            "did_none": [
                {
                    "event_name": "Left",
                    **NUMBERS,
                    "event_properties": [
                        {"name": "Why", "operator": "not_equals", "value": "bored"}
                    ],
                }
            ],
            "did_any": {
                "any_events": [
                    {"event_name": "Rated", **NUMBERS},
                    {
                        "event_name": "Shared",
                        **NUMBERS,
                        "session_properties": [{"name": "day", "value": 1}],
                    },
                ],
                "operator": "less_than",
                "value": 5,
            },
        },
    }
    assert json.loads(json.dumps(query.to_wire())) == query.to_wire()


def test_queries_compare_hash_and_pickle() -> None:
    def made() -> Query:
        return Query(
            "Seen", *MAY, event_properties=[Filter("a", ["x"], "odd")], geo_fields=[["Peru"]]
        )

    assert made() == made()
    assert made() != Query("Seen", *MAY)
    assert len({made(), made()}) == 1
    assert pickle.loads(pickle.dumps(made())) == made()


def test_a_repr_says_what_is_compared_and_not_with_whom() -> None:
    shown = repr(Query(profile_fields=[Filter("Email", "kim@x.example", Operator.EQUALS)]))
    assert "'Email'" in shown
    assert "kim" not in shown


def test_an_operator_of_tomorrow_is_taken() -> None:
    new = Filter("a", 1, "matches_regex")
    assert new.to_wire() == {"name": "a", "operator": "matches_regex", "value": 1}
    assert new.operator is not None
    assert not new.operator.is_known


def test_a_time_is_written_as_properties_hold_it() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    assert Filter("starts_at", at).to_wire()["value"] == "$D_1777593600"


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: Query("Seen"), "start"),
        (lambda: Query("Seen", MAY[0]), "end"),
        (lambda: Query("Seen", MAY[1], MAY[0]), "end"),
        (lambda: Query("Seen", datetime(2026, 5, 1, tzinfo=UTC), MAY[1]), "start"),
        (lambda: Query("Seen", 20260501, 20260502), "start"),  # type: ignore[arg-type]
        (lambda: Query(" ", *MAY), "event"),
        (lambda: Query(start=MAY[0]), "start"),
        (lambda: Query(event_properties=[Filter("a", 1)]), "event_properties"),
        (lambda: Query(session_properties=[Filter("a", 1)]), "session_properties"),
        (lambda: Query(did_all=[Filter("a", 1)]), "query"),  # type: ignore[list-item]
        (lambda: Query(app_fields={"a": 1}), "query"),  # type: ignore[dict-item]
        (lambda: Query(app_fields=Filter("a", 1)), "query"),  # type: ignore[arg-type]
        (lambda: Query(did_none=Did("Seen", *MAY)), "query"),  # type: ignore[arg-type]
        (lambda: Query(did_any=[Did("Seen", *MAY)]), "did_any"),  # type: ignore[arg-type]
        (lambda: Query(geo_fields=[5]), "geo_fields"),  # type: ignore[list-item]
        (lambda: Query(geo_fields="Peru"), "geo_fields"),
        (lambda: Query(geo_radius=[5]), "geo_radius"),  # type: ignore[list-item]
        (lambda: Query(geo_radius=5), "geo_radius"),  # type: ignore[arg-type]
        (lambda: Query(geo_fields=["Peru"]), "geo_fields"),
        (lambda: Query(geo_fields=[()]), "geo_fields"),
        (lambda: Query(geo_fields=[("a", "b", "c", "d")]), "geo_fields"),
        (lambda: Query(geo_radius=[(91, 0, 1)]), "geo_radius"),
        (lambda: Query(geo_radius=[(0, 181, 1)]), "geo_radius"),
        (lambda: Query(geo_radius=[(0, 0, 0)]), "geo_radius"),
        (lambda: Query(geo_radius=[(0, 0)]), "geo_radius"),
        (lambda: Query(geo_radius=[(0, float("nan"), 1)]), "geo_radius"),
        (lambda: Filter("", 1), "name"),
        (lambda: Filter("a"), "value"),
        (lambda: Filter("a", operator="equals"), "value"),
        (lambda: Filter("a", []), "value"),
        (lambda: Filter("a", float("inf")), "value"),
        (lambda: Filter("a", {"b": 1}), "value"),  # type: ignore[arg-type]
        (lambda: Filter("a", datetime(2026, 5, 1)), "value"),  # noqa: DTZ001
        (lambda: Filter("a", 1, 5), "operator"),  # type: ignore[arg-type]
        (lambda: Did("Seen", *MAY, operator="equals"), "value"),
        (lambda: Did("Seen", *MAY, value=-1), "value"),
        (lambda: Did("Seen", *MAY, value=True), "value"),
        (lambda: AnyOf([]), "events"),
        (lambda: query_to_wire("Seen"), "query"),  # type: ignore[arg-type]
        (lambda: query_to_wire(Query(), event=True), "query"),
        (lambda: query_to_wire({}, name="where", event=True), "where"),
    ],
)
def test_what_cleverTap_could_not_read_is_refused_by_name(make: Any, word: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert caught.value.name == word


def test_a_mapping_goes_out_as_it_is() -> None:
    given = {"event_name": "Seen", "from": 1, "to": 2, "prompt": "all who lapsed"}
    assert query_to_wire(given, event=True) == given

"""Whatever Calendly adds, leaves out, or sends otherwise than promised, its answers are read.

Every answer that its documentation shows, and one of our own for each operation, goes through the
client again and again, each time with something else about it changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any, Final

import pytest
from attrs import define, evolve, field, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api_client_core.exchange import Service, exchange
from api_client_core.senders import run
from api_client_core.steps import Call, Step, Transmit
from api_client_core.wire import Reply
from calendly_client import Calendly, Drift, Hooks, UnexpectedReply

from .calendly_models import SAMPLES
from .calendly_operations import Operation, method_of, rest
from .calendly_variants import variants
from .mutating import (
    GONE,
    Path,
    Spot,
    changed,
    is_a,
    json_path,
    kind_of,
    look,
    parts_of,
    put,
    roots,
    spots,
)

NEW: Final = "never-heard-of"
ODD: Final[tuple[Any, ...]] = (5, True, NEW, [NEW], {"odd": [1]})
ARBITRARY: Final = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
DESCRIBE: Final = Calendly("no-token").describe
WITHOUT_MODEL: Final = {"MembershipResult", "Empty"}
"""Answers that are kept as they are, or not at all."""


@define(eq=False)
class Reader:
    """Reads answers as a client does, short of the sockets, and keeps what it was told of drift."""

    service: Service
    drifts: list[Drift]
    calls: dict[str, Call[Any]] = field(factory=dict[str, Call[Any]])
    good: dict[Told, Any] = field(factory=dict["Told", Any])

    def read(self, operation: Operation, content: Any) -> tuple[Any, set[tuple[str, str]]]:
        """Give what the client makes of an answer, and the fields that have drifted."""
        self.drifts.clear()
        reply = Reply(operation.status, {}, json.dumps(content).encode())

        def performed(step: Step[Any]) -> Any:
            return reply if isinstance(step, Transmit) else 0.0

        if operation.call not in self.calls:
            self.calls[operation.call] = described(operation)
        value = run(exchange(self.calls[operation.call], self.service), performed).value
        return _bare(value), {(drift.model, drift.field) for drift in self.drifts}


def _bare(value: Any) -> Any:
    """Leave out the bytes of a delivery, which differ if anything does."""
    return put(value, ("raw",), b"") if hasattr(value, "raw") else value


def described(operation: Operation) -> Call[Any]:
    """Give an operation's call."""
    call: Call[Any] = method_of(DESCRIBE, operation.call)(**operation.cases[0].arguments)
    return call


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    drifts = list[Drift]()
    with Calendly("a-token", hooks=Hooks(on_drift=drifts.append)) as client:
        yield Reader(evolve(client.sender.lines["calendly"].service, throttle=None), drifts)


@frozen(eq=False)
class Told:
    """An answer to an operation.

    Attributes:
        operation: Which.
        content: Its JSON.
        name: What to call it.
        part: Where it differs from others.
    """

    operation: Operation
    content: Any
    name: str
    part: Path = ()
    found: list[Spot] = field(factory=list[Spot])

    def spots(self, good: Any) -> list[Spot]:
        """Find its fields."""
        if not self.found:
            self.found.extend(
                spot
                for spot in spots(self.content, good)
                if spot.told[: len(self.part)] == self.part and spot.told != self.part
            )
        return self.found


def answers() -> list[Told]:
    """Collect them: our own, and those in the documentation, if it lies beside the checkout.

    What is read just like another one is left out.
    """
    found = [Told(operation, operation.content, operation.does) for operation in rest()]
    by_call = {operation.call: operation for operation in rest()}
    for call, name, part, content in variants():
        found.append(Told(by_call[call], content, f"{by_call[call].does} {name}", part))
    by_name = {re.sub(r"[^a-z]+", "-", o.does.lower()).strip("-"): o for o in rest()}
    found += (
        Told(by_name[path.name.partition(".")[0]], _content(path), path.stem)
        for path in sorted((SAMPLES / "responses").glob("*.json"))
    )
    unlike = dict[Any, Told]()
    for told in found:
        operation = told.operation
        if told.content and operation.answer.partition(" ")[2] not in WITHOUT_MODEL:
            unlike.setdefault((described(operation).read, json.dumps(told.content)), told)
    return list(unlike.values())


def _content(path: File) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


ANSWERS: Final = answers()
each_answer = pytest.mark.parametrize("told", [pytest.param(a, id=a.name) for a in ANSWERS])
each_page = pytest.mark.parametrize(
    "told",
    [pytest.param(a, id=a.name) for a in ANSWERS if a.operation.answer.startswith("many")],
)


def test_every_model_that_an_answer_can_hold_is_met(reader: Reader) -> None:
    met, possible = set[type[Any]](), set[type[Any]]()
    for told in ANSWERS:
        good = known(reader, told)
        met |= {spot.model for spot in told.spots(good)}
        possible |= set[type[Any]]().union(
            *(parts_of(type(row)) for _, _, row in roots(told.content, good))
        )
    assert {model.__name__ for model in possible - met} == {"MembershipResult"}


def known(reader: Reader, told: Told) -> Any:
    """Read an answer as it is."""
    if told not in reader.good:
        reader.good[told], drifts = reader.read(told.operation, told.content)
        assert not drifts
    return reader.good[told]


@each_answer
def test_an_optional_field_may_be_absent_or_null(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    for spot in _plain(told, good):
        for nothing in (GONE, None):
            value, drifts = reader.read(told.operation, changed(told.content, spot.told, nothing))
            assert (str(spot), value) == (str(spot), put(good, spot.kept, spot.default))
            assert not drifts


@each_answer
def test_an_optional_field_of_another_type_is_left_out_and_reported(
    reader: Reader, told: Told
) -> None:
    good = known(reader, told)
    for number, spot in enumerate(_plain(told, good)):
        for odd in unfit(spot, number):
            value, drifts = reader.read(told.operation, changed(told.content, spot.told, odd))
            assert (str(spot), value) == (str(spot), put(good, spot.kept, spot.default))
            assert (str(spot), drifts) == (str(spot), {spot.drift})


@each_answer
def test_an_unknown_field_is_ignored_wherever_it_stands(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    wrapping = [at for at in ((), ("pagination",)) if look_up(told.content, at) is not None]
    for at in {*wrapping, *(spot.told[:-1] for spot in told.spots(good))}:
        for new in (NEW, None, {"odd": 1}):
            grown = changed(told.content, (*at, "grown_since"), new)
            assert (json_path(at), reader.read(told.operation, grown)) == (
                json_path(at),
                (good, set[Any]()),
            )


@each_answer
def test_an_unknown_value_of_an_enum_is_kept(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    for spot in (spot for spot in told.spots(good) if spot.enum and not spot.tag):
        kind: Any = spot.enum
        several = "list" in spot.kinds
        mutated = changed(told.content, spot.told, [NEW] if several else NEW)
        value, drifts = reader.read(told.operation, mutated)
        found = look(value, spot.kept)
        (new,) = found if several else (found,)
        assert (new, new.is_known, type(new)) == (NEW, False, kind)
        assert value == put(good, spot.kept, (kind(NEW),) if several else kind(NEW))
        assert not drifts


@each_answer
def test_a_variant_with_another_tag_is_kept_whole(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    for spot in (spot for spot in told.spots(good) if spot.tag and spot.optional):
        for odd in (GONE, None, *ODD):
            mutated = changed(told.content, spot.told, odd)
            value, drifts = reader.read(told.operation, mutated)
            variant = look(value, spot.kept[:-1])
            assert (str(spot), type(variant).__name__[:7]) == (str(spot), "Unknown")
            assert variant.data == look_up(mutated, spot.told[:-1])
            assert put(value, spot.kept[:-1], None) == put(good, spot.kept[:-1], None)
            assert not drifts


@each_answer
def test_what_is_essential_is_missed_by_its_path(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    for number, spot in enumerate(spot for spot in told.spots(good) if spot.essential):
        for odd in (GONE, None, *unfit(spot, number)):
            with pytest.raises(UnexpectedReply) as missed:
                reader.read(told.operation, changed(told.content, spot.told, odd))
            assert any(problem.endswith(f"@ {spot}") for problem in missed.value.problems)
            assert missed.value.__context__ is None


@each_answer
def test_what_is_essential_to_a_part_costs_that_part_only(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    parts = [spot for spot in told.spots(good) if spot.holders and not spot.optional]
    for spot in parts:
        value, drifts = reader.read(told.operation, changed(told.content, spot.told, GONE))
        holder = spot.holders[-1]
        assert (str(spot), drifts) == (str(spot), {holder.drift})
        left, were = look(value, holder.kept), look(good, holder.kept)
        several = "list" in holder.kinds
        assert left == (without(were, spot.kept[len(holder.kept)]) if several else holder.default)
        assert put(value, holder.kept, were) == good


@each_answer
def test_without_its_wrapping_an_answer_is_none(reader: Reader, told: Told) -> None:
    known(reader, told)
    for key, unfit_one in (("resource", NEW), ("collection", {"odd": [1]})):
        if key in told.content:
            for odd in (GONE, None, unfit_one):
                with pytest.raises(UnexpectedReply, match=r"\$\.(resource|collection)"):
                    reader.read(told.operation, changed(told.content, (key,), odd))


@each_page
def test_a_page_whose_pagination_is_odd_is_the_last(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    for odd in (GONE, None, *ODD):
        value, drifts = reader.read(told.operation, changed(told.content, ("pagination",), odd))
        assert value == (good if is_a(tuple, good) else put(good, ("next_token",), None))
        assert not drifts


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_number_of_such_changes_at_once_is_read(reader: Reader, data: st.DataObject) -> None:
    told = data.draw(st.sampled_from(ANSWERS))
    good = known(reader, told)
    content, expected, drifted = told.content, good, set[tuple[str, str]]()
    for spot in _apart(data.draw(some(_plain(told, good)))):
        odd = data.draw(st.sampled_from([GONE, None]) | ARBITRARY)
        if odd is GONE or odd is None or kind_of(odd) not in spot.kinds:
            content = changed(content, spot.told, odd)
            expected = put(expected, spot.kept, spot.default)
            drifted |= set() if odd is GONE or odd is None else {spot.drift}
    content = changed(content, ("grown_since",), data.draw(ARBITRARY))
    assert reader.read(told.operation, content) == (expected, drifted)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_else_has_changed_what_is_essential_is_missed(
    reader: Reader, data: st.DataObject
) -> None:
    told = data.draw(st.sampled_from(ANSWERS))
    good = known(reader, told)
    needed = [spot for spot in told.spots(good) if spot.essential]
    if not needed:
        return
    missing = data.draw(st.sampled_from(needed))
    others = data.draw(some(_plain(told, good)))
    content = changed(told.content, missing.told, GONE)
    for spot in _apart([missing, *others])[1:]:
        odd = data.draw(ARBITRARY)
        if kind_of(odd) not in spot.kinds:
            content = changed(content, spot.told, odd)
    with pytest.raises(UnexpectedReply) as missed:
        reader.read(told.operation, content)
    assert all(problem.endswith(f"@ {missing}") for problem in missed.value.problems)


def unfit(spot: Spot, number: int) -> list[Any]:
    """Give two values of other kinds than a field has, for each number others."""
    odd = [odd for odd in ODD if kind_of(odd) not in spot.kinds]
    return [odd[number % len(odd)], odd[(number + 1) % len(odd)]]


def some(found: list[Spot]) -> st.SearchStrategy[list[Spot]]:
    """Draw a few fields."""
    return st.lists(st.sampled_from(found), max_size=8) if found else st.just([])


def _plain(told: Told, good: Any) -> list[Spot]:
    """Find the fields that have a default, tags apart."""
    return [spot for spot in told.spots(good) if spot.optional and not spot.tag]


def _apart(found: list[Spot]) -> list[Spot]:
    """Leave out fields that stand within others, or twice."""
    kept = list[Spot]()
    for spot in found:
        ways = [(spot.told, other.told) for other in kept]
        if not any(a[: len(b)] == b or b[: len(a)] == a for a, b in ways):
            kept.append(spot)
    return kept


def look_up(told: Any, at: Path) -> Any:
    """Find what stands in one place of an answer, or None."""
    for step in at:
        told = told[step] if step in told or isinstance(step, int) else None
    return told


def without(items: tuple[Any, ...], index: Any) -> tuple[Any, ...]:
    """Leave out one item."""
    return (*items[:index], *items[index + 1 :])

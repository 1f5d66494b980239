"""Whatever Calendly adds, leaves out, or sends otherwise than promised, its answers are read.

Every answer that its documentation shows, and one of our own for each operation, goes through the
client again and again, each time with something else about it changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path as File
from typing import Any, Final

import httpx
import pytest
from attrs import define, field, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api_client_core.testing import Answer, Received, Sandbox
from calendly_client import Calendly, Drift, Hooks, Page, Pages, UnexpectedReply

from .calendly_models import SAMPLES
from .calendly_operations import Operation, method_of, rest
from .mutating import (
    GONE,
    Path,
    Spot,
    changed,
    json_path,
    kind_of,
    look,
    objects,
    put,
    spots,
)

NEW: Final = "never-heard-of"
ODD: Final[tuple[Any, ...]] = (5, 2.5, True, NEW, [NEW], [], {"odd": [1]})
ARBITRARY: Final = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
WITHOUT_MODEL: Final = {"MembershipResult", "Empty"}
"""Answers that are kept as they are, or not at all."""


@define(eq=False)
class Service(Sandbox):
    """Answers all alike."""

    answer: Answer = field(factory=Answer)

    def no_route(self, request: Received, *, known: bool) -> Answer:
        """Answer."""
        return self.answer


@define(eq=False)
class Reader:
    """Reads answers through a client of the real kind, and keeps what it was told of drift."""

    service: Service
    client: Calendly
    drifts: list[Drift]

    def read(self, operation: Operation, content: Any) -> tuple[Any, set[tuple[str, str]]]:
        """Give what the client makes of an answer, and the fields that have drifted."""
        self.drifts.clear()
        self.service.journal.clear()
        self.service.answer = Answer.json(content, operation.status)
        value = method_of(self.client, operation.call)(**operation.cases[0].arguments)
        if isinstance(value, Pages):
            found: Pages[Any] = value
            value = next(iter(found.pages()))
        return _bare(value), {(drift.model, drift.field) for drift in self.drifts}


def _bare(value: Any) -> Any:
    """Leave out the bytes of a delivery, which differ if anything does."""
    return put(value, ("raw",), b"") if hasattr(value, "raw") else value


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    service, drifts = Service(), list[Drift]()
    with httpx.Client(transport=service.transport()) as http:
        hooks = Hooks(on_drift=drifts.append)
        yield Reader(service, Calendly("a-token", http=http, hooks=hooks), drifts)


@frozen
class Told:
    """An answer to an operation."""

    operation: Operation
    content: Any
    name: str


def answers() -> list[Told]:
    """Collect them: our own, and those in the documentation, if it lies beside the checkout."""
    found = [
        Told(operation, operation.content, operation.does)
        for operation in rest()
        if operation.content and operation.answer.partition(" ")[2] not in WITHOUT_MODEL
    ]
    by_name = {re.sub(r"[^a-z]+", "-", o.does.lower()).strip("-"): o for o in rest()}
    for path in sorted((SAMPLES / "responses").glob("*.json")):
        operation = by_name[path.name.partition(".")[0]]
        if operation.answer.partition(" ")[2] not in WITHOUT_MODEL:
            found.append(Told(operation, _content(path), path.stem))
    return found


def _content(path: File) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


ANSWERS: Final = answers()
each_answer = pytest.mark.parametrize("told", [pytest.param(a, id=a.name) for a in ANSWERS])


def known(reader: Reader, told: Told) -> Any:
    """Read an answer as it is."""
    if method_of(reader.client, told.operation.call) is None:
        pytest.skip(f"there is no {told.operation.call} yet")
    value, drifts = reader.read(told.operation, told.content)
    assert not drifts
    return value


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
    for spot in _plain(told, good):
        for odd in (odd for odd in ODD if kind_of(odd) not in spot.kinds):
            value, drifts = reader.read(told.operation, changed(told.content, spot.told, odd))
            assert (str(spot), value) == (str(spot), put(good, spot.kept, spot.default))
            assert (str(spot), drifts) == (str(spot), {spot.drift})


@each_answer
def test_an_unknown_field_is_ignored_wherever_it_stands(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    kept_whole = _kept_whole(told, good)
    for at in objects(told.content):
        if at[: len(kept_whole)] != kept_whole or not kept_whole:
            for new in (NEW, None, {"odd": 1}):
                grown = changed(told.content, (*at, "grown_since"), new)
                value, drifts = reader.read(told.operation, grown)
                if not _inside_free_form(told, good, at):
                    assert (json_path(at), value) == (json_path(at), good)
                assert not drifts


@each_answer
def test_an_unknown_value_of_an_enum_is_kept(reader: Reader, told: Told) -> None:
    good = known(reader, told)
    for spot in (spot for spot in spots(told.content, good) if spot.enum and not spot.tag):
        kind: Any = spot.enum
        several = "list" in spot.kinds
        mutated = changed(told.content, spot.told, [NEW] if several else NEW)
        value, drifts = reader.read(told.operation, mutated)
        found = look(value, spot.kept)
        (new,) = found if several else (found,)
        assert (new, new.is_known, type(new)) == (NEW, False, kind)
        assert value == put(good, spot.kept, (kind(NEW),) if several else kind(NEW))
        assert not drifts

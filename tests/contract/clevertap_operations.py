"""What CleverTap's endpoint table says of each row, from the data file beside this one."""

from __future__ import annotations

import inspect
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args, get_type_hints

from attrs import frozen
from dateutil.rrule import rrule

import clevertap_client

from .oracle import made

FILE = Path(__file__).parent / "clevertap_operations.toml"
Pairs = tuple[tuple[str, str], ...]


def _bytes(text: str) -> bytes:
    return text.encode()


MODELS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(clevertap_client, name) for name in clevertap_client.__all__},
    "bytes": _bytes,
    "rrule": rrule,
    "timedelta": timedelta,
}


@frozen
class Exchange:
    """One request, and the answer to it.

    Attributes:
        method: Of the request.
        path: Of the request.
        query: Of the request, decoded; the order does not matter.
        raw_query: The same, as it must stand in the address.
        body: The JSON, as text.
        text: Another body, in its place.
        answer: The JSON that comes back, as text.
    """

    method: str
    path: str
    query: Pairs = ()
    raw_query: str | None = None
    body: str | None = None
    text: str | None = None
    answer: str = ""


@frozen
class Case:
    """One way to call a method, and the requests that must be sent then."""

    told: Mapping[str, Any]
    exchanges: tuple[Exchange, ...]

    def arguments(self, here: str) -> dict[str, Any]:
        """Give what the method takes, given where the test's server is."""
        told = placed(self.told, here)
        return {name: made(value, MODELS) for name, value in told.items()}


@frozen
class Row:
    """A row of the table, and the client's method for it, or why there is none."""

    number: int
    does: str
    confidence: str
    call: str | None
    raw: str | None
    required: frozenset[str]
    assumed: str | None
    gives: str | None
    value: str | None
    status: int
    cases: tuple[Case, ...]

    def expected(self, case: Case) -> Any:
        """Give what the method must give: a part of the last answer, or what the file tells."""
        if self.value is not None:
            return json.loads(self.value)
        if self.gives is None:
            return None
        answer = json.loads(case.exchanges[-1].answer)
        if self.gives != ".":
            return answer[self.gives]
        return answer


@cache
def rows() -> tuple[Row, ...]:
    """List them all."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]
    return tuple(_row(row) for row in told)


def typed() -> tuple[Row, ...]:
    """List those that the client has a method for."""
    return tuple(row for row in rows() if row.call)


def raw() -> tuple[Row, ...]:
    """List those that `request` reaches."""
    return tuple(row for row in rows() if row.raw)


def method_of(client: Any, call: str) -> Any:
    """Find a client's method by its dotted name."""
    resource, _, name = call.partition(".")
    return getattr(getattr(client, resource), name)


def called(method: Any, arguments: Mapping[str, Any]) -> Any:
    """Call a method by the names of its parameters, also of one that takes any number."""
    for parameter in inspect.signature(method).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            others = {name: arguments[name] for name in arguments if name != parameter.name}
            return method(*arguments[parameter.name], **others)
    return method(**arguments)


def parameters(function: Any) -> dict[str, bool]:
    """List a function's parameters, each with whether it must be given; but for its options."""
    return {
        name: parameter.default is parameter.empty
        and parameter.kind is not parameter.VAR_POSITIONAL
        for name, parameter in [*inspect.signature(function).parameters.items()][1:]
        if parameter.kind is not parameter.VAR_KEYWORD
    }


def options_of(function: Any) -> Any:
    """Give the table of a function's options, which several share; None if it has none."""
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            (options,) = get_args(get_type_hints(function)[name])
            return options
    return None


def placed(told: Any, here: str) -> Any:
    """Put the test's server in its place."""
    if isinstance(told, Mapping):
        items = cast("Mapping[str, Any]", told).items()
        return {name: placed(item, here) for name, item in items}
    if isinstance(told, list | tuple):
        return [placed(item, here) for item in cast("Sequence[Any]", told)]
    return told.replace("{here}", here) if isinstance(told, str) else told


def _row(row: Mapping[str, Any]) -> Row:
    return Row(
        number=row["number"],
        does=row["does"],
        confidence=row["confidence"],
        call=row.get("call"),
        raw=row.get("raw"),
        required=frozenset(row.get("required", ())),
        assumed=row.get("assumed"),
        gives=row.get("gives"),
        value=row.get("value"),
        status=row.get("status", 200),
        cases=tuple(
            Case(
                case.get("arguments", {}),
                tuple(_exchange(one, row) for one in (case, *case.get("then", ()))),
            )
            for case in row.get("case", ())
        ),
    )


def _exchange(told: Mapping[str, Any], row: Mapping[str, Any]) -> Exchange:
    method, _, path = told.get("does", row["does"]).partition(" ")
    return Exchange(
        method=method,
        path=path.partition("?")[0],
        query=tuple(told.get("query", {}).items()),
        raw_query=told.get("raw_query"),
        body=told.get("body"),
        text=told.get("text"),
        answer=told.get("answer", row.get("answer", '{"status": "success"}')),
    )

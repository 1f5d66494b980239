"""Expressions as plain data, for JSON files, and back. Only known fields and known steps load.

{"field": "invitee.email", "steps": [["lower"], ["or_else", "nobody"]]}
{"answer": "Company name"}, {"answer": ["Company name", "Firma"]}, {"routing_answer": "Team"}
{"template": "{name} with {host}", "parts": {"name": {"field": "meeting.name"}, ...}}
{"joined": ", ", "parts": [{"field": "utm.source"}, ...]}
{"moment": "2026-10-05T13:00:00+00:00"}
{"answer": "Country", "steps": [["lookup", {"table": {"Germany": "DE"}}, "other"]]}
"the same for every booking", 42, true
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, cast

from .errors import InvalidArgument
from .expressions import Expr, constant, is_expr, joined, template
from .fields import CATALOGUE, answer, routing_answer

DEEPEST: Final = 100
"""Deeper ones would be too much for Python: whoever stores them must not be able to stop it."""


def to_data(value: Any) -> Any:
    """Give an expression, or a plain argument of one, as what JSON can carry."""
    if isinstance(value, tuple):
        return {"table": dict(cast("tuple[tuple[str, str], ...]", value))}
    if not is_expr(value):
        return value
    source, data = value.source, dict[str, Any]()
    if isinstance(source.value, datetime):
        data["moment"] = source.value.isoformat()
    elif source.kind == "constant" and not value.steps:
        return source.value
    else:
        several = source.kind.endswith("answer") and len(source.value) > 1
        start = source.value[0] if source.kind.endswith("answer") else source.value
        data[source.kind] = list(source.value) if several else start
    if source.parts:
        parts = {name: to_data(part) for name, part in source.parts}
        data["parts"] = parts if source.kind == "template" else [*parts.values()]
    if value.steps:
        data["steps"] = [[step.name, *map(to_data, step.arguments)] for step in value.steps]
    return data


def from_data(data: object, where: str = "expression", depth: int = 0) -> Expr[Any]:
    """Make an expression of what `to_data` gave.

    Args:
        data: Decoded JSON.
        where: What to call it in an error.
        depth: How many steps and expressions it is inside of.

    Raises:
        InvalidArgument: An unknown field or step, or another form than those above; more than
            `DEEPEST` steps, or parts in one another.
    """
    if isinstance(data, str | int | float):
        return constant(data)
    known = object_of(data, where)
    steps, row = list_of(known.pop("steps", []), where), "joined" in known
    given = known.pop("parts", [] if row else {})
    depth += 1 + len(steps)
    if depth > DEEPEST:
        raise InvalidArgument(where, f"has more than {DEEPEST} steps, or parts in one another")
    parts = object_of(dict(enumerate(list_of(given, where))) if row else given, where).items()
    loaded = {name: from_data(part, f"{where}.{name}", depth) for name, part in parts}
    if len(known) != 1:
        raise InvalidArgument(where, "must have one of field, answer, template, joined, moment")
    ((kind, start),) = known.items()
    if kind.endswith("answer"):
        start = [start] if isinstance(start, str) else list_of(start, where)
    elif not isinstance(start, str) and kind != "constant":
        raise InvalidArgument(where, f"{kind} must be text")
    with _within(where):
        expr = _started(kind, start, loaded, where)
    for step in steps:
        expr = _after(expr, list_of(step, where), where, depth)
    return expr


def _started(kind: str, start: Any, parts: dict[str, Any], where: str) -> Expr[Any]:
    match kind:
        case "field":
            if start not in CATALOGUE:
                known = ", ".join(sorted(CATALOGUE))
                raise InvalidArgument(where, f"there is no field {start!r}; known: {known}")
            return CATALOGUE[start]
        case "answer":
            return answer(*(start or [""]))
        case "routing_answer":
            return routing_answer(*(start or [""]))
        case "template":
            return template(start, **parts)
        case "joined":
            return joined(start, *parts.values())
        case "constant":
            return constant(start)
        case "moment":
            try:
                return constant(datetime.fromisoformat(start))
            except ValueError:
                raise InvalidArgument(where, "moment must be an ISO 8601 time") from None
        case _:
            raise InvalidArgument(where, f"{kind!r} is unknown")


def _after(expr: Expr[Any], step: list[Any], where: str, depth: int) -> Expr[Any]:
    name, *given = step or [""]
    if not isinstance(name, str) or name not in expr.possible:
        known = f"{type(expr).__name__} has {', '.join(sorted(expr.possible))}"
        raise InvalidArgument(where, f"there is no step {name!r}: {known}")
    arguments = [_argument(a, where, depth) for a in given]
    with _within(where):
        try:
            after: Expr[Any] = getattr(expr, name)(*arguments)
        except TypeError:
            raise InvalidArgument(where, f"wrong number of arguments for {name!r}") from None
    return after


@contextmanager
def _within(where: str) -> Generator[None]:
    """Say of what is wrong where it is."""
    try:
        yield
    except InvalidArgument as error:
        if error.name == where:
            raise
        raise InvalidArgument(where, str(error)) from None


def _argument(data: Any, where: str, depth: int) -> Any:
    if data is None or isinstance(data, str | int | float):
        return data
    told = object_of(data, where)
    return object_of(told["table"], where) if "table" in told else from_data(told, where, depth)


def object_of(data: object, where: str) -> dict[str, Any]:
    """Give a copy of a JSON object.

    Raises:
        InvalidArgument: It is none.
    """
    if not isinstance(data, Mapping):
        raise InvalidArgument(where, "must be an object")
    return {str(name): value for name, value in cast("Mapping[object, Any]", data).items()}


def list_of(data: object, where: str) -> list[Any]:
    """Give a JSON list.

    Raises:
        InvalidArgument: It is none.
    """
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise InvalidArgument(where, "must be a list")
    return list(cast("Any", data))

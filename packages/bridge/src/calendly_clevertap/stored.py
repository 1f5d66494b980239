"""Expressions as plain data, for JSON files, and back. Only known fields and known steps load.

{"field": "invitee.email", "steps": [["lower"], ["or_else", "nobody"]]}
{"answer": "Company name"}
{"template": "{name} with {host}", "parts": {"name": {"field": "meeting.name"}, ...}}
{"joined": ", ", "parts": [{"field": "utm.source"}, ...]}
{"moment": "2026-10-05T13:00:00+00:00"}
"the same for every booking", 42, true
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from .errors import InvalidArgument
from .expressions import Expr, constant, is_expr, joined, template
from .fields import CATALOGUE, answer
from .sources import Answer, Constant, Field, Joined, Template


def to_data(value: Any) -> Any:
    """Give an expression, or a plain argument of one, as what JSON can carry."""
    if not is_expr(value):
        return value
    start = _start(value.source)
    if not value.steps:
        return start.get("constant", start)
    steps = [[step.name, *map(to_data, step.arguments)] for step in value.steps]
    return {**start, "steps": steps}


def _start(source: object) -> dict[str, Any]:
    match source:
        case Field():
            return {"field": str(source)}
        case Answer():
            return {"answer": source.question}
        case Template():
            return {
                "template": source.pattern,
                "parts": {name: to_data(part) for name, part in source.parts},
            }
        case Joined():
            return {"joined": source.between, "parts": [to_data(part) for part in source.parts]}
        case Constant(value=datetime() as moment):
            return {"moment": moment.isoformat()}
        case Constant():
            return {"constant": source.value}
        case _:
            raise TypeError(f"{type(source).__name__} cannot be stored")


def from_data(data: object, where: str = "expression") -> Expr[Any]:
    """Make an expression of what `to_data` gave.

    Args:
        data: Decoded JSON.
        where: What to call it in an error.

    Raises:
        InvalidArgument: An unknown field or step, or another form than those above.
    """
    if isinstance(data, str | int | float):
        return constant(data)
    known = object_of(data, where)
    steps = known.pop("steps", [])
    parts = known.pop("parts", None)
    if len(known) != 1:
        raise InvalidArgument(where, "must have one of field, answer, template, joined, moment")
    ((kind, start),) = known.items()
    if not isinstance(start, str) and kind != "constant":
        raise InvalidArgument(where, f"{kind} must be text")
    return _with_steps(_started(kind, start, parts, where), steps, where)


def _started(kind: str, start: Any, parts: object, where: str) -> Expr[Any]:
    match kind:
        case "field":
            if start not in CATALOGUE:
                known = ", ".join(sorted(CATALOGUE))
                raise InvalidArgument(where, f"there is no field {start!r}; known: {known}")
            return CATALOGUE[start]
        case "answer":
            return answer(start)
        case "template":
            named = object_of(parts, where).items()
            loaded: Any = {name: from_data(part, f"{where}.{name}") for name, part in named}
            return template(start, **loaded)
        case "joined":
            several: Any = [from_data(part, where) for part in list_of(parts, where)]
            return joined(start, *several)
        case "moment":
            try:
                return constant(datetime.fromisoformat(start))
            except ValueError:
                raise InvalidArgument(where, "moment must be an ISO 8601 time") from None
        case "constant":
            return constant(start)
        case _:
            raise InvalidArgument(where, f"{kind!r} is unknown")


def _with_steps(expr: Expr[Any], steps: object, where: str) -> Expr[Any]:
    for step in list_of(steps, where):
        name, *given = list_of(step, where) or [""]
        if name not in expr.possible:
            known = ", ".join(sorted(expr.possible))
            raise InvalidArgument(where, f"{expr.kind} has no step {name!r}; known: {known}")
        arguments = [_argument(a, where) for a in given]
        try:
            expr = getattr(expr, name)(*arguments)
        except TypeError:
            raise InvalidArgument(where, f"wrong number of arguments for {name!r}") from None
    return expr


def _argument(data: object, where: str) -> Any:
    return from_data(cast("object", data), where) if isinstance(data, dict) else data


def object_of(data: object, where: str) -> dict[str, Any]:
    """Give a copy of a JSON object.

    Raises:
        InvalidArgument: It is none.
    """
    if not isinstance(data, Mapping):
        raise InvalidArgument(where, "must be an object")
    return dict(cast("Mapping[str, Any]", data))


def list_of(data: object, where: str) -> list[Any]:
    """Give a JSON list.

    Raises:
        InvalidArgument: It is none.
    """
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise InvalidArgument(where, "must be a list")
    return list(cast("Sequence[Any]", data))

"""What the contracts of both APIs share: a server that keeps what it gets, and looks at types."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from typing import Any, cast, get_args, get_origin, get_type_hints

import attrs
from attrs import define, field

from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.testing import Answer, Received, Sandbox


@define(eq=False)
class Recorder(Sandbox):
    """Keeps what it gets. Gives its answers in their order, and the last one again and again."""

    answers: list[Answer] = field(factory=lambda: [Answer()])

    def no_route(self, request: Received, *, known: bool) -> Answer:
        """Answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def made(told: Any, models: Mapping[str, Callable[..., Any]]) -> Any:
    """Make what a method takes of what a file tells: a table that names a model becomes one."""
    if isinstance(told, dict):
        table = cast("dict[str, Any]", told)
        fields = {name: made(item, models) for name, item in table.items() if name != "model"}
        return models[table["model"]](**fields) if "model" in table else fields
    if isinstance(told, list):
        return [made(item, models) for item in cast("Sequence[Any]", told)]
    return told


def untyped(hint: Any, path: str, seen: set[Any]) -> Iterator[str]:
    """Find what says no more than that it is something."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in {Any, object, dict, Mapping} or (origin in {dict, Mapping} and Any in arguments):
        yield path
    kind: Any = origin or hint
    if attrs.has(kind) and kind not in {Call, Page} and hint not in seen:
        seen.add(hint)
        for name, inner in get_type_hints(kind).items():
            if not name.startswith("_"):
                yield from untyped(inner, f"{kind.__name__}.{name}", seen)
    for argument in () if origin is Mapping else arguments:
        if argument is not ... and not (origin is AsyncGenerator and argument is type(None)):
            yield from untyped(argument, path, seen)

"""What the Calendly API's reference says of each operation, from the data files beside this one."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from calendly_client import models

from .oracle import made

HERE = Path(__file__).parent
DOCUMENTS: Mapping[str, Any] = json.loads(
    (HERE / "calendly_documents.json").read_text(encoding="utf-8")
)
Pairs = tuple[tuple[str, str], ...]


@frozen
class Case:
    """One way to call an operation, and what must be sent then.

    Attributes:
        told: The arguments as the file has them.
        arguments: The same, as the method takes them.
        path: Of the request.
        query: Of the request; the order does not matter.
        body: The JSON, decoded.
        form: The form, in its place.
        native: Whether the application has no secret.
        basic: Whether it shows its secret in the Authorization header.
    """

    told: Mapping[str, Any]
    path: str
    query: Pairs = ()
    body: Any = None
    form: Pairs = ()
    native: bool = False
    basic: bool = False

    @property
    def arguments(self) -> dict[str, Any]:
        """What the method takes."""
        return arguments(self.told)


@frozen
class Operation:
    """An operation of the API, and the client's method for it."""

    does: str
    call: str
    required: frozenset[str]
    status: int
    answer: str
    extra: Mapping[str, Any]
    published: bool
    assumed: str | None
    cases: tuple[Case, ...]

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.does.partition(" ")[0]

    @property
    def document(self) -> Any:
        """What comes back, out of its wrapping."""
        return DOCUMENTS.get(self.answer.partition(" ")[2])

    @property
    def content(self) -> Any:
        """The JSON of a good answer; None when it has no body."""
        match self.answer.partition(" ")[0]:
            case "one":
                return {"resource": self.document, **self.extra}
            case "many":
                return {"collection": [self.document], "pagination": LAST_PAGE, **self.extra}
            case "all":
                return {"collection": [self.document], **self.extra}
            case "bare":
                return self.document
            case _:
                return None


LAST_PAGE = {
    "count": 1,
    "next_page": None,
    "previous_page": None,
    "next_page_token": None,
    "previous_page_token": None,
}


@cache
def operations() -> tuple[Operation, ...]:
    """List them all."""
    text = (HERE / "calendly_operations.toml").read_text(encoding="utf-8")
    return tuple(_operation(row) for row in tomllib.loads(text)["operation"])


def rest() -> tuple[Operation, ...]:
    """List those of the REST API."""
    return tuple(operation for operation in operations() if "/oauth/" not in operation.does)


def oauth() -> tuple[Operation, ...]:
    """List those of the OAuth server."""
    return tuple(operation for operation in operations() if "/oauth/" in operation.does)


def method_of(client: Any, call: str) -> Any:
    """Find a client's method by its dotted name; the OAuth client has them itself."""
    resource, _, name = call.rpartition(".")
    return getattr(client if resource == "oauth" else getattr(client, resource), name)


def _operation(row: Mapping[str, Any]) -> Operation:
    return Operation(
        does=row["does"],
        call=row["call"],
        required=frozenset(row.get("required", ())),
        status=row.get("status", 200),
        answer=row["answer"],
        extra=json.loads(row.get("extra", "{}")),
        published=row.get("published", False),
        assumed=row.get("assumed"),
        cases=tuple(_case(case) for case in row["case"]),
    )


def _case(row: Mapping[str, Any]) -> Case:
    query = [
        (name, text)
        for name, value in row.get("query", {}).items()
        for text in ([value] if isinstance(value, str) else value)
    ]
    return Case(
        told={**row.get("arguments", {}), **dict.fromkeys(row.get("none", ()))},
        path=row["path"],
        query=tuple(query),
        body=json.loads(row["body"]) if "body" in row else None,
        form=tuple(row.get("form", {}).items()),
        native=row.get("native", False),
        basic=row.get("basic", False),
    )


def arguments(told: Mapping[str, Any]) -> dict[str, Any]:
    """Make what a method takes of what a file tells."""
    return {name: made(value, vars(models)) for name, value in told.items()}

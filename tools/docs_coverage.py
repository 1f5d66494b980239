"""A mkdocs hook: the operations of an API and the methods that make them, where a page asks.

The operations come from the contract tests' data, what the methods say of themselves from the code,
and where the form of an answer is known from, of the cassettes.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from api_client_core.senders import Describing
from calendly_client.api import CalendlyApi
from calendly_client.oauth import OAuthServer

CONTRACT = Path(__file__).resolve().parent.parent / "tests" / "contract"
OPERATIONS = CONTRACT / "calendly_operations.toml"
CASSETTES = CONTRACT / "cassettes" / "calendly"

_ASKED = "<!-- coverage: calendly -->"
_KNOWN = {
    "documentation": "an official example",
    "sandbox": "its description",
    "live": "a live account",
}


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put the tables in the place of the comment."""
    return markdown.replace(_ASKED, tables()) if _ASKED in markdown else markdown


def tables() -> str:
    """Count the operations, and list them: a table for each resource."""
    rows: list[Mapping[str, Any]] = tomllib.loads(OPERATIONS.read_text(encoding="utf-8"))[
        "operation"
    ]
    oauth = [row for row in rows if _resource(row) == "oauth"]
    # One of OAuth's operations exchanges codes and refreshes tokens: it has a method for each.
    paths = {row["does"] for row in oauth}
    count = f"**{len(rows) - len(oauth)} operations of the API, and {len(paths)} of OAuth.**"
    ordered = sorted(rows, key=lambda row: (row in oauth, _resource(row)))
    found = [_table(name, list(group)) for name, group in groupby(ordered, _resource)]
    return "\n\n".join((count, *found))


def _resource(row: Mapping[str, Any]) -> str:
    name: str = row["call"].rpartition(".")[0]
    return name


def _table(name: str, rows: list[Mapping[str, Any]]) -> str:
    lines = ["| operation | method | what it does | known from |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(_cells(row))} |" for row in rows]
    about = (inspect.getdoc(_class_of(name)) or "").partition("\n")[0]
    return "\n".join((f"## {name}", "", about, "", *lines))


def _cells(row: Mapping[str, Any]) -> Iterator[str]:
    place, _, name = row["call"].rpartition(".")
    method = getattr(_class_of(place), name)
    docstring = inspect.getdoc(method) or ""
    yield f"`{row['does']}`"
    yield f"[`{name}`][{method.__module__}.{method.__qualname__}]"
    yield re.sub("``", "`", docstring.partition("\n")[0])
    yield _known(row)


def _class_of(resource: str) -> type[object]:
    if resource == "oauth":
        return OAuthServer
    found: object = getattr(CalendlyApi(Describing()), resource)
    return type(found)


def _known(row: Mapping[str, Any]) -> str:
    """Tell where the answer's form is known from, and what is our guess all the same."""
    cassette = CASSETTES / f"{row['call']}.yaml"
    text = cassette.read_text(encoding="utf-8") if cassette.exists() else ""
    source = re.search(r"^recorded: (\w+)$", text, re.MULTILINE)
    fallback = "documentation" if row.get("published") else "sandbox"
    known = _KNOWN[source[1] if source else fallback]
    return f"{known}; assumed: {row['assumed']}" if "assumed" in row else known

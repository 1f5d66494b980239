"""A mkdocs hook: CleverTap's endpoints and the methods that call them, where a page asks.

The endpoints come from the contract tests' data, what the methods say of themselves from the code.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import groupby
from pathlib import Path
from types import FunctionType
from typing import Any

from api_client_core.endpoints import Bindable
from api_client_core.senders import Describing
from clevertap_client.api import CleverTapApi

CONTRACT = Path(__file__).resolve().parent.parent / "tests" / "contract"
OPERATIONS = CONTRACT / "clevertap_operations.toml"

_ASKED = "<!-- coverage: clevertap -->"
_KNOWN = {
    "A": "CleverTap itself",
    "B": "several clients",
    "C": "one client",
    "D": "our guess",
}
Row = Mapping[str, Any]


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put the tables in the place of the comment."""
    return markdown.replace(_ASKED, tables()) if _ASKED in markdown else markdown


def tables() -> str:
    """Count the endpoints, and list them: a table for each resource, and one for the rest."""
    rows: list[Row] = tomllib.loads(OPERATIONS.read_text(encoding="utf-8"))["row"]
    typed = sorted((row for row in rows if "call" in row), key=_resource)
    raw = [row for row in rows if "raw" in row]
    ends, rest = ({row["does"] for row in kind} for kind in (typed, raw))
    count = f"**{len(ends)} endpoints have a method, {len(rest)} have none.**"
    found = [_table(name, list(group)) for name, group in groupby(typed, _resource)]
    return "\n\n".join((count, *found, _rest(raw)))


def methods(resource: str) -> Iterator[str]:
    """List the public methods of a resource."""
    for name, thing in inspect.getmembers_static(_class_of(resource)):
        if isinstance(thing, Bindable | FunctionType) and not name.startswith("_"):
            yield name


def resources() -> list[str]:
    """List the resources of the client."""
    return [
        name for name, thing in vars(CleverTapApi).items() if isinstance(thing, cached_property)
    ]


def _resource(row: Row) -> str:
    name: str = row["call"].partition(".")[0]
    return name


def _table(resource: str, rows: list[Row]) -> str:
    about = (inspect.getdoc(_class_of(resource)) or "").partition("\n")[0]
    lines = [f"## {resource}", "", _plain(about), ""]
    lines += ["| endpoint | method | what it does | known from |", "|---|---|---|---|"]
    # Events, profiles and tokens are three rows of one method.
    lines += dict.fromkeys(f"| {' | '.join(_cells(resource, row))} |" for row in rows)
    others = [name for name in methods(resource) if f"{resource}.{name}" not in _calls(rows)]
    if others:
        links = ", ".join(_link(resource, name) for name in others)
        lines += ["", f"Made of these: {links}."]
    return "\n".join(lines)


def _calls(rows: list[Row]) -> set[str]:
    return {row["call"] for row in rows}


def _cells(resource: str, row: Row) -> Iterator[str]:
    name = row["call"].partition(".")[2]
    docstring = inspect.getdoc(getattr(_class_of(resource), name)) or ""
    yield f"`{row['does']}`"
    yield _link(resource, name)
    yield _plain(docstring.partition("\n")[0])
    yield _known(row)


def _rest(rows: list[Row]) -> str:
    lines = ["## Without a method", "", "| endpoint | why | known from |", "|---|---|---|"]
    lines += [f"| `{row['does']}` | {row['raw']} | {_known(row)} |" for row in rows]
    return "\n".join(lines)


def _known(row: Row) -> str:
    known = _KNOWN[row["confidence"]]
    return f"{known}; assumed: {row['assumed']}" if "assumed" in row else known


def _link(resource: str, name: str) -> str:
    method = getattr(_class_of(resource), name)
    return f"[`{name}`][{method.__module__}.{method.__qualname__}]"


def _class_of(resource: str) -> type[object]:
    found: object = getattr(CleverTapApi(Describing()), resource)
    return type(found)


def _plain(text: str) -> str:
    return re.sub("``", "`", text)

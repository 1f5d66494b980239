"""The public names stay where they are."""

from __future__ import annotations

import ast
import inspect
import pickle
import tomllib
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import calendly_client
from api_client_core.endpoints import Resource
from calendly_client import errors, models, testing, webhooks

SOURCE = Path(calendly_client.__file__ or "").parent
RESOURCES = [
    import_module(f"calendly_client.resources.{path.stem}")
    for path in sorted((SOURCE / "resources").glob("[a-z]*.py"))
]


@pytest.mark.parametrize("module", [calendly_client, models, testing, webhooks])
def test_one_sorted_list_of_names_that_all_exist(module: ModuleType) -> None:
    names: list[str] = module.__all__
    assert len(set(names)) == len(names)
    assert sorted(names, key=_as_ruff) == names
    assert all(hasattr(module, name) for name in names)


def _as_ruff(name: str) -> tuple[int, str]:
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


def test_everything_a_user_needs_is_one_import_away() -> None:
    everything = {
        *(name for name, kind in vars(errors).items() if _is_error(kind)),
        *models.__all__,
        "AsyncCalendly",
        "AsyncPages",
        "Calendly",
        "Call",
        "Hooks",
        "Page",
        "Pages",
        "Response",
        "RetryPolicy",
        "Secret",
        "UNSET",
        "Window",
        "uuid_of",
        "webhooks",
    }
    assert everything <= set(calendly_client.__all__)


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, errors.CalendlyError)


def test_the_version_is_the_packages() -> None:
    project = SOURCE.parents[1] / "pyproject.toml"
    if not project.is_file():
        pytest.skip("installed, not checked out")
    about = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    assert calendly_client.__version__ == about["version"]


@pytest.mark.parametrize("module", RESOURCES)
def test_an_endpoint_takes_20_lines_at_most_without_its_docstring(module: ModuleType) -> None:
    lines = dict(endpoint_lines(inspect.getsource(module)))
    assert lines
    assert {name: count for name, count in lines.items() if count > 20} == {}


def endpoint_lines(source: str) -> list[tuple[str, int]]:
    """Count the lines of each method, decorator included, docstring and blanks left out."""
    counted: list[tuple[str, int]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            first, doc = node.decorator_list[0].lineno, node.body[0]
            last, told = node.end_lineno or 0, (doc.end_lineno or 0) - doc.lineno + 1
            counted.append((node.name, last - first + 1 - told))
    return counted


def test_the_module_of_a_resource_offers_nothing_else() -> None:
    apart = "calendly_client.resources.oauth"  # its names are public in calendly_client.oauth
    inner = [
        f"{module.__name__}.{name}"
        for module in RESOURCES
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", "") == module.__name__ != apart
        if name[0] != "_" and not (isinstance(thing, type) and issubclass(thing, Resource))
    ]
    assert inner == []


@pytest.mark.parametrize("name", models.__all__)
def test_every_model_and_enum_says_what_it_is(name: str) -> None:
    kind: Any = getattr(models, name)
    if isinstance(kind, type):
        assert kind.__doc__
        assert not kind.__doc__.startswith("Method generated")
        assert not attrs.has(kind) or "frozen" in kind.__setattr__.__name__


def test_the_module_of_webhooks_is_public() -> None:
    assert calendly_client.webhooks is webhooks
    assert pickle.loads(pickle.dumps(webhooks.TOLERANCE)) == webhooks.TOLERANCE

"""The public names stay where they are."""

from __future__ import annotations

import ast
import inspect
import tomllib
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import clevertap_client
from clevertap_client import errors, models, testing

SOURCE = Path(clevertap_client.__file__ or "").parent
MODELS = [path.stem for path in sorted((SOURCE / "models").glob("[a-z]*.py"))]
RESOURCES = [
    import_module(f"clevertap_client.resources.{path.stem}")
    for path in sorted((SOURCE / "resources").glob("[a-z]*.py"))
]


@pytest.mark.parametrize("module", [clevertap_client, models, testing])
def test_one_sorted_list_of_names_that_all_exist(module: ModuleType) -> None:
    names: list[str] = module.__all__
    assert len(set(names)) == len(names)
    assert sorted(names, key=_as_ruff) == names
    assert all(hasattr(module, name) for name in names)


def _as_ruff(name: str) -> tuple[int, str]:
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_in_the_list_of_models(name: str) -> None:
    module = import_module(f"clevertap_client.models.{name}")
    own = {
        node.name
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }
    assert own <= set(models.__all__)


def test_everything_a_user_needs_is_one_import_away() -> None:
    everything = {
        *(name for name, kind in vars(errors).items() if _is_error(kind)),
        *models.__all__,
        "AnyOf",
        "AsyncCleverTap",
        "Call",
        "CleverTap",
        "Did",
        "Filter",
        "Hooks",
        "Operator",
        "Query",
        "Raw",
        "Response",
        "RetryPolicy",
        "Secret",
    }
    assert everything - {"Code", "Epoch"} <= set(clevertap_client.__all__)


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, errors.CleverTapError)


def test_the_version_is_the_packages() -> None:
    project = SOURCE.parents[1] / "pyproject.toml"
    if not project.is_file():
        pytest.skip("installed, not checked out")
    about = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    assert clevertap_client.__version__ == about["version"]


@pytest.mark.parametrize("module", RESOURCES)
def test_an_endpoint_takes_20_lines_at_most_without_its_docstring(module: ModuleType) -> None:
    lines = endpoint_lines(inspect.getsource(module))
    assert lines
    assert {name: count for name, count in lines.items() if count > 20} == {}


def endpoint_lines(source: str) -> dict[str, int]:
    """Count the lines of each method's body, its docstring left out."""
    counted: dict[str, int] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
            doc = node.body[0]
            counted[node.name] = (node.end_lineno or 0) - (doc.end_lineno or 0)
    return counted


@pytest.mark.parametrize("module", RESOURCES)
def test_every_method_says_what_it_does(module: ModuleType) -> None:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
            told = ast.get_docstring(node) or ""
            assert told.splitlines()[0].endswith((".", ":")), node.name
            names = [a.arg for a in (*node.args.args[1:], *node.args.kwonlyargs)]
            assert all(f"{name}:" in told for name in names), node.name


@pytest.mark.parametrize("name", models.__all__)
def test_every_model_and_enum_says_what_it_is(name: str) -> None:
    kind: Any = getattr(models, name)
    if isinstance(kind, type):
        assert kind.__doc__
        assert not kind.__doc__.startswith("Method generated")
        assert not attrs.has(kind) or "frozen" in kind.__setattr__.__name__

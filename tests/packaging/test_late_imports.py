"""A client is imported quickly: what is not used is not loaded, and nobody notices."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

import calendly_client
import clevertap_client

CLIENTS = pytest.mark.parametrize(
    "client", [calendly_client, clevertap_client], ids=lambda client: client.__name__
)


@CLIENTS
def test_names_that_are_imported_late_are_those_that_type_checkers_see(client: ModuleType) -> None:
    body = ast.parse(inspect.getsource(client)).body
    seen = next(node.body for node in body if isinstance(node, ast.If))
    for node in seen:
        assert isinstance(node, ast.ImportFrom)
        home = import_module(f"{client.__name__}.{node.module}") if node.module else client
        for name in (alias.name for alias in node.names):
            assert getattr(client, name) is getattr(home, name), name


@CLIENTS
def test_all_names_are_there_for_a_star_and_for_dir_and_no_others(client: Any) -> None:
    everything: dict[str, Any] = {}
    exec(f"from {client.__name__} import *", everything)
    assert everything.keys() - {"__builtins__"} == {*client.__all__}
    assert {*client.__all__, "models", "errors"} <= {*dir(client)}
    with pytest.raises(AttributeError, match="has no attribute 'Modell'"):
        _ = client.Modell


@CLIENTS
def test_an_import_loads_no_models_resources_or_http_library(client: ModuleType) -> None:
    name = client.__name__
    code = f"import sys, {name}; {name}.InvalidArgument; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert f"{name}.client" in loaded
    assert not loaded & {"httpx", "dateutil", f"{name}.models", f"{name}.converter"}
    resources = {module for module in loaded if module.startswith(f"{name}.resources.")}
    assert all(module.rpartition(".")[2].startswith("_") for module in resources)

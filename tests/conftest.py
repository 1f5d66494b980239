"""What all tests share."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--http",
        choices=("httpx", "httpx2"),
        default="httpx",
        help="the HTTP library that the clients, and the tests, run on",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--http") == "httpx2":
        sys.modules["httpx"] = importlib.import_module("httpx2")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Find the reference material beside the checkout, which not everybody has."""
    if not SHARED.is_dir():
        pytest.skip("no reference material beside the checkout")
    return SHARED

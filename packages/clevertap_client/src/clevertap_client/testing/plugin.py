"""Fixtures for pytest.

In your ``conftest.py``, say that you want them:

    pytest_plugins = ["clevertap_client.testing.plugin"]

``clevertap_sandbox`` is a running `CleverTapSandbox`, a new one for each test; ``clevertap`` and
``async_clevertap`` are clients of it; ``clevertap_environment`` points ``CLEVERTAP_ACCOUNT_ID``,
``CLEVERTAP_PASSCODE`` and ``CLEVERTAP_BASE_URL`` at it, for code that makes clients of its own. A
marker configures it:

    @pytest.mark.clevertap_sandbox(timezone="Asia/Kolkata", waits_per_count=1)
    def test_...(clevertap_sandbox): ...

Nothing of this is loaded unless you ask: installing the package changes nobody's pytest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from .. import AsyncCleverTap, CleverTap
from .sandbox import CleverTapSandbox

_MARKER = "clevertap_sandbox(**options): what the fixture clevertap_sandbox makes its sandbox with"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def clevertap_sandbox(request: pytest.FixtureRequest) -> Iterator[CleverTapSandbox]:
    """Run a CleverTap on loopback, as the marker of the same name says."""
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("clevertap_sandbox"))):
        options.update(marker.kwargs)
    with CleverTapSandbox(**options) as sandbox:
        yield sandbox


@pytest.fixture
def clevertap_environment(
    clevertap_sandbox: CleverTapSandbox, monkeypatch: pytest.MonkeyPatch
) -> CleverTapSandbox:
    """Let clients that find their settings in the environment find the sandbox."""
    monkeypatch.setenv("CLEVERTAP_ACCOUNT_ID", clevertap_sandbox.account_id)
    monkeypatch.setenv("CLEVERTAP_PASSCODE", clevertap_sandbox.passcode)
    monkeypatch.setenv("CLEVERTAP_BASE_URL", clevertap_sandbox.url)
    return clevertap_sandbox


@pytest.fixture
def clevertap(clevertap_sandbox: CleverTapSandbox) -> Iterator[CleverTap]:
    """Open a client of the sandbox."""
    sandbox = clevertap_sandbox
    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client:
        yield client


@pytest.fixture
def async_clevertap(clevertap_sandbox: CleverTapSandbox) -> Iterator[AsyncCleverTap]:
    """Open an async client of the sandbox. Any event loop may use it."""
    sandbox = clevertap_sandbox
    client = AsyncCleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url)
    yield client
    # Not `asyncio.run`, which would unset the loop that some pytest plugins keep.
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(client.close())
    finally:
        loop.close()

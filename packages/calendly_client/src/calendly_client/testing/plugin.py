"""Fixtures for pytest.

In your ``conftest.py``, say that you want them:

    pytest_plugins = ["calendly_client.testing.plugin"]

``calendly_sandbox`` is a running `CalendlySandbox`, a new one for each test; ``calendly`` and
``async_calendly`` are clients of it; ``calendly_environment`` points ``CALENDLY_TOKEN`` and
``CALENDLY_BASE_URL`` at it, for code that makes clients of its own. A marker configures it:

    @pytest.mark.calendly_sandbox(plan="free", sending="held")
    def test_...(calendly_sandbox): ...

Nothing of this is loaded unless you ask: installing the package changes nobody's pytest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from .. import AsyncCalendly, Calendly
from .sandbox import CalendlySandbox

_MARKER = "calendly_sandbox(**options): what the fixture calendly_sandbox makes its sandbox with"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def calendly_sandbox(request: pytest.FixtureRequest) -> Iterator[CalendlySandbox]:
    """Run a Calendly on loopback, as the marker of the same name says."""
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("calendly_sandbox"))):
        options.update(marker.kwargs)
    with CalendlySandbox(**options) as sandbox:
        yield sandbox


@pytest.fixture
def calendly_environment(
    calendly_sandbox: CalendlySandbox, monkeypatch: pytest.MonkeyPatch
) -> CalendlySandbox:
    """Let clients that find their settings in the environment find the sandbox."""
    monkeypatch.setenv("CALENDLY_TOKEN", calendly_sandbox.token)
    monkeypatch.setenv("CALENDLY_BASE_URL", calendly_sandbox.url)
    return calendly_sandbox


@pytest.fixture
def calendly(calendly_sandbox: CalendlySandbox) -> Iterator[Calendly]:
    """Open a client of the sandbox, with the owner's token."""
    with Calendly(calendly_sandbox.token, base_url=calendly_sandbox.url) as client:
        yield client


@pytest.fixture
def async_calendly(calendly_sandbox: CalendlySandbox) -> Iterator[AsyncCalendly]:
    """Open an async client of the sandbox, with the owner's token. Any event loop may use it."""
    client = AsyncCalendly(calendly_sandbox.token, base_url=calendly_sandbox.url)
    yield client
    # Not `asyncio.run`, which would unset the loop that some pytest plugins keep.
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(client.close())
    finally:
        loop.close()

"""Both services on loopback, where examples that read the environment find them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from calendly_client.testing import CalendlySandbox
from clevertap_client.testing import CleverTapSandbox

SIGNING_KEY = "a key for the examples"


@frozen
class Services:
    calendly: CalendlySandbox
    clevertap: CleverTapSandbox


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Services]:
    """Start both, with a booking from before; work in an empty folder."""
    with CalendlySandbox(sending="held") as calendly, CleverTapSandbox() as clevertap:
        calendly.book("intro-call")
        application = calendly.register_application()
        variables = {
            "CALENDLY_CLIENT_ID": application.client_id,
            "CALENDLY_CLIENT_SECRET": application.client_secret or "",
            "CALENDLY_OAUTH_URL": calendly.url,
            "CALENDLY_BASE_URL": calendly.url,
            "CALENDLY_TOKEN": calendly.token,
            "CALENDLY_SIGNING_KEY": SIGNING_KEY,
            "CLEVERTAP_BASE_URL": clevertap.url,
            "CLEVERTAP_ACCOUNT_ID": clevertap.account_id,
            "CLEVERTAP_PASSCODE": clevertap.passcode,
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield Services(calendly, clevertap)

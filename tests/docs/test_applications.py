"""The applications that the documentation shows do receive bookings."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from calendly_client import webhooks

from .conftest import SIGNING_KEY, Services
from .documents import ROOT, Runner


def booked(services: Services) -> bytes:
    """Let somebody book, and give what Calendly would send."""
    services.calendly.subscribe("http://app.test/calendly")
    services.calendly.book("intro-call", answers={"Company name": "Okafor Solar"})
    return services.calendly.held[-1].body


async def deliver(app: Any, path: str, body: bytes, *keys: str) -> list[int]:
    """Send a delivery as Calendly would, once for each key; give the statuses of the answers."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as http:
        return [
            (await http.post(path, content=body, headers={webhooks.HEADER: signature})).status_code
            for signature in (webhooks.sign(body, key, datetime.now(UTC)) for key in keys)
        ]


def test_the_application_in_the_readme_sends_each_booking_once(services: Services) -> None:
    intake = Runner(ROOT / "README.md").run()["intake"]
    sent = deliver(intake, "/", booked(services), SIGNING_KEY, SIGNING_KEY)
    assert asyncio.run(sent) == [200, 200]
    (event,) = services.clevertap.events
    assert event.name == "Meeting Scheduled"
    assert event.properties["company"] == "Okafor Solar"
    host = services.calendly.users[0]
    profile = services.clevertap.profile(host.email)
    assert profile is not None
    assert profile.properties == {"Name": host.name, "Email": host.email}


@pytest.mark.parametrize("path", ["/calendly/", "/hooks/calendly"])
def test_the_intake_works_inside_of_another_application(services: Services, path: str) -> None:
    app = Runner(ROOT / "docs/how-to/receive-bookings.md").run()["app"]
    sent = deliver(app, path, booked(services), SIGNING_KEY, SIGNING_KEY, "another key")
    assert asyncio.run(sent) == [200, 200, 401]
    assert len(services.clevertap.events) == 1

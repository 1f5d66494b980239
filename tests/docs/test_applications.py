"""The applications that the documentation shows do receive bookings."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from calendly_client import webhooks
from calendly_client.testing import CalendlySandbox

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


@pytest.fixture
def received(services: Services) -> Iterator[dict[str, Any]]:
    """Run the examples on receiving, and close what they leave open."""
    found = Runner(ROOT / "docs/how-to/receive-bookings.md").run()
    yield found
    found["intake"].close()


@pytest.mark.parametrize("path", ["/calendly/", "/hooks/calendly"])
def test_the_intake_works_inside_of_another_application(
    services: Services, received: dict[str, Any], path: str
) -> None:
    sent = deliver(received["app"], path, booked(services), SIGNING_KEY, SIGNING_KEY, "another key")
    assert asyncio.run(sent) == [200, 200, 401]
    assert len(services.clevertap.events) == 1


def test_the_application_that_it_is_in_passes_its_life_on(received: dict[str, Any]) -> None:
    async def live() -> int:
        async with received["app"].router.lifespan_context(received["app"]):
            return len(asyncio.all_tasks())

    assert asyncio.run(live()) == 2  # this one, and the one that drains


@pytest.mark.parametrize("framework", ["django", "flask"])
def test_the_intake_works_in_applications_that_block(
    services: Services, received: dict[str, Any], framework: str
) -> None:
    body = booked(services)
    with (
        django_with(received["urlpatterns"]) as django,
        serving(django if framework == "django" else received["flask_app"]) as url,
    ):
        statuses = [
            httpx.post(
                f"{url}/calendly",
                content=body,
                headers={webhooks.HEADER: webhooks.sign(body, key, datetime.now(UTC))},
            ).status_code
            for key in (SIGNING_KEY, SIGNING_KEY, "another key")
        ]
    assert statuses == [200, 200, 401]
    assert len(services.clevertap.events) == 1


@pytest.mark.parametrize("encoded", [True, False])
def test_a_function_takes_what_the_gateway_gives_it(
    services: Services, received: dict[str, Any], *, encoded: bool
) -> None:
    body = booked(services)
    event = {
        "body": base64.b64encode(body).decode() if encoded else body.decode(),
        "isBase64Encoded": encoded,
        "headers": {webhooks.HEADER.lower(): webhooks.sign(body, SIGNING_KEY, datetime.now(UTC))},
    }
    assert received["handler"](event, None) == {"statusCode": 200, "body": "done"}
    assert len(services.clevertap.events) == 1


@pytest.mark.slow
def test_a_worker_of_celery_delivers_what_the_door_took(
    services: Services, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres)
    found = Runner(ROOT / "docs/how-to/several-machines.md").run()
    body = booked(services)
    signature = webhooks.sign(body, SIGNING_KEY, datetime.now(UTC))
    celery = found["celery"]
    with start_worker(celery, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        assert found["receive"](body, "nonsense") == 401
        assert [found["receive"](body, signature) for _ in range(2)] == [202, 202]
        for _ in range(500):
            if found["ledger"].stats()["stored"] == 0:
                break
            time.sleep(0.02)
    found["ledger"].close()
    assert [event.name for event in services.clevertap.events] == ["Meeting Scheduled"]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Any) -> Generator[str, None, None]:
    """Serve a WSGI application on loopback, and give its URL."""
    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def django_with(urls: Any) -> Generator[Any, None, None]:
    """Make a Django project of these URLs alone."""
    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["127.0.0.1"])
    with override_settings(ROOT_URLCONF=tuple(urls)):
        yield get_wsgi_application()


@pytest.mark.parametrize("framework", ["django", "flask"])
def test_the_receivers_of_other_frameworks_take_what_calendly_signs(
    services: Services, framework: str
) -> None:
    found = Runner(ROOT / "docs/how-to/verify-webhooks.md").run()
    found["seen"].clear()
    with (
        django_with(found["urlpatterns"]) as django,
        serving(django if framework == "django" else found["flask_app"]) as url,
        CalendlySandbox() as calendly,
    ):
        events = ("invitee.created", "contact.created")
        calendly.subscribe(f"{url}/calendly", events=events, signing_key=SIGNING_KEY)
        calendly.book(invitee_name="Bo Lindqvist")
        calendly.add_contact("Cleo Marsh", "cleo@example.org")
        calendly.subscribe(f"{url}/calendly?", events=events, signing_key="another key")
        calendly.book(invitee_name="Dag Moe")
        wrong = httpx.post(f"{url}/calendly", content=b"{}").status_code
    assert [sent.status for sent in calendly.deliveries] == [204, 204, 204, 401]
    assert wrong == 401
    assert found["seen"] == [
        "Bo Lindqvist booked",
        "Cleo Marsh is a contact",
        "Dag Moe booked",
    ]


def test_the_receiver_in_fastapi_takes_what_calendly_signs(services: Services) -> None:
    app = Runner(ROOT / "docs/how-to/verify-webhooks.md").run()["app"]
    sent = deliver(app, "/calendly", booked(services), SIGNING_KEY, "another key")
    assert asyncio.run(sent) == [204, 401]

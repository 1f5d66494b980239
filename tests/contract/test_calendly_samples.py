"""What Calendly's own documentation shows is read, and nothing in it is unknown to the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cattrs import BaseValidationError, transform_error

from api_client_core.errors import Failure
from api_client_core.wire import Reply, Request
from calendly_client import (
    BadRequest,
    CalendarUnavailable,
    Conflict,
    EventType,
    Invitee,
    InviteePayload,
    Location,
    PermissionDenied,
    PlanRequired,
    ScheduledEvent,
    UnknownLocation,
    UnknownPayload,
    User,
    WebhookSubscription,
    webhooks,
)
from calendly_client.converter import One, PageOf, make, read
from calendly_client.errors import status_error
from calendly_client.models import (
    Cancellation,
    CustomQuestion,
    EventGuest,
    InviteeNoShow,
    Profile,
    QuestionAndAnswer,
    Tracking,
)

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES = SHARED / "samples" / "calendly" / "official2024"
STRICT = make(strict=True)

MODELS: dict[str, type[Any]] = {
    "responses/get-users": User,
    "responses/get-scheduled-events-uuid-invitees": Invitee,
    "responses/get-scheduled-events-event-uuid-invitees": Invitee,
    "responses/get-scheduled-events": ScheduledEvent,
    "responses/get-event-types": EventType,
    "responses/get-webhook-subscriptions": WebhookSubscription,
    "responses/post-webhook-subscriptions": WebhookSubscription,
    "schemas/user.": User,
    "schemas/event.": ScheduledEvent,
    "schemas/invitee.": Invitee,
    "schemas/invitee-no-show": InviteeNoShow,
    "schemas/invitee-question-and-answer": QuestionAndAnswer,
    "schemas/invitee-tracking": Tracking,
    "schemas/event-type.": EventType,
    "schemas/event-type-custom-question": CustomQuestion,
    "schemas/guest": EventGuest,
    "schemas/profile": Profile,
    "schemas/webhook-subscription": WebhookSubscription,
}
ERRORS: dict[int, tuple[type[Exception], ...]] = {
    400: (BadRequest,),
    403: (PermissionDenied, PlanRequired),
    409: (Conflict,),
    424: (CalendarUnavailable,),
}


def samples(*starts: str) -> list[Any]:
    """List the samples whose path begins like one of these, or one that says why there is none."""
    names = {path: str(path.relative_to(SAMPLES)) for path in sorted(SAMPLES.rglob("*.json"))}
    found = [pytest.param(path, id=name) for path, name in names.items() if name.startswith(starts)]
    why = pytest.mark.skip("no reference material beside the checkout")
    return found or [pytest.param(Path("none"), marks=why, id=starts[0])]


def model_of(path: Path) -> type[Any]:
    """Find the model of a sample: the longest beginning of its name decides."""
    name = str(path.relative_to(SAMPLES))
    return MODELS[max((start for start in MODELS if name.startswith(start)), key=len)]


@pytest.mark.parametrize("path", samples(*MODELS))
def test_a_sample_holds_nothing_that_the_model_does_not_know(path: Path) -> None:
    kind = model_of(path)
    body = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=without_nulls)
    rows = body.get("collection", [body.get("resource", body)])
    try:
        assert [STRICT.structure(row, kind) for row in rows]
    except BaseValidationError as error:
        pytest.fail("\n".join(transform_error(error)))


def without_nulls(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Leave out what is null: the strict converter takes what is there at its word."""
    return {key: value for key, value in pairs if value is not None}


@pytest.mark.parametrize("path", samples(*(s for s in MODELS if s.startswith("responses/"))))
def test_a_sample_is_read_as_a_reply(path: Path) -> None:
    kind, reply = model_of(path), Reply(200, {}, path.read_bytes())
    body = reply.json()
    if "collection" in body:
        page = PageOf(kind)(reply)
        assert len(page) == body["pagination"]["count"]
        assert page.next_token == body["pagination"]["next_page_token"]
    else:
        assert One(kind)(reply).uri == body["resource"]["uri"]


@pytest.mark.parametrize("path", samples("locations/"))
def test_every_sample_of_a_location_is_known(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    union: Any = Location
    location: Any = STRICT.structure(told, union)
    assert type(location) is not UnknownLocation
    assert location.type == told["type"]
    assert location.join_url == told.get("join_url")
    assert location.location == told.get("location")


@pytest.mark.parametrize("path", samples("webhooks/"))
def test_every_sample_of_a_delivery_is_read(path: Path) -> None:
    delivery = webhooks.parse_unverified(path.read_bytes())
    told = json.loads(delivery.raw)
    assert delivery.event == told["event"]
    if told["event"].startswith("invitee"):
        assert isinstance(delivery.payload, InviteePayload)
        assert delivery.payload.canceled is told["payload"]["canceled"]
        assert delivery.payload.scheduled_event is None
    else:
        assert delivery.payload == UnknownPayload(data=told["payload"])


@pytest.mark.parametrize("path", samples("errors/"))
def test_every_sample_of_an_error_is_the_right_error(path: Path) -> None:
    status, content = int(path.name.split(".")[1]), path.read_bytes()
    request = Request("GET", "https://api.calendly.com/users/me")
    error = status_error(Failure(request, 1, True, Reply(status, {}, content)))
    told = json.loads(content)
    assert isinstance(error, ERRORS[status])
    assert (error.title, error.message) == (told.get("title"), told.get("message"))
    assert isinstance(error, PlanRequired) is ("upgrade" in str(error.message).lower())


def test_the_signature_vector_verifies(shared: Path) -> None:
    vector = json.loads(
        (shared / "samples" / "calendly" / "signature.vector.json").read_text(encoding="utf-8")
    )
    body, header = vector["raw_body_utf8"].encode(), vector["header_value"]
    signed_at = webhooks.verify(body, header, vector["signing_key"], tolerance=None)
    assert webhooks.sign(body, vector["signing_key"], signed_at) == header
    assert vector["header_name"] == webhooks.HEADER


def test_a_cancellation_of_old_lacks_what_came_later() -> None:
    assert read({"canceled_by": "Ada"}, Cancellation, "resource").created_at is None

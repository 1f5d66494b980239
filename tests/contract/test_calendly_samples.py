"""What Calendly's own documentation shows is read, and nothing in it is unknown to the models."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cattrs import BaseValidationError, transform_error

from api_client_core.errors import Failure
from api_client_core.senders import Describing
from api_client_core.steps import Call
from api_client_core.wire import Reply, Request
from calendly_client import (
    BadRequest,
    CalendarUnavailable,
    Calendly,
    Cancellation,
    Conflict,
    InviteePayload,
    Location,
    PermissionDenied,
    PlanRequired,
    RoutingFormSubmissionPayload,
    UnknownLocation,
    webhooks,
)
from calendly_client.api import CalendlyApi
from calendly_client.converter import One, PageOf, Whole, make, read
from calendly_client.errors import status_error
from calendly_client.ids import HOST
from calendly_client.models import Introspection, Token
from calendly_client.oauth_errors import ReauthorizationRequired, oauth_status_error

from .calendly_models import (
    ELSEWHERE,
    MODELS,
    SAMPLES,
    model_of,
    rows_of,
    samples,
)
from .comparing import lost, without_nulls

STRICT = make(strict=True)

ERRORS: dict[int, tuple[type[Exception], ...]] = {
    400: (BadRequest,),
    403: (PermissionDenied, PlanRequired),
    409: (Conflict,),
    424: (CalendarUnavailable,),
}


@pytest.mark.parametrize("path", samples(*MODELS))
def test_a_sample_holds_nothing_that_the_model_does_not_know(path: Path) -> None:
    kind = model_of(path)
    try:
        assert [STRICT.structure(without_nulls(row), kind) for row in rows_of(path)]
    except BaseValidationError as error:
        pytest.fail("\n".join(transform_error(error)))


@pytest.mark.parametrize("path", samples(*MODELS))
def test_a_sample_comes_out_of_its_model_with_all_that_it_told(path: Path) -> None:
    kind = model_of(path)
    for row in rows_of(path):
        model = STRICT.structure(without_nulls(row), kind)
        assert lost(without_nulls(row), STRICT.unstructure(model)) == []


def test_every_sample_of_an_answer_and_of_a_schema_has_a_model() -> None:
    paths = [str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("[rs]*s/*.json")]
    known = (*MODELS, *ELSEWHERE, "requests/")
    assert [path for path in paths if not path.startswith(known)] == []
    assert len(ELSEWHERE) <= 5


@pytest.mark.parametrize("path", samples(*(s for s in MODELS if s.startswith("responses/"))))
def test_a_sample_is_read_as_a_reply(path: Path) -> None:
    kind, reply = model_of(path), Reply(200, {}, path.read_bytes())
    body = reply.json()
    if "collection" in body:
        page, told = PageOf(kind)(reply), body.get("pagination", {})
        assert len(page) == len(body["collection"]) == told.get("count", len(page))
        assert page.next_token == told.get("next_page_token")
    else:
        one = STRICT.unstructure(One(kind)(reply))
        assert lost(without_nulls(body["resource"]), one) == []


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
        assert isinstance(delivery.payload, RoutingFormSubmissionPayload)
    payload = without_nulls(told["payload"])
    strict = STRICT.structure(payload, type(delivery.payload))
    assert lost(payload, STRICT.unstructure(strict)) == []


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


def _when(told: Any, name: str) -> datetime:
    return datetime.fromisoformat(told[name])


REQUESTS: Mapping[str, Callable[[CalendlyApi[Describing], Any], Call[Any]]] = {
    "post-data-compliance-deletion-events": lambda api, told: api.data_compliance.delete_events(
        start_time=_when(told, "start_time"), end_time=_when(told, "end_time")
    ),
    "post-data-compliance-deletion-invitees": lambda api, told: api.data_compliance.delete_invitees(
        **told
    ),
    "post-invitee-no-shows": lambda api, told: api.invitee_no_shows.create(told["invitee"]),
    "post-organizations-uuid-invitations": lambda api, told: api.organizations.invite(
        "ORGANIZATION", **told
    ),
    "post-scheduling-links": lambda api, told: api.scheduling_links.create(
        told["owner"], max_event_count=told["max_event_count"]
    ),
    "post-shares": lambda api, told: api.shares.create(**told),
    "post-webhook-subscriptions": lambda api, told: api.webhook_subscriptions.create(**told),
}
"""How each request that the documentation shows is made, by the beginning of its name."""


@pytest.mark.parametrize("path", samples("requests/"))
def test_every_sample_of_a_request_can_be_made(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    make_it = next(make for name, make in REQUESTS.items() if path.name.startswith(f"{name}."))
    call = make_it(Calendly("no-token").describe, told)
    sent = call.request(HOST, ()).content
    assert isinstance(sent, bytes)
    assert json.loads(sent) == told


def test_the_sample_of_a_token_is_read(shared: Path) -> None:
    content = (shared / "samples" / "calendly" / "oauth" / "token.200.json").read_bytes()
    told, token = json.loads(content), Whole(Token)(Reply(200, {}, content))
    kept = json.loads(token.to_json())
    assert {key: kept[key] for key in told} == told
    assert token.refresh_token
    assert token.expires_at == datetime.fromtimestamp(told["created_at"] + 7200, UTC)


def test_the_sample_of_an_introspection_is_read(shared: Path) -> None:
    content = (
        shared / "samples" / "calendly" / "oauth" / "introspect.200.active.json"
    ).read_bytes()
    told, got = json.loads(content), Whole(Introspection)(Reply(200, {}, content))
    same = ("active", "scope", "client_id", "token_type", "owner", "organization")
    assert {key: getattr(got, key) for key in same} == {key: told[key] for key in same}
    assert got.issued_at == datetime.fromtimestamp(told["iat"], UTC)
    assert got.expires_at == datetime.fromtimestamp(told["exp"], UTC)


def test_a_used_refresh_token_is_an_error_of_its_own(shared: Path) -> None:
    sample = shared / "samples" / "calendly" / "oauth" / "token.400.invalid_grant.json"
    request = Request("POST", "https://auth.calendly.com/oauth/token")
    reply = Reply(400, {}, sample.read_bytes())
    error = oauth_status_error(Failure(request, 1, False, reply))
    assert isinstance(error, ReauthorizationRequired)
    assert error.error == "invalid_grant"

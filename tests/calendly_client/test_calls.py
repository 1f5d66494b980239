"""What each method sends: the very method, path, query and body, in both colours."""

from __future__ import annotations

import json
import pickle
import pydoc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from calendly_client import (
    Calendly,
    Call,
    EventStatus,
    Secret,
    StatusError,
    WebhookEvent,
    WebhookScope,
)
from calendly_client.resources.scheduled_events import ScheduledEvents
from calendly_client.testing import Answer, CalendlySandbox

from .conftest import Colour

API = "https://api.calendly.com"
EVENT = f"{API}/scheduled_events/EVENT1"
INVITEE = f"{EVENT}/invitees/INVITEE1"
HOOK = f"{API}/webhook_subscriptions/HOOK1"
MORNING = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
EVENING = datetime(2026, 10, 5, 20, tzinfo=timezone(timedelta(hours=2)))

Method = Callable[[Any], Any]
Pairs = list[tuple[str, str]]

CALLS: dict[str, tuple[Method, str, str, Pairs, Any]] = {
    "me": (lambda c: c.users.me(), "GET", "/users/me", [], None),
    "a user": (lambda c: c.users.get("USER1"), "GET", "/users/USER1", [], None),
    "a user by URI": (lambda c: c.users.get(f"{API}/users/USER1"), "GET", "/users/USER1", [], None),
    "an event": (
        lambda c: c.scheduled_events.get(EVENT),
        *("GET", "/scheduled_events/EVENT1", [], None),
    ),
    "an odd id stays in its place": (
        lambda c: c.scheduled_events.get("a b?c#d%2F"),
        *("GET", "/scheduled_events/a%20b%3Fc%23d%252F", [], None),
    ),
    "all events": (
        lambda c: c.scheduled_events.list(),
        *("GET", "/scheduled_events", [("count", "100")], None),
    ),
    "some events": (
        lambda c: c.scheduled_events.list(
            user="USER1",
            organization=f"{API}/organizations/ORG1",
            group="GROUP1",
            invitee_email="ada+x@example.org",
            status=EventStatus.ACTIVE,
            min_start_time=MORNING,
            max_start_time=EVENING,
            sort="start_time:desc",
            count=7,
            page_token="go on",
        ),
        "GET",
        "/scheduled_events",
        [
            ("user", f"{API}/users/USER1"),
            ("organization", f"{API}/organizations/ORG1"),
            ("group", f"{API}/groups/GROUP1"),
            ("invitee_email", "ada+x@example.org"),
            ("status", "active"),
            ("min_start_time", "2026-10-05T09:30:00.000000Z"),
            ("max_start_time", "2026-10-05T18:00:00.000000Z"),
            ("sort", "start_time:desc"),
            ("count", "7"),
            ("page_token", "go on"),
        ],
        None,
    ),
    "invitees": (
        lambda c: c.scheduled_events.invitees(
            EVENT, status="active", email="ada@example.org", sort="created_at:desc", count=1
        ),
        "GET",
        "/scheduled_events/EVENT1/invitees",
        [
            ("status", "active"),
            ("email", "ada@example.org"),
            ("sort", "created_at:desc"),
            ("count", "1"),
        ],
        None,
    ),
    "an invitee": (
        lambda c: c.scheduled_events.invitee(INVITEE),
        *("GET", "/scheduled_events/EVENT1/invitees/INVITEE1", [], None),
    ),
    "an invitee of old": (
        lambda c: c.scheduled_events.invitee(INVITEE.replace("/scheduled", "/api/v2/scheduled")),
        *("GET", "/scheduled_events/EVENT1/invitees/INVITEE1", [], None),
    ),
    "an invitee by ids": (
        lambda c: c.scheduled_events.invitee("INVITEE1", event="EVENT1"),
        *("GET", "/scheduled_events/EVENT1/invitees/INVITEE1", [], None),
    ),
    "cancel": (
        lambda c: c.scheduled_events.cancel("EVENT1"),
        *("POST", "/scheduled_events/EVENT1/cancellation", [], {}),
    ),
    "cancel with a reason": (
        lambda c: c.scheduled_events.cancel(EVENT, reason="Jörg is ill"),
        *("POST", "/scheduled_events/EVENT1/cancellation", [], {"reason": "Jörg is ill"}),
    ),
    "event types": (
        lambda c: c.event_types.list(
            user="USER1",
            active=True,
            admin_managed=False,
            user_availability_schedule="S1",
            sort="name:asc,position:desc",
        ),
        "GET",
        "/event_types",
        [
            ("user", f"{API}/users/USER1"),
            ("user_availability_schedule", f"{API}/user_availability_schedules/S1"),
            ("active", "true"),
            ("admin_managed", "false"),
            ("sort", "name:asc,position:desc"),
            ("count", "100"),
        ],
        None,
    ),
    "an event type": (
        lambda c: c.event_types.get("TYPE1"),
        *("GET", "/event_types/TYPE1", [], None),
    ),
    "subscriptions": (
        lambda c: c.webhook_subscriptions.list(organization="ORG1", scope="user", user="USER1"),
        "GET",
        "/webhook_subscriptions",
        [
            ("organization", f"{API}/organizations/ORG1"),
            ("scope", "user"),
            ("user", f"{API}/users/USER1"),
            ("count", "100"),
        ],
        None,
    ),
    "a subscription": (
        lambda c: c.webhook_subscriptions.get(HOOK),
        *("GET", "/webhook_subscriptions/HOOK1", [], None),
    ),
    "subscribe": (
        lambda c: c.webhook_subscriptions.create(
            url="https://example.com/in",
            events=[WebhookEvent.INVITEE_CREATED, "invitee.canceled"],
            organization="ORG1",
            scope=WebhookScope.ORGANIZATION,
            signing_key=Secret("hush"),
        ),
        "POST",
        "/webhook_subscriptions",
        [],
        {
            "url": "https://example.com/in",
            "events": ["invitee.created", "invitee.canceled"],
            "organization": f"{API}/organizations/ORG1",
            "scope": "organization",
            "signing_key": "hush",
        },
    ),
    "subscribe to a group, unsigned": (
        lambda c: c.webhook_subscriptions.create(
            url="http://127.0.0.1:8000/in",
            events=("invitee.created",),
            organization="ORG1",
            scope="group",
            group="GROUP1",
        ),
        "POST",
        "/webhook_subscriptions",
        [],
        {
            "url": "http://127.0.0.1:8000/in",
            "events": ["invitee.created"],
            "organization": f"{API}/organizations/ORG1",
            "scope": "group",
            "group": f"{API}/groups/GROUP1",
        },
    ),
    "unsubscribe": (
        lambda c: c.webhook_subscriptions.delete(HOOK),
        *("DELETE", "/webhook_subscriptions/HOOK1", [], None),
    ),
}

each_call = pytest.mark.parametrize(
    ("method", "verb", "path", "query", "body"), CALLS.values(), ids=CALLS
)


@each_call
def test_describing_tells_what_would_be_sent_and_sends_nothing(
    method: Method, verb: str, path: str, query: Pairs, body: Any
) -> None:
    described: Call[Any] = method(Calendly("no-token").describe)
    request = described.request("https://api.calendly.com", ())
    assert (described.api, described.method) == ("calendly", verb)
    assert request.url.partition("?")[0] == f"{API}{path}"
    assert list(described.query) == query
    assert (described.body and described.body.data) == body


@each_call
def test_both_colours_send_just_that(
    colour: Colour,
    sandbox: CalendlySandbox,
    method: Method,
    verb: str,
    path: str,
    query: Pairs,
    body: Any,
) -> None:
    sandbox.fail(Answer(418))
    client = colour.client(sandbox)
    with pytest.raises(StatusError):
        colour.perform(method, client)
    sent = sandbox.journal[0].request
    assert (sent.method, sent.path, list(sent.query)) == (verb, path, query)
    assert (json.loads(sent.body) if sent.body else None) == body
    assert sent.headers["authorization"] == f"Bearer {sandbox.token}"
    assert sent.headers["accept"] == "application/json"
    assert sent.headers["user-agent"].startswith("calendly-client/")


@each_call
def test_a_call_is_data_that_compares_hashes_and_pickles(
    method: Method, verb: str, path: str, query: Pairs, body: Any
) -> None:
    call, again = (method(Calendly("no-token").describe) for _ in range(2))
    assert call == again
    assert hash(call) == hash(again)
    assert pickle.loads(pickle.dumps(call)) == call


@each_call
def test_a_call_shows_no_address_no_reason_and_no_key(
    method: Method, verb: str, path: str, query: Pairs, body: Any
) -> None:
    shown = repr(method(Calendly("no-token").describe))
    assert not any(secret in shown for secret in ("@", "hush", "Jörg", "example"))


def test_only_what_may_be_repeated_is_marked_so() -> None:
    calls = {name: method(Calendly("no-token").describe) for name, (method, *_) in CALLS.items()}
    once = {name for name, call in calls.items() if not call.idempotent}
    assert once == {"subscribe", "subscribe to a group, unsigned"}


def test_an_endpoint_is_a_plain_function_on_its_class_with_its_docstring() -> None:
    shown = pydoc.render_doc(ScheduledEvents.cancel)
    assert "event: 'str'" in shown
    assert "at most 10,000 characters" in shown

"""A wrong argument is told by name before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calendly_client import Calendly, CalendlyError, InvalidArgument, uuid_of
from calendly_client.ids import uri_of
from calendly_client.models import User
from calendly_client.testing import CalendlySandbox

from .conftest import Colour

API = "https://api.calendly.com"
EVENT = f"{API}/scheduled_events/E1"
NOW = datetime(2026, 10, 5, tzinfo=UTC)
USER = User(
    uri=f"{API}/users/U1",
    name="Noor Haddad",
    email="noor@example.com",
    timezone="Europe/Berlin",
    current_organization=f"{API}/organizations/O1",
)
ORGANIZATION = {"organization": "ORG1", "scope": "organization"}


def subscribe(**changes: Any) -> Callable[[Any], Any]:
    given = {"url": "https://example.com/in", "events": ["invitee.created"], **ORGANIZATION}
    return lambda c: c.webhook_subscriptions.create(**(given | changes))


WRONG: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("user", "is empty", lambda c: c.users.get("")),
    ("user", "not User: pass its uri", lambda c: c.users.get(USER)),
    ("user", "not User: pass its uri", lambda c: c.event_types.list(user=USER)),
    ("user", "is a URI of scheduled_events", lambda c: c.users.get(EVENT)),
    ("event", "is empty", lambda c: c.scheduled_events.get(" ")),
    (
        "user",
        "is a URI of …@…, not of users",
        lambda c: c.users.get("https://calendly.com/ada@example.org/x"),
    ),
    ("event", "blanks", lambda c: c.scheduled_events.get("E1\n")),
    (
        "event",
        "of invitees",
        lambda c: c.scheduled_events.get(f"{EVENT}/invitees/I1"),
    ),
    ("event", "no id", lambda c: c.scheduled_events.get(f"{API}/")),
    ("event", "no id", lambda c: c.scheduled_events.get("..")),
    ("event", "no id", lambda c: c.scheduled_events.get(f"{API}/scheduled_events/.")),
    ("count", "1 to 100, not 0", lambda c: c.scheduled_events.list(count=0)),
    ("count", "1 to 100, not 101", lambda c: c.scheduled_events.invitees("E1", count=101)),
    ("count", "not -1", lambda c: c.event_types.list(user="U1", count=-1)),
    ("count", "not 1000", lambda c: c.webhook_subscriptions.list(**ORGANIZATION, count=1000)),
    (
        "min_start_time",
        "no time zone",
        lambda c: c.scheduled_events.list(min_start_time=NOW.replace(tzinfo=None)),
    ),
    (
        "max_start_time",
        "no time zone",
        lambda c: c.scheduled_events.list(max_start_time=NOW.replace(tzinfo=None)),
    ),
    (
        "max_start_time",
        "lies before min_start_time",
        lambda c: c.scheduled_events.list(
            min_start_time=NOW, max_start_time=NOW - timedelta(seconds=1)
        ),
    ),
    ("organization", "is empty", lambda c: c.scheduled_events.list(organization="")),
    (
        "organization",
        "of users",
        lambda c: c.scheduled_events.list(organization=f"{API}/users/U1"),
    ),
    ("invitee", "bare id", lambda c: c.scheduled_events.invitee("I1")),
    (
        "invitee",
        "of scheduled_events",
        lambda c: c.scheduled_events.invitee(EVENT),
    ),
    (
        "event",
        "not the one",
        lambda c: c.scheduled_events.invitee(f"{EVENT}/invitees/I1", event="E2"),
    ),
    ("reason", "10,001 characters", lambda c: c.scheduled_events.cancel("E1", reason="x" * 10_001)),
    ("user", "organization=", lambda c: c.event_types.list()),
    (
        "user_availability_schedule",
        "needs user",
        lambda c: c.event_types.list(organization="O1", user_availability_schedule="S1"),
    ),
    ("events", "a list", subscribe(events=[])),
    ("events", "a list", subscribe(events="invitee.created")),
    ("signing_key", "is empty", subscribe(signing_key="")),
    ("url", "absolute URL", subscribe(url="example.com/in")),
    ("url", "absolute URL", subscribe(url="")),
    ("url", "absolute URL", subscribe(url="https:///in")),
    ("url", "absolute URL", subscribe(url="https://example.com/a b")),
    ("count", "not '5'", lambda c: c.scheduled_events.list(count="5")),
    ("count", "not None", lambda c: c.scheduled_events.list(count=None)),
    (
        "min_start_time",
        "no time zone",
        lambda c: c.scheduled_events.list(min_start_time=NOW.date()),
    ),
    ("min_start_time", "no time zone", lambda c: c.scheduled_events.list(min_start_time="now")),
    ("user", "the scope user needs", subscribe(scope="user")),
    ("group", "the scope group needs", subscribe(scope="group")),
    ("user", "goes with scope='user'", subscribe(user="U1")),
    ("group", "goes with scope='group'", subscribe(scope="user", user="U1", group="G1")),
    (
        "user",
        "the scope user needs",
        lambda c: c.webhook_subscriptions.list(organization="O1", scope="user"),
    ),
    ("subscription", "is empty", lambda c: c.webhook_subscriptions.delete("")),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_a_wrong_argument_is_named_and_nothing_is_sent(
    colour: Colour,
    sandbox: CalendlySandbox,
    name: str,
    problem: str,
    method: Callable[[Any], Any],
) -> None:
    client = colour.client(sandbox)
    with pytest.raises(InvalidArgument) as wrong:
        colour.perform(method, client)
    assert wrong.value.name == name
    assert problem in str(wrong.value)
    assert isinstance(wrong.value, CalendlyError)
    assert isinstance(wrong.value, ValueError)
    assert sandbox.journal == []


def test_a_reason_of_just_10000_characters_is_taken() -> None:
    call = Calendly("token").describe.scheduled_events.cancel("E1", reason="x" * 10_000)
    assert call.body is not None
    assert len(call.body.data["reason"]) == 10_000


def test_a_whole_number_may_be_a_float() -> None:
    calls, whole = Calendly("token").describe, json.loads("5.0")
    assert ("count", "5") in calls.scheduled_events.list(count=whole).query


def test_times_are_in_order_by_the_world_and_not_by_the_clock_on_the_wall() -> None:
    before = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    after = before.replace(minute=10, fold=1)
    call = Calendly("token").describe.scheduled_events.list(
        min_start_time=before, max_start_time=after
    )
    assert [value for name, value in call.query if "start_time" in name] == [
        "2026-10-25T00:30:00.000000Z",
        "2026-10-25T01:10:00.000000Z",
    ]


def test_scopes_to_come_are_not_second_guessed() -> None:
    call = subscribe(scope="team", user="U1")(Calendly("token").describe)
    assert call.body.data["scope"] == "team"


@pytest.mark.parametrize(
    "ref",
    [
        "ABC",
        "https://api.calendly.com/users/ABC",
        "https://api.calendly.com/users/ABC/",
        "https://calendly.com/users/ABC?x=1#y",
        "http://127.0.0.1:8080/users/ABC",
        "http://[odd/users/ABC",
    ],
)
def test_an_id_is_the_last_segment_of_a_uri_on_whatever_host(ref: str) -> None:
    assert uuid_of(ref, "user", "users") == "ABC"


def test_a_bare_id_is_expanded_on_calendlys_own_host_and_a_uri_is_left_as_it_is() -> None:
    assert uri_of("A B", "user", "users") == "https://api.calendly.com/users/A%20B"
    assert uri_of("https://calendly.com/users/X", "user", "users") == "https://calendly.com/users/X"

"""Whatever is sent to the sandbox's booking side, it answers, and with nothing that is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendly_client import models
from calendly_client.converter import make
from calendly_client.ids import uuid_of
from calendly_client.testing import CalendlySandbox
from tests.contract.comparing import without_nulls

from .hostile import JSON, TEXTS, Asker, replaced

BODIES: Mapping[str, dict[str, Any]] = {
    "POST /event_types": {
        "name": "Tour",
        "owner": "{user}",
        "duration": 30,
        "duration_options": [30, 45],
        "locations": [{"kind": "physical", "location": "Elm St 1"}],
        "description": "Look",
        "color": "#00ff00",
        "before_buffer": 5,
    },
    "PATCH /event_types/{intro}": {"name": "Tour", "locations": [{"kind": "zoom_conference"}]},
    "POST /one_off_event_types": {
        "name": "Once",
        "host": "{user}",
        "duration": 30,
        "timezone": "Asia/Tokyo",
        "co_hosts": ["{user}"],
        "date_setting": {
            "type": "date_range",
            "start_date": "2026-11-30",
            "end_date": "2026-12-05",
        },
        "location": {"kind": "inbound_call", "phone_number": "+4930555010"},
    },
    "POST /one_off_event_types?": {
        "name": "Once",
        "host": "{user}",
        "duration": 30,
        "date_setting": {
            "type": "spots",
            "spots": [{"start_time": "2026-12-01T09:00:00Z", "end_time": "2026-12-01T10:00:00Z"}],
        },
    },
    "PATCH /event_type_availability_schedules?event_type={type}": {
        "availability_rule": {
            "timezone": "Asia/Tokyo",
            "user": "{user}",
            "rules": [{"type": "wday", "wday": "monday", "intervals": [{"from": "", "to": ""}]}],
        },
        "availability_setting": "host",
    },
    "POST /invitees": {
        "event_type": "{type}",
        "start_time": "2026-11-30T10:00:00Z",
        "invitee": {
            "email": "ada@example.org",
            "name": "Ada",
            "timezone": "UTC",
            "text_reminder_number": "+4930555010",
        },
        "location": {"kind": "zoom_conference"},
        "questions_and_answers": [{"question": "Company name", "answer": "O", "position": 0}],
        "tracking": {"utm_source": "x", "utm_term": None},
        "event_guests": ["kim@example.org"],
    },
    "POST /invitee_no_shows": {"invitee": "{invitee}"},
    "POST /scheduled_events/{event}/cancellation": {"reason": "ill"},
    "POST /scheduling_links": {"max_event_count": 1, "owner": "{type}", "owner_type": "EventType"},
    "POST /shares": {
        "event_type": "{type}",
        "name": "For Ada",
        "duration_options": [30, 60],
        "period_type": "fixed",
        "start_date": "2026-12-01",
        "end_date": "2026-12-02",
        "location_configurations": [{"kind": "physical", "position": 0}],
        "availability_rule": {"timezone": "UTC", "rules": []},
    },
    "POST /webhook_subscriptions": {
        "url": "https://example.com/in",
        "events": ["invitee.created", "meeting_recap.created"],
        "organization": "{home}",
        "scope": "user",
        "user": "{user}",
        "signing_key": "k",
    },
}
QUERIES: Mapping[str, str] = {
    "/event_types": "user organization active admin_managed user_availability_schedule sort count",
    "/event_type_available_times": "event_type start_time end_time",
    "/event_type_memberships": "event_type count page_token",
    "/event_type_availability_schedules": "event_type count page_token",
    "/scheduled_events": "user organization group invitee_email status sort min_start_time",
    "/webhook_subscriptions": "organization scope user group sort page_token",
    "/sample_webhook_data": "event organization scope user group",
}


ODD = ("{user}", "{type}", "{home}", 10**400, 1e400, "0001-01-01T00:00:00Z", "9999-12-31", "\ud800")


@pytest.fixture
def asker() -> Iterator[Asker]:
    sandbox = CalendlySandbox()
    sandbox.set_clock(datetime(2026, 11, 30, 6, tzinfo=UTC))
    intro, booked = sandbox.event_type("intro-call"), sandbox.book()
    known = {
        "user": sandbox.users[0].uri,
        "home": sandbox.organization,
        "type": intro.uri,
        "intro": uuid_of(intro.uri),
        "invitee": booked.uri,
        "event": uuid_of(booked.event),
    }
    with Asker(sandbox, known) as asker:
        yield asker


@pytest.mark.parametrize(("does", "body"), BODIES.items())
@given(
    number=st.integers(0, 40), by=JSON | st.sampled_from(["{user}", "{type}", "{home}", 10**400])
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_makes_it_fail(
    asker: Asker, does: str, body: dict[str, Any], number: int, by: Any
) -> None:
    answer = asker.ask(does, content=asker.named(replaced(body, number, by)))
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize(("path", "names"), QUERIES.items())
@given(texts=st.lists(TEXTS | st.sampled_from(["{type}", "organization", "user"]), max_size=7))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_makes_it_fail(asker: Asker, path: str, names: str, texts: list[str]) -> None:
    values = [asker.known.get(text.strip("{}"), text) for text in texts]
    params = dict(zip(names.split(), values, strict=False))
    assert asker.http.get(path, params=params).status_code < 500


def test_no_answer_holds_a_key_that_the_models_do_not_know(asker: Asker) -> None:
    strict = make(strict=True)
    hours = "start_time=2026-11-30T07:00:00Z&end_time=2026-12-02T07:00:00Z"
    kinds: list[tuple[str, Any]] = [
        (f"/event_types?user={asker.known['user']}", models.EventType),
        (f"/event_type_memberships?event_type={asker.known['type']}", models.EventTypeMembership),
        (
            f"/event_type_availability_schedules?event_type={asker.known['type']}",
            models.EventTypeAvailabilitySchedule,
        ),
        (
            f"/event_type_available_times?event_type={asker.known['type']}&{hours}",
            models.EventTypeAvailableTime,
        ),
    ]
    for path, kind in kinds:
        rows = asker.http.get(path).json()["collection"]
        assert rows
        for row in rows:
            assert strict.structure(without_nulls(row), kind)
    made: dict[str, Any] = {
        "POST /event_types": models.EventType,
        "POST /one_off_event_types": models.EventType,
        "POST /scheduling_links": models.SchedulingLink,
        "POST /shares": models.Share,
        "POST /invitees": models.Invitee,
        "POST /invitee_no_shows": models.InviteeNoShow,
        "POST /webhook_subscriptions": models.WebhookSubscription,
    }
    for does, kind in made.items():
        body = {**BODIES[does], "events": ["meeting_recap.created"]}
        answer = asker.ask(does, content=asker.named(body))
        assert answer.status_code == 201, answer.text
        assert strict.structure(without_nulls(answer.json()["resource"]), kind)

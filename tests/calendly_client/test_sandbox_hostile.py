"""Whatever is sent to the sandbox's office, it answers, and with nothing that is unknown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendly_client import models
from calendly_client.converter import make
from calendly_client.ids import uuid_of
from calendly_client.models.webhook_payloads import (
    ContactPayload,
    DeletedContactPayload,
    DeletedMeetingRecapPayload,
    MeetingRecapPayload,
)
from calendly_client.testing import CalendlySandbox
from tests.contract.comparing import without_nulls

from .hostile import JSON, TEXTS, Asker, replaced
from .refusing import asked

WEEK = [
    {"type": "wday", "wday": day, "intervals": [{"from": "09:00", "to": "17:00"}]}
    for day in ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
]
BODIES: Mapping[str, dict[str, Any]] = {
    "POST /organizations/{organization}/invitations": {"email": "kofi@example.org"},
    "POST /user_availability_schedules": {"name": "A", "timezone": "Asia/Tokyo", "rules": WEEK},
    "PATCH /user_availability_schedules/{schedule}": {"rules": WEEK, "default": True},
    "PATCH /user_meeting_limits?user={user}": {"daily_limit": 3},
    "POST /contacts": {"name": "A", "emails": [{"email": "a@example.org", "is_primary": True}]},
    "PATCH /contacts/{contact}": {"country": "DE", "custom_fields": [{"uuid": "", "value": "x"}]},
    "POST /contacts/custom_field_definitions": {
        "label": "Size",
        "field_type": "single_select",
        "options": [{"label": "Small"}],
    },
    "POST /contact_lists": {"name": "VIPs", "contacts": ["{contact}"]},
    "POST /contact_lists/{list}/memberships": {"contacts": ["{contact}"]},
    "POST /notes": {"contact": "", "title": "A", "remind_at": "2026-12-01T09:00:00Z"},
    "PATCH /meeting_recaps/{recap}": {"summary_md": "A"},
    "POST /data_compliance/deletion/invitees": {"emails": ["a@example.org"]},
    "POST /data_compliance/deletion/events": {
        "start_time": "2025-01-01T00:00:00Z",
        "end_time": "2025-02-01T00:00:00Z",
    },
}
QUERIES = (
    "/organizations/{organization}/invitations",
    "/organization_memberships",
    "/group_relationships",
    "/user_busy_times",
    "/routing_form_submissions",
    "/contacts",
    "/notes",
    "/meeting_recaps",
    "/activity_log_entries",
    "/outgoing_communications",
)
FILTERS = (
    "user organization email role owner form name exclude contact_list contact status attendee "
    "event search_term actor sort start_time end_time min_occurred_at count page_token"
)
NAMES = st.sampled_from(FILTERS.split())


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    sandbox = CalendlySandbox()
    contact, recap = sandbox.contacts[0], sandbox.add_meeting_recap()
    known = {
        "organization": uuid_of(sandbox.organization),
        "schedule": uuid_of(next(iter(sandbox.office.hours.schedules))),
        "contact": uuid_of(contact.uri),
        "list": uuid_of(sandbox.add_contact_list("Friends").uri),
        "recap": uuid_of(recap.uri),
        "user": sandbox.users[0].uri,
        "home": sandbox.organization,
    }
    with Asker(sandbox, known) as asker:
        yield asker


@pytest.mark.parametrize(("does", "body"), BODIES.items())
@given(number=st.integers(0, 30), by=JSON)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_makes_it_fail(
    asker: Asker, does: str, body: dict[str, Any], number: int, by: Any
) -> None:
    content = json.dumps(replaced(body, number, by))
    answer = asker.ask(does, content=content)
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("path", QUERIES)
@given(query=st.lists(st.tuples(NAMES, TEXTS), max_size=4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_makes_it_fail(asker: Asker, path: str, query: list[tuple[str, str]]) -> None:
    params = [(name, asker.known.get(text.strip("{}"), text)) for name, text in query]
    answer = asker.ask(f"GET {path}", params=[*params, ("organization", "{home}")][:4])
    assert answer.status_code < 500, answer.text


# ------------------------------------------------------------------------------------------ shapes


KINDS: Mapping[str, Any] = {
    "/organization_memberships?organization={home}": models.OrganizationMembership,
    "/organizations/{organization}/invitations": models.OrganizationInvitation,
    "/teams": models.Team,
    "/groups?organization={home}": models.Group,
    "/group_relationships": models.GroupRelationship,
    "/user_availability_schedules?user={user}": models.AvailabilitySchedule,
    "/user_meeting_limits?user={user}": models.UserMeetingLimits,
    "/user_busy_times?user={user}&start_time={start}&end_time={end}": models.UserBusyTime,
    "/locations?user={user}": models.MeetingLocation,
    "/routing_forms?organization={home}": models.RoutingForm,
    "/routing_form_submissions?form={form}": models.RoutingFormSubmission,
    "/contacts": models.Contact,
    "/contacts/custom_field_definitions": models.CustomFieldDefinition,
    "/contact_lists": models.ContactList,
    "/notes?contact={person}": models.Note,
    "/meeting_recaps": models.MeetingRecap,
    "/activity_log_entries?organization={home}": models.ActivityLogEntry,
    "/outgoing_communications?organization={home}": models.OutgoingCommunication,
}


@pytest.fixture
def full(sandbox: CalendlySandbox) -> tuple[CalendlySandbox, dict[str, str]]:
    """A sandbox in which there is one of everything."""
    owner, now = sandbox.users[0], sandbox.now()
    home = sandbox.organization.rpartition("/")[2]
    asked(sandbox, "POST", f"/organizations/{home}/invitations", json={"email": "k@example.org"})
    sandbox.add_group("Partners", members=[sandbox.invitations[0]])
    invitee = sandbox.book()
    sandbox.add_busy_time(owner, now + timedelta(hours=1), now + timedelta(hours=2))
    sandbox.add_custom_field("Size", "single_select", options=["Small"])
    sandbox.add_custom_field("Worth", "currency", currency="EUR")
    sandbox.add_custom_field("Likes", "tags")
    contact = sandbox.add_contact(phone_numbers=["+49 30 5550100"], custom_fields={"Size": "Small"})
    asked(sandbox, "POST", "/notes", json={"contact": contact.uri, "title": "Hello"})
    sandbox.add_contact_list("Friends", contacts=[contact])
    sandbox.add_meeting_recap(invitee.event)
    for result in ("intro-call", "https://example.com", models.CustomMessage(headline="Thanks")):
        sandbox.submit_routing_form(result=result)
    sandbox.log_activity("Webhook", "Disable")
    sandbox.add_outgoing_communication(invitee)
    return (
        sandbox,
        {
            "home": sandbox.organization,
            "organization": home,
            "user": owner.uri,
            "form": sandbox.routing_forms[0].uri,
            "person": contact.uri,
            "start": (now + timedelta(minutes=5)).isoformat().replace("+", "%2B"),
            "end": (now + timedelta(days=6)).isoformat().replace("+", "%2B"),
        },
    )


def test_what_it_answers_holds_no_key_that_the_models_do_not_know(
    full: tuple[CalendlySandbox, dict[str, str]],
) -> None:
    sandbox, known = full
    strict = make(strict=True)
    for path, kind in KINDS.items():
        collection = asked(sandbox, "GET", path.format(**known)).json()["collection"]
        assert collection, path
        for document in collection:
            assert strict.structure(without_nulls(document), kind), path
    sole = asked(sandbox, "GET", f"/organizations/{known['organization']}").json()["resource"]
    assert strict.structure(sole, models.Organization).uri == sandbox.organization


def test_what_it_delivers_holds_no_key_that_the_models_do_not_know(
    sandbox: CalendlySandbox,
) -> None:
    sandbox.sending = "held"
    owner = sandbox.users[0]
    contacts = [f"contact.{done}" for done in ("created", "updated", "deleted")]
    recaps = [f"meeting_recap.{done}" for done in ("created", "updated", "deleted")]
    sandbox.subscribe("https://example.com/all", events=contacts)
    sandbox.subscribe("https://example.com/mine", events=recaps, scope="user", user=owner)
    sandbox.add_custom_field("Size")
    contact, recap = (
        sandbox.add_contact(custom_fields={"Size": "Small"}),
        sandbox.add_meeting_recap(),
    )
    for uri, change in ((contact.uri, {"city": "Lagos"}), (recap.uri, {"summary_md": "Well."})):
        path = uri.removeprefix("https://api.calendly.com")
        assert asked(sandbox, "PATCH", path, json=change).status_code == 200
        assert asked(sandbox, "DELETE", path).status_code == 204
    kinds: dict[str, type[Any]] = {
        **dict.fromkeys(contacts, ContactPayload),
        **dict.fromkeys(recaps, MeetingRecapPayload),
        "contact.deleted": DeletedContactPayload,
        "meeting_recap.deleted": DeletedMeetingRecapPayload,
    }
    strict = make(strict=True)
    assert sorted(letter.event for letter in sandbox.held) == sorted(kinds)
    for letter in sandbox.held:
        payload = json.loads(letter.body)["payload"]
        assert strict.structure(without_nulls(payload), kinds[letter.event])

"""The sandbox keeps recaps, the activity log, messages, and what is to be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from calendly_client import (
    ActivityLogPage,
    Calendly,
    ContactPayload,
    DeletedMeetingRecapPayload,
    EmailCommunication,
    InsufficientScope,
    InvalidArgument,
    MeetingRecapPayload,
    NotFound,
    OutgoingCommunicationPage,
    PermissionDenied,
    PlanRequired,
    RecapStatus,
    SmsCommunication,
)
from calendly_client.ids import uuid_of
from calendly_client.testing import CalendlySandbox

from .conftest import KEY, MONDAY, Receiver
from .refusing import asked, refused

EVENTS = ("meeting_recap.created", "meeting_recap.updated", "meeting_recap.deleted")


@pytest.fixture
def told(sandbox: CalendlySandbox, receiver: Receiver) -> Receiver:
    """A receiver that is told of the owner's recaps."""
    sandbox.subscribe(
        receiver.callback, events=EVENTS, scope="user", user=sandbox.users[0], signing_key=KEY
    )
    return receiver


# ------------------------------------------------------------------------------------------ recaps


def test_a_recap_of_a_booked_meeting_is_read_rewritten_deleted_and_told(
    sandbox: CalendlySandbox, calendly: Calendly, told: Receiver
) -> None:
    sandbox.set_clock(MONDAY)
    booked = sandbox.book(starts_at=MONDAY)
    recap = sandbox.add_meeting_recap(booked.event, summary="All is **well**.")
    assert recap == calendly.meeting_recaps.get(recap.uri)
    assert (recap.event, recap.name, recap.start_time) == (booked.event, "Intro Call", MONDAY)
    people = [(person.user_email, person.host) for person in recap.attendees]
    assert people == [("noor@example.com", True), (booked.email, False)]
    (listed,) = calendly.meeting_recaps.list(event=booked.event).all()
    assert (listed.uri, listed.summary_md) == (recap.uri, None)
    spoken = calendly.meeting_recaps.transcript(recap.uri)
    assert (spoken.uri, spoken.lines[0].speaker) == (recap.transcript, "Noor Haddad")
    changed = calendly.meeting_recaps.update(recap.uri, summary_md=None, action_items_md="- call")
    assert (changed.summary_md, changed.action_items_md) == (None, "- call")
    calendly.meeting_recaps.update(recap.uri, action_items_md="- call")
    calendly.meeting_recaps.delete(recap.uri)
    with pytest.raises(NotFound):
        calendly.meeting_recaps.get(recap.uri)
    assert [delivery.event for delivery in told.taken] == list(EVENTS)
    created, updated, deleted = (delivery.payload for delivery in told.taken)
    assert isinstance(created, MeetingRecapPayload)
    assert created.event is not None
    assert (created.event.uri, created.recap.summary_md) == (booked.event, "All is **well**.")
    assert isinstance(updated, MeetingRecapPayload)
    assert updated.recap.action_items_md == "- call"
    assert isinstance(deleted, DeletedMeetingRecapPayload)
    assert (deleted.recap.uri, deleted.recap.deleted_at) == (recap.uri, MONDAY)


def test_a_recap_is_told_once_it_is_available_and_when_it_is_shared(
    sandbox: CalendlySandbox, calendly: Calendly, told: Receiver
) -> None:
    recap = sandbox.add_meeting_recap(status="processing", transcript="")
    assert (recap.event, recap.status, told.journal) == (None, RecapStatus.PROCESSING, [])
    assert calendly.meeting_recaps.list().all() == ()
    assert len(calendly.meeting_recaps.list(status="processing").all()) == 1
    assert sandbox.finish_meeting_recap(recap).status is RecapStatus.AVAILABLE
    assert sandbox.share_meeting_recap(recap).share_link is not None
    assert sandbox.share_meeting_recap(recap, shared=False).share_link is None
    assert [delivery.event for delivery in told.taken] == [EVENTS[0], EVENTS[1], EVENTS[1]]
    with pytest.raises(NotFound):
        calendly.meeting_recaps.transcript(recap.uri)
    with pytest.raises(InvalidArgument, match="recap: is available already"):
        sandbox.finish_meeting_recap(recap)
    with pytest.raises(InvalidArgument, match="status: must be available"):
        sandbox.add_meeting_recap(status="lost")


def test_recaps_are_found_by_time_and_attendee(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    early, late = (
        sandbox.add_meeting_recap(name=name, starts_at=at, duration=60)
        for name, at in (("Early", MONDAY), ("Late", MONDAY + timedelta(hours=4)))
    )

    def found(**filters: Any) -> list[str | None]:
        return [recap.uri for recap in calendly.meeting_recaps.list(**filters).all()]

    assert found(start_time=MONDAY + timedelta(hours=1)) == [early.uri, late.uri]
    assert found(start_time=MONDAY + timedelta(hours=2)) == [late.uri]
    assert found(end_time=MONDAY + timedelta(hours=3)) == [early.uri]
    assert found(attendee="NOOR@example.com") == [early.uri, late.uri]
    assert found(attendee="ada@example.org") == []


def test_recaps_are_each_users_own(
    sandbox: CalendlySandbox, tomas: Calendly, told: Receiver
) -> None:
    recap = sandbox.add_meeting_recap(user=sandbox.users[1])
    mine = sandbox.add_meeting_recap()
    assert len(told.journal) == 1
    assert [row.uri for row in tomas.meeting_recaps.list().all()] == [recap.uri]
    with pytest.raises(NotFound):
        tomas.meeting_recaps.delete(mine.uri)


def test_a_recap_takes_known_texts_only(sandbox: CalendlySandbox) -> None:
    path = f"/meeting_recaps/{uuid_of(sandbox.add_meeting_recap().uri)}"
    assert refused(sandbox, "PATCH", path, json={"summary": "x"}) == (400, "summary")
    assert refused(sandbox, "PATCH", path, json={"summary_md": 1}) == (400, "summary_md")


def test_recaps_take_a_plan_and_the_notetaker(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    sandbox.notetaker = False
    with pytest.raises(PermissionDenied, match="Required features are not enabled"):
        calendly.meeting_recaps.list().all()
    sandbox.plan = "free"
    with pytest.raises(PlanRequired):
        calendly.meeting_recaps.list().all()


# ------------------------------------------------------------------------------------ for auditors


def test_the_log_tells_who_joined_and_whatever_a_test_adds(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    sandbox.set_clock(MONDAY)
    sandbox.log_activity("EventType", "Update", actor=sandbox.users[1], details={"name": "Intro"})
    sandbox.log_activity("Webhook", "Disable", at=MONDAY - timedelta(days=30))
    home = sandbox.organization
    page = next(iter(calendly.activity_log_entries.list(organization=home, count=2).pages()))
    assert isinstance(page, ActivityLogPage)
    assert (page.total_count, page.last_event_time) == (5, MONDAY)
    assert not page.exceeds_max_total_count
    everything = calendly.activity_log_entries.list(organization=home).all()
    assert [row.fully_qualified_name for row in everything] == [
        "EventType.Update",
        "User.Add",
        "User.Add",
        "User.Add",
        "Webhook.Disable",
    ]
    actors = [row.actor for row in (everything[0], everything[-1])]
    assert actors[0] is not None
    assert actors[1] is not None
    assert (actors[0].uri, actors[0].display_name) == (sandbox.users[1].uri, "Tomás Vidal")
    assert actors[0].group is not None
    assert (actors[0].group.name, actors[0].group.role) == ("Sales", "Member")
    assert (actors[1].type, actors[1].uri) == ("System", None)
    assert everything[0].details == {"name": "Intro"}


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"namespace": ["Webhook", "EventType"]}, 2),
        ({"action": "Add"}, 3),
        ({"namespace": "User", "action": "Update"}, 0),
        ({"actor": "{tomas}"}, 1),
        ({"min_occurred_at": MONDAY}, 1),
        ({"max_occurred_at": MONDAY - timedelta(days=20)}, 1),
        ({"search_term": "intro"}, 1),
        ({"search_term": "Update | Disable"}, 2),
        ({"search_term": "(Update) OR (Disable)"}, 2),
        ({"search_term": "User.Add + -Webhook"}, 3),
        ({"search_term": '"Intro Call"'}, 0),
        ({"search_term": "Tomás Vidal"}, 1),
        ({"search_term": "*@example.com -Update"}, 3),
    ],
)
def test_the_log_is_searched_and_filtered(
    sandbox: CalendlySandbox, calendly: Calendly, filters: dict[str, Any], count: int
) -> None:
    sandbox.set_clock(MONDAY)
    sandbox.log_activity("EventType", "Update", actor=sandbox.users[1], details={"name": "Intro"})
    sandbox.log_activity("Webhook", "Disable", at=MONDAY - timedelta(days=30))
    given: dict[str, Any] = {
        name: sandbox.users[1].uri if value == "{tomas}" else value
        for name, value in filters.items()
    }
    found = calendly.activity_log_entries.list(organization=sandbox.organization, **given).all()
    assert len(found) == count


def test_the_log_is_sorted_by_what_is_asked_for(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    for user in sandbox.users:
        sandbox.log_activity("EventType", "Update", actor=user)
    home = sandbox.organization
    rows = calendly.activity_log_entries.list(
        organization=home, sort=["namespace:asc", "actor.display_name:desc"]
    ).all()
    names = [(row.namespace, row.actor.display_name) for row in rows if row.actor]
    assert names[:3] == [
        ("EventType", "Tomás Vidal"),
        ("EventType", "Noor Haddad"),
        ("EventType", "Aiko Mori"),
    ]
    query = [("organization", home), ("namespace[]", "User"), ("namespace[]", "EventType")]
    answer = asked(sandbox, "GET", "/activity_log_entries", params=[*query, ("count", "1000")])
    assert answer.json()["total_count"] == 6


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"search_term": "(open"}, "search_term"),
        ({"search_term": "shut)"}, "search_term"),
        ({"search_term": "a |"}, "search_term"),
        ({"search_term": "a" * 301}, "search_term"),
        ({"count": "1001"}, "count"),
        ({"sort": "details:asc"}, "sort"),
        ({"organization": ""}, "organization"),
    ],
)
def test_the_log_refuses_what_it_cannot_read(
    sandbox: CalendlySandbox, query: dict[str, str], wrong: str
) -> None:
    given = {"organization": sandbox.organization, **query}
    assert refused(sandbox, "GET", "/activity_log_entries", params=given) == (400, wrong)


def test_messages_to_invitees_are_listed(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    sandbox.set_clock(MONDAY)
    invitee = sandbox.book(phone="+234 1 5550100")
    mail = sandbox.add_outgoing_communication(invitee, subject="See you")
    sandbox.advance(timedelta(hours=1))
    text = sandbox.add_outgoing_communication(invitee, kind="sms")
    home, listed = sandbox.organization, calendly.outgoing_communications.list
    assert listed(organization=home).all() == (mail, text)
    assert isinstance(mail, EmailCommunication)
    assert (mail.to, mail.subject, mail.event_uri) == (invitee.email, "See you", invitee.event)
    assert isinstance(text, SmsCommunication)
    assert (text.to, text.subject) == ("+234 1 5550100", None)
    later = listed(organization=home, min_created_at=MONDAY + timedelta(minutes=1))
    assert later.all() == (text,)
    page = next(iter(listed(organization=home, max_created_at=MONDAY).pages()))
    assert isinstance(page, OutgoingCommunicationPage)
    assert (page.items, page.total_count) == ((mail,), 1)
    with pytest.raises(InvalidArgument, match="left no number"):
        sandbox.add_outgoing_communication(sandbox.book(), kind="sms")


def test_deletions_are_noted_and_carried_out_later(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    sandbox.set_clock(MONDAY - timedelta(days=300))
    old = sandbox.book(invitee_email="old@example.org")
    sandbox.set_clock(MONDAY)
    ada, bo = (sandbox.book(invitee_email=f"{name}@example.org") for name in ("ada", "bo"))
    calendly.data_compliance.delete_invitees(emails=["ADA@example.org"])
    start = MONDAY - timedelta(days=400)
    calendly.data_compliance.delete_events(start_time=start, end_time=start + timedelta(days=200))
    first, second = sandbox.deletion_requests
    assert (first.emails, first.asked_at, first.done) == (("ADA@example.org",), MONDAY, False)
    assert (second.start_time, second.emails) == (start, ())
    assert calendly.scheduled_events.invitee(ada.uri).email == "ada@example.org"
    assert sandbox.delete_requested() == 3
    assert [invitee.uri for invitee in sandbox.invitees] == [bo.uri]
    with pytest.raises(NotFound):
        calendly.scheduled_events.get(old.event)
    assert (sandbox.delete_requested(), sandbox.deletion_requests[0].done) == (0, True)


DELETIONS: list[tuple[str, dict[str, Any], str]] = [
    ("invitees", {}, "emails"),
    ("invitees", {"emails": ["nobody"]}, "emails"),
    ("events", {"start_time": "2026-01-01T00:00:00Z"}, "end_time"),
    ("events", {"start_time": "2025-01-01", "end_time": "2026-01-01T00:00:00Z"}, "start_time"),
    (
        "events",
        {"start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-01T00:00:00Z"},
        "end_time",
    ),
    (
        "events",
        {"start_time": "2026-11-01T00:00:00Z", "end_time": "2026-12-01T00:00:00Z"},
        "end_time",
    ),
    (
        "events",
        {"start_time": "2024-01-01T00:00:00Z", "end_time": "2026-01-01T00:00:01Z"},
        "end_time",
    ),
]


@pytest.mark.parametrize(("what", "body", "wrong"), DELETIONS)
def test_a_deletion_must_be_well_formed(
    sandbox: CalendlySandbox, what: str, body: dict[str, Any], wrong: str
) -> None:
    sandbox.set_clock(MONDAY)
    path = f"/data_compliance/deletion/{what}"
    assert refused(sandbox, "POST", path, json=body) == (400, wrong)
    assert sandbox.deletion_requests == ()


def test_records_are_for_administrators_of_enterprises(
    sandbox: CalendlySandbox, calendly: Calendly, tomas: Calendly
) -> None:
    home = sandbox.organization

    def calls(client: Calendly) -> Iterator[Any]:
        yield lambda: client.activity_log_entries.list(organization=home).all()
        yield lambda: client.outgoing_communications.list(organization=home).all()
        yield lambda: client.data_compliance.delete_invitees(emails=["a@example.org"])

    for call in calls(tomas):
        with pytest.raises(PermissionDenied) as error:
            call()
        assert not isinstance(error.value, PlanRequired)
    sandbox.data_requests = False
    with pytest.raises(PermissionDenied, match="data requests permission"):
        calendly.data_compliance.delete_invitees(emails=["a@example.org"])
    sandbox.plan = "teams"
    for call in calls(calendly):
        with pytest.raises(PlanRequired, match="Enterprise"):
            call()


SCOPES = {
    "organizations:read": ["/organizations/{o}", "/organization_memberships", "/teams"],
    "groups:read": ["/groups", "/group_relationships"],
    "availability:read": [
        "/user_availability_schedules",
        "/user_busy_times",
        "/user_meeting_limits",
    ],
    "locations:read": ["/locations"],
    "routing_forms:read": ["/routing_forms", "/routing_form_submissions"],
    "contacts:read": [
        "/contacts",
        "/contacts/custom_field_definitions",
        "/contact_lists",
        "/notes",
    ],
    "meeting_recaps:read": ["/meeting_recaps"],
    "activity_log:read": ["/activity_log_entries"],
    "outgoing_communications:read": ["/outgoing_communications"],
}


@pytest.mark.parametrize(("scope", "paths"), SCOPES.items())
def test_each_family_has_its_scope(sandbox: CalendlySandbox, scope: str, paths: list[str]) -> None:
    sandbox.token = sandbox.token_for(sandbox.users[0], scopes=["users:read"])
    for path in paths:
        answer = asked(sandbox, "GET", path.format(o=uuid_of(sandbox.organization)))
        assert (answer.status_code, answer.json()["required_scopes"]) == (403, [scope])
    sandbox.token = sandbox.token_for(sandbox.users[0], scopes=[scope.replace("read", "write")])
    home = uuid_of(sandbox.organization)
    for path in paths:
        assert asked(sandbox, "GET", path.format(o=home)).status_code != 403


def test_a_scope_that_is_missing_is_told(sandbox: CalendlySandbox) -> None:
    token = sandbox.token_for(sandbox.users[0], scopes=["contacts:read"])
    with Calendly(token, base_url=sandbox.url) as calendly:
        assert len(calendly.contacts.list().all()) == 2
        with pytest.raises(InsufficientScope) as error:
            calendly.contacts.create(name="A", emails=["a@example.org"])
    assert error.value.required_scopes == ("contacts:write",)


def test_a_group_hears_of_its_members_contacts_only(
    sandbox: CalendlySandbox, receiver: Receiver
) -> None:
    _, tomas, aiko = sandbox.users
    group = sandbox.add_group("Asia", members=[aiko])
    body = {
        "url": receiver.callback,
        "events": ["contact.created"],
        "organization": sandbox.organization,
        "scope": "group",
        "group": group.uri,
        "signing_key": KEY,
    }
    assert asked(sandbox, "POST", "/webhook_subscriptions", json=body).status_code == 201
    for user in (tomas, aiko):
        sandbox.add_contact(user=user)
    (delivery,) = receiver.taken
    assert isinstance(delivery.payload, ContactPayload)
    assert delivery.payload.user_uuid == uuid_of(aiko.uri)

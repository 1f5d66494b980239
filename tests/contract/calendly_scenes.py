"""A call of each operation, about what an account holds: one of a sandbox, or a real one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from calendly_client import Calendly, EventType, Invitee, ScheduledEvent, User
from calendly_client.testing import CalendlySandbox

T = TypeVar("T")
Told = dict[str, Any]


class Account:
    """What calls can be about, found by reading alone. Raises `LookupError` if there is none."""

    def __init__(self, client: Calendly, now: datetime) -> None:
        self.client, self.now = client, now

    @cached_property
    def me(self) -> User:
        return self.client.users.me()

    @property
    def organization(self) -> str:
        return self.me.current_organization

    @cached_property
    def membership(self) -> str:
        return self._member(self.me.uri)

    @cached_property
    def colleague(self) -> str:
        """The membership of somebody else, who is no owner."""
        rows = self.client.organization_memberships.list(
            organization=self.organization, role="user"
        )
        return _first("member who is no owner", rows).uri

    @cached_property
    def invitation(self) -> str:
        rows = self.client.organizations.invitations(self.organization, status="pending")
        return _first("pending invitation", rows).uri

    @cached_property
    def team(self) -> str:
        return _first("team", self.client.teams.list()).uri

    @cached_property
    def group(self) -> str:
        return _first("group", self.client.groups.list(organization=self.organization)).uri

    @cached_property
    def relationship(self) -> str:
        rows = self.client.group_relationships.list(organization=self.organization)
        return _first("member of a group", rows).uri

    @cached_property
    def event_type(self) -> EventType:
        """One that a single host offers."""
        rows = self.client.event_types.list(user=self.me.uri, active=True)
        alone = (row for row in rows if row.kind == "solo" and row.pooling_type is None)
        return _first("event type of one host", alone)

    @cached_property
    def schedule(self) -> str:
        rows = self.client.user_availability_schedules.list(user=self.me.uri)
        return _first("schedule", rows).uri

    @cached_property
    def event(self) -> ScheduledEvent:
        rows = self.client.scheduled_events.list(
            organization=self.organization, status="active", min_start_time=self.now
        )
        return _first("event to come", rows)

    @cached_property
    def invitee(self) -> Invitee:
        return _first("invitee", self.client.scheduled_events.invitees(self.event.uri))

    @cached_property
    def no_show(self) -> str:
        for event in self.client.scheduled_events.list(organization=self.organization):
            for invitee in self.client.scheduled_events.invitees(event.uri):
                if invitee.no_show:
                    return invitee.no_show.uri
        raise LookupError("no-show")

    @cached_property
    def subscription(self) -> str:
        rows = self.client.webhook_subscriptions.list(
            organization=self.organization, scope="organization"
        )
        return _first("webhook subscription", rows).uri

    @cached_property
    def routing_form(self) -> str:
        rows = self.client.routing_forms.list(organization=self.organization)
        return _first("routing form", rows).uri

    @cached_property
    def submission(self) -> str:
        rows = self.client.routing_form_submissions.list(form=self.routing_form)
        return _first("submission", rows).uri

    @cached_property
    def contact(self) -> str:
        return _first("contact", self.client.contacts.list()).uri

    @cached_property
    def definition(self) -> str:
        return _first("custom field", self.client.contacts.custom_field_definitions()).uri

    @cached_property
    def contact_list(self) -> str:
        rows = self.client.contact_lists.list(type="static_list")
        return _first("list of contacts", rows).uri

    @cached_property
    def note(self) -> str:
        return _first("note", self.client.notes.list(contact=self.contact)).uri

    @cached_property
    def recap(self) -> str:
        return _first("recap", self.client.meeting_recaps.list()).uri

    @property
    def week(self) -> tuple[datetime, datetime]:
        """The seven days from tomorrow."""
        start = self.now + timedelta(days=1)
        return start, start + timedelta(days=7)

    def booking(self) -> Told:
        """What a booking of the event type takes."""
        start, end = self.week
        offer, uri = self.event_type, self.event_type.uri
        times = self.client.event_type_available_times.list(
            event_type=uri, start_time=start, end_time=end
        )
        asked = [question for question in offer.custom_questions if question.required]
        kinds = [str(place.kind) for place in offer.locations or ()]
        return {
            "event_type": uri,
            "start_time": _first("time to book", times).start_time,
            "email": "grace@example.org",
            "timezone": "America/New_York",
            "name": "Grace Mwangi",
            **({"location": {"kind": kinds[0]}} if kinds else {}),
            "questions_and_answers": [
                {"question": row.name, "answer": "Yes", "position": row.position} for row in asked
            ],
        }

    def _member(self, user: str) -> str:
        return _first("membership", self.client.organization_memberships.list(user=user)).uri


def _first(what: str, rows: Iterable[T]) -> T:
    for row in rows:
        return row
    raise LookupError(what)


def _window(start: str, end: str) -> Callable[[Account], Told]:
    def told(account: Account) -> Told:
        return dict(zip((start, end), account.week, strict=True))

    return told


WORKDAY = [{"from": "09:00", "to": "17:00"}]
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
RULES = [
    {"type": "wday", "wday": day, "intervals": WORKDAY if 0 < number < 6 else []}
    for number, day in enumerate(DAYS)
]

SCENES: Mapping[str, Callable[[Account], Told]] = {
    "users.me": lambda a: {},
    "users.get": lambda a: {"user": a.me.uri},
    "organizations.get": lambda a: {"organization": a.organization},
    "organizations.invitations": lambda a: {"organization": a.organization},
    "organizations.invite": lambda a: {
        "organization": a.organization,
        "email": "grace@example.org",
    },
    "organizations.invitation": lambda a: {"invitation": a.invitation},
    "organizations.revoke_invitation": lambda a: {"invitation": a.invitation},
    "organization_memberships.list": lambda a: {"organization": a.organization},
    "organization_memberships.get": lambda a: {"membership": a.membership},
    "organization_memberships.delete": lambda a: {"membership": a.colleague},
    "teams.list": lambda a: {},
    "teams.get": lambda a: {"team": a.team},
    "event_types.list": lambda a: {"organization": a.organization},
    "event_types.get": lambda a: {"event_type": a.event_type.uri},
    "event_types.create": lambda a: {"name": "Harbour tour", "owner": a.me.uri, "duration": 40},
    "event_types.update": lambda a: {"event_type": a.event_type.uri, "name": "Night tour"},
    "one_off_event_types.create": lambda a: {
        "name": "Berth inspection",
        "host": a.me.uri,
        "duration": 25,
        "date_setting": {"model": "DaysInFuture", "days": 9, "only_weekdays": True},
    },
    "event_type_available_times.list": lambda a: {
        "event_type": a.event_type.uri,
        **_window("start_time", "end_time")(a),
    },
    "event_type_memberships.list": lambda a: {"event_type": a.event_type.uri},
    "event_type_availability_schedules.list": lambda a: {"event_type": a.event_type.uri},
    "event_type_availability_schedules.update": lambda a: {
        "event_type": a.event_type.uri,
        "timezone": "Europe/Stockholm",
        "rules": RULES,
    },
    "user_availability_schedules.list": lambda a: {"user": a.me.uri},
    "user_availability_schedules.get": lambda a: {"schedule": a.schedule},
    "user_availability_schedules.create": lambda a: {
        "name": "Summer",
        "timezone": "Europe/Stockholm",
        "rules": RULES,
    },
    "user_availability_schedules.update": lambda a: {"schedule": a.schedule, "name": "Winter"},
    "user_busy_times.list": lambda a: {"user": a.me.uri, **_window("start_time", "end_time")(a)},
    "user_meeting_limits.get": lambda a: {"user": a.me.uri},
    "user_meeting_limits.update": lambda a: {"user": a.me.uri, "daily_limit": 6},
    "locations.list": lambda a: {"user": a.me.uri},
    "scheduled_events.list": lambda a: {"organization": a.organization},
    "scheduled_events.get": lambda a: {"event": a.event.uri},
    "scheduled_events.invitees": lambda a: {"event": a.event.uri},
    "scheduled_events.invitee": lambda a: {"invitee": a.invitee.uri},
    "scheduled_events.cancel": lambda a: {"event": a.event.uri, "reason": "The quay is flooded"},
    "invitees.create": lambda a: a.booking(),
    "invitee_no_shows.create": lambda a: {"invitee": a.invitee.uri},
    "invitee_no_shows.get": lambda a: {"no_show": a.no_show},
    "invitee_no_shows.delete": lambda a: {"no_show": a.no_show},
    "scheduling_links.create": lambda a: {"event_type": a.event_type.uri},
    "shares.create": lambda a: {"event_type": a.event_type.uri, "name": "Evening tour"},
    "webhook_subscriptions.create": lambda a: {
        "url": "https://example.org/another",
        "events": ["invitee.created"],
        "organization": a.organization,
        "scope": "user",
        "user": a.me.uri,
        "signing_key": "REDACTED",
    },
    "webhook_subscriptions.list": lambda a: {
        "organization": a.organization,
        "scope": "organization",
    },
    "webhook_subscriptions.get": lambda a: {"subscription": a.subscription},
    "webhook_subscriptions.delete": lambda a: {"subscription": a.subscription},
    "sample_webhook_data.get": lambda a: {
        "event": "invitee.created",
        "organization": a.organization,
        "scope": "organization",
    },
    "routing_forms.list": lambda a: {"organization": a.organization},
    "routing_forms.get": lambda a: {"routing_form": a.routing_form},
    "routing_form_submissions.list": lambda a: {"form": a.routing_form},
    "routing_form_submissions.get": lambda a: {"submission": a.submission},
    "groups.list": lambda a: {"organization": a.organization},
    "groups.get": lambda a: {"group": a.group},
    "group_relationships.list": lambda a: {"organization": a.organization},
    "group_relationships.get": lambda a: {"relationship": a.relationship},
    "contacts.list": lambda a: {},
    "contacts.create": lambda a: {
        "name": "Grace Mwangi",
        "emails": [{"email": "grace@example.org", "is_primary": True}],
    },
    "contacts.get": lambda a: {"contact": a.contact},
    "contacts.update": lambda a: {"contact": a.contact, "job_title": "Admiral", "city": None},
    "contacts.delete": lambda a: {"contact": a.contact},
    "contacts.custom_field_definitions": lambda a: {},
    "contacts.custom_field_definition": lambda a: {"definition": a.definition},
    "contacts.create_custom_field_definition": lambda a: {
        "label": "Mooring",
        "field_type": "single_select",
        "options": ["4a", "4b"],
    },
    "contact_lists.list": lambda a: {},
    "contact_lists.create": lambda a: {"name": "Admirals", "contacts": [a.contact]},
    "contact_lists.get": lambda a: {"contact_list": a.contact_list},
    "contact_lists.update": lambda a: {"contact_list": a.contact_list, "name": "Pilots"},
    "contact_lists.add": lambda a: {"contact_list": a.contact_list, "contacts": [a.contact]},
    "contact_lists.remove": lambda a: {"contact_list": a.contact_list, "contacts": [a.contact]},
    "notes.list": lambda a: {"contact": a.contact},
    "notes.get": lambda a: {"note": a.note},
    "notes.create": lambda a: {
        "contact": a.contact,
        "title": "Boots",
        "body": "Size 41",
        "remind_at": a.week[0],
    },
    "meeting_recaps.list": lambda a: {},
    "meeting_recaps.get": lambda a: {"recap": a.recap},
    "meeting_recaps.update": lambda a: {"recap": a.recap, "summary_md": "# Tides"},
    "meeting_recaps.delete": lambda a: {"recap": a.recap},
    "meeting_recaps.transcript": lambda a: {"recap": a.recap},
    "activity_log_entries.list": lambda a: {"organization": a.organization},
    "outgoing_communications.list": lambda a: {"organization": a.organization},
    "data_compliance.delete_invitees": lambda a: {"emails": ["grace@example.org"]},
    "data_compliance.delete_events": lambda a: {
        "start_time": a.now - timedelta(days=60),
        "end_time": a.now - timedelta(days=30),
    },
}
"""By the client's attribute and method: the arguments."""

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


class _Still(CalendlySandbox):
    def now(self) -> datetime:
        """Stand still from the beginning, so that what is recorded anew differs where it must."""
        return NOON


@contextmanager
def furnished(
    kind: type[CalendlySandbox] = _Still,
) -> Generator[tuple[CalendlySandbox, Calendly, Account]]:
    """Open a sandbox that holds one of everything; its ids are the same each time."""
    with kind(seed=3, sending="held") as sandbox:
        now = sandbox.now()
        sandbox.subscribe("https://example.org/calendly", signing_key="REDACTED")
        sandbox.mark_no_show(sandbox.book(starts_at=now - timedelta(days=1)))
        invitee = sandbox.book(starts_at=now + timedelta(days=2), utm={"source": "poster"})
        sandbox.submit_routing_form(invitee=invitee)
        sandbox.add_custom_field("Berth", "single_select", options=["4a", "4b"])
        sandbox.add_contact_list("Captains", contacts=sandbox.contacts[:1])
        sandbox.add_meeting_recap(invitee.event)
        sandbox.add_outgoing_communication(invitee)
        with Calendly(sandbox.token, base_url=sandbox.url) as client:
            account = Account(client, sandbox.now())
            client.organizations.invite(account.organization, email="tomas.new@example.org")
            client.notes.create(contact=account.contact, body="Size 41")
            yield sandbox, client, account

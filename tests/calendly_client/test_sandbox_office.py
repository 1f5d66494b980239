"""The sandbox keeps an organization: its people, their hours, its routing forms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from calendly_client import (
    AvailabilityRule,
    BadRequest,
    Calendly,
    CalendlyError,
    CustomMessage,
    CustomMessageResult,
    EventTypeResult,
    ExternalUrlResult,
    GroupInvitee,
    GroupMember,
    InvalidArgument,
    InvitationStatus,
    LocationKind,
    MeetingLocation,
    NotFound,
    PermissionDenied,
    PlanRequired,
    RoutingFormQuestion,
    RoutingFormSubmission,
    Unauthenticated,
    WebhookState,
)
from calendly_client.testing import CalendlySandbox

from .conftest import KEY, MONDAY, Receiver
from .refusing import asked, refused


def titles(error: pytest.ExceptionInfo[CalendlyError]) -> Any:
    reply = getattr(error.value, "reply", None)
    assert reply is not None
    return reply.json()["title"]


# ------------------------------------------------------------------------------------ organization


@pytest.mark.parametrize(
    ("plan", "shown", "stage"),
    [("enterprise", "enterprise", "paid"), ("trial", "teams", "trial"), ("free", "basic", "free")],
)
def test_the_organization_tells_its_plan(plan: Any, shown: str, stage: str) -> None:
    with (
        CalendlySandbox(plan=plan) as sandbox,
        Calendly(sandbox.token, base_url=sandbox.url) as calendly,
    ):
        found = calendly.organizations.get(sandbox.organization)
        assert (found.uri, found.plan, found.stage) == (sandbox.organization, shown, stage)
        with pytest.raises(NotFound):
            calendly.organizations.get("ELSEWHERE")


def test_people_are_invited_and_join_the_groups_they_were_invited_into(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    home = sandbox.organization
    invited = calendly.organizations.invite(home, email="kofi@example.org")
    assert invited.status is InvitationStatus.PENDING
    assert calendly.organizations.invitation(invited.uri) == invited
    group = sandbox.add_group("Partners", members=[invited], admins=[sandbox.users[0]])
    waiting = calendly.group_relationships.list(owner=invited.uri).all()
    assert [type(row.owner) for row in waiting] == [GroupInvitee]
    assert group.member_count == 1

    kofi = sandbox.accept_invitation(invited, name="Kofi Mensah")
    assert calendly.users.get(kofi.uri).name == "Kofi Mensah"
    accepted = calendly.organizations.invitation(invited.uri)
    assert (accepted.status, accepted.user) == (InvitationStatus.ACCEPTED, kofi.uri)
    (member,) = calendly.organization_memberships.list(user=kofi.uri).all()
    (place,) = calendly.group_relationships.list(owner=member.uri).all()
    assert isinstance(place.owner, GroupMember)
    assert (place.uri, place.email) == (waiting[0].uri, "kofi@example.org")
    assert calendly.groups.get(group.uri).member_count == 2


def test_an_invitation_can_be_declined_and_revoked(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    home = sandbox.organization
    first, second = (
        calendly.organizations.invite(home, email=f"{name}@example.org") for name in "ab"
    )
    assert sandbox.decline_invitation(first).status is InvitationStatus.DECLINED
    declined = calendly.organizations.invitations(home, status="declined").all()
    assert [row.uri for row in declined] == [first.uri]
    named = calendly.organizations.invitations(home, email="B@example.org").all()
    assert [row.uri for row in named] == [second.uri]
    calendly.organizations.revoke_invitation(second.uri)
    with pytest.raises(NotFound):
        calendly.organizations.invitation(second.uri)
    assert calendly.organizations.invite(home, email="b@example.org").uri != second.uri
    with pytest.raises(InvalidArgument, match="invitation: is declined already"):
        sandbox.accept_invitation(first, name="A")


def test_an_invitation_is_refused_by_a_title_of_its_own(
    sandbox: CalendlySandbox, calendly: Calendly, tomas: Calendly
) -> None:
    home = sandbox.organization
    path = f"/organizations/{home.rpartition('/')[2]}/invitations"
    assert refused(sandbox, "POST", path, json={}) == (400, "email")
    answer = asked(sandbox, "POST", path, json={"email": "nobody"})
    assert (answer.status_code, answer.json()["title"]) == (400, "Invalid Email")
    with pytest.raises(BadRequest) as error:
        calendly.organizations.invite(home, email="Noor@example.com")
    assert titles(error) == "Already Organization Member"
    pending = calendly.organizations.invite(home, email="a@example.org")
    with pytest.raises(BadRequest) as error:
        calendly.organizations.invite(home, email="A@example.org")
    assert titles(error) == "Already Invited"
    with pytest.raises(PermissionDenied):
        tomas.organizations.invite(home, email="c@example.org")
    sandbox.accept_invitation(pending, name="A")
    with pytest.raises(BadRequest) as error:
        calendly.organizations.revoke_invitation(pending.uri)
    assert titles(error) == "Invitation Already Accepted"


def test_seats_run_out_and_scim_keeps_people_elsewhere(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    home, sandbox.seats = sandbox.organization, 4
    last = calendly.organizations.invite(home, email="a@example.org")
    with pytest.raises(PermissionDenied, match="number of seats"):
        calendly.organizations.invite(home, email="b@example.org")
    sandbox.scim = True
    with pytest.raises(PermissionDenied, match="SCIM"):
        calendly.organizations.revoke_invitation(last.uri)
    with pytest.raises(PermissionDenied, match="SCIM"):
        calendly.organizations.invite(home, email="b@example.org")


def test_memberships_are_found_by_user_address_and_role(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    home = sandbox.organization
    everybody = calendly.organization_memberships.list(organization=home).all()
    assert [row.user.name for row in everybody] == ["Noor Haddad", "Tomás Vidal", "Aiko Mori"]
    (owner,) = calendly.organization_memberships.list(organization=home, role="owner").all()
    assert owner == calendly.organization_memberships.get(owner.uri) == everybody[0]
    (aiko,) = calendly.organization_memberships.list(
        organization=home, email="AIKO@example.com"
    ).all()
    assert aiko.user.uri == sandbox.users[2].uri
    assert refused(sandbox, "GET", "/organization_memberships") == (400, "user")


def test_who_may_be_removed_by_whom(
    sandbox: CalendlySandbox, calendly: Calendly, tomas: Calendly
) -> None:
    owner, second, third = sandbox.memberships
    stranger = sandbox.add_stranger()
    delete = calendly.organization_memberships.delete
    with pytest.raises(PermissionDenied, match="permission to perform this action"):
        tomas.organization_memberships.delete(third.uri)
    with pytest.raises(PermissionDenied, match="remove yourself"):
        delete(owner.uri)
    with pytest.raises(PermissionDenied, match="another organization"):
        delete(stranger.uri)
    with pytest.raises(PermissionDenied, match="not in your organization"):
        calendly.organization_memberships.get(stranger.uri)
    with pytest.raises(PermissionDenied, match="not in your organization"):
        calendly.organization_memberships.list(user=stranger.user.uri).all()
    with pytest.raises(PermissionDenied, match="not in your organization"):
        calendly.users.get(stranger.user.uri)
    with pytest.raises(PermissionDenied):
        calendly.organizations.get(stranger.organization)
    admin = sandbox.add_user("Ana Reis", "ana@example.com", role="admin")
    with Calendly(sandbox.token_for(admin), base_url=sandbox.url) as ana:
        with pytest.raises(PermissionDenied, match="owner role"):
            ana.organization_memberships.delete(owner.uri)
        ana.organization_memberships.delete(second.uri)
    with pytest.raises(NotFound):
        delete(second.uri)


def test_a_member_who_is_removed_leaves_nothing_behind(
    sandbox: CalendlySandbox, calendly: Calendly, tomas: Calendly
) -> None:
    user = sandbox.users[1]
    sandbox.subscribe("https://example.com/in", scope="user", user=user)
    own = sandbox.add_event_type("Tomás alone", hosts=[user])
    calendly.organization_memberships.delete(sandbox.memberships[1].uri)
    late = sandbox.token_for(user)
    with pytest.raises(Unauthenticated):
        tomas.users.me()
    with Calendly(late, base_url=sandbox.url) as again, pytest.raises(Unauthenticated):
        again.users.me()
    assert user.uri not in {row.uri for row in sandbox.users}
    assert sandbox.groups[0].member_count == 2
    assert calendly.teams.list().all() != ()
    assert calendly.event_types.get(own.uri).deleted_at is not None
    assert calendly.event_types.get(sandbox.event_type("sales-call").uri).deleted_at is None
    assert sandbox.subscriptions[0].state is WebhookState.DISABLED


def test_groups_and_teams_are_listed_and_fetched(
    sandbox: CalendlySandbox, calendly: Calendly, tomas: Calendly
) -> None:
    (group,) = calendly.groups.list(organization=sandbox.organization).all()
    assert (group.name, group.member_count) == ("Sales", 3)
    assert group == calendly.groups.get(group.uri) == sandbox.groups[0]
    places = tomas.group_relationships.list(group=group.uri).all()
    assert [(row.email, row.role) for row in places] == [
        ("noor@example.com", "admin"),
        ("tomas@example.com", "member"),
        ("aiko@example.com", "member"),
    ]
    assert calendly.group_relationships.get(places[0].uri) == places[0]
    (team,) = calendly.teams.list(user=sandbox.users[1].uri).all()
    assert team == calendly.teams.get(team.uri) == sandbox.teams[0]
    assert calendly.teams.list(user=sandbox.users[0].uri).all() == ()
    with pytest.raises(InvalidArgument, match="members: must be users"):
        sandbox.add_group("Nobodies", members=["https://api.calendly.com/users/NOBODY"])
    with pytest.raises(NotFound):
        calendly.teams.get("NONE")


# ------------------------------------------------------------------------------------------- hours


def test_a_schedule_is_made_changed_and_made_the_default(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    sandbox.set_clock(MONDAY)
    me, schedules = sandbox.users[0].uri, calendly.user_availability_schedules
    (first,) = schedules.list(user=me)
    assert (first.name, first.default, first.timezone) == ("Working hours", True, "Europe/Berlin")
    rules = [*first.rules, AvailabilityRule.on(date(2026, 12, 24))]
    made = schedules.create(name="Evenings", timezone="Asia/Tokyo", rules=rules)
    assert (made.default, made.user, len(made.rules)) == (False, me, 8)
    changed = schedules.update(made.uri, name="Nights", default=True)
    assert (changed.name, changed.timezone, changed.default) == ("Nights", "Asia/Tokyo", True)
    assert schedules.get(first.uri).default is False
    assert [row.default for row in schedules.list(user=me)] == [False, True]


ILL_FORMED: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"),
    ({"timezone": "Mars/Olympus"}, "timezone"),
    ({"rules": []}, "rules"),
    ({"rules": "often"}, "rules"),
    ({"rules": [{"type": "date", "date": "2026-11-29", "intervals": []}]}, "rules"),
    ({"rules": [{"type": "wday", "wday": "monday", "intervals": [{"from": "9"}]}]}, "rules"),
]


@pytest.mark.parametrize(("change", "wrong"), ILL_FORMED)
def test_a_schedule_must_be_well_formed(
    sandbox: CalendlySandbox, change: dict[str, Any], wrong: str
) -> None:
    sandbox.set_clock(MONDAY)
    week: list[dict[str, Any]] = next(iter(sandbox.office.hours.schedules.values()))["rules"]
    body: dict[str, Any] = {"name": "Mine", "timezone": "Europe/Berlin", "rules": week, **change}
    if change.get("rules") and change["rules"] != "often":
        body["rules"] = [
            *(rule for rule in week if rule["wday"] != change["rules"][0].get("wday")),
            *change["rules"],
        ]
    assert refused(sandbox, "POST", "/user_availability_schedules", json=body) == (400, wrong)


def test_dates_of_yesterday_may_stay_in_a_schedule_that_is_changed(
    sandbox: CalendlySandbox, calendly: Calendly, tomas: Calendly
) -> None:
    sandbox.set_clock(MONDAY)
    (first,) = calendly.user_availability_schedules.list(user=sandbox.users[0].uri)
    uuid = first.uri.rpartition("/")[2]
    yesterday = [*first.rules, AvailabilityRule.on(date(2026, 11, 29))]
    changed = calendly.user_availability_schedules.update(first.uri, rules=yesterday)
    assert len(changed.rules) == 8
    path = f"/user_availability_schedules/{uuid}"
    assert refused(sandbox, "PATCH", path, json={"default": False}) == (400, "default")
    week: list[Any] = sandbox.office.hours.schedules[first.uri]["rules"][:7]
    past: list[Any] = [*week, {"type": "date", "date": "2026-11-28", "intervals": []}]
    assert refused(sandbox, "PATCH", path, json={"rules": past}) == (400, "rules")
    with pytest.raises(PermissionDenied):
        tomas.user_availability_schedules.update(first.uri, name="Mine now")


def test_busy_times_are_meetings_with_their_buffers_and_what_is_elsewhere(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    sandbox.set_clock(MONDAY)
    me = sandbox.users[0]
    made = sandbox.add_event_type("Long", hosts=[me], before_buffer=15, after_buffer=30)
    at = [MONDAY + timedelta(days=day) for day in range(7)]
    sandbox.add_busy_time(me, at[1], at[1] + timedelta(hours=2))
    booked = sandbox.book(made, starts_at=at[2])
    sandbox.cancel(sandbox.book(made, starts_at=at[3]))
    sandbox.book("sales-call", starts_at=at[1])
    external, internal = calendly.user_busy_times.list(
        user=me.uri, start_time=MONDAY, end_time=at[6]
    )
    assert (external.type, external.event, external.start_time) == ("external", None, at[1])
    assert internal.event is not None
    assert (internal.type, internal.event.uri) == ("calendly", booked.event)
    assert internal.buffered_start_time == at[2] - timedelta(minutes=15)
    assert internal.buffered_end_time == at[2] + timedelta(minutes=60)


def test_busy_times_have_their_limits_and_a_calendar_may_fail(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    sandbox.set_clock(MONDAY)
    me = sandbox.users[0].uri

    def wrong(start: timedelta, end: timedelta) -> tuple[int, str]:
        times = {"start_time": MONDAY + start, "end_time": MONDAY + end}
        query = {name: time.isoformat() for name, time in times.items()}
        return refused(sandbox, "GET", "/user_busy_times", params={"user": me, **query})

    assert wrong(-timedelta(seconds=1), timedelta(days=1)) == (400, "start_time")
    assert wrong(timedelta(days=1), timedelta(days=1)) == (400, "end_time")
    assert wrong(timedelta(), timedelta(days=7, seconds=1)) == (400, "end_time")
    sandbox.break_calendar(me)
    assert wrong(timedelta(), timedelta(days=7))[0] == 424
    sandbox.break_calendar(me, broken=False)
    assert (
        calendly.user_busy_times.list(
            user=me, start_time=MONDAY, end_time=MONDAY + timedelta(days=7)
        )
        == ()
    )
    stranger = sandbox.add_stranger()
    with pytest.raises(PermissionDenied, match="not in your organization"):
        calendly.user_busy_times.list(
            user=stranger.user.uri, start_time=MONDAY, end_time=MONDAY + timedelta(days=1)
        )


def test_meeting_limits_are_everybodys_own(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    me = sandbox.users[0].uri
    assert calendly.user_meeting_limits.get(user=me).daily_limit is None
    changed = calendly.user_meeting_limits.update(user=me, daily_limit=4, monthly_limit=60)
    assert (changed.daily_limit, changed.weekly_limit, changed.monthly_limit) == (4, None, 60)
    assert calendly.user_meeting_limits.update(user=me, daily_limit=None).monthly_limit == 60
    assert calendly.user_meeting_limits.get(user=me).daily_limit is None
    with pytest.raises(PermissionDenied):
        calendly.user_meeting_limits.get(user=sandbox.users[1].uri)
    for body in ({}, {"other": 1}, {"daily_limit": 0}, {"daily_limit": 10_000}):
        answer = refused(sandbox, "PATCH", "/user_meeting_limits", params={"user": me}, json=body)
        assert answer == (400, "daily_limit")


def test_meeting_limits_count_days_weeks_and_months(sandbox: CalendlySandbox) -> None:
    hours, me = sandbox.office.hours, sandbox.users[0].uri
    sandbox.set_clock(MONDAY)
    sandbox.book("intro-call", starts_at=MONDAY + timedelta(hours=2))
    sandbox.cancel(sandbox.book("intro-call", starts_at=MONDAY + timedelta(hours=5)))

    def full(days: int, **limits: int) -> bool:
        hours.limits_of(me).update(
            {"daily_limit": None, "weekly_limit": None, "monthly_limit": None, **limits}
        )
        return hours.is_full(me, "Europe/Berlin")(MONDAY + timedelta(days=days))

    assert full(0, daily_limit=1)
    assert not full(0, daily_limit=2)
    assert not full(1, daily_limit=1)
    assert full(-1, weekly_limit=1)
    assert not full(6, weekly_limit=1)
    assert full(-20, monthly_limit=1)
    assert not full(1, monthly_limit=1)


def test_locations_are_what_a_user_has_set_up(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    me = sandbox.users[0]
    found = calendly.locations.list(user=me.uri)
    assert MeetingLocation(kind=LocationKind.ZOOM_CONFERENCE, connected=True) in found
    sandbox.set_locations(me, [MeetingLocation(kind=LocationKind.PHYSICAL)])
    (only,) = calendly.locations.list(user=me.uri)
    assert (only.kind, only.connected) == (LocationKind.PHYSICAL, None)
    assert len(calendly.locations.list(user=sandbox.users[1].uri)) == len(found)


# ------------------------------------------------------------------------------------------- forms


def test_a_form_is_filled_in_told_and_leads_to_a_booking(
    sandbox: CalendlySandbox, calendly: Calendly, receiver: Receiver
) -> None:
    sandbox.subscribe(
        receiver.callback, events=["routing_form_submission.created"], signing_key=KEY
    )
    (form,) = calendly.routing_forms.list(organization=sandbox.organization).all()
    assert form == calendly.routing_forms.get(form.uri) == sandbox.routing_forms[0]
    booked = sandbox.book()
    submitted = sandbox.submit_routing_form(
        answers={"E-mail": "ada@example.org", "Topic": "Sales"},
        result="intro-call",
        invitee=booked,
        utm={"source": "newsletter"},
    )
    assert submitted.result == EventTypeResult(value=sandbox.event_type("intro-call").uri)
    assert (submitted.answer("Topic"), submitted.answer("Company")) == ("Sales", None)
    assert submitted.tracking.utm_source == "newsletter"
    assert submitted.submitter == booked.uri
    again = calendly.scheduled_events.invitee(booked.uri)
    assert again.routing_form_submission == submitted.uri
    assert calendly.routing_form_submissions.get(submitted.uri) == submitted
    (delivery,) = receiver.taken
    told = delivery.payload
    assert isinstance(told, RoutingFormSubmission)
    assert (told.uri, told.result, told.answer("Topic")) == (
        submitted.uri,
        submitted.result,
        "Sales",
    )


def test_a_form_may_lead_elsewhere_or_nowhere(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    form = sandbox.add_routing_form("Short", questions=["What is it?"])
    elsewhere = sandbox.submit_routing_form(form, result="https://example.com/jobs")
    nowhere = sandbox.submit_routing_form(form, result=CustomMessage(headline="Thanks", body="-"))
    assert elsewhere.result == ExternalUrlResult(value="https://example.com/jobs")
    assert nowhere.result == CustomMessageResult(value=CustomMessage(headline="Thanks", body="-"))
    listed = calendly.routing_form_submissions.list(form=form.uri, sort="created_at:desc").all()
    assert set(listed) == {elsewhere, nowhere}
    assert calendly.routing_form_submissions.list(form=sandbox.routing_forms[0].uri).all() == ()


def test_a_form_is_filled_in_as_it_asks(sandbox: CalendlySandbox) -> None:
    draft = sandbox.add_routing_form(
        "Draft", questions=[RoutingFormQuestion(uuid="", name="Why?")], draft=True
    )
    with pytest.raises(InvalidArgument, match="form: is a draft"):
        sandbox.submit_routing_form(draft)
    with pytest.raises(InvalidArgument, match="'Topic' must be answered"):
        sandbox.submit_routing_form(answers={"E-mail": "ada@example.org"})
    with pytest.raises(InvalidArgument, match="must be one of Sales, Support"):
        sandbox.submit_routing_form(answers={"E-mail": "a@example.org", "Topic": "Weather"})
    with pytest.raises(InvalidArgument, match="'Age' is none of"):
        sandbox.submit_routing_form(answers={"Age": "40"})
    with pytest.raises(InvalidArgument, match="result: is none of this sandbox"):
        sandbox.submit_routing_form(result="nothing")
    assert sandbox.routing_form_submissions == ()


def test_routing_forms_take_a_plan(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    sandbox.plan = "standard"
    with pytest.raises(PlanRequired):
        calendly.routing_forms.list(organization=sandbox.organization).all()

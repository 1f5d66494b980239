"""A plan says which mapping serves which booking."""

from __future__ import annotations

from typing import Any

import pytest

from calendly_clevertap import (
    Booking,
    BookingMapping,
    InvalidArgument,
    Plan,
    fields,
    load_plan,
    presets,
)
from calendly_clevertap.expressions import Flag

from .bookings import booking
from .plans import BOOKED, CANCELED, PLAN

NEW = booking()
MOVED = booking(rescheduled=True)
GONE = booking("invitee.canceled")
MISSED = booking("invitee_no_show.created")
EXCUSED = booking("invitee_no_show.deleted")


def named(name: str, user: Any = fields.host.email) -> BookingMapping:
    return BookingMapping.on(name, user=user)


def names(plan: Plan, made: Booking) -> list[str]:
    return [target.name for target in plan.preview(made).targets]


def test_each_thing_that_happens_has_its_mapping() -> None:
    assert names(PLAN, NEW) == ["Meeting Scheduled"]
    assert names(PLAN, MOVED) == ["Meeting Rescheduled"]
    assert names(PLAN, GONE) == ["Meeting Canceled"]
    assert names(PLAN, MISSED) == []
    assert names(PLAN, booking("invitee.canceled", rescheduled=True)) == []
    assert names(Plan(), NEW) == []


def test_the_first_condition_that_holds_replaces_the_mapping() -> None:
    plan = (
        Plan()
        .booked(named("Other"))
        .when(fields.meeting.name.equals("Office Hours"), booked=named("Hours"))
        .when(fields.meeting.name.contains("call"), booked=named("Call"))
        .when(fields.meeting.name.equals("Intro Call"), booked=named("Never"))
    )
    assert names(plan, NEW) == ["Call"]
    assert names(plan, booking(event_type="office-hours")) == ["Hours"]
    assert names(plan, booking(event_type="architecture-review")) == ["Other"]


def test_a_plan_of_conditions_only_serves_no_others() -> None:
    plan = Plan().when(fields.meeting.name.equals("Demo"), booked=named("Demo"))
    assert names(plan, NEW) == []


def test_a_condition_without_a_mapping_for_what_happened_leaves_it_to_the_plan() -> None:
    plan = PLAN.when(fields.meeting.name.present(), booked=named("Short"))
    assert names(plan, NEW) == ["Short"]
    assert names(plan, GONE) == ["Meeting Canceled"]
    assert names(plan, MOVED) == ["Meeting Rescheduled"]


def test_a_move_runs_what_new_bookings_run_where_nothing_else_is_said() -> None:
    plan = Plan().booked(BOOKED).when(fields.meeting.name.present(), booked=named("Short"))
    assert names(plan, MOVED) == ["Short"]


def test_also_adds_targets() -> None:
    invitee = fields.invitee.email
    plan = PLAN.also(named("I Booked", invitee), rescheduled=named("I Moved", invitee))
    assert names(plan, NEW) == ["Meeting Scheduled", "I Booked"]
    assert names(plan, MOVED) == ["Meeting Rescheduled", "I Moved"]
    assert names(plan, GONE) == ["Meeting Canceled"]


def test_no_shows_have_mappings_like_all_that_happens() -> None:
    plan = (
        PLAN.no_show(named("Missed"))
        .no_show_undone(named("Not Missed"))
        .when(fields.utm.source.equals("ads"), no_show=named("Ad Missed"))
        .also(no_show=named("I Missed", fields.invitee.email))
    )
    assert names(plan, MISSED) == ["Missed", "I Missed"]
    assert names(plan, EXCUSED) == ["Not Missed"]
    ad = booking("invitee_no_show.created", utm={"source": "ads"})
    assert names(plan, ad) == ["Ad Missed", "I Missed"]
    assert Plan.from_json(plan.to_json()) == plan


@pytest.mark.parametrize(
    "condition",
    [
        fields.booking.happened.equals("booked"),
        fields.meeting.name.one_of("Intro Call", "Demo"),
        fields.meeting.event_type.equals(NEW.event.event_type or ""),
        fields.host.email.equals("noor@example.com"),
        fields.hosts.emails.contains("noor@"),
        fields.meeting.invitees.equals(1),
        fields.answer("Firma", "Company name").present().negated(),
        fields.utm.source.present().negated() & fields.meeting.minutes.at_least(30),
    ],
    ids=lambda condition: str(condition).split(" | ")[0],  # event types differ in each process
)
def test_conditions_can_be_about_anything(condition: Flag) -> None:
    plan = Plan().booked(named("Other")).when(condition, booked=named("This"))
    assert names(plan, NEW) == ["This"]
    assert Plan.from_json(plan.to_json()) == plan


def test_it_says_which_webhooks_it_wants() -> None:
    assert Plan().subscriptions == ()
    assert Plan().booked(BOOKED).subscriptions == ("invitee.created",)
    assert Plan().rescheduled(BOOKED).subscriptions == ("invitee.created",)
    assert PLAN.subscriptions == ("invitee.created", "invitee.canceled")
    missed = Plan().also(no_show=BOOKED).when(fields.utm.source.present(), no_show_undone=BOOKED)
    assert missed.subscriptions == ("invitee_no_show.created", "invitee_no_show.deleted")


def test_it_says_what_the_token_must_be_allowed() -> None:
    assert Plan().needs.scopes == ()
    always = ("organizations:read", "scheduled_events:read", "users:read", "webhooks:write")
    assert PLAN.needs.scopes == always
    asked = PLAN.when(fields.routing_answer("Team").equals("x"), booked=named("X"))
    assert asked.needs.scopes == tuple(sorted(["routing_forms:read", *always]))
    assert asked.needs.lookups == ("host.timezone", "routing.answers")


def test_a_preview_lists_only_look_ups_that_are_still_to_be_made() -> None:
    assert PLAN.preview(booking(timezone="Europe/Berlin")).needs == ()
    moved = Plan().booked(named("X").event("by", fields.previous.moved_by))
    assert moved.preview(NEW).needs == ()
    assert moved.preview(MOVED).needs == ("previous.moved_by",)


def test_a_plan_is_loaded_by_its_name() -> None:
    assert load_plan("tests.bridge.plans:PLAN") == PLAN
    assert load_plan("calendly_clevertap:presets.full") == presets.full()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("plans", "plan: must be 'package.module:attribute'"),
        (":PLAN", "plan: must be"),
        ("no_such_module:PLAN", "plan: there is no module 'no_such_module' to import"),
        ("tests.no_such:PLAN", "there is no module 'tests.no_such' to import"),
        ("tests.bridge.plans:NONE", "the module 'tests.bridge.plans' has no 'NONE'"),
        ("tests.bridge.plans:BOOKED", "is a mapping: wrap it, Plan().booked(...)"),
        ("calendly_clevertap:presets.zapier_guide", "is a mapping: wrap it"),
        ("json:__name__", "is no Plan but of type str"),
        ("calendly_clevertap:Plan", "is no Plan but of type type"),
    ],
)
def test_what_is_no_plan_does_not_load_and_says_why(name: str, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        load_plan(name)
    assert problem in str(caught.value)


def test_it_says_what_must_be_looked_up() -> None:
    assert PLAN.needs.lookups == ("host.timezone",)
    assert Plan().canceled(CANCELED).needs.lookups == ()
    asked = PLAN.when(fields.host.scheduling_url.contains("x"), booked=named("X"))
    assert asked.needs.lookups == ("host.scheduling_url", "host.timezone")
    assert "looked up when it is sent: host.timezone" in str(PLAN.preview(NEW))


@pytest.mark.parametrize("other", ["meeting scheduled", "MeetingScheduled", "MEETING  SCHEDULED"])
def test_names_that_clevertap_takes_for_one_event_are_refused(other: str) -> None:
    for add in (Plan.rescheduled, Plan.canceled):
        with pytest.raises(InvalidArgument, match="are one event to CleverTap"):
            add(Plan().booked(named("Meeting Scheduled")), named(other))
    with pytest.raises(InvalidArgument, match="are one event to CleverTap"):
        Plan().booked(named("Meeting Scheduled")).also(named(other, fields.invitee.email))


def test_one_name_may_serve_several_things_that_happen() -> None:
    plan = Plan().booked(named("Meeting")).rescheduled(named("Meeting").event("moved", True))
    assert names(plan, MOVED) == ["Meeting"]


def test_the_same_event_twice_to_the_same_user_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="of the same name to the same user"):
        Plan().booked(named("Meeting")).also(named("Meeting").event("more", 1))
    Plan().booked(named("Meeting")).also(named("Meeting", fields.invitee.email))


def test_a_condition_must_be_a_flag() -> None:
    wrong: Any = fields.meeting.name
    with pytest.raises(InvalidArgument, match="condition: must be a flag"):
        Plan().when(wrong, booked=BOOKED)


def test_it_is_frozen() -> None:
    plan = Plan()
    plan.booked(BOOKED)
    assert plan == Plan()


def test_it_survives_json() -> None:
    plan = PLAN.when(
        fields.meeting.name.equals("Demo") & ~fields.utm.source.present(),
        booked=named("Demo"), canceled=named("No Demo"),
    ).also(named("I Booked", fields.invitee.email))  # fmt: skip
    assert Plan.from_json(plan.to_json()) == plan


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nonsense", "plan: is not JSON"),
        ('{"bokked": {}}', "plan: has unknown keys: bokked"),
        ('{"rules": {}}', "rules: must be a list"),
        ('{"rules": [{"booked": {"event_name": "x", "user": "u"}}]}', "when: must be an object"),
        ('{"rules": [{"when": {"field": "utm.source"}}]}', "condition: must be a flag"),
        ('{"also": [{"never": 1}]}', "also: has unknown keys: never"),
        ('{"booked": {"event_name": "x"}}', "user: must be an object"),
    ],
)
def test_what_cannot_be_a_plan_does_not_load(text: str, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Plan.from_json(text)
    assert problem in str(caught.value)


def test_only_the_first_condition_that_holds_is_asked() -> None:
    plan = PLAN.when(fields.meeting.name.present(), canceled=named("Off")).when(
        fields.meeting.name.present(), booked=named("Never")
    )
    assert names(plan, NEW) == ["Meeting Scheduled"]
    assert names(plan, GONE) == ["Off"]


@pytest.mark.parametrize("wrong", [Plan(), "Meeting Scheduled", BookingMapping])
def test_only_a_mapping_can_serve_something(wrong: Any) -> None:
    makers: list[Any] = [
        lambda: Plan().booked(wrong),
        lambda: Plan().when(fields.utm.source.present(), booked=wrong),
        lambda: Plan().also(wrong),
    ]
    for make in makers:
        with pytest.raises(InvalidArgument, match="booked: must be a mapping, such as"):
            make()

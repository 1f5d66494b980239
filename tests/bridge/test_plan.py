"""A plan says which mapping serves which booking."""

from __future__ import annotations

from typing import Any

import pytest

from calendly_clevertap import Booking, BookingMapping, InvalidArgument, Plan, fields

from .bookings import booking
from .plans import BOOKED, CANCELED, PLAN

NEW = booking()
MOVED = booking(rescheduled=True)
GONE = booking("invitee.canceled")


def named(name: str, user: Any = fields.host.email) -> BookingMapping:
    return BookingMapping.on(name, user=user)


def names(plan: Plan, made: Booking) -> list[str]:
    return [target.name for target in plan.preview(made).targets]


def test_each_thing_that_happens_has_its_mapping() -> None:
    assert names(PLAN, NEW) == ["Meeting Scheduled"]
    assert names(PLAN, MOVED) == ["Meeting Rescheduled"]
    assert names(PLAN, GONE) == ["Meeting Canceled"]
    assert names(PLAN, booking("invitee_no_show.created")) == []
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

"""A mapping says what is sent, checks it when it is made, and explains every property."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from calendly_clevertap import BookingMapping, InvalidArgument, Plan, fields
from calendly_clevertap.preview import VALUE_BYTES
from calendly_client.models import QuestionAndAnswer
from clevertap_client import limits

from .bookings import booking
from .conftest import Stage
from .plans import BOOKED, PLAN

BOOKING = booking(answers={"Company name": "Analytical Engines"}, timezone="Europe/Berlin")
PREVIEW = """\
booked
Meeting Scheduled, for noor@example.com
  invitee_name         'Ada Okafor' (string)
  company              left out; the booking has no answer('Company')
  minutes              30 (number)
  meeting_starts_at    '$D_1791205200' (date)
  meeting_date         '5 Oct 2026 15:00 UTC+02:00' (string)
  first                True (boolean)
  booking_key          '{key}' (string)
  occurred_at          '$D_1790843400' (date)
  profile, unless CleverTap has it:
  Email                'noor@example.com' (string)
  Phone                left out; must be E.164: a plus, the country code, digits only"""


def bare(**options: Any) -> BookingMapping:
    return BookingMapping.on("Meeting Scheduled", user=fields.host.email, **options)


on: Any = BookingMapping.on
anything: Any = bare


def only(mapping: BookingMapping) -> Any:
    (target,) = mapping.preview(BOOKING).targets
    return target


def test_the_preview_explains_every_property() -> None:
    mapping = (
        bare()
        .event("invitee_name", fields.invitee.name)
        .event("company", fields.answer("Company"))
        .event("minutes", fields.meeting.minutes)
        .event("meeting_starts_at", fields.meeting.starts_at)
        .event("meeting_date", fields.meeting.starts_at.text(zone=fields.host.timezone))
        .event("first", True)
        .profile("Email", fields.host.email)
        .profile("Phone", fields.invitee.name)
    )
    assert str(mapping.preview(BOOKING)) == PREVIEW.format(key=BOOKING.key)


def test_the_preview_is_what_is_sent() -> None:
    target = only(BOOKED)
    assert target.record is not None
    assert dict(target.record.properties) == {
        line.name: line.value for line in target.event if line.value is not None
    }
    assert target.wanted is not None
    assert dict(target.wanted.properties) == {
        "Name": "Noor Haddad", "Email": "noor@example.com",
    }  # fmt: skip


def test_it_is_frozen_and_any_order_makes_the_same_record() -> None:
    start = bare()
    one = start.event("a", 1).profile("Name", fields.host.name).event("b", 2)
    other = start.profile("Name", fields.host.name).event("a", 1).event("b", 2)
    assert start == bare()
    assert one == other
    assert hash(one) == hash(other)


def test_a_name_given_twice_takes_the_later_value_in_the_same_place() -> None:
    mapping = bare().event("a", 1).event("b", 2).event("a", 3)
    assert [(line.name, line.value) for line in only(mapping).event][:2] == [("a", 3), ("b", 2)]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: on("", user="x"), "event_name: is empty"),
        (lambda: on("app  launched", user="x"), "event_name: 'app  launched'"),
        (lambda: on("50% off", user="x"), "event_name: the name '50% off' holds %"),
        (lambda: on("x" * 121, user="x"), "longer than 120 bytes"),
        (lambda: on("x", user=fields.meeting.starts_at), "user: must be text"),
        (lambda: on("x", user=3), "user: must be text"),
        (lambda: on("x", user=" lead"), "user: begins or ends with a space"),
        (lambda: anything().event("a.b", 1), "a.b: the name 'a.b' holds ."),
        (lambda: anything().event("x" * 121, 1), "longer than 120 bytes"),
        (lambda: anything().event("a", "x" * 513), "a: is 513 bytes long as UTF-8"),
        (lambda: anything().event("a", None), "value: must be an expression or a constant"),
        (lambda: anything().event("a", datetime(2026, 1, 1)), "value: has no time zone"),  # noqa: DTZ001
        (
            lambda: anything().event("booking_key", 1),
            "booking_key: is sent with every event anyway",
        ),
        (
            lambda: anything().event("occurred_at", 1),
            "occurred_at: is sent with every event anyway",
        ),
        (lambda: anything().profile("a#b", 1), "a#b: the name 'a#b' holds #"),
        (lambda: anything().profile("Gender", "unknown"), "Gender: must be one of M, F"),
        (lambda: anything().profile("Phone", "0123"), "Phone: must be E.164"),
        (lambda: anything().for_each(fields.invitee), "group: must be fields.hosts"),
        (lambda: anything().profile("Name"), "value: must be an expression or a constant"),
        (lambda: anything().profile("a", 1, how="double"), "how: must be one of if missing"),
        (lambda: anything().profile("a", "x", how="increment"), "a: $incr takes a number"),
        (
            lambda: anything().profile("Email", fields.host.email, how="add"),
            "Email: is CleverTap's",
        ),
    ],
)
def test_names_and_constants_are_checked_when_it_is_made(make: Any, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert problem in str(caught.value)


@pytest.mark.parametrize("sign", ["x", "é", "漢", "🎉"])
def test_a_long_text_is_cut_at_a_character_and_reported(sign: str) -> None:
    said = booking(answers={"Notes": "a" + sign * 600})
    (target,) = bare().event("notes", fields.answer("Notes")).preview(said).targets
    line = target.event[0]
    assert isinstance(line.value, str)
    assert VALUE_BYTES - 4 < len(line.value.encode()) <= VALUE_BYTES
    assert line.value == "a" + sign * (len(line.value) - 1)
    assert "cut: it has" in line.remarks[0]


def test_the_cut_is_where_clevertap_cuts() -> None:
    assert limits.VALUE_BYTES.value == VALUE_BYTES


def test_a_text_that_poses_as_a_date_does_not_become_one() -> None:
    said = booking(invitee_name="$D_1791205200")
    (target,) = bare().event("name", fields.invitee.name).preview(said).targets
    line = target.event[0]
    assert line.value == "$ D_1791205200"
    assert line.type == "string"
    assert "for dates" in line.remarks[0]


def test_one_target_for_each_host() -> None:
    said = booking(event_type="architecture-review")
    mapping = bare().for_each(fields.hosts).event("host", fields.host.name)
    targets = mapping.preview(said).targets
    assert [target.user for target in targets] == ["noor@example.com", "tomas@example.com"]
    assert [target.event[0].value for target in targets] == ["Noor Haddad", "Tomás Vidal"]


def test_one_target_for_each_guest_and_none_without() -> None:
    said = booking(guests=["Bo@example.com", "cy@example.com"])
    mapping = BookingMapping.on("Invited", user=fields.guest.email.lower()).for_each(fields.guests)
    assert [target.user for target in mapping.targets(said)] == ["bo@example.com", "cy@example.com"]
    assert mapping.targets(BOOKING) == ()
    assert BookingMapping.from_json(mapping.to_json()) == mapping


def test_verbs_change_the_profile_and_are_sent_by_themselves() -> None:
    said = booking(answers={"Topics": "Heat pumps\nSolar\nSolar"})
    mapping = (
        bare()
        .profile("Name", fields.host.name)
        .profile("last_meeting", fields.meeting.starts_at, how="overwrite")
        .profile("topics", fields.answer("Topics"), how="add")
        .profile("open_topics", fields.answer("Topics"), how="remove")
        .profile("meetings", how="increment")
        .profile("minutes_left", fields.meeting.minutes, how="decrement")
        .profile("lead_source", how="delete")
        .profile("company", fields.answer("Company"), how="overwrite")
    )
    event, change = mapping.targets(said)
    assert event.kind == "event"
    assert event.wanted is not None
    assert dict(event.wanted.properties) == {"Name": "Noor Haddad"}
    assert change.kind == "profile"
    assert json.loads(change.payload) == {
        "type": "profile",
        "identity": "noor@example.com",
        "profileData": {
            "last_meeting": "$D_1791205200",
            "topics": {"$add": ["Heat pumps", "Solar"]},
            "open_topics": {"$remove": ["Heat pumps", "Solar"]},
            "meetings": {"$incr": 1},
            "minutes_left": {"$decr": 30},
            "lead_source": {"$delete": 1},
        },
    }
    assert change.remarks == ("company: the booking has no answer('Company')",)
    assert "{'$incr': 1} (operator)" in str(change)
    assert BookingMapping.from_json(mapping.to_json()) == mapping


def test_a_property_is_changed_in_one_way() -> None:
    mapping = bare().profile("a", 1).profile("a", how="increment")
    assert (mapping.profiles, len(mapping.changes)) == ((), 1)
    assert mapping.profile("a", 1).changes == ()


def test_a_change_is_sent_once_like_an_event(blocking_stage: Stage) -> None:
    stage = blocking_stage
    plan = Plan().booked(bare().profile("meetings", how="increment"))
    stage.calendly.book()
    for _ in range(2):
        assert stage.sync(stage.calendly.held[-1].read(), plan).ok
    host = stage.clevertap.profile("noor@example.com")
    assert host is not None
    assert host.properties["meetings"] == 1


@pytest.mark.filterwarnings("ignore::clevertap_client.LimitWarning")
def test_no_more_properties_than_clevertap_takes() -> None:
    mapping = bare()
    for number in range(254):  # and the two that are sent anyway
        mapping = mapping.event(f"p{number}", number)
    with pytest.raises(InvalidArgument, match="one_more: is one too many"):
        mapping.event("one_more", 1)


def test_a_user_that_the_booking_does_not_tell_is_a_problem_with_advice() -> None:
    several = booking(event_type="architecture-review")
    (target,) = bare().preview(several).targets
    assert "has 2 hosts" in (target.problem or "")
    assert ".for_each(fields.hosts)" in (target.problem or "")
    (other,) = BookingMapping.on("x", user=fields.invitee.phone).preview(several).targets
    assert other.problem == "user: the booking has no invitee.phone"


def test_the_user_may_be_a_constant() -> None:
    assert only(BookingMapping.on("x", user="lead-of-sales")).user == "lead-of-sales"


def test_a_problem_names_no_person() -> None:
    said = booking(invitee_name=" Ada ")
    (target,) = BookingMapping.on("x", user=fields.invitee.name).preview(said).targets
    assert "begins or ends with a space" in (target.problem or "")
    assert "Ada" not in (target.problem or "")
    assert "Ada" not in repr(target)


def test_it_survives_json() -> None:
    mapping = (
        BOOKED.for_each(fields.hosts)
        .event("number", 4.5)
        .event("flag", False)
        .event("day", datetime(2026, 1, 1, tzinfo=UTC))
    )
    again = BookingMapping.from_json(mapping.to_json())
    assert again == mapping
    assert BookingMapping.from_json(json.loads(mapping.to_json())) == mapping


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "mapping: is not JSON"),
        ("[]", "mapping: must be an object"),
        ("{}", "user: must be an object"),
        ('{"event_name": "x", "user": {"field": "meeting.starts_at"}}', "user: must be text"),
        ('{"event_name": "x", "user": "u", "event": {"a": {"field": "b"}}}', "event.a: there"),
        ('{"event_name": "x", "user": "u", "event": {"a.b": 1}}', "a.b: the name"),
        ('{"event_name": "x", "user": "u", "evnt": {}}', "mapping: has unknown keys: evnt"),
        ('{"event_name": "x", "user": "u", "for_each": "people"}', "group: must be fields.hosts"),
        ('{"user": "u"}', "event_name: is empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_mapping_does_not_load(text: str, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        BookingMapping.from_json(text)
    assert problem in str(caught.value)


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=700))
@settings(max_examples=200, deadline=None)
def test_whatever_people_type_is_sent_or_left_out_with_a_reason(text: str) -> None:
    typed = evolve(
        BOOKING.invitee,
        name=text,
        email=text,
        timezone=text,
        questions_and_answers=(QuestionAndAnswer(question="Company name", answer=text),),
    )
    said = evolve(BOOKING, invitee=typed)
    plan = PLAN.also(
        BookingMapping.on("I Booked", user=fields.invitee.email)
        .event("at", fields.meeting.starts_at.text(zone=fields.invitee.timezone))
        .profile("Email", fields.invitee.email)
    )
    for target in plan.targets(said):
        assert (target.record is None) == (target.problem is not None)
        for line in (*target.event, *target.profile):
            assert line.value is not None or line.remarks
            if isinstance(line.value, str):
                assert len(line.value.encode()) <= VALUE_BYTES
        if target.record is not None:
            assert json.loads(json.dumps(target.record.to_wire()))


def test_each_line_that_joins_a_list_is_made_fit_by_itself() -> None:
    ticked = "\n".join(("$D_123", "  ", *(f"choice number {n}" for n in range(60)), "é" * 300))
    mapping = bare().profile("topics", fields.answer("Topics"), how="add")
    line = mapping.targets(booking(answers={"Topics": ticked}))[1].event[0]
    first, *others, last = line.value["$add"]
    assert (first, len(others), last) == ("$ D_123", 60, "é" * 256)
    assert len(line.remarks) == 2


def test_json_need_not_say_what_to_count_by_or_to_delete() -> None:
    made = BookingMapping.from_json(
        {
            "event_name": "x",
            "user": "u",
            "profile": {"meetings": {"how": "increment"}, "waiting": {"how": "delete"}},
        }
    )
    by_hand = BookingMapping.on("x", user="u").profile("meetings", how="increment")
    assert made == by_hand.profile("waiting", how="delete")


@pytest.mark.parametrize("group", ["CATALOGUE", "host", "answer", "", 3, []])
def test_json_makes_one_for_each_host_or_guest_only(group: object) -> None:
    with pytest.raises(InvalidArgument, match=r"group: must be fields\.hosts"):
        BookingMapping.from_json({"event_name": "x", "user": "u", "for_each": group})

"""The campaign that fits a plan: its names are the plan's, and its text is fed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from calendly_clevertap import (
    Booking,
    BookingMapping,
    InvalidArgument,
    Plan,
    fields,
    joined,
    recipe,
    template,
)
from calendly_clevertap.expressions import Expr, Flag, Moment, Number, Text, constant
from calendly_clevertap.fields import CATALOGUE
from calendly_clevertap.recipe import ALWAYS
from calendly_client.testing import sample_delivery

from .bookings import booking
from .conftest import START, Stage
from .plans import PLAN
from .test_fields import attribute, members

BOOKING = Booking.from_delivery(sample_delivery(utm={"source": "newsletter"}))
fixed: Any = constant
SHORT = BookingMapping.on("Short Meeting", user=fields.host.email.lower())


def plan_of(**properties: Any) -> Plan:
    mapping = SHORT.profile("Name", fields.host.name)
    for name, value in properties.items():
        mapping = mapping.event(name, value)
    return Plan().booked(mapping)


def test_it_names_the_event_as_the_plan_sends_it() -> None:
    found = recipe(PLAN)
    assert found.event_name == "Meeting Scheduled"
    assert "Live behavior. Event: Meeting Scheduled" in str(found)
    assert recipe(PLAN, "Meeting Canceled").sometimes == ("reason",)


def test_it_is_fed_by_its_own_plan() -> None:
    for name in ("Meeting Scheduled", "Meeting Rescheduled", "Meeting Canceled"):
        assert recipe(PLAN, name).check() == ()


@pytest.mark.parametrize(
    ("value", "always"),
    [
        (fields.invitee.name, True),
        (fields.invitee.email.lower().truncate(20), True),
        (fields.host.email, True),  # the event goes to whoever it names
        (fields.host.name, False),
        (fields.meeting.starts_at.text(zone=fields.host.timezone), True),
        (fields.utm.source, False),
        (fields.utm.source.or_else("direct"), True),
        (fields.utm.source.or_else(fields.utm.medium), False),
        (fields.utm.source.or_else(fields.invitee.name), True),
        (fields.answer("Company").present(), True),
        (fields.invitee.name.digits(), False),
        (template("{a} by {b}", a=fields.invitee.name, b=fields.utm.source), False),
        (template("{a}", a=fields.invitee.name), True),
        (joined(", ", fields.invitee.name, fields.utm.source), True),
        (joined(", ", fields.utm.medium, fields.utm.source), False),
        ("a constant", True),
        (fields.utm.source.one_of("a", "b").text(), True),
        (fields.utm.source.present().choose(fields.utm.source, "direct"), False),
        (fields.utm.source.present().choose(fields.invitee.name, "nobody"), True),
        (fields.answer("Seats").number(), False),
    ],
    ids=str,
)
def test_it_knows_what_every_event_has(value: Any, *, always: bool) -> None:
    found = recipe(plan_of(x=value))
    assert ("x" in found.always, "x" in found.sometimes) == (always, not always)


START_OF: dict[type[Expr[Any]], Expr[Any]] = {
    Text: fields.invitee.name,
    Moment: fields.meeting.starts_at,
    Number: fields.meeting.minutes,
    Flag: fields.invitee.name.present(),
}
CALLS: dict[type[Expr[Any]], dict[str, tuple[Any, ...]]] = {
    Text: {
        "lower": (), "upper": (), "strip": (), "escaped": (), "truncate": (3,), "present": (),
        "digits": (), "word": (2,), "number": (), "phone": ("DE",), "replace": ("Ada", ""),
        "lookup": ({"Bo": "yes"},), "or_else": ("x",), "equals": ("x",), "one_of": ("x", "y"),
        "contains": ("x",),
    },
    Moment: {
        "text": (fields.host.timezone,), "date": (fields.invitee.timezone,), "epoch": (),
        "shifted": (-5,), "minutes_since": (fields.invitee.booked_at,), "present": (),
        "before": (fields.previous.starts_at,), "or_else": (fields.previous.starts_at,),
    },
    Number: {
        "text": (2,), "rounded": (), "plus": (1,), "minus": (1,), "times": (2,), "present": (),
        "divided_by": (fields.hosts.number - 1,), "or_else": (1,), "equals": (1,),
        "at_least": (1,), "at_most": (fields.payment.amount,),
    },
    Flag: {
        "both": (fields.utm.term.present(),), "either": (fields.payment.successful,),
        "negated": (), "text": (), "choose": ("a", "b"), "or_else": (False,), "present": (),
    },
}  # fmt: skip
STEPS = [pytest.param(kind, name, id=f"{kind.__name__}.{name}") for kind in CALLS
         for name in sorted(kind.possible)]  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), STEPS)
def test_it_knows_of_every_step_whether_a_value_gets_lost(kind: type[Expr[Any]], name: str) -> None:
    """A step that is missing in the table above is new: find out, and add it."""
    expr = getattr(START_OF[kind], name)(*CALLS[kind][name])
    always = "x" in recipe(plan_of(x=expr)).always
    assert always == (expr.read(booking(invitee_name="Ada")) is not None)


TOLD_BUT_EMPTY = {"hosts.names", "hosts.emails", "guests.emails", "invitee.answers"}
"""Texts that every booking has, and that can be blank."""


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_it_knows_of_every_field_whether_every_booking_has_it(name: str) -> None:
    kinds, optional = [Booking], False
    for step in CATALOGUE[name].source.path:
        told = [attribute(kind, step) for kind in kinds]
        optional = optional or any(type(None) in get_args(kind) for kind in told)
        kinds = [one for kind in told for one in members(kind)]
    assert (name in ALWAYS) == (not optional and name not in TOLD_BUT_EMPTY)


@pytest.mark.parametrize(
    "value",
    [
        fields.utm.source.or_else(""),
        fields.utm.source.or_else("  "),
        fields.utm.source.present().text("", "no"),
        fields.utm.source.present().choose(fields.utm.source, "none"),
        fields.meeting.minutes + fields.payment.amount,
        fixed(" "),
        template(""),
    ],
    ids=str,
)
def test_blank_texts_and_missing_arguments_are_no_values(value: Any) -> None:
    assert "x" in recipe(plan_of(x=value)).sometimes


def test_a_user_that_may_be_somebody_else_tells_nothing() -> None:
    user = fields.host.email.or_else(fields.invitee.phone)
    plan = Plan().booked(BookingMapping.on("Short", user=user).event("host", fields.host.email))
    assert recipe(plan).sometimes == ("host",)
    both = template("{a}/{b}", a=fields.host.email, b=fields.invitee.phone)
    plan = Plan().booked(BookingMapping.on("Short", user=both).event("p", fields.invitee.phone))
    assert "p" in recipe(plan).always


def test_what_people_type_cannot_change_the_mail() -> None:
    (letter,) = recipe(PLAN).render(booking(invitee_name="<script>&"))
    assert "&lt;script&gt;&amp;" in letter.text
    assert "<script>" not in letter.text
    assert "@" not in repr(letter)
    assert "script" not in repr(letter)


def test_a_tag_that_no_property_feeds_is_found() -> None:
    found = recipe(plan_of(meeting_date=fields.meeting.starts_at.text()))
    (finding,) = found.check("<p>Hello</p>\n{{ Event.meeting_dat }}")
    assert (finding.line, finding.expression) == (2, "Event.meeting_dat")
    assert "did you mean 'meeting_date'" in finding.problem


@pytest.mark.parametrize(
    "text",
    [
        "{{ Event.source | default: 'direct' }}",
        '{{ Event["source"] | default: "direct" }}',
        "{% if Event.source %}{{ Event.source }}{% endif %}",
    ],
)
def test_a_tag_that_is_not_always_fed_wants_a_default(text: str) -> None:
    found = recipe(plan_of(source=fields.utm.source))
    assert found.check(text) == ()
    (finding,) = found.check("{{ Event.source }}")
    assert finding.problem == "some bookings have no value: add .or_else(...) to the mapping"


@pytest.mark.parametrize("word", ["NULL", "null", "", "None"])
def test_a_default_that_nobody_should_read_is_found(word: str) -> None:
    (finding,) = recipe(PLAN).check('{{ Event.invitee_name | default:"' + word + '" }}')
    assert finding.problem == f"readers would read {word!r}"


def test_it_prints_a_template_with_a_booking() -> None:
    (letter,) = recipe(PLAN).render(BOOKING)
    assert letter.user in BOOKING.hosts.emails
    assert f"<li>invitee name: {BOOKING.invitee.name}</li>" in letter.text
    (short,) = recipe(PLAN).render(BOOKING, "{{ Event.source }}, {{ Profile.name }}")
    assert short.text == f"newsletter, {BOOKING.hosts.names}"


def test_names_with_spaces_are_written_in_brackets() -> None:
    plan = Plan().booked(SHORT.event("invitee name", fields.invitee.name))
    assert '{{ Event["invitee name"] | escape }}' in recipe(plan).template
    assert recipe(plan).check() == ()


def test_an_event_that_the_plan_does_not_send_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="must be one that the plan sends: Short Meeting"):
        recipe(plan_of(), "Meeting Scheduled")
    with pytest.raises(InvalidArgument, match="must be one that the plan sends: none"):
        recipe(Plan())


def test_the_campaign_it_describes_prints_all_of_a_real_booking(
    make_stage: Callable[[str], Stage], tmp_path: Path
) -> None:
    stage, found = make_stage("blocking"), recipe(PLAN)
    stage.clevertap.live_campaign(found.event_name, subject=found.subject, body=found.template)
    stage.calendly.book(starts_at=START.replace(day=25))
    stage.sync(stage.calendly.held[-1].read(), PLAN)
    (mail,) = stage.clevertap.outbox
    (letter,) = found.render(Booking.from_delivery(stage.calendly.held[-1].read()))
    assert mail.body.count("<li>") == letter.text.count("<li>")
    assert "<li>source: direct</li>" in mail.body

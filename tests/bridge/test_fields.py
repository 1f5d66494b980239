"""The catalogue of fields and the booking they are read from cannot drift apart."""

from __future__ import annotations

import ast
import inspect
import types
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest

from calendly_clevertap import Booking, Happened, fields
from calendly_clevertap.booking import Host
from calendly_clevertap.expressions import Expr, Flag, Moment, Number, Text, is_expr
from calendly_clevertap.fields import CATALOGUE
from calendly_clevertap.needs import LOOKED_UP
from calendly_client import webhooks
from calendly_client.models import Invitee, InviteeNoShow, Payment, ScheduledEvent, Tracking
from calendly_client.testing import CalendlySandbox, sample_delivery

from .bookings import AT, STARTS, booking

KINDS: dict[type[Expr[Any]], tuple[type[Any], ...]] = {
    Text: (str,), Moment: (datetime,), Number: (int, float, Decimal), Flag: (bool,),
}  # fmt: skip


def members(kind: Any) -> list[Any]:
    """List what a value of an annotated type can be, besides None."""
    if get_origin(kind) in {Union, types.UnionType}:
        return [one for part in get_args(kind) for one in members(part)]
    return [] if kind in {None, type(None)} else [kind]


def attribute(cls: Any, name: str) -> Any:
    """Give the annotated type of an attribute, or of a property."""
    found = inspect.getattr_static(cls, name, None)
    if isinstance(found, property):
        assert found.fget is not None
        return get_type_hints(found.fget)["return"]
    return get_type_hints(cls)[name]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_field_is_on_the_booking_with_the_type_it_says(name: str) -> None:
    expr = CATALOGUE[name]
    kinds: list[Any] = [Booking]
    for step in expr.source.path:
        kinds = [one for kind in kinds for one in members(attribute(kind, step))]
    kinds = [kind for kind in kinds if kind is not type(None)]
    assert kinds
    for kind in kinds:
        assert issubclass(kind, KINDS[type(expr)]), kind
        assert not (issubclass(kind, bool) and type(expr) is not Flag)
    assert not any(issubclass(kind, Enum) and not issubclass(kind, str) for kind in kinds)


def test_every_field_is_named_after_its_place_in_the_module() -> None:
    places = {
        f"{group}.{name}": expr
        for group, space in vars(fields).items()
        if inspect.isclass(space) and space.__module__ == fields.__name__
        for name, expr in vars(space).items()
        if is_expr(expr)
    }
    assert places == dict(CATALOGUE)


def test_whoever_types_fields_and_a_dot_sees_groups_of_fields() -> None:
    groups = {name.partition(".")[0] for name in CATALOGUE}
    assert set(dir(fields)) == {*groups, "answer", "routing_answer", "CATALOGUE"}
    assert "email" in dir(fields.invitee)


def test_what_is_said_to_be_looked_up_is_what_plans_ask_for() -> None:
    said: set[str] = set()
    for group in ast.parse(inspect.getsource(fields)).body:
        if not isinstance(group, ast.ClassDef):
            continue
        of_all = "Looked up" in (ast.get_docstring(group) or "")
        for field, note in zip(group.body, [*group.body[1:], group.body[0]], strict=True):
            words = ast.unparse(note) if isinstance(note, ast.Expr) else ""
            if isinstance(field, ast.AnnAssign) and (of_all or "Looked up" in words):
                said.add(f"{group.name}.{ast.unparse(field.target)}")
    assert said | {"routing.answers"} == set(LOOKED_UP)


def test_all_that_is_known_of_a_host_can_be_read() -> None:
    assert {f"host.{a.name}" for a in attrs.fields(Host)} == {
        name for name in CATALOGUE if name.startswith("host.")
    }


LEFT_OUT = {
    "invitee.event": "the meeting's URI: meeting.uri",
    "invitee.questions_and_answers": "answer(...) and invitee.answers",
    "invitee.tracking": "utm.*",
    "invitee.rescheduled": "true on the old half of a reschedule only, for which nothing is sent",
    "invitee.new_invitee": "on that old half only",
    "invitee.old_invitee": "previous.invitee",
    "invitee.cancellation": "cancellation.*",
    "invitee.canceled": "says the same as invitee.status, in old bodies only",
    "event.location": "meeting.location_type and its neighbours",
    "event.event_memberships": "host.* and hosts.*",
    "event.event_guests": "guests.* and guest.*",
    "event.cancellation": "cancellation.* of the invitee says it",
    "event.calendar_event": "deprecated, and not in deliveries",
    "event.meeting_notes_html": "meeting.notes, which no mail has to escape",
    "event.booking_method": "in old answers only",
}
"""What a booking has and no field reads: the way to it, or why there is none."""


def test_all_of_a_booking_can_be_read() -> None:
    read = {expr.source.path for expr in CATALOGUE.values()}
    models: dict[str, Any] = {"invitee": Invitee, "event": ScheduledEvent}
    for group, model in models.items():
        for attribute in attrs.fields(model):
            name = f"{group}.{attribute.name}"
            known = any(path[:2] == (group, attribute.name) for path in read)
            assert known or name in LEFT_OUT, name
    kinds: dict[str, Any] = {"payment": Payment, "tracking": Tracking, "no_show": InviteeNoShow}
    for way, kind in kinds.items():
        for attribute in attrs.fields(kind):
            path = ("invitee", way, attribute.name)
            assert path in read or path == ("invitee", "no_show", "invitee"), path


def test_every_field_can_be_read_of_every_kind_of_booking() -> None:
    kinds = [
        booking(), booking("invitee.canceled"), booking(rescheduled=True),
        booking("invitee_no_show.created"), booking(event_type="architecture-review"),
        booking("invitee_no_show.deleted"), booking(guests=["bo@example.com"]),
    ]  # fmt: skip
    for made in kinds:
        for expr in CATALOGUE.values():
            expr.read(made)


class TestBooking:
    """What happened, and when."""

    def test_booked(self) -> None:
        made = booking()
        assert made.happened is Happened.BOOKED
        assert made.occurred_at == AT
        assert made.host is made.hosts[0]
        assert fields.meeting.starts_at.read(made) == STARTS
        assert fields.meeting.location_type.read(made) == "zoom"

    def test_canceled(self) -> None:
        made = booking("invitee.canceled", by="host", reason="ill")
        assert made.happened is Happened.CANCELED
        assert fields.cancellation.by_type.read(made) == "host"
        assert fields.cancellation.reason.read(made) == "ill"
        assert made.cancellation is not None
        assert fields.cancellation.at.read(made) == made.cancellation.created_at

    def test_canceled_in_old_bodies_that_do_not_say_when(self) -> None:
        delivery = sample_delivery("invitee.canceled")
        assert delivery.invitee is not None
        assert delivery.invitee.cancellation is not None
        old = attrs.evolve(
            delivery.invitee,
            cancellation=attrs.evolve(delivery.invitee.cancellation, created_at=None),
        )
        made = Booking.from_delivery(attrs.evolve(delivery, payload=old))
        assert made.occurred_at == old.updated_at

    def test_rescheduled_is_keyed_on_the_new_invitee(self) -> None:
        made = booking(rescheduled=True)
        assert made.happened is Happened.RESCHEDULED
        assert made.previous is not None
        assert made.previous.invitee == made.invitee.old_invitee
        assert made.invitee.uri.endswith(made.key.rpartition("/")[2])
        assert made.previous.meeting in made.previous.invitee

    def test_the_old_half_is_known_as_such(self) -> None:
        assert booking("invitee.canceled", rescheduled=True).happened is Happened.MOVED_AWAY

    def test_a_no_show_is_keyed_on_its_mark(self) -> None:
        made = booking("invitee_no_show.created")
        assert made.happened is Happened.NO_SHOW
        assert made.invitee.no_show is not None
        assert made.key.endswith(made.invitee.no_show.uri.rpartition("/")[2])
        assert booking("invitee_no_show.deleted").happened is Happened.NO_SHOW_UNDONE

    def test_a_no_show_says_when_it_was_marked_and_when_that_was_undone(self) -> None:
        marked, undone = booking("invitee_no_show.created"), booking("invitee_no_show.deleted")
        assert fields.no_show.marked_at.read(marked) == marked.occurred_at
        assert fields.no_show.undone_at.read(marked) is None
        assert fields.no_show.undone_at.read(undone) == undone.occurred_at
        assert fields.no_show.uri.read(undone) is not None

    def test_guests_are_read_in_a_row_or_one_by_one(self) -> None:
        made = booking(guests=["bo@example.com", "cy@example.com"])
        assert fields.guests.emails.read(made) == "bo@example.com, cy@example.com"
        assert fields.guests.number.read(made) == 2
        assert fields.guest.email.read(made) is None
        assert fields.guest.email.read(made.for_guest(made.guests[1])) == "cy@example.com"

    def test_several_hosts_are_none_until_one_is_chosen(self) -> None:
        made = booking(event_type="architecture-review")
        assert made.host is None
        assert fields.hosts.number.read(made) == 2
        assert fields.hosts.names.read(made) == "Noor Haddad, Tomás Vidal"
        assert made.for_host(made.hosts[1]).host is made.hosts[1]

    def test_a_key_is_the_same_whatever_host_the_uri_is_on(self) -> None:
        made = booking()
        moved = attrs.evolve(
            made.invitee, uri=made.invitee.uri.replace("api.calendly.com", "calendly.com")
        )
        assert attrs.evolve(made, invitee=moved).key == made.key

    def test_it_prints_nothing_about_people(self) -> None:
        shown = repr(booking())
        assert shown.startswith("<Booking booked scheduled_events/")
        assert "@" not in shown
        assert "Ada" not in shown

    def test_a_delivery_and_the_api_make_the_same_booking(self) -> None:
        sandbox = CalendlySandbox(sending="held")
        sandbox.subscribe("https://example.com/hook")
        invitee = sandbox.book()
        told = Booking.from_delivery(webhooks.parse_unverified(sandbox.held[0].body))
        read = Booking.of(sandbox.events[0], invitee)
        assert told.key == read.key
        assert [expr.read(told) for expr in CATALOGUE.values()] == [
            expr.read(read) for expr in CATALOGUE.values()
        ]

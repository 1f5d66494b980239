"""Mappings to start from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from calendly_clevertap import Booking, BookingMapping, Happened, Plan, fields, presets
from calendly_clevertap.booking import Hosts

from .bookings import booking
from .conftest import Stage

TEAM = "sales-team"


def known(made: Booking) -> Booking:
    """Let all be looked up that can be."""
    since = datetime(2024, 3, 1, tzinfo=UTC)
    hosts = (evolve(h, timezone="Europe/Berlin", calendly_user_since=since) for h in made.hosts)
    return evolve(made, hosts=Hosts(hosts))


def test_the_guides_own_field_table() -> None:
    made = known(booking())
    (target,) = presets.zapier_guide().targets(made)
    assert target.user == "noor@example.com"
    assert {line.name: line.value for line in target.event} == {
        "invitee_name": "Ada Okafor",
        "invitee_email": "ada@example.org",
        "meeting_date": "5 Oct 2026 15:00 UTC+02:00",
        "meeting_url": made.event.location and made.event.location.join_url,
        "booking_key": made.key,
        "occurred_at": "$D_1790843400",
    }
    assert target.wanted is not None
    assert dict(target.wanted.properties) == {
        "Name": "Noor Haddad", "Email": "noor@example.com", "calendly_user_since": "$D_1709251200",
    }  # fmt: skip
    assert target.remarks == ()


def test_what_the_guides_template_prints_is_always_sent() -> None:
    for event_type in ("intro-call", "architecture-review", "office-hours"):
        for target in presets.zapier_guide().targets(booking(event_type=event_type)):
            sent = {line.name for line in target.event if line.value is not None}
            assert {"invitee_name", "meeting_date", "meeting_url"} <= sent


def test_one_mapping_for_each_kind_of_meeting_is_one_line() -> None:
    plan = Plan().when(
        fields.meeting.name.equals("Intro Call"), booked=presets.zapier_guide("Intro")
    )
    assert [target.name for target in plan.targets(booking())] == ["Intro"]
    assert plan.targets(booking(event_type="office-hours")) == ()


def test_further_members_of_the_team_are_one_line() -> None:
    plan = Plan().booked(presets.zapier_guide()).also(BookingMapping.on("Team Booked", user=TEAM))
    assert [target.user for target in plan.targets(booking())] == ["noor@example.com", TEAM]


def test_a_collective_meeting_reaches_each_of_its_hosts() -> None:
    targets = presets.zapier_guide().targets(booking(event_type="architecture-review"))
    assert [target.user for target in targets] == ["noor@example.com", "tomas@example.com"]


@pytest.mark.parametrize(
    ("kind", "moved", "happened", "name"),
    [
        ("invitee.created", False, Happened.BOOKED, "Meeting Scheduled"),
        ("invitee.created", True, Happened.RESCHEDULED, "Meeting Rescheduled"),
        ("invitee.canceled", False, Happened.CANCELED, "Meeting Canceled"),
        ("invitee_no_show.created", False, Happened.NO_SHOW, "Meeting No-Show"),
        ("invitee_no_show.deleted", False, Happened.NO_SHOW_UNDONE, "Meeting No-Show Undone"),
    ],
)
def test_the_full_one_serves_all_that_can_happen(
    kind: str, moved: bool, happened: Happened, name: str
) -> None:
    said: dict[str, Any] = {"rescheduled": True} if moved else {}
    made = known(booking(kind, utm={"source": "ads"}, answers={"Company name": "Acme"}, **said))
    assert made.happened is happened
    (target,) = presets.full().targets(made)
    assert target.name == name
    values = {line.name: line.value for line in target.event}
    assert values["utm_source"] == "ads"
    assert values["answers"] == "Company name: Acme"
    assert Plan.from_json(presets.full().to_json()) == presets.full()


def test_the_full_one_hears_of_all_that_happens_to_invitees() -> None:
    assert presets.full().subscriptions == (
        "invitee.created", "invitee.canceled", "invitee_no_show.created", "invitee_no_show.deleted",
    )  # fmt: skip
    assert presets.full().needs.lookups == ("host.calendly_user_since", "host.timezone")


def test_clevertap_takes_them(blocking_stage: Stage) -> None:
    stage = blocking_stage
    invitee = stage.calendly.book(guests=["guest@example.org"])
    stage.calendly.mark_no_show(invitee)
    for delivery in stage.calendly.held:
        assert stage.sync(delivery.read(), presets.full()).ok
    assert [event.name for event in stage.clevertap.events] == [
        "Meeting Scheduled", "Meeting No-Show",
    ]  # fmt: skip
    assert stage.clevertap.events[0].properties["guests"] == "guest@example.org"

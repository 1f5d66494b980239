"""Models take what Calendly sends, what it sent years ago, and what it may send one day."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

import attrs
import pytest

from api_client_core.errors import Unreadable
from api_client_core.wire import Reply
from calendly_client import models
from calendly_client.converter import PageOf, make, read
from calendly_client.models import (
    ActivityLogEntry,
    Actor,
    Cancellation,
    CustomQuestion,
    EmailCommunication,
    EventType,
    Group,
    GroupRelationship,
    Invitee,
    InviteePayload,
    Location,
    LocationConfiguration,
    Organization,
    OrganizationInvitation,
    OrganizationMembership,
    PoolingType,
    RoutingForm,
    RoutingFormQuestion,
    RoutingFormSubmission,
    ScheduledEvent,
    SmsCommunication,
    Team,
    UnknownConfiguration,
    UnknownLocation,
    User,
    WebhookSubscription,
)
from calendly_client.models.location_configurations import CONFIGURATIONS
from calendly_client.models.locations import LOCATIONS
from calendly_client.testing import CalendlySandbox

MOMENT = "2026-10-05T09:30:00.123456Z"
ESSENTIALS: dict[type[Any], dict[str, Any]] = {
    User: {
        "uri": "u",
        "name": "n",
        "email": "e",
        "timezone": "Europe/Berlin",
        "current_organization": "o",
    },
    ScheduledEvent: {
        "uri": "u",
        "status": "active",
        "start_time": MOMENT,
        "end_time": "2026-10-05T10:00:00Z",
    },
    Invitee: {
        "uri": "u",
        "email": "e",
        "name": "n",
        "status": "active",
        "event": "v",
        "created_at": MOMENT,
        "updated_at": MOMENT,
    },
    EventType: {
        "uri": "u",
        "active": True,
        "kind": "solo",
        "duration": 30.0,
        "scheduling_url": "s",
    },
    WebhookSubscription: {
        "uri": "u",
        "callback_url": "c",
        "state": "active",
        "events": ["invitee.created"],
        "scope": "user",
        "organization": "o",
    },
    Cancellation: {"canceled_by": "Ada"},
    CustomQuestion: {"name": "Why?"},
    Organization: {"uri": "u"},
    OrganizationMembership: {
        "uri": "u",
        "role": "user",
        "user": {"uri": "u", "name": "n", "email": "e"},
        "organization": "o",
    },
    OrganizationInvitation: {"uri": "u", "organization": "o", "email": "e", "status": "declined"},
    Team: {"uri": "u", "name": "n"},
    Group: {"uri": "u", "name": "n"},
    GroupRelationship: {"uri": "u", "owner": {"type": "Robot"}, "group": "g"},
    RoutingForm: {"uri": "u", "name": "n"},
    RoutingFormQuestion: {"uuid": "u", "name": "n"},
    RoutingFormSubmission: {"uri": "u", "routing_form": "f"},
    ActivityLogEntry: {"uri": "u", "occurred_at": MOMENT, "namespace": "User", "action": "Add"},
    Actor: {},
    EmailCommunication: {"to": "t"},
    SmsCommunication: {"to": "t"},
}
each_model = pytest.mark.parametrize(("kind", "essential"), ESSENTIALS.items())


@each_model
def test_a_model_needs_its_essential_fields_only(
    kind: type[Any], essential: dict[str, Any]
) -> None:
    required = {a.name for a in attrs.fields(kind) if a.default is attrs.NOTHING}
    assert required == set(essential)
    assert read(essential, kind, "resource")


@each_model
def test_null_is_as_good_as_absent(kind: type[Any], essential: dict[str, Any]) -> None:
    nulls = {a.name: None for a in attrs.fields(kind)} | essential
    assert read(nulls, kind, "resource") == read(essential, kind, "resource")


@each_model
def test_every_optional_field_may_be_odd(kind: type[Any], essential: dict[str, Any]) -> None:
    for attribute in attrs.fields(kind):
        if attribute.name not in essential:
            odd = {**essential, attribute.name: object()}
            assert read(odd, kind, "resource") == read(essential, kind, "resource")


@each_model
def test_an_essential_field_that_is_missing_is_told_by_its_path(
    kind: type[Any], essential: dict[str, Any]
) -> None:
    for name in essential:
        with pytest.raises(Unreadable) as wrong:
            read({k: v for k, v in essential.items() if k != name}, kind, "resource")
        assert wrong.value.problems == (f"missing @ $.resource.{name}",)


@each_model
def test_what_is_new_is_ignored_in_use_and_found_by_the_strict_converter(
    kind: type[Any], essential: dict[str, Any]
) -> None:
    grown = {**essential, "mood": "bright"}
    assert read(grown, kind, "resource") == read(essential, kind, "resource")
    with pytest.raises(Exception, match=kind.__name__):
        make(strict=True).structure(grown, kind)


@each_model
def test_a_model_is_frozen_compares_hashes_and_pickles(
    kind: type[Any], essential: dict[str, Any]
) -> None:
    model = read(essential, kind, "resource")
    assert pickle.loads(pickle.dumps(model)) == model
    assert hash(model) == hash(read(essential, kind, "resource"))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        model.uri = "other"


@pytest.mark.parametrize("value", [None, [], "text", 5, True])
@pytest.mark.parametrize("kind", ESSENTIALS)
def test_nothing_but_an_object_is_taken_for_one(kind: type[Any], value: object) -> None:
    with pytest.raises(Unreadable, match=r"not an object @ \$.resource"):
        read(value, kind, "resource")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-05T09:30:00Z", datetime(2026, 10, 5, 9, 30, tzinfo=UTC)),
        ("2026-10-05T09:30:00.678Z", datetime(2026, 10, 5, 9, 30, 0, 678000, UTC)),
        ("2026-10-05T09:30:00.678123Z", datetime(2026, 10, 5, 9, 30, 0, 678123, UTC)),
        ("2026-10-05T11:30:00+02:00", datetime(2026, 10, 5, 9, 30, tzinfo=UTC)),
    ],
)
def test_times_are_aware_and_in_utc(text: str, moment: datetime) -> None:
    event = read(ESSENTIALS[ScheduledEvent] | {"start_time": text}, ScheduledEvent, "resource")
    assert (event.start_time, event.start_time.tzinfo) == (moment, UTC)


def test_a_time_without_a_zone_is_no_time() -> None:
    naive = ESSENTIALS[ScheduledEvent] | {"start_time": "2026-10-05T09:30:00"}
    with pytest.raises(Unreadable, match="not an ISO 8601 time with a zone"):
        read(naive, ScheduledEvent, "resource")


@pytest.mark.parametrize("amount", [12.5, "12.5", "12.50"])
def test_money_is_decimal_whether_it_comes_as_number_or_text(amount: object) -> None:
    invitee = read(ESSENTIALS[Invitee] | {"payment": {"amount": amount}}, Invitee, "resource")
    assert invitee.payment is not None
    assert invitee.payment.amount == Decimal("12.5")


def test_values_to_come_are_kept_in_open_enums() -> None:
    odd = ESSENTIALS[EventType] | {"pooling_type": "first_come", "kind": "pair"}
    event_type = read(odd, EventType, "resource")
    assert event_type.pooling_type == "first_come"
    assert isinstance(event_type.pooling_type, PoolingType)
    assert not event_type.pooling_type.is_known
    assert pickle.loads(pickle.dumps(event_type)) == event_type


def test_an_answer_is_found_by_its_question() -> None:
    asked = [
        {"question": "Company", "answer": "Okafor & Co", "position": 0},
        {"question": "company ", "answer": "another", "position": 1},
        {"question": "Which of\nthese?", "answer": "one\ntwo", "position": 2},
    ]
    told = ESSENTIALS[Invitee] | {"questions_and_answers": asked}
    invitee = read(told, Invitee, "resource")
    assert invitee.answer("Company") == "Okafor & Co"
    assert invitee.answer("company ") == "another"
    assert invitee.answer("  COMPANY") == "Okafor & Co"
    assert invitee.answer("which of these?") == "one\ntwo"
    assert invitee.answer("Shoe size") is None


@pytest.mark.parametrize("tag", LOCATIONS)
def test_every_variant_of_a_location_has_a_text_and_a_link_or_none(tag: str) -> None:
    told = {
        "type": tag,
        "location": "Room 5",
        "join_url": "https://example.com/j",
        "status": "pushed",
    }
    location = read(
        ESSENTIALS[ScheduledEvent] | {"location": told}, ScheduledEvent, "resource"
    ).location
    assert isinstance(location, LOCATIONS[tag])
    assert location is not None
    assert location.type == tag
    assert {location.location, location.join_url} in (
        {"Room 5", None},
        {None, "https://example.com/j"},
    )


@pytest.mark.parametrize("tag", CONFIGURATIONS)
def test_every_variant_of_an_event_types_location_is_told_apart(tag: str) -> None:
    told = {"kind": tag, "location": "Room 5", "additional_info": "ring", "phone_number": 493055501}
    (location,) = read(
        ESSENTIALS[EventType] | {"locations": [told]}, EventType, "resource"
    ).locations
    assert isinstance(location, CONFIGURATIONS[tag])
    assert not isinstance(location, UnknownConfiguration)
    assert (location.kind, location.location, location.phone_number) == (tag, "Room 5", 493055501)


def test_the_unions_name_all_their_variants() -> None:
    assert set(get_args(Location)) == {*LOCATIONS.values(), UnknownLocation}
    assert set(get_args(LocationConfiguration)) == {*CONFIGURATIONS.values(), UnknownConfiguration}


@pytest.mark.parametrize("tag", ["hologram", 5, None, ["a"], {"b": 1}])
def test_a_location_to_come_keeps_its_data(tag: object) -> None:
    told = {"type": tag, "join_url": "https://example.com/j", "location": 7, "pod": [1, 2]}
    event = read(ESSENTIALS[ScheduledEvent] | {"location": told}, ScheduledEvent, "resource")
    assert isinstance(event.location, UnknownLocation)
    assert event.location.data == told
    assert event.location.join_url == "https://example.com/j"
    assert event.location.location is None
    assert hash(event)
    assert pickle.loads(pickle.dumps(event)) == event


def test_a_configured_location_to_come_keeps_its_data() -> None:
    told = {"kind": "hologram", "pod": 7}
    event_type = read(ESSENTIALS[EventType] | {"locations": [told]}, EventType, "resource")
    assert event_type.locations == (UnknownConfiguration(kind="hologram", data=told),)


def test_zoom_as_recorded_live_is_read() -> None:
    told: dict[str, Any] = {
        "type": "zoom",
        "status": "pushed",
        "join_url": "https://zoom.example.com/j/1",
        "data": {"id": 8412, "settings": {}, "password": "hush", "extra": None},
    }
    event = read(ESSENTIALS[ScheduledEvent] | {"location": told}, ScheduledEvent, "resource")
    location = event.location
    assert isinstance(location, models.ZoomConference)
    assert location.data is not None
    assert (location.data.id, location.data.password) == (8412, "hush")
    assert location.data.settings == models.ZoomSettings()
    assert "hush" not in repr(location)


def test_conference_data_is_named_as_python_names_things() -> None:
    audio = {"conferenceId": 12, "dialinUrl": "https://example.com/d", "tollNumber": "+49"}
    told = {"type": "microsoft_teams_conference", "data": {"id": "1", "audioConferencing": audio}}
    event = read(ESSENTIALS[ScheduledEvent] | {"location": told}, ScheduledEvent, "resource")
    assert isinstance(event.location, models.MicrosoftTeamsConference)
    assert event.location.data == models.MicrosoftTeamsData(
        id="1",
        audio_conferencing=models.MicrosoftTeamsAudio(
            conference_id=12, dialin_url="https://example.com/d", toll_number="+49"
        ),
    )


def test_a_conference_with_odd_data_still_has_its_link() -> None:
    told = {
        "type": "gotomeeting",
        "join_url": "https://goto.example.com/1",
        "data": {"uniqueMeetingId": 5, "conferenceCallInfo": ["odd"]},
    }
    event = read(ESSENTIALS[ScheduledEvent] | {"location": told}, ScheduledEvent, "resource")
    assert event.location is not None
    assert event.location.join_url == "https://goto.example.com/1"


@pytest.mark.parametrize(
    ("pagination", "token"),
    [
        ({"next_page_token": "a+b", "next_page": "https://x/?page_token=c"}, "a+b"),
        ({"next_page": "https://api.calendly.com/users?count=1&page_token=a%2Bb"}, "a+b"),
        ({"next_page": "http://[odd"}, None),
        ({"next_page_token": None, "next_page": None}, None),
        ({"next_page_token": 5}, None),
        (None, None),
        ("odd", None),
    ],
)
def test_the_next_page_is_found_by_its_token_or_in_old_answers_by_its_url(
    pagination: object, token: str | None
) -> None:
    body = {"collection": [ESSENTIALS[User]], "pagination": pagination}
    page = PageOf(User)(Reply(200, {}, json.dumps(body).encode()))
    assert (len(page), page.next_token) == (1, token)


def test_one_odd_host_does_not_hide_the_others() -> None:
    hosts = [{"user": "u1"}, {"user_email": "nobody@example.org"}, "odd", {"user": "u2"}]
    told = ESSENTIALS[ScheduledEvent] | {"event_memberships": hosts}
    event = read(told, ScheduledEvent, "resource")
    assert [host.user for host in event.hosts] == ["u1", "u2"]


def test_hosts_are_the_events_memberships() -> None:
    event = CalendlySandbox().book("architecture-review")
    sandbox = CalendlySandbox()
    sandbox.book("architecture-review")
    (found,) = sandbox.events
    assert found.hosts == found.event_memberships
    assert [host.user_name for host in found.hosts] == ["Noor Haddad", "Tomás Vidal"]
    assert isinstance(event, Invitee)
    assert not isinstance(event, InviteePayload)

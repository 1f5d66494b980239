"""The sandbox offers event types as Calendly does, and knows when they are open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from calendly_client import (
    BadRequest,
    Calendly,
    CustomQuestion,
    DaysInFuture,
    EventTypePayload,
    NotFound,
    PermissionDenied,
    PhysicalConfiguration,
    QuestionType,
    ZoomConferenceConfiguration,
)
from calendly_client.models.location_configurations import CONFIGURATIONS
from calendly_client.testing import CalendlySandbox

from .conftest import KEY, Receiver

EARLY = datetime(2026, 11, 30, 6, tzinfo=UTC)
"""A Monday, two hours before anybody in Berlin is at work."""

DAY = timedelta(days=1)


@pytest.fixture
def sandbox() -> Iterator[CalendlySandbox]:
    with CalendlySandbox() as sandbox:
        sandbox.set_clock(EARLY)
        yield sandbox


def hours(sandbox: CalendlySandbox, slug: str, days: int = 1) -> list[str]:
    return [f"{start:%d. %H:%M}" for start in sandbox.available_times(slug, days=days)]


# ------------------------------------------------------------ making, changing


def test_a_made_event_type_is_inactive_until_it_is_changed(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    owner = sandbox.users[0].uri
    made = calendly.event_types.create(
        name="Product Tour",
        owner=owner,
        duration=45,
        duration_options=[30, 45],
        description="Have a <look>",
        locations=[ZoomConferenceConfiguration(), PhysicalConfiguration(location="Elm St 1")],
        color="#00ff00",
        locale="de",
        start_time_increment=15,
        before_buffer=10,
    )
    assert (made.active, made.slug, made.duration_options) == (False, "product-tour", (30, 45))
    assert made.description_html == "<p>Have a &lt;look&gt;</p>"
    assert [place.kind for place in made.locations] == ["zoom_conference", "physical"]
    changed = calendly.event_types.update(made.uri, active=True, name="Grand Tour", after_buffer=5)
    assert (changed.active, changed.name, changed.after_buffer) == (True, "Grand Tour", 5)
    assert (changed.duration, changed.before_buffer) == (45, 10)
    assert calendly.event_types.get(made.uri) == changed


def test_names_that_are_alike_get_slugs_that_are_not(sandbox: CalendlySandbox) -> None:
    noor, tomas, _ = sandbox.users
    slugs = [sandbox.add_event_type("Intro Call", hosts=[who]).slug for who in (noor, noor, tomas)]
    assert slugs == ["intro-call-1", "intro-call-2", "intro-call"]


@pytest.mark.parametrize("slug", ["office-hours", "sales-call", "architecture-review"])
def test_only_one_on_one_types_can_be_changed(
    sandbox: CalendlySandbox, calendly: Calendly, slug: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        calendly.event_types.update(sandbox.event_type(slug).uri, name="Else")
    assert [d.message for d in refused.value.details] == ["Cannot update a non solo event type"]


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"owner": "USER1"}, "owner"),
        ({"duration": 0}, "duration"),
        ({"duration": 721}, "duration"),
        ({"duration": "30"}, "duration"),
        ({"duration": 30, "duration_options": [45]}, "duration"),
        ({"duration_options": [30, 30]}, "duration_options"),
        ({"duration_options": [1, 2, 3, 4, 5]}, "duration_options"),
        ({"color": "green"}, "color"),
        ({"locale": "xx"}, "locale"),
        ({"start_time_increment": 4}, "start_time_increment"),
        ({"before_buffer": 7}, "before_buffer"),
        ({"after_buffer": True}, "after_buffer"),
        ({"active": "yes"}, "active"),
        ({"locations": [{"kind": "moon"}]}, "kind"),
        ({"locations": ["zoom"]}, "locations"),
        ({"locations": [{"kind": "physical", "location": "x" * 256}]}, "location"),
        ({"locations": {}}, "locations"),
    ],
)
def test_what_an_event_type_cannot_be_is_refused_by_name(
    sandbox: CalendlySandbox, body: dict[str, Any], parameter: str
) -> None:
    answer = httpx.post(
        f"{sandbox.url}/event_types",
        json={"name": "Tour", "owner": sandbox.users[0].uri, **body},
        headers={"authorization": f"Bearer {sandbox.token}"},
    )
    assert (answer.status_code, answer.json()["details"][0]["parameter"]) == (400, parameter)


def test_others_event_types_are_left_alone(sandbox: CalendlySandbox) -> None:
    noor, _, aiko = sandbox.users
    token = sandbox.token_for(aiko)
    with Calendly(token, base_url=sandbox.url) as calendly:
        with pytest.raises(PermissionDenied):
            calendly.event_types.create(name="Tour", owner=noor.uri)
        with pytest.raises(PermissionDenied):
            calendly.event_types.update(sandbox.event_type("intro-call").uri, name="Mine")
        assert calendly.event_types.create(name="Tour", owner=aiko.uri).profile
        with pytest.raises(NotFound):
            calendly.event_types.create(name="Tour", owner="https://api.calendly.com/users/NO")


def test_event_types_that_come_change_and_go_are_told(
    sandbox: CalendlySandbox, receiver: Receiver, calendly: Calendly
) -> None:
    told = ["event_type.created", "event_type.updated", "event_type.deleted"]
    sandbox.subscribe(receiver.callback, events=told, signing_key=KEY)
    made = calendly.event_types.create(name="Tour", owner=sandbox.users[0].uri, description="x")
    calendly.event_types.update(made.uri, name="Grand Tour")
    sandbox.delete_event_type(made)
    payloads = [delivery.payload for delivery in receiver.taken]
    assert [delivery.event for delivery in receiver.taken] == told
    types = [payload for payload in payloads if isinstance(payload, EventTypePayload)]
    assert [payload.name for payload in types] == ["Tour", "Grand Tour", "Grand Tour"]
    assert [payload.deleted_at for payload in types] == [None, None, EARLY]
    assert b"description_html" not in receiver.journal[0].request.body
    assert made.uri not in {t.uri for t in calendly.event_types.list(user=sandbox.users[0].uri)}
    assert calendly.event_types.get(made.uri).deleted_at == EARLY


def test_a_one_off_event_type_is_open_on_its_days_only(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    made = calendly.one_off_event_types.create(
        name="Once",
        host=sandbox.users[0].uri,
        co_hosts=[sandbox.users[1].uri],
        duration=60,
        date_setting=DaysInFuture(days=1, only_weekdays=True),
        location=PhysicalConfiguration(location="Elm St 1"),
    )
    assert (made.type, made.pooling_type, made.start_time_increment) == (
        "AdhocEventType",
        "collective",
        None,
    )
    assert {start.date().day for start in sandbox.available_times(made, days=9)} == {30, 1}


# ------------------------------------------------------------ open times


def test_open_times_are_the_hosts_working_hours_in_the_hosts_zone(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    intro = sandbox.event_type("intro-call")
    slots = calendly.event_type_available_times.list(
        event_type=intro.uri, start_time=EARLY + timedelta(minutes=1), end_time=EARLY + 6 * DAY
    )
    starts = [slot.start_time for slot in slots]
    assert f"{starts[0]:%H:%M}" == "08:00"  # nine o'clock in Berlin
    assert len(starts) == 5 * 16
    assert all(start.isoweekday() <= 5 for start in starts)
    assert {slot.invitees_remaining for slot in slots} == {1}
    assert str(slots[0].scheduling_url).endswith(
        "/noor-haddad/intro-call/2026-11-30T08:00:00Z?month=2026-11&date=2026-11-30"
    )
    assert starts == list(sandbox.available_times("intro-call", days=6))


def test_summer_time_moves_open_times(sandbox: CalendlySandbox) -> None:
    sandbox.set_clock(datetime(2027, 3, 26, 6, tzinfo=UTC))  # a Friday; the clocks change on Sunday
    first = {start.day: f"{start:%H:%M}" for start in reversed(sandbox.available_times(days=4))}
    assert first == {26: "08:00", 29: "07:00"}


def test_meetings_buffers_and_busy_times_close_slots(sandbox: CalendlySandbox) -> None:
    noor = sandbox.users[0]
    sandbox.add_event_type("Careful", hosts=[noor], before_buffer=30, after_buffer=30)
    whole = hours(sandbox, "intro-call")
    sandbox.book("intro-call", starts_at=EARLY + timedelta(hours=4))  # ten o'clock
    assert sorted(set(whole) - set(hours(sandbox, "intro-call"))) == ["30. 10:00"]
    careful = hours(sandbox, "careful")
    assert not {"30. 09:30", "30. 10:00", "30. 10:30"} & set(careful)
    assert {"30. 09:00", "30. 11:00"} <= set(careful)
    sandbox.book("careful", starts_at=EARLY + timedelta(hours=7))  # one o'clock
    assert not {"30. 12:30", "30. 13:00", "30. 13:30"} & set(hours(sandbox, "intro-call"))
    sandbox.add_busy_time(noor, EARLY + timedelta(hours=2), EARLY + timedelta(hours=3, minutes=45))
    assert hours(sandbox, "intro-call")[0] == "30. 10:30"


def test_a_canceled_meeting_opens_its_slot_again(sandbox: CalendlySandbox) -> None:
    before = hours(sandbox, "intro-call")
    booked = sandbox.book("intro-call", starts_at=EARLY + timedelta(hours=4))
    assert hours(sandbox, "intro-call") != before
    sandbox.cancel(booked)
    assert hours(sandbox, "intro-call") == before


def test_a_group_says_how_many_can_still_come(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    start = EARLY + timedelta(hours=4)

    def room() -> dict[datetime, int | None]:
        slots = calendly.event_type_available_times.list(
            event_type=sandbox.event_type("office-hours").uri,
            start_time=EARLY + timedelta(minutes=1),
            end_time=EARLY + DAY,
        )
        return {slot.start_time: slot.invitees_remaining for slot in slots}

    assert room()[start] == 3
    for left in (2, 1):
        sandbox.book("office-hours", starts_at=start)
        assert room()[start] == left
    sandbox.book("office-hours", starts_at=start)
    assert start not in room()


def test_a_collective_needs_all_hosts_and_a_round_robin_one(sandbox: CalendlySandbox) -> None:
    # Berlin works from 8 to 16 o'clock, New York from 14 to 22, Tokyo from 0 to 8, in UTC.
    together = sandbox.available_times("architecture-review", days=1)
    assert {start.hour for start in together} == {14, 15}
    either = {start.hour for start in sandbox.available_times("sales-call", days=1)}
    assert either == {0, 1, 2, 3, 4, 5, *range(6, 8), *range(14, 22)}


def test_hours_of_an_event_type_are_its_own(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    intro = sandbox.event_type("intro-call")
    changed = calendly.event_type_availability_schedules.update(
        event_type=intro.uri,
        timezone="UTC",
        rules=_RULES,
    )
    assert changed.event_type == intro.uri
    assert hours(sandbox, "intro-call", days=3) == ["30. 10:00", "30. 10:30", "02. 23:30"]
    (listed,) = calendly.event_type_availability_schedules.list(event_type=intro.uri).all()
    assert listed == changed
    assert hours(sandbox, "office-hours")[0] == "30. 08:00"


_RULES: list[dict[str, Any]] = [
    {"type": "wday", "wday": "monday", "intervals": [{"from": "10:00", "to": "11:00"}]},
    {"type": "wday", "wday": "tuesday", "intervals": [{"from": "10:00", "to": "11:00"}]},
    {"type": "date", "date": "2026-12-01", "intervals": []},
    {"type": "date", "date": "2026-12-02", "intervals": [{"from": "23:30", "to": "24:00"}]},
]


@pytest.mark.parametrize(
    ("start", "end", "parameter"),
    [
        (-timedelta(seconds=1), DAY, "start_time"),
        (DAY, DAY, "end_time"),
        (DAY, 33 * DAY, "end_time"),
        (DAY, None, "end_time"),
    ],
)
def test_open_times_are_listed_for_31_days_to_come_at_most(
    sandbox: CalendlySandbox, start: timedelta, end: timedelta | None, parameter: str
) -> None:
    query = {"event_type": sandbox.event_type("intro-call").uri}
    query["start_time"] = (EARLY + start).isoformat()
    if end is not None:
        query["end_time"] = (EARLY + end).isoformat()
    answer = httpx.get(
        f"{sandbox.url}/event_type_available_times",
        params=query,
        headers={"authorization": f"Bearer {sandbox.token}"},
    )
    assert (answer.status_code, answer.json()["details"][0]["parameter"]) == (400, parameter)


# ------------------------------------------------------------ hosts, links, more


def test_the_hosts_of_an_event_type_are_listed(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    sales = sandbox.event_type("sales-call")
    members = calendly.event_type_memberships.list(event_type=sales.uri).all()
    assert [row.member and row.member.name for row in members] == ["Tomás Vidal", "Aiko Mori"]
    assert {row.event_type for row in members} == {sales}
    sandbox.book("sales-call")  # whose turn it is makes no difference
    assert members == calendly.event_type_memberships.list(event_type=sales.uri).all()


def test_links_book_once_and_shares_change_what_they_say(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    intro = sandbox.event_type("intro-call")
    link = calendly.scheduling_links.create(intro.uri)
    assert (link.owner, link.owner_type) == (intro.uri, "EventType")
    assert link.booking_url.endswith("/intro-call")
    share = calendly.shares.create(intro.uri, name="For Ada", duration=20)
    assert share.share_override is not None
    assert (share.share_override.name, share.share_override.duration) == ("For Ada", 20)
    assert share.share_override.period_type == "unlimited"
    with pytest.raises(BadRequest):
        calendly.shares.create(sandbox.event_type("office-hours").uri)


def test_questions_and_places_of_every_kind_can_be_offered(sandbox: CalendlySandbox) -> None:
    kinds = ("string", "text", "phone_number", "single_select", "multi_select")
    asked = [
        CustomQuestion(
            name=f"A {kind}?", type=QuestionType(kind), required=True, answer_choices=("a", "b")
        )
        for kind in kinds
    ]
    made = sandbox.add_event_type(
        "Everything",
        hosts=[sandbox.users[0]],
        questions=[*asked, "And?"],
        locations=[kind() for kind in CONFIGURATIONS.values()],
    )
    assert [question.position for question in made.custom_questions] == [0, 1, 2, 3, 4, 5]
    assert [place.kind for place in made.locations] == list(CONFIGURATIONS)
    assert not sandbox.add_event_type("Bare", hosts=[sandbox.users[0]], locations=[]).locations
    sandbox.book("everything", location="physical")
    assert sandbox.events[-1].location is not None
    sandbox.book("bare")
    assert sandbox.events[-1].location is None

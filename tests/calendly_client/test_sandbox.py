"""The sandbox does as Calendly does, and says how sure we are of it."""

from __future__ import annotations

import asyncio
import inspect
import json
import pkgutil
import re
import threading
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from calendly_client import (
    BadRequest,
    Calendly,
    CancelerType,
    EventInPast,
    EventStatus,
    GoogleConference,
    InboundCall,
    InvalidArgument,
    Invitee,
    InviteePayload,
    InviteeStatus,
    Location,
    LocationConfiguration,
    NotFound,
    OutboundCallConfiguration,
    PermissionDenied,
    RateLimited,
    WebhookDelivery,
    WebhookState,
    models,
    webhooks,
)
from calendly_client import testing as package
from calendly_client.converter import make
from calendly_client.models.location_configurations import CONFIGURATIONS
from calendly_client.testing import RULES, Answer, CalendlySandbox, Stall, refusals, sample_delivery
from calendly_client.testing.__main__ import main
from calendly_client.testing.documents import stamp
from tests.contract.comparing import without_nulls

from .conftest import IMPATIENT, KEY, MONDAY, Receiver


def payload(delivery: WebhookDelivery) -> InviteePayload:
    assert delivery.invitee is not None
    return delivery.invitee


def counter(delivery: WebhookDelivery) -> tuple[int, int]:
    event = payload(delivery).scheduled_event
    assert event is not None
    assert event.invitees_counter is not None
    return event.invitees_counter.total, event.invitees_counter.active


def test_a_booking_is_told_at_once_signed_and_whole(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    sandbox.set_clock(MONDAY)
    booked = sandbox.book(
        "intro-call",
        invitee_name="Jörg Weiß",
        invitee_email="joerg@example.org",
        answers={"What shall we talk about?": "Prices"},
        utm={"utm_campaign": "spring", "source": "newsletter"},
        starts_at=MONDAY + timedelta(days=2),
        timezone="Europe/Vienna",
        guests=["kim@example.org"],
        phone="+43 1 5550100",
    )
    (delivery,) = told.taken
    assert (delivery.event, delivery.created_at) == ("invitee.created", MONDAY)
    assert delivery.created_by == sandbox.users[0].uri
    invitee = payload(delivery)
    assert invitee.uri == booked.uri
    assert (invitee.name, invitee.timezone) == ("Jörg Weiß", "Europe/Vienna")
    assert invitee.questions_and_answers[0].position == 1
    assert (invitee.tracking.utm_campaign, invitee.tracking.utm_source) == ("spring", "newsletter")
    event = invitee.scheduled_event
    assert event is not None
    assert event.start_time == MONDAY + timedelta(days=2)
    assert event.event_guests[0].email == "kim@example.org"
    assert event.calendar_event is None
    (host,) = event.hosts
    assert (host.user_email, host.user_name) == ("noor@example.com", "Noor Haddad")
    assert host.buffered_start_time is None
    (noted,) = sandbox.deliveries
    assert (noted.status, noted.succeeded, noted.sent_at) == (204, True, MONDAY)
    assert noted.read() == delivery


def test_deliveries_never_carry_a_hosts_time_zone(sandbox: CalendlySandbox, told: Receiver) -> None:
    sandbox.book()
    assert b"Europe/Berlin" not in told.journal[0].request.body


def test_invitees_of_one_group_event_share_it_and_are_told_one_by_one(
    sandbox: CalendlySandbox, told: Receiver, calendly: Calendly
) -> None:
    first, second = (
        sandbox.book("office-hours", invitee_email=email, starts_at=MONDAY + timedelta(days=9))
        for email in ("a@example.org", "b@example.org")
    )
    assert first.event == second.event
    assert first.uri != second.uri
    assert [counter(delivery) for delivery in told.taken] == [(1, 1), (2, 2)]
    sandbox.cancel(first)
    assert counter(told.taken[-1]) == (2, 1)
    assert calendly.scheduled_events.get(first.event).status is EventStatus.ACTIVE
    sandbox.cancel(second)
    assert calendly.scheduled_events.get(first.event).status is EventStatus.CANCELED
    sandbox.book("office-hours", starts_at=MONDAY + timedelta(days=10))
    assert len(sandbox.events) == 2


def test_a_group_has_room_for_so_many(sandbox: CalendlySandbox) -> None:
    for _ in range(3):
        sandbox.book("office-hours", starts_at=MONDAY + timedelta(days=9))
    with pytest.raises(InvalidArgument, match="starts_at: is full"):
        sandbox.book("office-hours", starts_at=MONDAY + timedelta(days=9))


def test_round_robin_takes_turns_and_collective_takes_all(sandbox: CalendlySandbox) -> None:
    for _ in range(3):
        sandbox.book("sales-call")
    sandbox.book("architecture-review")
    hosts = [[host.user_name for host in event.hosts] for event in sandbox.events]
    assert hosts == [
        ["Tomás Vidal"],
        ["Aiko Mori"],
        ["Tomás Vidal"],
        ["Noor Haddad", "Tomás Vidal"],
    ]


@pytest.mark.parametrize("created_first", [False, True])
def test_a_reschedule_is_two_deliveries_in_any_order(
    sandbox: CalendlySandbox, told: Receiver, *, created_first: bool
) -> None:
    old = sandbox.book(answers={"Company name": "Okafor & Co"})
    new = sandbox.reschedule(
        old, starts_at=MONDAY + timedelta(days=9), reason="clash", created_first=created_first
    )
    found = {delivery.event.value: payload(delivery) for delivery in told.taken[1:]}
    order = ["invitee.canceled", "invitee.created"]
    assert list(found) == (order[::-1] if created_first else order)
    gone, come = found["invitee.canceled"], found["invitee.created"]
    assert (gone.uri, gone.rescheduled, gone.new_invitee) == (old.uri, True, new.uri)
    assert gone.status is InviteeStatus.CANCELED
    assert gone.cancellation is not None
    assert (gone.cancellation.reason, gone.cancellation.canceled_by) == ("clash", "Ada Okafor")
    assert (come.uri, come.rescheduled, come.old_invitee) == (new.uri, False, old.uri)
    assert come.answer("Company name") == "Okafor & Co"
    assert come.event != gone.event
    assert gone.scheduled_event is not None
    assert gone.scheduled_event.status is EventStatus.CANCELED
    with pytest.raises(InvalidArgument, match="canceled already"):
        sandbox.reschedule(old, starts_at=MONDAY)


def test_who_comes_at_another_time_keeps_what_was_told(sandbox: CalendlySandbox) -> None:
    owner = sandbox.users[0]
    call = sandbox.add_event_type("Call", hosts=[owner], location=OutboundCallConfiguration())
    first = sandbox.book(call, place="+49 30 5550177", guests=["kim@example.org"])
    second = sandbox.reschedule(first, starts_at=MONDAY + timedelta(days=9))
    before, after = sandbox.events
    assert (after.location, after.event_guests) == (before.location, before.event_guests)
    assert (second.name, second.text_reminder_number) == (first.name, None)
    with sandbox.lock:
        sandbox.world.invitees[second.uri].update(first_name="Ada", last_name="Okafor")
    third = sandbox.reschedule(second, starts_at=MONDAY + timedelta(days=10))
    assert (third.first_name, third.last_name) == ("Ada", "Okafor")


def test_a_host_cancels_for_everybody_an_invitee_for_one(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    guests = [
        sandbox.book("office-hours", starts_at=MONDAY + timedelta(days=9), invitee_email=email)
        for email in ("a@example.org", "b@example.org", "c@example.org")
    ]
    sandbox.cancel(guests[0])
    sandbox.cancel(guests[1].uri, by="host", reason="I am ill")
    gone = [payload(delivery) for delivery in told.taken[3:]]
    assert [invitee.email[0] for invitee in gone] == ["a", "b", "c"]
    sides = [invitee.cancellation.canceler_type for invitee in gone if invitee.cancellation]
    assert sides == [CancelerType.INVITEE, CancelerType.HOST, CancelerType.HOST]
    assert not any(invitee.rescheduled for invitee in gone)
    for guest in guests[:2]:
        with pytest.raises(InvalidArgument, match="canceled already"):
            sandbox.cancel(guest, by="host")


def test_canceling_through_the_api_is_told_too(
    sandbox: CalendlySandbox, told: Receiver, calendly: Calendly
) -> None:
    booked = sandbox.book()
    calendly.scheduled_events.cancel(booked.event, reason="I am ill")
    gone = payload(told.taken[-1])
    assert gone.cancellation is not None
    assert (gone.uri, gone.cancellation.reason) == (booked.uri, "I am ill")


def test_a_meeting_that_has_begun_cannot_be_canceled(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    booked = sandbox.book(starts_at=MONDAY)
    sandbox.set_clock(MONDAY)
    with pytest.raises(EventInPast):
        calendly.scheduled_events.cancel(booked.event)


def test_no_shows_are_marked_and_unmarked(sandbox: CalendlySandbox, told: Receiver) -> None:
    booked = sandbox.book()
    marked = sandbox.mark_no_show(booked)
    assert sandbox.unmark_no_show(booked).no_show is None
    assert marked.no_show is not None
    assert [delivery.event.value for delivery in told.taken[1:]] == [
        "invitee_no_show.created",
        "invitee_no_show.deleted",
    ]
    assert {payload(delivery).no_show for delivery in told.taken[1:]} == {marked.no_show}
    with pytest.raises(InvalidArgument):
        sandbox.unmark_no_show(booked)


def test_a_subscription_hears_what_it_asked_for_and_of_whom(
    sandbox: CalendlySandbox, receiver: Receiver
) -> None:
    noor, tomas, aiko = sandbox.users
    for user in (noor, tomas, aiko):
        sandbox.subscribe(
            f"{receiver.callback}?{user.name.split()[0]}",
            scope="user",
            user=user,
            events=["invitee.created"],
        )
    sandbox.cancel(sandbox.book("architecture-review"))
    assert sorted(e.request.raw_query for e in receiver.journal) == ["Noor", "Tom%C3%A1s"]


def test_a_subscription_without_a_key_is_not_signed(
    sandbox: CalendlySandbox, receiver: Receiver
) -> None:
    sandbox.subscribe(receiver.callback)
    sandbox.book()
    assert webhooks.HEADER.lower() not in receiver.journal[0].request.headers
    assert sandbox.deliveries[0].header is None


def test_the_same_bytes_are_delivered_again_and_signed_anew(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    sandbox.set_clock(MONDAY)
    sandbox.book()
    sandbox.advance(timedelta(hours=3))
    again = sandbox.redeliver(sandbox.deliveries[0])
    assert again.body == sandbox.deliveries[0].body
    assert again.header != sandbox.deliveries[0].header
    assert told.taken[0] == told.taken[1]
    assert len(sandbox.deliveries) == 2


def test_a_receiver_that_fails_is_noted_and_after_24_hours_told_no_more(
    sandbox: CalendlySandbox, told: Receiver, calendly: Calendly
) -> None:
    def hook() -> models.WebhookSubscription:
        return calendly.webhook_subscriptions.get(sandbox.subscriptions[0].uri)

    sandbox.set_clock(MONDAY)
    told.status = 500
    sandbox.book()
    assert (hook().state, hook().retry_started_at) == (WebhookState.ACTIVE, MONDAY)
    told.status = 200
    sandbox.redeliver(sandbox.deliveries[0])
    assert hook().retry_started_at is None
    told.status = 302
    sandbox.book()
    sandbox.advance(timedelta(hours=24))
    assert hook().state is WebhookState.DISABLED
    so_far = [delivery.status for delivery in sandbox.deliveries]
    sandbox.book()
    assert [delivery.status for delivery in sandbox.deliveries] == so_far
    assert (so_far[:2], set(so_far[2:])) == ([500, 200], {302})


def test_a_receiver_that_does_not_answer_is_given_up(sandbox: CalendlySandbox) -> None:
    with Receiver() as gone:
        sandbox.subscribe(gone.callback)
    sandbox.book()
    (delivery,) = sandbox.deliveries
    assert (delivery.status, delivery.error, delivery.succeeded) == (None, "ConnectError", False)


def test_a_receiver_that_stalls_is_given_up_in_time(receiver: Receiver) -> None:
    receiver.fail(Stall(30))
    with CalendlySandbox(delivery_timeout=0.2) as sandbox:
        sandbox.subscribe(receiver.callback)
        sandbox.book()
        assert sandbox.deliveries[0].error == "ReadTimeout"


def test_what_is_held_when_it_stops_is_not_sent(receiver: Receiver) -> None:
    with CalendlySandbox(sending="held") as sandbox:
        sandbox.subscribe(receiver.callback)
        sandbox.book()
    assert (receiver.journal, len(sandbox.held)) == ([], 1)


def test_a_wrong_token_is_refused(sandbox: CalendlySandbox) -> None:
    for header in ({}, {"authorization": "Bearer wrong"}, {"authorization": sandbox.token}):
        answer = httpx.get(f"{sandbox.url}/users/me", headers=header)
        assert (answer.status_code, set(answer.json())) == (401, {"title", "message"})


def test_deliveries_may_be_held_until_they_are_wanted(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    sandbox.sending = "held"
    sandbox.cancel(sandbox.book())
    assert [delivery.event for delivery in sandbox.held] == ["invitee.created", "invitee.canceled"]
    assert told.journal == []
    assert [delivery.succeeded for delivery in sandbox.flush()] == [True, True]
    assert (len(told.journal), sandbox.held) == (2, ())


def test_deliveries_may_go_out_in_the_background(sandbox: CalendlySandbox, told: Receiver) -> None:
    sandbox.sending = "background"
    for _ in range(5):
        sandbox.book()
    sandbox.flush()
    assert [payload(d).uri for d in told.taken] == [invitee.uri for invitee in sandbox.invitees]
    sandbox.stop()
    assert not [t for t in threading.enumerate() if t.name.startswith("calendly-sandbox-post")]


def test_any_other_way_of_sending_is_refused(sandbox: CalendlySandbox) -> None:
    wrong: Any = "later"
    with pytest.raises(InvalidArgument, match="sending"):
        sandbox.sending = wrong


def test_a_receiver_may_ask_calendly_while_it_is_being_told(sandbox: CalendlySandbox) -> None:
    names: list[str] = []

    class Curious(Receiver):
        def handle(self, request: Any) -> Answer:
            with Calendly(sandbox.token, base_url=sandbox.url) as calendly:
                names.append(calendly.users.me().name)
            return Answer(200)

    with Curious() as curious:
        sandbox.subscribe(curious.callback)
        sandbox.book()
    assert names == ["Noor Haddad"]


def test_twenty_bookings_at_once_are_all_told(sandbox: CalendlySandbox, told: Receiver) -> None:
    threads = [threading.Thread(target=sandbox.book) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    uris = {payload(delivery).uri for delivery in told.taken}
    assert uris == {invitee.uri for invitee in sandbox.invitees}
    assert len(uris) == 20


CONFIGURED: list[LocationConfiguration] = [k(location="Room 5") for k in CONFIGURATIONS.values()]


@pytest.mark.parametrize("configured", CONFIGURED, ids=CONFIGURATIONS)
def test_every_kind_of_location_can_be_booked(
    sandbox: CalendlySandbox, configured: LocationConfiguration
) -> None:
    made = sandbox.add_event_type("Anywhere", hosts=[sandbox.users[0]], location=configured)
    assert made.locations == (configured,)
    sandbox.book(made, place="here")
    location: Location | None = sandbox.events[0].location
    assert location is not None
    assert not isinstance(location, models.UnknownLocation)
    assert location.location or location.join_url or isinstance(location, InboundCall)
    if isinstance(location, GoogleConference):
        assert location.status == "processing"


def test_what_it_answers_holds_no_key_that_the_models_do_not_know(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    strict = make(strict=True)
    sandbox.mark_no_show(sandbox.book(guests=["kim@example.org"], answers={"Company name": "X"}))
    sandbox.cancel(sandbox.book("architecture-review"), by="host")
    kinds: list[tuple[dict[str, dict[str, Any]], type[Any]]] = [
        (sandbox.world.users, models.User),
        (sandbox.world.event_types, models.EventType),
        (sandbox.world.events, models.ScheduledEvent),
        (sandbox.world.invitees, Invitee),
        (sandbox.post.subscriptions, models.WebhookSubscription),
    ]
    for documents, kind in kinds:
        for document in documents.values():
            assert strict.structure(without_nulls(document), kind)
    for entry in told.journal:
        body = json.loads(entry.request.body)["payload"]
        assert strict.structure(without_nulls(body), InviteePayload).scheduled_event


def get(sandbox: CalendlySandbox, path: str, **query: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {sandbox.token}"}
    return httpx.get(f"{sandbox.url}{path}", params=query, headers=headers)


@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        ("/scheduled_events", {"count": "0"}, "count"),
        ("/scheduled_events", {"count": "101"}, "count"),
        ("/scheduled_events", {"count": "many"}, "count"),
        ("/scheduled_events", {"page_token": "made up"}, "page_token"),
        ("/scheduled_events", {}, "user"),
        ("/scheduled_events", {"user": "USER1"}, "user"),
        ("/scheduled_events", {"user": "{me}", "status": "maybe"}, "status"),
        ("/scheduled_events", {"user": "{me}", "sort": "name:asc"}, "sort"),
        ("/scheduled_events", {"user": "{me}", "min_start_time": "monday"}, "min_start_time"),
        ("/event_types", {}, "user"),
        ("/event_types", {"user": "{me}", "active": "yes"}, "active"),
        ("/webhook_subscriptions", {"scope": "planet"}, "scope"),
        ("/webhook_subscriptions", {"scope": "user"}, "organization"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_refused_with_details(
    sandbox: CalendlySandbox, path: str, query: dict[str, str], parameter: str
) -> None:
    given = {key: value.format(me=sandbox.users[0].uri) for key, value in query.items()}
    answer = get(sandbox, path, **given)
    assert answer.status_code == 400
    assert answer.json()["title"] == "Invalid Argument"
    assert answer.json()["details"][0]["parameter"] == parameter


def test_lists_come_20_at_a_time_and_both_ways(sandbox: CalendlySandbox) -> None:
    for _ in range(45):
        sandbox.book()
    me = sandbox.users[0].uri
    first = get(sandbox, "/scheduled_events", user=me).json()
    assert first["pagination"]["count"] == len(first["collection"]) == 20
    assert first["pagination"]["previous_page"] is None
    second = get(sandbox, "/scheduled_events", page_token=first["pagination"]["next_page_token"])
    third_token = second.json()["pagination"]["next_page_token"]
    third = get(sandbox, "/scheduled_events", page_token=third_token).json()
    assert len(third["collection"]) == 5
    assert third["pagination"]["next_page_token"] is None
    back = get(sandbox, "/scheduled_events", page_token=third["pagination"]["previous_page_token"])
    assert back.json()["collection"] == second.json()["collection"]


def test_every_answer_tells_what_is_left_of_the_limit(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    assert get(sandbox, "/users/me").headers["x-ratelimit-reset"] == "60"
    sandbox.rate_limit = 3
    sandbox.set_clock(MONDAY)
    left = [get(sandbox, "/users/me").headers["x-ratelimit-remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    patient = Calendly(sandbox.token, base_url=sandbox.url, clock=IMPATIENT)
    with patient, pytest.raises(RateLimited):
        patient.users.me()
    sandbox.advance(timedelta(seconds=60))
    assert calendly.users.me().name == "Noor Haddad"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"url": "nowhere"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["moon.full"]}, "events"),
        (
            {"events": ["routing_form_submission.created"], "scope": "user", "user": "{me}"},
            "events",
        ),
        ({"scope": "planet"}, "scope"),
        ({"organization": "ORG1"}, "organization"),
        ({"scope": "user"}, "user"),
    ],
)
def test_a_subscription_must_be_well_formed(
    sandbox: CalendlySandbox, change: dict[str, Any], problem: str
) -> None:
    body: dict[str, Any] = {
        "url": "https://example.com/in",
        "events": ["invitee.created"],
        "organization": sandbox.organization,
        "scope": "organization",
        **change,
    }
    answer = httpx.post(
        f"{sandbox.url}/webhook_subscriptions",
        json=body,
        headers={"authorization": f"Bearer {sandbox.token}"},
    )
    assert (answer.status_code, answer.json()["details"][0]["parameter"]) == (400, problem)


def test_a_member_may_subscribe_for_themselves_only(sandbox: CalendlySandbox) -> None:
    aiko = sandbox.users[2]
    token = sandbox.token_for(aiko)
    with Calendly(token, base_url=sandbox.url) as calendly:
        create, organization = calendly.webhook_subscriptions.create, sandbox.organization
        made = create(
            url="https://example.com/a",
            events=["invitee.created"],
            organization=organization,
            scope="user",
            user=aiko.uri,
        )
        assert made.creator == aiko.uri
        with pytest.raises(PermissionDenied, match="do not have permission to access"):
            create(
                url="https://example.com/b",
                events=["invitee.created"],
                organization=organization,
                scope="organization",
            )
        with pytest.raises(PermissionDenied, match="do not have permission"):
            calendly.scheduled_events.list(organization=organization).all()


def test_what_does_not_exist_is_not_found(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    for path in ("/nowhere", "/users", "/users/NOBODY", "/event_types/NONE"):
        assert get(sandbox, path).status_code == 404
    booked = sandbox.book()
    with pytest.raises(NotFound):
        calendly.scheduled_events.invitee("NOBODY", event=booked.event)
    with pytest.raises(BadRequest):
        calendly.scheduled_events.list(page_token="made up").all()


def test_a_deleted_event_type_leaves_the_list_and_can_be_fetched(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    intro = sandbox.event_type("intro-call")
    sandbox.world.event_types[intro.uri]["deleted_at"] = stamp(MONDAY)
    listed = calendly.event_types.list(organization=sandbox.organization).all()
    assert intro.uri not in {event_type.uri for event_type in listed}
    assert calendly.event_types.get(intro.uri).deleted_at == MONDAY


def test_it_can_be_mounted_without_sockets() -> None:
    sandbox = CalendlySandbox()
    with httpx.Client(transport=sandbox.transport()) as http:
        calendly = Calendly(sandbox.token, base_url="http://sandbox", http=http)
        assert calendly.users.me() == sandbox.users[0]


def test_a_seed_makes_ids_repeatable_and_without_one_they_differ() -> None:
    organizations = [CalendlySandbox(seed=seed).organization for seed in (1, 1, None, None)]
    assert organizations[0] == organizations[1]
    assert len(set(organizations)) == 3


def test_mistakes_in_a_test_are_told_by_name(sandbox: CalendlySandbox) -> None:
    with pytest.raises(InvalidArgument, match="event_type: is none of this sandbox: intro-call, "):
        sandbox.book("intro")
    with pytest.raises(InvalidArgument, match="starts_at: has no time zone"):
        sandbox.book(starts_at=MONDAY.replace(tzinfo=None))
    with pytest.raises(InvalidArgument, match="invitee: is not one of this sandbox"):
        sandbox.cancel("https://api.calendly.com/scheduled_events/E1/invitees/I1")
    with pytest.raises(InvalidArgument, match="hosts: is empty"):
        sandbox.add_event_type("Nobody", hosts=[])
    with pytest.raises(InvalidArgument, match="moment: has no time zone"):
        sandbox.set_clock(MONDAY.replace(tzinfo=None))
    with pytest.raises(InvalidArgument, match="url: must be a valid URL"):
        sandbox.subscribe("nowhere")
    sandbox.subscribe("https://example.com/in")
    with pytest.raises(InvalidArgument, match="url: has a subscription already"):
        sandbox.subscribe("https://example.com/in")


def test_samples_can_be_told_what_to_be() -> None:
    delivery = sample_delivery(
        "invitee.canceled", rescheduled=True, by="host", reason="clash", at=MONDAY
    )
    invitee = payload(delivery)
    assert (invitee.rescheduled, delivery.created_at) == (True, MONDAY)
    assert invitee.cancellation is not None
    assert (invitee.cancellation.canceled_by, invitee.cancellation.reason) == (
        "Noor Haddad",
        "clash",
    )
    assert payload(sample_delivery(rescheduled=True)).old_invitee
    with pytest.raises(InvalidArgument, match=r"kind: must be one of contact\.created, "):
        sample_delivery("moon.full")


def test_it_runs_from_the_command_line(
    capsys: pytest.CaptureFixture[str], receiver: Receiver
) -> None:
    stop = threading.Event()
    stop.set()
    main(["--webhook", receiver.callback, "--signing-key", KEY, "--bookings", "2"], stop)
    told = capsys.readouterr().out.splitlines()
    assert all(line.startswith("export CALENDLY_") for line in told)
    lines = dict(line.removeprefix("export ").split("=", 1) for line in told)
    assert lines["CALENDLY_BASE_URL"].startswith("http://127.0.0.1:")
    assert lines["CALENDLY_TOKEN"]
    assert len(receiver.taken) == 2


def test_every_rule_says_how_sure_we_are_and_every_refusal_names_its_rule() -> None:
    for name, rule in RULES.items():
        assert rule.mark in {"documented", "observed", "assumed"}, name
        assert rule.says.endswith("."), name
        assert rule.source, name
    modules = [import_module(found.name) for found in everything() if "__main__" not in found.name]
    said = [thing for module in modules for thing in vars(module).values()]
    named = {thing.rule for thing in said if isinstance(thing, refusals.Refusal)}
    assert named <= set(RULES)
    assert len(named) > 20


def test_no_rule_is_told_twice() -> None:
    families = [import_module(f.name) for f in everything() if ".rules_" in f.name]
    names = [name for family in families for name in family.RULES]
    assert sorted(names) == sorted(RULES)


def everything() -> list[pkgutil.ModuleInfo]:
    return list(pkgutil.walk_packages(package.__path__, f"{package.__name__}."))


def test_no_fixture_is_anybodys_real_address() -> None:
    folder = Path(inspect.getfile(package)).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    hosts = set(re.findall(r"\w@([\w.-]+)", text))
    assert hosts == {"example.com", "example.org"}


def test_a_loop_that_serves_the_receiver_may_book_in_the_background(
    sandbox: CalendlySandbox,
) -> None:
    """An asyncio application under test receives while its own loop is free."""
    taken: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        taken.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def scenario() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            sandbox.subscribe(f"http://127.0.0.1:{port}/")
            sandbox.sending = "background"
            sandbox.book()
            await asyncio.to_thread(sandbox.flush)

    asyncio.run(scenario())
    assert webhooks.parse_unverified(taken[0]).event == "invitee.created"

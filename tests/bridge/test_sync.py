"""A booking reaches CleverTap, once, as the plan says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from calendly_clevertap import (
    Booking,
    BookingIncomplete,
    BookingMapping,
    Happened,
    InvalidArgument,
    NotDelivered,
    Outcome,
    Plan,
    Timing,
    fields,
    read_booking,
    sync_booking,
)
from calendly_client.models import UnknownPayload, WebhookDelivery, WebhookEvent
from calendly_client.testing import CalendlySandbox, Delivery
from clevertap_client import ProfileRecord

from .conftest import START, Stage
from .plans import BOOKED, CANCELED, PLAN


def newest(sandbox: CalendlySandbox) -> WebhookDelivery:
    return sandbox.held[-1].read()


def test_a_booking_becomes_one_event_on_the_hosts_profile(stage: Stage) -> None:
    stage.calendly.book(utm={"source": "newsletter"}, answers={"Company name": "Analytical"})
    result = stage.sync(newest(stage.calendly), PLAN)
    assert result.happened is Happened.BOOKED
    assert [d.outcome for d in result.deliveries] == [Outcome.SENT]
    assert result.ok
    (event,) = stage.clevertap.events
    assert event.identity == "noor@example.com"
    assert event.name == "Meeting Scheduled"
    assert event.properties["invitee_name"] == "Ada Okafor"
    assert event.properties["company"] == "Analytical"
    assert event.properties["source"] == "newsletter"
    assert event.properties["meeting_date"].endswith("UTC+01:00")
    assert event.properties["meeting_starts_at"].startswith("$D_")
    assert event.properties["booking_key"] == result.key
    assert event.ts == int(START.timestamp())
    host = stage.clevertap.profile("noor@example.com")
    assert host is not None
    assert host.properties == {"Name": "Noor Haddad", "Email": "noor@example.com"}


def test_the_same_delivery_again_sends_nothing(stage: Stage) -> None:
    stage.calendly.book()
    stage.sync(newest(stage.calendly), PLAN)
    requests = len(stage.clevertap.journal)
    again = stage.sync(newest(stage.calendly), PLAN)
    assert [d.outcome for d in again.deliveries] == [Outcome.ALREADY]
    assert again.ok
    assert len(stage.clevertap.journal) == requests


def test_webhook_and_invitee_uri_tell_the_same_fact(stage: Stage) -> None:
    invitee = stage.calendly.book()
    first = stage.sync(invitee.uri, PLAN)
    second = stage.sync(newest(stage.calendly), PLAN)
    assert first.key == second.key
    assert [d.outcome for d in second.deliveries] == [Outcome.ALREADY]
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


def test_a_cancellation_says_who_and_why_and_when(stage: Stage) -> None:
    invitee = stage.calendly.book()
    stage.later(timedelta(minutes=10))
    stage.calendly.cancel(invitee, by="host", reason="I am ill")
    result = stage.sync(newest(stage.calendly), PLAN)
    assert result.happened is Happened.CANCELED
    (event,) = stage.clevertap.events
    assert event.properties["canceled_by"] == "host"
    assert event.properties["reason"] == "I am ill"
    assert event.ts == int((START + timedelta(minutes=10)).timestamp())


def test_two_invitees_of_one_group_event_are_two_events(stage: Stage) -> None:
    start = START + timedelta(days=2)
    for name in ("Ada", "Grace"):
        stage.calendly.book("office-hours", invitee_name=name, starts_at=start)
    for letter in stage.calendly.held:
        stage.sync(letter.read(), PLAN)
    assert len({e.uri for e in stage.calendly.events}) == 1
    assert [e.properties["invitee_name"] for e in stage.clevertap.events] == ["Ada", "Grace"]


def test_a_collective_meeting_is_an_event_for_each_host_even_if_one_is_refused(
    stage: Stage,
) -> None:
    hosts = stage.calendly.users
    assert len(hosts) == 3
    stage.calendly.add_event_type("Board", hosts=hosts, pooling_type="collective")
    stage.calendly.book("board")
    mapping = BookingMapping.on("Meeting Scheduled", user=fields.host.email).for_each(fields.hosts)
    plan = Plan().booked(mapping.event("names", fields.hosts.names))
    stage.clevertap.refuse_next(512)
    result = stage.sync(newest(stage.calendly), plan)
    outcomes = sorted(d.outcome for d in result.deliveries)
    assert outcomes == [Outcome.DEAD, Outcome.SENT, Outcome.SENT]
    assert len({e.identity for e in stage.clevertap.events}) == 2
    (dead,) = (d for d in result.deliveries if d.outcome is Outcome.DEAD)
    assert dead.code == "512"
    assert dead.advice
    again = stage.sync(newest(stage.calendly), plan)
    assert sorted(d.outcome for d in again.deliveries) == [
        Outcome.ALREADY, Outcome.ALREADY, Outcome.DEAD,
    ]  # fmt: skip
    assert stage.ledger.stats()["done"] == 2
    with pytest.raises(NotDelivered, match="Meeting Scheduled: dead"):
        again.raise_for_undelivered()


def test_a_collective_meeting_without_for_each_is_dead_with_advice(stage: Stage) -> None:
    stage.calendly.book("architecture-review")
    result = stage.sync(newest(stage.calendly), PLAN)
    (delivery,) = result.deliveries
    assert delivery.outcome is Outcome.DEAD
    assert "for_each(fields.hosts)" in delivery.advice
    assert stage.clevertap.events == ()


def test_also_sends_to_the_invitee(stage: Stage) -> None:
    plan = PLAN.also(BookingMapping.on("I Booked", user=fields.invitee.email.lower()))
    stage.calendly.book()
    stage.sync(newest(stage.calendly), plan)
    assert sorted((e.name, e.identity) for e in stage.clevertap.events) == [
        ("I Booked", "ada@example.org"),
        ("Meeting Scheduled", "noor@example.com"),
    ]


def test_what_the_plan_does_not_serve_is_ignored_without_a_call(stage: Stage) -> None:
    invitee = stage.calendly.book()
    stage.calendly.cancel(invitee)
    result = stage.sync(newest(stage.calendly), Plan().booked(BOOKED))
    assert result.ignored == "the plan has no mapping for canceled"
    assert result.deliveries == ()
    assert stage.calendly.journal == stage.clevertap.journal == []


def test_a_delivery_about_no_booking_is_ignored(stage: Stage) -> None:
    delivery = WebhookDelivery(
        event=WebhookEvent.ROUTING_FORM_SUBMISSION_CREATED, created_at=START,
        payload=UnknownPayload(),
    )  # fmt: skip
    result = stage.sync(delivery, PLAN)
    assert result.happened is None
    assert result.ignored == "routing_form_submission.created is not about a booking"


def test_a_no_show_is_known_but_not_planned(stage: Stage) -> None:
    invitee = stage.calendly.book()
    stage.later(timedelta(days=3))
    stage.calendly.mark_no_show(invitee)
    result = stage.sync(newest(stage.calendly), PLAN)
    assert result.happened is Happened.NO_SHOW
    assert result.ignored == "the plan has no mapping for no-show"


def without_event(delivery: WebhookDelivery) -> WebhookDelivery:
    assert delivery.invitee is not None
    return evolve(delivery, payload=evolve(delivery.invitee, scheduled_event=None))


def test_an_old_delivery_lacks_its_event_so_it_is_fetched_once(stage: Stage) -> None:
    stage.calendly.book()
    result = stage.sync(without_event(newest(stage.calendly)), PLAN)
    assert result.ok
    paths = [entry.request.path.split("/")[1] for entry in stage.calendly.journal]
    assert paths.count("scheduled_events") == 1


def test_an_event_that_cannot_be_fetched_is_a_named_error_and_nothing_is_lost(
    stage: Stage,
) -> None:
    stage.calendly.book()
    delivery = without_event(newest(stage.calendly))
    events = dict(stage.calendly.world.events)
    stage.calendly.world.events.clear()
    with pytest.raises(BookingIncomplete, match=r"no scheduled event: .*404") as caught:
        stage.sync(delivery, PLAN)
    assert caught.value.part == "scheduled event"
    assert stage.clevertap.journal == []
    stage.calendly.world.events.update(events)
    assert stage.sync(delivery, PLAN).ok


def test_clients_of_different_colours_are_refused(blocking_stage: Stage) -> None:
    mixed: dict[str, Any] = {
        "calendly": blocking_stage.clients()["calendly"],
        "clevertap": blocking_stage.clients(awaiting=True)["clevertap"],
    }
    with pytest.raises(InvalidArgument, match="must be blocking if calendly is"):
        sync_booking("uri", plan=PLAN, ledger=blocking_stage.ledger, **mixed)


def test_choices_are_checked_before_anything_is_sent(blocking_stage: Stage) -> None:
    with pytest.raises(InvalidArgument, match="late: must be one of notify, record, hold"):
        blocking_stage.sync("uri", PLAN, late="sometimes")


def test_a_reading_that_differs_later_is_reported_and_not_sent(stage: Stage) -> None:
    stage.calendly.book()
    first = newest(stage.calendly)
    stage.sync(first, PLAN)
    assert first.invitee is not None
    renamed = evolve(first, payload=evolve(first.invitee, name="Ada King"))
    again = stage.sync(renamed, PLAN)
    assert any("differs: invitee_name" in remark for remark in again.deliveries[0].remarks)
    (event,) = stage.clevertap.events
    assert event.properties["invitee_name"] == "Ada Okafor"


class TestLate:
    """Live campaigns look two hours back."""

    def test_notify_stamps_the_arrival_and_keeps_the_true_time(self, stage: Stage) -> None:
        stage.calendly.book()
        stage.later(timedelta(hours=3))
        (delivery,) = stage.sync(newest(stage.calendly), PLAN).deliveries
        assert delivery.timing is Timing.NOW
        (event,) = stage.clevertap.events
        assert event.ts == int(stage.moment.timestamp())
        assert event.properties["occurred_at"] == f"$D_{int(START.timestamp())}"

    def test_record_keeps_the_true_time(self, stage: Stage) -> None:
        stage.calendly.book()
        stage.later(timedelta(hours=3))
        (delivery,) = stage.sync(newest(stage.calendly), PLAN, late="record").deliveries
        assert delivery.timing is Timing.PAST
        assert stage.clevertap.events[0].ts == int(START.timestamp())

    def test_hold_sends_nothing_until_told_otherwise(self, stage: Stage) -> None:
        stage.calendly.book()
        stage.later(timedelta(hours=3))
        (delivery,) = stage.sync(newest(stage.calendly), PLAN, late="hold").deliveries
        assert delivery.outcome is Outcome.HELD
        assert stage.clevertap.events == ()
        assert stage.ledger.stats()["pending"] == 1
        assert stage.sync(newest(stage.calendly), PLAN, late="notify").ok

    def test_what_is_ahead_of_our_clock_is_late_too(self, stage: Stage) -> None:
        stage.calendly.book()
        stage.moment -= timedelta(minutes=10)
        (delivery,) = stage.sync(newest(stage.calendly), PLAN).deliveries
        assert delivery.timing is Timing.NOW


class TestHostProfile:
    """It must be there, with Email, before the first event; and it is the account's, not ours."""

    def test_a_curated_profile_is_left_alone(self, stage: Stage) -> None:
        curated = ProfileRecord("noor@example.com", {"Name": "Dr Haddad", "Email": "n@example.net"})
        stage.run(stage.clients()["clevertap"].uploads.send([curated]))
        stage.calendly.book()
        stage.sync(newest(stage.calendly), PLAN)
        host = stage.clevertap.profile("noor@example.com")
        assert host is not None
        assert host.properties == {"Name": "Dr Haddad", "Email": "n@example.net"}

    def test_it_is_looked_at_once_per_host(self, stage: Stage) -> None:
        for _ in range(3):
            stage.calendly.book()
            stage.sync(newest(stage.calendly), PLAN)
        sent = [e.request.method for e in stage.clevertap.journal]
        assert sent.count("GET") == 1
        assert sent.count("POST") == 4

    def test_it_comes_before_the_event_in_a_call_of_its_own(self, stage: Stage) -> None:
        stage.calendly.book()
        stage.sync(newest(stage.calendly), PLAN)
        kinds = [
            [record["type"] for record in entry.request.json()["d"]]
            for entry in stage.clevertap.journal
            if entry.request.method == "POST"
        ]
        assert kinds == [["profile"], ["event"]]

    def test_a_refused_property_is_dropped_and_the_rest_sent_again(self, stage: Stage) -> None:
        stage.calendly.book()
        stage.clevertap.refuse_next(515)
        (delivery,) = stage.sync(newest(stage.calendly), PLAN).deliveries
        assert delivery.outcome is Outcome.SENT
        assert any("profile Email: refused with code 515" in r for r in delivery.remarks)
        host = stage.clevertap.profile("noor@example.com")
        assert host is not None
        assert host.properties == {"Name": "Noor Haddad"}


def test_the_directory_looks_a_host_up_once(stage: Stage) -> None:
    from calendly_clevertap import HostDirectory

    known = HostDirectory()
    for _ in range(3):
        stage.calendly.book()
        stage.sync(newest(stage.calendly), PLAN, hosts=known)
    assert len([e for e in stage.calendly.journal if e.request.path.startswith("/users")]) == 1


def test_a_host_who_may_not_be_looked_up_gets_utc_and_a_remark(stage: Stage) -> None:
    stage.calendly.book()
    delivery = newest(stage.calendly)
    stage.calendly.world.users.clear()
    result = stage.sync(delivery, PLAN)
    assert result.ok
    assert any("host" in remark and "404" in remark for remark in result.remarks)
    assert stage.clevertap.events[0].properties["meeting_date"].endswith(" UTC")


def test_canceled_mapping_reads_nothing_it_does_not_need(stage: Stage) -> None:
    stage.calendly.book()
    stage.sync(newest(stage.calendly), Plan().booked(CANCELED))
    assert stage.calendly.journal == []


def test_a_cancellation_does_not_look_up_what_only_bookings_ask_for(stage: Stage) -> None:
    invitee = stage.calendly.book()
    stage.calendly.cancel(invitee)
    assert stage.sync(newest(stage.calendly), PLAN).ok
    assert stage.calendly.journal == []


def test_a_booking_can_be_read_for_a_preview(stage: Stage) -> None:
    invitee = stage.calendly.book()
    calendly = stage.clients()["calendly"]
    made: Booking = stage.run(read_booking(invitee.uri, calendly=calendly))
    (target,) = PLAN.preview(made).targets
    assert target.remarks == ()
    assert target.record is not None
    stage.sync(newest(stage.calendly), PLAN)
    assert dict(target.record.properties) == dict(stage.clevertap.events[0].properties)


def test_a_moved_booking_is_read_with_its_old_time(stage: Stage) -> None:
    invitee = stage.calendly.book()
    old = stage.calendly.events[0].start_time
    stage.calendly.reschedule(invitee, starts_at=old + timedelta(days=1))
    new = next(d for d in map(Delivery.read, stage.calendly.held[::-1]) if "created" in d.event)
    made: Booking = stage.run(read_booking(new, calendly=stage.clients()["calendly"]))
    assert made.previous is not None
    assert made.previous.starts_at == old
    assert made.host is not None
    assert made.host.timezone == "Europe/Berlin"
    stage.calendly.world.users.clear()
    with pytest.raises(BookingIncomplete, match="no host"):
        stage.run(read_booking(new, calendly=stage.clients()["calendly"]))


def test_a_collective_meeting_that_names_no_host_is_dead_with_advice(stage: Stage) -> None:
    stage.calendly.book()
    delivery = stage.calendly.held[-1].read()
    payload: Any = delivery.payload
    event = evolve(payload.scheduled_event, event_memberships=())
    empty = evolve(delivery, payload=evolve(payload, scheduled_event=event))
    mapping = BookingMapping.on("Meeting Scheduled", user=fields.host.email).for_each(fields.hosts)
    result = stage.sync(empty, Plan().booked(mapping))
    assert [d.outcome for d in result.deliveries] == ["dead"]
    assert result.deliveries[0].advice
    assert stage.clevertap.events == ()


def test_two_events_for_one_user_are_one_and_the_result_says_so(stage: Stage) -> None:
    stage.calendly.book(invitee_email="ada@example.org")
    name = "Meeting Scheduled"
    plan = (
        Plan()
        .booked(BookingMapping.on(name, user=fields.invitee.email).event("of", "the plan"))
        .also(BookingMapping.on(name, user=fields.invitee.email.lower()).event("of", "also"))
    )
    result = stage.sync(stage.calendly.held[-1].read(), plan)
    assert len(result.deliveries) == 1
    assert [dict(event.properties)["of"] for event in stage.clevertap.events] == ["the plan"]
    assert any("the first is sent" in remark for remark in result.remarks)


def test_an_event_that_is_held_touches_nothing(stage: Stage) -> None:
    stage.calendly.book()
    delivery = stage.calendly.held[-1].read()
    stage.later(timedelta(hours=5))
    result = stage.sync(delivery, PLAN, late="hold")
    assert [d.outcome for d in result.deliveries] == ["held"]
    assert stage.clevertap.journal == []

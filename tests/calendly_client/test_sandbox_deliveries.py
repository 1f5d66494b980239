"""The sandbox delivers as Calendly does: again and again, twice, in any order, to those meant."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from calendly_client import (
    Calendly,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    WebhookEvent,
    WebhookState,
    webhooks,
)
from calendly_client.testing import CalendlySandbox, Delay, sample_delivery

from .conftest import KEY, MONDAY, Receiver

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sandbox() -> Iterator[CalendlySandbox]:
    with CalendlySandbox() as sandbox:
        sandbox.set_clock(MONDAY)
        yield sandbox


def minutes(sandbox: CalendlySandbox) -> list[int]:
    """When attempts were made, in minutes since Monday at nine."""
    sent = [delivery.sent_at for delivery in sandbox.deliveries]
    return [round((at - MONDAY) / MINUTE) for at in sent if at is not None]


# ------------------------------------------------------------------------------------ trying again


def test_a_failed_delivery_is_tried_again_with_growing_pauses(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    told.status = 500
    sandbox.book()
    assert [letter.number for letter in sandbox.retries] == [1]
    sandbox.advance(10 * MINUTE)
    assert minutes(sandbox) == [0, 1, 3, 7]
    assert [delivery.attempt for delivery in sandbox.deliveries] == [1, 2, 3, 4]
    assert len({delivery.body for delivery in sandbox.deliveries}) == 1
    told.status = 200
    sandbox.advance(5 * MINUTE)
    assert sandbox.deliveries[-1].succeeded
    assert sandbox.subscriptions[0].retry_started_at is None
    assert list(sandbox.retries) == []
    assert sandbox.now() == MONDAY + 15 * MINUTE
    sandbox.advance(48 * HOUR)
    assert minutes(sandbox) == [0, 1, 3, 7, 15]
    assert sandbox.subscriptions[0].state is WebhookState.ACTIVE


def test_after_a_day_without_success_the_subscription_is_disabled(
    sandbox: CalendlySandbox, told: Receiver, calendly: Calendly
) -> None:
    told.status = 404
    sandbox.book(starts_at=MONDAY + 72 * HOUR)
    sandbox.advance(23 * HOUR)
    assert sandbox.subscriptions[0].state is WebhookState.ACTIVE
    assert minutes(sandbox)[-1] == 1023
    told.status = 200
    sandbox.advance(HOUR)
    hook = calendly.webhook_subscriptions.get(sandbox.subscriptions[0].uri)
    assert (hook.state, hook.retry_started_at) == (WebhookState.DISABLED, MONDAY)
    sandbox.book()
    assert minutes(sandbox)[-1] == 1023


def test_one_success_keeps_a_subscription_alive(sandbox: CalendlySandbox, told: Receiver) -> None:
    told.status = 500
    sandbox.book()
    sandbox.advance(12 * HOUR)
    told.status = 200
    sandbox.book()
    told.status = 500
    sandbox.book()
    sandbox.advance(13 * HOUR)
    (hook,) = sandbox.subscriptions
    assert (hook.state, hook.retry_started_at) == (WebhookState.ACTIVE, MONDAY + 12 * HOUR)


def test_a_delivery_about_a_meeting_long_past_is_not_tried_for_long(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    booked = sandbox.book(starts_at=MONDAY - 23 * HOUR)
    told.status = 500
    sandbox.mark_no_show(booked)
    sandbox.advance(23 * HOUR)
    assert minutes(sandbox)[1:] == [0, 1, 3, 7, 15, 31, 63]  # an hour and a half, for 30 minutes


def test_pauses_can_be_set_and_retries_called_off(receiver: Receiver) -> None:
    receiver.status = 500
    found: list[list[int]] = []
    for pauses in ((5 * MINUTE, HOUR), ()):
        with CalendlySandbox(retry_pauses=pauses) as sandbox:
            sandbox.set_clock(MONDAY)
            sandbox.subscribe(receiver.callback)
            sandbox.book()
            sandbox.advance(10 * HOUR)
            found.append(minutes(sandbox))
    assert found == [[0, 5, 65], [0]]


@pytest.mark.parametrize("anew", [True, False])
def test_retries_are_signed_anew_or_not(receiver: Receiver, *, anew: bool) -> None:
    receiver.status = 500
    with CalendlySandbox(sign_retries=anew) as sandbox:
        sandbox.set_clock(MONDAY)
        sandbox.subscribe(receiver.callback, signing_key=KEY)
        sandbox.book()
        sandbox.advance(3 * MINUTE)
        first, *others = [delivery.header for delivery in sandbox.deliveries]
        assert all((header == first) is not anew for header in others)
        signed = webhooks.verify(sandbox.deliveries[-1].body, others[-1], KEY, tolerance=None)
        assert signed == (sandbox.now() if anew else MONDAY)


def test_the_clock_shows_a_retrys_own_time_while_it_is_made(sandbox: CalendlySandbox) -> None:
    seen: list[datetime] = []

    class Watch(Receiver):
        def handle(self, request: Any) -> Any:
            seen.append(sandbox.now())
            self.status = 500
            return super().handle(request)

    with Watch() as watch:
        sandbox.subscribe(watch.callback)
        sandbox.book()
        sandbox.advance(4 * MINUTE)
    assert seen == [MONDAY, MONDAY + MINUTE, MONDAY + 3 * MINUTE]


def test_a_running_clock_is_looked_at_by_ticking(sandbox: CalendlySandbox, told: Receiver) -> None:
    told.status = 500
    sandbox.book()
    sandbox.tick()
    sandbox.set_clock(MONDAY + 2 * MINUTE)
    assert minutes(sandbox) == [0]
    sandbox.tick()
    assert minutes(sandbox) == [0, 2]
    sandbox.set_clock(None)
    sandbox.tick()


def test_retries_are_held_too_and_a_deleted_subscription_gets_none(
    sandbox: CalendlySandbox, told: Receiver, calendly: Calendly
) -> None:
    told.status = 500
    sandbox.sending = "held"
    sandbox.book()
    sandbox.flush()
    sandbox.advance(2 * MINUTE)
    (again,) = sandbox.held
    assert (again.attempt, len(told.journal)) == (1, 1)
    (sent,) = sandbox.flush()
    assert (sent.attempt, sent.number) == (2, again.number)
    calendly.webhook_subscriptions.delete(sandbox.subscriptions[0].uri)
    sandbox.advance(HOUR)
    assert (sandbox.held, sandbox.retries) == ((), ())


def test_time_passes_once_what_is_under_way_in_the_background_has_come(receiver: Receiver) -> None:
    receiver.fail(Delay(0.05))
    receiver.status = 500
    with CalendlySandbox(sending="background") as sandbox:
        sandbox.set_clock(MONDAY)
        sandbox.subscribe(receiver.callback)
        sandbox.book()
        sandbox.advance(3 * MINUTE)
        assert minutes(sandbox) == [0, 1, 3]


def test_what_is_held_is_signed_even_if_its_subscription_has_gone(
    sandbox: CalendlySandbox, told: Receiver, calendly: Calendly
) -> None:
    sandbox.sending = "held"
    sandbox.book()
    calendly.webhook_subscriptions.delete(sandbox.subscriptions[0].uri)
    sandbox.flush()
    assert [delivery.event for delivery in told.taken] == ["invitee.created"]


@pytest.mark.parametrize("host", ["a" * 70, "xn--", "exa mple"])
def test_a_receiver_whose_name_cannot_be_is_one_that_does_not_answer(
    sandbox: CalendlySandbox, host: str
) -> None:
    sandbox.subscribe(f"http://{host}/in")
    sandbox.book()
    (delivery,) = sandbox.deliveries
    assert (delivery.status, delivery.succeeded) == (None, False)
    assert delivery.error


# -------------------------------------------------------------------------------- by many threads


def test_a_call_waits_for_its_own_deliveries_and_for_nobody_elses(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    booked = sandbox.book()
    with sandbox.lock:  # written, but not sent yet
        document = sandbox.world.invitees[booked.uri]
        sandbox.meetings.cancel_invitee(document, "invitee", "Ada Okafor", None)
    with ThreadPoolExecutor(1) as other:
        other.submit(sandbox.book).result()
    assert [delivery.event for delivery in told.taken] == ["invitee.created"] * 2
    sandbox.send_out()
    assert told.taken[-1].event == "invitee.canceled"


def test_stopping_waits_for_deliveries_that_other_threads_make() -> None:
    begun, may_end = threading.Event(), threading.Event()

    class Slow(Receiver):
        def handle(self, request: Any) -> Any:
            begun.set()
            may_end.wait(10)
            return super().handle(request)

    with Slow() as slow, ThreadPoolExecutor(1) as other, CalendlySandbox() as sandbox:
        sandbox.subscribe(slow.callback)
        booking = other.submit(sandbox.book)
        assert begun.wait(10)
        threading.Timer(0.05, may_end.set).start()
        sandbox.stop()
        assert [delivery.succeeded for delivery in sandbox.deliveries] == [True]
        booking.result()


# ---------------------------------------------------------------------------- twice, in any order


def test_deliveries_may_come_twice_and_in_any_order(
    sandbox: CalendlySandbox, told: Receiver
) -> None:
    sandbox.sending = "held"
    for _ in range(5):
        sandbox.book()
    sandbox.duplicate()
    sandbox.duplicate(sandbox.held[0])
    written = [delivery.number for delivery in sandbox.held]
    assert written == [1, 2, 3, 4, 5, 5, 1]
    sandbox.shuffle(seed=4)
    sent = [delivery.number for delivery in sandbox.flush()]
    assert sent != written
    assert sorted(sent) == sorted(written)
    sandbox.sending = "now"
    sandbox.duplicate()
    assert told.taken[-1] == told.taken[-2]
    with pytest.raises(InvalidArgument, match="delivery: is missing"):
        CalendlySandbox().duplicate()


# --------------------------------------------------------------------------- who hears, and of what


def test_a_group_hears_of_its_members(
    sandbox: CalendlySandbox, receiver: Receiver, calendly: Calendly
) -> None:
    noor, tomas, _ = sandbox.users
    group = sandbox.add_group("Sales", members=[tomas])
    hook = calendly.webhook_subscriptions.create(
        url=receiver.callback,
        events=["invitee.created", "event_type.created"],
        organization=sandbox.organization,
        scope="group",
        group=group.uri,
        signing_key=KEY,
    )
    assert (hook.scope, hook.group, hook.user) == ("group", group.uri, None)
    sandbox.book("intro-call")
    sandbox.book("architecture-review")
    sandbox.add_event_type("Not Theirs", hosts=[noor])
    sandbox.add_event_type("Theirs", hosts=[tomas])
    assert [delivery.event for delivery in receiver.taken] == [
        "invitee.created",
        "event_type.created",
    ]
    listed = calendly.webhook_subscriptions.list(
        organization=sandbox.organization, scope="group", group=group.uri
    )
    assert listed.all() == (hook,)
    events = calendly.scheduled_events.list(group=group.uri, organization=sandbox.organization)
    assert [event.name for event in events] == ["Architecture Review"]


def test_others_subscriptions_are_not_shown(sandbox: CalendlySandbox) -> None:
    hook = sandbox.subscribe("https://example.com/in")
    with Calendly(sandbox.token_for(sandbox.users[2]), base_url=sandbox.url) as aiko:
        with pytest.raises(PermissionDenied):
            aiko.webhook_subscriptions.get(hook.uri)
        with pytest.raises(PermissionDenied):
            aiko.webhook_subscriptions.delete(hook.uri)
        with pytest.raises(PermissionDenied):
            aiko.webhook_subscriptions.list(
                organization=sandbox.organization, scope="organization"
            ).all()
        with pytest.raises(NotFound):
            aiko.webhook_subscriptions.get(f"{hook.uri}X")


# ------------------------------------------------------------------------------------------ samples


@pytest.mark.parametrize("event", list(WebhookEvent))
def test_there_is_a_sample_of_every_event(
    sandbox: CalendlySandbox, calendly: Calendly, event: WebhookEvent
) -> None:
    scope = "user" if event.startswith("meeting_recap") else "organization"
    delivery = calendly.sample_webhook_data.get(
        event=event,
        organization=sandbox.organization,
        scope=scope,
        user=sandbox.users[0].uri if scope == "user" else None,
    )
    made_up = sample_delivery(event, at=MONDAY)
    for found in (delivery, made_up):
        assert (found.event, found.created_at) == (event, MONDAY)
        assert type(found.payload).__name__ != "UnknownPayload"
    assert type(delivery.payload) is type(made_up.payload)
    assert sandbox.invitees == ()

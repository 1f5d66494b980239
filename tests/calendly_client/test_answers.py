"""What each method gives, from a Calendly on loopback, in both colours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from calendly_client import (
    AlreadyCanceled,
    AmbiguousDelivery,
    CancelerType,
    Conflict,
    EventStatus,
    EventTypeKind,
    Hooks,
    InsufficientScope,
    NotFound,
    PermissionDenied,
    PoolingType,
    Response,
    RetryPolicy,
    UnexpectedReply,
    User,
    WebhookScope,
    WebhookState,
    ZoomConference,
)
from calendly_client.testing import Answer, CalendlySandbox, Reset, Truncate

from .conftest import KEY, Colour, Receiver

NEXT_WEEK = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture
def client(colour: Colour, sandbox: CalendlySandbox) -> Any:
    return colour.client(sandbox)


def test_a_user_tells_the_time_zone_that_webhooks_leave_out(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    me: User = colour.run(client.users.me())
    assert me == sandbox.users[0]
    assert me.timezone == "Europe/Berlin"
    assert colour.run(client.users.get("me")) == me
    assert colour.run(client.users.get(sandbox.users[1].uri)).timezone == "America/New_York"


def test_event_types_say_how_hosts_share_them(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    found = colour.all(client.event_types.list(organization=sandbox.organization, count=3))
    assert [(e.slug, e.kind, e.pooling_type) for e in found] == [
        ("architecture-review", EventTypeKind.SOLO, PoolingType.COLLECTIVE),
        ("intro-call", EventTypeKind.SOLO, None),
        ("office-hours", EventTypeKind.GROUP, None),
        ("sales-call", EventTypeKind.SOLO, PoolingType.ROUND_ROBIN),
    ]
    intro = colour.run(client.event_types.get(found[1].uri))
    assert intro == found[1]
    assert intro.custom_questions[0].name == "Company name"
    mine = colour.all(client.event_types.list(user=sandbox.users[2].uri, active=True))
    assert [e.slug for e in mine] == ["sales-call"]


def test_an_event_tells_its_hosts_its_link_and_who_comes(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    booked = sandbox.book("architecture-review", starts_at=NEXT_WEEK, guests=["guest@example.org"])
    event = colour.run(client.scheduled_events.get(booked.event))
    assert [host.user_email for host in event.hosts] == ["noor@example.com", "tomas@example.com"]
    assert (event.start_time, event.end_time) == (NEXT_WEEK, NEXT_WEEK + timedelta(minutes=45))
    assert isinstance(event.location, ZoomConference)
    assert event.location.join_url
    assert event.event_guests[0].email == "guest@example.org"
    assert (event.invitees_counter.total, event.invitees_counter.active) == (1, 1)


def test_an_invitee_tells_answers_and_where_they_came_from(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    booked = sandbox.book(answers={"Company name": "Okafor & Co"}, utm={"source": "newsletter"})
    invitee = colour.run(client.scheduled_events.invitee(booked.uri))
    assert invitee == booked
    assert invitee.answer("company  NAME") == "Okafor & Co"
    assert invitee.tracking.utm_source == "newsletter"
    assert colour.all(client.scheduled_events.invitees(booked.event)) == (invitee,)


def test_filters_find_what_they_say(colour: Colour, sandbox: CalendlySandbox, client: Any) -> None:
    days = [NEXT_WEEK + timedelta(days=day) for day in range(4)]
    booked = [sandbox.book(starts_at=d, invitee_email=f"{d.day}@example.org") for d in days]
    sandbox.book("sales-call", starts_at=NEXT_WEEK)
    sandbox.cancel(booked[3])
    me = sandbox.users[0].uri

    def found(**filters: Any) -> list[int]:
        events = colour.all(client.scheduled_events.list(user=me, **filters))
        return [event.start_time.day for event in events]

    assert found() == [1, 2, 3, 4]
    assert found(sort="start_time:desc", count=3) == [4, 3, 2, 1]
    assert found(min_start_time=days[1], max_start_time=days[2]) == [2, 3]
    assert found(status=EventStatus.CANCELED) == [4]
    assert found(invitee_email="2@EXAMPLE.org") == [2]
    everything = client.scheduled_events.list(organization=sandbox.organization)
    assert len(colour.all(everything)) == 5


def test_a_list_is_read_page_by_page_and_goes_on_another_day(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    for _ in range(5):
        sandbox.book()
    me = sandbox.users[0].uri
    first = client.scheduled_events.list(user=me, count=2)
    assert sandbox.journal == []
    everything = colour.all(first)
    assert len(sandbox.journal) == 3
    described = client.describe.scheduled_events.list(user=me, count=2)
    token = colour.run(client.sender.send(described)).value.next_token
    assert colour.all(client.scheduled_events.list(user=me, page_token=token)) == everything[2:]


def test_canceling_tells_who_did_it_and_a_second_time_is_told_apart(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    booked = sandbox.book()
    cancellation = colour.run(client.scheduled_events.cancel(booked.event, reason="I am ill"))
    assert cancellation.canceler_type is CancelerType.HOST
    assert (cancellation.canceled_by, cancellation.reason) == ("Noor Haddad", "I am ill")
    with pytest.raises(AlreadyCanceled) as refused:
        colour.run(client.scheduled_events.cancel(booked.event))
    assert refused.value.attempts == 1


def test_a_cancellation_whose_answer_was_lost_is_told_as_done(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    booked = sandbox.book()
    sandbox.fail(Reset(applied=True), method="POST")
    with pytest.raises(AlreadyCanceled) as done:
        colour.run(client.scheduled_events.cancel(booked.event))
    assert done.value.attempts == 2
    assert sandbox.events[0].status is EventStatus.CANCELED


def test_a_subscription_lives_from_creation_to_deletion(
    colour: Colour, sandbox: CalendlySandbox, receiver: Receiver, client: Any
) -> None:
    hooks, me = client.webhook_subscriptions, sandbox.users[0]
    whose = {"organization": sandbox.organization, "scope": "user", "user": me.uri}
    made = colour.run(
        hooks.create(url=receiver.callback, events=["invitee.created"], signing_key=KEY, **whose)
    )
    assert (made.state, made.scope) == (WebhookState.ACTIVE, WebhookScope.USER)
    assert (made.callback_url, made.user, made.creator) == (receiver.callback, me.uri, me.uri)
    assert colour.run(hooks.get(made.uri)) == made
    assert colour.all(hooks.list(**whose)) == (made,)
    booked = sandbox.book()
    assert [d.invitee.uri for d in receiver.taken if d.invitee] == [booked.uri]
    with pytest.raises(Conflict, match="already exists"):
        colour.run(hooks.create(url=receiver.callback, events=["invitee.created"], **whose))
    assert colour.run(hooks.delete(made.uri)) is None
    with pytest.raises(NotFound):
        colour.run(hooks.delete(made.uri))
    assert colour.all(hooks.list(**whose)) == ()


def test_a_subscription_whose_answer_was_lost_is_not_made_twice(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    sandbox.fail(Reset(applied=True), method="POST")
    with pytest.raises(AmbiguousDelivery, match="may have been applied"):
        colour.run(
            client.webhook_subscriptions.create(
                url="https://example.com/in",
                events=["invitee.created"],
                organization=sandbox.organization,
                scope="organization",
            )
        )
    assert len(sandbox.subscriptions) == 1


def test_a_token_without_the_scope_says_which_it_needs(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    token = sandbox.token_for(sandbox.users[0], scopes=["webhooks:write"])
    narrow = colour.client(sandbox.url, token)
    hooks = narrow.webhook_subscriptions
    assert colour.all(hooks.list(organization=sandbox.organization, scope="organization")) == ()
    with pytest.raises(InsufficientScope) as refused:
        colour.run(narrow.users.me())
    assert refused.value.required_scopes == ("users:read",)


def test_others_meetings_are_not_shown(colour: Colour, sandbox: CalendlySandbox) -> None:
    booked = sandbox.book()
    aiko = colour.client(sandbox.url, sandbox.token_for(sandbox.users[2]))
    with pytest.raises(PermissionDenied, match="not allowed to view"):
        colour.run(aiko.scheduled_events.get(booked.event))
    with pytest.raises(PermissionDenied, match="not allowed to cancel"):
        colour.run(aiko.scheduled_events.cancel(booked.event))
    with pytest.raises(PermissionDenied, match="also specify organization"):
        colour.all(aiko.scheduled_events.list(user=sandbox.users[0].uri))


def test_the_raw_form_gives_the_reply_around_the_value(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    response: Response[User] = colour.run(client.with_raw_response.users.me())
    assert response.value == sandbox.users[0]
    assert response.reply.status == 200
    assert response.reply.headers["x-ratelimit-limit"] == "500"
    assert response.attempts == 1


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Answer(200), "the body is empty"),
        (Answer(200, b"<html>"), "not JSON"),
        (Answer.json([]), "$.resource: missing"),
        (Answer.json({"resource": {"uri": 5}}), "$.resource.uri"),
        (Answer.json({"resource": None}), "$.resource"),
    ],
)
def test_a_reply_that_is_not_what_calendly_promises_is_told_by_its_path(
    colour: Colour, sandbox: CalendlySandbox, client: Any, fault: Answer, problem: str
) -> None:
    sandbox.fail(fault)
    with pytest.raises(UnexpectedReply) as unexpected:
        colour.run(client.users.me())
    assert problem in str(unexpected.value)
    assert unexpected.value.__cause__ is None
    assert unexpected.value.__context__ is None


def test_a_reply_cut_short_is_read_again(
    colour: Colour, sandbox: CalendlySandbox, client: Any
) -> None:
    sandbox.fail(Truncate(keep=20))
    assert colour.run(client.users.me()) == sandbox.users[0]
    assert len(sandbox.journal) == 2


def test_one_odd_event_does_not_lose_the_page_and_is_reported(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    sandbox.book()
    booked = sandbox.book()
    odd = sandbox.world.events[booked.event]
    odd |= {"status": "paused", "location": {"type": "hologram", "pod": 7}, "event_guests": "none"}
    odd["invitees_counter"] = {"total": "many"}
    drifts: list[str] = []
    hooks = Hooks(on_drift=lambda drift: drifts.append(f"{drift.model}.{drift.field}"))
    client = colour.client(sandbox, hooks=hooks)
    events = colour.all(client.scheduled_events.list(user=sandbox.users[0].uri))
    assert len(events) == 2
    assert (events[1].status, events[1].status.is_known) == ("paused", False)
    assert events[1].location.data == {"type": "hologram", "pod": 7}
    assert events[1].event_guests == ()
    assert sorted(drifts) == ["InviteesCounter.total", "ScheduledEvent.event_guests"]


def test_calendlys_own_reset_header_says_how_long_to_wait(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    sandbox.rate_limit = 1
    sandbox.set_clock(NEXT_WEEK)
    waits: list[float] = []
    hooks = Hooks(on_retry=lambda request, seconds, attempt: waits.append(seconds))
    client = colour.client(sandbox, hooks=hooks, retry=RetryPolicy(retries=1))
    colour.run(client.users.me())
    with pytest.raises(Exception, match="retry after 60 s"):
        colour.run(client.users.me())
    assert waits == [60.0]

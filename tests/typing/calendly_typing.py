"""What type-checkers see. Checked by mypy and pyright, both strict; never run."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, assert_type

import httpx

from calendly_client import (
    ActivityLogEntry,
    AsyncCalendly,
    AsyncPages,
    AvailabilityInterval,
    AvailabilityRule,
    AvailabilitySchedule,
    Booked,
    Calendly,
    Call,
    Cancellation,
    ChangedContact,
    Contact,
    CustomFieldValue,
    EventMembership,
    EventType,
    EventTypeAvailableTime,
    EventTypePayload,
    GroupInvitee,
    GroupMember,
    Invitee,
    InviteePayload,
    MeetingRecap,
    MembershipResult,
    OrganizationInvitation,
    OutgoingCommunicationPage,
    Page,
    Pages,
    Payload,
    Response,
    RoutingForm,
    ScheduledEvent,
    Share,
    UnknownGroupOwner,
    UnknownPayload,
    User,
    UserBusyTime,
    UserMeetingLimits,
    WebhookSubscription,
    webhooks,
)

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def blocking(calendly: Calendly) -> None:
    assert_type(calendly.users.me(), User)
    assert_type(calendly.scheduled_events.get("E1"), ScheduledEvent)
    assert_type(calendly.scheduled_events.cancel("E1", reason="x"), Cancellation)
    assert_type(calendly.scheduled_events.list(user="U1"), Pages[ScheduledEvent])
    assert_type(calendly.scheduled_events.invitees("E1").all(), tuple[Invitee, ...])
    assert_type(calendly.webhook_subscriptions.delete("H1"), None)
    assert_type(calendly.organizations.invite("O1", email="a@example.org"), OrganizationInvitation)
    assert_type(calendly.activity_log_entries.list(organization="O1"), Pages[ActivityLogEntry])
    for relationship in calendly.group_relationships.list(group="G1"):
        assert_type(relationship.owner, GroupMember | GroupInvitee | UnknownGroupOwner)
    for sent in calendly.outgoing_communications.list(organization="O1").pages():
        if isinstance(sent, OutgoingCommunicationPage):
            assert_type(sent.total_count, int | None)
    assert_type(
        calendly.invitees.book(
            event_type="T1", start_time=NOW, email="ada@example.org", timezone="UTC", name="Ada"
        ),
        Booked,
    )
    assert_type(calendly.contacts.list(name=["Ada", "Ben"]), Pages[Contact])
    assert_type(calendly.contacts.get("C1").custom_field("Size"), CustomFieldValue)
    assert_type(calendly.contact_lists.add("L1", ["C1"]), MembershipResult)
    for event in calendly.scheduled_events.list():
        assert_type(event, ScheduledEvent)
        assert_type(event.hosts, tuple[EventMembership, ...])
        if event.location is not None:
            assert_type(event.location.join_url, str | None)
            assert_type(event.location.location, str | None)
    for page in calendly.scheduled_events.list().pages():
        assert_type(page, Page[ScheduledEvent])
    with calendly as same:
        assert_type(same, Calendly)
    assert_type(calendly.with_options(timeout=1), Calendly)


async def awaited(calendly: AsyncCalendly) -> None:
    pending = assert_type(calendly.users.me(), Coroutine[Any, Any, User])
    assert_type(await pending, User)
    assert_type(await calendly.users.me(), User)
    assert_type(await calendly.scheduled_events.get("E1"), ScheduledEvent)
    assert_type(await calendly.data_compliance.delete_invitees(emails=["a@example.org"]), None)
    assert_type(await calendly.routing_forms.list(organization="O1").all(), tuple[RoutingForm, ...])
    assert_type(calendly.scheduled_events.list(), AsyncPages[ScheduledEvent])
    assert_type(await calendly.meeting_recaps.update("R1", summary_md=None), MeetingRecap)
    assert_type(await calendly.scheduled_events.list().all(), tuple[ScheduledEvent, ...])
    async for event in calendly.scheduled_events.list():
        assert_type(event, ScheduledEvent)
    async for page in calendly.scheduled_events.list().pages():
        assert_type(page, Page[ScheduledEvent])
    async with calendly as same:
        assert_type(same, AsyncCalendly)


def raw(calendly: Calendly) -> None:
    response = calendly.with_raw_response.scheduled_events.get("E1")
    assert_type(response, Response[ScheduledEvent])
    assert_type(response.value, ScheduledEvent)


async def raw_awaited(calendly: AsyncCalendly) -> None:
    assert_type(await calendly.with_raw_response.users.me(), Response[User])


def described(calendly: Calendly, other: AsyncCalendly) -> tuple[Call[Any], ...]:
    return (
        assert_type(calendly.describe.scheduled_events.cancel("E1"), Call[Cancellation]),
        assert_type(other.describe.scheduled_events.list(), Call[Page[ScheduledEvent]]),
        assert_type(calendly.describe.webhook_subscriptions.get("H1"), Call[WebhookSubscription]),
    )


async def a_forgotten_await_is_found(calendly: AsyncCalendly) -> None:
    calendly.scheduled_events.cancel("E1")  # type: ignore[unused-coroutine] # pyright: ignore[reportUnusedCoroutine] # it is what is shown here
    print(calendly.users.me().name)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType] # a coroutine has no name


def a_client_of_the_other_colour_is_refused() -> None:
    Calendly("token", http=httpx.Client())
    AsyncCalendly("token", http=httpx.AsyncClient())
    Calendly("token", http=httpx.AsyncClient())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # it is what is shown here
    AsyncCalendly("token", http=httpx.Client())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # it is what is shown here


def wrong_arguments_are_found(calendly: Calendly) -> None:
    calendly.scheduled_events.get(5)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # it is what is shown here
    calendly.scheduled_events.get()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] # it is what is shown here
    calendly.scheduled_events.list(usr="U1")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] # it is what is shown here


def deliveries(body: bytes) -> None:
    delivery = webhooks.parse(body, None, "key")
    assert_type(delivery.payload, Payload)
    assert_type(delivery.invitee, InviteePayload | None)
    assert_type(delivery.contact, ChangedContact | None)
    match delivery.payload:
        case EventTypePayload(scheduling_url=page):
            assert_type(page, str)
        case UnknownPayload(data=data):
            assert_type(data, Mapping[str, Any])
        case _:
            pass
    if delivery.invitee is not None:
        assert_type(delivery.invitee.scheduled_event, ScheduledEvent | None)


def availability(calendly: Calendly) -> None:
    later = NOW + timedelta(days=90)
    times, busy = calendly.event_type_available_times, calendly.user_busy_times
    listed = times.list(event_type="T1", start_time=NOW, end_time=later)
    assert_type(listed, tuple[EventTypeAvailableTime, ...])
    walked = times.walk(event_type="T1", start_time=NOW, end_time=later)
    assert_type(walked, Iterator[EventTypeAvailableTime])
    assert_type(busy.walk(user="U1", end_time=later), Iterator[UserBusyTime])
    assert_type(calendly.user_meeting_limits.update(user="U1", daily_limit=None), UserMeetingLimits)
    assert_type(calendly.shares.create("T1", location_configurations=["custom"]), Share)
    assert_type(calendly.event_types.update("T1", active=False), EventType)
    assert_type(calendly.event_types.find("intro-call", user="U1"), EventType | None)
    week = AvailabilityRule.week({"monday": [("09:00", "17:00")]})
    schedule = calendly.user_availability_schedules.update("S1", rules=week)
    assert_type(schedule, AvailabilitySchedule)
    assert_type(schedule.hours(NOW.date()), tuple[AvailabilityInterval, ...])


async def availability_awaited(calendly: AsyncCalendly) -> None:
    times = calendly.event_type_available_times
    walked = times.walk(event_type="T1", start_time=NOW, end_time=NOW + timedelta(days=90))
    async for time in walked:
        assert_type(time, EventTypeAvailableTime)
    limits = await calendly.user_meeting_limits.get(user="U1")
    assert_type(limits.daily_limit, int | None)

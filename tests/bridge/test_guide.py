"""Row by row, what the guide to Calendly with Zapier does: all of it is here, and shown to work.

Its traps have rows of their own, in test_traps.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from calendly_clevertap import (
    Booking,
    BookingMapping,
    Check,
    Diagnosis,
    Plan,
    doctor,
    fields,
    presets,
    publish,
    read_booking,
    recipe,
)
from calendly_client.models import WebhookEvent
from clevertap_client.testing import StoredEvent

from .conftest import Stage
from .test_doors import opened, serving
from .test_intake import KEY

GUIDE = presets.zapier_guide()
PLAN = Plan().booked(GUIDE)
HOST = "noor@example.com"
TEMPLATE = (
    'Hey {{ Profile.name | default:"There!" }}, A new meeting has been scheduled by '
    '{{ Event["invitee_name"] | default:"somebody" }} at {{ Event["meeting_date"] }}. '
    'Here\'s the link to join: {{ Event["meeting_url"] }}.'
)


def arrived(stage: Stage, plan: Plan = PLAN, kind: str = "intro-call") -> StoredEvent:
    """Let somebody book, and give the event that CleverTap has then."""
    stage.calendly.book(kind)
    stage.sync(stage.calendly.held[-1].read(), plan)
    return stage.clevertap.events[-1]


def the_trigger_is_invitee_created(stage: Stage) -> None:
    assert PLAN.subscriptions == (WebhookEvent.INVITEE_CREATED,)
    assert arrived(stage).name == "Meeting Scheduled"


def the_action_is_upload_event(stage: Stage) -> None:
    arrived(stage)
    (request,) = (
        request
        for request in stage.clevertap.requests("POST", "/1/upload")
        if request.json()["d"][0]["type"] == "event"
    )
    assert request.json()["d"][0]["evtName"] == "Meeting Scheduled"


def user_id_is_the_hosts_address_and_object_id_stays_empty(stage: Stage) -> None:
    arrived(stage)
    sent = stage.clevertap.requests("POST", "/1/upload")[-1].json()["d"][0]
    assert sent["identity"] == HOST
    assert "objectId" not in sent


def creation_date_is_when_the_user_joined_calendly(stage: Stage) -> None:
    event = arrived(stage)
    profile = stage.clevertap.profile(HOST)
    joined = stage.calendly.users[0].created_at
    assert profile is not None
    assert joined is not None
    assert profile.properties["calendly_user_since"] == f"$D_{int(joined.timestamp())}"
    assert event.ts != int(joined.timestamp())


def the_events_name_is_free(stage: Stage) -> None:
    plan = Plan().booked(presets.zapier_guide("30 Minute Meeting scheduled"))
    assert arrived(stage, plan).name == "30 Minute Meeting scheduled"


def invitee_name_is_sent(stage: Stage) -> None:
    assert arrived(stage).properties["invitee_name"] == "Ada Okafor"


def invitee_email_is_sent(stage: Stage) -> None:
    assert arrived(stage).properties["invitee_email"] == "ada@example.org"


def meeting_url_is_sent(stage: Stage) -> None:
    assert str(arrived(stage).properties["meeting_url"]).startswith("https://")


def the_campaign_is_a_live_one_on_that_event(stage: Stage) -> None:
    found = recipe(PLAN)
    stage.clevertap.live_campaign(found.event_name, subject=found.subject, body=found.template)
    arrived(stage)
    assert stage.clevertap.outbox[-1].to == HOST


def the_campaigns_text_is_liquid(stage: Stage) -> None:
    assert recipe(PLAN).check(TEMPLATE) == ()
    stage.clevertap.live_campaign("Meeting Scheduled", subject="New", body=TEMPLATE)
    arrived(stage)
    name = stage.calendly.users[0].name
    assert stage.clevertap.outbox[-1].body.startswith(f"Hey {name}, A new meeting has been")


def preview_and_test_prints_it_with_a_real_booking(stage: Stage) -> None:
    invitee = stage.calendly.book()
    booking: Booking = stage.run(read_booking(invitee.uri, calendly=stage.clients()["calendly"]))
    (letter,) = recipe(PLAN).render(booking, TEMPLATE)
    assert "Ada Okafor at " in letter.text
    assert stage.clevertap.journal == []


def the_test_step_shows_what_would_be_sent(stage: Stage) -> None:
    stage.calendly.book()
    shown = str(PLAN.preview(Booking.from_delivery(stage.calendly.held[-1].read())))
    assert f"Meeting Scheduled, for {HOST}" in shown
    assert "'Ada Okafor' (string)" in shown
    assert stage.clevertap.journal == []


def one_zap_for_each_meeting_type_is_one_line(stage: Stage) -> None:
    office = presets.zapier_guide("Office Hours Booked")
    plan = PLAN.when(fields.meeting.name.equals("Office Hours"), booked=office)
    assert arrived(stage, plan).name == "Meeting Scheduled"
    assert arrived(stage, plan, "office-hours").name == "Office Hours Booked"


def another_zap_for_each_team_member_is_one_line(stage: Stage) -> None:
    lead = BookingMapping.on("Team Meeting Scheduled", user="lead@example.com")
    stage.calendly.book()
    stage.sync(stage.calendly.held[-1].read(), PLAN.also(lead))
    assert {event.identity for event in stage.clevertap.events} == {HOST, "lead@example.com"}


def each_host_of_a_team_gets_the_event(stage: Stage) -> None:
    arrived(stage, kind="architecture-review")
    assert len({event.identity for event in stage.clevertap.events}) == 2


def seen(stage: Stage, tools: dict[str, Any]) -> dict[str, Check]:
    diagnosis: Diagnosis = stage.run(doctor(signing_keys=KEY, **tools))
    return {check.name: check for check in diagnosis.checks}


def an_unpublished_zap_does_nothing_and_here_it_is_said_so(stage: Stage) -> None:
    for subscription in stage.calendly.subscriptions:
        stage.clients()["calendly"].webhook_subscriptions.delete(subscription.uri)
    tools: dict[str, Any] = {**stage.clients(), "plan": PLAN}
    with opened(stage) as door, serving(door.wsgi) as url:
        tools |= {"url": url}
        checks = seen(stage, tools)
        assert checks["subscription"].ok is False
        assert "publish" in str(checks["subscription"].cure)
        publish(signing_key=KEY, **tools)
        checks = seen(stage, tools)
        assert checks["subscription"].ok


def once_published_bookings_arrive_by_themselves(stage: Stage) -> None:
    with opened(stage) as door, serving(door.wsgi) as url:
        publish(url, **stage.clients(), plan=PLAN, signing_key=KEY)
        stage.calendly.book()
        stage.calendly.flush()
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


Row: TypeAlias = Callable[[Stage], None]
ROWS: tuple[tuple[str, Row], ...] = (
    ("step 1: trigger", the_trigger_is_invitee_created),
    ("step 2: action", the_action_is_upload_event),
    ("field: User ID, Object ID", user_id_is_the_hosts_address_and_object_id_stays_empty),
    ("field: Creation Date", creation_date_is_when_the_user_joined_calendly),
    ("field: Event Name", the_events_name_is_free),
    ("field: invitee_name", invitee_name_is_sent),
    ("field: invitee_email", invitee_email_is_sent),
    ("field: meeting_url", meeting_url_is_sent),
    ("step 3: campaign, live behavior", the_campaign_is_a_live_one_on_that_event),
    ("step 4: content", the_campaigns_text_is_liquid),
    ("step 4: preview and test", preview_and_test_prints_it_with_a_real_booking),
    ("step 4: publish", once_published_bookings_arrive_by_themselves),
    ("test step", the_test_step_shows_what_would_be_sent),
    ("FAQ: one Zap per meeting type", one_zap_for_each_meeting_type_is_one_line),
    ("FAQ: further team members", another_zap_for_each_team_member_is_one_line),
    ("FAQ: further team members, collective", each_host_of_a_team_gets_the_event),
    ("FAQ: an unpublished Zap", an_unpublished_zap_does_nothing_and_here_it_is_said_so),
)


@pytest.mark.parametrize(("feature", "shown"), ROWS, ids=[name for name, _ in ROWS])
def test_the_guide_row_by_row(blocking_stage: Stage, feature: str, shown: Row) -> None:
    shown(blocking_stage)

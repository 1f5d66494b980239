"""The traps of the guide that this replaces: none of them catches us.

The numbers are those of the list in the reference material on the booking campaign.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from calendly_clevertap import BookingMapping, InvalidArgument, Plan, Timing, fields
from clevertap_client.testing import Mail

from .conftest import Stage
from .plans import BOOKED, PLAN

TEMPLATE = (
    'Hey {{ Profile.name | default: "There!" }}, {{ Event["invitee_name"] | default: "NULL" }} at '
    '{{ Event["meeting_date"] | default: "TBD" }}: {{ Event["meeting_url"] | default: "N/A" }}'
)


def mailed(stage: Stage, plan: Plan = PLAN, event: str = "Meeting Scheduled") -> Mail | None:
    """Book with a campaign in place; give the mail that goes out, if one does."""
    stage.clevertap.live_campaign(event, subject="New meeting", body=TEMPLATE)
    stage.calendly.book()
    stage.sync(stage.calendly.held[-1].read(), plan)
    return stage.clevertap.outbox[-1] if stage.clevertap.outbox else None


def test_1_one_name_spelled_one_way(blocking_stage: Stage) -> None:
    assert mailed(blocking_stage) is not None
    with pytest.raises(InvalidArgument, match="one event to CleverTap"):
        PLAN.also(BookingMapping.on("meeting scheduled", user=fields.invitee.email))


def test_2_the_mail_has_a_date_for_people(blocking_stage: Stage) -> None:
    mail = mailed(blocking_stage)
    assert mail is not None
    assert "TBD" not in mail.body
    assert "UTC+01:00" in mail.body


def test_3_the_day_a_user_joined_calendly_is_never_the_events_time(blocking_stage: Stage) -> None:
    stage = blocking_stage
    joined = stage.calendly.users[0].created_at
    plan = Plan().booked(BOOKED.profile("calendly_user_since", fields.host.calendly_user_since))
    stage.later(timedelta(days=60))
    assert mailed(stage, plan) is not None
    assert stage.clevertap.events[0].ts == int(stage.moment.timestamp())
    host = stage.clevertap.profile("noor@example.com")
    assert host is not None
    assert joined is not None
    assert host.properties["calendly_user_since"] == f"$D_{int(joined.timestamp())}"


def test_4_the_start_of_the_meeting_is_a_property_and_not_the_events_time(
    blocking_stage: Stage,
) -> None:
    assert mailed(blocking_stage) is not None
    (event,) = blocking_stage.clevertap.events
    starts_at = blocking_stage.calendly.events[0].start_time
    assert event.properties["meeting_starts_at"] == f"$D_{int(starts_at.timestamp())}"
    assert event.ts < starts_at.timestamp()


def test_5_the_host_can_be_mailed_from_the_first_event_on(blocking_stage: Stage) -> None:
    mail = mailed(blocking_stage)
    assert mail is not None
    assert mail.to == "noor@example.com"


def test_5_also_if_an_event_alone_had_made_the_profile(blocking_stage: Stage) -> None:
    stage = blocking_stage
    bare = BookingMapping.on("Something Else", user=fields.host.email)
    stage.calendly.book()
    stage.sync(stage.calendly.held[-1].read(), Plan().booked(bare))
    host = stage.clevertap.profile("noor@example.com")
    assert host is not None
    assert host.properties == {}
    assert mailed(stage) is not None


def test_6_nobody_reads_the_word_null(blocking_stage: Stage) -> None:
    mail = mailed(blocking_stage)
    assert mail is not None
    for word in ("NULL", "TBD", "N/A", "There!", "None"):
        assert word not in mail.body


def test_7_property_names_arrive_letter_for_letter(blocking_stage: Stage) -> None:
    mailed(blocking_stage)
    (event,) = blocking_stage.clevertap.events
    named = [name for name, _ in BOOKED.events]
    assert [name for name in event.properties if name in named] == named


def test_8_a_delivery_that_comes_twice_mails_once(blocking_stage: Stage) -> None:
    stage = blocking_stage
    assert mailed(stage) is not None
    stage.sync(stage.calendly.held[-1].read(), PLAN)
    stage.sync(stage.calendly.invitees[-1].uri, PLAN)
    assert len(stage.clevertap.outbox) == 1


def test_9_an_opted_out_host_gets_the_event_and_no_mail(blocking_stage: Stage) -> None:
    stage = blocking_stage
    opted_out = Plan().booked(BOOKED.profile("MSG-email", False))
    assert mailed(stage, opted_out) is None
    assert stage.clevertap.event_count("Meeting Scheduled") == 1
    assert "opted out" in stage.clevertap.silent[0].reason


def test_10_a_late_event_still_feeds_the_live_campaign(blocking_stage: Stage) -> None:
    stage = blocking_stage
    stage.clevertap.live_campaign("Meeting Scheduled", subject="s", body=TEMPLATE)
    stage.calendly.book()
    stage.later(timedelta(hours=20))
    (delivery,) = stage.sync(stage.calendly.held[-1].read(), PLAN).deliveries
    assert delivery.timing is Timing.NOW
    assert "NULL" not in stage.clevertap.outbox[0].body

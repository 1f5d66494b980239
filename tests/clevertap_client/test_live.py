"""Live campaigns: which event mails, and why another stays silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clevertap_client import (
    CleverTap,
    CleverTapError,
    Conflict,
    EventRecord,
    ObjectId,
    ProfileRecord,
)
from clevertap_client.testing import CleverTapSandbox

NOW = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
COACH = ProfileRecord("coach", {"Name": "Kim", "Email": "kim@x.example"})


@pytest.fixture
def client(sandbox: CleverTapSandbox) -> Iterator[CleverTap]:
    sandbox.clock = lambda: NOW
    sandbox.live_campaign(
        "Lesson Booked",
        subject='{{ Event["pupil"] }} booked',
        body="Hi {{ Profile.name | default: 'you' }}, at {{ Event.when | default: 'TBD' }}.",
    )
    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client:
        yield client


def send(client: CleverTap, at: datetime | None = None, name: str = "Lesson Booked") -> None:
    client.uploads.send([EventRecord(name, "coach", {"pupil": "<Jo>"}, at=at)])


def test_an_event_of_now_mails_the_rendered_template(
    sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    client.uploads.send([COACH])
    send(client)
    (mail,) = sandbox.outbox
    assert (mail.to, mail.subject) == ("kim@x.example", "<Jo> booked")
    assert mail.body == "Hi Kim, at TBD."
    assert mail.event is sandbox.events[0]
    assert sandbox.silent == []


@pytest.mark.parametrize(
    ("age", "reason"),
    [
        (timedelta(hours=2), None),
        (timedelta(hours=2, seconds=1), "2.0 hours old"),
        (timedelta(days=40), "960.0 hours old"),
        (timedelta(minutes=-2), None),
        (timedelta(minutes=-2, seconds=-1), "2 minutes ahead"),
        (timedelta(days=-1), "1440 minutes ahead"),
    ],
)
def test_only_events_from_2_hours_ago_to_2_minutes_ahead_mail(
    sandbox: CleverTapSandbox, client: CleverTap, age: timedelta, reason: str | None
) -> None:
    client.uploads.send([COACH])
    send(client, NOW - age)
    assert len(sandbox.outbox) == (reason is None)
    assert [reason in silence.reason for silence in sandbox.silent if reason] == [True] * (
        reason is not None
    )
    # Stored they are in any case, and the client knew.
    assert sandbox.event_count("Lesson Booked", "coach") == 1
    known = EventRecord("Lesson Booked", "coach", at=NOW - age).fires_live_campaign(NOW)
    assert known is (reason is None)


@pytest.mark.parametrize("name", ["lesson booked", "LessonBooked", "LESSON  BOOKED"])
def test_case_and_spaces_of_the_name_make_no_difference(
    sandbox: CleverTapSandbox, client: CleverTap, name: str
) -> None:
    client.uploads.send([COACH])
    send(client, name=name)
    assert len(sandbox.outbox) == 1


def test_other_words_do(sandbox: CleverTapSandbox, client: CleverTap) -> None:
    client.uploads.send([COACH])
    send(client, name="30 Minute Lesson Booked")
    assert sandbox.outbox == []
    assert "no campaign qualifies" in sandbox.silent[0].reason
    assert sandbox.silent[0].campaign is None


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"Name": "Kim"}, "no Email"),
        ({"Email": "kim@x.example", "MSG-email": False}, "MSG-email"),
    ],
)
def test_a_profile_that_cannot_be_mailed_stays_silent(
    sandbox: CleverTapSandbox, client: CleverTap, properties: Any, reason: str
) -> None:
    client.uploads.send([ProfileRecord("coach", properties)])
    send(client)
    assert sandbox.outbox == []
    assert reason in sandbox.silent[0].reason


def test_a_profile_made_by_the_event_alone_has_no_address(
    sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    client.uploads.send([EventRecord("Lesson Booked", "kim@x.example")])
    assert "no Email" in sandbox.silent[0].reason


def test_a_profile_in_the_same_request_comes_too_late(
    sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    client.uploads.send([COACH, EventRecord("Lesson Booked", "coach", {"pupil": "Jo"})])
    assert "no Email" in sandbox.silent[0].reason


def test_two_sendings_are_two_mails(sandbox: CleverTapSandbox, client: CleverTap) -> None:
    client.uploads.send([COACH])
    send(client)
    send(client)
    assert len(sandbox.outbox) == 2


def test_every_fitting_campaign_mails(sandbox: CleverTapSandbox, client: CleverTap) -> None:
    second = sandbox.live_campaign("lessonbooked", subject="{{ Profile.Email }}")
    client.uploads.send([COACH])
    send(client)
    assert [mail.campaign is second for mail in sandbox.outbox] == [False, True]
    assert sandbox.outbox[1].subject == "kim@x.example"


def test_a_dry_run_mails_nobody(sandbox: CleverTapSandbox, client: CleverTap) -> None:
    client.uploads.send([COACH])
    client.uploads.validate([EventRecord("Lesson Booked", "coach")])
    assert sandbox.outbox == []


def test_a_template_that_cannot_be_read_is_refused_when_it_is_published(
    sandbox: CleverTapSandbox,
) -> None:
    with pytest.raises(CleverTapError, match="line 1"):
        sandbox.live_campaign("Seen", subject="{{ Event.x")


def test_a_template_that_fails_says_so_and_the_event_is_kept(
    sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    sandbox.live_campaign("Seen", body="{{ Event.x | no_such_filter }}")
    client.uploads.send([ProfileRecord(ObjectId("d"), {"Email": "d@x.example"})])
    result = client.uploads.send([EventRecord("Seen", ObjectId("d"))])
    assert result.complete
    assert "the template fails" in sandbox.silent[0].reason


def test_an_event_for_a_ghost_tells_who_has_the_address(
    sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    client.uploads.send([COACH])
    client.uploads.send([EventRecord("Lesson Booked", "kim@x.example")])
    reason = sandbox.silent[0].reason
    assert "no Email; another profile, with the identity 'coach', has this identity" in reason
    assert [person.identity for person in sandbox.profiles] == ["coach", "kim@x.example"]


def test_the_reason_names_the_events_that_campaigns_are_for(
    sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    send(client, name="Lesson Bookt")
    assert "there are campaigns on 'Lesson Booked'" in sandbox.silent[0].reason


def test_a_live_campaign_can_be_stopped_and_capped_and_has_a_control_group(
    sandbox: CleverTapSandbox, client: CleverTap
) -> None:
    client.uploads.send([COACH])
    sandbox.account.dashboard.frequency_caps["email"] = 1
    send(client)
    send(client)
    sandbox.control_group(None, "coach")
    send(client)
    (campaign,) = sandbox.account.live
    with pytest.raises(Conflict):
        client.campaigns.result(campaign.id)
    client.campaigns.stop(campaign.id)
    send(client)
    assert [silence.reason for silence in sandbox.silent] == [
        "the frequency cap: 1 a day by email",
        "the profile is in the system control group",
        "the campaign was stopped",
    ]
    (row,) = client.reports.messages(NOW.date(), NOW.date()).messages
    assert (row.id, row.status, row.sent) == (campaign.id, "stopped", 1)

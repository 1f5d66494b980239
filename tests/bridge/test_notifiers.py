"""Triggers and mails are mappings as events are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from calendly_clevertap import (
    BookingMapping,
    EmailMapping,
    InvalidArgument,
    Plan,
    TriggerMapping,
    fields,
    template,
)
from calendly_clevertap.ledger import Entry
from calendly_clevertap.notifiers import notify
from calendly_clevertap.preview import Target
from calendly_clevertap.serving import AnyMapping
from calendly_clevertap.work import Work

from .bookings import booking
from .conftest import Stage

BOOKING = booking(invitee_name='<b>Ada</b> & "Co"', timezone="Europe/Berlin")
TRIGGER = (
    TriggerMapping.on(1750575722, user=fields.host.email.lower())
    .property("invitee_name", fields.invitee.name)
    .property("minutes", fields.meeting.minutes)
    .property("source", fields.utm.source)
)
MAIL = EmailMapping.on(
    user=fields.host.email.lower(),
    subject=template("New meeting with {who}", who=fields.invitee.name),
    body=template("<p>{who}, {m} minutes</p>", who=fields.invitee.name, m=fields.meeting.minutes),
    sender_name="Bookings",
    tag_group="booking-notify",
)

trigger_on: Any = TriggerMapping.on
anything: Any = TRIGGER
mail_on: Any = EmailMapping.on


def only(mapping: AnyMapping) -> Target:
    (target,) = mapping.preview(BOOKING).targets
    return target


def told(mapping: Any) -> Any:
    return json.loads(only(mapping).payload)


def test_a_trigger_carries_what_the_campaign_prints() -> None:
    assert told(TRIGGER) == {
        "campaign": "1750575722",
        "to": "noor@example.com",
        "properties": {
            "invitee_name": '<b>Ada</b> & "Co"', "minutes": 30, "booking_key": BOOKING.key,
        },
    }  # fmt: skip
    assert only(TRIGGER).kind == "trigger"


def test_what_is_put_into_a_mail_is_escaped_and_its_own_html_is_not() -> None:
    assert told(MAIL) == {
        "to": "noor@example.com",
        "content": {
            "subject": 'New meeting with <b>Ada</b> & "Co"',
            "body": "<p>&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;Co&quot;, 30 minutes</p>",
            "sender_name": "Bookings",
        },
        "options": {"tag_group": "booking-notify"},
    }  # fmt: skip
    assert only(MAIL).kind == "email"


def test_a_body_that_is_no_template_is_escaped_as_a_whole() -> None:
    mail = EmailMapping.on(user="u", subject="s", body=fields.invitee.name.or_else("<hr>"))
    assert told(mail)["content"]["body"].startswith("&lt;b&gt;")
    plain = EmailMapping.on(user="u", subject="s", body="<hr>")
    assert told(plain)["content"]["body"] == "<hr>"


def test_a_mail_with_a_gap_is_not_sent_and_says_which() -> None:
    mail = evolve(MAIL, body=template("{s}", s=fields.utm.source))
    assert "body: the booking has no template" in (only(mail).problem or "")
    assert only(mail).payload == b""


def test_a_plan_takes_them_wherever_it_takes_a_mapping() -> None:
    event = BookingMapping.on("Meeting Scheduled", user=fields.host.email.lower())
    plan = Plan().booked(event).canceled(MAIL).also(TRIGGER.for_each(fields.hosts))
    assert [(t.kind, t.name) for t in plan.targets(BOOKING)] == [
        ("event", "Meeting Scheduled"), ("trigger", "trigger 1750575722"),
    ]  # fmt: skip
    assert Plan.from_json(plan.to_json()) == plan
    with pytest.raises(InvalidArgument, match="same name to the same user"):
        Plan().booked(MAIL).also(MAIL)
    Plan().booked(MAIL).also(evolve(MAIL, called="another"))


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: trigger_on("x1", user="u"), "campaign_id: must be the number of a campaign"),
        (lambda: trigger_on(1, user=fields.meeting.starts_at), "user: must be text"),
        (lambda: anything.property("", "x"), "is empty"),
        (lambda: anything.property("at", fields.meeting.starts_at), "at: is a time"),
        (lambda: mail_on(user="u", subject=" ", body="x"), "subject: is empty"),
        (lambda: mail_on(user="u", subject="x", body=3), "body: must be text"),
        (lambda: mail_on(user="u", subject="x", body="x", colour="red"), "knows no colour"),
    ],
)
def test_what_cannot_be_sent_is_refused_when_it_is_made(make: Any, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert problem in str(caught.value)


@pytest.mark.parametrize("mapping", [TRIGGER, MAIL], ids=["trigger", "mail"])
def test_they_survive_json(mapping: TriggerMapping | EmailMapping) -> None:
    again: Any = type(mapping).from_json(mapping.to_json())
    assert again == mapping
    assert told(again) == told(mapping)


@pytest.mark.parametrize("kind", ["trigger", "email"])
def test_clevertap_gets_them(stage: Stage, kind: str) -> None:
    campaign = stage.clevertap.external_campaign(
        "Booked", subject="New", body="{{ ExternalTrigger.invitee_name | escape }}"
    )
    stage.clevertap.add_profile("noor@example.com", Email="noor@example.com")
    trigger = evolve(TRIGGER, campaign_id=str(campaign))
    target = only(trigger if kind == "trigger" else MAIL)
    entry = Entry(
        key="k", booking=BOOKING.key, target=target.name, kind=target.kind, identity="u",
        person="p", event=target.payload, occurred_at=BOOKING.occurred_at,
    )  # fmt: skip
    work = Work(plan=Plan(), ledger=stage.ledger, **stage.clients())
    stage.run(work.perform(notify(work, entry)))
    (message,) = stage.clevertap.messages
    assert message.to == "noor@example.com"
    body = "&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;Co&quot;"
    shown = message.content["body"].replace("&#34;", "&quot;")
    assert shown == (body if kind == "trigger" else f"<p>{body}, 30 minutes</p>")


def test_a_subject_stays_in_one_line_whatever_people_are_called() -> None:
    target = MAIL.targets(booking(invitee_name="Ada\r\nBcc: everybody@example.com"))[0]
    subject = json.loads(target.payload)["content"]["subject"]
    assert subject == "New meeting with Ada Bcc: everybody@example.com"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"cls": 1}, "options: knows no cls"),
        ({"name": []}, "name: must be str, not list"),
        ({"name": " "}, "name: is empty"),
        ({"sender_name": ["x"]}, "sender_name: must be str or NoneType"),
        ({"more": 3}, "more: must be Mapping, not int"),
        ({"respect_frequency_caps": "no"}, "respect_frequency_caps: must be bool, not str"),
    ],
)
def test_what_no_mail_can_be_told_is_refused_in_json_too(options: Any, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        EmailMapping.from_json({"user": "u", "subject": "s", "body": "b", **options})
    assert problem in str(caught.value)


def test_the_key_is_the_bridges_own() -> None:
    with pytest.raises(InvalidArgument, match="booking_key: is sent along anyway"):
        TRIGGER.property("booking_key", "mine")


def test_a_repr_tells_nothing_of_further_keys() -> None:
    assert "a token" not in repr(mail_on(user="u", subject="s", body="b", more={"x": "a token"}))

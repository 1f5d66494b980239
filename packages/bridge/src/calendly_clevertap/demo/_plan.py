"""The plan that the demo runs, and the campaigns that its properties feed."""

from __future__ import annotations

from typing import Final

from .. import fields
from ..expressions import template
from ..mapping import BookingMapping
from ..plan import Plan
from ..presets import zapier_guide

COMPANY: Final = "Company name"
INTEREST: Final = "What would you like to see?"


def _for_the_host(event_name: str) -> BookingMapping:
    return (
        zapier_guide(event_name)
        .event("company", fields.answer(COMPANY).or_else("no company given"))
        .event("meeting_name", fields.meeting.name.or_else("meeting"))
        .event("meeting_starts_at", fields.meeting.starts_at)
    )


def _for_the_invitee(event_name: str) -> BookingMapping:
    local = fields.meeting.starts_at.text(
        zone=fields.invitee.timezone, format="{weekday} {day} {month_name}, {time} {offset}"
    )
    return (
        BookingMapping.on(event_name, user=fields.invitee.email.lower())
        .event("meeting", template("{m} with {h}", m=fields.meeting.name, h=fields.host.name))
        .event("meeting_date", local)
        .event("source", fields.utm.source.or_else("direct"))
        .profile("Name", fields.invitee.name)
        .profile("Email", fields.invitee.email)
    )


_WAS: Final = fields.previous.starts_at
PLAN: Final = (
    Plan()
    .booked(_for_the_host("Meeting Scheduled").event("interest", fields.answer(INTEREST)))
    .rescheduled(
        _for_the_host("Meeting Rescheduled")
        .event("previous_date", _WAS.text(zone=fields.host.timezone).or_else("some time"))
        .event("previous_starts_at", _WAS)
    )
    .canceled(
        _for_the_host("Meeting Canceled")
        .event("canceled_by", fields.cancellation.by.or_else("somebody"))
        .event("reason", fields.cancellation.reason.or_else("no reason given"))
    )
    .also(booked=_for_the_invitee("Demo Booked"), rescheduled=_for_the_invitee("Demo Moved"))
)
"""Two targets: the host, whom CleverTap mails, and the invitee, for segments and journeys."""


CAMPAIGNS: Final = {
    "Meeting Scheduled": (
        "New demo: {{ Event.invitee_name }} of {{ Event.company }}",
        'Hello {{ Profile.name | default: "there" }},\n\n'
        "{{ Event.invitee_name }} of {{ Event.company }} has booked a {{ Event.meeting_name }}:\n"
        "{{ Event.meeting_date }}\n\n"
        "Join here: {{ Event.meeting_url }}",
    ),
    "Meeting Rescheduled": (
        "Moved: {{ Event.invitee_name }}, now {{ Event.meeting_date }}",
        'Hello {{ Profile.name | default: "there" }},\n\n'
        "{{ Event.invitee_name }} has moved the {{ Event.meeting_name }}.\n"
        "Was: {{ Event.previous_date }}\n"
        "Now: {{ Event.meeting_date }}",
    ),
    "Meeting Canceled": (
        "Canceled: {{ Event.invitee_name }}",
        'Hello {{ Profile.name | default: "there" }},\n\n'
        "{{ Event.canceled_by }} has canceled the {{ Event.meeting_name }} of "
        "{{ Event.meeting_date }}:\n"
        "{{ Event.reason }}",
    ),
}
"""What the host is mailed, by the event: subject and text, as one types them in the dashboard."""

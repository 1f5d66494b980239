"""Mappings to start from: take one as it is, or add to it, as to any other.

Plan().booked(presets.zapier_guide())
Plan().booked(presets.zapier_guide().event("company", fields.answer("Company name")))
presets.full()
"""

from __future__ import annotations

from typing import Final

from . import fields
from .mapping import BookingMapping
from .plan import Plan

_HOSTS_CLOCK: Final = fields.host.timezone
_PLACE: Final = fields.meeting.join_url.or_else(fields.meeting.location_text).or_else(
    "see the invitation"
)


def _for_hosts(event_name: str) -> BookingMapping:
    return (
        BookingMapping.on(event_name, user=fields.host.email.lower())
        .for_each(fields.hosts)
        .event("invitee_name", fields.invitee.name)
        .event("invitee_email", fields.invitee.email)
        .event("meeting_date", fields.meeting.starts_at.text(zone=_HOSTS_CLOCK))
        .event("meeting_url", _PLACE)
        .profile("Name", fields.host.name)
        .profile("Email", fields.host.email)
    )


def zapier_guide(event_name: str = "Meeting Scheduled") -> BookingMapping:
    """Map what CleverTap's guide to Calendly with Zapier maps: an event on the host's profile.

    The guide's *User ID* is the host's address, and its *Creation Date* a property of the profile,
    ``calendly_user_since``: as the event's time it would keep campaigns from firing. Added to the
    guide's properties are ``meeting_date``, which its template prints, and ``Name`` and ``Email``,
    without which nobody can be mailed. Each host of a collective meeting gets an event.

    Args:
        event_name: What the campaign reacts to.

    See https://docs.clevertap.com/docs/calendly
    """
    since = fields.host.calendly_user_since
    return _for_hosts(event_name).profile("calendly_user_since", since)


def full() -> Plan:
    """Map all that bookings, reschedules, cancellations and no-shows tell, for the hosts.

    The events are Meeting Scheduled, Meeting Rescheduled, Meeting Canceled, Meeting No-Show and
    Meeting No-Show Undone. Times come twice: as dates, for segments, and as text, for people.
    """
    return (
        Plan()
        .booked(_fully("Meeting Scheduled"))
        .rescheduled(
            _fully("Meeting Rescheduled")
            .event("previous_date", fields.previous.starts_at.text(zone=_HOSTS_CLOCK))
            .event("previous_starts_at", fields.previous.starts_at)
        )
        .canceled(
            _fully("Meeting Canceled")
            .event("canceled_by", fields.cancellation.by.or_else("somebody"))
            .event("canceled_by_type", fields.cancellation.by_type)
            .event("reason", fields.cancellation.reason.or_else("no reason given"))
        )
        .no_show(_fully("Meeting No-Show").event("marked_at", fields.no_show.marked_at))
        .no_show_undone(_fully("Meeting No-Show Undone"))
    )


def _fully(event_name: str) -> BookingMapping:
    starts_at = fields.meeting.starts_at
    return (
        _for_hosts(event_name)
        .event("meeting_name", fields.meeting.name)
        .event("meeting_starts_at", starts_at)
        .event("meeting_ends_at", fields.meeting.ends_at)
        .event("meeting_minutes", fields.meeting.minutes)
        .event("meeting_location", fields.meeting.location_type)
        .event("meeting_date_for_invitee", starts_at.text(zone=fields.invitee.timezone))
        .event("notice_minutes", starts_at.minutes_since(fields.invitee.booked_at))
        .event("invitee_phone", fields.invitee.phone)
        .event("invitee_timezone", fields.invitee.timezone)
        .event("answers", fields.invitee.answers)
        .event("guests", fields.guests.emails)
        .event("hosts", fields.hosts.names)
        .event("reschedule_url", fields.invitee.reschedule_url)
        .event("cancel_url", fields.invitee.cancel_url)
        .event("paid_amount", fields.payment.amount)
        .event("paid_currency", fields.payment.currency)
        .event("utm_source", fields.utm.source)
        .event("utm_medium", fields.utm.medium)
        .event("utm_campaign", fields.utm.campaign)
        .event("utm_content", fields.utm.content)
        .event("utm_term", fields.utm.term)
        .profile("calendly_user_since", fields.host.calendly_user_since)
    )

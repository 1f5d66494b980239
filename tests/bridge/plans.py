"""Plans that many tests share."""

from __future__ import annotations

from calendly_clevertap import BookingMapping, Plan, fields

BOOKED = (
    BookingMapping.on("Meeting Scheduled", user=fields.host.email.lower())
    .event("invitee_name", fields.invitee.name)
    .event("invitee_email", fields.invitee.email)
    .event("meeting_date", fields.meeting.starts_at.text(zone=fields.host.timezone))
    .event("meeting_starts_at", fields.meeting.starts_at)
    .event(
        "meeting_url",
        fields.meeting.join_url.or_else(fields.meeting.location_text).or_else("see invitation"),
    )
    .event("company", fields.answer("Company name").or_else("unknown"))
    .event("source", fields.utm.source.or_else("direct"))
    .profile("Name", fields.host.name)
    .profile("Email", fields.host.email)
)
RESCHEDULED = (
    BookingMapping.on("Meeting Rescheduled", user=fields.host.email.lower())
    .event("old_start", fields.previous.starts_at)
    .event("new_start", fields.meeting.starts_at)
    .profile("Email", fields.host.email)
)
CANCELED = (
    BookingMapping.on("Meeting Canceled", user=fields.host.email.lower())
    .event("canceled_by", fields.cancellation.by_type.or_else("unknown"))
    .event("reason", fields.cancellation.reason)
    .profile("Email", fields.host.email)
)
PLAN = Plan().booked(BOOKED).rescheduled(RESCHEDULED).canceled(CANCELED)

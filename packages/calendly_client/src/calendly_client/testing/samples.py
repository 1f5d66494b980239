"""Deliveries made up for tests, as Calendly would send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from ..errors import InvalidArgument
from ..models import WebhookDelivery, WebhookEvent
from ..models.webhook_deliveries import INVITEE_EVENTS
from .builders.bookings import Side
from .sandbox import CalendlySandbox
from .stories import play


def sample_delivery(
    kind: WebhookEvent | str = WebhookEvent.INVITEE_CREATED,
    *,
    event_type: str = "intro-call",
    invitee_name: str = "Ada Okafor",
    invitee_email: str = "ada@example.org",
    answers: Mapping[str, str] | None = None,
    utm: Mapping[str, str] | None = None,
    starts_at: datetime | None = None,
    timezone: str = "Africa/Lagos",
    guests: Sequence[str] = (),
    rescheduled: bool = False,
    by: Side = "invitee",
    reason: str | None = None,
    at: datetime | None = None,
) -> WebhookDelivery:
    """Make up one delivery. Its ``raw`` is the body to send; `webhooks.sign` signs it.

    >>> delivery = sample_delivery("invitee.canceled", by="host", reason="I am ill")
    >>> delivery.invitee.cancellation.reason
    'I am ill'

    Args:
        kind: What happened: any of the webhook events. All other arguments but ``at`` are for the
            four that happen to invitees.
        event_type: What is booked: a slug of `CalendlySandbox`'s.
        invitee_name: Who books.
        invitee_email: Their address.
        answers: By question.
        utm: Where they came from.
        starts_at: When the meeting is; an aware datetime.
        timezone: The invitee's.
        guests: Addresses of those they bring along.
        rescheduled: Makes it one half of a reschedule: with ``invitee.created`` the new booking,
            with ``invitee.canceled`` the old one.
        by: Who cancels or reschedules.
        reason: As told.
        at: When it happens; now, if not given.

    Raises:
        InvalidArgument: There is no sample of that kind, or a time has no zone.
    """
    if not WebhookEvent(kind).is_known:
        known = ", ".join(sorted(WebhookEvent))
        raise InvalidArgument("kind", f"must be one of {known}")
    sandbox, now = CalendlySandbox(sending="held"), at or datetime.now(UTC)
    if kind not in INVITEE_EVENTS:
        return play(sandbox, kind, now).read()
    sandbox.set_clock(now)
    sandbox.subscribe("https://example.com/calendly")
    invitee = sandbox.book(
        event_type,
        invitee_name=invitee_name,
        invitee_email=invitee_email,
        answers=answers,
        utm=utm,
        starts_at=starts_at,
        timezone=timezone,
        guests=guests,
    )
    if rescheduled:
        start = sandbox.events[0].start_time + timedelta(days=1)
        sandbox.reschedule(invitee, starts_at=start, by=by, reason=reason)
    elif kind == WebhookEvent.INVITEE_CANCELED:
        sandbox.cancel(invitee, by=by, reason=reason)
    elif kind != WebhookEvent.INVITEE_CREATED:
        sandbox.mark_no_show(invitee)
    if kind == WebhookEvent.INVITEE_NO_SHOW_DELETED:
        sandbox.unmark_no_show(invitee)
    return next(letter.read() for letter in reversed(sandbox.held) if letter.event == kind)

"""Every Calendly booking becomes an event on the right CleverTap profile.

    from calendly_clevertap import BookingMapping, Plan, SqliteLedger, fields, sync_booking

    booked = BookingMapping.on("Meeting Scheduled", user=fields.host.email.lower())
    plan = Plan().booked(booked.event("invitee_name", fields.invitee.name))
    sync_booking(
        delivery, calendly=calendly, clevertap=clevertap, plan=plan, ledger=SqliteLedger("sent.db")
    )

`Intake` receives Calendly's webhooks and does this for each.
"""

from __future__ import annotations

from . import fields
from .booking import Booking, Happened
from .errors import BookingIncomplete, BridgeError, InvalidArgument, LedgerFailed, NotDelivered
from .expressions import joined, template
from .mapping import BookingMapping
from .plan import Plan
from .preview import Preview

__all__ = [
    "Booking",
    "BookingIncomplete",
    "BookingMapping",
    "BridgeError",
    "Happened",
    "InvalidArgument",
    "LedgerFailed",
    "NotDelivered",
    "Plan",
    "Preview",
    "fields",
    "joined",
    "template",
]

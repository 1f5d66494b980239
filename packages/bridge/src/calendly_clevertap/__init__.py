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

from . import fields, presets
from .backfill import BackfillResult, backfill
from .booking import Booking, Happened
from .delivery import Delivery, Outcome, Timing
from .doctor import Check, Diagnosis, doctor
from .doors import IntakeReply
from .errors import (
    BookingIncomplete,
    BridgeError,
    InvalidArgument,
    LedgerFailed,
    Misconfigured,
    NotDelivered,
)
from .expressions import joined, template
from .hosts import HostDirectory
from .intake import Intake
from .ledger import Entry, Ledger, State
from .leftovers import Drained, drain
from .lookups import read_booking
from .mapping import BookingMapping
from .needs import Needs
from .notifiers import EmailMapping, TriggerMapping
from .plan import Plan, load_plan
from .preview import Preview
from .publish import Published, publish
from .recipe import Letter, Recipe, recipe
from .replay import replay
from .sqlite_ledger import MemoryLedger, SqliteLedger
from .sync import SyncResult, sync_booking

__all__ = [
    "BackfillResult", "Booking", "BookingIncomplete", "BookingMapping", "BridgeError", "Check",
    "Delivery", "Diagnosis", "Drained", "EmailMapping", "Entry", "Happened", "HostDirectory",
    "Intake", "IntakeReply", "InvalidArgument", "Ledger", "LedgerFailed", "Letter",
    "MemoryLedger", "Misconfigured", "Needs", "NotDelivered", "Outcome", "Plan", "Preview",
    "Published", "Recipe", "SqliteLedger", "State", "SyncResult", "Timing", "TriggerMapping",
    "backfill", "doctor", "drain", "fields", "joined", "load_plan", "presets", "publish",
    "read_booking", "recipe", "replay", "sync_booking", "template",
]  # fmt: skip

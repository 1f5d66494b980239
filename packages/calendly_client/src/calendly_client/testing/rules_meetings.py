"""What is true of meetings and of who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import NOTES, OLD_SPEC, OURS, SILENT, SPEC

RULES: Final[Mapping[str, Rule]] = {
    "own_events": Rule(
        "Alone, the filter user takes the caller only: others need organization too.",
        "documented",
        OLD_SPEC,
    ),
    "organization_events": Rule(
        "A whole organization's meetings are for its administrators only.", "documented", SPEC
    ),
    "whose_events": Rule(
        "Meetings of nobody in particular are refused with 400.", "assumed", SILENT
    ),
    "see_event": Rule(
        "A meeting is shown to its hosts and to administrators; others get 403.",
        "documented",
        OLD_SPEC,
    ),
    "email_filter": Rule("Filters by address ignore case.", "assumed", SILENT),
    "canceled_twice": Rule(
        "A second cancellation is answered with 403.", "observed", "measured live, 2026-09-01"
    ),
    "cancel_past": Rule(
        "A meeting that has begun cannot be canceled: 403.",
        "documented",
        f"{OLD_SPEC}; that it counts from the start is assumed",
    ),
    "cancel_others": Rule("Only hosts and administrators may cancel: 403.", "documented", OLD_SPEC),
    "canceler_host": Rule(
        "A cancellation through the API counts as the host's, and cancels for all invitees.",
        "observed",
        "measured live, 2026-09-01",
    ),
    "cancel_reason": Rule("A reason has at most 10,000 characters.", "documented", SPEC),
    "group_event": Rule(
        "Invitees of one group event share its URI, and each has a delivery of their own.",
        "observed",
        NOTES,
    ),
    "group_cancel": Rule(
        "A group event stays active while one invitee does; the total keeps counting all.",
        "observed",
        NOTES,
    ),
    "reschedule": Rule(
        "A reschedule makes a new meeting and a new invitee, and two deliveries in any order: "
        "the old one canceled and marked as rescheduled, the new one created.",
        "documented",
        "API guide, how webhook payloads change",
    ),
    "reschedule_keeps": Rule(
        "Whoever comes at another time keeps name, answers, place, hosts, and guests unless it is "
        "a group's meeting; a payment is not told again.",
        "assumed",
        SILENT,
    ),
    "round_robin": Rule("Round robin assigns the hosts in turn.", "assumed", SILENT),
    "availability": Rule(
        "From inside a test any time can be booked, taken ones too, unless it asks for a check.",
        "assumed",
        OURS,
    ),
    "host_timezone": Rule(
        "A host's time zone is told by GET /users only, never by events or deliveries.",
        "documented",
        SPEC,
    ),
    "google_link": Rule(
        "A Google meeting is booked as processing, with a link on calendly.com.",
        "observed",
        "recorded deliveries in public repositories",
    ),
    "zoom_data": Rule(
        "Zoom's data has a number as id, empty settings and no extra.",
        "observed",
        "recorded delivery of June 2026",
    ),
}

"""What the sandbox does as Calendly does, and how sure we are of it.

`RULES` is the one table: refusals name their rule, and documentation prints it all.
``documented`` is Calendly's own word, ``observed`` was seen in answers that others published,
``assumed`` is our guess where both are silent: change it when you know better.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

_SPEC: Final = "Calendly's OpenAPI document of October 2026"
_OLD_SPEC: Final = "Calendly's OpenAPI document of April 2024"
_RECORDED: Final = "recorded answers in public repositories, 2026"
_SILENT: Final = "no source says"

RULES: Final[Mapping[str, Rule]] = {
    # ---------------------------------------------------------------------------------- every call
    "token": Rule("A wrong or missing token is answered with 401.", "observed", _RECORDED),
    "scope": Rule(
        "A token made for some scopes is answered with 403 and the required ones elsewhere; "
        "write includes read.",
        "documented",
        "release note of 2026-03-03",
    ),
    "rate_headers": Rule(
        "Every answer tells the limit, what is left, and the seconds until it is whole again.",
        "documented",
        "API overview, rate limits",
    ),
    "rate_limit": Rule(
        "Past the limit, the answer is 429 with an empty object; each user has a window of 60 s.",
        "assumed",
        "the limit is documented, the body and the shape of the window are not",
    ),
    "no_route": Rule("A path that does not exist is answered with 404.", "assumed", _SILENT),
    "not_found": Rule("An unknown id is answered with 404.", "documented", _OLD_SPEC),
    "malformed": Rule(
        "A parameter that cannot be read is answered with 400 and details.",
        "documented",
        f"{_OLD_SPEC}; the texts of the details are ours",
    ),
    "paging": Rule(
        "Lists come 20 at a time, 1 to 100 if asked, with tokens for the next and previous page.",
        "documented",
        _SPEC,
    ),
    "token_filters": Rule(
        "A page token carries the filters of the first request; repeated ones are ignored.",
        "assumed",
        "official samples show page URLs without the filters",
    ),
    # --------------------------------------------------------------------------------------- reads
    "own_events": Rule(
        "Alone, the filter user takes the caller only: others need organization too.",
        "documented",
        _OLD_SPEC,
    ),
    "organization_events": Rule(
        "A whole organization's meetings are for its administrators only.", "documented", _SPEC
    ),
    "whose_events": Rule(
        "Meetings of nobody in particular are refused with 400.", "assumed", _SILENT
    ),
    "see_event": Rule(
        "A meeting is shown to its hosts and to administrators; others get 403.",
        "documented",
        _OLD_SPEC,
    ),
    "whose_types": Rule("Event types need user or organization.", "documented", _SPEC),
    "deleted_type": Rule(
        "A deleted event type leaves the lists, but can be fetched.", "documented", _SPEC
    ),
    "email_filter": Rule("Filters by address ignore case.", "assumed", _SILENT),
    # ------------------------------------------------------------------------------------ canceling
    "canceled_twice": Rule(
        "A second cancellation is answered with 403.", "observed", "measured live, 2026-09-01"
    ),
    "cancel_past": Rule(
        "A meeting that has begun cannot be canceled: 403.",
        "documented",
        f"{_OLD_SPEC}; that it counts from the start is assumed",
    ),
    "cancel_others": Rule(
        "Only hosts and administrators may cancel: 403.", "documented", _OLD_SPEC
    ),
    "canceler_host": Rule(
        "A cancellation through the API counts as the host's, and cancels for all invitees.",
        "observed",
        "measured live, 2026-09-01",
    ),
    "cancel_reason": Rule("A reason has at most 10,000 characters.", "documented", _SPEC),
    # ------------------------------------------------------------------------------------- booking
    "group_event": Rule(
        "Invitees of one group event share its URI, and each has a delivery of their own.",
        "observed",
        "public research notes, 2026-08-28",
    ),
    "group_cancel": Rule(
        "A group event stays active while one invitee does; the total keeps counting all.",
        "observed",
        "public research notes, 2026-08-28",
    ),
    "reschedule": Rule(
        "A reschedule makes a new meeting and a new invitee, and two deliveries in any order: "
        "the old one canceled and marked as rescheduled, the new one created.",
        "documented",
        "API guide, how webhook payloads change",
    ),
    "round_robin": Rule("Round robin assigns the hosts in turn.", "assumed", _SILENT),
    "availability": Rule(
        "Any time can be booked, taken ones too.", "assumed", "ours, to be simple"
    ),
    "host_timezone": Rule(
        "A host's time zone is told by GET /users only, never by events or deliveries.",
        "documented",
        _SPEC,
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
    # ---------------------------------------------------------------------------------- deliveries
    "unique_url": Rule("One subscription per URL, else 409.", "documented", _SPEC),
    "organization_scope": Rule(
        "Subscribing a whole organization takes an administrator.", "documented", _OLD_SPEC
    ),
    "event_scopes": Rule(
        "Routing forms are told to organizations only, recaps to users only.", "documented", _SPEC
    ),
    "signature": Rule(
        "Deliveries are signed with the subscription's key: t, and v1 over t, a dot and the body. "
        "Without a key there is no header.",
        "documented",
        "API overview, webhook signatures",
    ),
    "signed_anew": Rule("A repeated delivery is signed anew.", "assumed", _SILENT),
    "envelope": Rule(
        "Deliveries tell event, created_at in whole seconds, created_by and payload; the meeting "
        "inside lacks its calendar entry and the hosts' buffers.",
        "observed",
        "recorded deliveries of 2025 and 2026",
    ),
    "success": Rule(
        "Any 2xx is success; redirects are not followed. 10 s to connect, 15 s to answer.",
        "documented",
        "API overview, webhook errors and timeouts",
    ),
    "disabled": Rule(
        "A subscription that has failed for 24 hours is disabled by the next failure, for good.",
        "documented",
        "API overview, webhook errors",
    ),
    "user_scope": Rule(
        "A user's subscription hears of the meetings that the user hosts.", "assumed", _SILENT
    ),
}
"""All rules, by the name that the sandbox's code uses."""

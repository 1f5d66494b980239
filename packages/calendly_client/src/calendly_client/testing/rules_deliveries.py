"""What is true of webhook subscriptions and deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import OLD_SPEC, SILENT, SPEC

RULES: Final[Mapping[str, Rule]] = {
    "unique_url": Rule("One subscription per URL, else 409.", "documented", SPEC),
    "organization_scope": Rule(
        "Subscribing a whole organization takes an administrator.", "documented", OLD_SPEC
    ),
    "event_scopes": Rule(
        "Routing forms are told to organizations only, recaps to users only.", "documented", SPEC
    ),
    "signature": Rule(
        "Deliveries are signed with the subscription's key: t, and v1 over t, a dot and the body. "
        "Without a key there is no header.",
        "documented",
        "API overview, webhook signatures",
    ),
    "signed_anew": Rule(
        "A repeated delivery is signed anew, unless sign_retries says otherwise.",
        "assumed",
        SILENT,
    ),
    "retries": Rule(
        "A failed delivery is tried again with growing pauses: after one minute, two, four, and so "
        "on, as the sandbox's clock moves; retry_pauses sets others.",
        "assumed",
        "that the pauses grow is documented, how is not",
    ),
    "retries_end": Rule(
        "It is given up 24 hours after its first attempt or after the meeting's end, whichever "
        "comes first.",
        "documented",
        "API overview, webhook errors; which of the two counts is assumed",
    ),
    "once_or_more": Rule(
        "Deliveries carry no id, may come twice and in any order: duplicate and shuffle make them.",
        "assumed",
        "that failed ones are sent again is documented; of ids and order, nothing is promised",
    ),
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
        "A subscription that has failed for 24 hours without a success is disabled for good.",
        "documented",
        "API overview, webhook errors",
    ),
    "user_scope": Rule(
        "A user's subscription hears of what the user hosts or owns, a group's of what one of its "
        "members does.",
        "assumed",
        SILENT,
    ),
    "others_hooks": Rule(
        "The subscriptions of others are not listed: 403, with a message of its own.",
        "documented",
        OLD_SPEC,
    ),
    "group_subscribers": Rule("A group is subscribed by administrators.", "assumed", SILENT),
    "read_scopes": Rule(
        "A subscription needs the read scope of each kind of event, too: else 403.",
        "documented",
        "release note of 2026-03-03",
    ),
    "read_scopes_listed": Rule(
        "That 403 lists all the scopes that are needed, held ones too.", "assumed", SILENT
    ),
    "event_plans": Rule(
        "Recaps and routing forms are subscribed on plans that have them.", "documented", SPEC
    ),
    "sample_data": Rule(
        "Sample data are a bare envelope, unsigned and made up: about nobody in the account.",
        "assumed",
        "that it is bare is documented; one source says made up, one the newest real object",
    ),
}

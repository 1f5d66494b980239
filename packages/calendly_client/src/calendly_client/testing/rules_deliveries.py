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
    "signed_anew": Rule("A repeated delivery is signed anew.", "assumed", SILENT),
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
        "A user's subscription hears of the meetings that the user hosts.", "assumed", SILENT
    ),
}

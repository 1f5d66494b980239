"""What is true of every call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import OLD_SPEC, OURS, RECORDED, SILENT, SPEC

RULES: Final[Mapping[str, Rule]] = {
    "token": Rule("A wrong or missing token is answered with 401.", "observed", RECORDED),
    "scope": Rule(
        "A token made for some scopes is answered with 403 and the required ones elsewhere; "
        "write includes read.",
        "documented",
        "release note of 2026-03-03",
    ),
    "rate_headers": Rule(
        "Every answer to a token that is known tells the limit, what is left, and the seconds "
        "until it is whole again.",
        "documented",
        "API overview, rate limits",
    ),
    "rate_limit": Rule(
        "Past the limit, the answer is 429 with an empty object; a window of 60 s begins with a "
        "user's first request. Without a limit, the plan's is announced and nothing is refused.",
        "assumed",
        "the limit is documented, the body and the shape of the window are not",
    ),
    "rate_window": Rule(
        "A window that is scaled down for a test tells its end in fractions of a second.",
        "assumed",
        OURS,
    ),
    "no_route": Rule("A path that does not exist is answered with 404.", "assumed", SILENT),
    "not_found": Rule("An unknown id is answered with 404.", "documented", OLD_SPEC),
    "malformed": Rule(
        "A parameter that cannot be read is answered with 400 and details.",
        "documented",
        f"{OLD_SPEC}; the texts of the details are ours",
    ),
    "filters_in_body": Rule(
        "A GET's filters may stand in a JSON body in place of the query.",
        "assumed",
        "PyCalendly 1.1.0, on PyPI, asks in this way",
    ),
    "paging": Rule(
        "Lists come 20 at a time, 1 to 100 if asked, with tokens for the next and previous page.",
        "documented",
        SPEC,
    ),
    "token_filters": Rule(
        "A page token carries the filters of the first request; repeated ones are ignored.",
        "assumed",
        "official samples show page URLs without the filters",
    ),
    "expired": Rule(
        "A token past its time is answered with 401 and a message of its own.",
        "observed",
        RECORDED,
    ),
    "plan_enterprise": Rule(
        "Activity log, outgoing communications and data compliance are for Enterprise: else 403.",
        "documented",
        OLD_SPEC,
    ),
    "plan_notetaker": Rule(
        "Meeting recaps take a paid plan: else 403.", "documented", "release note of 2026-07-22"
    ),
    "plan_webhooks": Rule(
        "Every plan has webhooks; an account made without them is answered with 403.",
        "documented",
        "release note of 2026-11-03; the FAQ still asks for a paid plan",
    ),
    "plan_scheduling_api": Rule(
        "Every plan may book through the API; an account made without it is answered with 403.",
        "documented",
        "release note of 2026-11-03",
    ),
    "plan_routing_forms": Rule(
        "Routing forms are for teams and Enterprise: else 403.",
        "assumed",
        "that a plan is needed is documented, which one is not",
    ),
}

"""A mkdocs hook: the sandboxes' rules, as tables, where a page asks for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from api_client_core.testing import Mark, Rule
from calendly_client.testing import (
    rules_booking,
    rules_calls,
    rules_contacts,
    rules_deliveries,
    rules_event_types,
    rules_hours,
    rules_meetings,
    rules_oauth,
    rules_organizations,
    rules_records,
)
from clevertap_client.testing import (
    rules_calls as clevertap_calls,
)
from clevertap_client.testing import (
    rules_campaigns,
    rules_exports,
    rules_lists,
    rules_live,
    rules_messages,
    rules_people,
    rules_uploads,
)

_ASKED = re.compile(r"<!-- rules: (\w+) -->")
_MARKS: Final[tuple[Mark, ...]] = ("assumed", "observed", "documented")

FAMILIES: Final[Mapping[str, Mapping[str, Mapping[str, Rule]]]] = {
    "calendly_client": {
        "Every call": rules_calls.RULES,
        "Meetings, and who may see them": rules_meetings.RULES,
        "Event types, their hours, and links": rules_event_types.RULES,
        "Booking through the API": rules_booking.RULES,
        "Subscriptions and deliveries": rules_deliveries.RULES,
        "Hours, busy times, limits, places": rules_hours.RULES,
        "Organizations, groups, teams": rules_organizations.RULES,
        "Contacts, lists, notes": rules_contacts.RULES,
        "Routing forms, recaps, the activity log, deletions": rules_records.RULES,
        "OAuth": rules_oauth.RULES,
    },
    "clevertap_client": {
        "Every call": clevertap_calls.RULES,
        "Uploads": rules_uploads.RULES,
        "People": rules_people.RULES,
        "Live campaigns": rules_live.RULES,
        "Campaigns of the API": rules_campaigns.RULES,
        "Messages, triggers, bulletins, reports": rules_messages.RULES,
        "Queries, exports, counts": rules_exports.RULES,
        "Segments, files, variables, content blocks, promotions": rules_lists.RULES,
    },
}
"""The rules of each client's sandbox, by what they are about."""


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put tables in the place of each comment."""
    return _ASKED.sub(lambda asked: _tables(FAMILIES[asked[1]]), markdown)


def _tables(families: Mapping[str, Mapping[str, Rule]]) -> str:
    """Count the rules, and list them by family."""
    marks = Counter(rule.mark for rules in families.values() for rule in rules.values())
    count = ", ".join(f"{marks[mark]} {mark}" for mark in reversed(_MARKS) if marks[mark])
    found = [f"{marks.total()} rules: {count}."]
    for title, rules in families.items():
        found += [f"### {title}", _table(rules.values())]
    return "\n\n".join(found)


def _table(rules: Iterable[Rule]) -> str:
    """List rules, the least certain first."""
    rows = sorted(rules, key=lambda rule: _MARKS.index(rule.mark))
    lines = (f"| {rule.says} | {rule.mark} | {rule.source} |" for rule in rows)
    return "\n".join(["| what it does | mark | source |", "|---|---|---|", *lines])

"""A mkdocs hook: the sandboxes' rules and the limits, as tables, where a page asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from api_client_core.testing import Rule
from calendly_client.testing import RULES as CALENDLY
from clevertap_client.testing import RULES as CLEVERTAP

_ASKED = re.compile(r"<!-- rules: (\w+) -->")
_MARKS = ("assumed", "observed", "documented")


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put a table in the place of each comment."""
    return _ASKED.sub(lambda asked: _table(_RULES[asked[1]]), markdown)


def _table(rules: Iterable[Rule]) -> str:
    """List rules, the least certain first."""
    rows = sorted(rules, key=lambda rule: _MARKS.index(rule.mark))
    lines = (f"| {rule.says} | {rule.mark} | {rule.source} |" for rule in rows)
    return "\n".join(["| what it does | mark | source |", "|---|---|---|", *lines])


_RULES = {
    "calendly_client": CALENDLY.values(),
    "clevertap_client": CLEVERTAP.values(),
}

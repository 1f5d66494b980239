"""Segments, files, variables, content blocks, promotions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

RULES: Final[Mapping[str, Rule]] = {
    "segments": Rule(
        "A segment is made by name, and filled by CleverTap's id or the account's own; members "
        "whom nobody knows are passed over.",
        "assumed",
        "a private beta: the bodies are published, the answers are not",
    ),
    "files": Rule(
        "A file goes to an address that is open for 24 hours, without CleverTap's headers; a name "
        "that exists needs replace; a list makes a segment at once.",
        "observed",
        "three live clients; the words are ours, the real one works later",
    ),
    "variables": Rule(
        "Variables count as published; getVars gives those that somebody set, and with "
        "includeDefaults all.",
        "assumed",
        "two live clients; publishing happens in the dashboard",
    ),
    "content-blocks": Rule(
        "Content blocks are numbered; the list stands under contentBlocks.",
        "assumed",
        "the page shows the calls, its answers were not seen",
    ),
    "promo": Rule(
        "Who is not known is answered 400 Invalid identity; lists stand under their names.",
        "documented",
        "Promo pages for the refusal; the lists' keys are assumed",
    ),
}

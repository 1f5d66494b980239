"""Segments, files, variables, content blocks, promotions; what is done to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

RULES: Final[Mapping[str, Rule]] = {
    "deletion": Rule(
        "People are deleted after deletion_delay on the sandbox's clock, at once by default, and "
        "their events with them; those whom nobody knows are passed over.",
        "assumed",
        "the page says that it takes a while",
    ),
    "person-limits": Rule(
        "More than 100 people in a call to delete, demerge or update a segment are refused.",
        "documented",
        "Delete User Profile, 2026-07-03; Demerge page; for segments one client",
    ),
    "demerge": Rule(
        "An identity that was merged gets an empty profile of its own; events stay where they are.",
        "assumed",
        "the page warns that events may be lost",
    ),
    "disassociate": Rule(
        "A phone number is taken from whoever has it as identity; nobody is deleted. Others are "
        "refused one by one, as in an upload.",
        "documented",
        "Disassociate page; the refusals are assumed",
    ),
    "subscribe": Rule(
        "All who share an address get MSG-email, MSG-sms or MSG-whatsapp, and Channel Unsubscribed "
        "is raised; the answer is like an upload's, with codes 515, 516 and 524.",
        "documented",
        "Subscribe page; the keys and the answer are assumed",
    ),
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

"""What is true of routing forms, recaps, the activity log, and deletions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import OLD_SPEC, OURS, SILENT, SPEC

RULES: Final[Mapping[str, Rule]] = {
    "form_delivery": Rule(
        "A submission is told to organization subscriptions as it is read.",
        "documented",
        OLD_SPEC,
    ),
    "form_drafts": Rule("A draft is listed, but nobody can submit it.", "assumed", SILENT),
    "notetaker_off": Rule(
        "With the notetaker switched off, recaps are answered with 403.",
        "documented",
        f"{SPEC}; what switches it off is assumed",
    ),
    "own_recaps": Rule(
        "A recap is seen and told to its user only; others get 404.",
        "assumed",
        "subscriptions are documented to be for users only",
    ),
    "recap_list": Rule(
        "Lists give available recaps unless asked for others, and leave out the texts.",
        "documented",
        SPEC,
    ),
    "recap_change": Rule(
        "Texts may be rewritten or cleared; an unknown key is refused. It is told if a text "
        "differs.",
        "documented",
        "reference page of recaps and release note of 2026-07-22",
    ),
    "activity_log": Rule(
        "The activity log takes filters as lists with commas, up to 1,000 entries a page, and the "
        "newest come first.",
        "documented",
        f"{OLD_SPEC}; that repeated keys are read as well is assumed",
    ),
    "activity_search": Rule(
        "The search knows or, and, not, exact terms, brackets and a star; it looks through the "
        "whole entry, whatever the case.",
        "documented",
        f"{OLD_SPEC}; where it looks is assumed",
    ),
    "activity_kinds": Rule(
        "Who joins is logged as User.Add; nothing else is logged by itself.",
        "assumed",
        f"{OURS}: the names of other actions are not documented",
    ),
    "data_requests": Rule(
        "Deletions take an administrator with the data requests permission: else 403.",
        "documented",
        OLD_SPEC,
    ),
    "data_deletion": Rule(
        "A deletion is accepted with 202 and an empty object; meetings lie in the past, within "
        "24 months.",
        "documented",
        f"{OLD_SPEC}; it is carried out when the test says so",
    ),
}

"""People: how they come about, how they are found, and what is done to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

RULES: Final[Mapping[str, Rule]] = {
    "new-profile": Rule(
        "A record for an unknown identity makes a profile; made by an event it has no Email, even "
        "if the identity is an address.",
        "documented",
        "Upload Events API; that Email stays empty is assumed",
    ),
    "identity": Rule(
        "Identities are told apart to the letter: case and spaces make another person.",
        "observed",
        "a support guide",
    ),
    "missing-profile": Rule(
        "A look-up without result is answered 200 without a record, or 404 if the sandbox is told.",
        "observed",
        "one live client each",
    ),
    "merge": Rule(
        "A profile record that names a second identity in profileData makes one person of the two: "
        "the record's person keeps their values, and gets the other's events, devices, places in "
        "segments and a deletion that is under way.",
        "assumed",
        "a live connector uses it as alias; what happens to values is not published",
    ),
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
}

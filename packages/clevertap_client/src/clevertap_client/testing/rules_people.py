"""People: how they come about, and how they are found."""

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
}

"""What the sandbox takes for granted of the real service, and how sure each point is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

RULES: Final[Mapping[str, Rule]] = {
    "credentials": Rule(
        "A wrong account id or passcode is answered 401 Invalid Credentials; the sandbox has no "
        "regions, so this is also what a wrong region looks like.",
        "documented",
        "API Errors, 2025-12-14",
    ),
    "unknown-path": Rule(
        "A path that does not exist is answered 200 with an empty body.",
        "observed",
        "a live client of 2026",
    ),
    "wrong-method": Rule("A wrong method is answered 405.", "documented", "API Errors, 2025-12-14"),
    "malformed": Rule(
        "A body that is no JSON, has no list d, or has more than 1000 records, is answered 400 "
        "Malformed request. That the last is answered so is assumed.",
        "documented",
        "API Errors, 2025-12-14",
    ),
    "concurrency": Rule(
        "More than 15 uploads, or 3 look-ups, in flight at once are answered 429.",
        "documented",
        "API Request Limit, 2026-03-17",
    ),
    "status-words": Rule(
        "Uploads answer 200: success, partial, or fail if no record was accepted.",
        "documented",
        "Upload Events API, 2026-06-30",
    ),
    "echo": Rule(
        "A refused record is echoed changed: a phone as a number, an identity as text.",
        "observed",
        "recorded traffic of 2018",
    ),
    "echo-order": Rule(
        "Refused records are listed last first, so that nobody relies on their order.",
        "assumed",
        "no order is published",
    ),
    "record-codes": Rule(
        "Codes 509, 513, 515 to 520 and 525 come with the texts that were seen.",
        "observed",
        "recorded traffic; API Errors, 2025-12-14",
    ),
    "record-code-texts": Rule(
        "The other codes come with texts of our own.",
        "assumed",
        "the codes are published, their texts are not",
    ),
    "several-ids": Rule(
        "A record that names a person twice is refused with 523.",
        "assumed",
        "the guide forbids it, nobody says what happens",
    ),
    "object-id": Rule(
        "An object id is 1 to 64 letters, digits, '-', '_' or '~'; others are refused with 526.",
        "assumed",
        "the samples look so",
    ),
    "nested": Rule(
        "Lists and objects in an event, but the Items of Charged, are refused with 512.",
        "assumed",
        "they need a beta feature; the code is a guess",
    ),
    "event-names": Rule(
        "A name with a prohibited sign is refused with 512.",
        "assumed",
        "the signs are published, the code is not",
    ),
    "property-count": Rule(
        "An event with more properties than the account allows (100) is refused with 522.",
        "documented",
        "Upload Events API, 2026-06-30",
    ),
    "too-long": Rule(
        "Longer values are cut at 512 bytes and longer keys are dropped, without a word.",
        "assumed",
        "no error code is published",
    ),
    "milliseconds": Rule(
        "A time in milliseconds is accepted, and lies in a far future.",
        "observed",
        "a live client of 2026",
    ),
    "dry-run": Rule(
        "dryRun=1 answers alike and stores nothing.", "documented", "Upload Events API"
    ),
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
    "no-de-duplication": Rule(
        "An event that is sent twice is stored twice.",
        "observed",
        "two live clients",
    ),
    "event-name-equality": Rule(
        "Event names that differ in case and spaces only are one event, under its first spelling.",
        "documented",
        "Platform Considerations",
    ),
    "order-in-a-batch": Rule(
        "The events of a request take effect before its profiles, so that nobody relies on order.",
        "assumed",
        "no order is published",
    ),
    "missing-profile": Rule(
        "A look-up without result is answered 200 without a record, or 404 if the sandbox is told.",
        "observed",
        "one live client each",
    ),
    "live-window": Rule(
        "A Live campaign looks at events from 2 hours ago to 2 minutes ahead, ends included.",
        "documented",
        "Events Object; that the ends are included is assumed",
    ),
    "live-mail": Rule(
        "A mail goes to the profile's Email unless MSG-email is false.",
        "documented",
        "Upload User Profiles API",
    ),
    "live-liquid": Rule(
        "Subject and body see Event and Profile; nothing is escaped; a date is '$D_' and seconds.",
        "assumed",
        "the Liquid page names the tags only",
    ),
}
"""Every rule of the sandbox that is not evident, for tests and for the documentation."""

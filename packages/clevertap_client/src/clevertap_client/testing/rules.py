"""What the sandbox takes for granted of the real service, and how sure each point is."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ..limits import Confidence


@frozen
class Rule:
    """One way in which the sandbox behaves.

    Attributes:
        name: For reference.
        says: What it does.
        confidence: `documented` on a page, `observed` in answers or code, or `assumed` by us.
        source: Where it is from.
    """

    name: str
    says: str
    confidence: Confidence
    source: str


RULES: Final = (
    Rule(
        "credentials",
        "A wrong account id or passcode is answered 401 Invalid Credentials; the sandbox has no "
        "regions, so this is also what a wrong region looks like.",
        "documented",
        "API Errors, 2025-12-14",
    ),
    Rule(
        "unknown-path",
        "A path that does not exist is answered 200 with an empty body.",
        "observed",
        "a live client of 2026",
    ),
    Rule("wrong-method", "A wrong method is answered 405.", "documented", "API Errors, 2025-12-14"),
    Rule(
        "malformed",
        "A body that is no JSON, has no list d, or has more than 1000 records, is answered 400 "
        "Malformed request. That the last is answered so is assumed.",
        "documented",
        "API Errors, 2025-12-14",
    ),
    Rule(
        "concurrency",
        "More than 15 uploads, or 3 look-ups, in flight at once are answered 429.",
        "documented",
        "API Request Limit, 2026-03-17",
    ),
    Rule(
        "status-words",
        "Uploads answer 200: success, partial, or fail if no record was accepted.",
        "documented",
        "Upload Events API, 2026-06-30",
    ),
    Rule(
        "echo",
        "A refused record is echoed changed: a phone as a number, an identity as text.",
        "observed",
        "recorded traffic of 2018",
    ),
    Rule(
        "echo-order",
        "Refused records are listed last first, so that nobody relies on their order.",
        "assumed",
        "no order is published",
    ),
    Rule(
        "record-codes",
        "Codes 509, 513, 515 to 520 and 525 come with the texts that were seen.",
        "observed",
        "recorded traffic; API Errors, 2025-12-14",
    ),
    Rule(
        "record-code-texts",
        "The other codes come with texts of our own.",
        "assumed",
        "the codes are published, their texts are not",
    ),
    Rule(
        "several-ids",
        "A record that names a person twice is refused with 523.",
        "assumed",
        "the guide forbids it, nobody says what happens",
    ),
    Rule(
        "object-id",
        "An object id is 1 to 64 letters, digits, '-', '_' or '~'; others are refused with 526.",
        "assumed",
        "the samples look so",
    ),
    Rule(
        "nested",
        "Lists and objects in an event, but the Items of Charged, are refused with 512.",
        "assumed",
        "they need a beta feature; the code is a guess",
    ),
    Rule(
        "event-names",
        "A name with a prohibited sign is refused with 512.",
        "assumed",
        "the signs are published, the code is not",
    ),
    Rule(
        "property-count",
        "An event with more properties than the account allows (100) is refused with 522.",
        "documented",
        "Upload Events API, 2026-06-30",
    ),
    Rule(
        "too-long",
        "Longer values are cut at 512 bytes and longer keys are dropped, without a word.",
        "assumed",
        "no error code is published",
    ),
    Rule(
        "milliseconds",
        "A time in milliseconds is accepted, and lies in a far future.",
        "observed",
        "a live client of 2026",
    ),
    Rule(
        "dry-run", "dryRun=1 answers alike and stores nothing.", "documented", "Upload Events API"
    ),
    Rule(
        "new-profile",
        "A record for an unknown identity makes a profile; made by an event it has no Email, even "
        "if the identity is an address.",
        "documented",
        "Upload Events API; that Email stays empty is assumed",
    ),
    Rule(
        "identity",
        "Identities are told apart to the letter: case and spaces make another person.",
        "observed",
        "a support guide",
    ),
    Rule(
        "no-de-duplication",
        "An event that is sent twice is stored twice.",
        "observed",
        "two live clients",
    ),
    Rule(
        "event-name-equality",
        "Event names that differ in case and spaces only are one event, under its first spelling.",
        "documented",
        "Platform Considerations",
    ),
    Rule(
        "order-in-a-batch",
        "The events of a request take effect before its profiles, so that nobody relies on order.",
        "assumed",
        "no order is published",
    ),
    Rule(
        "missing-profile",
        "A look-up without result is answered 200 without a record, or 404 if the sandbox is told.",
        "observed",
        "one live client each",
    ),
    Rule(
        "live-window",
        "A Live campaign looks at events from 2 hours ago to 2 minutes ahead, ends included.",
        "documented",
        "Events Object; that the ends are included is assumed",
    ),
    Rule(
        "live-mail",
        "A mail goes to the profile's Email unless MSG-email is false.",
        "documented",
        "Upload User Profiles API",
    ),
    Rule(
        "live-liquid",
        "Subject and body see Event and Profile; nothing is escaped; a date is '$D_' and seconds.",
        "assumed",
        "the Liquid page names the tags only",
    ),
)
"""Every rule of the sandbox that is not evident, for tests and for the documentation."""

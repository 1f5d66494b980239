"""What becomes of uploads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

RULES: Final[Mapping[str, Rule]] = {
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
    "record-code-tokens": Rule(
        "A token's data that is no object, an id that is no text and an unknown type are 531; keys "
        "without chrome, or chrome without both, are 535; a token of another platform than those "
        "that its device has already is 534.",
        "assumed",
        "the page gives 531 and 535 one meaning, and says of 534 that the type does not fit",
    ),
    "record-code-555": Rule(
        "555, a failure of the service on one record, has no cause in the data: refuse_next gives "
        "it. So it is with 510, 511, 521, 527 and 529, which no page explains.",
        "assumed",
        "API Errors, 2025-12-14, gives no cause",
    ),
    "profile-structure": Rule(
        "A profile record whose profileData is no object is refused with 512; a second identity in "
        "it that is neither text nor number is passed over.",
        "assumed",
        "the page says that profileData is required, not what happens without",
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
        "An event's name with a prohibited sign is refused with 512; names of properties are not "
        "looked at.",
        "assumed",
        "the signs are published, the code is not",
    ),
    "property-count": Rule(
        "An event with more properties than the account allows (100) is refused with 522.",
        "documented",
        "Upload Events API, 2026-06-30",
    ),
    "account-limits": Rule(
        "512 event types and 256 keys of profiles are not counted: more are kept.",
        "assumed",
        "the limits are published, what happens beyond them is not",
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
    "operators": Rule(
        "$add and $remove without a list, $incr and $decr without a number, are refused with 512; "
        "other objects are kept as values. Keys of CleverTap's own with a code of their own take "
        "$delete only, Age also $incr and $decr.",
        "assumed",
        "the operators are published, what happens to wrong ones is not",
    ),
    "multi-values": Rule(
        "A list keeps 100 different values, the last ones; $add makes a list of a single value; "
        "without values the property is gone.",
        "documented",
        "Upload User Profiles API",
    ),
    "tokens": Rule(
        "A token belongs to its objectId; sent twice it is kept once.",
        "assumed",
        "the page says whose it is, and nothing of repetitions",
    ),
}

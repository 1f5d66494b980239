"""What is true of every call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

RULES: Final[Mapping[str, Rule]] = {
    "credentials": Rule(
        "A wrong account id or passcode is answered 401 Invalid Credentials.",
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
    "unreadable-values": Rule(
        "Whole numbers of more than 64 bits, NaN, infinity and half surrogates make a whole body "
        "malformed.",
        "assumed",
        "no page says; they are no JSON, or nothing that a service could keep",
    ),
    "concurrency": Rule(
        "More than 15 uploads in flight at once, or 3 calls of any other path, are answered 429, "
        "account by account.",
        "documented",
        "API Request Limit, 2026-03-17",
    ),
    "region": Rule(
        "A request to the host of another region than the account's is answered like a wrong "
        "passcode; loopback is every region.",
        "documented",
        "Common API Components, 2025-12-14; on loopback ours",
    ),
    "passcodes": Rule(
        "An account has several passcodes; one that expired is answered like a wrong one.",
        "observed",
        "a support guide, and live clients of 2026",
    ),
    "features": Rule(
        "What an account lacks is answered 403.",
        "documented",
        "API Errors, 2025-12-14; the words are ours",
    ),
}

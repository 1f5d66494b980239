"""Queries, exports, counts and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

_PAGE: Final = "Get Events and Get User Profiles pages"
_SILENT: Final = "no page says"

RULES: Final[Mapping[str, Rule]] = {
    "queries": Rule(
        "A query that cannot be read is answered 200 with fail and code 4004; keys that it does "
        "not know, such as did_not, are passed over.",
        "observed",
        "one live client each",
    ),
    "query-facts": Rule(
        "What apps and browsers tell of people is looked up in StoredProfile.facts, by the name in "
        "the query; places in country, region, city, latitude and longitude.",
        "assumed",
        "none of it can be uploaded; the sandbox has no apps",
    ),
    "query-text": Rule(
        "Texts are compared to the letter; a flag and the text True are equal.",
        "assumed",
        _SILENT,
    ),
    "query-dates": Rule(
        "Days are counted in the account's time zone, both ends included. Days that do not exist, "
        "or in the wrong order, are answered 200 with fail and code 4002.",
        "observed",
        "CleverTap's own tests for the text, one live client for the code",
    ),
    "unknown-event": Rule(
        "An event that nobody raised, or in another spelling than the first, is answered fail: "
        "Invalid event.",
        "observed",
        "a live client of 2026",
    ),
    "snapshot": Rule("An export holds what there was when it was asked for.", "assumed", _SILENT),
    "page-size": Rule(
        "Pages hold the largest multiple of 23 that batch_size allows; fewer than 23 are no limit, "
        "more than 5000 are 5000.",
        "observed",
        "two live clients; that more are cut is assumed",
    ),
    "cursor-encoding": Rule(
        "A cursor is percent-encoded already; encoded again it is answered 400 Incorrect Usage.",
        "observed",
        "two live clients; the status is assumed",
    ),
    "cursor-life": Rule(
        "Cursors end on the sandbox's clock: for events 4 hours after the export was asked for or "
        "1 hour after its last page, for profiles after 4 days. Then the code is "
        "CURSOR_INVALIDATED, and for a cursor that never was, too.",
        "documented",
        f"{_PAGE}; the answer was observed",
    ),
    "export-progress": Rule(
        "Each page is announced as still in progress, code 2, as often as waits_per_page says; "
        "the same cursor then gives it.",
        "documented",
        _PAGE,
    ),
    "export-end": Rule(
        "The last page has no next_cursor; without a match there are no records either.",
        "documented",
        _PAGE,
    ),
    "export-by-get": Rule(
        "An export may also be started with GET, its query as JSON in the address.",
        "observed",
        "CleverTap's Node client",
    ),
    "sections": Rule(
        "app=false leaves platformInfo and deviceInfo out, events=false the events, profile=false "
        "profileData.",
        "assumed",
        "the switches are published, the keys that they stand for are not",
    ),
    "request-ids": Rule(
        "A count is partial with a request id as often as waits_per_count says; an unknown id is "
        "refused: invalid request id.",
        "documented",
        "Get Event Count and Get Profile Count pages; the refusal was observed",
    ),
    "groups": Rule(
        "Trends take at most five groups and a year; reports without groups are refused.",
        "documented",
        "Get Event Trends page; the words are ours",
    ),
    "invalid-group": Rule(
        "A property that no event has is answered Invalid group in place of its values.",
        "observed",
        "a live client; where the words stand is assumed",
    ),
    "number-ranges": Rule(
        "Numbers are counted in ranges of equal width, such as 0-100.",
        "assumed",
        "the example shows one range",
    ),
    "weeks": Rule(
        "Weeks are counted from the first of January, and the 52nd lasts until the year ends; "
        "periods without events are 0.",
        "assumed",
        "so it is in the published example, as far as it goes",
    ),
    "now": Rule(
        "Active is who raised an event in the last five minutes; breakdowns count by value.",
        "assumed",
        "the page has the five minutes; the breakdowns' shape is not published",
    ),
}

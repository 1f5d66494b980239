"""Campaigns of the API, messages to users, external triggers, bulletins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

_TESTS: Final = "CleverTap's own tests of its API"
_CREATE: Final = "Create Campaign page"
_SILENT: Final = "no page says"

RULES: Final[Mapping[str, Rule]] = {
    "campaign-errors": Rule(
        "What a campaign lacks is told in CleverTap's words, with status 200 and without a code: "
        "name, content, when, where, days in the wrong order, control group, Android's channel.",
        "observed",
        f"{_TESTS}; the status is assumed",
    ),
    "campaign-words": Rule(
        "Unknown channels, ids and segments, times that cannot be read, last days in the future "
        "and goals without filter_type are refused in words of our own.",
        "assumed",
        "that they are refused was observed in part; the words were not",
    ),
    "campaign-where": Rule(
        "A campaign must say where or segment; an empty where is everybody.",
        "observed",
        f"{_TESTS}; the page says that it may be left out",
    ),
    "android-channel": Rule(
        "Android's notification channel is asked for only if Dashboard.notification_channels is "
        "set: then it must be one of them.",
        "observed",
        f"{_TESTS}; that older accounts need none is assumed",
    ),
    "campaign-estimates": Rule(
        "Estimates count who can be reached: push by device, web push under chrome, all else under "
        "web; estimate_only makes nothing, skip_estimate counts nothing.",
        "documented",
        _CREATE,
    ),
    "campaign-run": Rule(
        "A campaign runs when the sandbox's clock has come to its time, at the next request or "
        "tick(), for those whom its query selects then; a run takes campaign_duration.",
        "assumed",
        _SILENT,
    ),
    "campaign-clock": Rule(
        "Times of campaigns are the account's, also where the user's own are asked for; quiet "
        "hours, caps and limits are passed over.",
        "assumed",
        "ours, to be simple",
    ),
    "campaign-draft": Rule(
        "A draft is listed as pending and never runs; stopping discards it.",
        "assumed",
        "drafts were observed in two clients",
    ),
    "campaign-list": Rule(
        "The list has the API's campaigns only; scheduled_on is YYYYMMDDHHMM in the account's time "
        "zone, as a number.",
        "assumed",
        "CleverTap's pages contradict each other; the form of the time is not published",
    ),
    "campaign-result": Rule(
        "A campaign that is scheduled or running has no result yet: 409.",
        "observed",
        f"{_TESTS} for the words, one live client for the status",
    ),
    "campaign-stop": Rule(
        "Stopping a campaign that was stopped is a success, and so is stopping one that is over.",
        "documented",
        "Stop Campaign page; that it holds for one that is over is assumed",
    ),
    "reach": Rule(
        "E-mail needs Email, text messages and WhatsApp need Phone, push needs a token; each stops "
        "where MSG-email, MSG-sms, MSG-whatsapp or MSG-push is false.",
        "documented",
        "Upload User Profiles API",
    ),
    "send-to-users": Rule(
        "A message to users is queued even if nobody is known by what they are named by.",
        "assumed",
        _SILENT,
    ),
    "send-words": Rule(
        "A message that names nobody, more than 1000 users or more than 5 campaigns is refused in "
        "words of our own; keys of other spellings name nobody.",
        "assumed",
        "the limits and the spellings are published, the answers are not",
    ),
    "external-triggers": Rule(
        "An external trigger needs a campaign of the dashboard; its id is a text in version 1, a "
        "number in version 2.",
        "documented",
        "External Trigger API, 2026-01-27",
    ),
    "bulletins": Rule(
        "A business event must be declared, and its properties: all must come, texts only.",
        "documented",
        "Bulletins page; the words are ours",
    ),
    "admins": Rule(
        "An address that is no administrator's is answered 401; admin@example.com is one.",
        "observed",
        "a live client of custom lists; for bulletins assumed",
    ),
    "message-report": Rule(
        "The report has Live campaigns and the API's, by the day they started; days may be texts "
        "or numbers; nothing is ever viewed.",
        "assumed",
        "the shape was observed; daily adds nothing that is known",
    ),
}

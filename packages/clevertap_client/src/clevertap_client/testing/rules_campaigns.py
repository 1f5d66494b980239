"""Campaigns of the API."""

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
        "tick(), for those whom its query selects then; a run takes campaign_duration, and lasts "
        "until nobody waits any more.",
        "assumed",
        _SILENT,
    ),
    "campaign-clock": Rule(
        "Times of campaigns are the account's, or, with delivery_timezone user, those of the "
        "profile's Tz (the account's without one). Whose clock was past the time when the campaign "
        "was made gets it a day later with user_timezone_wrap_around, else not at all.",
        "documented",
        f"{_CREATE}; what happens without the wrap-around, and without Tz, is assumed",
    ),
    "campaign-quiet-hours": Rule(
        "In quiet hours (dnd) messages are delayed to their end, or discarded. dnd_info holds "
        "hours by weekday from Sunday, 1, as from and to; without it Dashboard.quiet_hours count.",
        "documented",
        f"{_CREATE} for dnd; the form of the hours, and of the account's own, is assumed",
    ),
    "campaign-cutoff": Rule(
        "Nothing is sent after the clock first shows campaign_cutoff since the run.",
        "assumed",
        "a support answer says that it ends a campaign's messages, not on which day",
    ),
    "control-groups": Rule(
        "Who is in a custom control group that a campaign names gets nothing; of each campaign's "
        "own, so many of a hundred are drawn by lot, the same at each run. The account's own group "
        "gets nothing unless the campaign says system_control_group_include.",
        "documented",
        f"{_CREATE}; that Live campaigns pass over the account's own group is assumed",
    ),
    "campaign-limits": Rule(
        "users_limit_per_run and users_limit_overall end a run, or the campaign, when so many were "
        "chosen or reached, in the order in which people came.",
        "observed",
        "two clients of the Create Campaign API; the order is assumed",
    ),
    "subscription-groups": Rule(
        "An e-mail for subscription_groups goes to who has not left all of them by "
        "category-unsubscribe; send_email_to_opted_out_users passes over MSG-email.",
        "observed",
        "a live connector for the keys; that somebody is in a group until they leave is assumed",
    ),
    "devices": Rule(
        "A push goes to the devices that the campaign names: to the last that came, or to all with "
        "send_to_all_devices.",
        "documented",
        f"{_CREATE}; which device was used last is not known here",
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
        "A campaign that is scheduled or running has no result yet: 409. One of the dashboard "
        "never has.",
        "observed",
        f"{_TESTS} for the words, one live client for the status; for the dashboard's assumed",
    ),
    "campaign-stop": Rule(
        "Stopping a campaign that was stopped is a success, and so is stopping one that is over. "
        "Campaigns of the dashboard can be stopped, too: Live ones, and those for triggers.",
        "documented",
        "Stop Campaign page; that it holds for one that is over is assumed",
    ),
}

"""What is true of hours, busy times, limits and places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import OLD_SPEC, SILENT, SPEC

_LIMITS: Final = "reference page of user meeting limits, November 2026"
_SCHEDULES: Final = "reference pages of user availability schedules, November 2026"

RULES: Final[Mapping[str, Rule]] = {
    "schedule_rules": Rule(
        "A schedule has exactly one rule for each weekday, and may have rules for dates: from "
        "today on when it is made, from yesterday on when it is changed.",
        "documented",
        _SCHEDULES,
    ),
    "schedule_required": Rule(
        "A schedule is made with name, time zone and rules, and applies to no event type.",
        "documented",
        _SCHEDULES,
    ),
    "schedule_intervals": Rule(
        "An interval runs from HH:MM to a later HH:MM; else 400.", "assumed", SILENT
    ),
    "schedule_default": Rule(
        "A schedule can be made the default, which takes it from the other; false is refused.",
        "documented",
        _SCHEDULES,
    ),
    "own_schedules": Rule("Schedules are changed by their user only: else 403.", "assumed", SILENT),
    "busy_times": Rule(
        "Busy times start in the future, span at most 7 days, and come in the order of time; "
        "those of meetings carry their buffers.",
        "documented",
        f"{OLD_SPEC}; the later document no longer names the 7 days",
    ),
    "calendar": Rule(
        "A calendar that cannot be read is answered with 424.", "documented", OLD_SPEC
    ),
    "own_limits": Rule(
        "Meeting limits are the caller's own: others get 403, administrators too.",
        "documented",
        f"{_LIMITS}; the message is assumed",
    ),
    "limits": Rule(
        "A limit is 1 to 9999, or null for none; at least one must be sent, the others stay.",
        "documented",
        f"{_LIMITS}; that the answer to a change is one resource is assumed",
    ),
    "locations": Rule(
        "A user's locations are all listed; web conferences tell whether they are connected.",
        "documented",
        f"{SPEC}; which ones a new user has is ours",
    ),
}

"""What is true of event types, their hours, and links to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import OLD_SPEC, OURS, SILENT, SPEC

_REPOSITORY: Final = "a public repository's error handling"

RULES: Final[Mapping[str, Rule]] = {
    "whose_types": Rule("Event types need user or organization.", "documented", SPEC),
    "types_of_all": Rule(
        "The event types of a whole organization, and of others, are for administrators: else 403.",
        "documented",
        f"{OLD_SPEC}; its sample answers",
    ),
    "deleted_type": Rule(
        "A deleted event type leaves the lists, but can be fetched.", "documented", SPEC
    ),
    "others_types": Rule(
        "A user's event types are changed by that user and by administrators; others get 403.",
        "assumed",
        "the text is documented, for other operations",
    ),
    "create_type": Rule(
        "POST makes one-on-one event types only, inactive unless asked otherwise; buffers, "
        "increments, durations, colours and locales outside the documented values are refused.",
        "documented",
        f"{SPEC}; release note of 2026-11-13",
    ),
    "solo_only": Rule(
        "Only one-on-one event types can be changed: others get 400.", "observed", _REPOSITORY
    ),
    "pooled_solo": Rule("Round robin and collective ones count as others.", "assumed", SILENT),
    "one_off": Rule(
        "A one-off event type is of type AdhocEventType, has no increment, and with co-hosts is "
        "collective; its dates limit when it can be booked.",
        "documented",
        f"{SPEC}; that co-hosts make it collective is assumed",
    ),
    "open_times": Rule(
        "Open times start now or later; at most 31 days are listed at once, else 400.",
        "documented",
        "release note of 2026-07-09",
    ),
    "open_times_scope": Rule(
        "Open times need availability:read.", "documented", f"{SPEC}; the scopes page differs"
    ),
    "working_hours": Rule(
        "Open times are the host's working hours in the schedule's zone, in steps of the "
        "increment from the start of each interval, less meetings, buffers, busy times and "
        "meeting limits. All hosts of a collective meeting must be free, one of a round robin.",
        "assumed",
        "what counts is documented, how it is laid out is not",
    ),
    "no_notice": Rule("There is no minimum notice before a meeting.", "assumed", OURS),
    "group_room": Rule(
        "A group's open times say how many invitees can still come; of all others, one can.",
        "documented",
        SPEC,
    ),
    "type_hours": Rule(
        "New hours of an event type replace all its rules, for one host; a weekday that they leave "
        "out is not available.",
        "documented",
        f"{SPEC}; how weekdays left out count is assumed",
    ),
    "single_use": Rule(
        "A scheduling link books once: max_event_count is 1, as a number or a text.",
        "documented",
        "two of Calendly's OpenAPI documents differ; both are taken",
    ),
    "shares": Rule(
        "Shares are for one-on-one event types; what is left out is copied from them.",
        "documented",
        SPEC,
    ),
    "type_told": Rule(
        "Subscribers hear of event types without description_html.", "documented", SPEC
    ),
}

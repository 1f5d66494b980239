"""What CleverTap allows: every number and every special name, with where it comes from.

`documented` was read on a page of CleverTap's, `observed` was seen in its answers or its own code,
`assumed` is our own choice where the sources are silent or disagree. Change a value here and
records, uploads and the sandbox follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from attrs import frozen

T = TypeVar("T")
Confidence: TypeAlias = Literal["documented", "observed", "assumed"]


@frozen
class Limit(Generic[T]):
    """One fact: its value, where it is from, and how sure it is."""

    value: T
    confidence: Confidence
    source: str


RECORDS_PER_UPLOAD: Final = Limit(1000, "documented", "Upload Events API, 2026-06-30")
BYTES_PER_UPLOAD: Final = Limit(5_000_000, "assumed", "one client stays below 5 MB")
UPLOADS_IN_FLIGHT: Final = Limit(15, "documented", "API Request Limit, 2026-03-17")
READS_IN_FLIGHT: Final = Limit(3, "documented", "API Request Limit, 2026-03-17")

RECIPIENTS_PER_SEND: Final = Limit(1000, "documented", "Create Campaign API: target user ids")
CAMPAIGNS_PER_TRIGGER: Final = Limit(5, "documented", "External Trigger API, 2026-01-27")
PROFILES_PER_SEGMENT_UPDATE: Final = Limit(100, "observed", "one client of Update Segment")
LEAST_CAMPAIGN_LIMIT: Final = Limit(100, "observed", "two clients of the Create Campaign API")

RECORDS_PER_PAGE: Final = Limit(5000, "documented", "Get User Profiles API: batch_size")
PEOPLE_PER_DELETION: Final = Limit(100, "documented", "Delete User Profile API, 2026-07-03")
PEOPLE_PER_DEMERGE: Final = Limit(100, "documented", "Demerge User Profile API")
ADDRESSES_PER_CALL: Final = Limit(1000, "documented", "Subscribe API and Disassociate API")
TREND_GROUPS: Final = Limit(5, "documented", "Get Event Trends API")
TOP_VALUES: Final = Limit(100, "documented", "Get Top Property Count API: top_n")
FIRST_POLL: Final = Limit(2.0, "assumed", "clients poll after 1 to 3 seconds")
LONGEST_POLL: Final = Limit(30.0, "observed", "how often the pages were seen to advise to poll")
REPORT_SECONDS: Final = Limit(120.0, "observed", "90 days of messages took 109 seconds")

LIVE_PAST: Final = Limit(timedelta(hours=2), "documented", "Events Object")
LIVE_AHEAD: Final = Limit(timedelta(minutes=2), "documented", "Events Object")
LATEST_SECOND: Final = Limit(99_999_999_999, "assumed", "more digits can only be milliseconds")

EVENT_NAME_BYTES: Final = Limit(120, "assumed", "no length is published; the one of keys is safe")
KEY_BYTES: Final = Limit(120, "documented", "Platform Considerations says characters, others bytes")
VALUE_BYTES: Final = Limit(
    512, "documented", "Platform Considerations says characters, others bytes"
)
EVENT_PROPERTIES: Final = Limit(256, "documented", "Upload Events API before 2026-06-30")
EVENT_PROPERTIES_BY_DEFAULT: Final = Limit(100, "documented", "Upload Events API, 2026-06-30")
PROFILE_PROPERTIES: Final = Limit(256, "documented", "Platform Considerations: custom keys")
CHARGED_ITEMS: Final = Limit(256, "documented", "Upload Events API")
VALUES_PER_PROPERTY: Final = Limit(100, "documented", "Upload User Profiles API: multi-values")
WHOLE_NUMBER_BITS: Final = Limit(64, "assumed", "no range of numbers is published")

PROHIBITED_IN_NAMES: Final = Limit(
    frozenset("%><!|&.:;$'\"\\"), "documented", "Platform Considerations"
)
PROHIBITED_IN_PROFILE_KEYS: Final = Limit(
    PROHIBITED_IN_NAMES.value | {"#"}, "documented", "Platform Considerations"
)

CHARGED: Final = Limit("Charged", "documented", "Upload Events API: the one event with Items")
ITEMS: Final = Limit("Items", "documented", "Upload Events API: the one list of objects")

RESERVED_EVENTS: Final = Limit(
    (
        "App Launched",
        "App Uninstalled",
        "App Version Changed",
        "Experiment Rendered",
        "Identity Error",
        "Identity Reset",
        "Identity Set",
        "Notification Clicked",
        "Notification Delivered",
        "Notification Replied",
        "Notification Sent",
        "Notification Viewed",
        "Reachable By",
        "Reply Sent",
        "Stayed",
        "UTM Visited",
        "Web Page Viewed",
    ),
    "documented",
    "Platform Considerations; Web Page Viewed from an answer of 2024",
)

PREDEFINED_PROFILE_KEYS: Final = Limit(
    (
        "Name",
        "Email",
        "Phone",
        "Gender",
        "DOB",
        "Age",
        "Employed",
        "Education",
        "Married",
        "Photo",
        "Tz",
        "Customer Type",
        "MSG-email",
        "MSG-push",
        "MSG-sms",
        "MSG-whatsapp",
        "category-unsubscribe",
        "category-resubscribe",
    ),
    "documented",
    "Upload User Profiles API; the category keys from a live connector",
)
CHOICES: Final[Limit[Mapping[str, tuple[str, ...]]]] = Limit(
    {
        "Gender": ("M", "F"),
        "Employed": ("Y", "N"),
        "Education": ("School", "College", "Graduate"),
        "Married": ("Y", "N"),
    },
    "documented",
    "Upload User Profiles API, and the texts of errors 514 and 517 to 519",
)
PHONE: Final = Limit(r"\+[1-9][0-9]{6,14}", "documented", "Upload User Profiles API: E.164")
EMAIL: Final = Limit(r"[^@\s]+@[^@\s]+", "assumed", "CleverTap's own test of an address is unknown")

OPERATORS: Final = Limit(
    ("$add", "$remove", "$incr", "$decr", "$delete"), "documented", "Upload User Profiles API"
)


def folded(name: str) -> str:
    """Fold an event name as CleverTap does: case and spaces make no difference when it is written.

    Names that fold alike are one event; reports still ask for the spelling that came first.

    Args:
        name: An event name.
    """
    return "".join(name.split()).casefold()


_RESERVED: Final = frozenset(map(folded, RESERVED_EVENTS.value))


def is_reserved(name: str) -> bool:
    """Tell whether an event name belongs to CleverTap itself.

    Args:
        name: An event name, in any spelling that folds to it.
    """
    return folded(name) in _RESERVED

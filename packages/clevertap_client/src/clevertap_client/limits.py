"""What CleverTap allows: every number and every special name, with where it comes from.

`documented` was read on a page of CleverTap's, `observed` was seen in its answers or its own code,
`assumed` is our own choice where the sources are silent or disagree. Change a value here and
records, uploads and the sandbox follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Final, Generic, Literal, TypeAlias, TypeVar, cast

from attrs import Attribute, field, frozen

from .errors import InvalidArgument

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
UPLOADS_IN_FLIGHT_BY_DEFAULT: Final = Limit(
    4, "assumed", "fast enough, and leaves the account's other programs most of its 15"
)
READS_IN_FLIGHT: Final = Limit(
    3, "documented", "API Request Limit, 2026-03-17: each API for itself"
)
CAMPAIGNS_PER_SECOND: Final = Limit(
    3, "documented", "Create Campaign API; an older copy of the page says 1"
)
UPLOAD_PATIENCE: Final = Limit(60.0, "assumed", "an older page says 10 minutes, the newer nothing")
RESENDS: Final = Limit(2, "assumed", "as often as calls are repeated that may be")

RECIPIENTS_PER_SEND: Final = Limit(1000, "documented", "Create Campaign API: target user ids")
CAMPAIGNS_PER_TRIGGER: Final = Limit(5, "documented", "External Trigger API, 2026-01-27")
PROFILES_PER_SEGMENT_UPDATE: Final = Limit(100, "observed", "one client of Update Segment")
LEAST_CAMPAIGN_LIMIT: Final = Limit(100, "observed", "two clients of the Create Campaign API")

BYTES_PER_FILE: Final = Limit(5_000_000_000, "documented", "Custom List API and Catalog API: 5 GB")
RECORDS_PER_PAGE: Final = Limit(5000, "documented", "Get User Profiles API: batch_size")
PEOPLE_PER_DELETION: Final = Limit(100, "documented", "Delete User Profile API, 2026-07-03")
PEOPLE_PER_DEMERGE: Final = Limit(100, "documented", "Demerge User Profile API")
ADDRESSES_PER_CALL: Final = Limit(1000, "documented", "Subscribe API and Disassociate API")
TREND_GROUPS: Final = Limit(5, "documented", "Get Event Trends API")
TREND_DAYS: Final = Limit(366, "documented", "Get Event Trends API: one year")
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
NESTED_LEVELS: Final = Limit(3, "documented", "Nested Objects, a public beta")
EVENT_TYPES: Final = Limit(512, "documented", "Platform Considerations: an account's, not checked")
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
CHARGED_KEYS: Final[Limit[Mapping[str, str]]] = Limit(
    {"amount": "Amount", "charged_id": "Charged ID", "currency": "Currency", "items": "Items"},
    "documented",
    "Upload Events API: the properties of Charged",
)

SYSTEM_PROPERTIES: Final = Limit(
    frozenset({"device_type"}), "documented", "Platform Considerations, which names this one only"
)
TOKEN_TYPES: Final = Limit(
    ("fcm", "gcm", "apns", "wns", "mpns", "chrome"), "documented", "Upload Device Tokens API"
)

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


def _within(most: int | None = None) -> Callable[[object, Attribute[int], int], None]:
    def check(_: object, attribute: Attribute[int], value: int) -> None:
        given = cast("object", value)
        if not isinstance(given, int) or isinstance(given, bool) or given < 1:
            raise InvalidArgument(attribute.name, "must be a whole number of at least 1")
        if most is not None and given > most:
            raise InvalidArgument(attribute.name, f"must be 1 to {most}: CleverTap takes no more")

    return check


def _signs(given: Iterable[str]) -> frozenset[str]:
    return frozenset(given)


def _number(limit: Limit[int], most: int | None = None) -> int:
    made: int = field(default=limit.value, validator=_within(most))
    return made


@frozen(kw_only=True)
class Limits:
    """What one account allows, where that differs from what CleverTap publishes.

    Make it once and pass it to the client, and to the records that need it, which are checked when
    they are made::

        account = Limits(event_properties=400, event_properties_by_default=400)
        clevertap = CleverTap(..., limits=account)
        EventRecord("Import", "u-1", properties, limits=clevertap.limits)

    Args:
        event_properties: How many an event may have.
        event_properties_by_default: How many it may have without a warning.
        event_name_bytes: How long its name may be, as UTF-8.
        profile_properties: How many a profile may have.
        key_bytes: How long a property's name may be, as UTF-8.
        value_bytes: How long a text may be, as UTF-8.
        values_per_property: How many texts a multi-value property may have.
        charged_items: How many ``Items`` ``Charged`` may have.
        nested_levels: How deep `Nested` objects may be.
        prohibited_in_names: Signs that no name of an event or of its properties may hold.
        prohibited_in_profile_keys: Signs that no name of a profile's property may hold.
        uploads_in_flight: How many uploads the client has in flight at once, at the most 15.
        reads_in_flight: How many other calls of one API, at the most 3.

    Raises:
        InvalidArgument: One of them is no number, or more than CleverTap would take.
    """

    event_properties: int = _number(EVENT_PROPERTIES)
    event_properties_by_default: int = _number(EVENT_PROPERTIES_BY_DEFAULT)
    event_name_bytes: int = _number(EVENT_NAME_BYTES)
    profile_properties: int = _number(PROFILE_PROPERTIES)
    key_bytes: int = _number(KEY_BYTES)
    value_bytes: int = _number(VALUE_BYTES)
    values_per_property: int = _number(VALUES_PER_PROPERTY)
    charged_items: int = _number(CHARGED_ITEMS)
    nested_levels: int = _number(NESTED_LEVELS)
    prohibited_in_names: frozenset[str] = field(default=PROHIBITED_IN_NAMES.value, converter=_signs)
    prohibited_in_profile_keys: frozenset[str] = field(
        default=PROHIBITED_IN_PROFILE_KEYS.value, converter=_signs
    )
    uploads_in_flight: int = _number(UPLOADS_IN_FLIGHT_BY_DEFAULT, UPLOADS_IN_FLIGHT.value)
    reads_in_flight: int = _number(READS_IN_FLIGHT, READS_IN_FLIGHT.value)


PUBLISHED: Final = Limits()
"""What CleverTap publishes, and what is assumed where it is silent."""

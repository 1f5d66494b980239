"""Reports: top values, trends, who is active, what messages did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum

from .profiles import Epoch
from .uploads import Code

Trend: TypeAlias = Mapping[str, int | float]
"""Numbers by period: ``20261224`` for a day, ``202652`` for a week, ``202612`` for a month."""


class PropertyType(OpenStrEnum):
    """Where a property belongs."""

    EVENT = "event_properties"
    SESSION = "session_properties"
    PROFILE = "profile_fields"
    APP = "app_fields"
    DEMOGRAPHICS = "demographics"
    TECHNOGRAPHICS = "technographics"
    REACHABILITY = "reachability"
    GEO = "geo_fields"


class Order(OpenStrEnum):
    """Which values come first: the most frequent, or the rarest."""

    DESCENDING = "desc"
    ASCENDING = "asc"


class TrendType(OpenStrEnum):
    """How long the periods of a trend are."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ReportChannel(OpenStrEnum):
    """How a campaign reaches people."""

    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"
    BROWSER = "browser"
    AUDIENCES = "audiences"
    IN_APP = "inapp"
    WEBHOOKS = "webhooks"
    WHATSAPP = "whatsapp"
    WEB_POP_UP = "web_pop_up"
    WEB_EXIT_INTENT = "web_exit_intent"
    WEB_NATIVE_DISPLAY = "web_native_display"
    WEB_INBOX = "web_inbox"
    TIKTOK = "tiktok"


class ReportDelivery(OpenStrEnum):
    """What sets a campaign off; ``action`` is what Live campaigns are."""

    ONE_TIME = "one_time"
    INACTION = "inaction"
    ACTION = "action"
    RECURRING = "recurring"
    PROPERTY_TIME = "property_time"
    API = "api"
    MULTIPLE_DATES = "multiple_dates"


class ReportStatus(OpenStrEnum):
    """Where a campaign stands."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    STOPPED = "stopped"
    COMPLETED = "completed"


class ReportMessageType(OpenStrEnum):
    """How many messages a campaign chooses from."""

    SINGLE = "single"
    AB = "ab"
    MESSAGE_ON_USER_PROPERTY = "message_on_user_property"


@frozen
class TopGroup:
    """A property whose most frequent values are wanted.

    Args:
        property_type: Where it belongs.
        name: Its name, spelt as in CleverTap.
        top_n: How many values, 1 to 100; CleverTap gives 10 without it.
        order: Whether to begin with the rarest.
    """

    property_type: PropertyType | str
    name: str
    top_n: int | None = field(default=None, kw_only=True)
    order: Order | str | None = field(default=None, kw_only=True)


@frozen
class TrendGroup:
    """A series of numbers. Partly known: what else a group may hold goes into ``more``.

    Args:
        trend_type: How long its periods are.
        more: Further keys, sent as they are.
    """

    trend_type: TrendType | str
    more: Mapping[str, Any] = field(factory=dict[str, Any], kw_only=True, hash=False)


@frozen(kw_only=True)
class TopValues:
    """How often the values of a property came.

    Attributes:
        texts: By value, if they are texts (``STR``).
        numbers: By range such as ``"0-100"``, if they are numbers (``NUMBER``).
        problem: Why there are none, in CleverTap's words.
        more: What CleverTap answered besides, undocumented.
    """

    texts: Mapping[str, int] = field(factory=dict[str, int])
    numbers: Mapping[str, int] = field(factory=dict[str, int])
    problem: str = ""
    more: Mapping[str, Any] = field(factory=dict[str, Any])


@frozen(kw_only=True)
class ActiveUsers:
    """Who used the app in the last five minutes.

    Attributes:
        count: How many.
        last_processed_at: Up to when events were looked at.
        more: The breakdowns that were asked for, by name. Their shape is not documented.
    """

    count: int
    last_processed_at: Epoch | None = None
    more: Mapping[str, Any] = field(factory=dict[str, Any])


@frozen(kw_only=True)
class MessageStats:
    """What became of one campaign.

    Attributes:
        id: The campaign's id (CleverTap's ``message id``).
        name: What it is called.
        channel: Such as ``email``.
        delivery: What sets it off, such as ``action`` for Live campaigns.
        start_date: The day it started, as CleverTap writes it.
        status: Such as ``running``.
        sent: How many messages went out.
        viewed: How many were seen.
        clicked: How many were clicked.
        conversion_event: The event that counts as success.
        labels: What it is filed under.
        device: Numbers by device, of a shape that is not documented.
        more: What CleverTap answered besides, under its own keys.
    """

    id: Code = ""
    name: str = ""
    channel: str = ""
    delivery: str = ""
    start_date: str = ""
    status: str = ""
    sent: int | None = None
    viewed: int | None = None
    clicked: int | None = None
    conversion_event: str = ""
    labels: tuple[str, ...] = ()
    device: Any = None
    more: Mapping[str, Any] = field(factory=dict[str, Any])


@frozen(kw_only=True)
class MessageReport:
    """What became of the campaigns that started in some days.

    Attributes:
        messages: One for each campaign.
        total_results: How many campaigns match, in CleverTap's count.
        more: What CleverTap answered besides, undocumented.
    """

    messages: tuple[MessageStats, ...] = ()
    total_results: int | None = None
    more: Mapping[str, Any] = field(factory=dict[str, Any])

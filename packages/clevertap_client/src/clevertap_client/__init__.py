"""The CleverTap server API, typed, blocking and async."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api_client_core.clients import aperform, perform
from api_client_core.exchange import Hooks
from api_client_core.lazy import lazily
from api_client_core.retry import RetryPolicy
from api_client_core.secrets import Secret
from api_client_core.senders import Clock
from api_client_core.steps import Call
from api_client_core.structure import Drift
from api_client_core.wire import Raw, Reply, Request, Response

from ._version import __version__
from .client import AsyncCleverTap, CleverTap
from .errors import (
    AmbiguousDelivery,
    BadRequest,
    CallFailed,
    CleverTapError,
    Conflict,
    ConnectionFailed,
    CursorExpired,
    InvalidArgument,
    InvalidCredentials,
    NotAllowed,
    NotFound,
    NotReady,
    RecordsRefused,
    RequestRejected,
    ServerError,
    StatusError,
    TimedOut,
    TooManyRequests,
    UnexpectedReply,
)
from .limits import Limits, folded, is_reserved
from .regions import Region

if TYPE_CHECKING:
    from .campaign_options import (
        CampaignControlGroup,
        CampaignOptions,
        ConversionGoal,
        ConversionWindow,
        CustomControlGroup,
        Device,
        KeptFor,
        KeptUntil,
    )
    from .codes import RECORD_CODES, RecordCode, advice_for
    from .contents import (
        AndroidPush,
        AppInboxContent,
        CampaignContent,
        ChromePush,
        EmailContent,
        FirefoxPush,
        IosPush,
        KaiOsPush,
        KeyValue,
        MessageContent,
        PushContent,
        SafariPush,
        SmsContent,
        WebhookContent,
        WebhookField,
        WebPushButton,
        WebPushContent,
        WhatsAppContent,
        WhatsAppHeader,
        WindowsPush,
    )
    from .export_options import ExportOptions
    from .filters import Filter, Operator
    from .message_options import MessageOptions
    from .models import (
        ActiveUsers,
        AddressType,
        Campaign,
        CampaignEstimate,
        CampaignResult,
        CampaignStatus,
        ContentBlock,
        ContentBlockType,
        CreatedCampaign,
        CustomList,
        DefinedVariables,
        DeletedVariables,
        EventSummary,
        ExportedEvent,
        ExportPage,
        MessageReport,
        MessageStats,
        Order,
        Platform,
        Profile,
        PropertyType,
        Queued,
        ReportChannel,
        ReportDelivery,
        ReportMessageType,
        ReportStatus,
        Subscription,
        SubscriptionStatus,
        TopGroup,
        TopValues,
        Trend,
        TrendGroup,
        TrendType,
        Unprocessed,
        UploadReply,
        UploadUrl,
        Variable,
        VariableType,
        VariableValue,
    )
    from .operators import Add, Decrement, Delete, Increment, Nested, Remove
    from .properties import (
        EventProperty,
        ProfileProperty,
        check_event_name,
        check_event_property,
        check_profile_property,
    )
    from .queries import AnyOf, Did, Query
    from .recipients import (
        Recipient,
        TriggerRecipient,
    )
    from .records import EventRecord, LimitWarning, ProfileRecord, Record, record_from_wire
    from .recurrences import Recurrence
    from .results import Refused, UploadResult, partial_of
    from .schedules import (
        Later,
        Now,
        QuietHours,
        Recurring,
        When,
        WhenQuiet,
        WhoseClock,
    )
    from .segment_changes import (
        CustomerSegment,
        NewSegment,
        SegmentChange,
    )
    from .sending import (
        SendResult,
        Unsent,
    )
    from .tokens import TokenRecord, TokenType, WebPushKeys
    from .users import Email, Fbid, Gpid, ObjectId, User

__all__ = [
    "RECORD_CODES",
    "ActiveUsers",
    "Add",
    "AddressType",
    "AmbiguousDelivery",
    "AndroidPush",
    "AnyOf",
    "AppInboxContent",
    "AsyncCleverTap",
    "BadRequest",
    "Call",
    "CallFailed",
    "Campaign",
    "CampaignContent",
    "CampaignControlGroup",
    "CampaignEstimate",
    "CampaignOptions",
    "CampaignResult",
    "CampaignStatus",
    "ChromePush",
    "CleverTap",
    "CleverTapError",
    "Clock",
    "Conflict",
    "ConnectionFailed",
    "ContentBlock",
    "ContentBlockType",
    "ConversionGoal",
    "ConversionWindow",
    "CreatedCampaign",
    "CursorExpired",
    "CustomControlGroup",
    "CustomList",
    "CustomerSegment",
    "Decrement",
    "DefinedVariables",
    "Delete",
    "DeletedVariables",
    "Device",
    "Did",
    "Drift",
    "Email",
    "EmailContent",
    "EventProperty",
    "EventRecord",
    "EventSummary",
    "ExportOptions",
    "ExportPage",
    "ExportedEvent",
    "Fbid",
    "Filter",
    "FirefoxPush",
    "Gpid",
    "Hooks",
    "Increment",
    "InvalidArgument",
    "InvalidCredentials",
    "IosPush",
    "KaiOsPush",
    "KeptFor",
    "KeptUntil",
    "KeyValue",
    "Later",
    "LimitWarning",
    "Limits",
    "MessageContent",
    "MessageOptions",
    "MessageReport",
    "MessageStats",
    "Nested",
    "NewSegment",
    "NotAllowed",
    "NotFound",
    "NotReady",
    "Now",
    "ObjectId",
    "Operator",
    "Order",
    "Platform",
    "Profile",
    "ProfileProperty",
    "ProfileRecord",
    "PropertyType",
    "PushContent",
    "Query",
    "Queued",
    "QuietHours",
    "Raw",
    "Recipient",
    "Record",
    "RecordCode",
    "RecordsRefused",
    "Recurrence",
    "Recurring",
    "Refused",
    "Region",
    "Remove",
    "Reply",
    "ReportChannel",
    "ReportDelivery",
    "ReportMessageType",
    "ReportStatus",
    "Request",
    "RequestRejected",
    "Response",
    "RetryPolicy",
    "SafariPush",
    "Secret",
    "SegmentChange",
    "SendResult",
    "ServerError",
    "SmsContent",
    "StatusError",
    "Subscription",
    "SubscriptionStatus",
    "TimedOut",
    "TokenRecord",
    "TokenType",
    "TooManyRequests",
    "TopGroup",
    "TopValues",
    "Trend",
    "TrendGroup",
    "TrendType",
    "TriggerRecipient",
    "UnexpectedReply",
    "Unprocessed",
    "Unsent",
    "UploadReply",
    "UploadResult",
    "UploadUrl",
    "User",
    "Variable",
    "VariableType",
    "VariableValue",
    "WebPushButton",
    "WebPushContent",
    "WebPushKeys",
    "WebhookContent",
    "WebhookField",
    "WhatsAppContent",
    "WhatsAppHeader",
    "When",
    "WhenQuiet",
    "WhoseClock",
    "WindowsPush",
    "__version__",
    "advice_for",
    "aperform",
    "check_event_name",
    "check_event_property",
    "check_profile_property",
    "folded",
    "is_reserved",
    "partial_of",
    "perform",
    "record_from_wire",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazily(
        __name__,
        __all__,
        {
            "campaign_options": (
                "CampaignControlGroup CampaignOptions ConversionGoal ConversionWindow "
                "CustomControlGroup Device KeptFor KeptUntil"
            ),
            "codes": "RECORD_CODES RecordCode advice_for",
            "contents": (
                "AndroidPush AppInboxContent CampaignContent ChromePush EmailContent FirefoxPush "
                "IosPush KaiOsPush KeyValue MessageContent PushContent SafariPush SmsContent "
                "WebhookContent WebhookField WebPushButton WebPushContent WhatsAppContent "
                "WhatsAppHeader WindowsPush"
            ),
            "export_options": "ExportOptions",
            "filters": "Filter Operator",
            "message_options": "MessageOptions",
            "operators": "Add Decrement Delete Increment Nested Remove",
            "properties": (
                "EventProperty ProfileProperty check_event_name check_event_property "
                "check_profile_property"
            ),
            "queries": "AnyOf Did Query",
            "recipients": "Recipient TriggerRecipient",
            "records": "EventRecord LimitWarning ProfileRecord Record record_from_wire",
            "recurrences": "Recurrence",
            "results": "Refused UploadResult partial_of",
            "schedules": "Later Now QuietHours Recurring When WhenQuiet WhoseClock",
            "segment_changes": "CustomerSegment NewSegment SegmentChange",
            "sending": "SendResult Unsent",
            "tokens": "TokenRecord TokenType WebPushKeys",
            "users": "Email Fbid Gpid ObjectId User",
        },
        others="models",
    )

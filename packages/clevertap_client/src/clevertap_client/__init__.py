"""The CleverTap server API, typed, blocking and async."""

from __future__ import annotations

from api_client_core.clients import aperform, perform
from api_client_core.exchange import Hooks
from api_client_core.retry import RetryPolicy
from api_client_core.secrets import Secret
from api_client_core.senders import Clock
from api_client_core.steps import Call
from api_client_core.structure import Drift
from api_client_core.wire import Reply, Request, Response

from ._version import __version__
from .client import AsyncCleverTap, CleverTap
from .codes import RECORD_CODES, RecordCode, advice_for
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
from .filters import Filter, Operator
from .limits import folded, is_reserved
from .models import EventSummary, Platform, Profile, Unprocessed, UploadReply
from .properties import (
    EventProperty,
    ProfileProperty,
    check_event_name,
    check_event_property,
    check_profile_property,
)
from .queries import AnyOf, Did, Query
from .records import EventRecord, LimitWarning, ProfileRecord, Record, record_from_wire
from .regions import Region
from .results import Refused, UploadResult, partial_of
from .users import Email, Fbid, Gpid, ObjectId, User

__all__ = [
    "RECORD_CODES",
    "AmbiguousDelivery",
    "AnyOf",
    "AsyncCleverTap",
    "BadRequest",
    "Call",
    "CallFailed",
    "CleverTap",
    "CleverTapError",
    "Clock",
    "Conflict",
    "ConnectionFailed",
    "CursorExpired",
    "Did",
    "Drift",
    "Email",
    "EventProperty",
    "EventRecord",
    "EventSummary",
    "Fbid",
    "Filter",
    "Gpid",
    "Hooks",
    "InvalidArgument",
    "InvalidCredentials",
    "LimitWarning",
    "NotAllowed",
    "NotFound",
    "NotReady",
    "ObjectId",
    "Operator",
    "Platform",
    "Profile",
    "ProfileProperty",
    "ProfileRecord",
    "Query",
    "Record",
    "RecordCode",
    "RecordsRefused",
    "Refused",
    "Region",
    "Reply",
    "Request",
    "RequestRejected",
    "Response",
    "RetryPolicy",
    "Secret",
    "ServerError",
    "StatusError",
    "TimedOut",
    "TooManyRequests",
    "UnexpectedReply",
    "Unprocessed",
    "UploadReply",
    "UploadResult",
    "User",
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

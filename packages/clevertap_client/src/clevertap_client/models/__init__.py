"""What CleverTap answers with, one noun per file."""

from __future__ import annotations

from .exports import ExportedEvent, ExportPage
from .profiles import Epoch, EventSummary, Platform, Profile
from .reports import (
    ActiveUsers,
    MessageReport,
    MessageStats,
    Order,
    PropertyType,
    ReportChannel,
    ReportDelivery,
    ReportMessageType,
    ReportStatus,
    TopGroup,
    TopValues,
    Trend,
    TrendGroup,
    TrendType,
)
from .subscriptions import AddressType, Subscription, SubscriptionStatus
from .uploads import Code, Unprocessed, UploadReply

__all__ = [
    "ActiveUsers",
    "AddressType",
    "Code",
    "Epoch",
    "EventSummary",
    "ExportPage",
    "ExportedEvent",
    "MessageReport",
    "MessageStats",
    "Order",
    "Platform",
    "Profile",
    "PropertyType",
    "ReportChannel",
    "ReportDelivery",
    "ReportMessageType",
    "ReportStatus",
    "Subscription",
    "SubscriptionStatus",
    "TopGroup",
    "TopValues",
    "Trend",
    "TrendGroup",
    "TrendType",
    "Unprocessed",
    "UploadReply",
]

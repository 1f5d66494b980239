"""What CleverTap answers with, one noun per file."""

from __future__ import annotations

from .campaigns import (
    Campaign,
    CampaignEstimate,
    CampaignResult,
    CampaignStatus,
    CreatedCampaign,
)
from .content_blocks import ContentBlock, ContentBlockType
from .exports import ExportedEvent, ExportPage
from .files import CustomList, UploadUrl
from .messages import Queued
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
from .variables import (
    DefinedVariables,
    DeletedVariables,
    Variable,
    VariableType,
    VariableValue,
)

__all__ = [
    "ActiveUsers",
    "AddressType",
    "Campaign",
    "CampaignEstimate",
    "CampaignResult",
    "CampaignStatus",
    "Code",
    "ContentBlock",
    "ContentBlockType",
    "CreatedCampaign",
    "CustomList",
    "DefinedVariables",
    "DeletedVariables",
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
    "Queued",
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
    "UploadUrl",
    "Variable",
    "VariableType",
    "VariableValue",
]

"""What CleverTap answers with, one noun per file."""

from __future__ import annotations

from .profiles import Epoch, EventSummary, Platform, Profile
from .uploads import Code, Unprocessed, UploadReply

__all__ = [
    "Code",
    "Epoch",
    "EventSummary",
    "Platform",
    "Profile",
    "Unprocessed",
    "UploadReply",
]

"""What a campaign or a message says: one class for each channel.

A class has the fields that CleverTap documents for its channel. What only other clients send goes
into ``more`` under CleverTap's own keys::

    EmailContent(subject="Hello", body="<p>Hello</p>", more={"reply_to": "desk@example.org"})

Texts may hold Liquid that reads the profile, although CleverTap promises it for pushes alone.
``Event`` is there in Live campaigns only, which the API cannot make.
"""

from __future__ import annotations

from typing import TypeAlias

from .others import AppInboxContent, WebhookContent, WebhookField
from .push import AndroidPush, IosPush, KeyValue, PushContent, WindowsPush
from .texts import EmailContent, SmsContent
from .webpush import (
    ChromePush,
    FirefoxPush,
    KaiOsPush,
    SafariPush,
    WebPushButton,
    WebPushContent,
)
from .whatsapp import WhatsAppContent, WhatsAppHeader

MessageContent: TypeAlias = PushContent | EmailContent | SmsContent | WebPushContent
"""What can be sent to named users."""
CampaignContent: TypeAlias = MessageContent | WhatsAppContent | WebhookContent | AppInboxContent
"""What a campaign can say: its class is the channel."""

__all__ = [
    "AndroidPush",
    "AppInboxContent",
    "CampaignContent",
    "ChromePush",
    "EmailContent",
    "FirefoxPush",
    "IosPush",
    "KaiOsPush",
    "KeyValue",
    "MessageContent",
    "PushContent",
    "SafariPush",
    "SmsContent",
    "WebPushButton",
    "WebPushContent",
    "WebhookContent",
    "WebhookField",
    "WhatsAppContent",
    "WhatsAppHeader",
    "WindowsPush",
]

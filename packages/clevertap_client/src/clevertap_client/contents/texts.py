"""What a mail and a text message say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .._parts import FILLED, Part, flat


@frozen(kw_only=True)
class EmailContent(Part):
    """A mail. The API makes no AMP mails.

    Args:
        subject: Its subject.
        body: HTML. Escape what people typed themselves, such as names: ``html.escape``.
        sender_name: Whom it is from, as readers see it. CleverTap's own examples always say it.
        more: Further keys of CleverTap's, sent as they are, such as ``reply_to``, ``from_email``,
            ``cc``, ``bcc`` and ``pre_header``, which other clients send.

    Raises:
        InvalidArgument: The subject or the body is empty.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    target_mode: ClassVar[str] = "email"

    subject: str = field(repr=False, metadata=FILLED)
    body: str = field(repr=False, metadata=FILLED)
    sender_name: str | None = None
    more: Mapping[str, Any] = flat("more")


@frozen(kw_only=True)
class SmsContent(Part):
    """A text message.

    Args:
        body: Its text.
        more: Further keys of CleverTap's, sent as they are, such as ``unicode``, ``sender_id`` and
            ``message_info`` (India's template ids), which other clients send.

    Raises:
        InvalidArgument: The body is empty.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    target_mode: ClassVar[str] = "sms"

    body: str = field(repr=False, metadata=FILLED)
    more: Mapping[str, Any] = flat("more")

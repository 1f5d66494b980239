"""Text or HTML that several messages share."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum


class ContentBlockType(OpenStrEnum):
    """What a block is written in."""

    TEXT = "Text"
    HTML = "HTML"


@frozen(kw_only=True)
class ContentBlock:
    """A piece of text or HTML that messages include.

    Attributes:
        id: CleverTap's number for it.
        name: What the dashboard calls it.
        type: What it is written in.
        content: Its text.
        created_by: Who made it: an e-mail address.
        updated_by: Who changed it last: an e-mail address.
        partner: The service that it comes from, if any.
    """

    id: int
    name: str
    type: ContentBlockType = ContentBlockType.TEXT
    content: str = field(default="", repr=False)
    created_at: datetime | None = None
    created_by: str | None = field(default=None, repr=False)
    updated_at: datetime | None = None
    updated_by: str | None = field(default=None, repr=False)
    partner: str | None = None

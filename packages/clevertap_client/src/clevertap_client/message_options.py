"""What a message to named users may be told besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict


class MessageOptions(TypedDict, total=False):
    """What a message to named users may be told besides.

    Attributes:
        provider_nick_name: For mails and text messages: who delivers, as the dashboard calls them;
            CleverTap takes the project's default without it.
        tag_group: Messages of one group are counted together in the dashboard.
        campaign_id: The campaign to count it with.
        respect_frequency_caps: Whether the account's caps count; they do if this is left out.
        more: Further keys of CleverTap's, sent as they are.
    """

    provider_nick_name: str
    tag_group: str
    campaign_id: int | str
    respect_frequency_caps: bool
    more: Mapping[str, Any]

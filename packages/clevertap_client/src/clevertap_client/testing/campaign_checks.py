"""What is wrong with a campaign, in CleverTap's words."""

from __future__ import annotations

from typing import Any

from .campaigns import Dashboard
from .objects import as_list, as_object
from .outgoing import DEVICES, REQUIRED
from .refusals import (
    NO_CHANNEL,
    NO_CONTENT,
    NO_CONTROL_GROUP,
    NO_NAME,
    NO_WHEN,
    WRONG_CHANNEL,
    WRONG_GOAL,
    WRONG_MODE,
    Refused,
)


def checked(body: dict[str, Any], board: Dashboard) -> str:
    """Check a campaign, and give its channel; whom it is for is checked elsewhere.

    Raises:
        Refused: Something is missing, or wrong.
    """
    if not body.get("name"):
        raise Refused(NO_NAME)
    channel = str(body.get("target_mode", "push"))
    if channel not in REQUIRED:
        raise Refused(WRONG_MODE)
    check_content(channel, body.get("content"))
    if not body.get("when"):
        raise Refused(NO_WHEN)
    goal = body.get("conversion_goal")
    if goal is not None and "filter_type" not in as_object(goal):
        raise Refused(WRONG_GOAL)
    group = as_object(body.get("control_group"))
    if group.get("type") == "custom" and str(group.get("name")) not in board.control_groups:
        raise Refused(NO_CONTROL_GROUP, group.get("name"))
    if channel == "push" and board.notification_channels is not None:
        _check_android(body, board.notification_channels)
    return channel


def check_content(channel: str, content: Any) -> None:
    """Check that a message has what its channel needs. Raises `Refused`."""
    required = REQUIRED[channel]
    if required is not None and not as_object(content).get(required):
        raise Refused(NO_CONTENT, required)


def _check_android(body: dict[str, Any], known: set[str]) -> None:
    if "android" not in (as_list(body.get("devices")) or DEVICES):
        return
    android = as_object(as_object(body["content"].get("platform_specific")).get("android"))
    channel = android.get("wzrk_cid") or body.get("wzrk_cid")
    if not channel:
        raise Refused(NO_CHANNEL)
    if str(channel) not in known:
        raise Refused(WRONG_CHANNEL)

"""What a subscription must look like to be taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

from ..ids import HOST
from ..models import WebhookEvent
from .documents import Document, stamp
from .refusals import malformed

_ONLY: Final[Mapping[str, str]] = {
    WebhookEvent.ROUTING_FORM_SUBMISSION_CREATED: "organization",
    WebhookEvent.MEETING_RECAP_CREATED: "user",
    WebhookEvent.MEETING_RECAP_UPDATED: "user",
    WebhookEvent.MEETING_RECAP_DELETED: "user",
}


def subscription(body: Mapping[str, Any], uri: str, creator: str, now: datetime) -> Document:
    """Check what was asked for, and write it down. Raises `Refused`."""
    url, scope, events = body.get("url"), body.get("scope"), body.get("events")
    if not (isinstance(url, str) and url.startswith(("http://", "https://"))):
        raise malformed("url", "must be a valid URL")
    if scope not in {"organization", "user", "group"}:
        raise malformed("scope", "must be one of organization, user, group")
    if not isinstance(events, list) or not events:
        raise malformed("events", "must be filled")
    for event in cast("list[object]", events):
        if not isinstance(event, str) or not WebhookEvent(event).is_known:
            raise malformed("events", "must hold known events only")
        if _ONLY.get(event, scope) != scope:
            raise malformed("events", f"{event} needs the scope {_ONLY[event]}")
    owners = {"organization": True, "user": scope == "user", "group": scope == "group"}
    for name, needed in owners.items():
        given = body.get(name)
        if needed and not (isinstance(given, str) and given.startswith(f"{HOST}/{name}s/")):
            raise malformed(name, "must be a valid URI")
    return {
        "uri": uri,
        "callback_url": url,
        "created_at": stamp(now),
        "updated_at": stamp(now),
        "retry_started_at": None,
        "state": "active",
        "events": list(cast("list[str]", events)),
        "scope": scope,
        "organization": body["organization"],
        "user": body.get("user"),
        "group": body.get("group"),
        "creator": creator,
    }

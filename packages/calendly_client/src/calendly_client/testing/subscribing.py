"""What a subscription must look like to be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, cast

from ..ids import HOST
from ..models import WebhookEvent
from .documents import Document, stamp
from .plans import Feature
from .refusals import malformed

SCOPES: Final = ("organization", "user", "group")

_ONLY: Final[Mapping[str, str]] = {
    WebhookEvent.ROUTING_FORM_SUBMISSION_CREATED: "organization",
    WebhookEvent.MEETING_RECAP_CREATED: "user",
    WebhookEvent.MEETING_RECAP_UPDATED: "user",
    WebhookEvent.MEETING_RECAP_DELETED: "user",
}
_READ: Final[Mapping[str, str]] = {
    "invitee": "scheduled_events:read",
    "invitee_no_show": "scheduled_events:read",
    "event_type": "event_types:read",
    "routing_form_submission": "routing_forms:read",
    "meeting_recap": "meeting_recaps:read",
    "contact": "contacts:read",
}
_FEATURES: Final[Mapping[str, Feature]] = {
    "routing_form_submission": "routing_forms",
    "meeting_recap": "notetaker",
}


def read_scopes(events: Iterable[str]) -> list[str]:
    """List the scopes that a token needs to hear of events."""
    return sorted({_READ[_family(event)] for event in events})


def features(events: Iterable[str]) -> list[Feature]:
    """List what a plan must have to hear of events."""
    families = {_family(event) for event in events}
    return [feature for family, feature in _FEATURES.items() if family in families]


def all_events(scope: str) -> list[str]:
    """List what a scope may hear of."""
    return [str(event) for event in WebhookEvent if _ONLY.get(event, scope) == scope]


def checked_scope(given: Mapping[str, Any], events: Iterable[object]) -> str:
    """Check a scope, its owner, and that it may hear of events. Raises `Refused`.

    Args:
        given: A body or a query, with ``scope``, ``organization``, ``user`` and ``group``.
        events: Names of events.
    """
    scope = given.get("scope")
    if scope not in SCOPES:
        raise malformed("scope", f"must be one of {', '.join(SCOPES)}")
    for event in events:
        if not isinstance(event, str) or not WebhookEvent(event).is_known:
            raise malformed("events", "must hold known events only")
        if _ONLY.get(event, scope) != scope:
            raise malformed("events", f"{event} needs the scope {_ONLY[event]}")
    for name in SCOPES:
        owner = given.get(name)
        needed = name in {"organization", scope}
        if needed and not (isinstance(owner, str) and owner.startswith(f"{HOST}/{name}s/")):
            raise malformed(name, "must be a valid URI")
    return str(scope)


def subscription(body: Mapping[str, Any], uri: str, creator: str, now: datetime) -> Document:
    """Check what was asked for, and write it down. Raises `Refused`."""
    url, events = body.get("url"), body.get("events")
    if not (isinstance(url, str) and url.startswith(("http://", "https://"))):
        raise malformed("url", "must be a valid URL")
    if not isinstance(events, list) or not events:
        raise malformed("events", "must be filled")
    scope = checked_scope(body, cast("list[object]", events))
    key = body.get("signing_key")
    if key is not None and not isinstance(key, str):
        raise malformed("signing_key", "must be a string")
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
        "user": body.get("user") if scope == "user" else None,
        "group": body.get("group") if scope == "group" else None,
        "creator": creator,
    }


def _family(event: str) -> str:
    return event.rpartition(".")[0]

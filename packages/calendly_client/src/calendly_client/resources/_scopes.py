"""Whose doings a webhook subscription hears of, and which of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from api_client_core.wire import QueryValue

from ..errors import InvalidArgument
from ..models import WebhookEvent, WebhookScope
from ._verbs import whose

ONLY_IN: Final[Mapping[str, WebhookScope]] = {
    WebhookEvent.ROUTING_FORM_SUBMISSION_CREATED: WebhookScope.ORGANIZATION,
    WebhookEvent.MEETING_RECAP_CREATED: WebhookScope.USER,
    WebhookEvent.MEETING_RECAP_UPDATED: WebhookScope.USER,
    WebhookEvent.MEETING_RECAP_DELETED: WebhookScope.USER,
}
"""Events that one scope alone hears of; all scopes hear of the others."""


def owner(
    organization: str, scope: WebhookScope | str, user: str | None, group: str | None
) -> dict[str, QueryValue]:
    """Check that a scope and its owner fit together, and give them.

    Raises:
        InvalidArgument: They do not, or an id is empty or of something else.
    """
    given = {"user": user, "group": group}
    for name, value in given.items():
        if str(scope) == name and value is None:
            raise InvalidArgument(name, f"is missing: the scope {name} needs {name}=...")
        if value is not None and str(scope) != name and WebhookScope(str(scope)).is_known:
            raise InvalidArgument(name, f"goes with scope={name!r}, not with {str(scope)!r}")
    return {**whose(organization=organization), "scope": str(scope), **whose(**given)}


def fitting(
    events: Sequence[WebhookEvent | str], scope: WebhookScope | str, name: str = "events"
) -> tuple[str, ...]:
    """Check that a scope can hear of events, and give them, each once.

    Raises:
        InvalidArgument: It cannot, or no event is named.
    """
    if isinstance(events, str) or not events:
        raise InvalidArgument(name, 'must be a list, such as ["invitee.created"]')
    for event in events:
        only = ONLY_IN.get(str(event))
        if only is not None and str(scope) != only and WebhookScope(str(scope)).is_known:
            raise InvalidArgument(
                name,
                f"{event} takes scope={str(only)!r}, not {str(scope)!r}: subscribe to it apart",
            )
    return tuple(dict.fromkeys(str(event) for event in events))

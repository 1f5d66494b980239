"""What was done in an organization, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from api_client_core.pages import Page


@frozen(kw_only=True)
class ActorOrganization:
    """The organization that an actor acted in, and their role there, such as ``Owner``."""

    uri: str | None = None
    role: str | None = None


@frozen(kw_only=True)
class ActorGroup:
    """The group that an actor acted in, and their role there, such as ``Admin``."""

    uri: str | None = None
    name: str | None = None
    role: str | None = None


@frozen(kw_only=True)
class Actor:
    """Who did something.

    Attributes:
        type: What kind of actor it is, such as ``User``.
        uri: Identifies the actor; not every kind has one.
        organization: The organization they acted in.
        group: The group they acted in.
        display_name: The name, as it stood then.
        alternative_identifier: Another way to tell who it is, such as an e-mail address.
    """

    type: str | None = None
    uri: str | None = None
    organization: ActorOrganization | None = None
    group: ActorGroup | None = None
    display_name: str | None = None
    alternative_identifier: str | None = None


@frozen(kw_only=True)
class ActivityLogEntry:
    """Something that was done. Partly known: what ``details`` holds is not documented.

    Attributes:
        uri: Identifies the entry.
        occurred_at: When it was done.
        namespace: What it was done to, such as ``User``.
        action: What was done, such as ``Add``.
        fully_qualified_name: Both in one, such as ``User.Add``.
        actor: Who did it.
        organization: The organization's URI.
        details: More about it, as the API said it; the keys depend on the action.
    """

    uri: str
    occurred_at: datetime
    namespace: str
    action: str
    fully_qualified_name: str | None = None
    actor: Actor | None = None
    organization: str | None = None
    details: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


@frozen
class ActivityLogPage(Page[ActivityLogEntry]):
    """One page of the activity log.

    Attributes:
        last_event_time: When the newest entry of this page occurred.
        total_count: How many entries match, on all pages.
        exceeds_max_total_count: Whether there are more than Calendly counts: ``total_count`` is
            then too low. Walking the pages still gives them all.
    """

    last_event_time: datetime | None = None
    total_count: int | None = None
    exceeds_max_total_count: bool = False

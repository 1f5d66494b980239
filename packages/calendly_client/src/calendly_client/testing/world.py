"""What a Calendly account holds. The sandbox locks around it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from random import Random
from string import ascii_uppercase

from attrs import Factory, define, field

from ..ids import HOST
from . import documents
from .documents import Document, moment_of, stamp

Tell = Callable[[str, Document, Collection[str]], None]
"""Takes what happened, the payload to tell, and the URIs of the users whom it concerns."""


@define(eq=False, kw_only=True)
class World:
    """An organization, its people, and whatever they have.

    Attributes:
        now: Tells the sandbox's time.
        random: Makes up ids, and whatever else is made up.
        tell: Writes to the webhook subscriptions that an event concerns.
        organization: The URI of the organization.
        roles: What each user may do, by the user's URI.
        hosts: Who holds the meetings of an event type, by its URI.
        limits: How many invitees a meeting of an event type takes, by its URI.
        members: The users in each group, by the group's URI.
        busy: When a user is busy elsewhere (external calendars), by the user's URI.
    """

    now: Callable[[], datetime]
    random: Random
    tell: Tell
    organization: str = field(
        default=Factory(lambda self: self.uri("organizations"), takes_self=True)
    )
    roles: dict[str, str] = field(factory=dict[str, str])
    hosts: dict[str, list[str]] = field(factory=dict[str, list[str]])
    limits: dict[str, int] = field(factory=dict[str, int])
    members: dict[str, list[str]] = field(factory=dict[str, list[str]])
    busy: dict[str, list[tuple[datetime, datetime]]] = field(
        factory=dict[str, list[tuple[datetime, datetime]]]
    )
    _latest: dict[tuple[str, str], str] = field(factory=dict[tuple[str, str], str])
    _coming: dict[str, list[str]] = field(factory=dict[str, list[str]])
    _stores: dict[str, dict[str, Document]] = field(factory=dict[str, dict[str, Document]])

    def store(self, collection: str) -> dict[str, Document]:
        """Give the documents of a collection, by their URIs, in the order in which they came.

        Args:
            collection: Such as ``contacts``; the first time, it is empty.
        """
        return self._stores.setdefault(collection, {})

    @property
    def users(self) -> dict[str, Document]:
        """The people of the organization."""
        return self.store("users")

    @property
    def event_types(self) -> dict[str, Document]:
        """What can be booked, and what could be once."""
        return self.store("event_types")

    @property
    def events(self) -> dict[str, Document]:
        """The meetings."""
        return self.store("scheduled_events")

    @property
    def invitees(self) -> dict[str, Document]:
        """Those who booked."""
        return self.store("invitees")

    def uri(self, collection: str) -> str:
        """Make up a new URI."""
        return f"{HOST}/{collection}/{''.join(self.random.choices(ascii_uppercase, k=16))}"

    def is_admin(self, user: str) -> bool:
        """Tell whether a user runs the organization."""
        return self.roles[user] in {"owner", "admin"}

    def may_see(self, user: str, event: Document) -> bool:
        """Tell whether a meeting is a user's to see."""
        return self.is_admin(user) or user in hosts_of(event)

    def of_event(self, event: str, status: str | None = None) -> list[Document]:
        """List a meeting's invitees."""
        coming = (self.invitees.get(uri) for uri in self._coming.get(event, ()))
        return [one for one in coming if one is not None and status in {None, one["status"]}]

    def group_event(self, of: Document, start: datetime) -> Document | None:
        """Find the meeting that whoever books a group at a time would join."""
        if of["kind"] != "group":
            return None
        event = self.events.get(self._latest.get((of["uri"], stamp(start)), ""))
        return event if event is not None and event["status"] == "active" else None

    def add_event(self, event: Document) -> None:
        """Keep a meeting."""
        self.events[event["uri"]] = event
        self._latest[event["event_type"], event["start_time"]] = event["uri"]

    def add_invitee(self, invitee: Document) -> None:
        """Keep an invitee."""
        self.invitees[invitee["uri"]] = invitee
        self._coming.setdefault(invitee["event"], []).append(invitee["uri"])

    def add_user(self, name: str, email: str, timezone: str, role: str) -> Document:
        """Take somebody in."""
        uri = self.uri("users")
        self.users[uri] = documents.user(uri, name, email, timezone, self.organization, self.now())
        self.roles[uri] = role
        return self.users[uri]


def hosts_of(event: Document) -> list[str]:
    """List a meeting's hosts."""
    return [membership["user"] for membership in event["event_memberships"]]


def has_begun(event: Document, now: datetime) -> bool:
    """Tell whether a meeting has begun."""
    return moment_of(event["start_time"]) <= now

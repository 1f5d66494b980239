"""What can be booked: event types come, change and go, and subscribers hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from attrs import frozen

from . import documents
from .documents import Document, stamp
from .world import World


@frozen
class Offers:
    """Keeps the event types of a world."""

    world: World

    def add(
        self, name: str, hosts: Sequence[str], limit: int = 1, *, new: bool = True, **settings: Any
    ) -> Document:
        """Offer a kind of meeting, and tell of it.

        Args:
            name: As shown to invitees.
            hosts: Who holds it; the first one owns it.
            limit: How many invitees a meeting takes.
            new: Whether it is offered only now, or has been for long.
            settings: Further fields; see `documents.event_type`.
        """
        world = self.world
        uri, owner = world.uri("event_types"), world.users[hosts[0]]
        if new:
            settings = {"created_at": stamp(world.now()), **settings}
            settings.setdefault("updated_at", settings["created_at"])
        world.event_types[uri] = documents.event_type(
            uri,
            name,
            owner,
            world.now(),
            slug=self._slug(name, owner),
            position=len(world.event_types),
            **settings,
        )
        world.hosts[uri], world.limits[uri] = list(hosts), limit
        self._tell("event_type.created", world.event_types[uri])
        return world.event_types[uri]

    def update(self, offer: Document, changes: Document) -> Document:
        """Change an event type, and tell of it."""
        offer.update(changes, updated_at=stamp(self.world.now()))
        self._tell("event_type.updated", offer)
        return offer

    def delete(self, offer: Document) -> Document:
        """Take an event type off the lists, and tell of it. It can still be fetched."""
        now = stamp(self.world.now())
        offer.update(deleted_at=now, updated_at=now, active=False)
        self._tell("event_type.deleted", offer)
        return offer

    def hosts(self, offer: Document) -> list[str]:
        """List the hosts, always in the same order; round robin keeps theirs in that of turns."""
        held = self.world.hosts[offer["uri"]]
        return [user for user in self.world.users if user in held]

    def membership(self, offer: Document, host: str) -> Document:
        """Write a host of an event type down."""
        kept = self.world.store("event_type_memberships")
        made = {"created_at": offer["created_at"], "updated_at": offer["created_at"]}
        for known in kept.values():
            if (known["event_type"], known["member"]) == (offer["uri"], host):
                found = known
                break
        else:
            uri = self.world.uri("event_type_memberships")
            found = kept[uri] = {"uri": uri, "event_type": offer["uri"], "member": host, **made}
        return {**found, "event_type": offer, "member": self.world.users[host]}

    def _slug(self, name: str, owner: Document) -> str:
        plain = "-".join(name.lower().split())
        taken = {
            offer["scheduling_url"].removeprefix(f"{owner['scheduling_url']}/")
            for offer in self.world.event_types.values()
        }
        names = (f"{plain}-{number}" if number else plain for number in count())
        return next(slug for slug in names if slug not in taken)

    def _tell(self, what: str, offer: Document) -> None:
        self.world.tell(what, offer_payload(offer), self.world.hosts[offer["uri"]])


def offer_payload(offer: Document) -> Document:
    """Write down what deliveries tell of an event type."""
    return {key: value for key, value in offer.items() if key != "description_html"}

"""What is kept for the auditors: activity log, outgoing communications, deletions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from .documents import Document, moment_of, stamp
from .staff import Staff
from .world import World


@frozen
class Records:
    """Writes down what was done."""

    world: World

    @property
    def entries(self) -> dict[str, Document]:
        """The activity log."""
        return self.world.store("activity_log_entries")

    @property
    def communications(self) -> dict[str, Document]:
        """Mails and text messages that went out, numbered: they have no URI."""
        return self.world.store("outgoing_communications")

    @property
    def deletions(self) -> dict[str, Document]:
        """What was asked to be deleted, numbered."""
        return self.world.store("data_compliance")

    def log(
        self,
        namespace: str,
        action: str,
        actor: str | None,
        details: Mapping[str, Any],
        at: datetime | None = None,
    ) -> Document:
        """Write an entry into the activity log.

        Args:
            namespace: What it was done to, such as ``User``.
            action: What was done, such as ``Add``.
            actor: The URI of the user who did it; None for Calendly itself.
            details: More about it.
            at: When; now, if not given.
        """
        uri = self.world.uri("activity_log_entries")
        self.entries[uri] = {
            "uri": uri,
            "occurred_at": stamp(at or self.world.now()),
            "actor": self._actor(actor),
            "details": dict(details),
            "fully_qualified_name": f"{namespace}.{action}",
            "namespace": namespace,
            "action": action,
            "organization": self.world.organization,
        }
        return self.entries[uri]

    def sent(self, event: Document, to: str, kind: str, subject: str | None, body: str) -> Document:
        """Note that a message about a meeting went out."""
        now = stamp(self.world.now())
        host = self.world.users[event["event_memberships"][0]["user"]]
        email = kind == "email"
        page = self.world.event_types[event["event_type"]]["scheduling_url"]
        row = {
            "type": kind,
            "to": to,
            "from": "notifications@example.com" if email else "+1 202 555 0100",
            "subject": subject,
            "body": body,
            "sender_uri": host["uri"],
            "sender_email": host["email"],
            "event_type_uri": event["event_type"],
            "event_uri": event["uri"],
            "sent_at": now,
            "created_at": now,
            "scheduling_url": page,
        }
        self.communications[str(len(self.communications))] = row
        return row

    def ask_deletion(self, what: Document) -> None:
        """Note what shall be deleted; the service takes up to seven days."""
        asked = {**what, "asked_at": stamp(self.world.now()), "done": False}
        self.deletions[str(len(self.deletions))] = asked

    def delete(self) -> int:
        """Delete what was asked for, and tell how many meetings and invitees went."""
        gone = 0
        for asked in self.deletions.values():
            if not asked["done"]:
                gone += self._forget(asked)
                asked["done"] = True
        return gone

    def _forget(self, asked: Document) -> int:
        emails = {email.casefold() for email in asked.get("emails", ())}
        invitees, events = self.world.invitees, self.world.events
        lost = {
            uri
            for uri, event in events.items()
            if "start_time" in asked
            and moment_of(asked["start_time"])
            <= moment_of(event["start_time"])
            <= moment_of(asked["end_time"])
        }
        left = [
            uri
            for uri, invitee in invitees.items()
            if invitee["event"] in lost or invitee["email"].casefold() in emails
        ]
        for uri in left:
            del invitees[uri]
        for uri in lost:
            del events[uri]
        return len(left) + len(lost)

    def _actor(self, actor: str | None) -> Document:
        if actor is None:
            return {"type": "System", "display_name": "Calendly System"}
        user, staff = self.world.users[actor], Staff(self.world)
        membership = staff.membership_of(actor)
        groups = [
            {"uri": group["uri"], "name": group["name"], "role": row["role"].title()}
            for row in staff.relationships.values()
            if membership is not None and row["owner"] == membership["uri"]
            for group in (staff.groups[row["group"]],)
        ]
        return {
            "type": "User",
            "uri": actor,
            "organization": {
                "uri": self.world.organization,
                "role": self.world.roles[actor].title(),
            },
            **({"group": groups[0]} if groups else {}),
            "display_name": user["name"],
            "alternative_identifier": user["email"],
        }

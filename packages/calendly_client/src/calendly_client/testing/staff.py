"""Who belongs to an organization: memberships, invitations, groups and teams."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from ..ids import uuid_of
from .documents import Document, stamp
from .world import World

_EMBEDDED = (
    "uri",
    "name",
    "slug",
    "email",
    "scheduling_url",
    "timezone",
    "avatar_url",
    "locale",
    "created_at",
    "updated_at",
)


@frozen
class Staff:
    """Takes people in and lets them go."""

    world: World

    @property
    def memberships(self) -> dict[str, Document]:
        """Who belongs to the organization, and to others that the sandbox knows of."""
        return self.world.store("organization_memberships")

    @property
    def invitations(self) -> dict[str, Document]:
        """Who was asked to join."""
        return self.world.store("invitations")

    @property
    def groups(self) -> dict[str, Document]:
        """The groups."""
        return self.world.store("groups")

    @property
    def relationships(self) -> dict[str, Document]:
        """Who is in a group, and who is asked to be; ``owner`` is a URI here."""
        return self.world.store("group_relationships")

    @property
    def teams(self) -> dict[str, Document]:
        """The teams."""
        return self.world.store("teams")

    def organization(self, plan: str) -> Document:
        """Write the organization down."""
        founded = next(iter(self.world.users.values()))["created_at"]
        stages = {"free": "free", "trial": "trial"}
        return {
            "uri": self.world.organization,
            "name": "Example Organization",
            "kind": "multiple",
            "plan": {"free": "basic", "trial": "teams"}.get(plan, plan),
            "stage": stages.get(plan, "paid"),
            "created_at": founded,
            "updated_at": founded,
        }

    def join(self, user: Document) -> Document:
        """Make somebody a member."""
        return self.enrol(user, self.world.organization, self.world.roles[user["uri"]])

    def enrol(self, user: Document, organization: str, role: str) -> Document:
        """Write a membership down, of whatever organization."""
        uri, now = self.world.uri("organization_memberships"), stamp(self.world.now())
        self.memberships[uri] = {
            "uri": uri,
            "role": role,
            "user": {key: user[key] for key in _EMBEDDED},
            "organization": organization,
            "created_at": now,
            "updated_at": now,
        }
        return self.memberships[uri]

    def membership_of(self, user: str) -> Document | None:
        """Find a user's membership."""
        found = (row for row in self.memberships.values() if row["user"]["uri"] == user)
        return next(found, None)

    def knows(self, uri: str) -> bool:
        """Tell whether something is another organization, or somebody there."""
        return any(
            uri in {row["organization"], row["user"]["uri"]}
            for row in self.memberships.values()
            if row["organization"] != self.world.organization
        )

    def remove(self, membership: Document) -> None:
        """Let a member go: what only they hosted can no longer be booked."""
        user, now = membership["user"]["uri"], stamp(self.world.now())
        del self.memberships[membership["uri"]], self.world.roles[user], self.world.users[user]
        for uri, hosts in self.world.hosts.items():
            if user in hosts:
                hosts.remove(user)
                if not hosts:
                    self.world.event_types[uri]["deleted_at"] = now
        teams: list[list[str]] = [team["_members"] for team in self.teams.values()]
        for members in (*self.world.members.values(), *teams):
            if user in members:
                members.remove(user)
        for uri, row in list(self.relationships.items()):
            if row["owner"] == membership["uri"]:
                del self.relationships[uri]

    # ------------------------------------------------------------------------------- invitations

    def invite(self, email: str) -> Document:
        """Ask somebody to join."""
        now = stamp(self.world.now())
        uri = f"{self.world.organization}/invitations/{uuid_of(self.world.uri('invitations'))}"
        self.invitations[uri] = {
            "uri": uri,
            "organization": self.world.organization,
            "email": email,
            "status": "pending",
            "created_at": now,
            "updated_at": now,
            "last_sent_at": now,
        }
        return self.invitations[uri]

    def settle(self, invitation: Document, user: Document | None) -> None:
        """Note that an invitation was accepted by a user, or declined."""
        invitation["status"] = "declined" if user is None else "accepted"
        invitation["updated_at"] = stamp(self.world.now())
        if user is not None:
            invitation["user"] = user["uri"]
            membership = self.membership_of(user["uri"])
            for row in self.relationships.values():
                if row["owner"] == invitation["uri"] and membership is not None:
                    row["owner"] = membership["uri"]
                    self.world.members[row["group"]].append(user["uri"])

    def revoke(self, invitation: Document) -> None:
        """Take an invitation back."""
        del self.invitations[invitation["uri"]]
        for uri, row in list(self.relationships.items()):
            if row["owner"] == invitation["uri"]:
                del self.relationships[uri]

    # ---------------------------------------------------------------------------- groups and teams

    def add_group(self, name: str) -> Document:
        """Open a group."""
        uri, now = self.world.uri("groups"), stamp(self.world.now())
        self.groups[uri] = {
            "uri": uri,
            "name": name,
            "organization": self.world.organization,
            "created_at": now,
            "updated_at": now,
        }
        self.world.members[uri] = []
        return self.groups[uri]

    def relate(self, group: Document, owner: Document, role: str) -> Document:
        """Put the owner of a membership or of an invitation into a group."""
        uri, now = self.world.uri("group_relationships"), stamp(self.world.now())
        self.relationships[uri] = {
            "uri": uri,
            "role": role,
            "owner": owner["uri"],
            "organization": self.world.organization,
            "group": group["uri"],
            "created_at": now,
            "updated_at": now,
        }
        if "role" in owner:
            self.world.members[group["uri"]].append(owner["user"]["uri"])
        return self.relationships[uri]

    def shown_group(self, group: Document) -> Document:
        """Write a group as it is answered."""
        return {**group, "member_count": len(self.world.members[group["uri"]])}

    def shown_relationship(self, row: Document) -> Document:
        """Write a relationship as it is answered: with its owner whole."""
        owner = row["owner"]
        if owner in self.memberships:
            whole = {"type": "OrganizationMembership", **self.memberships[owner]}
        else:
            whole = {"type": "OrganizationInvitation", **self.invitations[owner]}
        return {**row, "owner": whole}

    def add_team(self, name: str, members: Sequence[str]) -> Document:
        """Open a team."""
        uri = self.world.uri("teams")
        slug = "-".join(name.lower().split())
        self.teams[uri] = {
            "uri": uri,
            "name": name,
            "organization": self.world.organization,
            "scheduling_url": f"https://calendly.com/{slug}",
            "_members": list(members),
        }
        return self.teams[uri]

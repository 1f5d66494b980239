"""Who belongs to the organization, and when they work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ...errors import InvalidArgument
from ...models import (
    Group,
    MeetingLocation,
    OrganizationInvitation,
    OrganizationMembership,
    Team,
    User,
)
from .. import documents
from ..documents import Document
from .office import OfficeBuilder, kept


class StaffBuilder(OfficeBuilder):
    """Settles invitations, forms groups and teams, keeps people busy."""

    @property
    def memberships(self) -> tuple[OrganizationMembership, ...]:
        """Who belongs to the organization, and the strangers of `add_stranger`."""
        return self._all(self.office.staff.memberships, OrganizationMembership)

    @property
    def invitations(self) -> tuple[OrganizationInvitation, ...]:
        """Who was asked to join, and was not uninvited."""
        return self._all(self.office.staff.invitations, OrganizationInvitation)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups; there is one when the sandbox opens."""
        staff = self.office.staff
        with self.lock:
            return tuple(self._read(staff.shown_group(g), Group) for g in staff.groups.values())

    @property
    def teams(self) -> tuple[Team, ...]:
        """The teams."""
        return self._all(self.office.staff.teams, Team)

    def add_group(
        self,
        name: str,
        *,
        members: Sequence[User | OrganizationInvitation | str] = (),
        admins: Sequence[User | str] = (),
    ) -> Group:
        """Form a group.

        Args:
            name: What it is called.
            members: Who is in it: users, or invitations of those who have not joined yet.
            admins: Who runs it.

        Raises:
            InvalidArgument: Somebody is neither in the organization nor invited.
        """
        staff = self.office.staff
        with self.lock:
            owners = [
                (self._owner(who), role)
                for role, whom in (("admin", admins), ("member", members))
                for who in whom
            ]
            group = staff.add_group(name)
            for owner, role in owners:
                staff.relate(group, owner, role)
            return self._read(staff.shown_group(group), Group)

    def add_team(self, name: str, *, members: Sequence[User | str] = ()) -> Team:
        """Form a team, which has a scheduling page.

        Args:
            name: What it is called.
            members: Who is in it.
        """
        with self.lock:
            users = [self._member(user) for user in members]
            return self._read(self.office.staff.add_team(name, users), Team)

    def add_stranger(
        self, name: str = "Ines Prado", email: str = "ines@example.org"
    ) -> OrganizationMembership:
        """Let there be somebody in another organization, whom nobody here may see.

        Args:
            name: The full name.
            email: The address.
        """
        with self.lock:
            world, elsewhere = self.world, self.world.uri("organizations")
            zone = "Europe/Lisbon"
            user = documents.user(world.uri("users"), name, email, zone, elsewhere, world.now())
            return self._read(
                self.office.staff.enrol(user, elsewhere, "owner"), OrganizationMembership
            )

    def accept_invitation(
        self,
        invitation: OrganizationInvitation | str,
        *,
        name: str,
        timezone: str = "Europe/Berlin",
    ) -> User:
        """Let somebody who was invited join, and enter the groups they were invited into.

        Args:
            invitation: Theirs, or its URI.
            name: Their full name.
            timezone: An IANA name.

        Raises:
            InvalidArgument: There is no such invitation, or it is not pending.
        """
        with self.lock:
            pending = self._pending(invitation)
            user = self.world.add_user(name, pending["email"], timezone, "user")
            self.joined(user)
            self.office.staff.settle(pending, user)
            return self._read(user, User)

    def decline_invitation(
        self, invitation: OrganizationInvitation | str
    ) -> OrganizationInvitation:
        """Let somebody who was invited say no.

        Args:
            invitation: Theirs, or its URI.

        Raises:
            InvalidArgument: There is no such invitation, or it is not pending.
        """
        with self.lock:
            pending = self._pending(invitation)
            self.office.staff.settle(pending, None)
            return self._read(pending, OrganizationInvitation)

    def add_busy_time(self, user: User | str, start: datetime, end: datetime) -> None:
        """Put something into the calendar that a user has elsewhere.

        Args:
            user: Who is busy.
            start: Since when; an aware datetime.
            end: Until when; an aware datetime.

        Raises:
            InvalidArgument: A time has no zone, or the end is not after the start.
        """
        for name, moment in (("start", start), ("end", end)):
            if moment.tzinfo is None:
                raise InvalidArgument(name, "has no time zone: pass an aware datetime")
        if end <= start:
            raise InvalidArgument("end", "must lie after start")
        with self.lock:
            self.world.busy.setdefault(self._member(user), []).append((start, end))

    def break_calendar(self, user: User | str, *, broken: bool = True) -> None:
        """Make a user's calendar unreadable: busy times are answered with 424.

        Args:
            user: Whose.
            broken: False mends it.
        """
        with self.lock:
            calendars = self.office.hours.broken_calendars
            calendars.pop(self._member(user), None)
            if broken:
                calendars[self._member(user)] = {}

    def set_locations(self, user: User | str, locations: Sequence[MeetingLocation]) -> None:
        """Set up where a user can meet.

        Args:
            user: Who.
            locations: All of them.
        """
        rows = [_location(location) for location in locations]
        with self.lock:
            self.world.store("locations")[self._member(user)] = {"rows": rows}

    def furnish(self) -> None:
        """Form a group and a team."""
        super().furnish()
        owner, *others = self.world.users
        self.add_group("Sales", admins=[owner], members=others)
        self.add_team("Customer Success", members=others)

    def _owner(self, who: User | OrganizationInvitation | str) -> Document:
        staff, uri = self.office.staff, who if isinstance(who, str) else who.uri
        owner = staff.invitations.get(uri) or staff.membership_of(uri)
        if owner is None:
            raise InvalidArgument("members", "must be users of this sandbox, or invitations")
        return owner

    def _pending(self, invitation: OrganizationInvitation | str) -> Document:
        found = kept(self.office.staff.invitations, invitation, "invitation")
        if found["status"] != "pending":
            raise InvalidArgument("invitation", f"is {found['status']} already")
        return found


def _location(location: MeetingLocation) -> Document:
    connected = {} if location.connected is None else {"connected": location.connected}
    return {"kind": location.kind.value, **connected}

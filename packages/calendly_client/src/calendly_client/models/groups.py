"""Groups: parts of an organization with administrators of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum

from .organizations import OrganizationInvitation, OrganizationMembership


class GroupRole(OpenStrEnum):
    """What somebody may do in a group."""

    MEMBER = "member"
    ADMIN = "admin"


@frozen(kw_only=True)
class Group:
    """A part of an organization.

    Attributes:
        uri: Identifies the group.
        name: As its administrators named it.
        organization: The URI of its organization.
        member_count: How many belong to it.
        created_at: When it was made.
        updated_at: When it last changed.
    """

    uri: str
    name: str
    organization: str | None = None
    member_count: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class GroupMember(OrganizationMembership):
    """Somebody who belongs to a group, with their membership in the organization."""

    type: str = "OrganizationMembership"


@frozen(kw_only=True)
class GroupInvitee(OrganizationInvitation):
    """Somebody who will belong to a group, once they accept their invitation."""

    type: str = "OrganizationInvitation"


@frozen(kw_only=True)
class UnknownGroupOwner:
    """A kind of owner that this release does not know; ``data`` is all that the API said."""

    type: str
    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


GroupOwner: TypeAlias = GroupMember | GroupInvitee | UnknownGroupOwner
"""Who stands in a relationship to a group."""

GROUP_OWNERS: Mapping[str, type[Any]] = {
    "OrganizationMembership": GroupMember,
    "OrganizationInvitation": GroupInvitee,
}
"""The variants by their ``type``."""


@frozen(kw_only=True)
class GroupRelationship:
    """Somebody's place in a group.

    Attributes:
        uri: Identifies the relationship.
        owner: Whose place it is: a `GroupMember`, or a `GroupInvitee` who has not joined yet.
        group: The group's URI.
        role: What they may do.
        organization: The URI of the group's organization.
        created_at: When it was made.
        updated_at: When it last changed.
    """

    uri: str
    owner: GroupOwner
    group: str
    role: GroupRole | None = None
    organization: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def email(self) -> str | None:
        """The owner's address, joined or not; None for a kind of owner that is not known."""
        match self.owner:
            case GroupMember():
                return self.owner.user.email
            case GroupInvitee():
                return self.owner.email
            case UnknownGroupOwner():
                return None

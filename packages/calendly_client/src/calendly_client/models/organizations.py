"""Organizations: who has an account in one, and who was asked to join."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum


class OrganizationKind(OpenStrEnum):
    """How many people an organization is made for."""

    SINGLE = "single"
    MULTIPLE = "multiple"


class OrganizationPlan(OpenStrEnum):
    """What an organization pays for."""

    BASIC = "basic"
    ESSENTIALS = "essentials"
    STANDARD = "standard"
    PROFESSIONAL = "professional"
    TEAMS = "teams"
    ENTERPRISE = "enterprise"


class OrganizationStage(OpenStrEnum):
    """Whether an organization pays."""

    TRIAL = "trial"
    FREE = "free"
    PAID = "paid"


class OrganizationRole(OpenStrEnum):
    """What a member may do."""

    USER = "user"
    ADMIN = "admin"
    OWNER = "owner"


class InvitationStatus(OpenStrEnum):
    """What became of an invitation."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@frozen(kw_only=True)
class Organization:
    """An account that people share.

    Attributes:
        uri: Identifies the organization.
        name: As its administrators named it; some have no name.
        kind: How many people it is made for; missing in answers of 2024 and before.
        plan: What it pays for.
        stage: Whether it pays.
        created_at: When it was made.
        updated_at: When it last changed.
    """

    uri: str
    name: str | None = None
    kind: OrganizationKind | None = None
    plan: OrganizationPlan | None = None
    stage: OrganizationStage | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class OrganizationMember:
    """The person of a membership: a `User` without what only `Users.get` tells.

    Attributes:
        uri: Identifies the user.
        name: As shown to invitees.
        email: The account's address.
        slug: The user's part of the scheduling page's address.
        scheduling_url: The user's public page.
        timezone: An IANA name, such as ``Europe/Berlin``.
        avatar_url: The user's picture.
        locale: A language code; missing in answers of 2024 and before.
        created_at: When the account was made.
        updated_at: When it was last changed.
    """

    uri: str
    name: str
    email: str
    slug: str | None = None
    scheduling_url: str | None = None
    timezone: str | None = None
    avatar_url: str | None = None
    locale: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class OrganizationMembership:
    """A user's place in an organization.

    Attributes:
        uri: Identifies the membership, not the user.
        role: What the user may do.
        user: Who it is.
        organization: The organization's URI.
        created_at: When the user joined.
        updated_at: When it last changed.
    """

    uri: str
    role: OrganizationRole
    user: OrganizationMember
    organization: str
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class OrganizationInvitation:
    """A mail that asks somebody to join an organization.

    Attributes:
        uri: Identifies the invitation; it holds the organization's id too.
        organization: The organization's URI.
        email: Who was asked.
        status: What became of it.
        user: The URI of the user who accepted it.
        last_sent_at: When the mail last went out; None if it has not.
        created_at: When it was made.
        updated_at: When it last changed.
    """

    uri: str
    organization: str
    email: str
    status: InvitationStatus
    user: str | None = None
    last_sent_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

"""What is true of organizations: who belongs to them, and their groups and teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import NOTES, OLD_SPEC, SPEC

RULES: Final[Mapping[str, Rule]] = {
    "admins_only": Rule(
        "Invitations, the activity log and outgoing communications are for administrators: else "
        "403.",
        "documented",
        f"{OLD_SPEC}; that reading invitations takes one too is assumed",
    ),
    "elsewhere": Rule(
        "Another organization, its people and invitations are answered with 403.",
        "documented",
        OLD_SPEC,
    ),
    "invite": Rule(
        "An invitation is refused with 400 and a title of its own: no address, a member already, "
        "invited already.",
        "documented",
        OLD_SPEC,
    ),
    "seats": Rule(
        "With no seat left, an invitation is answered with 403; pending invitations take seats.",
        "documented",
        f"{OLD_SPEC}; what takes a seat is assumed",
    ),
    "scim": Rule(
        "People who are managed by SCIM are neither invited nor uninvited: 403.",
        "documented",
        OLD_SPEC,
    ),
    "invitation_accepted": Rule(
        "An invitation that was accepted cannot be revoked: 400.", "documented", OLD_SPEC
    ),
    "whose_memberships": Rule(
        "Memberships need user or organization, else 400.",
        "assumed",
        "both are documented as optional, and no source shows a call without",
    ),
    "members_see_members": Rule(
        "Every member may list memberships, groups, teams and routing forms.",
        "assumed",
        "no refusal by role is documented for these lists",
    ),
    "remove_member": Rule(
        "An administrator may remove anybody but the owner, themselves and members of another "
        "organization: else 403.",
        "documented",
        OLD_SPEC,
    ),
    "removed_member": Rule(
        "A member who is removed loses tokens, groups and what only they host; their own "
        "subscriptions end, those they made for the organization stay.",
        "observed",
        f"{NOTES}, for tokens and subscriptions; the rest is assumed",
    ),
    "group_of_invitation": Rule(
        "An invited person may be in a group already; joining turns the invitation into the "
        "membership.",
        "documented",
        f"{SPEC}; that the relationship keeps its URI is assumed",
    ),
}

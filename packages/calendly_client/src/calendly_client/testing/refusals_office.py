"""How Calendly says no to those who keep an organization, its forms and its contacts."""

from __future__ import annotations

from typing import Final

from .refusals import Refusal

_DENIED: Final = "Permission Denied"
_NO_ACCESS: Final = "You do not have permission to access this resource."

ADMINS: Final = Refusal("admins_only", 403, _DENIED, _NO_ACCESS)
ELSEWHERE: Final = Refusal("elsewhere", 403, _DENIED, "You do not have permission")
SCIM: Final = Refusal(
    "scim",
    403,
    _DENIED,
    "You cannot perform this action for an organization with SCIM enabled.",
)
SEATS: Final = Refusal(
    "seats",
    403,
    _DENIED,
    "You already sent all the invitations you're allotted based upon the number of seats purchased "
    "with your account. Please purchase more seats to send more invitations.",
)
TRIAL_SEATS: Final = Refusal(
    "seats",
    403,
    _DENIED,
    "You already sent all the invitations allotted to you with a trial account.",
)
ACCEPTED: Final = Refusal(
    "invitation_accepted",
    400,
    "Invitation Already Accepted",
    "The invitation has already been accepted.",
)
NOT_ADMIN: Final = Refusal(
    "remove_member", 403, _DENIED, "You do not have permission to perform this action"
)
OTHERS_MEMBER: Final = Refusal(
    "remove_member", 403, _DENIED, "You cannot modify members from another organization"
)
OWNER_STAYS: Final = Refusal("remove_member", 403, _DENIED, "You can not change owner role")
NOT_YOURSELF: Final = Refusal(
    "remove_member", 403, _DENIED, "You can not remove yourself from organization"
)
CALENDAR: Final = Refusal(
    "calendar", 424, "External Calendar Error", "There is a problem accessing your calendar."
)
OWN_SCHEDULES: Final = Refusal("own_schedules", 403, _DENIED, _NO_ACCESS)
OWN_LIMITS: Final = Refusal("own_limits", 403, _DENIED, _NO_ACCESS)
CONFLICT: Final = Refusal("contact_conflict", 409, "Already Exists", "The resource already exists")
TAKEN_NAME: Final = Refusal("list_name", 409, "Already Exists", "The resource already exists")
FULL: Final = Refusal("list_limit", 409, "Already Exists", "The limit of 25 lists is reached")
VIEW: Final = Refusal("view", 409, "Conflict", "The contacts of a view are decided by its filters")
FIXED_VIEW: Final = Refusal("view", 409, "Conflict", "The default view cannot be renamed")
NO_REMINDERS: Final = Refusal("reminders", 403, _DENIED, _NO_ACCESS)
NO_NOTETAKER: Final = Refusal(
    "notetaker_off",
    403,
    _DENIED,
    "Meeting recap access is not available. Required features are not enabled for your account",
)
NO_DATA_REQUESTS: Final = Refusal(
    "data_requests",
    403,
    _DENIED,
    "You must be an admin/owner with the data requests permission enabled to use this resource. "
    "Contact Calendly support and ask them to grant you data requests permission.",
)


def already_member(email: str) -> Refusal:
    """Refuse an invitation of somebody who is there."""
    message = f"{email} is already in the organization"
    return Refusal("invite", 400, "Already Organization Member", message)


def already_invited(email: str) -> Refusal:
    """Refuse a second invitation."""
    return Refusal("invite", 400, "Already Invited", f"{email} has already been invited")


def invalid_email(email: str) -> Refusal:
    """Refuse what is no address."""
    return Refusal("invite", 400, "Invalid Email", f"{email} is an invalid email format")

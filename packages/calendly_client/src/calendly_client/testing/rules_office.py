"""What is true of organizations, hours, forms, contacts, recaps and records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import NOTES, OLD_SPEC, OURS, SILENT, SPEC

_LIMITS: Final = "reference page of user meeting limits, November 2026"
_LISTS: Final = "reference pages of contact lists, November 2026"
_NOTE_PAGES: Final = "reference pages of notes, November 2026"
_FIELDS: Final = "reference page of custom field definitions, November 2026"
_SCHEDULES: Final = "reference pages of user availability schedules, November 2026"
_FIELD_NOTES: Final = "release notes of 2026-08-25 and 2026-10-22"

RULES: Final[Mapping[str, Rule]] = {
    # ------------------------------------------------------------------------------- organizations
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
    # --------------------------------------------------------------------------------------- hours
    "schedule_rules": Rule(
        "A schedule has exactly one rule for each weekday, and may have rules for dates: from "
        "today on when it is made, from yesterday on when it is changed.",
        "documented",
        _SCHEDULES,
    ),
    "schedule_required": Rule(
        "A schedule is made with name, time zone and rules, and applies to no event type.",
        "documented",
        _SCHEDULES,
    ),
    "schedule_intervals": Rule(
        "An interval runs from HH:MM to a later HH:MM; else 400.", "assumed", SILENT
    ),
    "schedule_default": Rule(
        "A schedule can be made the default, which takes it from the other; false is refused.",
        "documented",
        _SCHEDULES,
    ),
    "own_schedules": Rule("Schedules are changed by their user only: else 403.", "assumed", SILENT),
    "busy_times": Rule(
        "Busy times start in the future, span at most 7 days, and come in the order of time; "
        "those of meetings carry their buffers.",
        "documented",
        f"{OLD_SPEC}; the later document no longer names the 7 days",
    ),
    "calendar": Rule(
        "A calendar that cannot be read is answered with 424.", "documented", OLD_SPEC
    ),
    "own_limits": Rule(
        "Meeting limits are the caller's own: others get 403, administrators too.",
        "documented",
        f"{_LIMITS}; the message is assumed",
    ),
    "limits": Rule(
        "A limit is 1 to 9999, or null for none; at least one must be sent, the others stay.",
        "documented",
        f"{_LIMITS}; that the answer to a change is one resource is assumed",
    ),
    "locations": Rule(
        "A user's locations are all listed; web conferences tell whether they are connected.",
        "documented",
        f"{SPEC}; which ones a new user has is ours",
    ),
    # --------------------------------------------------------------------------------------- forms
    "form_delivery": Rule(
        "A submission is told to organization subscriptions as it is read.",
        "documented",
        OLD_SPEC,
    ),
    "form_drafts": Rule("A draft is listed, but nobody can submit it.", "assumed", SILENT),
    # ------------------------------------------------------------------------------------ contacts
    "own_contacts": Rule(
        "Contacts, lists and notes are a user's own: those of others are answered with 404.",
        "documented",
        f"{_NOTE_PAGES}, for notes; for contacts and lists it is assumed",
    ),
    "contact_filters": Rule(
        "Filters of contacts take several values, any of which may fit: name, job title, company "
        "and city in part, the others whole; case does not matter.",
        "documented",
        f"{SPEC}; about case it is silent",
    ),
    "contact_shape": Rule(
        "A contact has a name and 1 to 10 addresses, exactly one of them primary; arrays replace.",
        "documented",
        SPEC,
    ),
    "contact_conflict": Rule(
        "An address that another contact of the user has, and the label of another custom field, "
        "are answered with 409.",
        "documented",
        f"{_FIELDS}; that contacts conflict by address is assumed",
    ),
    "contact_told": Rule(
        "A contact is told when it is made, when a field changes, and when it is deleted.",
        "documented",
        "release note of 2026-05-27",
    ),
    "contact_by_hand": Rule(
        "Whoever books becomes a contact of the hosts only where contacts_from_bookings is set.",
        "assumed",
        f"{OURS}: the service makes contacts by scheduling, when and for whom is not documented",
    ),
    "custom_fields": Rule(
        "Every custom field is told, set or not; what is sent is merged by field. A choice may be "
        "named by its uuid or by its label.",
        "documented",
        _FIELD_NOTES,
    ),
    "field_definition": Rule(
        "A custom field is made from label, type and what the type asks for; anything else is "
        "refused.",
        "documented",
        f"{_FIELDS}; that invitee_question cannot be made is assumed",
    ),
    "list_name": Rule(
        "A list's name is taken whatever its case, accents and outer blanks: 409. Views may share "
        "names.",
        "documented",
        _LISTS,
    ),
    "list_limit": Rule(
        "A user has at most 25 lists and views: else 409.",
        "documented",
        f"{_LISTS}; the message is assumed",
    ),
    "view": Rule(
        "The contacts of a view cannot be changed, and the view of all contacts not be renamed: "
        "409.",
        "documented",
        f"{_LISTS}; the messages are assumed",
    ),
    "list_members": Rule(
        "Up to 500 contacts are put on a list or taken off; what is unknown is counted in invalid.",
        "documented",
        f"{_LISTS}; the key contacts and the other keys of the result are assumed",
    ),
    "imported_view": Rule(
        "A view that an import made counts, but is neither listed nor found.", "documented", _LISTS
    ),
    "note_shape": Rule(
        "A note has a title, a body or both, without outer blanks; the list takes 1 to 10 contacts "
        "and no other filter, and comes by the latest change.",
        "documented",
        f"{_NOTE_PAGES}; that contacts are separated by commas or repeated is assumed",
    ),
    "reminders": Rule(
        "Where reminders are not available, remind_at is answered with 403.",
        "documented",
        f"{_NOTE_PAGES}; the message is assumed",
    ),
    # -------------------------------------------------------------------------------------- recaps
    "notetaker_off": Rule(
        "With the notetaker switched off, recaps are answered with 403.",
        "documented",
        f"{SPEC}; what switches it off is assumed",
    ),
    "own_recaps": Rule(
        "A recap is seen and told to its user only; others get 404.",
        "assumed",
        "subscriptions are documented to be for users only",
    ),
    "recap_list": Rule(
        "Lists give available recaps unless asked for others, and leave out the texts.",
        "documented",
        SPEC,
    ),
    "recap_change": Rule(
        "Texts may be rewritten or cleared; an unknown key is refused. It is told if a text "
        "differs.",
        "documented",
        "reference page of recaps and release note of 2026-07-22",
    ),
    # ------------------------------------------------------------------------------------- records
    "activity_log": Rule(
        "The activity log takes filters as lists with commas, up to 1,000 entries a page, and the "
        "newest come first.",
        "documented",
        f"{OLD_SPEC}; that repeated keys are read as well is assumed",
    ),
    "activity_search": Rule(
        "The search knows or, and, not, exact terms, brackets and a star; it looks through the "
        "whole entry, whatever the case.",
        "documented",
        f"{OLD_SPEC}; where it looks is assumed",
    ),
    "activity_kinds": Rule(
        "Who joins is logged as User.Add; nothing else is logged by itself.",
        "assumed",
        f"{OURS}: the names of other actions are not documented",
    ),
    "data_requests": Rule(
        "Deletions take an administrator with the data requests permission: else 403.",
        "documented",
        OLD_SPEC,
    ),
    "data_deletion": Rule(
        "A deletion is accepted with 202 and an empty object; meetings lie in the past, within "
        "24 months.",
        "documented",
        f"{OLD_SPEC}; it is carried out when the test says so",
    ),
}

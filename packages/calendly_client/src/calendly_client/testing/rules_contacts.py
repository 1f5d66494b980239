"""What is true of contacts, their fields and lists, and notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import OURS, SPEC

_LISTS: Final = "reference pages of contact lists, November 2026"
_NOTE_PAGES: Final = "reference pages of notes, November 2026"
_FIELDS: Final = "reference page of custom field definitions, November 2026"
_FIELD_NOTES: Final = "release notes of 2026-08-25 and 2026-10-22"

RULES: Final[Mapping[str, Rule]] = {
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
}

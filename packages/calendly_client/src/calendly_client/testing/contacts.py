"""People whom a user meets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from ..ids import uuid_of
from .contact_fields import ContactFields
from .documents import Document, moment_of, stamp
from .keeping import shown
from .refusals import Refused
from .refusals_office import CONFLICT
from .world import World, hosts_of

PARTIAL: Final = ("name", "job_title", "company", "city")
EXACT: Final = ("email", "phone_number", "timezone", "country", "state")
_PLAIN: Final = ("timezone", "job_title", "company", "country", "state", "city", "linkedin")
_DATES: Final = (
    "first_email_date",
    "last_email_date",
    "next_meeting_date",
    "last_meeting_date",
    "last_interaction_date",
)


@frozen
class Contacts:
    """Keeps contacts, each for its user, and tells of what happens to them."""

    world: World

    @property
    def contacts(self) -> dict[str, Document]:
        """The contacts of all users."""
        return self.world.store("contacts")

    @property
    def fields(self) -> ContactFields:
        """The custom fields."""
        return ContactFields(self.world)

    def of(self, user: str) -> list[Document]:
        """List a user's contacts."""
        return [row for row in self.contacts.values() if row["_user"] == user]

    def add(self, user: str, said: Mapping[str, Any], source: str) -> Document:
        """Write a contact down, and tell of it. Raises `Refused`."""
        uri, now = self.world.uri("contacts"), stamp(self.world.now())
        self._alone(user, said, None)
        self.contacts[uri] = {
            "uri": uri,
            "emails": [],
            "name": None,
            "phone_numbers": [],
            **dict.fromkeys(_PLAIN),
            "created_at": now,
            "updated_at": now,
            "_user": user,
            "_source": source,
            "_values": {},
            **said,
        }
        self._tell("contact.created", self.contacts[uri])
        return self.contacts[uri]

    def meet(self, user: str, said: Mapping[str, Any]) -> None:
        """Make whoever booked a contact, unless the user knows them."""
        if not any(_emails(row) & _emails(said) for row in self.of(user)):
            self.add(user, said, "scheduling")

    def change(self, contact: Document, said: Mapping[str, Any]) -> None:
        """Rewrite what is said, and tell of it if it differs. Raises `Refused`."""
        self._alone(contact["_user"], said, contact)
        if any(contact[key] != value for key, value in said.items()):
            contact.update(said, updated_at=stamp(self.world.now()))
            self._tell("contact.updated", contact)

    def remove(self, contact: Document) -> None:
        """Delete a contact and what is noted of it, and tell of it."""
        uri, user = contact["uri"], contact["_user"]
        del self.contacts[uri]
        for row in self.world.store("contact_lists").values():
            if uri in row["_contacts"]:
                row["_contacts"].remove(uri)
        notes = self.world.store("notes")
        for note in [note for note in notes.values() if note["contact"] == uri]:
            del notes[note["uri"]]
        gone = {"uri": uri, "deleted_at": stamp(self.world.now())}
        self.world.tell("contact.deleted", {"user_uuid": uuid_of(user), "contact": gone}, (user,))

    def shown(self, contact: Document, *, bare: bool = False) -> Document:
        """Write a contact as it is answered; ``bare``: without its custom fields."""
        fields = {} if bare else {"custom_fields": self.fields.shown(contact["_values"])}
        return {
            **shown(contact),
            **fields,
            "app_url": f"https://calendly.com/app/contacts/{uuid_of(contact['uri'])}",
            **self._dates(contact),
        }

    def _alone(self, user: str, said: Mapping[str, Any], but: Document | None) -> None:
        wanted = _emails(said)
        for row in self.of(user):
            if row is not but and wanted & _emails(row):
                detail = "is an address of another contact"
                raise Refused(CONFLICT, details=[{"parameter": "emails", "message": detail}])

    def _tell(self, what: str, contact: Document) -> None:
        dates: Document = dict.fromkeys(_DATES)
        told: Document = {
            **shown(contact),
            "creation_source": contact["_source"],
            "custom_fields": self.fields.shown(contact["_values"]),
            **(dates if what == "contact.created" else self._dates(contact)),
        }
        user = contact["_user"]
        self.world.tell(what, {"user_uuid": uuid_of(user), "contact": told}, (user,))

    def _dates(self, contact: Document) -> Document:
        """Tell when the two meet: seen from the meetings, so that none need be written down."""
        emails, now = _emails(contact), stamp(self.world.now())
        starts = sorted(
            event["start_time"]
            for invitee in self.world.invitees.values()
            if invitee["status"] == "active" and invitee["email"].casefold() in emails
            for event in (self.world.events[invitee["event"]],)
            if contact["_user"] in hosts_of(event)
        )
        past = [start for start in starts if moment_of(start) <= moment_of(now)]
        last = past[-1] if past else None
        return {
            "first_email_date": None,
            "last_email_date": None,
            "next_meeting_date": starts[len(past)] if len(past) < len(starts) else None,
            "last_meeting_date": last,
            "last_interaction_date": last,
        }


def matches(contact: Document, filters: Mapping[str, list[str]]) -> bool:
    """Tell whether a contact is meant by filters: of each, one value must fit."""
    return all(
        any(_fits(contact, name, value.strip().casefold()) for value in values)
        for name, values in filters.items()
    )


def _fits(contact: Document, name: str, wanted: str) -> bool:
    if name in PARTIAL:
        return wanted in str(contact[name] or "").casefold()
    if name == "email":
        return wanted in _emails(contact)
    if name == "phone_number":
        return wanted in {phone["phone_number"] for phone in contact["phone_numbers"]}
    return bool(wanted == str(contact[name] or "").casefold())


def _emails(contact: Mapping[str, Any]) -> set[str]:
    return {str(email["email"]).casefold() for email in contact.get("emails", ())}

"""Lists and views of contacts, and notes about them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from .contacts import Contacts, matches
from .documents import Document, stamp
from .keeping import shown
from .refusals import Refused
from .refusals_office import FIXED_VIEW, FULL, TAKEN_NAME, VIEW
from .world import World

MOST: Final = 25
STATIC: Final = "static_list"
VIEWS: Final = "dynamic_view"


@frozen
class ContactLists:
    """Keeps the lists and views, each for its user."""

    world: World

    @property
    def lists(self) -> dict[str, Document]:
        """The lists and views of all users."""
        return self.world.store("contact_lists")

    def join(self, user: str) -> None:
        """Give somebody new the view that everybody has."""
        self._write(user, "All Contacts", VIEWS, _default=True)

    def of(self, user: str) -> list[Document]:
        """List a user's lists and views, those that imports made too."""
        return [row for row in self.lists.values() if row["_user"] == user]

    def add(self, user: str, name: str) -> Document:
        """Make a list. Raises `Refused`."""
        self._must_be_new(user, name, None)
        if len(self.of(user)) >= MOST:
            raise Refused(FULL)
        return self._write(user, name, STATIC)

    def add_view(
        self, user: str, name: str, filters: Mapping[str, list[str]], *, imported: bool
    ) -> Document:
        """Make a view. Raises `Refused`."""
        if len(self.of(user)) >= MOST:
            raise Refused(FULL)
        return self._write(user, name, VIEWS, _filters=dict(filters), _imported=imported)

    def rename(self, row: Document, name: str) -> None:
        """Rename a list or view. Raises `Refused`."""
        if row["_default"]:
            raise Refused(FIXED_VIEW)
        if row["type"] == STATIC:
            self._must_be_new(row["_user"], name, row)
        row.update(name=name, updated_at=stamp(self.world.now()))

    def put_on(self, row: Document, contacts: Sequence[str]) -> Document:
        """Add contacts to a list, and tell what became of each. Raises `Refused`."""
        known, result = self._sorted(row, contacts, "added", on=False)
        row["_contacts"] += known
        return result

    def take_off(self, row: Document, contacts: Sequence[str]) -> Document:
        """Remove contacts from a list, and tell what became of each. Raises `Refused`."""
        known, result = self._sorted(row, contacts, "removed", on=True)
        row["_contacts"] = [uri for uri in row["_contacts"] if uri not in known]
        return result

    def contacts_in(self, row: Document) -> list[Document]:
        """List the contacts that a list or view holds."""
        contacts = Contacts(self.world)
        if row["type"] == STATIC:
            return [contacts.contacts[uri] for uri in row["_contacts"]]
        return [one for one in contacts.of(row["_user"]) if matches(one, row["_filters"])]

    def shown(self, row: Document) -> Document:
        """Write a list or view as it is answered."""
        count = len(row["_contacts"]) if row["type"] == STATIC else None
        return {**shown(row), "contact_count": count}

    def _write(self, user: str, name: str, kind: str, **hidden: Any) -> Document:
        uri, now = self.world.uri("contact_lists"), stamp(self.world.now())
        self.lists[uri] = {
            "uri": uri,
            "name": name,
            "type": kind,
            "created_at": now,
            "updated_at": now,
            "_user": user,
            "_contacts": [],
            "_filters": {},
            "_default": False,
            "_imported": False,
            **hidden,
        }
        return self.lists[uri]

    def _must_be_new(self, user: str, name: str, but: Document | None) -> None:
        for row in self.of(user):
            if row is not but and row["type"] == STATIC and _folded(row["name"]) == _folded(name):
                raise Refused(TAKEN_NAME)

    def _sorted(
        self, row: Document, given: Iterable[str], done: str, *, on: bool
    ) -> tuple[list[str], Document]:
        if row["type"] != STATIC:
            raise Refused(VIEW)
        uris = list(dict.fromkeys(given))
        theirs = {contact["uri"] for contact in Contacts(self.world).of(row["_user"])}
        known = [uri for uri in uris if uri in theirs and (uri in row["_contacts"]) is on]
        invalid = [uri for uri in uris if uri not in theirs]
        return known, {
            done: len(known),
            "unchanged": len(uris) - len(known) - len(invalid),
            "invalid": len(invalid),
            "failed": 0,
            "invalid_contacts": invalid,
            "failed_contacts": [],
        }


@frozen
class Notes:
    """Keeps what users write about contacts."""

    world: World

    @property
    def notes(self) -> dict[str, Document]:
        """The notes of all users."""
        return self.world.store("notes")

    def add(
        self, user: str, contact: str, title: str | None, body: str | None, remind_at: str | None
    ) -> Document:
        """Write a note down."""
        uri, now = self.world.uri("notes"), stamp(self.world.now())
        self.notes[uri] = {
            "uri": uri,
            "contact": contact,
            "title": title,
            "body": body,
            "remind_at": remind_at,
            "created_at": now,
            "updated_at": now,
            "_user": user,
        }
        return self.notes[uri]

    def of(self, user: str, contacts: Sequence[str]) -> list[Document]:
        """List a user's notes about some contacts, the latest change first."""
        rows = [
            row
            for row in self.notes.values()
            if row["_user"] == user and row["contact"] in contacts
        ]
        rows.sort(key=lambda row: str(row["uri"]))
        return sorted(rows, key=lambda row: str(row["updated_at"]), reverse=True)


def _folded(name: str) -> str:
    """Fold what does not tell names apart: case, accents and outer blanks."""
    apart = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))

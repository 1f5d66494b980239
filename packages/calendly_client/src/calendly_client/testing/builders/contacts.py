"""Contacts, their custom fields, lists and views."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from ...errors import InvalidArgument
from ...ids import uuid_of
from ...models import (
    Contact,
    ContactList,
    CustomFieldDefinition,
    CustomFieldType,
    CustomFieldValue,
    User,
)
from .. import contact_checks
from ..contacts import EXACT, PARTIAL
from ..documents import Document
from ..refusals import Refused
from ..world import Tell
from .office import OfficeBuilder, kept


class ContactBuilder(OfficeBuilder):
    """Keeps contacts as people do by hand.

    Attributes:
        contacts_from_bookings: Whether whoever books becomes a contact of the hosts.
    """

    contacts_from_bookings: bool = False

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The contacts of all users; the owner has two when the sandbox opens."""
        book = self.office.contacts
        with self.lock:
            return tuple(self._read(book.shown(c), Contact) for c in book.contacts.values())

    def add_contact(
        self,
        name: str = "Ada Okafor",
        email: str = "ada@example.org",
        *,
        user: User | str | None = None,
        phone_numbers: Sequence[str] = (),
        custom_fields: Mapping[str, CustomFieldValue] | None = None,
        source: str = "manual",
        **details: str | None,
    ) -> Contact:
        """Make a contact.

        Args:
            name: The full name.
            email: The address.
            user: Whose contact it is; by default the owner's.
            phone_numbers: All numbers.
            custom_fields: Values, by the label of the field.
            source: How it came into being, as deliveries tell it.
            details: ``timezone``, ``job_title``, ``company``, ``country``, ``state``, ``city``,
                ``linkedin``.

        Raises:
            InvalidArgument: Something is not well formed, or another contact has that address.
        """
        book = self.office.contacts
        body: dict[str, Any] = {
            "name": name,
            "emails": [{"email": email, "is_primary": True}],
            "phone_numbers": [{"phone_number": number} for number in phone_numbers],
            "custom_fields": [
                {
                    "uuid": self._field(label),
                    "value": list(value) if isinstance(value, tuple) else value,
                }
                for label, value in (custom_fields or {}).items()
            ],
            **details,
        }
        with self.lock:
            try:
                said = contact_checks.contact(body, book.fields, {})
                document = book.add(self._member(user), said, source)
            except Refused as refused:
                raise _mistaken(refused) from None
        self.send_out()
        with self.lock:
            return self._read(book.shown(document), Contact)

    def add_custom_field(
        self,
        label: str,
        field_type: CustomFieldType | str = "text",
        *,
        options: Sequence[str] = (),
        currency: str | None = None,
    ) -> CustomFieldDefinition:
        """Define a field that contacts have besides those that are built in.

        Args:
            label: What it is called.
            field_type: What it holds.
            options: Of a ``single_select`` field, what can be chosen.
            currency: Of a ``currency`` field, such as ``EUR``.

        Raises:
            InvalidArgument: Something is not well formed, or the label is taken.
        """
        body: dict[str, Any] = {"label": label, "field_type": str(field_type)}
        if options:
            body["options"] = [{"label": option} for option in options]
        if currency is not None:
            body["currency"] = currency
        with self.lock:
            try:
                document = self.office.contacts.fields.define(body)
            except Refused as refused:
                raise _mistaken(refused) from None
            return self._read(document, CustomFieldDefinition)

    def add_contact_list(
        self,
        name: str,
        *,
        contacts: Sequence[Contact | str] = (),
        user: User | str | None = None,
    ) -> ContactList:
        """Make a list.

        Args:
            name: What it is called.
            contacts: Who is on it.
            user: Whose list it is; by default the owner's.

        Raises:
            InvalidArgument: The name is taken, there are 25 already, or a contact is unknown.
        """
        lists, known = self.office.lists, self.office.contacts.contacts
        with self.lock:
            uris = [str(kept(known, contact, "contacts")["uri"]) for contact in contacts]
            try:
                document = lists.add(self._member(user), name)
            except Refused as refused:
                raise _mistaken(refused) from None
            lists.put_on(document, uris)
            return self._read(lists.shown(document), ContactList)

    def add_contact_view(
        self,
        name: str,
        *,
        user: User | str | None = None,
        imported: bool = False,
        **filters: str,
    ) -> ContactList:
        """Save a view: whatever contacts its filters pick.

        Args:
            name: What it is called.
            user: Whose view it is; by default the owner's.
            imported: Whether an import made it; such views are neither listed nor found.
            filters: Such as ``company="Example"``; as `Contacts.list` has them.

        Raises:
            InvalidArgument: There is no such filter, or there are 25 lists and views already.
        """
        lists = self.office.lists
        for wanted in filters:
            if wanted not in {*PARTIAL, *EXACT}:
                raise InvalidArgument(wanted, f"is none of {', '.join((*PARTIAL, *EXACT))}")
        picked = {wanted: value.split(",") for wanted, value in filters.items()}
        with self.lock:
            try:
                document = lists.add_view(self._member(user), name, picked, imported=imported)
            except Refused as refused:
                raise _mistaken(refused) from None
            return self._read(lists.shown(document), ContactList)

    def furnish(self) -> None:
        """Give the owner two contacts, and have an eye on bookings."""
        super().furnish()
        self.world.tell = partial(self._overheard, self.world.tell)
        self.add_contact("Mina Lindqvist", "mina@example.org", company="Lindqvist & Co")
        self.add_contact("Bela Farkas", "bela@example.org", company="Farkas GmbH", city="Wien")

    def _overheard(self, tell: Tell, what: str, payload: Document, users: Collection[str]) -> None:
        """Tell what happened, and note who booked."""
        tell(what, payload, users)
        if what == "invitee.created" and self.contacts_from_bookings:
            emails = [{"email": payload["email"], "is_primary": True}]
            said = {"name": payload["name"], "emails": emails, "timezone": payload["timezone"]}
            for user in users:
                self.office.contacts.meet(user, said)

    def _field(self, label: str) -> str:
        definitions: list[Document] = list(self.office.contacts.fields.definitions.values())
        for field in definitions:
            if field["label"].casefold() == label.casefold():
                return uuid_of(field["uri"])
        known = ", ".join(str(field["label"]) for field in definitions) or "none"
        raise InvalidArgument("custom_fields", f"{label!r} is not defined; there are: {known}")


def _mistaken(refused: Refused) -> InvalidArgument:
    """Tell the person who writes the test what the sandbox would have refused."""
    if not refused.details:
        return InvalidArgument("name", refused.refusal.message)
    return InvalidArgument(refused.details[0]["parameter"], refused.details[0]["message"])

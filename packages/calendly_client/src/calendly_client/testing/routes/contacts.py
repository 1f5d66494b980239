"""``/contacts``."""

from __future__ import annotations

from functools import partial
from typing import Any

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import contact_checks
from ..access import Caller, needs
from ..contacts import EXACT, PARTIAL, matches
from ..documents import Document
from ..paging import Query
from ..refusals import NOT_FOUND, Refused, malformed
from .base import body_of, found, many, one
from .office import OfficeRoutes


class ContactRoutes(OfficeRoutes):
    """People whom users meet; each user sees their own."""

    @route("GET", "/contacts")
    @needs("contacts:read")
    def list_contacts(self, caller: Caller, request: Received) -> Answer:
        """List contacts."""
        query = Query.of(request)
        bare = _bare(query)
        filters = {name: query.values(name) for name in (*PARTIAL, *EXACT) if query.values(name)}
        chosen = query.uri("contact_list", "contact_lists")
        rows = self.office.contacts.of(caller.user)
        if chosen is not None:
            rows = self.office.lists.contacts_in(self._list_of(caller, chosen))
        rows = [row for row in rows if matches(row, filters)]
        ordered = query.ordered(rows, "created_at:asc", "created_at", "updated_at")
        return query.page(request.path, ordered, partial(self.office.contacts.shown, bare=bare))

    @route("POST", "/contacts")
    @needs("contacts:write")
    def create_contact(self, caller: Caller, request: Received) -> Answer:
        """Make a contact."""
        body = body_of(request)
        for name in ("name", "emails"):
            if not body.get(name):
                raise malformed(name, "must be filled")
        said = contact_checks.contact(body, self.office.contacts.fields, {})
        return one(
            self.office.contacts.shown(self.office.contacts.add(caller.user, said, "api")), 201
        )

    @route("GET", "/contacts/{uuid}")
    @needs("contacts:read")
    def get_contact(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a contact."""
        bare = _bare(Query.of(request))
        return one(self.office.contacts.shown(self._contact(caller, uuid), bare=bare))

    @route("PATCH", "/contacts/{uuid}")
    @needs("contacts:write")
    def update_contact(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Change a contact; what is not sent stays."""
        contact = self._contact(caller, uuid)
        values: dict[str, Any] = contact["_values"]
        said = contact_checks.contact(body_of(request), self.office.contacts.fields, values)
        self.office.contacts.change(contact, said)
        return one(self.office.contacts.shown(contact))

    @route("DELETE", "/contacts/{uuid}")
    @needs("contacts:write")
    def delete_contact(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Delete a contact."""
        self.office.contacts.remove(self._contact(caller, uuid))
        return Answer(204)

    @route("GET", "/contacts/custom_field_definitions")
    @needs("contacts:read")
    def list_custom_fields(self, caller: Caller, request: Received) -> Answer:
        """List the fields that contacts have besides."""
        return many(self.office.contacts.fields.definitions.values())

    @route("POST", "/contacts/custom_field_definitions")
    @needs("contacts:write")
    def create_custom_field(self, caller: Caller, request: Received) -> Answer:
        """Make such a field."""
        return one(self.office.contacts.fields.define(body_of(request)), 201)

    @route("GET", "/contacts/custom_field_definitions/{uuid}")
    @needs("contacts:read")
    def get_custom_field(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show such a field."""
        uri = f"{HOST}/contacts/custom_field_definitions/{uuid}"
        return one(found(self.office.contacts.fields.definitions, uri))

    def _contact(self, caller: Caller, uuid: str) -> Document:
        """Find one of the caller's contacts. Raises `Refused`."""
        return _theirs(found(self.office.contacts.contacts, f"{HOST}/contacts/{uuid}"), caller)

    def _list_of(self, caller: Caller, uri: str) -> Document:
        """Find one of the caller's lists and views. Raises `Refused`."""
        row = _theirs(found(self.office.lists.lists, uri), caller)
        if row["_imported"]:
            raise Refused(NOT_FOUND)
        return row


def _theirs(document: Document, caller: Caller) -> Document:
    if document["_user"] != caller.user:
        raise Refused(NOT_FOUND)
    return document


def _bare(query: Query) -> bool:
    excluded = query.values("exclude")
    if set(excluded) - {"custom_fields"}:
        raise malformed("exclude", "must be custom_fields")
    return bool(excluded)

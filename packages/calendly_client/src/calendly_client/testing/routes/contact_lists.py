"""``/contact_lists``."""

from __future__ import annotations

from typing import Any, Final, cast

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..contact_lists import STATIC, VIEWS
from ..documents import Document
from ..paging import Query
from ..refusals import malformed
from .base import body_of, one
from .contacts import ContactRoutes

_MOST: Final = 500


class ContactListRoutes(ContactRoutes):
    """Lists and views, in which users keep contacts; each user sees their own."""

    def joined(self, user: Document) -> None:
        """Give somebody their first view."""
        super().joined(user)
        self.office.lists.join(user["uri"])

    @route("GET", "/contact_lists")
    @needs("contacts:read")
    def list_contact_lists(self, caller: Caller, request: Received) -> Answer:
        """List lists and views, all at once."""
        kind = Query.of(request).one_of("type", STATIC, VIEWS)
        rows = [
            self.office.lists.shown(row)
            for row in self.office.lists.of(caller.user)
            if kind in {None, row["type"]} and not row["_imported"]
        ]
        others = ("next_page", "previous_page", "next_page_token", "previous_page_token")
        pagination = {"count": len(rows), **dict.fromkeys(others)}
        return Answer.json({"collection": rows, "pagination": pagination})

    @route("POST", "/contact_lists")
    @needs("contacts:write")
    def create_contact_list(self, caller: Caller, request: Received) -> Answer:
        """Make a list, then add contacts to it."""
        body = body_of(request)
        name, contacts = _named(body), None
        if "contacts" in body:
            contacts = _contacts(body, least=0)
        made = self.office.lists.add(caller.user, name)
        result = None if contacts is None else self.office.lists.put_on(made, contacts)
        answer = {"resource": self.office.lists.shown(made), "membership_result": result}
        return Answer.json(answer, 201)

    @route("GET", "/contact_lists/{uuid}")
    @needs("contacts:read")
    def get_contact_list(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a list or view."""
        return one(self.office.lists.shown(self._row(caller, uuid)))

    @route("PATCH", "/contact_lists/{uuid}")
    @needs("contacts:write")
    def update_contact_list(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Rename a list or view."""
        row = self._row(caller, uuid)
        self.office.lists.rename(row, _named(body_of(request)))
        return one(self.office.lists.shown(row))

    @route("POST", "/contact_lists/{uuid}/memberships")
    @needs("contacts:write")
    def add_to_list(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Put contacts on a list."""
        row, contacts = self._row(caller, uuid), _contacts(body_of(request))
        return one(self.office.lists.put_on(row, contacts))

    @route("POST", "/contact_lists/{uuid}/memberships/removal")
    @needs("contacts:write")
    def remove_from_list(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Take contacts off a list."""
        row, contacts = self._row(caller, uuid), _contacts(body_of(request))
        return one(self.office.lists.take_off(row, contacts))

    def _row(self, caller: Caller, uuid: str) -> Document:
        return self._list_of(caller, f"{HOST}/contact_lists/{uuid}")


def _named(body: dict[str, Any]) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 255:
        raise malformed("name", "must have 1 to 255 characters")
    return name.strip()


def _contacts(body: dict[str, Any], least: int = 1) -> list[str]:
    given = body.get("contacts")
    uris = cast("list[object]", given) if isinstance(given, list) else None
    if uris is None or not least <= len(uris) <= _MOST:
        raise malformed("contacts", f"must be a list of {least} to {_MOST} URIs")
    if not all(isinstance(uri, str) and uri.startswith(f"{HOST}/contacts/") for uri in uris):
        raise malformed("contacts", "must be valid URIs")
    return cast("list[str]", uris)

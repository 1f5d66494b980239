"""``/notes``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..documents import stamp
from ..keeping import shown
from ..paging import Query
from ..refusals import NOT_FOUND, Refused, malformed
from ..refusals_office import NO_REMINDERS
from .base import body_of, found, one
from .contacts import ContactRoutes

_MOST: Final = 10
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class NoteRoutes(ContactRoutes):
    """What users write about contacts; nobody else sees it.

    Attributes:
        reminders: Whether notes can remind.
    """

    reminders: bool = True

    @route("GET", "/notes")
    @needs("contacts:read")
    def list_notes(self, caller: Caller, request: Received) -> Answer:
        """List the caller's notes about some contacts."""
        query = Query.of(request)
        for name in query.filters:
            if name != "contact":
                raise malformed(name, "is not known")
        contacts = query.values("contact")
        if not 1 <= len(contacts) <= _MOST:
            raise malformed("contact", f"must be 1 to {_MOST} URIs")
        if not all(uri.startswith(f"{HOST}/contacts/") for uri in contacts):
            raise malformed("contact", "must be valid URIs")
        rows = self.office.notes.of(caller.user, contacts)
        return query.page(request.path, rows, shown)

    @route("GET", "/notes/{uuid}")
    @needs("contacts:read")
    def get_note(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a note."""
        note = found(self.office.notes.notes, f"{HOST}/notes/{uuid}")
        if note["_user"] != caller.user:
            raise Refused(NOT_FOUND)
        return one(shown(note))

    @route("POST", "/notes")
    @needs("contacts:write")
    def create_note(self, caller: Caller, request: Received) -> Answer:
        """Write a note."""
        body = body_of(request)
        contact = str(body.get("contact"))
        if not contact.startswith(f"{HOST}/contacts/"):
            raise malformed("contact", "must be a valid URI")
        about = self._contact(caller, contact.removeprefix(f"{HOST}/contacts/"))
        title, text = _text(body, "title", 255), _text(body, "body", 10_000)
        if title is None and text is None:
            raise malformed("title", "title or body must be filled")
        remind_at = _reminder(body.get("remind_at"))
        if remind_at is not None and not self.reminders:
            raise Refused(NO_REMINDERS)
        return one(
            shown(self.office.notes.add(caller.user, about["uri"], title, text, remind_at)), 201
        )


def _text(body: dict[str, Any], name: str, most: int) -> str | None:
    """Read a text without outer blanks. Raises `Refused`."""
    text = body.get(name)
    if text is None:
        return None
    if not isinstance(text, str) or _length(text.strip()) > most:
        raise malformed(name, f"must be a text of at most {most} characters")
    return text.strip() or None


def _length(text: str) -> int:
    """Count characters; symbols beyond the common ones count as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _reminder(given: object) -> str | None:
    if given is None:
        return None
    try:
        if not _TIME.fullmatch(str(given)):
            raise ValueError
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        raise malformed("remind_at", "must be an RFC 3339 time with seconds and offset") from None
    if moment.year < 1970:
        raise malformed("remind_at", "must be in the years 1970 to 9999")
    return stamp(moment)

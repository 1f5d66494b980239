"""``/notes``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.wire import UNSET, Unset

from ..converter import One, PageOf
from ..errors import InvalidArgument
from ..ids import uri_of, uuid_of
from ..models import Note
from ._checks import aware, uris
from ._verbs import GET, POST, paging


class Notes(Resource[S]):
    """What the token's user wrote about contacts. Others' notes are not shown.

    See https://developer.calendly.com/api-docs/calendly-api/contacts
    """

    @listing
    def list(
        self, *, contact: str | Sequence[str], count: int = 100, page_token: str | None = None
    ) -> Call[Page[Note]]:
        """Walk through the notes about some contacts, the latest change first.

        A note that is changed meanwhile moves to the first page, and is missed on later ones.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/list-notes

        Args:
            contact: About whom: a URI, or its last segment; or a list of 1 to 10 of them. That
                Calendly wants several to be separated by commas is assumed.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: There is no contact or more than ten, ``count`` is out of range, or an
                id is empty or of something else.
        """
        refs = [contact] if isinstance(contact, str) else contact
        about = ",".join(uris("contact", refs, "contacts", at_most=10))
        query = {"contact": about, **paging(None, count, page_token)}
        return GET("notes", query=query, returns=PageOf(Note))

    @endpoint
    def get(self, note: str) -> Call[Note]:
        """Fetch one note.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/get-note

        Args:
            note: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such note, or somebody else wrote it.
        """
        return GET("notes", uuid_of(note, "note", "notes"), returns=One(Note))

    @endpoint
    def create(
        self,
        *,
        contact: str,
        title: str | None = None,
        body: str | None = None,
        remind_at: datetime | None = None,
    ) -> Call[Note]:
        """Write a note about a contact. Each call makes a new one, so it is never repeated.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/create-note

        Args:
            contact: About whom: a URI, or its last segment.
            title: At most 255 characters, some symbols counting twice. This or ``body`` is needed.
            body: At most 10,000 characters.
            remind_at: When to be reminded; an aware datetime.

        Raises:
            InvalidArgument: There is neither title nor body, one is too long, the time has no zone,
                or the id is empty or of something else.
            PermissionDenied: The account has no reminders; no note is made.
            AmbiguousDelivery: The reply was lost: list the notes before trying again.
        """
        texts = {"title": _limited("title", title, 255), "body": _limited("body", body, 10_000)}
        if not any(texts.values()):
            raise InvalidArgument("title", "is missing: pass title=..., body=... or both")
        about = {"contact": uri_of(contact, "contact", "contacts")}
        when = {"remind_at": UNSET if remind_at is None else aware("remind_at", remind_at)}
        return POST("notes", body={**about, **texts, **when}, returns=One(Note))


def _limited(name: str, text: str | None, longest: int) -> str | Unset:
    """Give a text that Calendly takes: it cuts off outer blanks, and counts UTF-16 units."""
    if text is None:
        return UNSET
    if (length := len(text.strip().encode("utf-16-le", "surrogatepass")) // 2) > longest:
        raise InvalidArgument(name, f"has {length:,} characters, {longest:,} are allowed")
    return text.strip() or UNSET

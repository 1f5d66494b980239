"""``/contact_lists``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

from attrs import evolve

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call
from api_client_core.structure import decoded
from api_client_core.wire import UNSET, Reply

from ..converter import All, One
from ..ids import uuid_of
from ..models import ContactList, ContactListType, MembershipResult
from ._checks import filled, uris
from ._verbs import GET, PATCH, POST

_MEMBERS: Final = "contacts"
"""The key of the contacts' URIs in bodies. Assumed: no source that could be read names it."""

_RESULT: Final = "membership_result"
_AT_ONCE: Final = 500


class ContactLists(Resource[S]):
    """Lists, whose contacts a user picks, and views, whose contacts saved filters pick.

    See https://developer.calendly.com/api-docs/calendly-api/contacts
    """

    @endpoint
    def list(self, *, type: ContactListType | str | None = None) -> Call[tuple[ContactList, ...]]:
        """Fetch all lists and views of the token's user, at most 25, in the order of the web page.

        Views that an import of a CSV file made are left out. For the contacts in a list or view,
        use ``contacts.list(contact_list=...)``.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/list-contact-lists

        Args:
            type: Only lists (``static_list``), or only views (``dynamic_view``).
        """
        return GET("contact_lists", query={"type": type}, returns=All(ContactList))

    @endpoint
    def get(self, contact_list: str) -> Call[ContactList]:
        """Fetch one list or view.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/get-contact-list

        Args:
            contact_list: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such list, or an import of a CSV file made this view.
        """
        uuid = uuid_of(contact_list, "contact_list", "contact_lists")
        return GET("contact_lists", uuid, returns=One(ContactList))

    @endpoint
    def create(self, *, name: str, contacts: Iterable[str] = ()) -> Call[ContactList]:
        """Make a list, with its first contacts if there are any.

        The list is made first, and stays if a contact cannot be added: ``membership_result`` of
        the answer says which were left out. `add` those again. The body's key for contacts is
        assumed.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/create-contact-list

        Args:
            name: Unlike the names of all others, whose case and accents do not count.
            contacts: Whom to add: URIs, or their last segments; at most 500.

        Raises:
            InvalidArgument: The name is empty, there are too many contacts, or an id is empty or
                of something else.
            Conflict: The name is taken, or there are 25 lists and views already.
            AmbiguousDelivery: The reply was lost: look for the list before trying again.
        """
        members = uris("contacts", contacts, "contacts", at_least=0, at_most=_AT_ONCE)
        body = {"name": filled("name", name), _MEMBERS: members or UNSET}
        return POST("contact_lists", body=body, returns=_made)

    @endpoint
    def update(self, contact_list: str, *, name: str) -> Call[ContactList]:
        """Rename a list or view; nothing else of it can be changed.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/update-contact-list

        Args:
            contact_list: Its URI, or the URI's last segment.
            name: Unlike the names of all others, whose case and accents do not count.

        Raises:
            InvalidArgument: The name is empty, or the id is empty or of something else.
            NotFound: There is no such list.
            Conflict: The name is taken.
        """
        uuid = uuid_of(contact_list, "contact_list", "contact_lists")
        body = {"name": filled("name", name)}
        return PATCH("contact_lists", uuid, body=body, returns=One(ContactList))

    @endpoint
    def add(self, contact_list: str, contacts: Iterable[str]) -> Call[MembershipResult]:
        """Put contacts on a list. Whoever is on it stays, so it is sent again when in doubt.

        The body's key for contacts is assumed. The answer is partly known: ``invalid`` counts those
        who do not exist, ``left_out`` lists who was not added, ``data`` has the rest.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/add-contacts-to-static-list

        Args:
            contact_list: The list's URI, or the URI's last segment.
            contacts: Whom: 1 to 500 URIs, or their last segments.

        Raises:
            InvalidArgument: There is no contact or more than 500, or an id is empty or of something
                else.
            NotFound: There is no such list.
            Conflict: It is a view: its filters pick its contacts.
        """
        return _members(contact_list, contacts, "memberships")

    @endpoint
    def remove(self, contact_list: str, contacts: Iterable[str]) -> Call[MembershipResult]:
        """Take contacts off a list; they are not deleted. It is sent again when in doubt.

        The body's key for contacts is assumed, and the answer is partly known, as that of `add`.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/remove-contacts-from-static-list

        Args:
            contact_list: The list's URI, or the URI's last segment.
            contacts: Whom: 1 to 500 URIs, or their last segments.

        Raises:
            InvalidArgument: There is no contact or more than 500, or an id is empty or of something
                else.
            NotFound: There is no such list.
            Conflict: It is a view: its filters pick its contacts.
        """
        return _members(contact_list, contacts, "memberships", "removal")


def _members(contact_list: str, contacts: Iterable[str], *action: str) -> Call[MembershipResult]:
    return POST(
        "contact_lists",
        uuid_of(contact_list, "contact_list", "contact_lists"),
        *action,
        body={_MEMBERS: uris("contacts", contacts, "contacts", at_most=_AT_ONCE)},
        returns=_result,
        idempotent=True,
    )


def _made(reply: Reply) -> ContactList:
    """Read a new list; what became of its contacts may stand in it or beside it."""
    made = One(ContactList)(reply)
    beside = _object(_object(decoded(reply)).get(_RESULT))
    if beside and made.membership_result is None:
        made = evolve(made, membership_result=MembershipResult(data=beside))
    return made


def _result(reply: Reply) -> MembershipResult:
    """Read what became of contacts, wherever in the body it stands."""
    found = _object(decoded(reply)) if reply.content.strip() else {}
    for key in ("resource", _RESULT):
        found = _object(found.get(key)) or found
    return MembershipResult(data=found)


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}

"""``/contacts``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.wire import UNSET, QueryValue, Unset

from ..converter import All, One, PageOf
from ..errors import InvalidArgument
from ..ids import uuid_of
from ..models import Contact, CustomFieldDefinition, CustomFieldType
from ._contact_fields import (
    DEFINITIONS,
    CustomFields,
    Emails,
    Filter,
    PhoneNumbers,
    body,
    definition,
    joined,
)
from ._verbs import DELETE, GET, PATCH, POST, paging, whose


class Contacts(Resource[S]):
    """People whom a user meets.

    See https://developer.calendly.com/api-docs/calendly-api/contacts
    """

    @listing
    def list(
        self,
        *,
        name: Filter = None,
        job_title: Filter = None,
        company: Filter = None,
        city: Filter = None,
        email: Filter = None,
        phone_number: Filter = None,
        timezone: Filter = None,
        country: Filter = None,
        state: Filter = None,
        contact_list: str | None = None,
        exclude: Filter = None,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[Contact]]:
        """Walk through contacts.

        A filter takes one value, or a list of values any of which will do. No value may hold a
        comma: commas separate them.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/list-contacts

        Args:
            name: Only those whose name contains this.
            job_title: Only those whose job title contains this.
            company: Only those whose company's name contains this.
            city: Only those whose town's name contains this.
            email: Only those with just this address.
            phone_number: Only those with just this number.
            timezone: Only those in this zone; an IANA name.
            country: Only those in this country; two letters.
            state: Only those in this state or province.
            contact_list: Only those in this list or view: a URI, or its last segment.
            exclude: What to leave out of the answers: ``custom_fields``.
            sort: By ``created_at`` or ``updated_at``, such as ``created_at:desc``.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: A filter is empty or has a comma within a list, ``count`` is out of
                range, or the id is empty or of something else.
        """
        return GET("contacts", query=_query(locals()), returns=PageOf(Contact))

    @endpoint
    def get(self, contact: str, *, exclude: Filter = None) -> Call[Contact]:
        """Fetch one contact.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/get-contact

        Args:
            contact: Its URI, or the URI's last segment.
            exclude: What to leave out of the answer: ``custom_fields``.

        Raises:
            NotFound: There is no such contact.
        """
        query = {"exclude": joined("exclude", exclude)}
        return GET("contacts", _uuid(contact), query=query, returns=One(Contact))

    @endpoint
    def create(
        self,
        *,
        name: str,
        emails: Emails,
        phone_numbers: PhoneNumbers | None = None,
        timezone: str | None = None,
        job_title: str | None = None,
        company: str | None = None,
        country: str | None = None,
        state: str | None = None,
        city: str | None = None,
        linkedin: str | None = None,
        custom_fields: CustomFields | None = None,
    ) -> Call[Contact]:
        """Make a contact.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/create-contact

        Args:
            name: The full name.
            emails: 1 to 10 addresses: texts, `ContactEmail` or mappings like it. Exactly one is
                primary; if none is marked, the first plain text is.
            phone_numbers: At most 10: texts, `ContactPhoneNumber` or mappings like it.
            timezone: An IANA name.
            job_title: What the person does.
            company: Where.
            country: Two letters, such as ``DE``.
            state: The state or province.
            city: The town.
            linkedin: The URL of the person's page there.
            custom_fields: Values by the URI (or its last segment) of each field's definition, which
                `custom_field_definitions` lists; labels do not do. Or a list of what a contact's
                ``custom_fields`` hold; or of mappings with ``uuid`` and ``value``.
                An amount of money is in the field's currency, not in cents; a choice is an
                option's uuid or label.

        Raises:
            InvalidArgument: The name is empty, there are too few or too many addresses or numbers,
                not exactly one address is primary, or something is not what it should be.
            Conflict: There is such a contact already.
            AmbiguousDelivery: The reply was lost: look for the contact before trying again.
        """
        return POST("contacts", body=body(locals(), none=UNSET), returns=One(Contact))

    @endpoint
    def update(
        self,
        contact: str,
        *,
        name: str | Unset = UNSET,
        emails: Emails | Unset = UNSET,
        phone_numbers: PhoneNumbers | Unset = UNSET,
        timezone: str | Unset | None = UNSET,
        job_title: str | Unset | None = UNSET,
        company: str | Unset | None = UNSET,
        country: str | Unset | None = UNSET,
        state: str | Unset | None = UNSET,
        city: str | Unset | None = UNSET,
        linkedin: str | Unset | None = UNSET,
        custom_fields: CustomFields | Unset = UNSET,
    ) -> Call[Contact]:
        """Change a contact. What is not given stays, None clears.

        ``emails`` and ``phone_numbers`` replace all that there were: to add one, pass the old ones
        too. ``custom_fields`` changes those that are named, and leaves the others.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/patch-contacts-uuid

        Args:
            contact: Its URI, or the URI's last segment.
            name: The full name.
            emails: 1 to 10 addresses, exactly one of them primary, as in `create`.
            phone_numbers: At most 10, as in `create`; an empty list removes all.
            timezone: An IANA name.
            job_title: What the person does.
            company: Where.
            country: Two letters, such as ``DE``.
            state: The state or province.
            city: The town.
            linkedin: The URL of the person's page there.
            custom_fields: Values by the URI (or its last segment) of each field's definition, not
                by its label; or fields of a contact, such as
                ``[attrs.evolve(contact.custom_fields[0], value=3)]``; as in `create`.

        Raises:
            InvalidArgument: Nothing is to be changed, or something is not what it should be.
            NotFound: There is no such contact.
            Conflict: Another contact has one of the addresses.
        """
        changes = _changes(body(locals(), none=None))
        return PATCH("contacts", _uuid(contact), body=changes, returns=One(Contact))

    @endpoint
    def delete(self, contact: str) -> Call[None]:
        """Delete a contact, for good.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/delete-contact

        Args:
            contact: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such contact; after a lost reply, this call may have deleted it.
        """
        return DELETE("contacts", _uuid(contact))

    @endpoint
    def custom_field_definitions(self) -> Call[tuple[CustomFieldDefinition, ...]]:
        """Fetch all fields that contacts have besides those that are built in.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/list-contact-custom-field-definitions
        """
        return GET("contacts", DEFINITIONS, returns=All(CustomFieldDefinition))

    @endpoint
    def custom_field_definition(self, definition: str) -> Call[CustomFieldDefinition]:
        """Fetch the definition of one field.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/get-contact-custom-field-definition

        Args:
            definition: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such definition.
        """
        uuid = uuid_of(definition, "definition", DEFINITIONS)
        return GET("contacts", DEFINITIONS, uuid, returns=One(CustomFieldDefinition))

    @endpoint
    def create_custom_field_definition(
        self,
        *,
        label: str,
        field_type: CustomFieldType | str,
        options: Sequence[str | Mapping[str, object]] | None = None,
        currency: str | None = None,
    ) -> Call[CustomFieldDefinition]:
        """Give contacts a field more.

        See https://developer.calendly.com/api-docs/calendly-api/contacts/create-contact-custom-field-definition

        Args:
            label: Its name, 1 to 255 characters, unlike the names of all others, whose case does
                not count.
            field_type: What it holds.
            options: For ``single_select``: 1 to 10 labels of what can be chosen, in order.
            currency: For ``currency``: a code of three letters, such as ``EUR``.

        Raises:
            InvalidArgument: The label is empty or too long, or the options or the currency are
                missing, wrong, or of another type of field.
            Conflict: There is a field with this name.
            PermissionDenied: The user may not make fields.
            AmbiguousDelivery: The reply was lost: list the definitions before trying again.
        """
        made = definition(label, field_type, options, currency)
        return POST("contacts", DEFINITIONS, body=made, returns=One(CustomFieldDefinition))


def _query(given: Mapping[str, Any]) -> dict[str, QueryValue]:
    """Give the query of a list; its parameters are named as the method's are."""
    paged = paging(given["sort"], given["count"], given["page_token"])
    kept = {**whose(contact_list=given["contact_list"]), **paged}
    filters = {name: value for name, value in given.items() if name not in {"self", *kept}}
    return {**{name: joined(name, value) for name, value in filters.items()}, **kept}


def _changes(body: dict[str, object]) -> dict[str, object]:
    if all(value is UNSET for value in body.values()):
        raise InvalidArgument("name", "or another is missing: nothing is to be changed")
    return body


def _uuid(contact: str) -> str:
    return uuid_of(contact, "contact", "contacts")

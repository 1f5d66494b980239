"""People whom a user meets, and what is noted of each."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

CustomFieldValue: TypeAlias = str | int | float | bool | tuple[str, ...] | None
"""A custom field's value.

Of a ``currency`` field, the amount in the field's currency, not in cents; of a ``date`` field,
``YYYY-MM-DD``; of a ``tags`` field, a tuple; of a ``single_select`` field, the option's uuid.
"""


class CustomFieldType(OpenStrEnum):
    """What a custom field holds."""

    TEXT = "text"
    NUMBER = "number"
    CURRENCY = "currency"
    TAGS = "tags"
    DATE = "date"
    SINGLE_SELECT = "single_select"
    INVITEE_QUESTION = "invitee_question"


@frozen(kw_only=True)
class ContactEmail:
    """An address of a contact.

    Attributes:
        email: The address.
        is_primary: Whether it is the one to write to; one of a contact's addresses is.
    """

    email: str
    is_primary: bool = False


@frozen(kw_only=True)
class ContactPhoneNumber:
    """A phone number of a contact."""

    phone_number: str


@frozen(kw_only=True)
class ContactCustomField:
    """The value of a custom field, as Calendly tells it.

    Attributes:
        uri: The URI of the field's definition, by which its value is set.
        label: The field's name, by which `Contact.custom_field` finds it.
        value: What is noted; None or empty if nothing is.
    """

    uri: str
    label: str | None = None
    value: CustomFieldValue = None


@frozen(kw_only=True)
class CustomFieldOption:
    """Something that can be chosen in a ``single_select`` field.

    Attributes:
        uuid: Identifies the option; it is the value of the field.
        label: What people read.
        color: As the page shows it; None if none is set.
        is_active: Whether it can be chosen now.
    """

    uuid: str
    label: str | None = None
    color: str | None = None
    is_active: bool = True


@frozen(kw_only=True)
class CustomFieldSource:
    """Where the values of a field come from, if not from people who keep contacts.

    Attributes:
        type: ``event_type_invitee_question``, so far.
        event_type_uri: The event type whose page asks.
        question: What it asks.
    """

    type: str | None = None
    event_type_uri: str | None = None
    question: str | None = None


@frozen(kw_only=True)
class CustomFieldDefinition:
    """A field that contacts have besides those that are built in.

    Attributes:
        uri: Identifies the definition.
        label: The field's name.
        field_type: What it holds.
        options: Of a ``single_select`` field, what can be chosen.
        currency: Of a ``currency`` field, such as ``EUR``.
        source: Where values come from, for fields that a booking page fills.
        created_at: When it was made.
        updated_at: When it was last changed.
    """

    uri: str
    label: str | None = None
    field_type: CustomFieldType | None = None
    options: tuple[CustomFieldOption, ...] = ()
    currency: str | None = None
    source: CustomFieldSource | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class Contact:
    """A person whom a user meets.

    Attributes:
        uri: Identifies the contact.
        name: The full name.
        emails: All addresses; see `primary_email`.
        phone_numbers: All numbers.
        timezone: An IANA name.
        job_title: What the person does.
        company: Where.
        country: Two letters, such as ``DE``.
        state: The state or province.
        city: The town.
        linkedin: The URI of the person's page there.
        custom_fields: What else is noted; see `custom_field`.
        app_url: Where a user opens the contact; missing in answers before October 2026.
        first_email_date: When the first mail went; None so far, or unknown.
        last_email_date: When the latest mail went.
        next_meeting_date: When the next meeting is.
        last_meeting_date: When the latest meeting was.
        last_interaction_date: When anything last happened between the two.
        created_at: When it was made.
        updated_at: When it was last changed.
    """

    uri: str
    name: str | None = None
    emails: tuple[ContactEmail, ...] = ()
    phone_numbers: tuple[ContactPhoneNumber, ...] = ()
    timezone: str | None = None
    job_title: str | None = None
    company: str | None = None
    country: str | None = None
    state: str | None = None
    city: str | None = None
    linkedin: str | None = None
    custom_fields: tuple[ContactCustomField, ...] = ()
    app_url: str | None = None
    first_email_date: datetime | None = None
    last_email_date: datetime | None = None
    next_meeting_date: datetime | None = None
    last_meeting_date: datetime | None = None
    last_interaction_date: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def primary_email(self) -> str | None:
        """The address to write to: the primary one, else the first, else None."""
        first = sorted(self.emails, key=lambda email: not email.is_primary)[:1]
        return first[0].email if first else None

    def custom_field(self, label: str) -> CustomFieldValue:
        """Look up a custom field's value by the field's name; None if there is none.

        Args:
            label: The name. Case and outer blanks do not matter: Calendly takes no two fields
                that differ in nothing else.
        """
        for field in self.custom_fields:
            if (field.label or "").strip().casefold() == label.strip().casefold():
                return field.value
        return None


@frozen(kw_only=True)
class ChangedContact(Contact):
    """A contact as a webhook tells that it was made or changed.

    Attributes:
        creation_source: How it came into being, such as by a booking.
    """

    creation_source: str | None = None


@frozen(kw_only=True)
class DeletedContact:
    """What is left of a contact when a webhook tells that it was deleted.

    Attributes:
        uri: Identifies the contact that was.
        deleted_at: When it was deleted.
    """

    uri: str
    deleted_at: datetime | None = None

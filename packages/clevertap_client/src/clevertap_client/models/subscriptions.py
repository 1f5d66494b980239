"""What an address wants to receive."""

from __future__ import annotations

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum


class AddressType(OpenStrEnum):
    """What kind of address it is."""

    PHONE = "phone"
    EMAIL = "email"
    WHATSAPP = "whatsapp"


class SubscriptionStatus(OpenStrEnum):
    """What to do with an address, in CleverTap's words."""

    UNSUBSCRIBE = "Unsubscribe"
    RESUBSCRIBE = "Resubscribe"


@frozen
class Subscription:
    """That an address wants messages, or does not.

    Args:
        type: What kind of address it is. ``phone`` is for text messages.
        value: The address. Phones as E.164: a plus, the country code, digits only.
        status: Whether it wants them.
    """

    type: AddressType | str
    value: str = field(repr=False)
    status: SubscriptionStatus | str

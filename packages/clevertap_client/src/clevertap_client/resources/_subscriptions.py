"""Addresses, and whether they are to receive messages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from .. import limits
from ..errors import InvalidArgument
from ..models import AddressType, Subscription, SubscriptionStatus
from ._checks import email, filled, several


def phone(name: str, value: str) -> str:
    """Give a phone number that is E.164.

    Raises:
        InvalidArgument: It is not.
    """
    if not isinstance(cast("object", value), str) or not re.fullmatch(limits.PHONE.value, value):
        raise InvalidArgument(name, "must be E.164: a plus, the country code, digits only")
    return value


def addresses(
    status: SubscriptionStatus,
    phones: Iterable[str],
    emails: Iterable[str],
    whatsapp: Iterable[str],
) -> list[Subscription]:
    """Give addresses of all kinds with one status.

    Raises:
        InvalidArgument: There are none, or one is wrong.
    """
    given = {
        AddressType.PHONE: ("phones", phones),
        AddressType.EMAIL: ("emails", emails),
        AddressType.WHATSAPP: ("whatsapp", whatsapp),
    }
    found = [
        Subscription(kind, _address(name, kind, value), status)
        for kind, (name, values) in given.items()
        for value in several(name, values, at_least=0)
    ]
    if not found:
        raise InvalidArgument("phones", "name an address: phones, emails or whatsapp")
    return found


def subscription(given: Subscription) -> dict[str, str]:
    """Give it as CleverTap takes it.

    Raises:
        InvalidArgument: It is none, or its address is wrong.
    """
    if not isinstance(cast("object", given), Subscription):
        raise InvalidArgument("subscriptions", "takes Subscription(type, value, status)")
    value = _address("subscriptions", given.type, given.value)
    return {"type": str(given.type), "value": value, "status": str(given.status)}


def _address(name: str, kind: str, value: str) -> str:
    if kind == AddressType.EMAIL:
        return email(name, value)
    if kind in {AddressType.PHONE, AddressType.WHATSAPP}:
        return phone(name, value)
    return filled(name, value)

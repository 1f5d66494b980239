"""What the event ``Charged`` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, cast

from . import limits as facts
from .errors import InvalidArgument
from .properties import Scalar


def charged(
    amount: object,
    charged_id: object,
    currency: object,
    items: Sequence[Mapping[str, Scalar]],
    properties: Mapping[str, Any],
) -> dict[str, Any]:
    """Give its properties, which are still to be checked like those of any event.

    Raises:
        InvalidArgument: An argument is of the wrong type, or ``properties`` says it again.
    """
    if not _is_number(amount):
        raise InvalidArgument("amount", "must be a finite number, an int or a float")
    if not (charged_id is None or _is_number(charged_id) or _is_filled(charged_id)):
        raise InvalidArgument("charged_id", "must be a text that is not empty, or a number")
    if not (currency is None or _is_filled(currency)):
        raise InvalidArgument("currency", 'must be a text that is not empty, such as "EUR"')
    if not isinstance(cast("object", properties), Mapping):
        raise InvalidArgument("properties", "must map names to values")
    given = {"amount": amount, "charged_id": charged_id, "currency": currency, "items": items}
    told = {key: given[name] for name, key in facts.CHARGED_KEYS.value.items()}
    if twice := told.keys() & properties.keys():
        raise InvalidArgument("properties", f"holds {min(twice)!r}, which has its own argument")
    return {
        **{key: value for key, value in told.items() if value not in (None, (), [])},
        **properties,
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""

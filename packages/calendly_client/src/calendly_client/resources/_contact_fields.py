"""What contacts are written with: plain values, models and mappings, made one kind of JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias, cast

from api_client_core.wire import UNSET, Unset

from ..errors import InvalidArgument
from ..ids import uuid_of
from ..models import (
    ContactCustomField,
    ContactEmail,
    ContactPhoneNumber,
    CustomFieldType,
    CustomFieldValue,
)
from ._checks import email, filled, several, text, written

Filter: TypeAlias = str | Sequence[str] | None
Emails: TypeAlias = Sequence[str | ContactEmail | Mapping[str, object]]
PhoneNumbers: TypeAlias = Sequence[str | ContactPhoneNumber | Mapping[str, object]]
CustomFields: TypeAlias = (
    Mapping[str, CustomFieldValue | Sequence[str] | date]
    | Sequence[ContactCustomField | Mapping[str, object]]
)


def joined(name: str, values: Filter) -> str | None:
    """Give what may be one value or several as the text that a filter wants.

    Raises:
        InvalidArgument: There is none, one is empty, or one of several holds a comma.
    """
    if values is None or isinstance(values, str):
        return values if values is None else filled(name, values)
    found = [filled(name, value) for value in several(name, values)]
    if any("," in value for value in found):
        raise InvalidArgument(name, "has a value with a comma, but commas separate the values")
    return ",".join(found)


def body(given: Mapping[str, Any], *, none: Unset | None) -> dict[str, object]:
    """Check a contact's fields, by the names that they have in the body.

    Args:
        given: A method's parameters; the contact's own id is left out.
        none: What None stands for: to leave a field out, or to clear it.

    Raises:
        InvalidArgument: One is wrong.
    """
    told = {name: none if value is None else value for name, value in given.items()}
    return {
        name: _FIELDS[name](name, value)
        if name in _FIELDS and value not in (None, UNSET)
        else value
        for name, value in told.items()
        if name not in {"self", "contact"}
    }


def definition(label: str, field_type: CustomFieldType | str, options: Any, currency: Any) -> Any:
    """Check what a custom field is made of, and that it fits the field's type.

    Raises:
        InvalidArgument: One is wrong, missing, or of another type of field.
    """
    body: dict[str, object] = {"label": text("label", label.strip(), 255), "field_type": field_type}
    extras = {CustomFieldType.SINGLE_SELECT: options, CustomFieldType.CURRENCY: currency}
    for (kind, value), name in zip(extras.items(), ("options", "currency"), strict=True):
        if value is None and field_type == kind:
            raise InvalidArgument(name, f"is missing: a {kind} field needs {name}=...")
        if value is not None and field_type != kind and CustomFieldType(field_type).is_known:
            raise InvalidArgument(name, f"goes with field_type={str(kind)!r} only")
    if options is not None:
        rows = several("options", options, at_most=10)
        body["options"] = [{"label": filled("options", _option(row))} for row in rows]
    return body if currency is None else {**body, "currency": _letters("currency", currency, 3)}


def _emails(name: str, values: Emails) -> list[dict[str, Any]]:
    rows = [_row(value, "email") for value in several(name, values, at_most=10)]
    for row in rows:
        email(name, str(row.get("email", "")))
    unmarked = [row for row in rows if "is_primary" not in row]
    if unmarked and not any(row.get("is_primary") for row in rows):
        unmarked[0]["is_primary"] = True
    if sum(bool(row.setdefault("is_primary", False)) for row in rows) != 1:
        raise InvalidArgument(name, "must hold exactly one primary address")
    return rows


def _phone_numbers(name: str, values: PhoneNumbers) -> list[dict[str, Any]]:
    rows = several(name, values, at_least=0, at_most=10)
    return [_row(value, "phone_number") for value in rows]


def _custom_fields(name: str, values: CustomFields) -> list[dict[str, Any]]:
    if isinstance(values, Mapping):
        rows: list[Any] = [{"uuid": ref, "value": value} for ref, value in values.items()]
    else:
        rows = [_row(value, "uuid") for value in several(name, values, at_least=0)]
    return [
        {"uuid": _field_id(name, row.get("uuid", row.get("uri", ""))), "value": row.get("value")}
        for row in rows
    ]


def _field_id(name: str, ref: object) -> str:
    """Give the id of a field's definition. A label of one word passes for an id."""
    uuid = uuid_of(str(ref), name, DEFINITIONS)
    if not _ID.fullmatch(uuid):
        raise InvalidArgument(
            name,
            "must name each field by the URI of its definition, not by its label: "
            "contacts.custom_field_definitions() lists both",
        )
    return uuid


def _row(value: object, key: str) -> dict[str, Any]:
    if isinstance(value, str):
        return {key: value}
    return dict(cast("Mapping[str, Any]", written(value)))


def _option(row: object) -> str:
    return row if isinstance(row, str) else str(_row(row, "label").get("label", ""))


def _letters(name: str, value: str, length: int) -> str:
    if len(value) != length or not (value.isascii() and value.isalpha()):
        raise InvalidArgument(name, f"must be a code of {length} letters")
    return value


def _absolute(name: str, value: str) -> str:
    if not value.lower().startswith(("https://", "http://")):
        raise InvalidArgument(name, "must be an absolute URL, such as https://linkedin.com/in/ada")
    return value


_ID: Final = re.compile(r"[A-Za-z0-9_-]+")
DEFINITIONS: Final = "custom_field_definitions"

_FIELDS: Final[Mapping[str, Callable[[str, Any], object]]] = {
    "name": filled,
    "emails": _emails,
    "phone_numbers": _phone_numbers,
    "country": lambda name, value: _letters(name, value, 2),
    "linkedin": _absolute,
    "custom_fields": _custom_fields,
}

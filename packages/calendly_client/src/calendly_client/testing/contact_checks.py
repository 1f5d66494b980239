"""What a contact must look like to be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from . import checks
from .contact_fields import ContactFields
from .hours import zone_of
from .refusals import malformed

_TEXTS: Final = ("job_title", "company", "state", "city")
_MOST: Final = 10
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def is_email(text: object) -> bool:
    """Tell whether something looks like an e-mail address."""
    return isinstance(text, str) and _EMAIL.fullmatch(text) is not None


def contact(
    body: Mapping[str, Any], fields: ContactFields, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Check what was sent of a contact; other keys are ignored. Raises `Refused`.

    Args:
        body: What was sent.
        fields: The custom fields.
        values: The custom fields' values so far.
    """
    said: dict[str, Any] = {}
    if "name" in body:
        if not isinstance(body["name"], str) or not body["name"].strip():
            raise malformed("name", "must be filled")
        said["name"] = body["name"].strip()
    if "emails" in body:
        said["emails"] = _emails(body["emails"])
    if "phone_numbers" in body:
        said["phone_numbers"] = _phones(body["phone_numbers"])
    for name in _TEXTS:
        if name in body:
            said[name] = checks.text(body, name)
    if "timezone" in body:
        said["timezone"] = None if body["timezone"] is None else zone_of(body["timezone"])
    for name, pattern in (("country", r"[A-Z]{2}"), ("linkedin", r"https?://\S+")):
        if name in body:
            if body[name] is not None and not re.fullmatch(pattern, str(body[name])):
                raise malformed(name, "must be a two-letter code" if name == "country" else "URL")
            said[name] = body[name]
    if "custom_fields" in body:
        said["_values"] = fields.values(body["custom_fields"], values)
    return said


def _emails(given: object) -> list[dict[str, Any]]:
    rows = _rows("emails", given, "email")
    if not all(is_email(row["email"]) for row in rows):
        raise malformed("emails", "must be valid e-mail addresses")
    if [row.get("is_primary") for row in rows].count(True) != 1:
        raise malformed("emails", "must have exactly one that is primary")
    return [{"email": row["email"], "is_primary": row.get("is_primary") is True} for row in rows]


def _phones(given: object) -> list[dict[str, Any]]:
    rows = _rows("phone_numbers", given, "phone_number")
    return [{"phone_number": row["phone_number"]} for row in rows]


def _rows(name: str, given: object, key: str) -> list[dict[str, Any]]:
    rows = checks.mappings({name: given}, name)
    if len(rows) > _MOST:
        raise malformed(name, f"must be at most {_MOST}")
    if not all(isinstance(row.get(key), str) for row in rows):
        raise malformed(name, f"must each have {key}")
    return rows

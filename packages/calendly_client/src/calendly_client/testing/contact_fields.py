"""Custom fields of contacts: their definitions, and what they take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from attrs import frozen

from ..ids import HOST
from . import checks
from .documents import Document, stamp
from .refusals import Refused, malformed
from .refusals_office import CONFLICT
from .world import World

_PATH: Final = "contacts/custom_field_definitions"
_TYPES: Final = ("text", "number", "currency", "tags", "date", "single_select")
_KEYS: Final = {"currency": {"currency"}, "single_select": {"options"}}


@frozen
class ContactFields:
    """Keeps the definitions, and checks values."""

    world: World

    @property
    def definitions(self) -> dict[str, Document]:
        """The definitions, which the whole organization shares."""
        return self.world.store("custom_field_definitions")

    def define(self, body: Mapping[str, Any]) -> Document:
        """Check a definition, and write it down. Raises `Refused`."""
        label, kind = body.get("label"), body.get("field_type")
        if not isinstance(label, str) or not 1 <= len(label.strip()) <= 255:
            raise malformed("label", "must have 1 to 255 characters")
        if kind not in _TYPES:
            raise malformed("field_type", f"must be one of {', '.join(_TYPES)}")
        for key in body:
            if key not in {"label", "field_type"} | _KEYS.get(kind, set()):
                raise malformed(key, f"is not known for a {kind} field")
        if any(old["label"].casefold() == label.strip().casefold() for old in self._all()):
            detail = "A custom field with this label already exists."
            raise Refused(CONFLICT, details=[{"parameter": "label", "message": detail}])
        uri = f"{HOST}/{_PATH}/{self.uuid()}"
        now = stamp(self.world.now())
        self.definitions[uri] = {
            "uri": uri,
            "label": label.strip(),
            "field_type": kind,
            **({"options": self._options(body.get("options"))} if kind == "single_select" else {}),
            **({"currency": _currency(body.get("currency"))} if kind == "currency" else {}),
            "created_at": now,
            "updated_at": now,
        }
        return self.definitions[uri]

    def values(self, given: object, old: Mapping[str, Any]) -> dict[str, Any]:
        """Check what is sent as values, and merge it into those there are. Raises `Refused`."""
        values = dict(old)
        for entry in checks.mappings({"custom_fields": given}, "custom_fields"):
            uri = f"{HOST}/{_PATH}/{entry.get('uuid')}"
            if uri not in self.definitions:
                raise malformed("custom_fields", "must name the uuid of a definition")
            values[uri] = _value(self.definitions[uri], entry.get("value"))
        return values

    def shown(self, values: Mapping[str, Any]) -> list[Document]:
        """Write values as they are answered: every field, whether it is set or not."""
        return [
            {
                "uri": uri,
                "label": field["label"],
                "value": values.get(uri, [] if field["field_type"] == "tags" else None),
            }
            for uri, field in self.definitions.items()
        ]

    def uuid(self) -> str:
        """Make up an id of the kind that fields and options have."""
        return str(UUID(int=self.world.random.getrandbits(128), version=4))

    def _all(self) -> list[Document]:
        return list(self.definitions.values())

    def _options(self, given: object) -> list[Document]:
        options = checks.mappings({"options": given}, "options")
        labels = [str(item["label"]) for item in options if set(item) == {"label"}]
        if not 1 <= len(options) <= 10 or len(labels) != len(options) or not all(labels):
            raise malformed("options", "Supply 1 to 10 label-only options.")
        return [
            {"uuid": self.uuid(), "label": label, "color": None, "is_active": True}
            for label in labels
        ]


def _currency(given: object) -> str:
    if not (isinstance(given, str) and len(given) == 3 and given.isalpha()):
        raise malformed("currency", "must be an ISO 4217 code")
    return given.upper()


def _value(field: Document, value: Any) -> Any:
    """Check a value against its field; null empties it. Raises `Refused`."""
    kind, wrong = field["field_type"], malformed("custom_fields", f"{field['label']}: wrong type")
    if kind == "tags":
        tags = cast("list[object]", value) if isinstance(value, list) else None
        if tags is None or not all(isinstance(tag, str) for tag in tags):
            raise wrong
        return tags
    if value is None:
        return None
    if kind in {"number", "currency"}:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong
        return value
    if not isinstance(value, str):
        raise wrong
    if kind == "date":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise wrong from None
    return _chosen(field, value) if kind == "single_select" else value


def _chosen(field: Document, value: str) -> str:
    """Give the uuid of an option that is named by its uuid, or by its label if that is clear."""
    options: list[Document] = field["options"]
    by_label = [option["uuid"] for option in options if option["label"] == value]
    if value in {option["uuid"] for option in options}:
        return value
    if len(by_label) != 1:
        known = ", ".join(option["label"] for option in options)
        raise malformed("custom_fields", f"{field['label']} must be one of {known}")
    return str(by_label[0])

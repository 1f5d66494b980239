"""Why the service would refuse a record: the first code that fits, with its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias, cast

from .. import limits
from .store import PLATFORMS, Store, folded, is_number

Refusal: TypeAlias = tuple[int, str]
"""A code, and a text without the number of the record."""

_is_reserved: Final = lru_cache(maxsize=1024)(limits.is_reserved)
_ID_KEYS: Final = ("identity", "objectId", "FBID", "GPID")
_OBJECT_ID: Final = re.compile(r"[A-Za-z0-9_~-]{1,64}")

_EVENT: Final = "Event Name is incorrect. ErrorCode: {} - {}. "
_PROFILE: Final = "Profile data is incorrect. {}."
TEXTS: Final[Mapping[int, str]] = {
    509: _EVENT.format(509, "Event name is mandatory"),
    512: "Event structure is incorrect. ErrorCode: 512 - Invalid event structure. ",
    513: _EVENT.format(513, "Trying to raise a restricted system event"),
    514: _PROFILE.format("Gender needs to be M/F"),
    515: _PROFILE.format("Email is not valid"),
    516: _PROFILE.format("Phone number is not valid"),
    517: _PROFILE.format("Employed needs to be Y/N"),
    518: _PROFILE.format("Education needs to be School/College/Graduate."),
    519: _PROFILE.format("Married needs to be Y/N"),
    520: _PROFILE.format("Age is invalid"),
    522: "Event properties are incorrect. ErrorCode: 522 - Too many event properties. ",
    523: "Identity is missing. ErrorCode: 523 - No identity. ",
    524: "Type is incorrect. ErrorCode: 524 - Neither event nor profile. ",
    525: "Timestamp should be present in the Unix Epoch format. ",
    526: "ObjectId is incorrect. ErrorCode: 526 - ObjectId is not valid. ",
    528: _EVENT.format(528, "Trying to raise a discarded event"),
    530: "Token is incorrect. ErrorCode: 530 - ObjectId is not valid. ",
    531: "Token is incorrect. ErrorCode: 531 - Token data is not valid. ",
    532: "Token is incorrect. ErrorCode: 532 - Token id is mandatory. ",
    533: "Token is incorrect. ErrorCode: 533 - Token type is mandatory. ",
    534: "Token is incorrect. ErrorCode: 534 - Token type is not valid for the objectId. ",
    535: "Token is incorrect. ErrorCode: 535 - Token data is not valid. ",
    555: "Miscellaneous server error. ErrorCode: 555. ",
}


def refusal_of(
    record: object, store: Store, *, discarded: Collection[str], most_properties: int
) -> int | None:
    """Judge one record.

    Args:
        record: As it came.
        store: What is known of devices.
        discarded: The folded names of events that the account discards.
        most_properties: How many an event may have.
    """
    if not isinstance(record, dict):
        return 524
    given = cast("dict[str, Any]", record)
    match given.get("type"):
        case "event":
            return _person(given) or _event(given, discarded, most_properties)
        case "profile":
            return _person(given) or _profile(given)
        case "token":
            return _token(given, store)
        case _:
            return 524


def _person(record: dict[str, Any]) -> int | None:
    ids = [record[key] for key in _ID_KEYS if key in record]
    if len(ids) != 1 or isinstance(ids[0], bool) or not isinstance(ids[0], str | int):
        return 523
    if isinstance(ids[0], str) and not ids[0].strip():
        return 523
    if "objectId" in record and not _OBJECT_ID.fullmatch(str(record["objectId"])):
        return 526
    ts = record.get("ts")
    if "ts" in record and (isinstance(ts, bool) or not isinstance(ts, int) or ts <= 0):
        return 525
    return None


def _event(record: dict[str, Any], discarded: Collection[str], most: int) -> int | None:
    name, data = record.get("evtName"), record.get("evtData", {})
    if name is None or name == "" or (isinstance(name, str) and not name.strip()):
        return 509
    if not isinstance(name, str) or limits.PROHIBITED_IN_NAMES.value & set(name):
        return 512
    if _is_reserved(name):
        return 513
    if folded(name) in discarded:
        return 528
    if not isinstance(data, dict):
        return 512
    properties = cast("dict[str, Any]", data)
    charged = folded(name) == folded(limits.CHARGED.value)
    for key, value in properties.items():
        if isinstance(value, dict | list) and not (charged and _is_items(key, value)):
            return 512
    return 522 if len(properties) > most else None


def _is_items(key: str, value: Any) -> bool:
    return (
        key == limits.ITEMS.value
        and isinstance(value, list)
        and len(cast("list[object]", value)) <= limits.CHARGED_ITEMS.value
        and all(isinstance(item, dict) for item in cast("list[object]", value))
    )


def _profile(record: dict[str, Any]) -> int | None:
    data = record.get("profileData")
    if not isinstance(data, dict):
        return 512
    properties = cast("dict[str, Any]", data)
    for key, (code, fits) in _PREDEFINED.items():
        value: Any = properties.get(key)
        right = _suits(key, cast("Any", value)) if isinstance(value, dict) else fits(value)
        if key in properties and not right:
            return code
    wrong = any(isinstance(v, dict) and not _operates(cast("Any", v)) for v in properties.values())
    return 512 if wrong else None


def _suits(key: str, value: dict[str, Any]) -> bool:
    """Tell whether an operator is one for a key of CleverTap's own, each of which has one value."""
    operator = next(iter(value), None)
    return operator == "$delete" or (key == "Age" and operator in {"$incr", "$decr"})


def _operates(value: dict[str, Any]) -> bool:
    """Tell whether an operator has what it needs; other objects are kept as they are."""
    match next(iter(value), None):
        case "$add" | "$remove":
            return isinstance(next(iter(value.values())), list)
        case "$incr" | "$decr":
            return is_number(next(iter(value.values())))
        case _:
            return True


def _token(record: dict[str, Any], store: Store) -> int | None:
    object_id, data = record.get("objectId"), record.get("tokenData")
    if not isinstance(object_id, str) or not _OBJECT_ID.fullmatch(object_id):
        return 530
    if not isinstance(data, dict):
        return 531
    token = cast("dict[str, Any]", data)
    if not token.get("id"):
        return 532
    if not isinstance(token["id"], str):
        return 531
    if not token.get("type"):
        return 533
    platform = PLATFORMS.get(token["type"]) if isinstance(token["type"], str) else None
    if platform is None:
        return 531
    if store.runs(object_id) - {platform}:
        return 534
    keys = token.get("keys")
    complete = isinstance(keys, dict) and {"p256dh", "auth"} <= cast("dict[str, Any]", keys).keys()
    return 535 if (token["type"] == "chrome") != complete else None


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _among(key: str) -> Callable[[Any], bool]:
    return lambda value: value in limits.CHOICES.value[key]


_PREDEFINED: Final[Mapping[str, tuple[int, Callable[[Any], bool]]]] = {
    "Gender": (514, _among("Gender")),
    "Email": (515, _matches(limits.EMAIL.value)),
    "Phone": (516, _matches(limits.PHONE.value)),
    "Employed": (517, _among("Employed")),
    "Education": (518, _among("Education")),
    "Married": (519, _among("Married")),
    "Age": (520, lambda value: re.fullmatch(r"[0-9]{1,3}", str(value)) is not None),
}

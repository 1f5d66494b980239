"""JSON to models: the one converter, and the readers that calls carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, Final, Generic, TypeVar, cast
from urllib.parse import unquote_plus

import attrs
from attrs import frozen

from api_client_core.errors import Unreadable
from api_client_core.pages import Page
from api_client_core.secrets import Secret
from api_client_core.structure import (
    ModelConverter,
    WrongType,
    decoded,
    make_converter,
    structured,
    tagged_union,
)
from api_client_core.wire import Reply

from .models import (
    ActivityLogPage,
    AvailabilityInterval,
    CustomFieldValue,
    EmailCommunication,
    GroupOwner,
    Introspection,
    Location,
    LocationConfiguration,
    MembershipResult,
    OutgoingCommunication,
    OutgoingCommunicationPage,
    Payload,
    RoutingResult,
    SmsCommunication,
    UnknownCommunication,
    UnknownConfiguration,
    UnknownGroupOwner,
    UnknownLocation,
    UnknownRoutingResult,
)
from .models.conferences import CAMEL_CASED
from .models.groups import GROUP_OWNERS
from .models.location_configurations import CONFIGURATIONS
from .models.locations import LOCATIONS
from .models.outgoing_communications import COMMUNICATIONS
from .models.routing_forms import RESULTS
from .models.tokens import UnixTime

T = TypeVar("T")
_DAY: Final = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_PAGE_TOKEN: Final = re.compile(r"[?&]page_token=([^&#]+)")
_UNIONS: Final[tuple[tuple[Any, str, Mapping[str, type[Any]], type[Any]], ...]] = (
    (Location, "type", LOCATIONS, UnknownLocation),
    (LocationConfiguration, "kind", CONFIGURATIONS, UnknownConfiguration),
    (GroupOwner, "type", GROUP_OWNERS, UnknownGroupOwner),
    (RoutingResult, "type", RESULTS, UnknownRoutingResult),
    (OutgoingCommunication, "type", COMMUNICATIONS, UnknownCommunication),
)
# What is named otherwise in Python than in JSON.
_KEYS: Final[Mapping[type[Any], Mapping[str, str]]] = {
    AvailabilityInterval: {"start": "from", "end": "to"},
    EmailCommunication: {"from_": "from"},
    SmsCommunication: {"from_": "from"},
    ActivityLogPage: {"items": "collection"},
    OutgoingCommunicationPage: {"items": "collection"},
    Introspection: {"issued_at": "iat", "expires_at": "exp"},
}


def make(*, strict: bool = False) -> ModelConverter:
    """Build a converter.

    Args:
        strict: Refuse keys that no model names. For tests, where they mean that the API has grown.
    """
    camel_cased = {
        kind: {name: _camel_cased(name) for name in attrs.fields_dict(kind)} for kind in CAMEL_CASED
    }
    converter = make_converter(strict=strict, keys={**camel_cased, **_KEYS})
    for ident in (int | str, int | str | None):
        converter.register_structure_hook(ident, _int_or_text)
    converter.register_structure_hook(Secret, lambda value, _: Secret(_text(value)))
    converter.register_unstructure_hook(Secret, Secret.reveal)
    converter.register_structure_hook_func(lambda kind: kind == UnixTime, _unix_time)
    converter.register_unstructure_hook_func(lambda kind: kind == UnixTime, _unix_seconds)
    converter.register_structure_hook(date, _day)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(CustomFieldValue, _custom_field_value)
    # Only a delivery's event tells which payload it is, so it comes ready-made.
    converter.register_structure_hook(Payload, lambda payload, _: payload)
    converter.register_structure_hook(MembershipResult, _membership_result)
    converter.register_unstructure_hook(MembershipResult, lambda result: dict(result.data))
    for union, tag, variants, unknown in _UNIONS:
        for needed_or_not in (union, union | None):
            tagged_union(converter, needed_or_not, tag, variants, unknown)
    return converter


@frozen
class One(Generic[T]):
    """Read ``{"resource": {...}}``."""

    kind: type[T]

    def __call__(self, reply: Reply) -> T:
        """Read a reply. Raises `Unreadable`."""
        return read(_object(reply, "resource")["resource"], self.kind, "resource")


@frozen
class PageOf(Generic[T]):
    """Read ``{"collection": [...], "pagination": {...}}``."""

    kind: type[T]

    def __call__(self, reply: Reply) -> Page[T]:
        """Read a reply. Raises `Unreadable`."""
        body = _object(reply, "collection")
        many = cast("type[tuple[T, ...]]", tuple.__class_getitem__((self.kind, ...)))
        return Page(read(body["collection"], many, "collection"), _next(body.get("pagination")))


@frozen
class PageAs(Generic[T]):
    """Read a page that says more beside its collection, into a class of its own."""

    kind: type[Page[T]]

    def __call__(self, reply: Reply) -> Page[T]:
        """Read a reply. Raises `Unreadable`."""
        body = _object(reply, "collection")
        paging = {"next_token": _next(body.get("pagination")), "token_parameter": "page_token"}
        return structured(CONVERTER, {**body, **paging}, self.kind)


@frozen
class All(Generic[T]):
    """Read ``{"collection": [...]}`` of a list that never comes in pages."""

    kind: type[T]

    def __call__(self, reply: Reply) -> tuple[T, ...]:
        """Read a reply. Raises `Unreadable`."""
        return PageOf(self.kind)(reply).items


@frozen
class Whole(Generic[T]):
    """Read a body that is the thing itself."""

    kind: type[T]

    def __call__(self, reply: Reply) -> T:
        """Read a reply. Raises `Unreadable`."""
        return structured(CONVERTER, decoded(reply), self.kind)


def nothing(reply: Reply) -> None:
    """Read a reply without content."""


def read(data: object, kind: type[T], path: str) -> T:
    """Make a model of a part of a body.

    Args:
        data: The part.
        kind: What to make of it.
        path: Where it stands, for messages.

    Raises:
        Unreadable: With the JSON path of each fault.
    """
    try:
        return structured(CONVERTER, data, kind)
    except Unreadable as error:
        problems = error.problems
    raise Unreadable(*(problem.replace("@ $", f"@ $.{path}", 1) for problem in problems))


def _object(reply: Reply, key: str) -> Mapping[str, Any]:
    body = decoded(reply)
    if not isinstance(body, dict) or key not in body:
        raise Unreadable(f"$.{key}: missing")
    return cast("dict[str, Any]", body)


def _next(pagination: object) -> str | None:
    """Find the next page's token; old answers have it in a URL only."""
    found = cast("dict[str, Any]", pagination) if isinstance(pagination, dict) else {}
    token, url = found.get("next_page_token"), found.get("next_page")
    if token is None and isinstance(url, str) and (given := _PAGE_TOKEN.search(url)):
        token = unquote_plus(given[1])
    return token if isinstance(token, str) and token else None


def _text(value: Any) -> str:
    if isinstance(value, str) and value:
        return value
    raise WrongType("text")


def _unix_time(value: Any, _: Any) -> datetime:
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(value, UTC)
    raise WrongType("a time in seconds since 1970")


def _unix_seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _int_or_text(value: Any, _: Any) -> int | str:
    if isinstance(value, int | str) and not isinstance(value, bool):
        return value
    raise WrongType("a number or text")


def _custom_field_value(value: Any, _: Any) -> CustomFieldValue:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        tags = cast("list[str]", value)
        if {type(tag) for tag in tags} <= {str}:
            return tuple(tags)
    raise WrongType("text, a number, true or false, or a list of texts")


def _day(value: Any, _: Any) -> date:
    """Read a date; the API allows ``2026-1-5``, too."""
    if isinstance(value, str) and (found := _DAY.fullmatch(value)):
        with suppress(ValueError):
            return date(*map(int, found.groups()))
    raise WrongType("a date, such as 2026-01-05")


def _membership_result(value: Any, _: Any) -> MembershipResult:
    if isinstance(value, dict):
        return MembershipResult(data=cast("dict[str, Any]", value))
    raise WrongType("an object")


def _camel_cased(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


CONVERTER: Final = make()
"""The one that calls use."""

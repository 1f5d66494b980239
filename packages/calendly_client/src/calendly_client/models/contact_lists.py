"""Lists and views that a user keeps contacts in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum


class ContactListType(OpenStrEnum):
    """How contacts come into a list."""

    STATIC_LIST = "static_list"
    DYNAMIC_VIEW = "dynamic_view"


@frozen(kw_only=True)
class MembershipResult:
    """What became of each contact that was to be added or removed. Partly known.

    That there is a count ``invalid``, and that only contacts which were left out are listed by
    their URIs, is documented; how the other parts are named is not, so ``data`` keeps them all.

    Attributes:
        data: All that the API said.
    """

    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @property
    def invalid(self) -> int | None:
        """How many contacts do not exist, or are not the user's to see."""
        count = self.data.get("invalid")
        return count if isinstance(count, int) else None

    @property
    def left_out(self) -> tuple[str, ...]:
        """The URIs of the contacts that were not added or removed: send those anew."""
        return tuple(dict.fromkeys(text for text in _texts(self.data) if "/contacts/" in text))


@frozen(kw_only=True)
class ContactList:
    """A list, whose contacts a user picks, or a view, whose contacts saved filters pick.

    Partly known: of its fields, only those up to ``contact_count`` are documented.
    ``contacts.list(contact_list=...)`` gives the contacts themselves.

    Attributes:
        uri: Identifies the list.
        name: What the user calls it.
        type: Whether it is a list or a view.
        contact_count: How many contacts a list holds; None for a view.
        created_at: When it was made.
        updated_at: When it was last changed.
        membership_result: Just after it was made, what became of its first contacts.
    """

    uri: str
    name: str | None = None
    type: ContactListType | None = None
    contact_count: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    membership_result: MembershipResult | None = None


def _texts(data: object) -> Iterator[str]:
    """Walk through all texts, however deep."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for item in cast("Mapping[str, object]", data).values():
            yield from _texts(item)
    elif isinstance(data, Sequence):
        for item in cast("Sequence[object]", data):
            yield from _texts(item)

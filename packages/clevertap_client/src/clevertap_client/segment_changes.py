"""What segments made by the API are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from attrs import field, frozen

from ._parts import FILLED, Part, listed
from .errors import InvalidArgument
from .resources._checks import filled
from .users import ObjectId, checked_user, key_of

Member: TypeAlias = str | ObjectId
"""Who is put into a segment: an identity, or an `ObjectId`."""


@frozen
class NewSegment(Part):
    """A segment to be made, empty at first.

    Args:
        segment_name: What the dashboard calls it.
        customer_segment_id: What you call it; an id of your own.

    Raises:
        InvalidArgument: One is empty.
    """

    segment_name: str = field(metadata=FILLED)
    customer_segment_id: str = field(metadata=FILLED)


@frozen
class CustomerSegment(Part):
    """A segment, by your own id for it, in place of CleverTap's.

    Args:
        customer_segment_id: What you call it.

    Raises:
        InvalidArgument: It is empty.
    """

    customer_segment_id: str = field(metadata=FILLED)


SegmentRef: TypeAlias = str | CustomerSegment
"""A segment: CleverTap's id for it, or your own."""


def _members(given: Member | Iterable[Member]) -> tuple[Member, ...]:
    members = (given,) if isinstance(given, str | ObjectId) else given
    found = listed("users", members, str, ObjectId)
    for one in found:
        checked_user(one)
    if not found:
        raise InvalidArgument("users", "names nobody")
    return found


def _segments(given: SegmentRef | Iterable[SegmentRef]) -> tuple[SegmentRef, ...]:
    segments = (given,) if isinstance(given, str | CustomerSegment) else given
    found = listed("segments", segments, str, CustomerSegment)
    for one in found:
        filled("segments", one if isinstance(one, str) else one.customer_segment_id)
    return found


@frozen
class SegmentChange:
    """Users, and the segments that they come into or leave.

    Args:
        users: Who: one or several.
        add_to: The segments that they come into.
        remove_from: The segments that they leave.

    Raises:
        InvalidArgument: Nobody is named, or no segment.
    """

    users: tuple[Member, ...] = field(converter=_members, repr=lambda users: str(len(users)))
    add_to: tuple[SegmentRef, ...] = field(default=(), converter=_segments, kw_only=True)
    remove_from: tuple[SegmentRef, ...] = field(default=(), converter=_segments, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.add_to and not self.remove_from:
            raise InvalidArgument("add_to", "and remove_from name no segment")

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        return {
            "user_profiles": [_member(one) for one in self.users],
            "segments": [
                *({**_segment(one), "action": "ADD"} for one in self.add_to),
                *({**_segment(one), "action": "REMOVE"} for one in self.remove_from),
            ],
        }


def _member(one: Member) -> dict[str, str]:
    key, value = key_of(one)
    return {"guid" if key == "objectId" else key: value}


def _segment(one: SegmentRef) -> dict[str, Any]:
    return {"ct_segment_id": one} if isinstance(one, str) else one.to_wire()

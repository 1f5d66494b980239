"""``/api/createSegment``, ``/api/updateSegment``: segments that you fill yourself."""

from __future__ import annotations

from typing import Final

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from .. import limits
from .._parts import listed
from ..errors import InvalidArgument
from ..segment_changes import NewSegment, SegmentChange
from ._anything import Anything, Json
from ._verbs import POST, array

_ANSWER: Final = Anything()


class Segments(Resource[S]):
    """Segments whose members you name. A private beta: CleverTap must enable it. Partly known.

    Both calls give CleverTap's answer as it comes: no page describes it. Neither is repeated if its
    answer is lost.
    """

    @endpoint
    def create(self, *segments: NewSegment) -> Call[Json]:
        """Make segments, empty at first.

        CleverTap's pages speak of a list, and of an object that holds one; the list is sent.

        Args:
            *segments: What to make.

        Returns:
            CleverTap's whole answer, with the ids of the segments.

        Raises:
            InvalidArgument: None is named.
            NotAllowed: The account has no such segments.

        See https://developer.clevertap.com/docs/create-segment-api
        """
        if not listed("segments", segments, NewSegment):
            raise InvalidArgument("segments", "names no segment: pass NewSegment(...)")
        body = array([one.to_wire() for one in segments])
        return POST("api", "createSegment", body=body, returns=_ANSWER)

    @endpoint
    def update(self, *changes: SegmentChange) -> Call[Json]:
        """Put users into segments, and take them out.

        Args:
            *changes: Who, and which segments; at most 100 users in all.

        Returns:
            CleverTap's whole answer.

        Raises:
            InvalidArgument: Nothing is to be changed, or there are too many users.
            NotAllowed: The account has no such segments.

        See https://developer.clevertap.com/docs/update-segment-api
        """
        most = limits.PROFILES_PER_SEGMENT_UPDATE.value
        users = sum(len(one.users) for one in listed("changes", changes, SegmentChange))
        if not 0 < users <= most:
            raise InvalidArgument("changes", f"must be of 1 to {most} users, not {users}")
        body = {"bulk_profiles": [one.to_wire() for one in changes]}
        return POST("api", "updateSegment", body=body, returns=_ANSWER)

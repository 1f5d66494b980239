"""``/api/createSegment``, ``/api/updateSegment`` and ``/1/segments/``."""

from __future__ import annotations

from typing import Any

from api_client_core.testing import Answer, Received, route

from ... import limits
from ..account import SandboxAccount
from ..campaigns import Segment
from ..objects import as_list, as_object
from ..refusals import MALFORMED, SEGMENT_EXISTS, TOO_MANY_PEOPLE, UNKNOWN_SEGMENT, Refused
from .base import Base, body_of, credentials, json_of, needs, success


class Segments(Base):
    """Segments whose members are named."""

    @route("POST", "/api/createSegment")
    @credentials
    def create_segments(self, account: SandboxAccount, request: Received) -> Answer:
        """Make segments, empty at first."""
        needs(self, "segments")
        body, board = json_of(request), account.dashboard
        rows = [as_object(row) for row in as_list(as_object(body).get("segments", body)) or []]
        if not rows or not all(row.get("segment_name") for row in rows):
            raise Refused(MALFORMED)
        if not all(isinstance(row.get("customer_segment_id"), str | None) for row in rows):
            raise Refused(MALFORMED)
        known = {segment.customer_id for segment in board.segments.values()}
        for row in rows:
            if row.get("customer_segment_id") in known - {None}:
                raise Refused(SEGMENT_EXISTS, row["customer_segment_id"])
        made: list[dict[str, Any]] = []
        for row in rows:
            number = board.new_id(self.clock())
            segment = Segment(number, str(row["segment_name"]), row.get("customer_segment_id"))
            board.segments[number] = segment
            made.append({**row, "ct_segment_id": str(number)})
        return success(segments=made)

    @route("POST", "/api/updateSegment")
    @credentials
    def update_segments(self, account: SandboxAccount, request: Received) -> Answer:
        """Put people into segments, and take them out."""
        needs(self, "segments")
        changes = [as_object(row) for row in as_list(body_of(request).get("bulk_profiles")) or []]
        users = [as_list(change.get("user_profiles")) or [] for change in changes]
        if not all(users) or not users:
            raise Refused(MALFORMED)
        if sum(map(len, users)) > limits.PROFILES_PER_SEGMENT_UPDATE.value:
            raise Refused(TOO_MANY_PEOPLE, limits.PROFILES_PER_SEGMENT_UPDATE.value)
        for change, named in zip(changes, users, strict=True):
            for row in as_list(change.get("segments")) or []:
                self._change(account, as_object(row), [as_object(user) for user in named])
        return success()

    @route("POST", "/1/segments/list.json")
    @credentials
    def list_segments(self, account: SandboxAccount, request: Received) -> Answer:
        """List segments."""
        rows = [{"id": row.id, "name": row.name} for row in account.dashboard.segments.values()]
        return success(segments=rows, total_pages=1, total_count=len(rows))

    def _change(
        self, account: SandboxAccount, row: dict[str, Any], users: list[dict[str, Any]]
    ) -> None:
        segment = _found(account, row)
        for user in users:
            key = "objectId" if "guid" in user else "identity"
            person = account.store.find(key, str(user.get("guid", user.get("identity"))))
            if person is not None:
                (segment.add if row["action"] == "ADD" else segment.remove)(person)


def _found(account: SandboxAccount, row: dict[str, Any]) -> Segment:
    if str(row.get("action")) not in {"ADD", "REMOVE"}:
        raise Refused(MALFORMED)
    wanted = str(row.get("ct_segment_id", row.get("customer_segment_id")))
    for segment in account.dashboard.segments.values():
        own = str(segment.id) if "ct_segment_id" in row else segment.customer_id
        if own == wanted:
            return segment
    raise Refused(UNKNOWN_SEGMENT, wanted)

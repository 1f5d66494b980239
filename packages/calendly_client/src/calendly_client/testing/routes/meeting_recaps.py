"""``/meeting_recaps``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..documents import Document, moment_of
from ..keeping import shown
from ..paging import Query
from ..recaps import TEXTS
from ..refusals import NOT_FOUND, Refused, malformed
from ..refusals_office import NO_NOTETAKER
from .base import body_of, found, one, time_of
from .office import OfficeRoutes


class MeetingRecaps(OfficeRoutes):
    """What the notetaker wrote of meetings; each user sees their own.

    Attributes:
        notetaker: Whether the account lets it listen, once the plan has it.
    """

    notetaker: bool = True

    @route("GET", "/meeting_recaps")
    @needs("meeting_recaps:read", feature="notetaker")
    def list_meeting_recaps(self, caller: Caller, request: Received) -> Answer:
        """List recaps, without their texts."""
        self._must_listen()
        query = Query.of(request)
        event, attendee = query.uri("event", "scheduled_events"), query.get("attendee")
        status = query.one_of("status", "available", "processing", "unavailable") or "available"
        since, until = time_of(query, "start_time"), time_of(query, "end_time")
        rows = [
            row
            for row in self.office.recaps.of(caller.user)
            if row["status"].lower() == status
            and event in {None, row["event"]}
            and (attendee is None or _was_there(row, attendee))
            and (since is None or moment_of(row["end_time"]) >= since)
            and (until is None or moment_of(row["start_time"]) <= until)
        ]
        return query.page(request.path, rows, _listed)

    @route("GET", "/meeting_recaps/{uuid}")
    @needs("meeting_recaps:read", feature="notetaker")
    def get_meeting_recap(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a recap."""
        return one(shown(self._recap(caller, uuid)))

    @route("PATCH", "/meeting_recaps/{uuid}")
    @needs("meeting_recaps:write", feature="notetaker")
    def update_meeting_recap(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Rewrite a recap's texts; what is not sent stays."""
        recap, body = self._recap(caller, uuid), body_of(request)
        for name, text in body.items():
            if name not in TEXTS:
                raise malformed(name, "is not known")
            if text is not None and not isinstance(text, str):
                raise malformed(name, "must be a text or null")
        if any(recap[name] != text for name, text in body.items()):
            self.office.recaps.change(recap, body)
        return one(shown(recap))

    @route("DELETE", "/meeting_recaps/{uuid}")
    @needs("meeting_recaps:write", feature="notetaker")
    def delete_meeting_recap(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Delete a recap."""
        self.office.recaps.remove(self._recap(caller, uuid))
        return Answer(204)

    @route("GET", "/meeting_recaps/{uuid}/transcript")
    @needs("meeting_recaps:read", feature="notetaker")
    def get_transcript(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show what was said, word for word."""
        recap = self._recap(caller, uuid)
        if recap["transcript"] is None:
            raise Refused(NOT_FOUND)
        return one({"uri": recap["transcript"], "text": recap["_words"]})

    def _recap(self, caller: Caller, uuid: str) -> Document:
        self._must_listen()
        recap = found(self.office.recaps.recaps, f"{HOST}/meeting_recaps/{uuid}")
        if recap["_user"] != caller.user:
            raise Refused(NOT_FOUND)
        return recap

    def _must_listen(self) -> None:
        if not self.notetaker:
            raise Refused(NO_NOTETAKER)


def _listed(recap: Document) -> Document:
    return shown(recap, *TEXTS)


def _was_there(recap: Document, email: str) -> bool:
    attendees: list[Document] = recap["attendees"]
    return email.casefold() in {str(row["user_email"]).casefold() for row in attendees}

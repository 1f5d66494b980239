"""``/meeting_recaps``."""

from __future__ import annotations

from datetime import datetime

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.wire import UNSET, Unset

from ..converter import One, PageOf
from ..errors import InvalidArgument
from ..ids import uri_of, uuid_of
from ..models import MeetingRecap, RecapStatus, Transcript
from ._checks import email
from ._verbs import DELETE, GET, PATCH, between, paging


class MeetingRecaps(Resource[S]):
    """What Calendly's notetaker wrote of meetings. They take a paid plan with the notetaker.

    See https://developer.calendly.com/api-docs/calendly-api/notetaker
    """

    @listing
    def list(
        self,
        *,
        event: str | None = None,
        start_time: datetime | None = None,
        end_time: datetime | None = None,
        status: RecapStatus | str | None = None,
        attendee: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[MeetingRecap]]:
        """Walk through recaps, without their texts: `get` one to read it.

        See https://developer.calendly.com/api-docs/calendly-api/notetaker/list-meeting-recaps

        Args:
            event: Only of this meeting: a URI, or its last segment.
            start_time: Only of meetings that end then or later; an aware datetime.
            end_time: Only of meetings that start then or earlier; an aware datetime.
            status: Only recaps that are so far; by default those that are available.
            attendee: Only of meetings with this e-mail address.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: A time has no zone, the times are in the wrong order, the address is
                none, ``count`` is out of range, or the id is empty or of something else.
            PlanRequired: The account's plan has no recaps.
        """
        which = {
            "event": None if event is None else uri_of(event, "event", "scheduled_events"),
            "status": None if status is None else str(status).lower(),
            "attendee": None if attendee is None else email("attendee", attendee),
        }
        when = between(start_time=start_time, end_time=end_time)
        query = {**which, **when, **paging(None, count, page_token)}
        return GET("meeting_recaps", query=query, returns=PageOf(MeetingRecap))

    @endpoint
    def get(self, recap: str) -> Call[MeetingRecap]:
        """Fetch one recap, with its texts.

        See https://developer.calendly.com/api-docs/calendly-api/notetaker/get-meeting-recaps-uuid-recap

        Args:
            recap: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such recap.
            PlanRequired: The account's plan has no recaps.
        """
        return GET("meeting_recaps", _uuid(recap), returns=One(MeetingRecap))

    @endpoint
    def update(
        self,
        recap: str,
        *,
        summary_md: str | Unset | None = UNSET,
        action_items_md: str | Unset | None = UNSET,
        discussion_md: str | Unset | None = UNSET,
    ) -> Call[MeetingRecap]:
        """Rewrite parts of a recap. What is not given stays, None clears.

        See https://developer.calendly.com/api-docs/calendly-api/notetaker/update-meeting-recaps-uuid

        Args:
            recap: Its URI, or the URI's last segment.
            summary_md: What the meeting was about, in Markdown.
            action_items_md: What is to be done, in Markdown.
            discussion_md: What was said, in Markdown.

        Raises:
            InvalidArgument: Nothing is to be changed, or the id is empty or of something else.
            NotFound: There is no such recap.
            PermissionDenied: It is not the caller's to change.
            PlanRequired: The account's plan has no recaps.
        """
        body = {
            "summary_md": summary_md,
            "action_items_md": action_items_md,
            "discussion_md": discussion_md,
        }
        if all(text is UNSET for text in body.values()):
            raise InvalidArgument("summary_md", "or another is missing: nothing is to be changed")
        return PATCH("meeting_recaps", _uuid(recap), body=body, returns=One(MeetingRecap))

    @endpoint
    def delete(self, recap: str) -> Call[None]:
        """Delete a recap, for good.

        See https://developer.calendly.com/api-docs/calendly-api/notetaker/delete-meeting-recaps-uuid

        Args:
            recap: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such recap; after a lost reply, this call may have deleted it.
            PlanRequired: The account's plan has no recaps.
        """
        return DELETE("meeting_recaps", _uuid(recap))

    @endpoint
    def transcript(self, recap: str) -> Call[Transcript]:
        """Fetch what was said in a meeting, word for word.

        See https://developer.calendly.com/api-docs/calendly-api/notetaker/get-transcript-meeting-recaps

        Args:
            recap: The recap's URI, the URI's last segment, or the URI of the transcript.

        Raises:
            NotFound: There is no such recap, or no transcript of it.
            PlanRequired: The account's plan has no recaps.
        """
        uuid = _uuid(recap.removesuffix("/transcript"))
        return GET("meeting_recaps", uuid, "transcript", returns=One(Transcript))


def _uuid(recap: str) -> str:
    return uuid_of(recap, "recap", "meeting_recaps")

"""``/scheduled_events``."""

from __future__ import annotations

from datetime import datetime

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.wire import UNSET

from ..converter import One, PageOf
from ..errors import InvalidArgument
from ..ids import invitee_path, uuid_of
from ..models import Cancellation, EventStatus, Invitee, InviteeStatus, ScheduledEvent
from ._verbs import GET, POST, between, paging, whose


class ScheduledEvents(Resource[S]):
    """Meetings that were booked, and who booked them.

    See https://developer.calendly.com/api-docs/calendly-api/scheduled-events
    """

    @listing
    def list(
        self,
        *,
        user: str | None = None,
        organization: str | None = None,
        group: str | None = None,
        invitee_email: str | None = None,
        status: EventStatus | str | None = None,
        min_start_time: datetime | None = None,
        max_start_time: datetime | None = None,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[ScheduledEvent]]:
        """Walk through meetings.

        ``user`` alone works for the token's own user only; for another one an administrator gives
        ``organization`` too. Nothing filters by the time of a change: a meeting that was canceled
        after it was read is not found by its start time again, so prefer webhooks, or read a window
        anew.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/list-scheduled-events

        Args:
            user: Only this host's meetings: a URI, or its last segment.
            organization: Only this organization's; takes an administrator.
            group: Only this group's; takes an administrator.
            invitee_email: Only those that this address booked.
            status: Only meetings in this state.
            min_start_time: Only those that start then or later; an aware datetime.
            max_start_time: Only those that start then or earlier; an aware datetime.
            sort: ``start_time:asc`` or ``start_time:desc``.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: A time has no zone, the times are in the wrong order, ``count`` is out
                of range, or an id is empty or of something else.
            PermissionDenied: The meetings are not the caller's to see.
        """
        owner = whose(user=user, organization=organization, group=group)
        which = {"invitee_email": invitee_email, "status": status}
        start = between(min_start_time=min_start_time, max_start_time=max_start_time)
        query = {**owner, **which, **start, **paging(sort, count, page_token)}
        return GET("scheduled_events", query=query, returns=PageOf(ScheduledEvent))

    @endpoint
    def get(self, event: str) -> Call[ScheduledEvent]:
        """Fetch one meeting.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/get-scheduled-event

        Args:
            event: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such meeting.
            PermissionDenied: It is not the caller's to see.
        """
        uuid = uuid_of(event, "event", "scheduled_events")
        return GET("scheduled_events", uuid, returns=One(ScheduledEvent))

    @listing
    def invitees(
        self,
        event: str,
        *,
        status: InviteeStatus | str | None = None,
        email: str | None = None,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[Invitee]]:
        """Walk through those who booked a meeting; the canceled ones too.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/list-event-invitees

        Args:
            event: The meeting's URI, or the URI's last segment.
            status: Only invitees in this state.
            email: Only those with this address.
            sort: ``created_at:asc``, which is the default, or ``created_at:desc``.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: ``count`` is out of range, or the id is empty or of something else.
            NotFound: There is no such meeting.
            PermissionDenied: It is not the caller's to see.
        """
        query = {"status": status, "email": email, **paging(sort, count, page_token)}
        uuid = uuid_of(event, "event", "scheduled_events")
        return GET("scheduled_events", uuid, "invitees", query=query, returns=PageOf(Invitee))

    @endpoint
    def invitee(self, invitee: str, *, event: str | None = None) -> Call[Invitee]:
        """Fetch one invitee.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/get-event-invitee

        Args:
            invitee: The invitee's URI. Its last segment will do if ``event`` is given.
            event: The meeting's URI, or the URI's last segment.

        Raises:
            InvalidArgument: The meeting is not told, or told twice and differently.
            NotFound: There is no such invitee.
            PermissionDenied: The meeting is not the caller's to see.
        """
        meeting, uuid = invitee_path(invitee, event)
        return GET("scheduled_events", meeting, "invitees", uuid, returns=One(Invitee))

    @endpoint
    def cancel(self, event: str, *, reason: str | None = None) -> Call[Cancellation]:
        """Cancel a meeting, for all its invitees. Calendly tells them.

        It is sent again after a lost reply, for a second time does no more than the first: Calendly
        then answers that it is canceled already. That raises `AlreadyCanceled`: read it as done.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/create-scheduled-event-cancellation

        Args:
            event: Its URI, or the URI's last segment.
            reason: Told to the invitees; at most 10,000 characters.

        Raises:
            InvalidArgument: The reason is too long, or the id is empty or of something else.
            AlreadyCanceled: It is off already, maybe by an earlier attempt of this very call.
            EventInPast: It has begun.
            PermissionDenied: It is not the caller's to cancel.
            NotFound: There is no such meeting.
        """
        if reason is not None and len(reason) > 10_000:
            raise InvalidArgument("reason", f"has {len(reason):,} characters, 10,000 are allowed")
        return POST(
            "scheduled_events",
            uuid_of(event, "event", "scheduled_events"),
            "cancellation",
            body={"reason": UNSET if reason is None else reason},
            returns=One(Cancellation),
            idempotent=True,
        )

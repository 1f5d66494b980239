"""``/invitee_no_shows``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from ..converter import One
from ..ids import invitee_path, uri_of, uuid_of
from ..models import InviteeNoShow
from ._verbs import DELETE, GET, POST


class InviteeNoShows(Resource[S]):
    """Marks that somebody who booked did not come.

    See https://developer.calendly.com/api-docs/calendly-api/scheduled-events
    """

    @endpoint
    def create(self, invitee: str, *, event: str | None = None) -> Call[InviteeNoShow]:
        """Mark that an invitee did not come.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/create-invitee-no-show

        Args:
            invitee: The invitee's URI. Its last segment will do if ``event`` is given.
            event: The meeting's URI, or the URI's last segment.

        Raises:
            InvalidArgument: The meeting is not told, or told twice and differently.
            NotFound: There is no such invitee.
            PermissionDenied: The meeting is not the caller's to change.
            AmbiguousDelivery: The reply was lost: the invitee's ``no_show`` tells.
        """
        meeting, uuid = invitee_path(invitee, event)
        place = f"scheduled_events/{meeting}/invitees"
        uri = invitee if "://" in invitee else uri_of(uuid, "invitee", place)
        return POST("invitee_no_shows", body={"invitee": uri}, returns=One(InviteeNoShow))

    @endpoint
    def get(self, no_show: str) -> Call[InviteeNoShow]:
        """Fetch one mark, to see whose it is.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/get-invitee-no-show

        Args:
            no_show: Its URI, or the URI's last segment: ``invitee.no_show.uri``.

        Raises:
            NotFound: There is no such mark.
            PermissionDenied: It is not the caller's to see.
        """
        uuid = uuid_of(no_show, "no_show", "invitee_no_shows")
        return GET("invitee_no_shows", uuid, returns=One(InviteeNoShow))

    @endpoint
    def delete(self, no_show: str) -> Call[None]:
        """Take a mark off again: the invitee did come.

        See https://developer.calendly.com/api-docs/calendly-api/scheduled-events/delete-invitee-no-show

        Args:
            no_show: Its URI, or the URI's last segment: ``invitee.no_show.uri``.

        Raises:
            NotFound: There is no such mark; after a lost reply, this call may have removed it.
            PermissionDenied: It is not the caller's to change.
        """
        return DELETE("invitee_no_shows", uuid_of(no_show, "no_show", "invitee_no_shows"))

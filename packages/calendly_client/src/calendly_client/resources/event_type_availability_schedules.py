"""``/event_type_availability_schedules``."""

from __future__ import annotations

from collections.abc import Sequence

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.wire import UNSET, QueryValue, Unset

from ..converter import One, PageOf
from ..ids import uri_of
from ..models import AvailabilitySetting, EventTypeAvailabilitySchedule
from ._hours import Rule, hours
from ._settings import filled, given
from ._verbs import GET, PATCH, paging, whose


class EventTypeAvailabilitySchedules(Resource[S]):
    """The hours that event types go by.

    See https://developer.calendly.com/api-docs/calendly-api/availability
    """

    @listing
    def list(
        self, *, event_type: str, count: int | None = None, page_token: str | None = None
    ) -> Call[Page[EventTypeAvailabilitySchedule]]:
        """Walk through the hours of an event type: one entry, or one for each host.

        See https://developer.calendly.com/api-docs/calendly-api/availability/get-event-type-availability

        Args:
            event_type: Its URI, or the URI's last segment.
            count: How many to ask for at once, 1 to 100. The answer comes in pages, but Calendly
                does not document how to ask for them: so this is sent only if it is given.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: ``count`` is out of range, or the id is empty or of something else.
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to see.
        """
        more = {**paging(None, 1 if count is None else count, page_token), "count": count}
        query, returns = _which(event_type) | more, PageOf(EventTypeAvailabilitySchedule)
        return GET("event_type_availability_schedules", query=query, returns=returns)

    @endpoint
    def update(
        self,
        *,
        event_type: str,
        timezone: str,
        rules: Sequence[Rule] | Unset = UNSET,
        user: str | None = None,
        availability_setting: AvailabilitySetting | str | None = None,
    ) -> Call[EventTypeAvailabilitySchedule]:
        """Set the hours of an event type.

        To change one day, fetch the hours, and pass ``hours.availability_rule.changed(...)``.

        See https://developer.calendly.com/api-docs/calendly-api/availability/update-event-type-availability

        Args:
            event_type: Its URI, or the URI's last segment.
            timezone: What the hours are meant in: an IANA name, such as ``Europe/Berlin``.
            rules: The hours, such as ``[AvailabilityRule.on("monday", [("09:00", "17:00")])]``.
                They take the place of all that are set; left out, those stay.
            user: Whose hours, for an administrator who sets another host's: a URI, or its last
                segment.
            availability_setting: ``host``, which is the default, and all there is so far.

        Raises:
            InvalidArgument: The time zone is blank, a rule does not say its day or has no times of
                day, or an id is empty or of something else.
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to change.
        """
        told = rules if isinstance(rules, Unset) else hours("rules", rules)
        rule = {"timezone": filled("timezone", timezone), "rules": told, **whose(user=user)}
        body = given(availability_rule=rule, availability_setting=availability_setting)
        returns = One(EventTypeAvailabilitySchedule)
        query = _which(event_type)
        return PATCH("event_type_availability_schedules", query=query, body=body, returns=returns)


def _which(event_type: str) -> dict[str, QueryValue]:
    return {"event_type": uri_of(event_type, "event_type", "event_types")}

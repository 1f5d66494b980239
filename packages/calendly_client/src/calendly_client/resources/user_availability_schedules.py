"""``/user_availability_schedules``."""

from __future__ import annotations

from collections.abc import Sequence

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call
from api_client_core.wire import UNSET, Unset

from ..converter import All, One
from ..errors import InvalidArgument
from ..ids import uuid_of
from ..models import AvailabilitySchedule
from ._hours import Rule, hours
from ._settings import changes, filled
from ._verbs import GET, PATCH, POST, whose


class UserAvailabilitySchedules(Resource[S]):
    """Hours that users keep under a name, for any number of event types.

    See https://developer.calendly.com/api-docs/calendly-api/availability
    """

    @endpoint
    def list(self, *, user: str) -> Call[tuple[AvailabilitySchedule, ...]]:
        """Fetch all schedules of a user; they do not come in pages.

        See https://developer.calendly.com/api-docs/calendly-api/availability/list-user-availability-schedules

        Args:
            user: Whose: a URI, or its last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            PermissionDenied: The user is in another organization.
        """
        query = whose(user=user)
        return GET("user_availability_schedules", query=query, returns=All(AvailabilitySchedule))

    @endpoint
    def get(self, schedule: str) -> Call[AvailabilitySchedule]:
        """Fetch one schedule.

        See https://developer.calendly.com/api-docs/calendly-api/availability/get-user-availability-schedule

        Args:
            schedule: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such schedule.
            PermissionDenied: Its owner is in another organization.
        """
        return GET(*_path(schedule), returns=One(AvailabilitySchedule))

    @endpoint
    def create(
        self, *, name: str, timezone: str, rules: Sequence[Rule]
    ) -> Call[AvailabilitySchedule]:
        """Make a schedule for the token's user. No event type goes by it yet.

        See https://developer.calendly.com/api-docs/calendly-api/availability/create-user-availability-schedule

        Args:
            name: Such as ``Working hours``.
            timezone: What the hours are meant in: an IANA name, such as ``Europe/Berlin``.
            rules: The hours: one rule for each weekday, as `AvailabilityRule.week` makes them, and
                any number for dates that differ. Dates before today, in the schedule's time zone,
                are refused by Calendly; that is not checked before, for a call looks at no clock.

        Raises:
            InvalidArgument: A text is blank, a weekday has no rule or two, or a rule does not say
                its day or has no times of day.
            BadRequest: A date is past.
            AmbiguousDelivery: The reply was lost: list the schedules before trying again.
        """
        body = {
            "name": filled("name", name),
            "timezone": filled("timezone", timezone),
            "rules": hours("rules", rules, whole_week=True),
        }
        return POST("user_availability_schedules", body=body, returns=One(AvailabilitySchedule))

    @endpoint
    def update(
        self,
        schedule: str,
        *,
        name: str | Unset = UNSET,
        timezone: str | Unset = UNSET,
        rules: Sequence[Rule] | Unset = UNSET,
        default: bool | Unset = UNSET,
    ) -> Call[AvailabilitySchedule]:
        """Change a schedule, and with it the hours of every event type that goes by it.

        What is left out stays. To change one day, fetch the schedule, and pass
        ``rules=schedule.changed(AvailabilityRule.on("friday", [("09:00", "12:00")]))``.

        See https://developer.calendly.com/api-docs/calendly-api/availability/update-user-availability-schedule

        Args:
            schedule: Its URI, or the URI's last segment.
            name: Such as ``Working hours``.
            timezone: What the hours are meant in. They keep their times of day, so they shift.
            rules: The hours, in place of all that are set: one rule for each weekday, and any
                number for dates that differ. Dates before yesterday are refused by Calendly.
            default: True makes it the user's default, in place of the one that was. It cannot be
                False: make another one the default.

        Raises:
            InvalidArgument: Nothing is to be changed, ``default`` is False, a text is blank, a
                weekday has no rule or two, or a rule does not say its day or has no times of day.
            BadRequest: A date is past.
            NotFound: There is no such schedule.
            PermissionDenied: It is not the caller's to change.
        """
        if default is False:
            raise InvalidArgument("default", "cannot be False: make another schedule the default")
        texts = {"name": filled("name", name), "timezone": filled("timezone", timezone)}
        body = changes({**texts, "rules": _week(rules), "default": default})
        return PATCH(*_path(schedule), body=body, returns=One(AvailabilitySchedule))


def _path(schedule: str) -> tuple[str, str]:
    uuid = uuid_of(schedule, "schedule", "user_availability_schedules")
    return "user_availability_schedules", uuid


def _week(rules: Sequence[Rule] | Unset | None) -> object:
    if rules is None or isinstance(rules, Unset):
        return rules
    return hours("rules", rules, whole_week=True)

"""``/data_compliance``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from dateutil.relativedelta import relativedelta

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from ..converter import nothing
from ..errors import InvalidArgument
from ._checks import aware
from ._checks import emails as addresses
from ._verbs import POST

_MONTHS: Final = 24


class DataCompliance(Resource[S]):
    """Personal data, deleted for good. It takes the Enterprise plan, and Calendly's permission.

    See https://developer.calendly.com/api-docs/calendly-api/data-compliance
    """

    @endpoint
    def delete_invitees(self, *, emails: Sequence[str]) -> Call[None]:
        """Ask Calendly to delete everything about invitees, in the whole organization, for good.

        Calendly only notes the request at first: it takes up to 7 days.

        See https://developer.calendly.com/api-docs/calendly-api/data-compliance/delete-invitee-data

        Args:
            emails: The invitees' addresses.

        Raises:
            InvalidArgument: There is none, or one is no address.
            PlanRequired: The account is not on the Enterprise plan.
            PermissionDenied: It takes an administrator, for whom Calendly's support has enabled
                data requests.
            AmbiguousDelivery: The reply was lost, and Calendly may have noted the request, or not.
                Nothing tells; sending it again asks for the same once more.
        """
        body = {"emails": addresses("emails", emails)}
        return POST("data_compliance", "deletion", "invitees", body=body, returns=nothing)

    @endpoint
    def delete_events(self, *, start_time: datetime, end_time: datetime) -> Call[None]:
        """Ask Calendly to delete all meetings of a time in the past, of the whole organization.

        Calendly only notes the request at first: it takes up to 7 days.

        See https://developer.calendly.com/api-docs/calendly-api/data-compliance/delete-scheduled-event-data

        Args:
            start_time: Since when; an aware datetime.
            end_time: Until when: in the past, and at most 24 months after ``start_time``; an aware
                datetime.

        Raises:
            InvalidArgument: A time has no zone, ``end_time`` lies in the future or not after
                ``start_time``, or it is more than 24 months.
            PlanRequired: The account is not on the Enterprise plan.
            PermissionDenied: It takes an administrator, for whom Calendly's support has enabled
                data requests.
            AmbiguousDelivery: The reply was lost, and Calendly may have noted the request, or not.
                Nothing tells; sending it again asks for the same once more.
        """
        start = aware("start_time", start_time).astimezone(UTC)
        end = aware("end_time", end_time).astimezone(UTC)
        if end <= start:
            raise InvalidArgument("end_time", "must lie after start_time")
        if end > start + relativedelta(months=_MONTHS):
            problem = f"must lie within {_MONTHS} months of start_time: ask in several pieces"
            raise InvalidArgument("end_time", problem)
        if end > datetime.now(UTC):
            raise InvalidArgument("end_time", "must lie in the past")
        body = {"start_time": start, "end_time": end}
        return POST("data_compliance", "deletion", "events", body=body, returns=nothing)

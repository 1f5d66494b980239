"""``/data_compliance``."""

from __future__ import annotations

from typing import Final

from dateutil.relativedelta import relativedelta

from api_client_core.testing import Answer, Received, route

from .. import checks
from ..access import Caller, needs
from ..contact_checks import is_email
from ..documents import stamp
from ..refusals import Refused, malformed
from ..refusals_office import NO_DATA_REQUESTS
from .base import body_of
from .office import OfficeRoutes

_MONTHS: Final = 24


class DataCompliance(OfficeRoutes):
    """What is to be forgotten.

    Attributes:
        data_requests: Whether support has let administrators ask for it.
    """

    data_requests: bool = True

    @route("POST", "/data_compliance/deletion/invitees")
    @needs("data_compliance:write", feature="enterprise")
    def delete_invitees(self, caller: Caller, request: Received) -> Answer:
        """Have invitees forgotten."""
        self._may_ask(caller)
        emails = checks.items(body_of(request), "emails")
        if not emails or not all(is_email(email) for email in emails):
            raise malformed("emails", "must be a list of e-mail addresses")
        self.office.records.ask_deletion({"emails": emails})
        return Answer.json({}, 202)

    @route("POST", "/data_compliance/deletion/events")
    @needs("data_compliance:write", feature="enterprise")
    def delete_events(self, caller: Caller, request: Received) -> Answer:
        """Have meetings forgotten."""
        self._may_ask(caller)
        body = body_of(request)
        start, end = checks.moment(body, "start_time"), checks.moment(body, "end_time")
        if end <= start:
            raise malformed("end_time", "must be after start_time")
        if end > self.world.now():
            raise malformed("end_time", "must be in the past")
        if end > start + relativedelta(months=_MONTHS):
            raise malformed("end_time", f"must be within {_MONTHS} months of start_time")
        self.office.records.ask_deletion({"start_time": stamp(start), "end_time": stamp(end)})
        return Answer.json({}, 202)

    def _may_ask(self, caller: Caller) -> None:
        if not (self.world.is_admin(caller.user) and self.data_requests):
            raise Refused(NO_DATA_REQUESTS)

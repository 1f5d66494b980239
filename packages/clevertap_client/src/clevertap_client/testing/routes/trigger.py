"""``/1/targets/trigger.json``: bulletins."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..objects import as_object
from ..refusals import NO_ADMIN, NO_BUSINESS_EVENT, NO_PROPERTY, WRONG_WHEN, Refused
from .base import Base, body_of, credentials, needs, success


class Trigger(Base):
    """Events of a business."""

    @route("POST", "/1/targets/trigger.json")
    @credentials
    def announce(self, account: SandboxAccount, request: Received) -> Answer:
        """Raise a business event."""
        needs(self, "bulletins")
        body, board = body_of(request), account.dashboard
        declared = board.business_events.get(str(body.get("business_event")))
        if declared is None:
            raise Refused(NO_BUSINESS_EVENT, body.get("business_event"))
        if str(body.get("c-by")) not in board.admins:
            raise Refused(NO_ADMIN)
        given = as_object(body.get("properties"))
        for name in sorted(declared | given.keys()):
            if not isinstance(given.get(name), str):
                raise Refused(NO_PROPERTY, name)
        when = body.get("when", "now")
        if when != "now" and not isinstance(when, int):
            raise Refused(WRONG_WHEN)
        board.bulletins.append(body)
        return success()

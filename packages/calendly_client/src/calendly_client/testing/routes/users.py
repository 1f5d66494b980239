"""``/users``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from ..refusals import STRANGER, Refused
from .base import found, one
from .office import OfficeRoutes


class Users(OfficeRoutes):
    """People with an account."""

    @route("GET", "/users/{uuid}")
    @needs("users:read")
    def get_user(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a user."""
        uri = caller.user if uuid == "me" else f"{HOST}/users/{uuid}"
        if self.office.staff.knows(uri):
            raise Refused(STRANGER)
        return one(found(self.world.users, uri))

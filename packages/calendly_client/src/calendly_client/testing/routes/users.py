"""``/users``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from ..access import Caller, needs
from .base import Base, found, one


class Users(Base):
    """People with an account."""

    @route("GET", "/users/{uuid}")
    @needs("users:read")
    def get_user(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a user."""
        uri = caller.user if uuid == "me" else f"{HOST}/users/{uuid}"
        return one(found(self.world.users, uri))

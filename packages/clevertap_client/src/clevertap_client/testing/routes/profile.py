"""``/1/profile.json``: one person."""

from __future__ import annotations

from typing import Final

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..describing import described
from ..refusals import MALFORMED, NO_PROFILE, Refused
from .base import Base, credentials, success

_KEYS: Final = ("identity", "objectId", "email")


class OneProfile(Base):
    """A person, by one of their ids."""

    @route("GET", "/1/profile.json")
    @credentials
    def look_up(self, account: SandboxAccount, request: Received) -> Answer:
        """Give one person."""
        pairs = [pair for pair in request.query if pair[0] in _KEYS]
        if len(pairs) != 1:
            raise Refused(MALFORMED)
        profile = account.store.find(*pairs[0])
        if profile is not None:
            return success(record=described(profile))
        if self.missing_profiles_are_404:
            raise Refused(NO_PROFILE)
        return success()

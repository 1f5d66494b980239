"""Who the hosts are: looked up once, and remembered for a while."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Final, TypeAlias

from api_client_core.steps import now
from calendly_client import AsyncCalendly, Calendly, CalendlyError
from calendly_client.models import User

AnyCalendly: TypeAlias = Calendly | AsyncCalendly
"""A client of either colour. Operations only describe calls with it."""
_MOST: Final = 10_000


class HostDirectory:
    """Remember what ``GET /users`` tells of hosts, above all their time zones.

    Threads and event loops may share one.

    Args:
        remember: For how long.
    """

    def __init__(self, remember: timedelta = timedelta(hours=1)) -> None:
        self._remember = remember.total_seconds()
        self._known: dict[str, tuple[float, User]] = {}
        self._lock = threading.Lock()

    async def find(self, uri: str, calendly: AnyCalendly) -> User:
        """Give a user; an operation. What is known stays good while Calendly is out of order.

        Raises:
            CalendlyError: The look-up failed.
        """
        moment = await now()
        with self._lock:
            seen, user = self._known.get(uri, (moment - self._remember, None))
        if user is not None and moment - seen < self._remember:
            return user
        try:
            user = await calendly.describe.users.get(uri)
        except CalendlyError:
            if user is None:
                raise
            return user
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[uri] = (moment, user)
        return user

    def __repr__(self) -> str:
        return f"<HostDirectory of {len(self._known)}>"

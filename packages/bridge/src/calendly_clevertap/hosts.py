"""Who the hosts are: looked up once, and remembered for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine
from datetime import timedelta
from typing import Any, Final, TypeAlias, TypeVar

from api_client_core.steps import now
from calendly_client import AsyncCalendly, Calendly, CalendlyError
from calendly_client.models import User

T = TypeVar("T")
AnyCalendly: TypeAlias = Calendly | AsyncCalendly
"""A client of either colour. Operations only describe calls with it."""
_MOST: Final = 10_000


class HostDirectory:
    """Remember what is looked up of hosts, above all their time zones, and of event types.

    Threads and event loops may share one.

    Args:
        remember: For how long.
    """

    def __init__(self, remember: timedelta = timedelta(hours=1)) -> None:
        self._remember = remember.total_seconds()
        self._known: dict[str, tuple[float, Any]] = {}

    async def find(self, uri: str, calendly: AnyCalendly) -> User:
        """Give a user; an operation. What is known stays good while Calendly is out of order.

        Raises:
            CalendlyError: The look-up failed.
        """
        return await self.recall(uri, calendly.describe.users.get(uri))

    async def groups(self, uri: str, calendly: AnyCalendly) -> str:
        """Give the names of the groups a user belongs to, in a row; an operation, as `find`."""
        return await self.recall(f"groups {uri}", _groups(uri, calendly))

    async def recall(self, name: str, look_up: Awaitable[T]) -> T:
        """Give what is known by a name, or look it up; an operation, as `find`."""
        moment = await now()
        known: T | None
        seen, known = self._known.get(name, (moment - self._remember, None))
        if known is not None and moment - seen < self._remember:
            if isinstance(look_up, Coroutine):
                look_up.close()
            return known
        try:
            found = await look_up
        except CalendlyError:
            if known is None:
                raise
            return known
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[name] = (moment, found)
        return found

    def __repr__(self) -> str:
        return f"<HostDirectory of {len(self._known)}>"


async def _groups(uri: str, calendly: AnyCalendly) -> str:
    names: list[str] = []
    describe = calendly.describe
    for membership in (await describe.organization_memberships.list(user=uri)).items:
        places = await describe.group_relationships.list(owner=membership.uri)
        names += [(await describe.groups.get(place.group)).name for place in places.items]
    return ", ".join(sorted(names))

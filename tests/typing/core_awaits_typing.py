"""A forgotten ``await`` that mypy alone finds: pyright knows coroutines only, a call is plain data.

An ignore states that the line is an error; mypy refuses one that is not needed. Nothing is run.
"""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, operation
from api_client_core.senders import Describing
from api_client_core.steps import off, wait
from tests.api_client_core.toy import Parcels


class Careless(Resource[S]):
    """Operations that forget to await."""

    @operation
    async def forgets(self: Careless[Describing], parcels: Parcels[Describing]) -> None:
        parcels.cancel("p1")  # type: ignore[unused-awaitable]
        parcels.list()  # type: ignore[unused-awaitable]
        wait(1.0)  # type: ignore[unused-awaitable]
        off(print)  # type: ignore[unused-awaitable]

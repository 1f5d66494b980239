"""Walks through windows that are longer than one call allows."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Hashable
from datetime import datetime, timedelta
from typing import TypeVar

from api_client_core.steps import Call

from ..windows import Window

T = TypeVar("T")


async def in_pieces(
    ask: Callable[[datetime, datetime], Call[tuple[T, ...]]],
    window: Window,
    longest: timedelta,
    identity: Callable[[T], Hashable],
) -> AsyncGenerator[T, None]:
    """Walk through what several calls give, one for each piece of a window.

    What reaches over the end of a piece is in the next one too, and is given once.

    Args:
        ask: Describes the call for a piece, from when until when.
        window: What to cut.
        longest: How long a piece may be.
        identity: By what an item of the piece before is known again.
    """
    before = frozenset[Hashable]()
    for piece in window.pieces(longest):
        found = await ask(piece.start, piece.end)
        for item in found:
            if identity(item) not in before:
                yield item
        before = frozenset(map(identity, found))

"""Walks through windows that are longer than one call allows."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Hashable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from api_client_core.steps import Call, utc

from ..windows import Window
from ._checks import aware, window

T = TypeVar("T")

_SOON: Final = timedelta(minutes=2)
"""How far "now" lies ahead: clocks differ, and a call may wait a minute for its turn."""


def in_pieces(
    ask: Callable[[datetime, datetime], Call[tuple[T, ...]]],
    start_time: datetime | None,
    end_time: datetime,
    longest: timedelta,
    identity: Callable[[T], Hashable],
) -> AsyncGenerator[T, None]:
    """Walk through what several calls give, one for each piece of a window.

    What reaches over the end of a piece is in the next one too, and is given once.

    Args:
        ask: Describes the call for a piece, from when until when.
        start_time: From when; None: from the first step on.
        end_time: Until when.
        longest: How long a piece may be.
        identity: By what an item of the piece before is known again.

    Raises:
        InvalidArgument: A time has no zone, or they are in the wrong order.
    """
    aware("end_time", end_time)
    if start_time is not None:
        _checked(start_time, end_time)
    return _walked(ask, start_time, end_time, longest, identity)


def _checked(start_time: datetime, end_time: datetime) -> Window:
    window(("start_time", start_time), ("end_time", end_time), timedelta.max)
    return Window(start_time, end_time)


async def _walked(
    ask: Callable[[datetime, datetime], Call[tuple[T, ...]]],
    start_time: datetime | None,
    end_time: datetime,
    longest: timedelta,
    identity: Callable[[T], Hashable],
) -> AsyncGenerator[T, None]:
    before = frozenset[Hashable]()
    start = await utc() + _SOON if start_time is None else start_time
    for piece in _checked(start, end_time).pieces(longest):
        found = await ask(piece.start, piece.end)
        for item in found:
            if identity(item) not in before:
                yield item
        before = frozenset(map(identity, found))

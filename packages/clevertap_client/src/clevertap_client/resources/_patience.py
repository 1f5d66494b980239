"""Waiting for what CleverTap prepares: counts, reports, pages of an export."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import TypeVar

from api_client_core.steps import Call, now, wait

from .. import limits
from ..errors import CallFailed, InvalidArgument, NotReady

T = TypeVar("T")


async def patiently(
    call: Call[T],
    deadline: float,
    poll: Callable[[int | str], Call[T]] | None = None,
    *,
    longest_pause: float = limits.LONGEST_POLL.value,
    bearing: tuple[type[CallFailed], ...] = (),
) -> T:
    """Send a call again until its result is ready, after 2, 4, 8 and at most 30 seconds.

    Args:
        call: What to ask.
        deadline: Seconds from the first answer until giving up.
        poll: What to ask once CleverTap has given a request id; else the same call again.
        longest_pause: Seconds that a pause grows to.
        bearing: What else than `NotReady` is no reason to give up before the deadline.

    Raises:
        InvalidArgument: The deadline is no number of seconds.
        NotReady: It was not ready in time.
    """
    if not (isfinite(deadline) and deadline >= 0):
        raise InvalidArgument("deadline", f"must be a number of seconds, not {deadline!r}")
    pause, end = limits.FIRST_POLL.value, 0.0
    borne: tuple[type[CallFailed], ...] = (NotReady, *bearing)
    while True:
        try:
            return await call
        except borne as error:
            if poll is not None and isinstance(error, NotReady) and error.req_id is not None:
                call = poll(error.req_id)
            at = await now()
            end = end or at + deadline
            if at >= end:
                raise
        # Outside the handler: an error that follows is no consequence of this one.
        await wait(min(pause, end - at))
        pause = min(2 * pause, longest_pause)

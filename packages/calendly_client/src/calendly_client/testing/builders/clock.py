"""The sandbox's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ...errors import InvalidArgument
from .base import BuilderBase


class Clocks(BuilderBase):
    """Tells the time, stops it, winds it."""

    _time: datetime | None = None

    def now(self) -> datetime:
        """Tell the sandbox's time."""
        return self._time or datetime.now(UTC)

    def set_clock(self, moment: datetime | None) -> None:
        """Stop the clock at a moment; None lets it run with the machine's again.

        Nothing else happens: `tick` then tries again what has fallen due.

        Args:
            moment: An aware datetime.
        """
        if moment is not None and moment.tzinfo is None:
            raise InvalidArgument("moment", "has no time zone: pass an aware datetime")
        self._time = moment if moment is None else moment.astimezone(UTC)

    def advance(self, time: timedelta) -> None:
        """Wind the clock; it stands still from then on.

        Deliveries that failed are tried again at the times at which they fall due meanwhile, and
        subscriptions that fail for a day are disabled. Receivers are called before this returns,
        whatever `sending` says, unless it says ``held``.

        Args:
            time: How far.
        """
        end = self.now() + time
        self._send_again(end)
        self._time = end

    def tick(self) -> None:
        """Try again what has fallen due by now; after `set_clock`, or while the clock runs."""
        self._send_again(self.now(), stand=False)

    def _send_again(self, end: datetime, *, stand: bool = True) -> None:
        def at(due: datetime) -> None:
            if stand:
                self._time = due

        self.post.send_again(end, at, hold=self.sending == "held")

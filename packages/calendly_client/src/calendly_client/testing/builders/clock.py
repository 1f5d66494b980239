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

        Args:
            moment: An aware datetime.
        """
        if moment is not None and moment.tzinfo is None:
            raise InvalidArgument("moment", "has no time zone: pass an aware datetime")
        self._time = moment if moment is None else moment.astimezone(UTC)

    def advance(self, time: timedelta) -> None:
        """Wind the clock; it stands still from then on.

        Args:
            time: How far.
        """
        self._time = self.now() + time

"""Stretches of calendar time: "the last three months", "the coming two weeks"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Self

from attrs import Attribute, field, frozen
from dateutil.relativedelta import relativedelta

from ._moments import aware
from .errors import InvalidArgument


def _aware(_: object, attribute: Attribute[datetime], value: datetime) -> None:
    aware(attribute.name, value)


@frozen
class Window:
    """From a moment up to another, both aware. A month is a calendar month, not 30 days.

    >>> Window.last(datetime(2026, 3, 31, tzinfo=UTC), months=1).start.isoformat()
    '2026-02-28T00:00:00+00:00'
    """

    start: datetime = field(validator=_aware)
    end: datetime = field(validator=_aware)

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidArgument("end", "must not lie before start")

    @classmethod
    def last(
        cls,
        until: datetime | None = None,
        *,
        years: int = 0,
        months: int = 0,
        weeks: int = 0,
        days: int = 0,
        hours: int = 0,
    ) -> Self:
        """Look back from a moment.

        Args:
            until: Where it ends; now, if not given.
            years: How far back, in calendar years.
            months: In calendar months.
            weeks: In weeks.
            days: In days.
            hours: In hours.

        Raises:
            InvalidArgument: ``until`` has no time zone, or the window runs backwards.
        """
        end = until or datetime.now(UTC)
        return cls(
            end - relativedelta(years=years, months=months, weeks=weeks, days=days, hours=hours),
            end,
        )

    @classmethod
    def coming(
        cls,
        since: datetime | None = None,
        *,
        years: int = 0,
        months: int = 0,
        weeks: int = 0,
        days: int = 0,
        hours: int = 0,
    ) -> Self:
        """Look ahead from a moment.

        Args:
            since: Where it starts; now, if not given.
            years: How far ahead, in calendar years.
            months: In calendar months.
            weeks: In weeks.
            days: In days.
            hours: In hours.

        Raises:
            InvalidArgument: ``since`` has no time zone, or the window runs backwards.
        """
        start = since or datetime.now(UTC)
        return cls(
            start,
            start + relativedelta(years=years, months=months, weeks=weeks, days=days, hours=hours),
        )

    def pieces(self, longest: timedelta) -> Iterator[Self]:
        """Cut it into windows that follow each other, for calls that allow so much at once.

        >>> since = datetime(2026, 1, 1, tzinfo=UTC)
        >>> len(list(Window.coming(since, days=40).pieces(timedelta(days=31))))
        2

        Args:
            longest: How long each may be; the last one may be shorter.

        Raises:
            InvalidArgument: ``longest`` is not longer than nothing.
        """
        if longest <= timedelta():
            raise InvalidArgument("longest", "must be longer than nothing")
        # In UTC: a day has 23 to 25 hours where clocks are set.
        start, end = self.start.astimezone(UTC), self.end.astimezone(UTC)
        while start < end:
            until = end if end - start <= longest else start + longest
            yield type(self)(start, until)
            start = until

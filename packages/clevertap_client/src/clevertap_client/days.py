"""Days in the time zone of an account, as CleverTap writes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from .errors import InvalidArgument


def day_number(name: str, day: date) -> int:
    """Give a day as the number that most bodies want: 20261005.

    Raises:
        InvalidArgument: It is no plain date.
    """
    return int(day_text(name, day))


def day_text(name: str, day: date) -> str:
    """Give a day as the text that message reports want: ``"20261005"``.

    Raises:
        InvalidArgument: It is no plain date. A datetime is refused: which day it is depends on the
            time zone of the account, which this client does not know.
    """
    if not isinstance(cast("object", day), date) or isinstance(day, datetime):
        raise InvalidArgument(name, "must be a date: the day in the time zone of the account")
    return f"{day.year:04}{day.month:02}{day.day:02}"


def days(start: tuple[str, date], end: tuple[str, date], *, longest: int | None = None) -> None:
    """Refuse days out of order. Both ends count.

    Args:
        start: The parameter's name, and the first day.
        end: The parameter's name, and the last day.
        longest: How many days there may be.

    Raises:
        InvalidArgument: One is no date, the last is before the first, or there are too many.
    """
    day_text(*start)
    day_text(*end)
    if end[1] < start[1]:
        raise InvalidArgument(end[0], f"lies before {start[0]}")
    if longest is not None and (end[1] - start[1]).days >= longest:
        raise InvalidArgument(end[0], f"must lie within {longest} days of {start[0]}")

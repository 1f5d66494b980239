"""Times, which must say in which zone they are meant."""

from __future__ import annotations

from datetime import datetime

from .errors import InvalidArgument


def aware(name: str, moment: datetime) -> datetime:
    """Give a time that has a zone.

    Args:
        name: The parameter.
        moment: Its value.

    Raises:
        InvalidArgument: It has none.
    """
    if getattr(moment, "tzinfo", None) is None:
        raise InvalidArgument(
            name, "has no time zone: pass an aware datetime, such as datetime.now(UTC)"
        )
    return moment

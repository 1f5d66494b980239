"""Pages of exports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from .profiles import Profile

T = TypeVar("T")


@frozen
class ExportPage(Generic[T]):
    """One page of an export. Its length says nothing about whether more follow.

    Attributes:
        records: What was found; pages may be empty.
        next_cursor: Where the next page starts, percent-encoded as it came; None on the last one.
    """

    records: tuple[T, ...] = ()
    next_cursor: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class ExportedEvent:
    """An event that somebody raised.

    Attributes:
        ts: When, on the clock of the account: the digits of ``yyyyMMddHHmmss``. Not epoch seconds.
        profile: Who, with their device's ``object_id``. What it holds depends on what was asked.
        properties: The event's own properties (``event_props``).
        session: Properties of the session (``session_props``).
        device: Facts about the device (``deviceInfo``).
        more: What CleverTap answered besides, undocumented.
    """

    ts: int | None = None
    profile: Profile = field(factory=Profile)
    properties: Mapping[str, Any] = field(factory=dict[str, Any])
    session: Mapping[str, Any] = field(factory=dict[str, Any])
    device: Mapping[str, Any] = field(factory=dict[str, Any])
    more: Mapping[str, Any] = field(factory=dict[str, Any])

    def at(self, zone: tzinfo) -> datetime | None:
        """Give the time in UTC; None if ``ts`` is missing or no time.

        In the hour that a clock repeats in autumn, the first of the two is taken.

        Args:
            zone: The account's time zone, such as ``ZoneInfo("Asia/Kolkata")``. CleverTap does not
                tell: it stands in the dashboard's settings.

        Raises:
            TypeError: ``zone`` is no such thing, but a text, say.
        """
        if self.ts is None:
            return None
        try:
            local = datetime.strptime(f"{self.ts:014}", "%Y%m%d%H%M%S")  # noqa: DTZ007 - next line
            return local.replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

"""Times at which a user is taken."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum


class BusyTimeType(OpenStrEnum):
    """What takes the time."""

    CALENDLY = "calendly"
    RESERVED = "reserved"
    EXTERNAL = "external"


@frozen(kw_only=True)
class BusyTimeEvent:
    """The meeting that takes the time.

    Attributes:
        uri: For ``scheduled_events.get``.
    """

    uri: str


@frozen(kw_only=True)
class UserBusyTime:
    """A time at which a user is taken.

    Attributes:
        start_time: When the meeting starts, in UTC.
        end_time: When it ends.
        type: ``calendly`` for meetings that were booked here, ``external`` for those of a calendar.
        buffered_start_time: From when the user is kept free for it; Calendly's meetings only.
        buffered_end_time: Until when.
        event: The meeting; Calendly's only.
    """

    start_time: datetime
    end_time: datetime
    type: BusyTimeType | None = None
    buffered_start_time: datetime | None = None
    buffered_end_time: datetime | None = None
    event: BusyTimeEvent | None = None

    @property
    def taken_from(self) -> datetime:
        """From when nothing else can be booked: the buffer counts."""
        return self.buffered_start_time or self.start_time

    @property
    def taken_until(self) -> datetime:
        """Until when nothing else can be booked: the buffer counts."""
        return self.buffered_end_time or self.end_time

"""What a test does from inside: one class for each family, one file each."""

from __future__ import annotations

from .bookings import Bookings
from .clock import Clocks
from .deliveries import Deliveries
from .event_types import EventTypeBuilder
from .people import People


class Builders(People, EventTypeBuilder, Bookings, Deliveries, Clocks):
    """All of them."""

"""What a test does from inside: one class for each family, one file each."""

from __future__ import annotations

from .bookings import Bookings
from .clock import Clocks
from .contacts import ContactBuilder
from .deliveries import Deliveries
from .event_types import EventTypeBuilder
from .forms import FormBuilder
from .people import People
from .records import RecordBuilder
from .staff import StaffBuilder


class Builders(
    People,
    EventTypeBuilder,
    Bookings,
    Deliveries,
    Clocks,
    StaffBuilder,
    FormBuilder,
    ContactBuilder,
    RecordBuilder,
):
    """All of them."""

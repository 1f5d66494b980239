"""Bookings made up by the Calendly sandbox, for tests that need no network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from attrs import evolve

from calendly_clevertap import Booking
from calendly_clevertap.booking import Hosts
from calendly_client.testing import sample_delivery

AT = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
STARTS = datetime(2026, 10, 5, 13, 0, tzinfo=UTC)


def booking(kind: str = "invitee.created", *, timezone: str | None = None, **said: Any) -> Booking:
    """Make one up; ``timezone`` is the host's, as if it had been looked up."""
    said = {"at": AT, "starts_at": STARTS, **said}
    made = Booking.from_delivery(sample_delivery(kind, **said))
    return evolve(made, hosts=Hosts(evolve(host, timezone=timezone) for host in made.hosts))

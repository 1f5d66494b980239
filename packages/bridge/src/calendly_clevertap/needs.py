"""What Calendly must be asked for, since no delivery says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self

from attrs import frozen

from .booking import Booking
from .fields import CATALOGUE

LOOKED_UP: Final[Mapping[str, str]] = {
    **dict.fromkeys((n for n in CATALOGUE if n.startswith("event_type.")), "event_types:read"),
    **dict.fromkeys(
        ("routing.answers", "routing.form", "routing.submitted_at"), "routing_forms:read"
    ),
    **dict.fromkeys(
        ("host.timezone", "host.scheduling_url", "host.calendly_user_since"), "users:read"
    ),
    **dict.fromkeys(
        ("previous.moved_by", "previous.moved_by_type", "previous.reason"), "scheduled_events:read"
    ),
    "host.groups": "groups:read",
}
"""What deliveries never say, and the scopes that it takes to look it up."""


@frozen
class Needs:
    """What a plan needs of Calendly.

    Attributes:
        lookups: The fields that no delivery carries, so that they are looked up.
        scopes: What the token must be allowed, to publish, sync and backfill the plan.
    """

    lookups: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()

    @classmethod
    def of(cls, reads: frozenset[str]) -> Self:
        """Tell what it takes to read some fields."""
        lookups = tuple(sorted(LOOKED_UP.keys() & reads))
        # The first is for whoever the token belongs to, and for hosts in old deliveries; the
        # second for the hosts whose profiles `publish` sees to.
        scopes = {"users:read", "organizations:read", "scheduled_events:read", "webhooks:write"}
        scopes = scopes.union(*(LOOKED_UP[name].split() for name in lookups))
        return cls(lookups, tuple(sorted(scopes)))


def knows(booking: Booking, name: str) -> bool:
    """Tell whether a field need not be looked up for a booking any more."""
    if name.startswith("previous.") and booking.previous is None:
        return True
    if name.startswith("routing."):
        return booking.submission is not None or booking.invitee.routing_form_submission is None
    if name.startswith("host."):
        _, _, attribute = name.partition(".")
        return all(getattr(host, attribute) is not None for host in booking.hosts)
    return CATALOGUE[name].read(booking) is not None

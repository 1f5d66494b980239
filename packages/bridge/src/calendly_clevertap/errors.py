"""What the bridge raises by itself.

BridgeError
├── InvalidArgument      a mapping, a plan or an argument is wrong: names it and what would be right
├── BookingIncomplete    what is needed to know the booking could not be fetched; nothing was sent
├── LedgerFailed         the ledger cannot be read or written
├── Misconfigured        something is not set up as it must be: what was seen, its meaning, the cure
└── NotDelivered         raised on request, by `SyncResult.raise_for_undelivered`

Errors of the two services (`calendly_client.CalendlyError`, `clevertap_client.CleverTapError`) are
their causes. All derive from `api_client_core.errors.ClientError`.
"""

from __future__ import annotations

from api_client_core import errors


class BridgeError(errors.ClientError):
    """Base of the bridge's own errors."""


class InvalidArgument(BridgeError, errors.InvalidArgument):
    """A mapping, a plan or an argument is wrong. Nothing was sent."""


class BookingIncomplete(BridgeError):
    """A part of the booking is neither at hand nor to be had from Calendly.

    Nothing was sent, and nothing is marked as done: try again later. The cause is Calendly's error.

    Attributes:
        part: What is missing, such as ``"scheduled event"``.
        problem: Why.
    """

    def __init__(self, part: str, problem: str) -> None:
        super().__init__(part, problem)
        self.part: str = part
        self.problem: str = problem

    def __str__(self) -> str:
        return errors.without_addresses(f"no {self.part}: {self.problem}")


class LedgerFailed(BridgeError):
    """The ledger cannot be read or written, so nothing may be sent: it could be sent twice."""


class Misconfigured(BridgeError):
    """Something is not set up as it must be.

    Attributes:
        seen: What was seen.
        meaning: What it means.
        cure: What to do.
    """

    def __init__(self, seen: str, meaning: str, cure: str) -> None:
        super().__init__(seen, meaning, cure)
        self.seen: str = errors.without_addresses(seen)
        self.meaning: str = errors.without_addresses(meaning)
        self.cure: str = errors.without_addresses(cure)

    def __str__(self) -> str:
        return f"{self.seen}: {self.meaning}; {self.cure}"


class NotDelivered(BridgeError):
    """Something was not delivered; the message says what, and how it stands."""


__all__ = [
    "BookingIncomplete", "BridgeError", "InvalidArgument", "LedgerFailed", "Misconfigured",
    "NotDelivered",
]  # fmt: skip

"""Who called a meeting off, and why."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum


class CancelerType(OpenStrEnum):
    """Which side canceled."""

    HOST = "host"
    INVITEE = "invitee"


@frozen(kw_only=True)
class Cancellation:
    """Who called a meeting off, and why. A reschedule carries one too: see `Invitee.rescheduled`.

    Attributes:
        canceled_by: The name of whoever canceled.
        reason: What they gave as the reason.
        canceler_type: Which side canceled; missing in bodies of 2021 and before.
        created_at: When; missing in bodies of 2022 and before.
    """

    canceled_by: str
    reason: str | None = None
    canceler_type: CancelerType | None = None
    created_at: datetime | None = None

"""Campaigns, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum

from .uploads import Code


class CampaignStatus(OpenStrEnum):
    """How far a campaign is."""

    PENDING = "pending"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    COMPLETED = "completed"


@frozen(kw_only=True)
class CampaignEstimate:
    """How many a campaign would reach.

    Attributes:
        estimates: How many, by where: ``android``, ``ios``, ``windows``, ``chrome``, ``web`` and
            the like.
    """

    estimates: Mapping[str, int] = field(factory=dict[str, int])

    @property
    def total(self) -> int:
        """All of them together; somebody with two devices may count twice."""
        return sum(self.estimates.values())


@frozen(kw_only=True)
class CreatedCampaign:
    """A campaign that was made.

    Attributes:
        id: What reports and `campaigns.stop` know it by.
        estimates: How many it will reach, as in `CampaignEstimate`; empty if it was not estimated.
    """

    id: int
    estimates: Mapping[str, int] = field(factory=dict[str, int])


@frozen(kw_only=True)
class Campaign:
    """A campaign in a list.

    Attributes:
        id: What reports and `campaigns.stop` know it by.
        name: What the dashboard calls it.
        scheduled_on: When it starts, as CleverTap writes it; on the clock of the account.
        status: How far it is.
    """

    id: int
    name: str = ""
    scheduled_on: Code = ""
    status: CampaignStatus | None = None


@frozen(kw_only=True)
class CampaignResult:
    """What became of a campaign. Partly known.

    Attributes:
        sent: How many messages went out.
        clicked: How many of them were clicked.
        more: What else CleverTap says, such as deliveries and conversions, by its own keys.
    """

    sent: int | None = None
    clicked: int | None = None
    more: Mapping[str, Any] = field(factory=dict[str, Any])

"""What came of looking after webhook subscriptions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

from .webhook_subscriptions import WebhookState, WebhookSubscription

_RETRIES: Final = timedelta(hours=24)


@frozen(kw_only=True)
class DeliveryGap:
    """A stretch of time whose deliveries may be missing: fetch what happened meanwhile.

    Attributes:
        since: From when on; aware.
        until: Up to when; aware.
    """

    since: datetime
    until: datetime


@frozen(kw_only=True)
class Ensured:
    """A subscription that is as it was asked for.

    Attributes:
        subscription: The one that delivers now.
        created: Whether it was made just now. If nothing was replaced, nothing is known of the time
            before.
        replaced: Those that were deleted for it, as they were.
        gap: When deliveries may be missing; None if none were lost by this.
    """

    subscription: WebhookSubscription
    created: bool = False
    replaced: tuple[WebhookSubscription, ...] = ()
    gap: DeliveryGap | None = None


class HealthState(OpenStrEnum):
    """How a subscription fares."""

    WORKING = "working"
    FAILING = "failing"
    DISABLED = "disabled"


@frozen(kw_only=True)
class SubscriptionHealth:
    """How a subscription fares, and what to do about it.

    Attributes:
        subscription: Which one.
    """

    subscription: WebhookSubscription

    @property
    def state(self) -> HealthState:
        """Whether deliveries arrive, fail and are tried again, or are not made any more."""
        if self.subscription.state == WebhookState.DISABLED:
            return HealthState.DISABLED
        failing = self.subscription.retry_started_at is not None
        return HealthState.FAILING if failing else HealthState.WORKING

    @property
    def since(self) -> datetime | None:
        """Since when it fails; None if it does not, or nothing says."""
        if self.state == HealthState.WORKING:
            return None
        return self.subscription.retry_started_at

    @property
    def disabled_at(self) -> datetime | None:
        """When Calendly gives it up unless a delivery succeeds before; None if it works, or did."""
        if self.state != HealthState.FAILING or self.since is None:
            return None
        return self.since + _RETRIES

    @property
    def cure(self) -> str | None:
        """What to do, in words; None if it works."""
        if self.state == HealthState.FAILING:
            return (
                "Deliveries are not answered with 2xx within 15 seconds. See whether the address "
                "is reached, does not redirect, and takes the signing key; Calendly tries again "
                "for 24 hours."
            )
        if self.state == HealthState.DISABLED:
            return (
                "Calendly gave up and delivers nothing; it cannot be switched on again. Mend the "
                "receiver, make a new one with webhook_subscriptions.ensure(), and fetch what "
                "happened meanwhile."
            )
        return None

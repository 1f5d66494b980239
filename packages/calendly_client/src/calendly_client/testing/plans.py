"""What a plan gives, and how Calendly says that it does not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final, Literal, TypeAlias, get_args

from ..errors import InvalidArgument
from .refusals import Refusal

Plan: TypeAlias = Literal["free", "trial", "standard", "teams", "enterprise"]
"""What an organization pays for; a trial has all that teams have."""

Feature: TypeAlias = Literal[
    "scheduling_api", "webhooks", "notetaker", "routing_forms", "enterprise"
]
"""What some plans lack."""

REQUESTS: Final[Mapping[Plan, int]] = {
    "free": 50,
    "trial": 500,
    "standard": 500,
    "teams": 500,
    "enterprise": 500,
}
"""Requests per user and minute."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_PAID_BOOKINGS: Final = ((10, _MINUTE), (50, _HOUR), (100, _DAY))

BOOKINGS: Final[Mapping[Plan, Sequence[tuple[int, timedelta]]]] = {
    "free": ((5, _DAY),),
    "trial": ((5, _DAY),),
    "standard": _PAID_BOOKINGS,
    "teams": _PAID_BOOKINGS,
    "enterprise": ((500, _MINUTE),),
}
"""Bookings through the API, per user and stretch of time."""

_DENIED: Final = "Permission Denied"
_PAID: Final = "Please upgrade to a paid Calendly account."
_EVERY: Final = frozenset(get_args(Plan))
_PAYING: Final = _EVERY - {"free"}

GIVEN: Final[Mapping[Feature, frozenset[str]]] = {
    "scheduling_api": _EVERY,
    "webhooks": _EVERY,
    "notetaker": _PAYING,
    "routing_forms": frozenset({"trial", "teams", "enterprise"}),
    "enterprise": frozenset({"enterprise"}),
}
"""The plans that have a feature."""

UPGRADE: Final[Mapping[Feature, Refusal]] = {
    "scheduling_api": Refusal(
        "plan_scheduling_api",
        403,
        _DENIED,
        "The Scheduling API is only available on paid Calendly plans. "
        "Upgrade your plan to access this feature.",
    ),
    "webhooks": Refusal("plan_webhooks", 403, _DENIED, _PAID),
    "notetaker": Refusal("plan_notetaker", 403, _DENIED, _PAID.removesuffix(".")),
    "routing_forms": Refusal("plan_routing_forms", 403, _DENIED, _PAID),
    "enterprise": Refusal(
        "plan_enterprise", 403, _DENIED, "Please upgrade your Calendly account to Enterprise."
    ),
}
"""What is answered for a feature that the plan lacks."""


def checked_plan(plan: Plan) -> Plan:
    """Check that there is such a plan. Raises `InvalidArgument`."""
    if plan not in _EVERY:
        raise InvalidArgument("plan", f"must be one of {', '.join(get_args(Plan))}")
    return plan


def checked_features(features: Collection[Feature]) -> frozenset[Feature]:
    """Check that there are such features. Raises `InvalidArgument`."""
    if unknown := set(features) - set(GIVEN):
        raise InvalidArgument("without", f"{', '.join(unknown)}: is none of {', '.join(GIVEN)}")
    return frozenset(features)

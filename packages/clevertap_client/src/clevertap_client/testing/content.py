"""Variables of apps, content blocks, and what promotions give."""

from __future__ import annotations

from typing import Any

from attrs import define, field


@define(eq=False)
class SandboxVariable:
    """A variable of apps.

    Attributes:
        definition: As it was defined.
        value: What somebody set in the dashboard; None: nothing.
    """

    definition: dict[str, Any]
    value: Any = None


@define(eq=False)
class Promotions:
    """What promotions give, each as the API answers it; fill it yourself.

    Attributes:
        wallets: By identity.
        transactions: By identity.
        coupons: All of them; ``code`` names one.
        vouchers: By identity.
    """

    wallets: dict[str, list[dict[str, Any]]] = field(factory=dict[str, list[dict[str, Any]]])
    transactions: dict[str, list[dict[str, Any]]] = field(factory=dict[str, list[dict[str, Any]]])
    coupons: list[dict[str, Any]] = field(factory=list[dict[str, Any]])
    vouchers: dict[str, list[dict[str, Any]]] = field(factory=dict[str, list[dict[str, Any]]])


@define(eq=False)
class Content:
    """All of it.

    Attributes:
        variables: By name.
        blocks: Content blocks, by id, as the API shows them.
        promotions: Wallets, coupons, vouchers.
    """

    variables: dict[str, SandboxVariable] = field(factory=dict[str, SandboxVariable])
    blocks: dict[int, dict[str, Any]] = field(factory=dict[int, dict[str, Any]])
    promotions: Promotions = field(factory=Promotions)

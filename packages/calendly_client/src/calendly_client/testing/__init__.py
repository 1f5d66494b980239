"""A Calendly on loopback, for your tests and demos; it needs no account and no internet.

    from calendly_client.testing import CalendlySandbox

    @pytest.fixture
    def calendly_sandbox():
        with CalendlySandbox() as sandbox:
            yield sandbox

`sample_delivery` makes up a single delivery. ``python -m calendly_client.testing`` runs a sandbox.
"""

from __future__ import annotations

from api_client_core.testing import Answer, Delay, Reset, Rule, Stall, Trickle, Truncate

from .retries import Delivery
from .rules import RULES
from .samples import sample_delivery
from .sandbox import CalendlySandbox

__all__ = [
    "RULES",
    "Answer",
    "CalendlySandbox",
    "Delay",
    "Delivery",
    "Reset",
    "Rule",
    "Stall",
    "Trickle",
    "Truncate",
    "sample_delivery",
]

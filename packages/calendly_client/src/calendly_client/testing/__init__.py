"""A Calendly on loopback, for your tests and demos; it needs no account and no internet.

    from calendly_client.testing import CalendlySandbox

    with CalendlySandbox() as sandbox:
        sandbox.book()
        ...  # and let your code talk to sandbox.url, with sandbox.token

For pytest there are fixtures in `calendly_client.testing.plugin`. `sample_delivery` makes up a
single delivery. `faults` has ready-made ones. ``python -m calendly_client.testing`` runs a sandbox.
"""

from __future__ import annotations

from api_client_core.testing import Answer, Delay, Entry, Reset, Rule, Stall, Trickle, Truncate

from . import faults
from .authorizing import SandboxApplication
from .builders.records import DeletionRequest
from .retries import Delivery
from .rules import RULES
from .samples import sample_delivery
from .sandbox import CalendlySandbox

__all__ = [
    "RULES",
    "Answer",
    "CalendlySandbox",
    "Delay",
    "DeletionRequest",
    "Delivery",
    "Entry",
    "Reset",
    "Rule",
    "SandboxApplication",
    "Stall",
    "Trickle",
    "Truncate",
    "faults",
    "sample_delivery",
]

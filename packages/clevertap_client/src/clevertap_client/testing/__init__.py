"""A CleverTap account on loopback, for tests: see `CleverTapSandbox`."""

from __future__ import annotations

from api_client_core.testing import Answer, Delay, Entry, Reset, Rule, Stall, Trickle, Truncate

from .account import SandboxAccount
from .campaigns import SandboxCampaign
from .live import LiveCampaign, Mail, Silence
from .outgoing import Message, Unreached
from .rules import RULES
from .sandbox import CleverTapSandbox
from .store import StoredEvent, StoredProfile

__all__ = [
    "RULES",
    "Answer",
    "CleverTapSandbox",
    "Delay",
    "Entry",
    "LiveCampaign",
    "Mail",
    "Message",
    "Reset",
    "Rule",
    "SandboxAccount",
    "SandboxCampaign",
    "Silence",
    "Stall",
    "StoredEvent",
    "StoredProfile",
    "Trickle",
    "Truncate",
    "Unreached",
]

"""A CleverTap on loopback, for your tests and demos; it needs no account and no internet.

    from clevertap_client.testing import CleverTapSandbox

    with CleverTapSandbox() as sandbox:
        ...  # let your code talk to sandbox.url, with sandbox.account_id and sandbox.passcode
        assert sandbox.event_count("Meeting Scheduled") == 1

For pytest there are fixtures in `clevertap_client.testing.plugin`. `faults` has ready-made ones.
``python -m clevertap_client.testing`` runs a sandbox.
"""

from __future__ import annotations

from api_client_core.testing import (
    Answer,
    Delay,
    Entry,
    RemoteSandbox,
    Reset,
    Rule,
    SandboxProcess,
    Stall,
    Trickle,
    Truncate,
)

from . import faults
from .account import SandboxAccount
from .campaigns import ExternalCampaign, SandboxCampaign
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
    "ExternalCampaign",
    "LiveCampaign",
    "Mail",
    "Message",
    "RemoteSandbox",
    "Reset",
    "Rule",
    "SandboxAccount",
    "SandboxCampaign",
    "SandboxProcess",
    "Silence",
    "Stall",
    "StoredEvent",
    "StoredProfile",
    "Trickle",
    "Truncate",
    "Unreached",
    "faults",
]

"""The demo's stage: both services as sandboxes on loopback, and an intake between them."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from secrets import token_hex

from attrs import frozen

from calendly_client import AsyncCalendly
from calendly_client.testing import CalendlySandbox
from clevertap_client import AsyncCleverTap
from clevertap_client.testing import CleverTapSandbox

from ..intake import Intake
from ..sqlite_ledger import MemoryLedger
from ._plan import CAMPAIGNS, COMPANY, INTEREST, PLAN
from ._receiver import Receiver


@frozen(kw_only=True)
class Stage:
    """What is running.

    Attributes:
        calendly: A Calendly that holds its deliveries until they are asked for.
        clevertap: A CleverTap with campaigns for the host.
        receiver: Where Calendly's deliveries go.
        event_type: The slug of what is booked: one of two hosts gets it, by turns.
    """

    calendly: CalendlySandbox
    clevertap: CleverTapSandbox
    receiver: Receiver
    event_type: str


@contextmanager
def staged() -> Generator[Stage, None, None]:
    """Start everything, and stop it when the block ends. Writes no files."""
    with ExitStack() as stack:
        calendly = stack.enter_context(CalendlySandbox(sending="held"))
        clevertap = stack.enter_context(CleverTapSandbox())
        clients = (
            AsyncCalendly(calendly.token, base_url=calendly.url),
            AsyncCleverTap(clevertap.account_id, clevertap.passcode, base_url=clevertap.url),
        )
        signing_key = token_hex(16)
        intake = Intake(PLAN, *clients, MemoryLedger(), signing_key)
        stack.callback(lambda: asyncio.run(_closed(*clients)))
        stack.callback(intake.close)
        receiver = stack.enter_context(Receiver(intake))
        calendly.subscribe(f"{receiver.url}/calendly", signing_key=signing_key)
        for event, (subject, body) in CAMPAIGNS.items():
            clevertap.live_campaign(event, subject=subject, body=body)
        kind = calendly.add_event_type(
            "Product Demo",
            hosts=calendly.users[1:],
            pooling_type="round_robin",
            questions=(COMPANY, INTEREST),
        )
        yield Stage(calendly=calendly, clevertap=clevertap, receiver=receiver, event_type=kind.uri)


async def _closed(calendly: AsyncCalendly, clevertap: AsyncCleverTap) -> None:
    await calendly.close()
    await clevertap.close()

"""Use one client in an environment that has only what it brought along."""

from __future__ import annotations

import asyncio
import sys


def calendly_client() -> None:
    from calendly_client import AsyncCalendly, Calendly
    from calendly_client.testing import CalendlySandbox

    with CalendlySandbox() as sandbox:
        with Calendly(sandbox.token, base_url=sandbox.url) as calendly:
            me = calendly.users.me()

        async def again() -> None:
            async with AsyncCalendly(sandbox.token, base_url=sandbox.url) as calendly:
                assert await calendly.users.me() == me

        asyncio.run(again())
        print(me.uri)


def clevertap_client() -> None:
    from clevertap_client import AsyncCleverTap, CleverTap, EventRecord
    from clevertap_client.testing import CleverTapSandbox

    record = EventRecord("Meeting Scheduled", "host@example.com", {"source": "direct"})
    with CleverTapSandbox() as sandbox:
        account = (sandbox.account_id, sandbox.passcode)
        with CleverTap(*account, base_url=sandbox.url) as clevertap:
            result = clevertap.uploads.send([record])

        async def again() -> None:
            async with AsyncCleverTap(*account, base_url=sandbox.url) as clevertap:
                assert await clevertap.uploads.send([record]) == result

        asyncio.run(again())
        assert result.processed == 1, result


if __name__ == "__main__":
    {"calendly_client": calendly_client, "clevertap_client": clevertap_client}[sys.argv[1]]()

"""Let CleverTap's own Node client work with a sandbox, and look at what it did and got.

python -m tests.foreign.meet_clevertap <node> <its script>
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from clevertap_client.testing import CleverTapSandbox

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
CREW = [f"crew-{n}" for n in range(60)]


def main(node: str, script: str) -> int:
    with CleverTapSandbox() as sandbox:
        sandbox.set_clock(NOON)
        done = subprocess.run(
            [node, script],
            env={
                "URL": sandbox.url,
                "ACCOUNT_ID": sandbox.account_id,
                "PASSCODE": sandbox.passcode,
                "TODAY": f"{NOON:%Y%m%d}",
                "CURRENT": str(int(NOON.timestamp())),
            },
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=60,
        )
        got = json.loads(done.stdout)
        problems = wrong(got) + amiss(sandbox)
        calls = len(sandbox.journal)
        unanswered = [e.request.path for e in sandbox.journal if e.answer.status != 200]
    if problems or unanswered:
        print("\n".join((*problems, *(f"{path} was refused" for path in unanswered))))
        return 1
    print(f"{calls} calls")
    return 0


def wrong(got: dict[str, Any]) -> list[str]:
    """Say what it was told, and should not have been."""
    campaign = got["campaign"]
    number = campaign["created"]["id"]
    told: dict[str, tuple[object, object]] = {
        "uploaded": ([reply["processed"] for reply in got["uploaded"]], [100, 20]),
        "devices": (got["devices"]["processed"], 2),
        "refused": ([row["code"] for row in got["refused"]["unprocessed"]], [513]),
        "profile": (got["profile"]["record"]["name"], "crew-7"),
        "its events": (got["profile"]["record"]["events"]["Berth Booked"]["count"], 1),
        "profiles": (sorted(row["identity"] for row in got["profiles"]), sorted(CREW)),
        "events": (sorted(row["event_props"]["Nights"] for row in got["events"]), [*range(1, 61)]),
        "counts": ([got["profilesCount"]["count"], got["eventsCount"]["count"]], [60, 60]),
        "estimate": (campaign["estimated"]["estimates"], {"android": 1}),
        "campaigns": ([row["id"] for row in campaign["listed"]["targets"]], [number]),
        "result": (campaign["result"]["result"]["sent"], 1),
        "stop": (campaign["stopped"]["status"], "success"),
        "delete": (got["deleted"]["status"], "success"),
    }
    return [f"{what}: got {it}, not {due}" for what, (it, due) in told.items() if it != due]


def amiss(sandbox: CleverTapSandbox) -> list[str]:
    """Say what the sandbox should hold now, and does not."""
    pushed = [(m.channel, m.to, m.profile.identity) for m in sandbox.messages]
    held = {
        "pushes": (pushed, [("push", "t-1", "crew-0")]),
        "deleted": (sandbox.profile("crew-59"), None),
        "plan": ((p := sandbox.profile("crew-7")) and p.properties["Plan"], "Gold"),
    }
    return [
        f"{what}: {it} in the sandbox, not {due}" for what, (it, due) in held.items() if it != due
    ]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

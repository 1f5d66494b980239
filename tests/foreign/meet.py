"""Let a client that somebody else wrote read a Calendly sandbox, and look at what it got.

python -m tests.foreign.meet <its interpreter> <its script>
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from calendly_client.testing import CalendlySandbox


def main(interpreter: str, script: str) -> int:
    with CalendlySandbox(sending="held") as sandbox:
        sandbox.subscribe("http://127.0.0.1:9/never-called", signing_key="only we know")
        for person in ("ada", "kofi", "mia"):
            sandbox.book("office-hours", invitee_email=f"{person}@example.org")
        sandbox.book("intro-call", invitee_email="ada@example.org")
        done = subprocess.run(
            [interpreter, script],
            env={
                "URL": sandbox.url,
                "TOKEN": sandbox.token,
                "ORGANIZATION": sandbox.organization,
            },
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        got: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
        wanted = {
            "events": {event.uri for event in sandbox.events},
            "invitees": {invitee.uri for invitee in sandbox.invitees},
            "webhooks": {hook.uri for hook in sandbox.subscriptions},
        }
    found = {what: {row["uri"] for row in rows} for what, rows in got.items()}
    if found != wanted:
        print(f"got {found}, not {wanted}")
        return 1
    print(", ".join(f"{len(rows)} {what}" for what, rows in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""genorbex-connectors reads an account: run in an environment of its own."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

URL, TOKEN, ORGANIZATION = (os.environ[name] for name in ("URL", "TOKEN", "ORGANIZATION"))


def main() -> None:
    client = import_module("genorbex_connectors").CalendlyConnector(TOKEN, base_url=URL)
    assert client.test_connection()
    assert client.organization_uri == ORGANIZATION
    events = client.list_scheduled_events()["collection"]
    # It has no methods for these, but a request of any path.
    invitees = [
        invitee
        for event in events
        for invitee in client.request(
            "GET", f"/scheduled_events/{event['uri'].rpartition('/')[2]}/invitees"
        )["collection"]
    ]
    hooks = client.request(
        "GET",
        "/webhook_subscriptions",
        params={"organization": ORGANIZATION, "scope": "organization"},
    )["collection"]
    json.dump({"events": events, "invitees": invitees, "webhooks": hooks}, sys.stdout)


if __name__ == "__main__":
    main()

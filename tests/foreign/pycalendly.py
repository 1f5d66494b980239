"""PyCalendly reads an account: run in an environment of its own, which has no other client."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

URL, TOKEN, ORGANIZATION = (os.environ[name] for name in ("URL", "TOKEN", "ORGANIZATION"))


def main() -> None:
    # The addresses are constants, which the module of the client took over.
    module = import_module("calendly.calendly")
    for name, value in vars(module).items():
        if isinstance(value, str) and value.startswith("https://api.calendly.com/"):
            setattr(module, name, value.replace("https://api.calendly.com", URL))
    client = module.CalendlyAPI(TOKEN)
    events = client.list_events(organization=ORGANIZATION, sort="start_time:asc")["collection"]
    invitees = [
        invitee
        for event in events
        for invitee in client.list_event_invitees(event["uri"].rpartition("/")[2])["collection"]
    ]
    hooks = client.list_webhooks(ORGANIZATION, "organization")["collection"]
    json.dump({"events": events, "invitees": invitees, "webhooks": hooks}, sys.stdout)


if __name__ == "__main__":
    main()

"""Run a sandbox from the command line: ``python -m calendly_client.testing --port 8010``."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Sequence

from .sandbox import CalendlySandbox


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> None:
    """Run a sandbox until interrupted.

    Args:
        arguments: The command line; by default the process's.
        stop: Ends it, too.
    """
    parser = argparse.ArgumentParser("python -m calendly_client.testing", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port; by default a free one")
    parser.add_argument("--webhook", metavar="URL", help="a URL that is told of every booking")
    parser.add_argument("--signing-key", help="what those deliveries are signed with")
    parser.add_argument("--bookings", type=int, default=3, help="how many meetings to book first")
    options = parser.parse_args(arguments)
    sandbox = CalendlySandbox().start(options.port)
    try:
        if options.webhook:
            sandbox.subscribe(options.webhook, signing_key=options.signing_key)
        for _ in range(options.bookings):
            sandbox.book()
        print(f"CALENDLY_BASE_URL={sandbox.url}\nCALENDLY_TOKEN={sandbox.token}", flush=True)
        (stop or threading.Event()).wait()
    except KeyboardInterrupt:
        print("stopped")
    finally:
        sandbox.stop()


if __name__ == "__main__":
    main()

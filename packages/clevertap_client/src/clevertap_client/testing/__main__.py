"""Run a sandbox by hand: ``python -m clevertap_client.testing --port 8080``."""

from __future__ import annotations

import argparse
import threading

from .sandbox import CleverTapSandbox


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m clevertap_client.testing", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    sandbox = CleverTapSandbox()
    with sandbox.start(parser.parse_args().port):
        print(f"export CLEVERTAP_BASE_URL={sandbox.url}")
        print(f"export CLEVERTAP_ACCOUNT_ID={sandbox.account_id}")
        print(f"export CLEVERTAP_PASSCODE={sandbox.passcode}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()

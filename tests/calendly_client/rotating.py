"""Calls with a token file, in a process of its own: ``rotating.py url id secret file calls``."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from calendly_client import Calendly
from calendly_client.oauth import CalendlyOAuth, FileTokenStore, OAuth


def main(url: str, client_id: str, secret: str, path: str, calls: str) -> None:
    with (
        CalendlyOAuth(client_id, secret, base_url=url) as application,
        Calendly(auth=OAuth(application, FileTokenStore(path)), base_url=url) as calendly,
        ThreadPoolExecutor(int(calls)) as pool,
    ):
        print("ready", flush=True)
        sys.stdin.readline()
        found = [pool.submit(calendly.users.me) for _ in range(int(calls))]
        print(*{call.result().name for call in found}, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

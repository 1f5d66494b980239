"""Run a sandbox from the command line: ``python -m calendly_client.testing --port 8010``."""

from __future__ import annotations

import argparse
import shlex
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from api_client_core.testing.control import CONTROL
from api_client_core.testing.remote import stop_when_closed

from .faults import TROUBLE
from .plans import Plan
from .sandbox import CalendlySandbox


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> None:
    """Run a sandbox until interrupted.

    Args:
        arguments: The command line; by default the process's.
        stop: Ends it, too.
    """
    options = _parser().parse_args(arguments)
    sandbox = CalendlySandbox(
        seed=options.seed,
        plan=options.plan,
        rate_limit=options.rate_limit,
        rate_window=options.rate_window,
        sending="background",
    )
    if options.clock is not None:
        sandbox.set_clock(options.clock)
    sandbox.controlled = options.control
    sandbox.start(options.port)
    try:
        _fill(sandbox, options)
        for name, value in _exports(sandbox, options.redirect_uri).items():
            print(f"export {name}={shlex.quote(value)}", flush=True)
        if options.control:
            print(f"# control {sandbox.url}{CONTROL}", flush=True)
        ended = stop or threading.Event()
        if options.until_closed:
            stop_when_closed(ended)
        ended.wait()
    except KeyboardInterrupt:
        print("stopped")
    finally:
        sandbox.stop()


def _fill(sandbox: CalendlySandbox, options: argparse.Namespace) -> None:
    if options.webhook:
        sandbox.subscribe(options.webhook, events="all", signing_key=options.signing_key)
    for _ in range(options.bookings):
        sandbox.book()
    sandbox.flush()
    if options.trouble:
        sandbox.fail(TROUBLE, chance=options.trouble, seed=options.seed)


def _exports(sandbox: CalendlySandbox, redirect_uri: str) -> dict[str, str]:
    application = sandbox.register_application(redirect_uris=[redirect_uri])
    return {
        "CALENDLY_BASE_URL": sandbox.url,
        "CALENDLY_TOKEN": sandbox.token,
        "CALENDLY_ORGANIZATION": sandbox.organization,
        "CALENDLY_USER": sandbox.users[0].uri,
        "CALENDLY_OAUTH_URL": sandbox.url,
        "CALENDLY_CLIENT_ID": application.client_id,
        "CALENDLY_CLIENT_SECRET": application.client_secret or "",
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m calendly_client.testing",
        description="Run a Calendly on loopback until interrupted; prints what to export.",
    )

    def option(name: str, help: str, **more: Any) -> None:
        parser.add_argument(name, help=help, **more)

    option("--port", "the port; by default a free one", type=int, default=0)
    option("--seed", "makes ids, and trouble, repeatable", type=int)
    option("--plan", "what the account pays for", choices=get_args(Plan), default="enterprise")
    option("--rate-limit", "requests per user and window; by default unlimited", type=int)
    option("--rate-window", "its length in seconds", type=float, default=60.0)
    option("--clock", "stop the clock at a time, such as 2026-11-30T09:00Z", type=_moment)
    option("--webhook", "a URL that is told of what happens", metavar="URL")
    option("--signing-key", "what those deliveries are signed with")
    option(
        "--redirect-uri",
        "where OAuth sends users back to",
        default="http://localhost:8000/calendly",
        metavar="URI",
    )
    option("--bookings", "how many meetings to book first", type=int, default=3)
    option("--control", "let other processes look into it, and plan faults", action="store_true")
    option("--until-closed", "end when standard input is closed", action="store_true")
    option("--trouble", "the share of requests that fail, such as 0.1", type=float, default=0.0)
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()

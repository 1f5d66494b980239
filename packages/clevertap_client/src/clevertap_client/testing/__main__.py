"""Run a sandbox from the command line: ``python -m clevertap_client.testing --port 8020``."""

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
from .features import Feature
from .sandbox import CleverTapSandbox


def main(arguments: Sequence[str] | None = None, stop: threading.Event | None = None) -> None:
    """Run a sandbox until interrupted.

    Args:
        arguments: The command line; by default the process's.
        stop: Ends it, too.
    """
    options = _parser().parse_args(arguments)
    sandbox = CleverTapSandbox(
        options.account_id,
        options.passcode,
        timezone=options.timezone,
        latency=options.latency,
        without=options.without,
        concurrency_limits=not options.no_concurrency_limits,
        waits_per_page=options.waits,
        waits_per_count=options.waits,
    )
    if options.clock is not None:
        sandbox.set_clock(options.clock)
    sandbox.controlled = options.control
    sandbox.start(options.port)
    try:
        _fill(sandbox, options)
        for name, value in _exports(sandbox).items():
            print(f"export CLEVERTAP_{name}={shlex.quote(value)}", flush=True)
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


def _exports(sandbox: CleverTapSandbox) -> dict[str, str]:
    return {
        "BASE_URL": sandbox.url,
        "ACCOUNT_ID": sandbox.account_id,
        "PASSCODE": sandbox.passcode,
    }


def _fill(sandbox: CleverTapSandbox, options: argparse.Namespace) -> None:
    for event in options.live:
        sandbox.live_campaign(event, subject=event, body="{{ Profile.Name | default: 'you' }}")
    for number in range(1, options.profiles + 1):
        sandbox.add_profile(f"user-{number}", Name=f"User {number}", Email=f"u{number}@example.org")
    if options.trouble:
        sandbox.fail(TROUBLE, chance=options.trouble, seed=options.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m clevertap_client.testing",
        description="Run a CleverTap on loopback until interrupted; prints what to export.",
    )

    def option(name: str, help: str, **more: Any) -> None:
        parser.add_argument(name, help=help, **more)

    option("--port", "the port; by default a free one", type=int, default=0)
    option("--account-id", "the account's id", default="TEST-ACC-0000")
    option("--passcode", "its passcode", default="TEST-PASSCODE")
    option("--timezone", "its time zone, such as Asia/Kolkata", default="UTC")
    option("--clock", "stop the clock at a time, such as 2026-11-30T09:00Z", type=_moment)
    option("--latency", "seconds that every request takes", type=float, default=0.0)
    option("--profiles", "how many people to begin with", type=int, default=0)
    option("--live", "an event that mails; may be repeated", action="append", default=[])
    option(
        "--without",
        "what the account lacks; may be repeated",
        action="append",
        choices=get_args(Feature),
        default=[],
    )
    option("--waits", "how often exports and counts are not ready", type=int, default=0)
    option("--no-concurrency-limits", "never answer 429", action="store_true")
    option("--trouble", "the share of requests that fail, such as 0.1", type=float, default=0.0)
    option("--control", "let other processes look into it, and plan faults", action="store_true")
    option("--until-closed", "end when standard input is closed", action="store_true")
    option("--seed", "makes trouble repeatable", type=int)
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()

"""Write the cassettes of the Calendly client: a file for each operation, for vcrpy to play.

    python -m tools.record_cassettes          all that need no account
    python -m tools.record_cassettes live     what an account answers to each reading operation

The first writes tests/contract/cassettes/calendly: operations whose answers Calendly's
documentation shows are built from those shapes with values of our own, all others are recorded
against the sandbox. The second takes CALENDLY_TOKEN, changes nothing in the account, keeps shapes
and no personal data, and writes calendly-live beside them, for you to look through. The tests play
whatever is there.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from calendly_client import Calendly, CalendlyError
from tests.contract.calendly_operations import (
    Operation,
    arguments,
    method_of,
    oauth,
    operations,
    rest,
)
from tests.contract.calendly_scenes import SCENES, Account, furnished
from tools.cassettes import ROOT
from tools.scrubbing import Scrubber
from tools.tapes import exchange, recording, save

CASSETTES = ROOT / "tests" / "contract" / "cassettes" / "calendly"
LIVE = CASSETTES.with_name("calendly-live")
API, AUTH = "https://api.calendly.com", "https://auth.calendly.com"
SAID = {
    "documentation": "Built from the shapes that Calendly documents, with values of our own.",
    "sandbox": "Recorded against our own sandbox: it shows what changes, not what is right.",
    "live": "Recorded against a live account; names, texts, ids and times were replaced.",
}
Told = Mapping[str, Any]
Exchanged = dict[str, Any]
Clean = Callable[[Any], Any]


def built(operation: Operation) -> Exchanged:
    """Build the exchange of an operation from what its reference says."""
    case = operation.cases[0]
    host = AUTH if operation in oauth() else API
    query = f"?{urlencode(case.query)}" if case.query else ""
    sent = (
        urlencode(case.form) if case.form else None if case.body is None else json.dumps(case.body)
    )
    kind = "application/x-www-form-urlencoded" if case.form else "application/json"
    return exchange(
        operation.method,
        f"{host}{case.path}{query}",
        sent,
        kind,
        operation.status,
        operation.content,
    )


def recorded(
    client: Calendly, call: str, told: Told, clean: Clean = lambda told: told
) -> Exchanged:
    """Make a call, and give what went to and fro; of a list, the first page."""
    with recording() as cassette:
        value = method_of(client, call)(**arguments(told))
        if hasattr(value, "pages"):
            next(iter(value.pages()))
    request, answer = cassette.requests[-1], cassette.responses[-1]
    sent, content = _text(request.body), _text(answer["body"]["string"])
    place = urlsplit(str(request.uri))
    url = f"{API}{place.path}{f'?{place.query}' if place.query else ''}"
    return exchange(
        request.method,
        clean(url),
        None if sent is None else json.dumps(clean(json.loads(sent))),
        "application/json",
        answer["status"]["code"],
        clean(json.loads(content)) if content else None,
    )


def write(
    folder: Path, operation: Operation, source: str, told: Told, exchanged: Exchanged
) -> None:
    """Write a cassette, unless something in it must not be published."""
    cassette = {
        "recorded": source,
        "operation": operation.does,
        "call": operation.call,
        "arguments": dict(told),
        "version": 1,
        "interactions": [exchanged],
    }
    save(folder / f"{operation.call}.yaml", cassette, SAID[source])


def without_an_account() -> int:
    """Build what documentation shows, and record the rest against the sandbox."""
    for old in CASSETTES.glob("*.yaml"):
        old.unlink()
    for operation in operations():
        if operation.published:
            case = operation.cases[0]
            write(CASSETTES, operation, "documentation", case.told, built(operation))
        elif operation in rest():  # a browser, not a client, opens the page of consent
            with furnished() as (_, client, account):
                told = SCENES[operation.call](account)
                write(CASSETTES, operation, "sandbox", told, recorded(client, operation.call, told))
    print(f"{len(list(CASSETTES.glob('*.yaml')))} cassettes in {CASSETTES.relative_to(ROOT)}")
    return 0


def live(folder: Path = LIVE) -> int:
    """Record what reads, against the account whose token is in the environment."""
    if not os.environ.get("CALENDLY_TOKEN"):
        print("set CALENDLY_TOKEN to a personal access token of the account", file=sys.stderr)
        return 2
    clean = Scrubber()
    with Calendly() as client:
        account = Account(client, datetime.now(UTC))
        for operation in rest():
            if operation.method != "GET":
                continue
            try:
                told = SCENES[operation.call](account)
                exchanged = recorded(client, operation.call, told, clean)
            except LookupError as error:
                print(f"skip  {operation.does}: the account has no {error}")
            except CalendlyError as error:
                print(f"skip  {operation.does}: {type(error).__name__}")
            else:
                write(folder, operation, "live", clean(told), exchanged)
                print(f"ok    {operation.does}")
    print(f"look through {folder} before you commit it")
    return 0


def _text(content: bytes | str | None) -> str | None:
    return (content.decode() if isinstance(content, bytes) else content) or None


if __name__ == "__main__":
    sys.exit(live() if sys.argv[1:] == ["live"] else without_an_account())

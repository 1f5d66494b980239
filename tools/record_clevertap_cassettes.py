"""Write the cassettes of the CleverTap client: a file for each method, for vcrpy to play.

    python -m tools.record_clevertap_cassettes          all that need no account
    python -m tools.record_clevertap_cassettes live     what an account answers to methods that read

The first writes tests/contract/cassettes/clevertap: answers of which somebody published an example
are built in that shape with values of our own, all others are recorded against the sandbox. The
second takes the account from the environment, as the client does, and CLEVERTAP_IDENTITY and
CLEVERTAP_EVENT besides: a person and an event to ask about. It changes nothing there, keeps
shapes and no personal data, and writes clevertap-live beside them, for you to look through. The
tests play whatever is there.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from clevertap_client import CleverTap, CleverTapError
from clevertap_client.converter import CONVERTER
from clevertap_client.regions import url_of
from tests.contract.clevertap_operations import (
    MODELS,
    Case,
    Exchange,
    Row,
    called,
    method_of,
    typed,
)
from tests.contract.clevertap_scenes import PUBLISHED, furnished, instead
from tests.contract.comparing import flat
from tests.contract.oracle import made
from tools.cassettes import ROOT
from tools.scrubbing_clevertap import CleverTapScrubber
from tools.tapes import exchange, recording, save

CASSETTES = ROOT / "tests" / "contract" / "cassettes" / "clevertap"
LIVE = CASSETTES.with_name("clevertap-live")
API, FILES = "https://in1.api.clevertap.com", "https://files.example"
SAID = {
    "example": "Built in the shape of a published example, with values of our own.",
    "sandbox": "Recorded against our own sandbox: it shows what changes, not what is right.",
    "live": "Recorded against a live account; names, texts, ids and numbers were replaced.",
}
Exchanged = dict[str, Any]


def first_rows() -> dict[str, Row]:
    """Give the row that says most of each method: its first."""
    rows: dict[str, Row] = {}
    for row in typed():
        rows.setdefault(row.call or "", row)
    return rows


def built(case: Case, status: int) -> list[Exchanged]:
    """Build what goes to and fro from what the contract's data says."""
    return [_built(one, status) for one in case.exchanges]


def _built(one: Exchange, status: int) -> Exchanged:
    query = one.raw_query or urlencode(one.query)
    url = f"{API}{one.path}{f'?{query}' if query else ''}"
    return exchange(
        one.method, url, one.body, "application/json", status, json.loads(one.answer or "null")
    )


def recorded(client: CleverTap, base: str, call: str, told: Mapping[str, Any]) -> Any:
    """Make a call, and give what went to and fro, and what the method gave."""
    with recording() as cassette:
        value: Any = called(method_of(client, call), made(told, MODELS))
        if hasattr(value, "__next__"):
            value = list(value)
    pairs = zip(cassette.requests, cassette.responses, strict=True)
    return [_recorded(request, answer, base) for request, answer in pairs], value


def _recorded(request: Any, answer: Any, base: str) -> Exchanged:
    sent, content = _text(request.body), _text(answer["body"]["string"])
    kind = request.headers.get("content-type", "")
    written = exchange(
        request.method,
        placed(str(request.uri), base),
        None if sent is None else placed(sent, base),
        kind,
        answer["status"]["code"],
        json.loads(placed(content, base)) if content else None,
    )
    if not kind:  # a file has none
        written["request"]["headers"] = {}
    return written


def placed(text: str, base: str) -> str:
    """Put the real addresses in the place of the sandbox's."""
    return text.replace(f"{base}/presigned", f"{FILES}/presigned").replace(base, API)


def given(row: Row, exchanges: list[Exchanged], value: Any) -> Any:
    """Give what the method must give: what the data names of the last answer, else what it gave."""
    if row.gives is None and row.value is None:
        return None
    answer = json.loads(exchanges[-1]["response"]["body"]["string"] or "null")
    if row.gives == ".":
        return answer
    if row.gives in answer:
        return answer[row.gives]
    return json.loads(json.dumps(flat(CONVERTER.unstructure(value)), default=str))


def cassette_of(
    row: Row, source: str, told: Mapping[str, Any], exchanges: list[Exchanged]
) -> dict[str, Any]:
    """Put a cassette together."""
    return {
        "recorded": source,
        "operation": row.does,
        "call": row.call,
        "arguments": dict(told),
        "version": 1,
        "interactions": exchanges,
    }


def without_an_account() -> int:
    """Build what examples show, and record the rest against the sandbox."""
    for old in CASSETTES.glob("*.yaml"):
        old.unlink()
    for call, row in first_rows().items():
        case = row.cases[0]
        if call in PUBLISHED:
            exchanges = built(case, row.status)
            tape = cassette_of(row, "example", case.told, exchanges)
            tape["gives"] = row.expected(case)
            source = "example"
        else:
            with furnished() as (sandbox, client):
                told = {**case.told, **instead(call, client)}
                exchanges, value = recorded(client, sandbox.url, call, told)
                told = json_like(told, sandbox.url)
            tape = cassette_of(row, "sandbox", told, exchanges)
            tape["gives"] = given(row, exchanges, value)
            source = "sandbox"
        save(CASSETTES / f"{call}.yaml", tape, SAID[source])
    print(f"{len(list(CASSETTES.glob('*.yaml')))} cassettes in {CASSETTES.relative_to(ROOT)}")
    return 0


def json_like(told: Any, base: str) -> Any:
    """Put the real addresses into a call's arguments, too."""
    if isinstance(told, Mapping):
        items = cast("Mapping[str, Any]", told).items()
        return {name: json_like(item, base) for name, item in items}
    if isinstance(told, list):
        return [json_like(item, base) for item in cast("Sequence[Any]", told)]
    return placed(told, base) if isinstance(told, str) else told


def reading() -> dict[str, Mapping[str, Any]]:
    """List the methods that read alone, each with what it is told on a live account."""
    today = datetime.now(UTC).date()
    days = {"start": today - timedelta(days=7), "end": today}
    identity, event = (os.environ[f"CLEVERTAP_{name}"] for name in ("IDENTITY", "EVENT"))
    query = {"model": "Query", "event": event, **days}
    trend = {"model": "TrendGroup", "trend_type": "daily"}
    return {
        "profiles.get": {"user": identity},
        "profiles.count": {"query": query},
        "events.count": {"query": query},
        "reports.trends": {"query": query, "groups": {"days": trend}},
        "reports.now": {},
        "reports.messages": dict(days),
        "campaigns.list": dict(days),
        "variables.get": {"user": identity},
        "content_blocks.list": {},
        "promo.wallets": {"user": identity},
        "promo.transactions": {"identity": identity},
        "promo.vouchers": {"identity": identity},
    }


def live(folder: Path = LIVE) -> int:
    """Record what reads, against the account in the environment."""
    missing = [
        name
        for name in ("ACCOUNT_ID", "PASSCODE", "IDENTITY", "EVENT")
        if not os.environ.get(f"CLEVERTAP_{name}")
    ]
    if missing:
        print(f"set {', '.join(f'CLEVERTAP_{name}' for name in missing)}", file=sys.stderr)
        return 2
    clean, rows = CleverTapScrubber(), first_rows()
    with CleverTap() as client:
        for call, told in reading().items():
            base = os.environ.get("CLEVERTAP_BASE_URL") or _region()
            try:
                exchanges, _ = recorded(client, base.rstrip("/"), call, told)
            except CleverTapError as error:
                print(f"skip  {call}: {type(error).__name__}")
                continue
            tape = cassette_of(
                rows[call], "live", clean(told), [clean.exchange(e) for e in exchanges]
            )
            save(folder / f"{call}.yaml", tape, SAID["live"])
            print(f"ok    {call}")
    print(f"look through {folder} before you commit it")
    return 0


def _region() -> str:
    region = os.environ.get("CLEVERTAP_REGION", "")
    return url_of(region)


def _text(content: bytes | str | None) -> str | None:
    return (content.decode() if isinstance(content, bytes) else content) or None


if __name__ == "__main__":
    sys.exit(live() if sys.argv[1:] == ["live"] else without_an_account())

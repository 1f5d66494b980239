"""Recorded answers of each operation are played to both colours, and read whole.

A cassette says in its first lines whether it was built from documented shapes, or recorded, and
against what. None was recorded against a live account, unless you did so.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import asdict

from calendly_client.converter import CONVERTER
from calendly_client.oauth import AsyncCalendlyOAuth, CalendlyOAuth
from calendly_client.testing import CalendlySandbox
from tests.calendly_client.conftest import Colour
from tools.record_cassettes import SAID, live
from tools.tapes import playing

from .calendly_operations import arguments, method_of, operations, rest
from .calendly_scenes import furnished
from .comparing import lost, without_nulls

FOLDER = Path(__file__).parent / "cassettes"
TAPES = sorted(FOLDER.glob("calendly*/*.yaml"))


def told_by(path: Path) -> Any:
    """Read a cassette."""
    return yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.mark.parametrize("path", TAPES, ids=[path.stem for path in TAPES])
def test_a_call_is_answered_by_its_cassette_and_loses_nothing_of_it(
    colour: Colour, path: Path
) -> None:
    play(colour, path)


def play(colour: Colour, path: Path) -> None:
    """Make the call of a cassette, and compare what comes of it with what the cassette holds."""
    tape = told_by(path)
    client = client_for(colour, tape["call"])
    with playing(path) as cassette:
        value = colour.perform(
            lambda _: method_of(client, tape["call"])(**arguments(tape["arguments"])), client
        )
    assert cassette.all_played
    body = json.loads(tape["interactions"][0]["response"]["body"]["string"] or "null")
    if not body:
        assert value is None
    elif tape["call"].startswith("oauth."):
        kept = asdict(value)
        assert {
            key: kept[key] for key in ("scope", "owner", "organization")
        }.items() <= body.items()
    elif isinstance(value, tuple):
        assert lost(without_nulls(body["collection"]), CONVERTER.unstructure(value)) == []
    else:
        rows = [body.get("resource", body), *body.get("collection", ())]
        assert lost(without_nulls(rows[-1]), CONVERTER.unstructure(value)) == []


def client_for(colour: Colour, call: str) -> Any:
    """Open a client of the real service; nothing gets there."""
    if not call.startswith("oauth."):
        return colour.client("https://api.calendly.com", "no-token")
    kind: Any = AsyncCalendlyOAuth if colour.runner else CalendlyOAuth
    client = kind("client-1", "REDACTED", base_url="https://auth.calendly.com")
    colour.opened.append(client)
    return client


def test_each_operation_has_one_which_says_what_it_is() -> None:
    tapes = [told_by(path) for path in TAPES if path.parent.name == "calendly"]
    sources = {operation.call: "sandbox" for operation in operations()}
    sources |= {
        operation.call: "documentation" for operation in operations() if operation.published
    }
    del sources["oauth.authorization_url"]  # a browser opens that page
    assert {tape["call"]: tape["recorded"] for tape in tapes} == sources
    for path, tape in zip(TAPES, tapes, strict=False):
        assert path.read_text(encoding="utf-8").startswith(f"# {SAID[tape['recorded']]}\n")


def test_how_many_are_built_and_recorded_is_known() -> None:
    tapes = [told_by(path) for path in TAPES if path.parent.name == "calendly"]
    assert Counter(tape["recorded"] for tape in tapes) == {"documentation": 35, "sandbox": 48}


def test_a_live_account_is_recorded_by_reading_alone_and_without_what_is_personal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with furnished(CalendlySandbox) as (sandbox, _, _):
        monkeypatch.setenv("CALENDLY_TOKEN", sandbox.token)
        monkeypatch.setenv("CALENDLY_BASE_URL", sandbox.url)
        sandbox.journal.clear()
        assert live(tmp_path) == 0
        assert {entry.request.method for entry in sandbox.journal} == {"GET"}
        ids = {uri.rpartition("/")[2] for uri in sandbox.world.users | sandbox.world.events}
        names = {word for user in sandbox.users for word in (user.email, *user.name.split())}
    tapes = sorted(tmp_path.glob("*.yaml"))
    text = "".join(path.read_text(encoding="utf-8") for path in tapes)
    assert {word for word in (*ids, *names, sandbox.token) if word in text} == set()
    reading = {operation.call for operation in rest() if operation.method == "GET"}
    assert {path.stem for path in tapes} == reading
    with closing(Colour("blocking")) as colour:
        for path in tapes:
            play(colour, path)


def test_without_a_token_nothing_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CALENDLY_TOKEN", raising=False)
    assert live(tmp_path) == 2
    assert "CALENDLY_TOKEN" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())

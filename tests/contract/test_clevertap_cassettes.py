"""Recorded answers to each method are played to both colours, and read whole.

A cassette says in its first line whether it was built from a published example, or recorded, and
against what. None was recorded against a live account, unless you did so.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from clevertap_client import EventRecord
from clevertap_client.converter import CONVERTER
from tests.clevertap_client.conftest import Colour
from tools.record_clevertap_cassettes import API, SAID, first_rows, live
from tools.tapes import playing

from .clevertap_operations import MODELS, called, method_of
from .clevertap_scenes import PUBLISHED, furnished
from .comparing import flat, lost, without_nulls
from .oracle import made

FOLDER = Path(__file__).parent / "cassettes"
TAPES = sorted(FOLDER.glob("clevertap*/*.yaml"))
REAL: Any = SimpleNamespace(url=API, account_id="W9R-485-456Z", passcode="REDACTED")
OURS = [path for path in TAPES if path.parent.name == "clevertap"]


@pytest.fixture(params=["blocking", "async"])
def colour(request: pytest.FixtureRequest) -> Iterator[Colour]:
    with closing(Colour(request.param)) as colour:
        yield colour


def told_by(path: Path) -> Any:
    """Read a cassette."""
    return yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.mark.parametrize("path", TAPES, ids=[path.stem for path in TAPES])
def test_a_call_is_answered_by_its_cassette_and_loses_nothing_of_it(
    colour: Colour, path: Path
) -> None:
    play(colour, path)


def play(colour: Colour, path: Path) -> None:
    """Make the call of a cassette; nothing gets to the real service."""
    tape = told_by(path)
    client = colour.client(REAL)
    with playing(path) as cassette:
        answer = called(method_of(client, tape["call"]), made(tape["arguments"], MODELS))
        streams = hasattr(answer, "__next__") or hasattr(answer, "__anext__")
        value = colour.list(answer) if streams else colour.run(answer)
    assert cassette.all_played
    if "gives" in tape:
        kept = json.loads(json.dumps(flat(CONVERTER.unstructure(value)), default=str))
        assert (value is None) is (tape["gives"] is None)
        assert set(lost(without_nulls(tape["gives"]), kept)) <= {"$.status", "$.code"}


def test_each_method_has_one_which_says_what_it_is() -> None:
    tapes = {path.stem: told_by(path) for path in OURS}
    sources = {call: "example" if call in PUBLISHED else "sandbox" for call in first_rows()}
    assert {call: tape["recorded"] for call, tape in tapes.items()} == sources
    assert {call: tape["call"] for call, tape in tapes.items()} == {call: call for call in tapes}
    for path in OURS:
        source = tapes[path.stem]["recorded"]
        assert path.read_text(encoding="utf-8").startswith(f"# {SAID[source]}\n")


def test_how_many_are_built_and_recorded_is_known() -> None:
    counts = Counter(told_by(path)["recorded"] for path in OURS)
    assert counts == {"example": 22, "sandbox": 33}


def test_a_live_account_is_recorded_by_reading_alone_and_without_what_is_personal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with furnished() as (sandbox, client):
        who = sandbox.profile("kofi")
        assert who
        who.properties["Boat"] = "Ama the Second"
        variables = {"ACCOUNT_ID": sandbox.account_id, "PASSCODE": sandbox.passcode}
        variables |= {"BASE_URL": sandbox.url, "IDENTITY": "kofi", "EVENT": "Berth Booked"}
        sandbox.set_clock(None)
        client.uploads.send([EventRecord("Berth Booked", "kofi", {"Dock": "North"})])
        for name, value in variables.items():
            monkeypatch.setenv(f"CLEVERTAP_{name}", value)
        before = (len(sandbox.profiles), len(sandbox.events), len(sandbox.campaigns))
        sandbox.journal.clear()
        assert live(tmp_path) == 0
        asked = {(entry.request.method, entry.request.path) for entry in sandbox.journal}
        assert before == (len(sandbox.profiles), len(sandbox.events), len(sandbox.campaigns))
    assert not [path for _, path in asked if "upload" in path or "create" in path]
    tapes = sorted(tmp_path.glob("*.yaml"))
    assert len(tapes) == 12
    text = "".join(path.read_text(encoding="utf-8") for path in tapes).lower()
    personal = ("kofi", "ama ", "north", "boat", "quay", who.object_id, sandbox.passcode.lower())
    assert [word for word in personal if word in text] == []
    with closing(Colour("blocking")) as colour:
        for path in tapes:
            play(colour, path)


def test_without_an_account_nothing_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CLEVERTAP_PASSCODE", raising=False)
    assert live(tmp_path) == 2
    assert "CLEVERTAP_PASSCODE" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())

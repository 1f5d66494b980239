"""What an editor shows of a client, asked of pyright's language server."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from .language_server import LanguageServer

ROOT = Path(__file__).resolve().parents[2]
SERVER = Path(sys.executable).parent / "pyright-langserver"
pytestmark = [
    pytest.mark.check,
    pytest.mark.skipif(not SERVER.exists(), reason="pyright is not installed"),
]

# A mark stands before what is hovered over, or where completion is asked for.
EDITED = """\
from tests.api_client_core.toy import AsyncPost, Post
from calendly_client import AsyncCalendly, Calendly

post = Post("https://post.example")
post.parcels.#1#get
post.parcels.get("p1").#2#
post.parcels.#3#list
post.parcels.#4#send_all
post.with_raw_response.parcels.#5#get
post.describe.parcels.#6#get
post.parcels.#7#

calendly = Calendly("token")
calendly.scheduled_events.#8#get
calendly.scheduled_events.get("uuid").#9#
calendly.#10#

async def main(other: AsyncPost, calendly: AsyncCalendly) -> None:
    other.parcels.#11#get
    (await other.parcels.get("p1")).#12#
    calendly.scheduled_events.#13#get
    (await calendly.scheduled_events.get("uuid")).#14#
"""


class Editor:
    """One file, opened in an editor."""

    def __init__(self, server: LanguageServer) -> None:
        self._server, self._marks = server, dict[int, tuple[int, int]]()
        lines: list[str] = []
        for number, line in enumerate(EDITED.splitlines()):
            before, mark, rest = line.partition("#")
            if mark:
                name, _, after = rest.partition("#")
                self._marks[int(name)] = number, len(before)
                line = before + after
            lines.append(line)
        server.open("edited.py", "\n".join(lines))

    def hover(self, mark: int) -> str:
        """Rest the mouse on what follows a mark."""
        return self._server.hover("edited.py", *self._marks[mark])

    def complete(self, mark: int) -> list[str]:
        """Ask for completion at a mark."""
        return self._server.complete("edited.py", *self._marks[mark])


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Generator[Editor]:
    """Open an editor in a project of its own, as a user of the packages would."""
    folder = tmp_path_factory.mktemp("project")
    packages = [str(path) for path in sorted(ROOT.glob("packages/*/src"))]
    config = {"extraPaths": [str(ROOT), *packages]}
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    with LanguageServer([SERVER, "--stdio"], folder, sys.executable) as server:
        yield Editor(server)


def test_hovering_over_an_endpoint_shows_its_signature_and_its_docstring(editor: Editor) -> None:
    shown = editor.hover(1)
    assert "get" in shown
    assert "(parcel: str) -> Parcel" in shown
    assert "Fetch one parcel." in shown
    assert "Its id." in shown


def test_hovering_over_a_listing_and_an_operation_does_too(editor: Editor) -> None:
    shown = editor.hover(3)
    assert "-> Pages[Parcel]" in shown
    assert "status: Status | str | None" in shown
    assert "List parcels, the oldest first." in shown
    shown = editor.hover(4)
    assert "addresses: Iterable[str]" in shown
    assert "-> tuple[Parcel, ...]" in shown
    assert "Send a letter to each address, side by side." in shown


def test_each_form_of_a_client_shows_its_own_answer(editor: Editor) -> None:
    for mark, answer in ((5, "Response[Parcel]"), (6, "Call[Parcel]")):
        shown = editor.hover(mark)
        assert f"(parcel: str) -> {answer}" in shown
        assert "Fetch one parcel." in shown
    shown = editor.hover(11)
    assert re.search(r"\(parcel: str\) -> (Awaited|Coroutine)\[.*Parcel\]", shown)
    assert "Fetch one parcel." in shown


@pytest.mark.parametrize("mark", [2, 12], ids=["blocking", "awaited"])
def test_after_a_call_the_fields_of_the_model_are_offered(mark: int, editor: Editor) -> None:
    offered = editor.complete(mark)
    assert {"id", "status", "posted_at", "contents", "notes", "insured"} <= set(offered)


def test_a_resource_offers_its_methods(editor: Editor) -> None:
    assert {"get", "list", "send", "send_all", "tidy", "walk"} <= set(editor.complete(7))


def test_calendly_shows_itself_just_as_well(editor: Editor) -> None:
    shown = editor.hover(8)
    assert "(event: str) -> ScheduledEvent" in shown
    assert "Fetch one meeting." in shown
    shown = editor.hover(13)
    assert re.search(r"\(event: str\) -> (Awaited|Coroutine)\[.*ScheduledEvent\]", shown)
    assert "Fetch one meeting." in shown
    for mark in (9, 14):
        assert {"uri", "name", "status", "start_time", "location"} <= set(editor.complete(mark))
    assert {"users", "scheduled_events", "webhook_subscriptions"} <= set(editor.complete(10))

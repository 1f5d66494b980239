"""The command: what it prints, how it exits, and that it leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import util
from pathlib import Path

import pytest

from calendly_clevertap import cli, demo

RUN = (sys.executable, "-c", "from calendly_clevertap.cli import main; main()")


def run(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    places = {"HOME": str(cwd), "TMPDIR": str(cwd)}
    return subprocess.run(
        (*RUN, *words),
        cwd=cwd,
        env={**os.environ, **places, **(env or {})},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


@pytest.mark.slow
def test_the_demo_exits_with_0_and_leaves_no_file_behind(tmp_path: Path) -> None:
    """Its terminal knows ASCII only, which must do."""
    done = run("demo", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "What CleverTap holds now" in done.stdout
    assert list(tmp_path.iterdir()) == []


def said(
    *words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str]:
    """Run the command here, which a process of its own would do no otherwise, but slower."""
    monkeypatch.setattr(sys, "argv", ["calendly-clevertap", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    printed = capsys.readouterr()
    return end.value.code, printed.out + printed.err


def test_the_demo_gives_the_same_facts_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, printed = said("demo", "--json", monkeypatch=monkeypatch, capsys=capsys)
    seen = json.loads(printed)
    assert (status, seen["ok"]) == (0, True)
    assert [scene["title"] for scene in seen["scenes"]][:2] == [
        "An invitee books",
        "What the plan makes of it",
    ]


def test_without_a_command_it_says_what_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "demo" in said(monkeypatch=monkeypatch, capsys=capsys)[1]


def test_it_tells_its_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, printed = said("--version", monkeypatch=monkeypatch, capsys=capsys)
    assert status == 0
    assert printed.startswith("calendly-clevertap 0.")


@pytest.mark.parametrize("words", [["demo"], ["demo", "--json"]])
@pytest.mark.parametrize(("true", "status"), [(True, 0), (False, 1)])
def test_it_exits_with_1_if_anything_was_untrue(
    words: list[str], true: bool, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["calendly-clevertap", *words])
    monkeypatch.setattr(demo, "show", lambda: true)
    monkeypatch.setattr(demo, "print_json", lambda: true)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == status


@pytest.mark.parametrize("missing", ["typer", "rich", "liquid"])
def test_without_the_extra_it_says_in_one_line_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(name: str) -> object:
        return None if name == missing else util.find_spec(name)

    monkeypatch.setattr(cli, "find_spec", found)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 'this command needs its extra: pip install "calendly-clevertap[cli]"'

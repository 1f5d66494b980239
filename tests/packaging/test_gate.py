"""The gate fails when a step fails, and says what the step saw."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import gate
from tools.gate import Shell, Skipped, Step


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "WORK", tmp_path)


def printing(text: str, code: int) -> Step:
    script = f"print({text!r}); raise SystemExit({code})"

    def run(sh: Shell) -> str:
        return sh.run(sys.executable, "-c", script).strip()

    return Step(f"exit {code}", run)


def test_all_is_well_when_every_step_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.run_all([printing("fine", 0)]) == 0
    assert "1 passed, 0 failed, 0 skipped" in capsys.readouterr().out


def test_one_failing_step_fails_the_gate_and_shows_its_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert gate.run_all([printing("fine", 0), printing("what went wrong", 3)]) == 1
    printed = capsys.readouterr().out
    assert "| what went wrong" in printed
    assert "1 passed, 1 failed, 0 skipped" in printed


def test_a_step_that_breaks_fails_the_gate_and_the_others_still_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(sh: Shell) -> None:
        raise KeyError("missing")

    assert gate.run_all([Step("broken", broken), printing("fine", 0)]) == 1
    assert "1 passed, 1 failed, 0 skipped" in capsys.readouterr().out


def test_a_skipped_step_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    def absent(sh: Shell) -> None:
        raise Skipped("no Python 3.99 on this machine")

    assert gate.run_all([Step("absent", absent)]) == 0
    assert "no Python 3.99 on this machine" in capsys.readouterr().out

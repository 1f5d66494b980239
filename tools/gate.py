"""Run steps side by side, print one line for each, and show a step's output only when it fails."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".check"
SHOWN = 20_000  # characters of a failed step's output


class Failed(Exception):
    """The step found something wrong."""


class Skipped(Exception):
    """The step has nothing to look at here; the message says why."""


@dataclass(frozen=True)
class Shell:
    """What a step works with: commands run here, and their output goes to the step's log."""

    log: IO[str]
    path: Path

    def run(
        self,
        *command: str | Path,
        cwd: Path = ROOT,
        env: Mapping[str, str] | None = None,
        ok: Sequence[int] = (0,),
    ) -> str:
        """Run a command, return what it printed, and fail on any exit code but those in `ok`."""
        words = [str(word) for word in command]
        self.say("$ " + shlex.join(words))
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        self.say(done.stdout)
        if done.returncode not in ok:
            raise Failed(f"{Path(words[0]).name} exited with {done.returncode}")
        return done.stdout

    def say(self, text: str) -> None:
        self.log.write(text.rstrip() + "\n")
        self.log.flush()


@dataclass(frozen=True)
class Step:
    name: str
    run: Callable[[Shell], str | None]  # may return a few words to print behind the name
    first: bool = False  # other steps need what this one makes


@dataclass(frozen=True)
class Outcome:
    word: str
    seconds: float


def run_all(steps: Sequence[Step], *, workers: int | None = None) -> int:
    """Run the steps, those marked `first` before the others; return the exit code."""
    workers = workers or (os.cpu_count() or 1) + 1  # tests wait now and then
    logs = WORK / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    printing = Lock()
    began = time.monotonic()

    def perform(step: Step) -> Outcome:
        return _perform(step, logs / f"{step.name.replace(' ', '-')}.log", printing)

    with ThreadPoolExecutor(workers) as pool:
        outcomes = list(pool.map(perform, [step for step in steps if step.first]))
        outcomes += pool.map(perform, [step for step in steps if not step.first])
    words = [outcome.word for outcome in outcomes]
    failed, skipped = words.count("FAIL"), words.count("skip")
    work = sum(outcome.seconds for outcome in outcomes)
    print(f"check: {work:.0f} s of work in {time.monotonic() - began:.0f} s")
    print(f"{words.count('ok')} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


def _perform(step: Step, path: Path, printing: Lock) -> Outcome:
    began = time.monotonic()
    word, note = "ok", ""
    with path.open("w", encoding="utf-8") as log:
        try:
            note = step.run(Shell(log, path)) or ""
        except Skipped as why:
            word, note = "skip", str(why)
        except Failed as why:
            word, note = "FAIL", str(why)
        except Exception as error:  # noqa: BLE001 - a step that breaks must not hide the others
            word, note = "FAIL", f"{type(error).__name__}: {error}"
    seconds = time.monotonic() - began
    with printing:
        print(f"{word:4}  {step.name:24} {seconds:6.1f} s  {note}".rstrip(), flush=True)
        if word == "FAIL":
            print(_indented(path.read_text(encoding="utf-8")), flush=True)
    return Outcome(word, seconds)


def _indented(text: str) -> str:
    if len(text) > SHOWN:
        text = f"... {len(text) - SHOWN} characters before this\n{text[-SHOWN:]}"
    return "\n".join(f"      | {line}" for line in text.rstrip().splitlines())

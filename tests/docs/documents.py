"""The documents whose examples are run, and how that is done."""

from __future__ import annotations

import io
import re
import shlex
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from sybil import Document, Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser
from typer.testing import CliRunner

from calendly_clevertap._commands import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    ROOT / "README.md",
    *sorted(ROOT.glob("packages/*/README.md")),
    *sorted(ROOT.glob("docs/**/*.md")),
)
_ANY = re.compile(r"\$D_\d+|\b[A-Z]{16}\b|\b\d{10}\b")
_SOON = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} 20\d\d \d\d:\d\d\b|\b20\d\d-\d\d-\d\d \d\d:\d\d")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> tuple[str, ...]:
    """List a document's fenced blocks in one language."""

    def skip(_: Example) -> None:
        """Run nothing."""

    document = Sybil((CodeBlockParser(language, skip),)).parse(path)
    return tuple(str(example.parsed) for example in document.examples())


class Runner:
    """Runs a document's Python blocks in one namespace.

    A `text` block shows what has been printed since the one before it, a `console` block what a
    command prints. Dates as CleverTap has them, which may be now, and ids that a sandbox made up
    are not compared; nor, for commands, are times: they look at what was booked today. A block that
    begins with a file's name is kept there, for commands to import.
    """

    def __init__(self, path: Path) -> None:
        self._printed = io.StringIO()
        parsers = (
            CodeBlockParser("python", PythonEvaluator()),
            CodeBlockParser("text", self._compare),
            CodeBlockParser("console", self._type),
        )
        self.document: Document = Sybil(parsers).parse(path)
        self.document.namespace["__name__"] = "example"

    def run(self) -> dict[str, Any]:
        """Run it all, and give the names it leaves."""
        for example in self.document.examples():
            if found := re.match(r"# (\w+\.py)\n", str(example.parsed)):
                Path(found[1]).write_text(str(example.parsed), encoding="utf-8")
            with redirect_stdout(self._printed):
                example.evaluate()
        return self.document.namespace

    def _compare(self, example: Example) -> None:
        printed = self._printed.getvalue()
        self._printed.seek(0)
        self._printed.truncate()
        _same(example, str(example.parsed), printed)

    def _type(self, example: Example) -> None:
        """Type the command in the first line, as in a terminal of its own."""
        typed, _, shown = str(example.parsed).partition("\n")
        prompt, name, *words = shlex.split(typed)
        assert (prompt, name) == ("$", "calendly-clevertap"), typed
        path, modules = [*sys.path], set(sys.modules)
        try:
            done = CliRunner().invoke(app, words)
            _same(
                example, *(_SOON.sub("...", text) for text in (shown, done.stdout or done.stderr))
            )
        finally:
            sys.path[:] = path
            for made in Path.cwd().glob("*.py"):
                if made.stem not in modules:
                    sys.modules.pop(made.stem, None)


def _same(example: Example, told: str, printed: str) -> None:
    shown, seen = _settled(told), _settled(printed)
    assert seen == shown, f"line {example.line} shows:\n{shown}\n\nbut printed was:\n{seen}"


def _settled(text: str) -> str:
    lines = [line.rstrip() for line in _ANY.sub("...", text).strip().splitlines()]
    return "\n".join(lines)

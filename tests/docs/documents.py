"""The documents whose examples are run, and how that is done."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from sybil import Document, Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    ROOT / "README.md",
    *sorted(ROOT.glob("packages/*/README.md")),
    *sorted(ROOT.glob("docs/**/*.md")),
)
_ANY = re.compile(r"\$D_\d+|\b[A-Z]{16}\b|\b\d{10}\b")


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

    A `text` block shows what has been printed since the one before it. Dates as CleverTap has them,
    which may be now, and ids that a sandbox made up are not compared.
    """

    def __init__(self, path: Path) -> None:
        self._printed = io.StringIO()
        parsers = (
            CodeBlockParser("python", PythonEvaluator()),
            CodeBlockParser("text", self._compare),
        )
        self.document: Document = Sybil(parsers).parse(path)
        self.document.namespace["__name__"] = "example"

    def run(self) -> dict[str, Any]:
        """Run it all, and give the names it leaves."""
        for example in self.document.examples():
            with redirect_stdout(self._printed):
                example.evaluate()
        return self.document.namespace

    def _compare(self, example: Example) -> None:
        printed = self._printed.getvalue()
        self._printed.seek(0)
        self._printed.truncate()
        shown, seen = _settled(str(example.parsed)), _settled(printed)
        assert seen == shown, f"line {example.line} shows:\n{shown}\n\nbut printed was:\n{seen}"


def _settled(text: str) -> str:
    lines = [line.rstrip() for line in _ANY.sub("...", text).strip().splitlines()]
    return "\n".join(lines)

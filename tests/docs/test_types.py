"""The examples pass a strict type-checker, as a reader's copy of them should."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from .documents import DOCUMENTS, ROOT, blocks, name_of


@pytest.mark.check
@pytest.mark.skipif(find_spec("mypy") is None, reason="mypy is not installed")
def test_examples_are_typed_strictly(tmp_path: Path) -> None:
    written: list[str] = []
    for number, path in enumerate(DOCUMENTS):
        if found := blocks(path, "python"):
            copy = tmp_path / f"example_{number}.py"
            copy.write_text("\n".join((f"# {name_of(path)}", *found)), encoding="utf-8")
            written.append(copy.name)
    checked = subprocess.run(
        (
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--cache-dir",
            ROOT / ".mypy_cache/docs",
            *written,
        ),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr

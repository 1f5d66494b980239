"""Every Python example of the README and the documentation runs, and prints what it says."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Services
from .documents import DOCUMENTS, ROOT, Runner, blocks, name_of

WITH_PYTHON = [path for path in DOCUMENTS if blocks(path, "python")]


@pytest.mark.usefixtures("swept")
@pytest.mark.parametrize("path", WITH_PYTHON, ids=name_of)
def test_its_examples_run_and_print_what_they_show(
    path: Path,
    services: Services,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if "DATABASE_URL" in path.read_text(encoding="utf-8"):
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("postgres"))
    Runner(path).run()
    gc.collect()  # a client that was left open warns now, and a warning is an error


def test_the_test_that_is_shown_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # it needs none, and is faster
    for block in blocks(ROOT / "docs/how-to/test-your-code.md", "python"):
        if found := re.match(r"# (\w+\.py)\n", block):
            (tmp_path / found[1]).write_text(block, encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr

"""Every Python example of the README and the documentation runs, and prints what it says."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from .conftest import Services
from .documents import DOCUMENTS, Runner, blocks, name_of

WITH_PYTHON = [path for path in DOCUMENTS if blocks(path, "python")]


@pytest.mark.parametrize("path", WITH_PYTHON, ids=name_of)
def test_its_examples_run_and_print_what_they_show(path: Path, services: Services) -> None:
    Runner(path).run()
    gc.collect()  # a client that was left open warns now, and a warning is an error

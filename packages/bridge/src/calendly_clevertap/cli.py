"""The command ``calendly-clevertap``. It needs the extra `cli`."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from io import TextIOWrapper
from typing import Final

_NEEDED: Final = ("typer", "rich", "liquid")


def main() -> None:
    """Run the command line; exits with 0 if all went well."""
    if not all(map(find_spec, _NEEDED)):
        sys.exit('this command needs its extra: pip install "calendly-clevertap[cli]"')
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may not know every letter
    from ._commands import app

    app(prog_name="calendly-clevertap")

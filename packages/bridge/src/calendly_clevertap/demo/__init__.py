"""The demo: a booking goes from Calendly to CleverTap, both of them sandboxes on this machine.

Run it with ``calendly-clevertap demo``. It needs the extra `cli`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console

from ._scenes import Check
from ._screen import closing, console, drawn, opening
from ._stage import staged
from ._story import Story


def show(on: Console | None = None) -> bool:
    """Play it for a person, and tell whether all that was shown is true.

    Args:
        on: Where to print; by default on standard output.
    """
    screen = on or console()
    checks: list[Check] = []
    screen.print(opening(), "")
    with staged() as stage:
        for number, scene in enumerate(Story(stage).scenes(), 1):
            screen.print(*drawn(number, scene), sep="\n")
            checks += scene.checks
    screen.print(*closing(checks), sep="\n")
    return all(check.ok for check in checks)


def facts() -> dict[str, Any]:
    """Play it, and give what happened as plain data: whether all is true, and the scenes."""
    with staged() as stage:
        scenes = list(Story(stage).scenes())
    ok = all(check.ok for scene in scenes for check in scene.checks)
    where = "sandboxes on this machine"
    return {"ok": ok, "services": where, "scenes": [scene.to_data() for scene in scenes]}


def print_json() -> bool:
    """Play it, print what happened as JSON, and tell whether all of it is true."""
    seen = facts()
    json.dump(seen, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return bool(seen["ok"])


__all__ = ["facts", "print_json", "show"]

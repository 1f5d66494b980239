"""Names that a package imports when somebody asks for them: what is not used costs no time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any


def lazily(
    package: str, names: Collection[str], homes: Mapping[str, str], *, others: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Give the ``__getattr__`` and the ``__dir__`` of a package (PEP 562).

    Type-checkers and editors need plain imports besides, under ``if TYPE_CHECKING``; they must not
    see this, else they would take any name for one that there is.

    Args:
        package: Its ``__name__``.
        names: All that it hands out.
        homes: By module, the names that are imported from it, with spaces between. The modules are
            there under their own names, too.
        others: The module of all other names.
    """
    held = vars(sys.modules[package])
    modules = {name: module for module, of_it in homes.items() for name in of_it.split()}

    def find(name: str) -> Any:
        if name == others or name in homes:
            return import_module(f".{name}", package)
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
        held[name] = getattr(import_module(f".{modules.get(name, others)}", package), name)
        return held[name]

    return find, lambda: sorted({*held, *names, *homes, others})

"""Comparing what the API tells with what a model kept of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def lost(told: Any, kept: Any, path: str = "$") -> list[str]:
    """List what is told and was not kept, or was kept otherwise."""
    if isinstance(told, dict):
        items, others = cast("dict[str, Any]", told), cast("dict[str, Any]", kept or {})
        pairs = [(f"{path}.{key}", item, others.get(key)) for key, item in items.items()]
    elif isinstance(told, list):
        rows, kept_rows = cast("Sequence[Any]", told), [*(kept or ())]
        filled = [*kept_rows, *([None] * len(rows))]
        pairs = [(f"{path}[{i}]", item, filled[i]) for i, item in enumerate(rows)]
    else:
        return [] if _plain(told) == _plain(kept) else [path]
    return [found for at, item, other in pairs for found in lost(item, other, at)]


def without_nulls(value: Any) -> Any:
    """Leave out what is null."""
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {key: without_nulls(item) for key, item in items if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in cast("Sequence[Any]", value)]
    return value


def flat(kept: Any) -> Any:
    """Put what a model keeps in its `more` beside what it names."""
    if isinstance(kept, dict):
        table = {key: flat(item) for key, item in cast("dict[str, Any]", kept).items()}
        return {**table, **table.get("more", {})}
    if isinstance(kept, list | tuple):
        return [flat(item) for item in cast("Sequence[Any]", kept)]
    return kept


def _plain(value: Any) -> Any:
    """Compare times as moments, however they are written, and numbers as what they are worth."""
    if isinstance(value, str) and _TIME.fullmatch(value):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.timestamp()
    with suppress(ArithmeticError):
        return value if isinstance(value, bool) else Decimal(str(value))
    return value

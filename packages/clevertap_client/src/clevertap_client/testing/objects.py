"""JSON of unknown shape, read without surprise."""

from __future__ import annotations

from typing import Any, cast


def as_list(value: object) -> list[Any] | None:
    """Give a list itself, and None in place of anything else."""
    return cast("Any", value) if isinstance(value, list) else None


def as_object(value: object) -> dict[str, Any]:
    """Give an object itself, and an empty one in place of anything else."""
    return cast("Any", value) if isinstance(value, dict) else {}

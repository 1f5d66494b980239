"""What a test does from inside: one class for each family, one file each."""

from __future__ import annotations

from .state import StateBuilder


class Builders(StateBuilder):
    """All of them."""

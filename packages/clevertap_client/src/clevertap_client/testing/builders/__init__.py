"""What a test does from inside: one class for each family, one file each."""

from __future__ import annotations

from .accounts import AccountBuilder
from .campaigns import LiveBuilder


class Builders(LiveBuilder, AccountBuilder):
    """All of them."""

"""Documents that keep something to themselves: keys with an underscore in front."""

from __future__ import annotations

from .documents import Document


def shown(document: Document, *without: str) -> Document:
    """Give a document as it is answered.

    Args:
        document: As the world keeps it.
        without: Keys that are left out besides.
    """
    return {
        key: value
        for key, value in document.items()
        if not key.startswith("_") and key not in without
    }

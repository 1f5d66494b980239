"""How an export is fetched."""

from __future__ import annotations

from typing import TypedDict


class ExportOptions(TypedDict, total=False):
    """How an export is fetched, and what its records hold.

    Attributes:
        batch_size: How many to fetch at once, 1000 unless told, at most 5000. CleverTap rounds it,
            and takes fewer than 23 for no limit; a page's length says nothing about the end.
        app: False leaves facts about the app and the device out.
        events: False leaves the summary of a person's events out.
        profile: False leaves a person's properties out. Each makes the answer much smaller.
    """

    batch_size: int
    app: bool
    events: bool
    profile: bool

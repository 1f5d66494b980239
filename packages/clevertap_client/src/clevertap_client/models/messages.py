"""Answers to what is sent to named users."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Queued:
    """CleverTap took it. Whether anybody got it, it does not tell.

    Attributes:
        message: CleverTap's words.
    """

    message: str = ""
    status: str = "success"

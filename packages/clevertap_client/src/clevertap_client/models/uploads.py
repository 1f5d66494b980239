"""The answer to an upload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from attrs import field, frozen

Code: TypeAlias = int | str
"""CleverTap's codes are numbers, and now and then words."""


@frozen(kw_only=True)
class Unprocessed:
    """A record that was refused.

    Attributes:
        code: Why.
        error: Why, in words; ends with the number of the record in the request.
        record: The record as CleverTap read it: a phone may have become a number. Do not compare it
            with what was sent.
    """

    code: Code = ""
    error: str = field(default="", repr=False)
    record: Mapping[str, Any] = field(factory=dict[str, Any], repr=False)
    status: str = ""


@frozen(kw_only=True)
class UploadReply:
    """CleverTap's word on one request.

    Attributes:
        status: ``success``, ``partial`` or ``fail``; says less than ``unprocessed``.
        processed: How many records were accepted.
        unprocessed: Those that were not.
    """

    status: str
    processed: int = 0
    unprocessed: tuple[Unprocessed, ...] = ()

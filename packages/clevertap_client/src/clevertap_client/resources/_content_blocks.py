"""How content blocks are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from attrs import frozen

from api_client_core.errors import Unreadable
from api_client_core.structure import decoded, structured
from api_client_core.wire import Reply

from ..converter import CONVERTER, succeeded
from ..models import ContentBlock
from ._checks import aware


def moment(name: str, at: datetime | None) -> str | None:
    """Give a time with milliseconds and a Z, as the page shows it.

    Raises:
        InvalidArgument: It has no zone.
    """
    if at is None:
        return None
    return aware(name, at).astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


@frozen
class Blocks:
    """Read a list of blocks: bare, or the one list of objects in an object."""

    def __call__(self, reply: Reply) -> tuple[ContentBlock, ...]:
        """Read it.

        Raises:
            Unreadable: There is none, or more than one.
            Rejected: It says fail.
        """
        data: Any = decoded(reply)
        values: list[Any] = [data] if isinstance(data, list) else [*succeeded(reply).values()]
        rows = [value for value in values if _many(value)]
        if len(rows) != 1:
            raise Unreadable("no list, or several @ $")
        return structured(CONVERTER, rows[0], tuple[ContentBlock, ...])


def _many(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, dict) for row in cast("list[object]", value)
    )

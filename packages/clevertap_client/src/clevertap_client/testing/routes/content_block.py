"""``/v1/contentBlock/``: text that messages share; and ``/v1/connect``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any, Final

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..objects import as_number
from ..refusals import MALFORMED, WRONG_BLOCK, Refused
from .base import Base, body_of, credentials, needs, success

_RANGES: Final[dict[str, tuple[str, Callable[[str, str], bool]]]] = {
    "createdAtFrom": ("createdAt", lambda at, end: at >= end),
    "createdAtTo": ("createdAt", lambda at, end: at <= end),
    "updatedFrom": ("updatedAt", lambda at, end: at >= end),
    "updatedTo": ("updatedAt", lambda at, end: at <= end),
}
_PAGE: Final = 10


class ContentBlocks(Base):
    """Content blocks."""

    @route("POST", "/v1/contentBlock/create")
    @credentials
    def create_block(self, account: SandboxAccount, request: Received) -> Answer:
        """Make a block."""
        needs(self, "content_blocks")
        body, blocks = body_of(request), account.content.blocks
        for name in ("type", "name", "content", "createdBy"):
            if not body.get(name):
                raise Refused(WRONG_BLOCK, name)
        if str(body["type"]) not in {"Text", "HTML"}:
            raise Refused(WRONG_BLOCK, "type")
        number, now = max(blocks, default=0) + 1, self._now()
        blocks[number] = {"id": number, **body, "createdAt": now, "updatedAt": now}
        return success(message="Content Block created", id=number)

    @route("POST", "/v1/contentBlock/update")
    @credentials
    def update_block(self, account: SandboxAccount, request: Received) -> Answer:
        """Change a block."""
        needs(self, "content_blocks")
        body = body_of(request)
        block = _found(account, body.get("id"))
        for name in ("content", "updatedBy"):
            if not body.get(name):
                raise Refused(WRONG_BLOCK, name)
            block[name] = body[name]
        block["updatedAt"] = self._now()
        return success(message="Content Block updated")

    @route("GET", "/v1/contentBlock/list")
    @credentials
    def list_blocks(self, account: SandboxAccount, request: Received) -> Answer:
        """List blocks."""
        needs(self, "content_blocks")
        rows = list(account.content.blocks.values())
        for name, (key, fits) in _RANGES.items():
            if (end := request.first(name)) is not None:
                rows = [row for row in rows if fits(row[key], end)]
        page = as_number(request.first("pageNumber")) or 1
        length = as_number(request.first("pageSize")) or max(_PAGE, len(rows))
        start = (page - 1) * length
        return success(contentBlocks=rows[start : start + length])

    @route("GET", "/v1/contentBlock/info")
    @credentials
    def show_block(self, account: SandboxAccount, request: Received) -> Answer:
        """Show a block."""
        needs(self, "content_blocks")
        return success(**_found(account, as_number(request.first("id"))))

    @route("GET", "/v1/connect")
    @credentials
    def connect(self, account: SandboxAccount, request: Received) -> Answer:
        """Say that the credentials are right, as partners ask."""
        if not request.first("partner"):
            raise Refused(MALFORMED)
        return success()

    def _now(self) -> str:
        return f"{self.clock().astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _found(account: SandboxAccount, number: object) -> dict[str, Any]:
    block = account.content.blocks.get(number) if isinstance(number, int) else None
    if block is None:
        raise Refused(WRONG_BLOCK, "id")
    return block

"""``/v1/contentBlock``: text or HTML that several messages share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from ..converter import Whole, done
from ..models import ContentBlock, ContentBlockType
from ._anything import Anything, Json
from ._checks import email, filled, whole
from ._content_blocks import Blocks, moment
from ._verbs import GET, POST


class ContentBlocks(Resource[S]):
    """Text or HTML that several messages share. CleverTap must enable it: 403 until then."""

    @endpoint
    def create(
        self,
        name: str,
        content: str,
        *,
        created_by: str,
        type: ContentBlockType | str = ContentBlockType.TEXT,
        partner: str | None = None,
    ) -> Call[Json]:
        """Make a block. Not repeated if the answer is lost.

        Args:
            name: What it is called. No other block may be called so; it begins with a letter or a
                digit.
            content: Its text.
            created_by: Your e-mail address.
            type: What it is written in.
            partner: The service that it comes from, such as ``Taxi``.

        Returns:
            CleverTap's whole answer: its shape is not known.

        See https://developer.clevertap.com/docs/create-content-block-api
        """
        body: dict[str, Any] = {
            "type": filled("type", type),
            "name": filled("name", name),
            "content": filled("content", content),
            "createdBy": email("created_by", created_by),
        }
        if partner is not None:
            body["partner"] = filled("partner", partner)
        return POST("v1", "contentBlock", "create", body=body, returns=Anything())

    @endpoint
    def update(self, block: int, content: str, *, updated_by: str) -> Call[None]:
        """Change the text of a block. Its type stays.

        Sending it twice does no more than once, so it is repeated if the answer is lost.

        Args:
            block: Its id.
            content: Its new text.
            updated_by: Your e-mail address.

        See https://developer.clevertap.com/docs/update-content-block-api
        """
        body = {
            "id": whole("block", block, 1),
            "content": filled("content", content),
            "updatedBy": email("updated_by", updated_by),
        }
        return POST("v1", "contentBlock", "update", body=body, returns=done, idempotent=True)

    @endpoint
    def list(
        self,
        *,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
        updated_from: datetime | None = None,
        updated_to: datetime | None = None,
        page_number: int | None = None,
        page_size: int | None = None,
    ) -> Call[tuple[ContentBlock, ...]]:
        """List one page of blocks.

        Args:
            created_from: Made then or later.
            created_to: Made then or earlier.
            updated_from: Changed then or later.
            updated_to: Changed then or earlier.
            page_number: Which page; the first is 1.
            page_size: How many to a page.

        Returns:
            The blocks. How the answer wraps them is not known: whatever list of objects it holds is
            taken (assumed).

        See https://developer.clevertap.com/docs/get-content-block-list-api
        """
        query = {
            "createdAtFrom": moment("created_from", created_from),
            "createdAtTo": moment("created_to", created_to),
            "updatedFrom": moment("updated_from", updated_from),
            "updatedTo": moment("updated_to", updated_to),
            "pageNumber": None if page_number is None else whole("page_number", page_number, 1),
            "pageSize": None if page_size is None else whole("page_size", page_size, 1),
        }
        return GET("v1", "contentBlock", "list", query=query, returns=Blocks())

    @endpoint
    def get(self, block: int) -> Call[ContentBlock]:
        """Fetch one block.

        Args:
            block: Its id.

        See https://developer.clevertap.com/docs/get-specific-content-block-api
        """
        query = {"id": whole("block", block, 1)}
        return GET("v1", "contentBlock", "info", query=query, returns=Whole(ContentBlock))

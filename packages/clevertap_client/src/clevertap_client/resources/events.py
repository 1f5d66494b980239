"""``/1/events.json`` and ``/1/counts/events.json``: what people did."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final, Unpack

from api_client_core.endpoints import Resource, S, endpoint, operation, stream
from api_client_core.senders import Describing
from api_client_core.steps import Call

from ..export_options import ExportOptions
from ..models import ExportedEvent, ExportPage
from ..queries import QueryLike, query_to_wire
from ._exports import Exported, begin, event_data, page, walk
from ._reports import counted, settled

_PAGE: Final = Exported(ExportedEvent, event_data)


class Events(Resource[S]):
    """Events that people raised. `Uploads` is how they get there."""

    @stream
    async def export(
        self: Events[Describing],
        query: QueryLike,
        *,
        deadline: float = 600.0,
        **options: Unpack[ExportOptions],
    ) -> AsyncGenerator[ExportedEvent, None]:
        """Walk through all events that a query selects, page by page.

        Args:
            query: What: a `Query` with an event, or a mapping in CleverTap's own words. CleverTap
                wants the event's name as it was first spelt.
            deadline: Seconds to wait for one page that CleverTap is still preparing.
            **options: See `ExportOptions`.

        Raises:
            NotReady: A page was not ready in time.
            CursorExpired: More than an hour passed between two pages, or four in all: start anew.
            UnexpectedReply: The pages go round in circles.

        See https://developer.clevertap.com/docs/get-events-api
        """
        async for found in walk(self.start_export(query, **options), self.export_page, deadline):
            yield found

    @endpoint
    def start_export(self, query: QueryLike, **options: Unpack[ExportOptions]) -> Call[str]:
        """Start an export, and get the cursor of its first page. `export` does the rest for you.

        Args:
            query: As for `export`.
            **options: See `ExportOptions`.

        Raises:
            NotReady: CleverTap is still preparing it: ask again later.
        """
        return begin("events.json", query, options)

    @endpoint
    def export_page(self, cursor: str) -> Call[ExportPage[ExportedEvent]]:
        """Fetch one page of an export: to keep the cursor, and go on within an hour.

        Args:
            cursor: What `start_export` gave, or the page before, unchanged.

        Raises:
            NotReady: CleverTap is still preparing it: ask again later, with the same cursor.
            CursorExpired: It is too old: start anew.
        """
        return page("events.json", cursor, _PAGE)

    @operation
    async def count(self: Events[Describing], query: QueryLike, *, deadline: float = 600.0) -> int:
        """Count the events that a query selects, however long CleverTap takes.

        Args:
            query: What: a `Query` with an event, or a mapping in CleverTap's own words.
            deadline: Seconds to wait for the result, asked for after 2, 4, 8 and at most 30.

        Raises:
            NotReady: It was not ready in time.

        See https://developer.clevertap.com/docs/get-event-count-api
        """
        body = query_to_wire(query, event=True)
        return await settled("events.json", body, counted, deadline)

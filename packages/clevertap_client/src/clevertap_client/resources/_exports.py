"""Exports: a query, and then one page after another, each by the cursor in the one before."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar, cast

from attrs import frozen

from api_client_core.errors import Failure, Rejected, Unreadable
from api_client_core.steps import Call
from api_client_core.structure import structured
from api_client_core.wire import Raw, Reply

from .. import limits
from .._parts import known_options
from ..converter import CONVERTER, Sorted, as_object, profile_data, ready, succeeded
from ..errors import InvalidArgument, UnexpectedReply
from ..export_options import ExportOptions
from ..models import ExportedEvent, ExportPage
from ..queries import QueryLike, query_to_wire
from ._checks import whole
from ._patience import patiently
from ._verbs import GET, POST

T = TypeVar("T")
Exportable: TypeAlias = Literal["events.json", "profiles.json"]
_CURSOR: Final = re.compile(r"[\w.~%!$'()*+,;=:@/?-]+", re.ASCII)


def started(reply: Reply) -> str:
    """Read the cursor that an export begins with.

    Raises:
        Rejected: The export is still being prepared.
    """
    cursor = _cursor(ready(reply), "cursor")
    if cursor is None:
        # 202 was seen while an export is prepared.
        raise Rejected if reply.status == 202 else Unreadable("missing @ $.cursor")
    return cursor


@frozen
class Exported(Generic[T]):
    """Read one page of an export."""

    kind: type[T]
    prepare: Callable[[Any], Any]

    def __call__(self, reply: Reply) -> ExportPage[T]:
        """Read it.

        Raises:
            Rejected: It is still being prepared.
            Unreadable: It is incomplete, and does not say where the rest is.
        """
        body = succeeded(reply)
        rows, cursor = body.get("records"), _cursor(body, "next_cursor")
        if cursor is None and (reply.status == 202 or body.get("status") == "partial"):
            raise Unreadable("missing @ $.next_cursor") if rows else Rejected
        if not isinstance(rows, list | None):
            raise Unreadable("not a list @ $.records")
        prepared = [self.prepare(row) for row in cast("list[object]", rows or [])]
        many: Any = tuple.__class_getitem__((self.kind, ...))
        return ExportPage(structured(CONVERTER, prepared, many), cursor)


def _cursor(body: Mapping[str, Any], key: str) -> str | None:
    cursor = body.get(key)
    if not cursor:
        return None
    # It goes into the next URL as it is.
    if not isinstance(cursor, str) or not _CURSOR.fullmatch(cursor):
        raise Unreadable(f"not percent-encoded @ $.{key}")
    return cursor


_EVENT: Final = Sorted(ExportedEvent)


def event_data(record: Any) -> Any:
    """Give an exported event as `ExportedEvent` takes it."""
    data = _EVENT(record)
    found = as_object(data)
    if "profile" in found:
        found["profile"] = profile_data(found["profile"])
    return data


def begin(what: Exportable, query: QueryLike, options: ExportOptions) -> Call[str]:
    """Describe the call that starts an export. It changes nothing, so it may be repeated."""
    told: dict[str, Any] = {"batch_size": 1000, **known_options(options, ExportOptions)}
    whole("batch_size", told["batch_size"], 1, limits.RECORDS_PER_PAGE.value)
    body = query_to_wire(query, event=what == "events.json")
    return POST("1", what, query=told, body=body, returns=started, idempotent=True)


def page(what: Exportable, cursor: str, read: Exported[T]) -> Call[ExportPage[T]]:
    """Describe the call that fetches a page.

    Raises:
        InvalidArgument: The cursor is none.
    """
    if not isinstance(cast("object", cursor), str) or not _CURSOR.fullmatch(cursor):
        raise InvalidArgument("cursor", "must be as CleverTap gave it: it is percent-encoded")
    return GET("1", what, query={"cursor": Raw(cursor)}, returns=read)


async def walk(
    start: Call[str], page_at: Callable[[str], Call[ExportPage[T]]], deadline: float
) -> AsyncGenerator[T, None]:
    """Walk through an export, inside an operation.

    Raises:
        NotReady: A page was not ready in time.
        UnexpectedReply: A page names one that was there before as the next.
    """
    cursor: str | None = await patiently(start, deadline)
    seen = set[str]()
    while cursor is not None:
        call = page_at(cursor)
        seen.add(cursor)
        found = await patiently(call, deadline)
        for record in found.records:
            yield record
        cursor = found.next_cursor
        if cursor in seen:
            problem = "the page names one that was there before as the next one"
            raise UnexpectedReply(Failure(call.request("", ()), 1, True, problems=(problem,)))

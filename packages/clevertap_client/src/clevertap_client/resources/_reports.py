"""How counts and reports are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar, cast

from attrs import frozen

from api_client_core.errors import Unreadable
from api_client_core.steps import Call
from api_client_core.structure import structured
from api_client_core.wire import Reply

from ..converter import CONVERTER, Sorted, as_object, ready
from ..models import MessageReport, MessageStats, TopValues
from ._patience import patiently
from ._verbs import GET, POST

T = TypeVar("T")


async def settled(
    what: str,
    body: dict[str, Any],
    returns: Callable[[Reply], T],
    deadline: float,
    timeout: float | None = None,
) -> T:
    """Ask for a count or a report, and then by its request id until it is ready.

    Raises:
        NotReady: It was not ready in time.
    """
    path = ("1", "counts", what)

    def poll(req_id: int | str) -> Call[T]:
        return GET(*path, query={"req_id": req_id}, returns=returns, timeout=timeout)

    start = POST(*path, body=body, returns=returns, timeout=timeout, idempotent=True)
    return await patiently(start, deadline, poll)


def counted(reply: Reply) -> int:
    """Read a count.

    Raises:
        Rejected: It is not ready, or refused.
    """
    return structured(CONVERTER, ready(reply), _Count).count


@frozen(kw_only=True)
class _Count:
    count: int


@frozen
class Labelled(Generic[T]):
    """Read a report whose groups stand under the labels that they were asked by."""

    labels: tuple[str, ...]
    kind: type[T]
    prepare: Callable[[Any], Any]

    def __call__(self, reply: Reply) -> dict[str, T]:
        """Read it.

        Raises:
            Rejected: It is not ready, or refused.
            Unreadable: A group is missing.
        """
        body = ready(reply)
        if missing := [f"missing @ $.{label}" for label in self.labels if label not in body]:
            raise Unreadable(*missing)
        groups = {label: self.prepare(body[label]) for label in self.labels}
        many: Any = dict.__class_getitem__((str, self.kind))
        return cast("dict[str, T]", structured(CONVERTER, groups, many))


_TOP: Final = Sorted(TopValues)
_REPORT: Final = Sorted(MessageReport)
_MESSAGE: Final = Sorted(MessageStats)


def top_data(group: Any) -> Any:
    """Give a group of a report as `TopValues` takes it: it may be a word on what is wrong."""
    return {"error": group} if isinstance(group, str) else _TOP(group)


def as_it_is(data: Any) -> Any:
    """Prepare nothing."""
    return data


def report_data(body: Any) -> Any:
    """Give a message report as `MessageReport` takes it: its keys may hold spaces."""
    data = _REPORT(_underscored(body))
    found = as_object(data)
    if isinstance(found.get("messages"), list):
        found["messages"] = [message_data(row) for row in found["messages"]]
    return data


def message_data(row: Any) -> Any:
    """Give the numbers of a campaign as `MessageStats` takes them."""
    data = _MESSAGE(_underscored(row))
    found = as_object(data)
    if type(found.get("start_date")) is int:
        found["start_date"] = str(found["start_date"])
    return data


def _underscored(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {"_".join(key.split()): value for key, value in cast("dict[str, Any]", data).items()}

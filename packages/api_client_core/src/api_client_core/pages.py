"""Answers that come in pages: walk their items, or the pages, lazily."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Generic, TypeVar

from attrs import evolve, field, frozen

from .errors import Failure, UnexpectedReply
from .senders import Awaiting, Blocking
from .steps import Call
from .wire import Response

T = TypeVar("T")


@frozen
class Page(Generic[T]):
    """One page of results.

    Attributes:
        items: Its rows.
        next_token: Where the next page starts; None on the last one. Keep it to go on another day.
        token_parameter: The query parameter that takes it.
    """

    items: tuple[T, ...]
    next_token: str | None = field(default=None, repr=False)
    token_parameter: str = field(default="page_token", repr=False)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def following(self, call: Call[Page[T]]) -> Call[Page[T]] | None:
        """Give the call for the page after this one; None on the last one.

        Args:
            call: The call that this page answers.

        Raises:
            UnexpectedReply: The page points to itself.
        """
        if self.next_token is None:
            return None
        if (self.token_parameter, self.next_token) in call.query:
            problem = "the page names itself as the next one"
            raise UnexpectedReply(Failure(call.request("", ()), 1, True, problems=(problem,)))
        kept = tuple(pair for pair in call.query if pair[0] != self.token_parameter)
        return evolve(call, query=(*kept, (self.token_parameter, self.next_token)))


@frozen
class Pages(Generic[T]):
    """The pages of a listing. Nothing is sent until you iterate; pages are fetched when needed."""

    _sender: Blocking = field(repr=False)
    call: Call[Page[T]]
    _ahead: bool = field(default=False, kw_only=True, repr=False)

    def __iter__(self) -> Iterator[T]:
        if self._ahead:
            return (item for page in self.pages() for item in page.items)
        return self._sender.stream(each(self.call))

    def prefetched(self) -> Pages[T]:
        """Fetch the next page while this one is used: at most two pages are in memory.

        Whoever leaves such a walk early waits for the page that is under way.
        """
        return evolve(self, ahead=True)

    def pages(self) -> Iterator[Page[T]]:
        """Walk page by page."""
        return (response.value for response in self.responses())

    def responses(self) -> Iterator[Response[Page[T]]]:
        """Walk page by page, each with the reply it came in."""
        return self._sender.chain(self.call, _following, self._ahead)

    def all(self) -> tuple[T, ...]:
        """Fetch every item."""
        return tuple(self)

    def first(self) -> T | None:
        """Fetch the first page, and give its first item; None if it has none."""
        return next(iter(self._sender.send(self.call).value), None)


@frozen
class AsyncPages(Generic[T]):
    """The pages of a listing, for ``async for``. Nothing is sent until you iterate."""

    _sender: Awaiting = field(repr=False)
    call: Call[Page[T]]
    _ahead: bool = field(default=False, kw_only=True, repr=False)

    def __aiter__(self) -> AsyncIterator[T]:
        if self._ahead:
            return (item async for page in self.pages() for item in page.items)
        return self._sender.stream(each(self.call))

    def prefetched(self) -> AsyncPages[T]:
        """Fetch the next page while this one is used: at most two pages are in memory."""
        return evolve(self, ahead=True)

    def pages(self) -> AsyncIterator[Page[T]]:
        """Walk page by page."""
        return (response.value async for response in self.responses())

    def responses(self) -> AsyncIterator[Response[Page[T]]]:
        """Walk page by page, each with the reply it came in."""
        return self._sender.chain(self.call, _following, self._ahead)

    async def all(self) -> tuple[T, ...]:
        """Fetch every item."""
        return tuple([item async for item in self])

    async def first(self) -> T | None:
        """Fetch the first page, and give its first item; None if it has none."""
        return next(iter((await self._sender.send(self.call)).value), None)


def _following(call: Call[Page[T]], page: Page[T]) -> Call[Page[T]] | None:
    return page.following(call)


async def each(call: Call[Page[T]]) -> AsyncGenerator[T, None]:
    """Walk through all items of a listing, inside an operation."""
    todo: Call[Page[T]] | None = call
    while todo is not None:
        page = await todo
        for item in page.items:
            yield item
        todo = page.following(todo)


async def every(call: Call[Page[T]]) -> tuple[T, ...]:
    """Fetch all items of a listing, inside an operation."""
    return tuple([item async for item in each(call)])

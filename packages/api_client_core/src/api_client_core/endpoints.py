"""Methods that *describe* what to do; the client's sender decides what calling one gives.

A resource is written once::

    class Users(Resource[S]):
        @endpoint
        def me(self) -> Call[User]:
            '''Fetch the user the token belongs to.'''
            return GET("users", "me", returns=One(User))

and ``me()`` gives a `User`, a coroutine of one, a `Response` of one, or the `Call` itself.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar, overload

from .pages import AsyncPages, Page, Pages
from .senders import (
    AsyncSender,
    Awaiting,
    Describing,
    RawAsyncSender,
    RawSyncSender,
    Sender,
    SyncSender,
)
from .steps import Call, Operation
from .wire import Response

T = TypeVar("T")
A = ParamSpec("A")
S = TypeVar("S", bound=Sender)
Method: TypeAlias = Callable[Concatenate[Any, A], T]
Awaited: TypeAlias = Coroutine[Any, Any, T]
_Forms: TypeAlias = tuple[Callable[..., Any], Callable[..., Any]]
Described = TypeVar("Described")
Sync = TypeVar("Sync")
Async = TypeVar("Async")
RawSync = TypeVar("RawSync")
RawAsync = TypeVar("RawAsync")


class Resource(Generic[S]):
    """A namespace of methods that share a sender."""

    def __init__(self, sender: S) -> None:
        self.sender: S = sender


class Bindable(Generic[A, Described, Sync, Async, RawSync, RawAsync]):
    """A method whose result depends on the sender. On the class, it is the plain function."""

    def __init__(self, describe: Method[A, Described], form: Callable[[Any], _Forms]) -> None:
        self.describe: Method[A, Described] = describe
        self._blocking, self._awaited = form(describe)
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, obj: None, owner: Any) -> Method[A, Described]: ...
    @overload
    def __get__(self, obj: Resource[SyncSender], owner: Any) -> Callable[A, Sync]: ...
    @overload
    def __get__(self, obj: Resource[AsyncSender], owner: Any) -> Callable[A, Async]: ...
    @overload
    def __get__(self, obj: Resource[RawSyncSender], owner: Any) -> Callable[A, RawSync]: ...
    @overload
    def __get__(self, obj: Resource[RawAsyncSender], owner: Any) -> Callable[A, RawAsync]: ...
    @overload
    def __get__(self, obj: Resource[Describing], owner: Any) -> Callable[A, Described]: ...
    def __get__(self, obj: Resource[Any] | None, owner: Any) -> Any:
        """Bind to a resource."""
        if obj is None:
            return self.describe
        if isinstance(obj.sender, Describing):
            return MethodType(self.describe, obj)
        return MethodType(
            self._awaited if isinstance(obj.sender, Awaiting) else self._blocking, obj
        )


def endpoint(
    describe: Method[A, Call[T]],
) -> Bindable[A, Call[T], T, Awaited[T], Response[T], Awaited[Response[T]]]:
    """Declare one call with one answer."""
    return Bindable(describe, _call)


def listing(
    describe: Method[A, Call[Page[T]]],
) -> Bindable[A, Call[Page[T]], Pages[T], AsyncPages[T], Pages[T], AsyncPages[T]]:
    """Declare a call answered in pages. Nothing is sent until they are walked."""
    return Bindable(describe, _pages)


def operation(
    describe: Method[A, Operation[T]],
) -> Bindable[A, Operation[T], T, Awaited[T], T, Awaited[T]]:
    """Declare several calls as one: the body awaits steps, written on ``self: X[Describing]``."""
    return Bindable(describe, _operation)


def stream(
    describe: Method[A, AsyncGenerator[T, None]],
) -> Bindable[
    A, AsyncGenerator[T, None], Iterator[T], AsyncIterator[T], Iterator[T], AsyncIterator[T]
]:
    """Declare items that take several calls: the body is an async generator that awaits steps."""
    return Bindable(describe, _stream)


def _call(describe: Any) -> _Forms:
    @wraps(describe)
    def called(self: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        response = self.sender.send(describe(self, *args, **kwargs))
        return response if self.sender.raw else response.value

    @wraps(describe)
    async def awaited(self: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        response = await self.sender.send(describe(self, *args, **kwargs))
        return response if self.sender.raw else response.value

    return called, awaited


def _operation(describe: Any) -> _Forms:
    @wraps(describe)
    def called(self: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        return self.sender.run(describe(_describing(self), *args, **kwargs))

    @wraps(describe)
    async def awaited(self: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        return await self.sender.run(describe(_describing(self), *args, **kwargs))

    return called, awaited


def _pages(describe: Any) -> _Forms:
    @wraps(describe)
    def walked(self: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        pages: Any = AsyncPages if isinstance(self.sender, Awaiting) else Pages
        return pages(self.sender, describe(self, *args, **kwargs))

    return walked, walked


def _stream(describe: Any) -> _Forms:
    @wraps(describe)
    def walked(self: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        return self.sender.stream(describe(_describing(self), *args, **kwargs))

    return walked, walked


def _describing(resource: Resource[Any]) -> Any:
    """Give the same resource on a describing sender: what the body of an operation sees."""
    kind: Any = type(resource)
    return kind(Describing())

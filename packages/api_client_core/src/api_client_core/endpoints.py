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
from functools import partial, wraps
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

    def __init__(self, describe: Method[A, Described], perform: Callable[..., Any]) -> None:
        self.describe: Method[A, Described] = describe
        self._perform = perform
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
        return self._perform(obj.sender, self.describe, obj)


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


def _call(sender: Any, describe: Callable[..., Any], resource: Any) -> Callable[..., Any]:
    return _performing(sender, sender.send, describe, resource, value_only=not sender.raw)


def _operation(sender: Any, describe: Callable[..., Any], resource: Any) -> Callable[..., Any]:
    return _performing(sender, sender.run, describe, type(resource)(Describing()))


def _pages(sender: Any, describe: Callable[..., Any], resource: Any) -> Callable[..., Any]:
    pages: Any = AsyncPages if isinstance(sender, Awaiting) else Pages
    return _performing(None, partial(pages, sender), describe, resource)


def _stream(sender: Any, describe: Callable[..., Any], resource: Any) -> Callable[..., Any]:
    return _performing(None, sender.stream, describe, type(resource)(Describing()))


def _performing(
    sender: Any,
    perform: Callable[[Any], Any],
    describe: Any,
    resource: Any,
    value_only: bool = False,
) -> Callable[..., Any]:
    """Make a function with the author's name and docstring; a coroutine function if awaited."""

    async def awaited(*args: Any, **kwargs: Any) -> Any:
        answer = await perform(describe(resource, *args, **kwargs))
        return answer.value if value_only else answer

    def called(*args: Any, **kwargs: Any) -> Any:
        answer = perform(describe(resource, *args, **kwargs))
        return answer.value if value_only else answer

    return wraps(MethodType(describe, resource))(
        awaited if isinstance(sender, Awaiting) else called
    )

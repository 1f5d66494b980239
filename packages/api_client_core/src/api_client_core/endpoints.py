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
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

from .pages import AsyncPages, Page, Pages
from .senders import (
    AsyncSender,
    Awaiting,
    Blocking,
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


class Resource(Generic[S]):
    """A namespace of endpoints that share a sender."""

    def __init__(self, sender: S) -> None:
        self.sender: S = sender


class endpoint(Generic[A, T]):
    """One call, one answer."""

    def __init__(self, describe: Callable[Concatenate[Any, A], Call[T]]) -> None:
        self.describe: Callable[Concatenate[Any, A], Call[T]] = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, obj: None, owner: Any) -> Callable[Concatenate[Any, A], Call[T]]: ...
    @overload
    def __get__(self, obj: Resource[SyncSender], owner: Any) -> Callable[A, T]: ...
    @overload
    def __get__(
        self, obj: Resource[AsyncSender], owner: Any
    ) -> Callable[A, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, obj: Resource[RawSyncSender], owner: Any) -> Callable[A, Response[T]]: ...
    @overload
    def __get__(
        self, obj: Resource[RawAsyncSender], owner: Any
    ) -> Callable[A, Coroutine[Any, Any, Response[T]]]: ...
    @overload
    def __get__(self, obj: Resource[Describing], owner: Any) -> Callable[A, Call[T]]: ...
    def __get__(self, obj: Resource[Any] | None, owner: Any) -> Any:
        """Bind to a resource; on the class, give the plain function."""
        if obj is None:
            return self.describe
        sender: Blocking | Awaiting | Describing = obj.sender
        describe = MethodType(self.describe, obj)
        if isinstance(sender, Describing):
            return describe
        return _performing(describe, sender, sender.send, value_only=not sender.raw)


class listing(Generic[A, T]):
    """A call answered in pages. Nothing is sent until they are walked."""

    def __init__(self, describe: Callable[Concatenate[Any, A], Call[Page[T]]]) -> None:
        self.describe: Callable[Concatenate[Any, A], Call[Page[T]]] = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, obj: None, owner: Any) -> Callable[Concatenate[Any, A], Call[Page[T]]]: ...
    @overload
    def __get__(
        self, obj: Resource[SyncSender] | Resource[RawSyncSender], owner: Any
    ) -> Callable[A, Pages[T]]: ...
    @overload
    def __get__(
        self, obj: Resource[AsyncSender] | Resource[RawAsyncSender], owner: Any
    ) -> Callable[A, AsyncPages[T]]: ...
    @overload
    def __get__(self, obj: Resource[Describing], owner: Any) -> Callable[A, Call[Page[T]]]: ...
    def __get__(self, obj: Resource[Any] | None, owner: Any) -> Any:
        """Bind to a resource; on the class, give the plain function."""
        if obj is None:
            return self.describe
        sender: Blocking | Awaiting | Describing = obj.sender
        describe = MethodType(self.describe, obj)
        if isinstance(sender, Describing):
            return describe
        pages: Any = Pages if isinstance(sender, Blocking) else AsyncPages
        return _then(describe, partial(pages, sender))


class operation(Generic[A, T]):
    """Several calls as one: the body awaits steps, written on ``self: X[Describing]``."""

    def __init__(self, describe: Callable[Concatenate[Any, A], Operation[T]]) -> None:
        self.describe: Callable[Concatenate[Any, A], Operation[T]] = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, obj: None, owner: Any) -> Callable[Concatenate[Any, A], Operation[T]]: ...
    @overload
    def __get__(
        self, obj: Resource[SyncSender] | Resource[RawSyncSender], owner: Any
    ) -> Callable[A, T]: ...
    @overload
    def __get__(
        self, obj: Resource[AsyncSender] | Resource[RawAsyncSender], owner: Any
    ) -> Callable[A, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, obj: Resource[Describing], owner: Any) -> Callable[A, Operation[T]]: ...
    def __get__(self, obj: Resource[Any] | None, owner: Any) -> Any:
        """Bind to a resource; on the class, give the plain function."""
        if obj is None:
            return self.describe
        sender: Blocking | Awaiting | Describing = obj.sender
        describe = MethodType(self.describe, _describing(obj))
        return (
            describe
            if isinstance(sender, Describing)
            else _performing(describe, sender, sender.run)
        )


class stream(Generic[A, T]):
    """Items that take several calls, lazily: the body is an async generator that awaits steps."""

    def __init__(self, describe: Callable[Concatenate[Any, A], AsyncGenerator[T, None]]) -> None:
        self.describe: Callable[Concatenate[Any, A], AsyncGenerator[T, None]] = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(
        self, obj: None, owner: Any
    ) -> Callable[Concatenate[Any, A], AsyncGenerator[T, None]]: ...
    @overload
    def __get__(
        self, obj: Resource[SyncSender] | Resource[RawSyncSender], owner: Any
    ) -> Callable[A, Iterator[T]]: ...
    @overload
    def __get__(
        self, obj: Resource[AsyncSender] | Resource[RawAsyncSender], owner: Any
    ) -> Callable[A, AsyncIterator[T]]: ...
    @overload
    def __get__(
        self, obj: Resource[Describing], owner: Any
    ) -> Callable[A, AsyncGenerator[T, None]]: ...
    def __get__(self, obj: Resource[Any] | None, owner: Any) -> Any:
        """Bind to a resource; on the class, give the plain function."""
        if obj is None:
            return self.describe
        sender: Blocking | Awaiting | Describing = obj.sender
        describe = MethodType(self.describe, _describing(obj))
        return describe if isinstance(sender, Describing) else _then(describe, sender.stream)


def _describing(resource: Resource[Any]) -> Resource[Describing]:
    """The same resource on a describing sender: what the body of an operation sees."""
    if isinstance(resource.sender, Describing):
        return cast("Resource[Describing]", resource)
    kind = cast("type[Resource[Describing]]", type(resource))
    return kind(Describing())


def _then(describe: Callable[..., Any], use: Callable[[Any], Any]) -> Callable[..., Any]:
    @wraps(describe)
    def walk(*args: Any, **kwargs: Any) -> Any:
        return use(describe(*args, **kwargs))

    return walk


def _performing(
    describe: Callable[..., Any],
    sender: Blocking | Awaiting,
    perform: Callable[[Any], Any],
    *,
    value_only: bool = False,
) -> Callable[..., Any]:
    """A function with the author's name and docstring; a coroutine function in the async client."""
    if isinstance(sender, Awaiting):

        @wraps(describe)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            answer = await perform(describe(*args, **kwargs))
            return answer.value if value_only else answer

        return awaited

    @wraps(describe)
    def called(*args: Any, **kwargs: Any) -> Any:
        answer = perform(describe(*args, **kwargs))
        return answer.value if value_only else answer

    return called

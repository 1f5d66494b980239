# pyright: reportUnnecessaryTypeIgnoreComment=true
"""What type-checkers say of a client on the core. Nothing here is run.

An ignore in this file states that the line is an error; one that is not needed fails the check.
Both mypy and pyright must find it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, assert_type

import httpx
import httpx2

from api_client_core.clients import aperform, perform
from api_client_core.endpoints import Resource, S, operation
from api_client_core.pages import AsyncPages, Page, Pages, each, every
from api_client_core.retry import RetryPolicy
from api_client_core.senders import Describing, RawAsyncSender, RawSyncSender
from api_client_core.steps import Call, Operation, chance, now, off, together, wait
from api_client_core.wire import Response
from tests.api_client_core.toy import AsyncPost, Parcel, Parcels, Post, PostApi

# ------------------------------------------------------------------------- one method, many forms


def blocking(post: Post) -> None:
    assert_type(post.parcels.get("p1"), Parcel)
    assert_type(post.parcels.cancel("p1"), None)
    assert_type(post.parcels.list(), Pages[Parcel])
    assert_type(post.parcels.list().all(), tuple[Parcel, ...])
    assert_type(post.parcels.tidy(), int)
    assert_type(post.parcels.send_all(["a"], limit=2), tuple[Parcel, ...])
    assert_type(post.parcels.walk(), Iterator[str])
    for parcel in post.parcels.list():
        assert_type(parcel, Parcel)
    for page in post.parcels.list().pages():
        assert_type(page, Page[Parcel])
        assert_type(page.next_token, str | None)
    for response in post.parcels.list().responses():
        assert_type(response, Response[Page[Parcel]])


async def awaited(post: AsyncPost) -> None:
    _ = assert_type(post.parcels.get("p1"), Coroutine[Any, Any, Parcel])
    assert_type(await post.parcels.get("p1"), Parcel)
    assert_type(await post.parcels.cancel("p1"), None)
    assert_type(post.parcels.list(), AsyncPages[Parcel])
    assert_type(await post.parcels.list().all(), tuple[Parcel, ...])
    assert_type(await post.parcels.tidy(), int)
    assert_type(await post.parcels.send_all(["a"]), tuple[Parcel, ...])
    assert_type(post.parcels.walk(), AsyncIterator[str])
    async for parcel in post.parcels.list():
        assert_type(parcel, Parcel)
    async for page in post.parcels.list().pages():
        assert_type(page, Page[Parcel])
    async for response in post.parcels.list().responses():
        assert_type(response, Response[Page[Parcel]])
    one, two = await asyncio.gather(post.parcels.get("p1"), post.parcels.tidy())
    assert_type(one, Parcel)
    assert_type(two, int)
    async with post as same:
        assert_type(same, AsyncPost)


def raw(post: Post) -> None:
    assert_type(post.with_raw_response, PostApi[RawSyncSender])
    assert_type(post.with_raw_response.parcels.get("p1"), Response[Parcel])
    assert_type(post.with_raw_response.parcels.get("p1").value, Parcel)
    assert_type(post.with_raw_response.parcels.list(), Pages[Parcel])
    assert_type(post.with_raw_response.parcels.tidy(), int)
    assert_type(post.with_raw_response.parcels.walk(), Iterator[str])


async def raw_awaited(post: AsyncPost) -> None:
    assert_type(post.with_raw_response, PostApi[RawAsyncSender])
    assert_type(await post.with_raw_response.parcels.get("p1"), Response[Parcel])
    assert_type(post.with_raw_response.parcels.list(), AsyncPages[Parcel])
    assert_type(await post.with_raw_response.parcels.tidy(), int)
    assert_type(post.with_raw_response.parcels.walk(), AsyncIterator[str])


def described(post: Post, other: AsyncPost) -> None:
    assert_type(post.describe, PostApi[Describing])
    assert_type(other.describe, PostApi[Describing])
    _ = assert_type(post.describe.parcels.get("p1"), Call[Parcel])
    _ = assert_type(post.describe.parcels.cancel("p1"), Call[None])
    _ = assert_type(post.describe.parcels.list(), Call[Page[Parcel]])
    _ = assert_type(post.describe.parcels.tidy(), Operation[int])
    assert_type(post.describe.parcels.walk(), AsyncGenerator[str, None])


def on_the_class() -> None:
    plain: Callable[[Any, str], Call[Parcel]] = Parcels.get
    _ = plain


def options(post: Post, other: AsyncPost) -> None:
    assert_type(post.with_options(timeout=1.0, retry=RetryPolicy(retries=0)), Post)
    assert_type(other.with_options(timeout=1.0), AsyncPost)
    with post as same:
        assert_type(same, Post)


# --------------------------------------------------------------------------------- operations


async def several(parcels: Parcels[Describing]) -> str:
    assert_type(await parcels.get("p1"), Parcel)
    assert_type(await every(parcels.list()), tuple[Parcel, ...])
    async for parcel in each(parcels.list()):
        assert_type(parcel, Parcel)
    assert_type(await parcels.tidy(), int)
    assert_type(await wait(1.0), None)
    assert_type(await now(), float)
    assert_type(await chance(), float)
    assert_type(await off(lambda: Path("a").read_bytes()), bytes)
    assert_type(await together((parcels.tidy() for _ in range(3)), 2), tuple[int, ...])
    return "done"


def joint(post: Post, other: AsyncPost) -> None:
    operation = several(post.describe.parcels)
    assert_type(perform(operation, post, post), str)
    assert_type(asyncio.run(aperform(operation, other)), str)


# ------------------------------------------------------------------------------- found mistakes


class Careless(Resource[S]):
    """Operations that forget to await."""

    @operation
    async def forgets(self: Careless[Describing], parcels: Parcels[Describing]) -> None:
        parcels.get("p1").id  # type: ignore[attr-defined]  # noqa: B018
        parcels.tidy()  # type: ignore[unused-coroutine]
        every(parcels.list())  # type: ignore[unused-coroutine]


async def forgets(post: AsyncPost) -> None:
    post.parcels.cancel("p1")  # type: ignore[unused-coroutine]
    post.parcels.tidy()  # type: ignore[unused-coroutine]
    post.parcels.list().all()  # type: ignore[unused-coroutine]
    post.parcels.get("p1").id  # type: ignore[attr-defined]  # noqa: B018
    post.close()  # type: ignore[unused-coroutine]


def wrong_arguments(post: Post) -> None:
    post.parcels.get(7)  # type: ignore[arg-type]
    post.parcels.get()  # type: ignore[call-arg]
    post.parcels.get(parcl="p1")  # type: ignore[call-arg]
    post.parcels.get("p1").nmae  # type: ignore[attr-defined]  # noqa: B018


def wrong_colour(post: Post, other: AsyncPost) -> None:
    list(other.parcels.list())  # type: ignore[call-overload]
    perform(several(post.describe.parcels), other)  # type: ignore[arg-type]


def own_client() -> None:
    Post("https://post.example", http=httpx.Client())
    Post("https://post.example", http=httpx2.Client())
    AsyncPost("https://post.example", http=httpx.AsyncClient())
    AsyncPost("https://post.example", http=httpx2.AsyncClient())
    Post("https://post.example", http=httpx.AsyncClient())  # type: ignore[arg-type]
    AsyncPost("https://post.example", http=httpx.Client())  # type: ignore[arg-type]
    AsyncPost("https://post.example", http=httpx2.Client())  # type: ignore[arg-type]

"""The next page is fetched while this one is used, and never more than that."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from api_client_core.pages import Page
from api_client_core.testing import Answer

from .conftest import Colour
from .toy import PostNotFound, PostOffice


@pytest.fixture
def full(office: PostOffice) -> PostOffice:
    for _ in range(11):
        office.put()
    return office


def test_the_same_items_come_in_the_same_order(colour: Colour, full: PostOffice) -> None:
    listed = colour.client(full).parcels.list()
    ahead = listed.prefetched()
    assert full.journal == [], "nothing is sent until it is walked"
    assert colour.items(ahead) == colour.items(listed)
    assert colour.run(ahead.all()) == colour.run(listed.all())
    assert colour.items(ahead.pages()) == colour.items(listed.pages())
    assert len(full.journal) == 6 * 4, "and no page is fetched twice"


def test_the_next_page_is_on_its_way_while_one_is_used(colour: Colour, full: PostOffice) -> None:
    pages = colour.client(full).parcels.list().prefetched().pages()
    steps = stepper(colour, pages)
    steps()
    assert eventually(colour, lambda: len(full.journal) == 2), "the second is fetched unasked"
    rest(colour)
    assert len(full.journal) == 2, "but not the third"
    steps()
    assert eventually(colour, lambda: len(full.journal) == 3)
    finish(colour, pages)


@pytest.mark.usefixtures("swept")
def test_no_more_than_two_pages_are_in_memory(colour: Colour, full: PostOffice) -> None:
    full.page_size = 1
    pages = colour.client(full).parcels.list().prefetched().pages()
    steps = stepper(colour, pages)
    seen: list[weakref.ref[Page[Any]]] = []
    for _ in range(8):
        seen.append(weakref.ref(steps()))
        gc.collect()
        assert sum(page() is not None for page in seen) <= 2
    finish(colour, pages)


def test_a_walk_that_is_left_lets_go_of_its_connection(colour: Colour, full: PostOffice) -> None:
    client = colour.client(full)
    pages = client.parcels.list().prefetched().pages()
    stepper(colour, pages)()
    finish(colour, pages)
    assert colour.run(client.parcels.get("p1")).id == "p1"


def test_an_error_comes_where_its_page_would_have_come(colour: Colour, full: PostOffice) -> None:
    pages = colour.client(full).parcels.list().prefetched().pages()
    steps = stepper(colour, pages)
    full.page_size = 3
    steps()
    assert eventually(colour, lambda: len(full.journal) == 2)
    full.fail(Answer(404), path="/parcels")
    assert len(steps()) == 3, "the page before it is not lost"
    with pytest.raises(PostNotFound):
        steps()


def stepper(colour: Colour, pages: Any) -> Callable[[], Any]:
    """Give a function that takes one step of a walk."""
    if colour.runner is None:
        return lambda: next(pages)
    runner = colour.runner

    async def step() -> Any:
        return await anext(pages)

    return lambda: runner.run(step())


def finish(colour: Colour, pages: Any) -> None:
    """End a walk early."""
    if colour.runner is None:
        pages.close()
    else:
        colour.run(pages.aclose())


def eventually(colour: Colour, holds: Callable[[], bool]) -> bool:
    """Wait until something holds."""
    for _ in range(200):
        if holds():
            return True
        rest(colour, 0.01)
    return False


def rest(colour: Colour, seconds: float = 0.05) -> None:
    """Let others work."""
    if colour.runner is None:
        time.sleep(seconds)
        return

    async def pause() -> None:
        await asyncio.sleep(seconds)

    colour.runner.run(pause())

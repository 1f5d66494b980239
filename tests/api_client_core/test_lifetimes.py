"""Clients live where their users do: in threads, loops, notebooks, forks, twins."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_client_core.clients import perform
from api_client_core.exchange import Hooks
from api_client_core.retry import RetryPolicy
from api_client_core.senders import Describing
from api_client_core.steps import together
from api_client_core.testing import Answer, Delay

from .conftest import Colour, Hours
from .toy import AsyncPost, Parcel, Post, PostApi, PostError, PostInvalid, PostOffice

ROOT = Path(__file__).resolve().parents[2]
calls = PostApi(Describing()).parcels


# ------------------------------------------------------------------------------------ event loops


def test_one_async_client_works_in_three_runs_in_a_row(office: PostOffice) -> None:
    parcel = office.put()
    post = AsyncPost(office.url)

    async def main() -> str:
        first = await post.parcels.get(parcel)
        for _ in range(500):  # the office may hear of it a moment later
            if office.connections == 1:
                break
            await asyncio.sleep(0.01)
        assert office.connections == 1, "the connections of a loop that ended are closed"
        assert await post.parcels.get(parcel) == first
        return first.id

    assert [asyncio.run(main()) for _ in range(3)] == [parcel] * 3


def test_an_async_client_that_is_closed_stays_closed_in_every_loop(office: PostOffice) -> None:
    parcel = office.put()
    post = AsyncPost(office.url)

    async def main() -> None:
        await post.parcels.get(parcel)
        await post.close()

    asyncio.run(main())

    async def again() -> None:
        with pytest.raises(RuntimeError, match="closed"):
            await post.parcels.get(parcel)

    asyncio.run(again())
    assert len(office.journal) == 1


def test_a_new_client_in_each_run_works_too(office: PostOffice) -> None:
    parcel = office.put()

    async def main() -> str:
        async with AsyncPost(office.url) as post:
            return (await post.parcels.get(parcel)).id

    assert [asyncio.run(main()) for _ in range(3)] == [parcel] * 3


def test_one_async_client_serves_two_loops_in_two_threads_at_once(office: PostOffice) -> None:
    parcels = [office.put() for _ in range(20)]
    office.fail(Delay(0.01), times=20)
    post = AsyncPost(office.url)
    both = threading.Barrier(2)

    async def main() -> list[str]:
        both.wait(10)
        found = await asyncio.gather(*(post.parcels.get(parcel) for parcel in parcels))
        return [parcel.id for parcel in found]

    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(asyncio.run, main()) for _ in range(2)]
        assert [run.result() for run in runs] == [parcels, parcels]


def test_closing_in_one_loop_cuts_nobody_off_in_another(office: PostOffice) -> None:
    parcel = office.put()
    post = AsyncPost(office.url)
    begun, closed = threading.Event(), threading.Event()

    async def first() -> str:
        await post.parcels.get(parcel)
        begun.set()
        await asyncio.to_thread(closed.wait, 10)
        return (await post.parcels.get(parcel)).id

    async def second() -> None:
        await post.parcels.get(parcel)
        await asyncio.to_thread(begun.wait, 10)
        await post.close()
        closed.set()

    with ThreadPoolExecutor(2) as threads:
        runs: list[Any] = [threads.submit(asyncio.run, main()) for main in (first, second)]
        assert [run.result() for run in runs] == [parcel, None]


def test_a_loop_carries_sixteen_requests_at_once_and_no_more(office: PostOffice) -> None:
    parcel = office.put()
    office.fail(Delay(0.02), times=100)
    most = 0

    def note(*_: object) -> None:
        nonlocal most
        most = max(most, office.connections)

    async def main() -> None:
        async with AsyncPost(office.url, hooks=Hooks(on_reply=note)) as post:
            await asyncio.gather(*(post.parcels.get(parcel) for _ in range(60)))

    asyncio.run(main())
    assert most == 16


# ---------------------------------------------------------------------------------------- threads


def test_one_blocking_client_serves_twenty_threads(office: PostOffice) -> None:
    parcels = [office.put() for _ in range(20)]
    office.fail(Delay(0.005), times=60)
    all_at_once = threading.Barrier(20)
    with Post(office.url) as post:

        def fetch(parcel: str) -> list[str]:
            all_at_once.wait(10)
            return [post.parcels.get(parcel).id for _ in range(5)]

        with ThreadPoolExecutor(20) as threads:
            assert list(threads.map(fetch, parcels)) == [[parcel] * 5 for parcel in parcels]
        assert office.connections <= 16


def test_connections_are_kept_and_used_again(colour: Colour, office: PostOffice) -> None:
    parcel = office.put()
    client = colour.client(office)
    for _ in range(10):
        colour.run(client.parcels.get(parcel))
        assert office.connections == 1


def test_a_kept_connection_that_the_service_has_closed_is_no_error(
    colour: Colour, hours: Hours
) -> None:
    office = PostOffice()
    office.start()
    url, parcel = office.url, office.put()
    client = colour.client(url, clock=hours.clock)
    assert colour.run(client.parcels.get(parcel)).id == parcel
    office.stop()
    office.start(int(url.rpartition(":")[2]))
    assert colour.run(client.parcels.get(parcel)).id == parcel
    assert colour.run(client.parcels.send("Nowhere 1")).id == "p2"
    office.stop()


# ---------------------------------------------------------------------------------- running loops


def test_a_blocking_client_works_inside_a_running_loop_as_in_a_notebook(
    office: PostOffice,
) -> None:
    for _ in range(4):
        office.put()

    async def cell() -> None:
        with Post(office.url) as post:
            assert post.parcels.get("p1").id == "p1"
            assert len(post.parcels.list().all()) == 4
            assert list(post.parcels.walk()) == ["p1", "p2", "p3", "p4"]
            assert len(post.parcels.send_all(["a", "b"])) == 2
            assert perform(together((fetched(p) for p in ("p1", "p2")), 2), post)
            for _ in post.parcels.walk():
                break
            assert post.parcels.tidy() == 6
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(cell(), debug=True)


async def fetched(parcel: str) -> Parcel:
    """Fetch one, as an operation."""
    return await calls.get(parcel)


def test_an_async_client_needs_a_running_loop_and_says_so(office: PostOffice) -> None:
    coroutine = AsyncPost(office.url).parcels.get("p1")
    with pytest.raises(RuntimeError, match="no running event loop"):
        coroutine.send(None)


FORKED = """
import os, sys
from tests.api_client_core.toy import Post
post = Post(sys.argv[1])
assert post.parcels.get("p1").id == "p1"
child = os.fork()
found = [post.parcels.get("p1").id for _ in range(20)]
assert found == ["p1"] * 20, found
if child:
    _, status = os.waitpid(child, 0)
    assert status == 0, status
    assert post.parcels.get("p1").id == "p1"
post.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_blocking_client_goes_on_after_a_fork_on_connections_of_its_own(
    office: PostOffice,
) -> None:
    office.put()
    subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKED, office.url], cwd=ROOT, check=True, timeout=60
    )
    assert len(office.journal) == 42


# ---------------------------------------------------------------------------------------- closing


def test_a_closed_client_says_that_it_is_closed(colour: Colour, office: PostOffice) -> None:
    parcel = office.put()
    client = colour.client(office)
    colour.run(client.parcels.get(parcel))
    colour.run(client.close())
    with pytest.raises(RuntimeError, match="closed"):
        colour.run(client.parcels.get(parcel))
    with pytest.raises(RuntimeError, match="closed"):
        colour.run(client.parcels.tidy())
    colour.run(client.close())


def test_a_client_that_was_never_used_opens_nothing(colour: Colour, office: PostOffice) -> None:
    client = colour.client(office)
    colour.run(client.close())
    assert office.connections == 0


# ------------------------------------------------------------------------------------------ twins


def test_a_twin_has_its_own_patience_and_shares_the_connections(
    colour: Colour, office: PostOffice, hours: Hours
) -> None:
    parcel = office.put()
    seen: list[int] = []
    client = colour.client(office, clock=hours.clock)
    eager = client.with_options(retry=RetryPolicy(retries=0), timeout=5.0)
    watched = client.with_options(hooks=Hooks(on_request=lambda _, attempt: seen.append(attempt)))
    for each in (client, eager, watched):
        assert type(each) is type(client)
        assert colour.run(each.parcels.get(parcel)).id == parcel
    assert office.connections == 1
    assert seen == [1]

    office.fail(Answer(503), times=2)
    with pytest.raises(PostError) as caught:
        colour.run(eager.parcels.get(parcel))
    assert getattr(caught.value, "attempts", 0) == 1
    assert colour.run(client.parcels.get(parcel)).id == parcel
    assert eager.parcels.sender is eager.sender
    assert client.parcels.sender is client.sender


def test_closing_a_twin_leaves_the_client_open_and_closing_the_client_closes_both(
    colour: Colour, office: PostOffice
) -> None:
    parcel = office.put()
    client = colour.client(office)
    twin = client.with_options(timeout=5.0)
    assert colour.run(twin.parcels.get(parcel)).id == parcel
    colour.run(twin.close())
    assert colour.run(client.parcels.get(parcel)).id == parcel
    colour.run(client.close())
    with pytest.raises(RuntimeError, match="closed"):
        colour.run(twin.parcels.get(parcel))


def test_a_twin_refuses_what_the_client_refuses(colour: Colour, office: PostOffice) -> None:
    client = colour.client(office)
    with pytest.raises(ValueError, match="timeout"):
        client.with_options(timeout=-1.0)


# ------------------------------------------------------------------------------- one's own client


def library(name: str) -> Any:
    """Import an HTTP library, or skip."""
    return pytest.importorskip(name)


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_ones_own_client_is_used_with_its_defaults_and_stays_open(
    name: str, colour: Colour, office: PostOffice
) -> None:
    module = library(name)
    parcel = office.put()
    kind = module.Client if colour.name == "blocking" else module.AsyncClient
    own = kind(headers={"x-team": "ours", "user-agent": "theirs"}, params={"tenant": "7"})
    client = colour.client(office, http=own)
    assert colour.run(client.parcels.get(parcel)).id == parcel
    colour.run(client.close())
    assert not own.is_closed
    sent = office.journal[0].request
    assert sent.headers["x-team"] == "ours"
    assert sent.headers["user-agent"] == "toy", "what the call says counts more"
    assert sent.first("tenant") == "7"
    again = colour.client(office, http=own)
    assert colour.run(again.parcels.get(parcel)).id == parcel
    assert office.connections == 1
    colour.run(own.aclose() if colour.name == "async" else own.close())


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_the_errors_of_ones_own_client_are_the_same_errors(
    name: str, colour: Colour, office: PostOffice, hours: Hours
) -> None:
    module = library(name)
    kind = module.Client if colour.name == "blocking" else module.AsyncClient
    own = kind()
    url = office.url
    office.stop()
    client = colour.client(url, http=own, clock=hours.clock)
    with pytest.raises(PostError, match="nothing was sent"):
        colour.run(client.parcels.send("Nowhere 1"))
    colour.run(own.aclose() if colour.name == "async" else own.close())


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_a_client_of_the_wrong_colour_is_refused_by_name(name: str, colour: Colour) -> None:
    module = library(name)
    wrong = module.AsyncClient() if colour.name == "blocking" else module.Client()
    right = r"httpx\.Client\(\)" if colour.name == "blocking" else r"httpx\.AsyncClient\(\)"
    with pytest.raises(PostInvalid, match=f"^http: .*{right}"):
        colour.client("http://127.0.0.1:9", http=wrong)
    if colour.name == "async":
        wrong.close()
    else:
        asyncio.run(wrong.aclose())


def test_redirects_are_not_followed_even_by_a_client_that_would(
    colour: Colour, office: PostOffice
) -> None:
    # Followed, a POST would turn into a GET, and the key might go elsewhere.
    kind: Any = httpx.Client if colour.name == "blocking" else httpx.AsyncClient
    own: Any = kind(follow_redirects=True)
    office.fail(Answer(302, b"", (("location", "/parcels/p1"),)))
    client = colour.client(office, http=own)
    with pytest.raises(PostError, match="HTTP 302"):
        colour.run(client.parcels.send("Nowhere 1"))
    assert len(office.journal) == 1
    colour.run(own.aclose() if colour.name == "async" else own.close())


def test_cookies_of_the_service_are_not_kept(colour: Colour, office: PostOffice) -> None:
    office.fail(Answer(404, b"", (("set-cookie", "session=abc"),)))
    client = colour.client(office)
    for _ in range(2):
        with pytest.raises(PostError):
            colour.run(client.parcels.get("p1"))
    assert "cookie" not in office.journal[1].request.headers


def test_importing_the_core_does_not_import_the_http_library() -> None:
    code = (
        "import sys, api_client_core.clients, api_client_core.endpoints, api_client_core.verbs\n"
        "assert 'httpx' not in sys.modules and 'httpx2' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    importlib.import_module("api_client_core.clients")

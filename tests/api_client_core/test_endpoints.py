"""One description of a method serves five kinds of client."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
import pydoc
from datetime import UTC, datetime
from typing import Any

import pytest

from api_client_core.pages import AsyncPages, Page, Pages
from api_client_core.senders import Describing
from api_client_core.steps import Call
from api_client_core.wire import Body, Response

from .conftest import Colour
from .toy import AsyncPost, One, Parcel, Parcels, Post, PostApi, PostOffice, Status, nothing

NOWHERE = "http://127.0.0.1:9"


# ---------------------------------------------------------------------------------- five senders


def test_one_method_blocks_awaits_keeps_the_reply_or_only_describes(office: PostOffice) -> None:
    ident = office.put()
    with Post(office.url) as post:
        value = post.parcels.get(ident)
        raw = post.with_raw_response.parcels.get(ident)
        described = post.describe.parcels.get(ident)

    async def other() -> tuple[Parcel, Response[Parcel], Call[Parcel]]:
        async with AsyncPost(office.url) as post:
            return (
                await post.parcels.get(ident),
                await post.with_raw_response.parcels.get(ident),
                post.describe.parcels.get(ident),
            )

    assert isinstance(value, Parcel)
    assert raw.value == value
    assert (raw.reply.status, raw.attempts) == (200, 1)
    assert raw.reply.headers["content-type"] == "application/json"
    assert raw.request.where == "GET /parcels/p1"
    avalue, araw, adescribed = asyncio.run(other())
    assert (avalue, araw.value, adescribed) == (value, value, described)
    assert len(office.journal) == 4, "describing sends nothing"


def test_describing_needs_neither_a_key_nor_a_network() -> None:
    api = PostApi(Describing())
    assert api.parcels.get("p1") == Call("post", "GET", ("parcels", "p1"), One(Parcel))
    assert api.parcels.list(status=Status.WAITING).query == (("status", "waiting"),)


def test_a_call_is_plain_data() -> None:
    describe = PostApi(Describing()).parcels
    send = describe.send("Nowhere 1", due=datetime(2026, 1, 1, tzinfo=UTC))
    for call in (describe.get("p1"), send, describe.cancel("p1"), describe.list(tag=("a", "b"))):
        again: Any = pickle.loads(pickle.dumps(call))
        assert again == call
        assert hash(again) == hash(call)
        assert copy.deepcopy(call) == call
        assert {call: 1}[again] == 1
    assert describe.get("p1") != describe.get("p2")
    one: object = describe.cancel("p1")
    assert describe.get("p1") != one
    assert describe.send("a") != describe.send("b")
    assert send.body is not None
    assert send.body.data == {"to": "Nowhere 1", "sheets": 1, "due": "2026-01-01T00:00:00.000000Z"}


def test_what_may_be_repeated_follows_from_the_method_unless_the_author_knows_better() -> None:
    describe = PostApi(Describing()).parcels
    assert describe.get("p1").idempotent
    assert describe.replace("p1", "x").idempotent
    assert describe.cancel("p1").idempotent
    assert not describe.send("Nowhere 1").idempotent
    assert describe.echo().idempotent
    for method, idempotent in {"HEAD": True, "OPTIONS": True, "PATCH": False}.items():
        assert Call("post", method, ("a",), nothing).idempotent is idempotent


# ----------------------------------------------------------------------- what tools see of them


@pytest.mark.parametrize("name", ["get", "send", "list", "tidy", "send_all", "walk"])
def test_every_form_of_a_method_keeps_its_name_signature_and_docstring(name: str) -> None:
    plain: Any = getattr(Parcels, name)
    assert inspect.isfunction(plain), "on the class, it is the function as it was written"
    signature = inspect.signature(plain)
    bound = signature.replace(parameters=list(signature.parameters.values())[1:])
    post, other = Post(NOWHERE), AsyncPost(NOWHERE)
    for api in (
        post,
        other,
        post.with_raw_response,
        other.with_raw_response,
        post.describe,
    ):
        method = getattr(api.parcels, name)
        assert method.__name__ == name
        assert method.__qualname__ == f"Parcels.{name}"
        assert method.__module__ == Parcels.__module__
        assert inspect.getdoc(method) == inspect.getdoc(plain)
        assert list(inspect.signature(method).parameters) == list(bound.parameters)
        assert str(inspect.signature(method)) == str(bound)


def test_async_methods_are_coroutine_functions_and_blocking_ones_are_not() -> None:
    post, other = Post(NOWHERE), AsyncPost(NOWHERE)
    for name in ("get", "send", "tidy", "send_all"):
        assert inspect.iscoroutinefunction(getattr(other.parcels, name))
        assert inspect.iscoroutinefunction(getattr(post.parcels, name)) is False
    for name in ("get", "send"):
        assert inspect.iscoroutinefunction(getattr(other.with_raw_response.parcels, name))
        assert inspect.iscoroutinefunction(getattr(post.with_raw_response.parcels, name)) is False


def test_help_on_the_class_and_on_a_client_reads_well() -> None:
    shown = pydoc.plain(pydoc.render_doc(Parcels))
    assert "get(self, parcel: 'str')" in shown
    assert "Fetch one parcel." in shown
    shown = pydoc.plain(pydoc.render_doc(Post(NOWHERE).parcels.get))
    assert "get(parcel: 'str')" in shown
    assert "Fetch one parcel." in shown


def test_a_wrong_call_is_a_type_error_as_of_any_function(colour: Colour) -> None:
    client = colour.client(NOWHERE)
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        colour.run(client.parcels.get("p1", colour="red"))
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        colour.run(client.parcels.get())


def test_a_resource_is_made_once_per_client() -> None:
    post = Post(NOWHERE)
    assert post.parcels is post.parcels
    assert post.parcels.sender is post.sender


# -------------------------------------------------------------------------------------- listings


def test_a_listing_is_lazy_and_fetches_page_by_page(colour: Colour, office: PostOffice) -> None:
    for _ in range(8):
        office.put()
    pages = colour.client(office).parcels.list()
    assert office.journal == [], "nothing is sent until it is walked"
    assert [parcel.id for parcel in colour.items(pages)] == [f"p{n}" for n in range(1, 9)]
    assert [entry.request.raw_query for entry in office.journal] == [
        "",
        "page_token=3",
        "page_token=6",
    ]
    assert len(colour.items(pages)) == 8, "it can be walked again"
    assert len(office.journal) == 6


def test_a_listing_gives_items_pages_replies_or_all_at_once(
    colour: Colour, office: PostOffice
) -> None:
    for _ in range(5):
        office.put()
    listed = colour.client(office).parcels.list()
    everything = colour.run(listed.all())
    assert everything.__class__ is tuple
    assert [parcel.id for parcel in everything] == ["p1", "p2", "p3", "p4", "p5"]
    pages = colour.items(listed.pages())
    assert [[parcel.id for parcel in page] for page in pages] == [["p1", "p2", "p3"], ["p4", "p5"]]
    assert [len(page) for page in pages] == [3, 2]
    assert [page.next_token for page in pages] == ["3", None]
    responses = colour.items(listed.responses())
    assert [response.value for response in responses] == pages
    assert [response.reply.status for response in responses] == [200, 200]
    assert [response.status for response in responses] == [200, 200]
    assert responses[0].headers is responses[0].reply.headers
    assert colour.run(listed.first()).id == "p1"
    assert "sender" not in repr(listed)
    assert [response.attempts for response in responses] == [1, 1]


def test_only_the_pages_that_are_needed_are_fetched(colour: Colour, office: PostOffice) -> None:
    for _ in range(9):
        office.put()
    listed: Any = colour.client(office).parcels.list()
    if colour.name == "blocking":
        iterator = iter(listed)
        assert [next(iterator).id for _ in range(4)] == ["p1", "p2", "p3", "p4"]
    else:

        async def four() -> list[Any]:
            found: list[Any] = []
            async for parcel in listed:
                found.append(parcel)
                if len(found) == 4:
                    break
            return found

        assert [parcel.id for parcel in colour.run(four())] == ["p1", "p2", "p3", "p4"]
    assert len(office.journal) == 2


def test_a_listing_resumes_where_it_was_left_on_another_day(
    colour: Colour, office: PostOffice
) -> None:
    for _ in range(7):
        office.put()
    client = colour.client(office)
    token = colour.items(client.parcels.list().pages())[0].next_token
    rest = colour.items(client.parcels.list(page_token=token))
    assert [parcel.id for parcel in rest] == ["p4", "p5", "p6", "p7"]


def test_the_filters_go_along_to_every_page(colour: Colour, office: PostOffice) -> None:
    for number in range(8):
        office.put("waiting" if number % 2 else "on_its_way")
    listed = colour.client(office).parcels.list(status=Status.WAITING, tag=("a", "b c"))
    assert len(colour.items(listed)) == 4
    filters = "status=waiting&tag=a&tag=b%20c"
    assert [entry.request.raw_query for entry in office.journal] == [
        filters,
        f"{filters}&page_token=3",
    ]


def test_an_empty_listing_is_empty(colour: Colour, office: PostOffice) -> None:
    listed = colour.client(office).parcels.list()
    assert colour.items(listed) == []
    assert colour.run(listed.all()) == ()
    assert colour.run(listed.first()) is None
    assert [len(page) for page in colour.items(listed.pages())] == [0]


def test_the_raw_clients_listings_walk_just_the_same(office: PostOffice) -> None:
    office.put()
    with Post(office.url) as post:
        raw = post.with_raw_response.parcels.list()
        assert isinstance(raw, Pages)
        assert [response.reply.status for response in raw.responses()] == [200]
    assert isinstance(AsyncPost(office.url).with_raw_response.parcels.list(), AsyncPages)


def test_a_listing_prints_what_it_would_ask_for_without_its_query() -> None:
    shown = repr(Post(NOWHERE).parcels.list(status="ada@example.com"))
    assert "parcels" in shown
    assert "ada" not in shown


def test_a_page_knows_the_call_for_the_next_one_by_any_name_of_the_token() -> None:
    call = PostApi(Describing()).parcels.list(status="waiting", page_token="old")
    assert Page[Parcel](()).following(call) is None
    following = Page[Parcel]((), "new").following(call)
    assert following is not None
    assert following.query == (("status", "waiting"), ("page_token", "new"))
    other = Page[Parcel]((), "new", token_parameter="cursor").following(call)
    assert other is not None
    assert other.query == (*call.query, ("cursor", "new"))


def test_a_body_is_described_without_printing_it() -> None:
    shown = repr(PostApi(Describing()).parcels.send("ada@example.com"))
    assert "ada" not in shown
    assert "ada" not in repr(Body.json({"email": "ada@example.com"}))

"""What lies at the edges: strange arguments, strange logs, strange pages."""

from __future__ import annotations

import logging
import pickle

import httpx
import pytest
from attrs import evolve

from api_client_core.clients import perform
from api_client_core.errors import UnexpectedReply, without_addresses
from api_client_core.exchange import exchange
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.testing import Answer
from api_client_core.wire import Reply, Unsendable

from .conftest import Colour, Hours
from .test_exchange import World
from .toy import KEY, Post, PostError, PostInvalid, PostOffice, service


def test_a_rate_window_delays_a_call_that_was_refused_for_it_and_no_other() -> None:
    told = {"x-wait": "45"}
    office = evolve(service("https://post.example"), wait_headers=("retry-after", "x-wait"))
    call: Call[None] = Call("post", "GET", ("parcels",), _nothing)
    for status, expected in ((429, 45.0), (503, 0.25), (500, 0.25)):
        world = World([Reply(status, told), Reply(200)])
        world.play(exchange(call, office))
        assert world.waits == [expected], status


def _nothing(reply: Reply) -> None:
    """Read nothing."""


def test_an_option_that_cannot_work_is_refused_by_the_clients_own_error(
    colour: Colour, office: PostOffice
) -> None:
    with pytest.raises(PostInvalid, match=r"^timeout: "):
        colour.client(office).with_options(timeout=0)


@pytest.mark.parametrize(
    "url",
    [
        "https://:sesame@post.example",
        "https://user@post.example",
        "https://post..example",
        "http://[x",
        "http://" + "a" * 64 + ".example",
    ],
)
def test_an_address_that_no_call_could_reach_is_refused(url: str) -> None:
    with pytest.raises(PostInvalid) as caught:
        service(url)
    assert caught.value.name == "base_url"
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("header", [("x-name", "J\u00f6rg"), ("x-a", "b\r\nx-c: d"), ("", "a")])
def test_a_header_that_cannot_be_sent_is_refused(header: tuple[str, str]) -> None:
    with pytest.raises(Unsendable) as caught:
        evolve(service("https://post.example"), headers=(header,))
    assert caught.value.name == "headers"


def test_half_a_character_is_refused_before_it_is_sent(colour: Colour, office: PostOffice) -> None:
    parcels = colour.client(office).parcels
    with pytest.raises(PostInvalid, match="surrogate"):
        colour.run(parcels.get("\ud800"))
    with pytest.raises(PostInvalid, match="surrogate"):
        parcels.list(status="\ud800")
    assert office.journal == []


def test_two_clients_of_one_api_cannot_share_an_operation(office: PostOffice) -> None:
    async def nothing() -> None:
        """Do nothing."""

    operation = nothing()
    with Post(office.url) as one, Post(office.url) as other, pytest.raises(ValueError, match="two"):
        perform(operation, one, other)
    operation.close()


def test_a_page_that_names_itself_as_the_next_one_is_no_page() -> None:
    page = Page((1,), next_token="again")
    call: Call[Page[int]] = Call("post", "GET", ("parcels",), _page)
    second = page.following(call)
    assert second is not None
    with pytest.raises(UnexpectedReply, match="names itself"):
        page.following(second)


def _page(reply: Reply) -> Page[int]:
    return Page(())


def test_an_error_that_is_stored_holds_no_body(colour: Colour, office: PostOffice) -> None:
    office.fail(Answer(409))
    with pytest.raises(PostError) as caught:
        colour.run(colour.client(office).parcels.send("ada@example.com", note="sesame"))
    stored = pickle.dumps(caught.value)
    assert b"sesame" not in stored
    assert b"ada@example.com" not in stored
    assert KEY.encode() not in stored


def test_blanking_takes_no_longer_than_reading() -> None:
    # Quadratic, this would take hours.
    assert without_addresses("a" * 2_000_000) == "a" * 2_000_000


def test_the_header_codec_of_http2_says_nothing_of_our_calls(
    office: PostOffice, hours: Hours, caplog: pytest.LogCaptureFixture
) -> None:
    codec = logging.getLogger("hpack.hpack")

    def respond(request: httpx.Request) -> httpx.Response:
        codec.debug("Adding %s", request.headers.get("authorization") or KEY)
        return httpx.Response(404)

    with (
        caplog.at_level(logging.DEBUG),
        httpx.Client(transport=httpx.MockTransport(respond)) as own,
    ):
        client = Post(office.url, http=own, clock=hours.clock)
        with pytest.raises(PostError):
            client.parcels.get("p1")
        codec.debug("of others")
    assert KEY not in caplog.text
    assert "of others" in caplog.text


def test_a_proxy_that_the_environment_names_is_used(
    colour: Colour, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", office.url)
    with pytest.raises(PostError):
        colour.run(colour.client("http://post.example").parcels.get("p1"))
    assert office.journal[0].request.path == "http://post.example/parcels/p1"

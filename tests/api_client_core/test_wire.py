"""What leaves the house, byte by byte: paths, queries, bodies, headers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_client_core.open_enum import OpenStrEnum
from api_client_core.senders import Describing
from api_client_core.steps import Call
from api_client_core.testing import Answer
from api_client_core.wire import UNSET, Body, Raw, Reply, Request, Unsendable, Unset, plain

from .conftest import Colour
from .toy import KEY, PostApi, PostInvalid, PostOffice, nothing

describe = PostApi(Describing()).parcels


def sent(call: Call[Any]) -> Request:
    """Spell a call out."""
    return call.request("https://post.example/v1", ())


# ------------------------------------------------------------------------------------------ paths


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_a_segment_that_would_reach_another_endpoint_never_leaves(
    segment: str, colour: Colour, office: PostOffice
) -> None:
    client = colour.client(office)
    for call in ("get", "cancel"):
        with pytest.raises(PostInvalid, match="path") as caught:
            colour.run(getattr(client.parcels, call)(segment))
        assert isinstance(caught.value, ValueError)
    with pytest.raises(PostInvalid):
        client.describe.parcels.get(segment)
    assert office.journal == []
    assert office.connections == 0


@pytest.mark.parametrize("seconds", [0, -1.0, float("inf"), float("nan")])
def test_an_attempt_takes_some_time_and_not_for_ever(seconds: float) -> None:
    with pytest.raises(Unsendable, match="must be a positive number of seconds") as caught:
        _ = Call("post", "GET", ("a",), read=repr, timeout=seconds)
    assert caught.value.name == "timeout"


@pytest.mark.parametrize(
    ("segment", "wire"),
    [
        ("p1", "p1"),
        ("a/b", "a%2Fb"),
        ("../users", "..%2Fusers"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("a b", "a%20b"),
        ("a+b", "a%2Bb"),
        ("a%2e", "a%252e"),
        ("%2e%2e", "%252e%252e"),
        ("%2f", "%252f"),
        ("a;b,c", "a%3Bb%2Cc"),
        ("...", "..."),
        ("ada@example.com", "ada%40example.com"),
        ("Zoë", "Zo%C3%AB"),
        ("包裹", "%E5%8C%85%E8%A3%B9"),
        ("line\nbreak", "line%0Abreak"),
        ("back\\slash", "back%5Cslash"),
        ("~tilde-dash_", "~tilde-dash_"),
        ("http://evil.example/", "http%3A%2F%2Fevil.example%2F"),
    ],
)
def test_a_segment_stays_in_its_place_whatever_it_holds(
    segment: str, wire: str, colour: Colour, office: PostOffice
) -> None:
    arrived = colour.run(colour.client(office).parcels.echo(segment))
    assert arrived["path"] == f"/echo/{wire}"
    assert arrived["part"] == segment


@given(st.text(min_size=1).filter(lambda text: text not in {".", ".."}))
def test_no_text_climbs_out_of_its_segment(segment: str) -> None:
    try:
        url = sent(describe.get(segment)).url
    except PostInvalid:
        segment.encode("utf-8", "surrogatepass")
        with pytest.raises(UnicodeEncodeError):
            segment.encode()
        return
    assert url.startswith("https://post.example/v1/parcels/")
    last = url.removeprefix("https://post.example/v1/parcels/")
    assert last
    assert not set(last) & set("/?#")
    assert last not in {".", ".."}


def test_a_base_url_may_have_a_path_and_a_slash_at_its_end(colour: Colour) -> None:
    with PostOffice() as office:
        client = colour.client(f"{office.url}/echo/")
        with pytest.raises(Exception, match="POST /echo/echo/x: HTTP 404"):
            colour.run(client.parcels.echo("x"))
        assert office.journal[0].request.path == "/echo/echo/x"


# ---------------------------------------------------------------------------------------- queries


class Colours(Enum):
    """A plain enum."""

    RED = "red"
    TWO = 2


class Shapes(OpenStrEnum):
    """An open one."""

    ROUND = "round"


@pytest.mark.parametrize(
    ("query", "wire"),
    [
        ({"a": "b"}, "a=b"),
        ({"a": None, "b": UNSET}, ""),
        ({"a": ""}, "a="),
        ({"a": True, "b": False}, "a=true&b=false"),
        ({"a": 7, "b": 1.5, "c": 0}, "a=7&b=1.5&c=0"),
        ({"a": ("x", "y", "z")}, "a=x&a=y&a=z"),
        ({"a": ()}, ""),
        ({"a": [1, True]}, "a=1&a=true"),
        ({"a": "b&c=d#e f+g"}, "a=b%26c%3Dd%23e%20f%2Bg"),
        ({"a": Raw("b%20c:d,e")}, "a=b%20c:d,e"),
        ({"a": (Raw("%41"), "%41")}, "a=%41&a=%2541"),
        ({"a b&": "c"}, "a%20b%26=c"),
        ({"a": Colours.RED, "b": Colours.TWO, "c": Shapes.ROUND}, "a=red&b=2&c=round"),
        ({"a": Shapes("new")}, "a=new"),
        ({"a": "ada@example.com"}, "a=ada%40example.com"),
        ({"a": datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)}, "a=2026-03-04T05%3A06%3A07.000000Z"),
        (
            {"a": datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=timezone(timedelta(hours=2)))},
            "a=2026-03-04T03%3A06%3A07.000008Z",
        ),
        ({"a": date(2026, 3, 4)}, "a=2026-03-04"),
    ],
    ids=repr,
)
def test_a_query_on_the_wire(
    query: Mapping[str, Any], wire: str, colour: Colour, office: PostOffice
) -> None:
    arrived = colour.run(colour.client(office).parcels.echo(query=query))
    assert arrived["raw_query"] == wire


@given(st.dictionaries(st.text(), st.text() | st.lists(st.text()), max_size=5))
def test_any_text_arrives_as_it_was(query: dict[str, str | list[str]]) -> None:
    try:
        url = sent(describe.echo(query=query)).url
    except (PostInvalid, UnicodeEncodeError):
        return  # a lone surrogate, which no encoding can carry
    flat = [(k, v) for k, vs in query.items() for v in (vs if isinstance(vs, list) else [vs])]
    assert parse_qsl(url.partition("?")[2], keep_blank_values=True) == flat


def test_a_time_without_a_zone_is_refused_by_name_before_anything_is_sent(
    colour: Colour, office: PostOffice
) -> None:
    naive = datetime(2026, 3, 4, 5, 6, 7)  # noqa: DTZ001 - that is the point
    client = colour.client(office)
    with pytest.raises(PostInvalid, match=r"^since: has no time zone"):
        colour.items(client.parcels.list(since=naive))
    with pytest.raises(PostInvalid, match=r"^due: has no time zone") as caught:
        colour.run(client.parcels.send("Nowhere 1", due=naive))
    assert caught.value.name == "due"
    assert "aware" in caught.value.problem
    with pytest.raises(PostInvalid, match=r"^trip\.stops: has no time zone"):
        colour.run(client.parcels.echo(body={"trip": {"stops": [{"x": 1}, naive]}}))
    assert office.journal == []


# ----------------------------------------------------------------------------------------- bodies


def test_a_json_body_holds_plain_data_and_leaves_out_what_is_unset(
    colour: Colour, office: PostOffice
) -> None:
    body: dict[str, object] = {
        "text": "Zoë",
        "left": UNSET,
        "cleared": None,
        "when": datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        "day": date(2026, 3, 4),
        "shape": Shapes.ROUND,
        "many": (1, 2.5, False),
        "inner": {"left": UNSET, "kept": {"x"}},
    }
    arrived = colour.run(colour.client(office).parcels.echo(body=body))
    assert arrived["headers"]["content-type"] == "application/json"
    assert arrived["headers"]["content-length"] == str(arrived["size"])
    assert json.loads(arrived["body"]) == {
        "text": "Zoë",
        "cleared": None,
        "when": "2026-03-04T05:06:07.000000Z",
        "day": "2026-03-04",
        "shape": "round",
        "many": [1, 2.5, False],
        "inner": {"kept": ["x"]},
    }


@pytest.mark.parametrize(
    "value",
    [object(), b"bytes", 1j, Decimal("1.5"), Path("x"), [UNSET]],
    ids=["object", "bytes", "complex", "decimal", "path", "unset"],
)
def test_what_is_no_json_is_refused_by_name(value: object) -> None:
    with pytest.raises(PostInvalid, match=r"^thing: cannot be sent"):
        _ = describe.echo(body={"thing": value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_lacks_is_refused(value: float) -> None:
    with pytest.raises(PostInvalid, match=r"^trip\.7: must be a finite number"):
        _ = describe.echo(body={"trip": {7: value}})


def test_a_form_is_encoded_as_html_does(colour: Colour, office: PostOffice) -> None:
    form = Body.form([("a", "b c"), ("a", "d&e"), ("f", "Zoë")])
    arrived = colour.run(colour.client(office).parcels.echo(body=form))
    assert arrived["body"] == "a=b+c&a=d%26e&f=Zo%C3%AB"
    assert arrived["headers"]["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("size", [0, 1, 65_536, 3_000_001])
def test_a_file_arrives_whole(
    size: int, colour: Colour, office: PostOffice, tmp_path: Path
) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    client = colour.client(office)
    assert colour.run(client.parcels.photo(f"{office.url}/photos/p1?signature=abc", file)) is None
    assert office.photos == [file.read_bytes()]
    request = office.journal[0].request
    assert request.headers["content-length"] == str(size)
    assert request.headers["content-type"] == "image/png"
    assert "transfer-encoding" not in request.headers
    assert request.raw_query == "signature=abc"
    assert "authorization" not in request.headers
    assert KEY not in repr(request.headers)


def test_a_file_is_sent_whole_again_when_the_call_is_repeated(
    colour: Colour, office: PostOffice, tmp_path: Path
) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(b"x" * 100_000)
    office.fail(Answer(503, b"", (("retry-after", "0"),)))
    colour.run(colour.client(office).parcels.photo(f"{office.url}/photos/p1", file))
    assert [len(entry.request.body) for entry in office.journal] == [100_000] * 2


def test_a_file_that_is_missing_is_the_systems_own_error(
    colour: Colour, office: PostOffice, tmp_path: Path
) -> None:
    client = colour.client(office)
    with pytest.raises(FileNotFoundError):
        colour.run(client.parcels.photo(f"{office.url}/photos/p1", tmp_path / "none"))
    assert office.journal == []


# ---------------------------------------------------------------------------------------- headers


def test_a_call_without_a_body_says_nothing_of_one(colour: Colour, office: PostOffice) -> None:
    office.put()
    colour.run(colour.client(office).parcels.get("p1"))
    headers = office.journal[0].request.headers
    assert "content-type" not in headers
    assert headers.get("content-length", "0") == "0"
    assert headers["user-agent"] == "toy"
    assert headers["accept"] == "application/json"
    assert headers["authorization"] == f"Key {KEY}"


def test_a_calls_own_headers_go_along(office: PostOffice) -> None:
    call = Call("post", "GET", ("a",), nothing, headers=(("x-trace", "7"),))
    assert sent(call).headers == (("x-trace", "7"),)
    with_body = Call("post", "PUT", ("a",), nothing, body=Body.json({}), headers=(("x", "1"),))
    assert dict(sent(with_body).headers) == {"content-type": "application/json", "x": "1"}


def test_a_compressed_reply_is_read(colour: Colour, office: PostOffice) -> None:
    body = gzip.compress(json.dumps(office.parcels[office.put()]).encode())
    office.fail(Answer(200, body, (("content-encoding", "gzip"),)))
    assert colour.run(colour.client(office).parcels.get("p1")).id == "p1"
    assert "gzip" in office.journal[0].request.headers["accept-encoding"]


def test_the_names_of_reply_headers_are_lower_case(colour: Colour, office: PostOffice) -> None:
    body = json.dumps(office.parcels[office.put()]).encode()
    office.fail(Answer(200, body, (("X-Request-Id", "r-1"), ("X-Twice", "a"), ("x-twice", "b"))))
    reply = colour.run(colour.client(office).with_raw_response.parcels.get("p1")).reply
    assert reply.headers["x-request-id"] == "r-1"
    assert reply.headers["x-twice"] == "a, b"
    assert reply.json()["id"] == "p1"


# ------------------------------------------------------------------------------------ small values


def test_unset_is_one_thing_and_false() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert isinstance(UNSET, Unset)


def test_a_reply_that_is_no_json_is_a_value_error() -> None:
    for content in (b"", b"<p>", b"[" * 100_000, b"\xff"):
        with pytest.raises(ValueError, match=r"nested too deep|Expecting value|can't decode"):
            Reply(200, {}, content).json()


def test_an_argument_that_cannot_be_sent_says_which_and_why() -> None:
    with pytest.raises(Unsendable) as caught:
        plain("start", datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
    assert caught.value.name == "start"
    assert isinstance(caught.value, ValueError)


def test_what_goes_elsewhere_takes_no_header_of_the_clients_own_along() -> None:
    body = Body(b"a,b\n", "")
    url = "https://elsewhere.example/k?Signature=a%2Bb"
    call: Call[object] = Call("post", "PUT", (), Reply.json, body=body, url=url)
    request = call.request("https://api.example", (("x-token", "REDACTED"),))
    assert (request.url, request.headers, request.content) == (url, (), b"a,b\n")
    typed: Call[object] = Call("post", "PUT", (), Reply.json, body=Body(b"", "text/csv"), url=url)
    assert typed.request("https://api.example", ()).headers == (("content-type", "text/csv"),)

"""Lists of users and catalogs: a place is asked for, the file goes there, and it is complete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from api_client_core.testing import Answer, Received, Sandbox, route
from clevertap_client import (
    AmbiguousDelivery,
    AsyncCleverTap,
    CleverTap,
    CustomList,
    Email,
    InvalidArgument,
    InvalidCredentials,
    NotAllowed,
    ObjectId,
    RequestRejected,
    UnexpectedReply,
)
from clevertap_client.testing import Reset

from .conftest import IMPATIENT, Colour

ABOUT = {"email": "admin@quay.example", "creator": "Noor"}
DESCRIBE = CleverTap("a", "b", region="in1").describe


@define(eq=False)
class Store(Sandbox):
    """Where presigned files go: it knows no accounts, and wants no header that was not signed."""

    files: list[bytes] = field(factory=list[bytes])

    @route("PUT", "/bucket/{key}")
    def put(self, request: Received, key: str) -> Answer:
        """Keep a file."""
        self.files.append(request.body)
        return Answer(200)


@define(eq=False)
class Lists(Sandbox):
    """CleverTap, as far as files go."""

    store: str = ""
    account_id: str = "a"
    passcode: str = "REDACTED"

    @route("POST", "/get_custom_list_segment_url")
    def place(self, request: Received) -> Answer:
        """Open a place."""
        url = f"{self.store}/bucket/k%2F1?Signature=ab%2Bc&Expires=9"
        return Answer.json(
            {"presignedS3URL": url, "expiry": "7 Dec, 01:29 PM", "status": "success"}
        )

    @route("POST", "/get_catalog_url")
    def catalog_place(self, request: Received) -> Answer:
        """Open another."""
        return self.place(request)

    @route("POST", "/upload_custom_list_segment_completed")
    def completed(self, request: Received) -> Answer:
        """Take note."""
        return Answer.json({"Segment ID": 1765000000, "status": "success", "code": 200})

    @route("POST", "/upload_catalog_completed")
    def catalog_completed(self, request: Received) -> Answer:
        """Take note."""
        return Answer.json({"status": "success"})


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as store:
        yield store


@pytest.fixture
def lists(store: Store) -> Iterator[Lists]:
    with Lists(store=store.url) as lists:
        yield lists


@pytest.fixture
def client(lists: Lists, colour: Colour) -> Any:
    kind: Any = AsyncCleverTap if colour.runner else CleverTap
    headers = {"X-Of-Ours": "secret"}
    client = kind("a", "REDACTED", base_url=lists.url, clock=IMPATIENT, headers=headers)
    colour.opened.append(client)
    return client


def sent(sandbox: Sandbox) -> list[tuple[str, Any]]:
    return [(e.request.path, e.request.json() if e.request.body else None) for e in sandbox.journal]


def test_users_become_a_segment(lists: Lists, store: Store, colour: Colour, client: Any) -> None:
    users = iter(["kim@quay.example", "+4915112345678", ObjectId("__g1"), 'a "b", c'])
    made = colour.run(client.custom_lists.upload("Quay users", users, **ABOUT))
    assert made == CustomList(segment_id=1765000000)
    assert store.files == [
        b'Type,Identity\ni,kim@quay.example\ni,+4915112345678\ng,__g1\ni,"a ""b"", c"\n'
    ]
    url = f"{store.url}/bucket/k%2F1?Signature=ab%2Bc&Expires=9"
    assert sent(lists) == [
        ("/get_custom_list_segment_url", None),
        (
            "/upload_custom_list_segment_completed",
            {
                "name": "Quay users",
                **ABOUT,
                "filename": "users.csv",
                "url": url,
                "replace": False,
            },
        ),
    ]


def test_the_file_goes_out_without_credentials_and_without_a_type_nobody_signed(
    store: Store, colour: Colour, client: Any
) -> None:
    colour.run(client.custom_lists.upload("Quay users", ["kim"], **ABOUT))
    (entry,) = store.journal
    assert entry.request.raw_query == "Signature=ab%2Bc&Expires=9"
    names = set(entry.request.headers)
    assert not {name for name in names if name.startswith("x-")} | (names & {"content-type"})


def test_a_file_is_streamed_and_keeps_its_name(
    lists: Lists, store: Store, colour: Colour, client: Any, tmp_path: Path
) -> None:
    file = tmp_path / "vip.csv"
    file.write_bytes(b'"type", Identity\r\ni,kim\r\n')
    colour.run(client.custom_lists.upload("VIP", file, replace=True, **ABOUT))
    assert store.files == [file.read_bytes()]
    assert store.journal[0].request.headers["content-length"] == str(file.stat().st_size)
    body = sent(lists)[-1][1]
    assert (body["filename"], body["replace"]) == ("vip.csv", True)


def test_a_lost_connection_to_the_store_is_tried_again(
    store: Store, colour: Colour, client: Any
) -> None:
    store.fail(Reset())
    colour.run(client.custom_lists.upload("VIP", b"Type,Identity\ni,kim", **ABOUT))
    assert len(store.files) == 1


def test_a_closed_place_is_told_without_its_address(
    store: Store, colour: Colour, client: Any
) -> None:
    store.fail(Answer(403, b"<Error><Code>AccessDenied</Code></Error>"))
    with pytest.raises(NotAllowed) as caught:
        colour.run(client.custom_lists.upload("VIP", ["kim"], **ABOUT))
    assert "Signature" not in f"{caught.value!r} {caught.value}"


def test_a_completion_is_sent_once(lists: Lists, colour: Colour, client: Any) -> None:
    lists.fail(Reset(applied=True), path="/upload_custom_list_segment_completed")
    with pytest.raises(AmbiguousDelivery):
        colour.run(client.custom_lists.upload("VIP", ["kim"], **ABOUT))
    assert len(lists.journal) == 2


def test_an_address_that_is_no_admins_looks_like_wrong_credentials(
    lists: Lists, colour: Colour, client: Any
) -> None:
    refusal = Answer.json({"status": "fail", "code": 401, "error": "no admin"}, 401)
    lists.fail(refusal, path="/upload_custom_list_segment_completed")
    with pytest.raises(InvalidCredentials, match="no admin's"):
        colour.run(client.custom_lists.upload("VIP", ["kim"], **ABOUT))


def test_no_place_no_upload(lists: Lists, store: Store, colour: Colour, client: Any) -> None:
    lists.fail(Answer.json({"status": "fail", "error": "URL not generated"}))
    with pytest.raises(RequestRejected, match="URL not generated"):
        colour.run(client.custom_lists.upload("VIP", ["kim"], **ABOUT))
    assert not store.journal


@pytest.mark.parametrize(
    ("users", "problem"),
    [
        ([], "names nobody"),
        ("kim", "not one text"),
        ([5], "must be text"),
        ([Email("k@quay.example")], "identity"),
        (b"", "is empty"),
        (b"identity\nkim", "Type,Identity"),
        (Path("nowhere.csv"), "cannot be read"),
    ],
)
def test_a_wrong_list_is_refused_before_anything_is_sent(
    lists: Lists, colour: Colour, client: Any, users: Any, problem: str
) -> None:
    with pytest.raises(InvalidArgument, match=problem):
        colour.run(client.custom_lists.upload("VIP", users, **ABOUT))
    assert not lists.journal


def test_a_file_too_large_is_refused_before_anything_is_sent(
    lists: Lists, colour: Colour, client: Any, tmp_path: Path
) -> None:
    file = tmp_path / "all.csv"
    with file.open("wb") as out:
        out.write(b"sku,price\n")
        out.truncate(5_000_000_001)  # sparse
    with pytest.raises(InvalidArgument, match="5 GB"):
        colour.run(client.catalogs.upload("Quays", file, **ABOUT))
    assert not lists.journal


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"email": "noor"}, "email"), ({"creator": " "}, "creator"), ({"name": ""}, "name")],
)
def test_wrong_particulars_are_refused_before_anything_is_sent(
    lists: Lists, colour: Colour, client: Any, wrong: Any, name: str
) -> None:
    for method, content in (
        (client.custom_lists.upload, ["kim"]),
        (client.catalogs.upload, b"sku\n1"),
    ):
        with pytest.raises(InvalidArgument) as caught:
            colour.run(method(**{"name": "VIP", **ABOUT, **wrong}, **_content(method, content)))
        assert caught.value.name == name
    with pytest.raises(InvalidArgument, match="filename"):
        colour.run(client.custom_lists.upload("VIP", ["kim"], filename=" ", **ABOUT))
    assert not lists.journal


def _content(method: Any, content: Any) -> dict[str, Any]:
    return {"content" if isinstance(content, bytes) else "users": content}


def test_a_catalog_is_uploaded(lists: Lists, store: Store, colour: Colour, client: Any) -> None:
    done = colour.run(
        client.catalogs.upload(
            "Quays",
            b"Identity,lat,lng\n1,2,3\n",
            override=False,
            is_location_catalog=True,
            replace=True,
            **ABOUT,
        )
    )
    assert done is None
    assert store.files == [b"Identity,lat,lng\n1,2,3\n"]
    url = f"{store.url}/bucket/k%2F1?Signature=ab%2Bc&Expires=9"
    assert sent(lists)[-1] == (
        "/upload_catalog_completed",
        {
            "name": "Quays",
            **ABOUT,
            "url": url,
            "replace": True,
            "override": False,
            "isLocationCatalog": True,
        },
    )


def test_a_place_shows_its_address_to_nobody_by_accident(colour: Colour, client: Any) -> None:
    place = colour.run(client.custom_lists.upload_url())
    assert "Signature" in place.url
    assert "Signature" not in repr(place)
    assert place.expiry == "7 Dec, 01:29 PM"


@pytest.mark.parametrize("url", ["", "s3://bucket", "bucket/key"])
def test_an_address_is_a_whole_one(url: str) -> None:
    for resource in (DESCRIBE.custom_lists, DESCRIBE.catalogs):
        with pytest.raises(InvalidArgument, match="url"):
            _ = resource.put(url, b"sku")


def test_an_answer_without_a_place_is_unexpected(lists: Lists, colour: Colour, client: Any) -> None:
    lists.fail(Answer.json({"status": "success"}))
    with pytest.raises(UnexpectedReply):
        colour.run(client.catalogs.upload_url())

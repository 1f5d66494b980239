"""Opening a client: what it must be given, and what it says when something is missing."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import httpx
import pytest

import clevertap_client
from clevertap_client import (
    AsyncCleverTap,
    CleverTap,
    EventRecord,
    Hooks,
    InvalidArgument,
    Region,
    RetryPolicy,
    Secret,
)
from clevertap_client.regions import url_of
from clevertap_client.testing import CleverTapSandbox

from .conftest import Colour

BOTH = pytest.mark.parametrize("kind", [CleverTap, AsyncCleverTap])


@BOTH
@pytest.mark.parametrize(
    ("given", "name", "variable"),
    [
        ({}, "account_id", "CLEVERTAP_ACCOUNT_ID"),
        ({"account_id": ""}, "account_id", "CLEVERTAP_ACCOUNT_ID"),
        ({"account_id": "a"}, "passcode", "CLEVERTAP_PASSCODE"),
        ({"account_id": "a", "passcode": ""}, "passcode", "CLEVERTAP_PASSCODE"),
        ({"account_id": "a", "passcode": "p"}, "region", "CLEVERTAP_REGION"),
        ({"account_id": "a", "passcode": "p"}, "region", "CLEVERTAP_BASE_URL"),
    ],
)
def test_what_is_missing_is_named_with_the_variable_that_can_hold_it(
    kind: Any, given: dict[str, Any], name: str, variable: str
) -> None:
    with pytest.raises(InvalidArgument, match=variable) as caught:
        kind(**given)
    assert caught.value.name == name


@BOTH
def test_the_environment_fills_in_what_was_not_passed(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEVERTAP_ACCOUNT_ID", "acc")
    monkeypatch.setenv("CLEVERTAP_PASSCODE", "pass")
    monkeypatch.setenv("CLEVERTAP_REGION", "sg1")
    assert repr(kind()).endswith("https://sg1.api.clevertap.com>")
    assert repr(kind(region="us1")).endswith("https://us1.api.clevertap.com>")
    monkeypatch.setenv("CLEVERTAP_BASE_URL", "http://127.0.0.1:1")
    assert repr(kind()).endswith("http://127.0.0.1:1>")
    assert repr(kind(region="us1")).endswith("https://us1.api.clevertap.com>")


@pytest.mark.parametrize(
    ("region", "host"),
    [
        (Region.EU, "api.clevertap.com"),
        ("eu", "api.clevertap.com"),
        ("EU", "api.clevertap.com"),
        ("eu1", "eu1.api.clevertap.com"),
        (Region.IN, "in1.api.clevertap.com"),
        ("sg1", "sg1.api.clevertap.com"),
        ("us1", "us1.api.clevertap.com"),
        ("aps3", "aps3.api.clevertap.com"),
        (Region.AE, "mec1.api.clevertap.com"),
        ("sk1", "sk1.api.clevertap.com"),
        ("next9", "next9.api.clevertap.com"),
    ],
)
def test_a_region_is_the_first_label_of_the_host(region: str, host: str) -> None:
    assert url_of(region) == f"https://{host}"


@pytest.mark.parametrize(
    "region",
    ["", " ", "in1.dashboard", "evil.example/", "a@b", "in1:80", "-x", "x" * 40, "ü1", "1in"],
)
def test_what_cannot_be_a_label_is_no_region(region: str) -> None:
    with pytest.raises(InvalidArgument, match="base_url"):
        CleverTap("a", "p", region=region)


@BOTH
@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"region": "in1", "base_url": "https://x.example"}, "region"),
        ({"base_url": "x.example"}, "base_url"),
        ({"base_url": "ftp://x.example"}, "base_url"),
        ({"base_url": "https://x.example?a=b"}, "base_url"),
        ({"base_url": "https://me:secret@x.example"}, "base_url"),
        ({"region": "in1", "timeout": 0}, "timeout"),
        ({"region": "in1", "passcode": "two\nlines"}, "passcode"),
        ({"region": "in1", "account_id": "sp ace"}, "account_id"),
    ],
)
def test_what_is_wrong_is_named(kind: Any, given: dict[str, Any], name: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        kind(**{"account_id": "a", "passcode": "p", **given})
    assert caught.value.name == name
    assert "secret" not in str(caught.value)


def test_an_http_client_of_the_other_colour_is_refused() -> None:
    other: Any = httpx.AsyncClient()
    with pytest.raises(InvalidArgument, match="http"):
        CleverTap("a", "p", region="in1", http=other)
    one: Any = httpx.Client()
    with pytest.raises(InvalidArgument, match="http"):
        AsyncCleverTap("a", "p", region="in1", http=one)


def test_requests_carry_credentials_our_name_and_the_callers_headers(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    client = colour.client(sandbox, headers={"X-Team": "growth", "User-Agent": "mine/1"})
    colour.run(client.uploads.send([EventRecord("Seen", "u")]))
    headers = sandbox.journal[0].request.headers
    assert headers["x-clevertap-account-id"] == sandbox.account_id
    assert headers["x-clevertap-passcode"] == sandbox.passcode
    assert headers["content-type"] == "application/json"
    assert (headers["x-team"], headers["user-agent"]) == ("growth", "mine/1")
    colour.run(colour.client(sandbox).uploads.send([EventRecord("Seen", "u")]))
    agent = sandbox.journal[1].request.headers["user-agent"]
    assert agent.startswith(f"clevertap-client/{clevertap_client.__version__} ")


def test_a_passcode_may_come_wrapped(sandbox: CleverTapSandbox) -> None:
    with CleverTap(sandbox.account_id, Secret(sandbox.passcode), base_url=sandbox.url) as client:
        assert client.uploads.send([EventRecord("Seen", "u")]).complete


def test_two_clients_in_one_process_keep_their_credentials_apart(sandbox: CleverTapSandbox) -> None:
    with (
        CleverTap("other", "words", base_url=sandbox.url) as other,
        CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client,
    ):
        with pytest.raises(clevertap_client.InvalidCredentials):
            other.uploads.send([EventRecord("Seen", "u")])
        assert client.uploads.send([EventRecord("Seen", "u")]).complete


def test_a_twin_has_its_own_options_on_the_same_connections(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    seen: list[int] = []
    client = colour.client(sandbox)
    twin = client.with_options(
        retry=RetryPolicy(retries=0),
        hooks=Hooks(on_request=lambda _, attempt: seen.append(attempt)),
    )
    colour.run(twin.uploads.send([EventRecord("Seen", "u")]))
    colour.run(client.uploads.send([EventRecord("Seen", "u")]))
    assert seen == [1]


def test_the_methods_of_both_colours_have_one_docstring() -> None:
    blocking, awaiting = CleverTap("a", "p", region="in1"), AsyncCleverTap("a", "p", region="in1")
    assert blocking.uploads.send.__doc__ == awaiting.uploads.send.__doc__
    assert "stores an event twice" in (blocking.uploads.send.__doc__ or "")
    assert inspect.iscoroutinefunction(awaiting.profiles.get)


def test_every_name_is_there_and_listed_once() -> None:
    names = clevertap_client.__all__
    assert len(set(names)) == len(names)
    assert all(hasattr(clevertap_client, name) for name in names)


def test_the_public_values_pickle() -> None:
    for value in (Region.IN, Region("next9"), clevertap_client.RECORD_CODES[509]):
        assert pickle.loads(pickle.dumps(value)) == value

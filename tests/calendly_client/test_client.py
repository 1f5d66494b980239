"""Making a client: tokens, places, options; and living longer than an event loop."""

from __future__ import annotations

import asyncio
import pickle
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from calendly_client import (
    AsyncCalendly,
    Calendly,
    CalendlyError,
    Hooks,
    InvalidArgument,
    RetryPolicy,
    Secret,
    ServerError,
    aperform,
    perform,
)
from calendly_client.testing import Answer, CalendlySandbox

from .conftest import Colour

KINDS: tuple[Callable[..., Any], ...] = (Calendly, AsyncCalendly)
both = pytest.mark.parametrize("kind", KINDS)


@both
def test_without_a_token_it_says_where_to_put_one(kind: Callable[..., Any]) -> None:
    with pytest.raises(
        InvalidArgument, match=r"token: is missing: pass token=.* or set CALENDLY_T"
    ):
        kind()
    with pytest.raises(CalendlyError, match="token: is missing"):
        kind("  ")


def test_token_and_place_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, colour: Colour, sandbox: CalendlySandbox
) -> None:
    monkeypatch.setenv("CALENDLY_TOKEN", f"{sandbox.token}\n")
    monkeypatch.setenv("CALENDLY_BASE_URL", sandbox.url)
    client: Any = AsyncCalendly() if colour.runner else Calendly()
    colour.opened.append(client)
    assert colour.run(client.users.me()) == sandbox.users[0]


@both
@pytest.mark.parametrize("token", ["two words", "line\nbreak", "Schlüssel", "nul\0"])
def test_a_token_that_cannot_be_one_is_refused_without_showing_it(
    kind: Callable[..., Any], token: str
) -> None:
    with pytest.raises(InvalidArgument, match="token: has characters") as wrong:
        kind(token)
    assert token not in repr(wrong.value)


@both
@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("base_url", {"base_url": "api.calendly.com"}),
        ("base_url", {"base_url": "ftp://api.calendly.com"}),
        ("timeout", {"timeout": 0}),
        ("timeout", {"timeout": float("nan")}),
        ("headers", {"headers": {"AUTHORIZATION": "Basic x"}}),
    ],
)
def test_a_wrong_option_is_named(
    kind: Callable[..., Any], name: str, option: dict[str, Any]
) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        kind("token", **option)
    assert wrong.value.name == name
    assert wrong.value.__cause__ is None


def test_an_http_client_of_the_other_colour_is_refused() -> None:
    wrong: Any = httpx.Client()
    with pytest.raises(InvalidArgument, match="http: is a blocking client"):
        AsyncCalendly("token", http=wrong)
    wrong.close()
    wrong = httpx.AsyncClient()
    with pytest.raises(InvalidArgument, match="http: is an async client"):
        Calendly("token", http=wrong)
    asyncio.run(wrong.aclose())


def test_your_own_http_client_is_used_and_left_open(sandbox: CalendlySandbox) -> None:
    with httpx.Client(transport=sandbox.transport()) as http:
        with Calendly(sandbox.token, base_url="https://nowhere.invalid", http=http) as calendly:
            assert calendly.users.me() == sandbox.users[0]
        assert not http.is_closed


def test_headers_are_added_and_may_replace_the_user_agent(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    headers = {"User-Agent": "mine/1", "X-Team": "blue"}
    colour.run(colour.client(sandbox, headers=headers).users.me())
    sent = sandbox.journal[0].request.headers
    assert (sent["user-agent"], sent["x-team"]) == ("mine/1", "blue")


def test_a_twin_with_other_options_shares_the_connections(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    client = colour.client(sandbox)
    twin = client.with_options(retry=RetryPolicy(retries=0))
    sandbox.fail(Answer(503))
    with pytest.raises(ServerError):
        colour.run(twin.users.me())
    colour.run(twin.close())
    assert colour.run(client.users.me()) == sandbox.users[0]
    assert sandbox.connections == 1


def test_a_wrong_option_of_a_twin_is_named_too(colour: Colour, sandbox: CalendlySandbox) -> None:
    with pytest.raises(InvalidArgument, match="timeout: must be a positive number"):
        colour.client(sandbox).with_options(timeout=-1)


def test_two_clients_in_one_process_keep_their_tokens_apart(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    noor = colour.client(sandbox)
    aiko = colour.client(sandbox.url, sandbox.token_for(sandbox.users[2]))
    assert colour.run(noor.users.me()).name == "Noor Haddad"
    assert colour.run(aiko.users.me()).name == "Aiko Mori"
    assert colour.run(noor.users.me()).name == "Noor Haddad"


def test_hooks_see_every_attempt_and_no_credentials(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    seen: list[str] = []
    hooks = Hooks(
        on_request=lambda request, attempt: seen.append(f"{attempt} {request}"),
        on_reply=lambda request, reply, attempt: seen.append(f"{attempt} {reply.status}"),
    )
    sandbox.fail(Answer.html("<h1>Bad gateway</h1>", 502))
    colour.run(colour.client(sandbox, hooks=hooks).users.me())
    assert [line[:5] for line in seen] == ["1 Req", "1 502", "2 Req", "2 200"]
    assert sandbox.token not in "".join(seen)


def test_one_async_client_serves_three_event_loops_in_a_row(sandbox: CalendlySandbox) -> None:
    calendly = AsyncCalendly(sandbox.token, base_url=sandbox.url)
    sandbox.book()

    async def look() -> tuple[str, int]:
        me, events = await asyncio.gather(
            calendly.users.me(),
            calendly.scheduled_events.list(user=sandbox.users[0].uri).all(),
        )
        return me.name, len(events)

    assert [asyncio.run(look()) for _ in range(3)] == [("Noor Haddad", 1)] * 3


def test_threads_share_a_client(sandbox: CalendlySandbox) -> None:
    found: list[str] = []
    with Calendly(sandbox.token, base_url=sandbox.url) as calendly:
        threads = [
            threading.Thread(target=lambda: found.append(calendly.users.me().uri)) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [sandbox.users[0].uri] * 8


def test_calls_can_be_stored_and_performed_elsewhere(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    booked = sandbox.book()
    client = colour.client(sandbox)
    stored = pickle.dumps(client.describe.scheduled_events.get(booked.event))

    async def later() -> Any:
        return await pickle.loads(stored)

    run: Any = aperform if colour.runner else perform
    assert colour.run(run(later(), client)).uri == booked.event


@both
def test_a_client_shows_where_it_is_and_not_its_token(kind: Callable[..., Any]) -> None:
    client: object = kind(
        Secret("eyJhbGciOiJIUzI1NiJ9.secret-token"), base_url="http://127.0.0.1:9"
    )
    assert repr(client) == f"<{kind.__name__} http://127.0.0.1:9>"
    assert "secret" not in repr(vars(client))

"""No key, address or body in any log line, repr or message, whatever happens."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from api_client_core.exchange import Hooks
from api_client_core.retry import RetryPolicy
from api_client_core.testing import Answer, Reset, Truncate
from api_client_core.wire import Body, Response

from .conftest import Colour, Hours
from .toy import KEY, PostError, PostOffice

ADDRESS = "ada.lovelace@mail.example"
HIDDEN = (KEY, KEY[4:], "ada.lovelace", "sesame", "mail.example")


def quiet(text: str) -> None:
    """Fail if a text holds what nobody should read."""
    for hidden in HIDDEN:
        assert hidden not in text, f"{hidden!r} in {text[max(0, text.index(hidden) - 200) :][:400]}"


def everything(client: Any, colour: Colour, office: PostOffice, ident: str) -> list[Any]:
    """Make all kinds of calls, well and badly; give all that may be printed of them."""
    seen: list[Any] = [client, client.sender, client.parcels]
    told = f'{{"message": "no user {ADDRESS}", "token": "sesame"}}'.encode()
    spoiled: dict[str, Callable[[], Any]] = {
        "get": lambda: client.parcels.get(ident),
        "send": lambda: client.parcels.send(ADDRESS, note="sesame"),
        "echo": lambda: client.parcels.echo(
            ident, query={"email": ADDRESS}, body={"email": ADDRESS, "password": "sesame"}
        ),
        "form": lambda: client.parcels.echo(body=Body.form([("email", ADDRESS)])),
        "list": lambda: client.parcels.list(status=ADDRESS).all(),
        "raw": lambda: client.with_raw_response.parcels.get(ident),
        "tidy": lambda: client.parcels.tidy(),
        "send_all": lambda: client.parcels.send_all([ADDRESS, "b"]),
    }
    faults = (
        None,
        Answer(422, told),
        Answer(503, told, (("x-request-id", "r-1"),)),
        Answer(200, told),
        Answer(200, b'{"rows": [{"id": "' + ADDRESS.encode() + b'"}]}'),
        Reset(),
        Truncate(3),
    )
    for fault in faults:
        for call in spoiled.values():
            if fault is not None:
                office.fail(fault, times=3)
            try:
                answer = colour.run(call())  # the caller's own, to be printed at will
                if isinstance(answer, Response):
                    seen += [answer.request, answer.reply]
            except PostError as error:
                seen += [error, error.args, "".join(traceback.format_exception_only(error))]
                failure: Any = getattr(error, "failure", None)
                seen += [failure, failure.request, failure.reply]
            office.heal()
    describe = client.describe.parcels
    seen += [
        describe.get(ident),
        describe.send(ADDRESS),
        describe.list(status=ADDRESS),
        describe.photo(f"https://store.example/put?signature=sesame&to={ADDRESS}", office.url),
        client.parcels.list(status=ADDRESS),
        client.sender.lines,
    ]
    return seen


@pytest.mark.parametrize(
    "ident",
    [
        "p1",
    ],
)
def test_nothing_that_is_logged_or_printed_tells_a_secret(
    ident: str,
    colour: Colour,
    office: PostOffice,
    hours: Hours,
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[object] = []

    def note(*facts: object) -> None:
        told.append(facts)

    hooks = Hooks(on_request=note, on_reply=note, on_lost=note, on_retry=note, on_drift=note)
    with caplog.at_level(logging.DEBUG):
        client = colour.client(office, clock=hours.clock, hooks=hooks)
        seen = everything(client, colour, office, ident)
    assert len(seen) > 50
    assert len(caplog.records) > 100, "there was something to read"
    assert any(record.name == "api_client_core" for record in caplog.records)
    for item in seen:
        quiet(repr(item))
        quiet(str(item))
    quiet(repr(told))
    quiet(logged(caplog))


def test_the_headers_of_a_reply_are_not_logged(
    colour: Colour, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    headers = (("location", f"/parcels?email={ADDRESS}"), ("set-cookie", "session=sesame"))
    office.fail(Answer(302, b"", headers))
    with caplog.at_level(logging.DEBUG), pytest.raises(PostError):
        colour.run(colour.client(office).parcels.get("p1"))
    quiet(logged(caplog))


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Give all that was logged, and what it was made of."""
    return "\n".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)


def test_the_users_own_requests_are_logged_as_ever(
    office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    colour = Colour("blocking")
    client = colour.client(office, retry=RetryPolicy(retries=0))
    with caplog.at_level(logging.INFO), httpx.Client() as own:
        with pytest.raises(PostError):
            client.parcels.get("p1")
        own.get(f"{office.url}/parcels/p1?mine=yes")
    colour.close()
    assert "mine=yes" in caplog.text


def test_the_lines_of_the_callers_http_client_lose_their_queries_too(
    colour: Colour, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    own: Any = httpx.AsyncClient() if colour.runner else httpx.Client()
    client = colour.client(office, http=own)
    with caplog.at_level(logging.INFO):
        colour.run(client.parcels.list(status=ADDRESS).all())
    lines = [record.getMessage() for record in caplog.records if record.name == httpx.__name__]
    assert len(lines) == 1
    assert "/parcels" in lines[0]
    quiet(lines[0])
    colour.run(own.aclose() if colour.runner else own.close())


def test_nothing_is_printed(
    colour: Colour, office: PostOffice, hours: Hours, capfd: pytest.CaptureFixture[str]
) -> None:
    everything(colour.client(office, clock=hours.clock), colour, office, "p1")
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")

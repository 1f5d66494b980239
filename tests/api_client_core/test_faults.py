"""What can go wrong on the wire: real sockets, both colours, each time the right error."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

import pytest

from api_client_core.errors import ClientError
from api_client_core.retry import RetryPolicy
from api_client_core.testing import Answer, Delay, Reset, Stall, Trickle, Truncate
from api_client_core.testing import Fault as Played

from .conftest import Colour, Hours
from .toy import (
    PostAmbiguous,
    PostConnectionFailed,
    PostError,
    PostInvalid,
    PostNotFound,
    PostOffice,
    PostStatusError,
    PostTimedOut,
    PostUnexpected,
)

PAGE = Answer.html("<html><body>Bad gateway, says proxy 7</body></html>", 502)
HALF = Answer(200, b'{"id": "p1", "stat', (("content-type", "application/json"),))
SHORT = 0.3
"""Seconds of patience, where the point is that it runs out."""


def fails(colour: Colour, client: Any, call: str, *args: str) -> Any:
    """Make a call that must fail, and give its error."""
    with pytest.raises(PostError) as caught:
        colour.run(getattr(client.parcels, call)(*args))
    error: Any = caught.value
    assert isinstance(error, ClientError)
    return error


# Each row: what happens; the error of a GET, and how often it is sent; the same for a POST.
ROWS: dict[str, tuple[Played, type[PostError], int, type[PostError], int]] = {
    "a proxy's page with status 502": (PAGE, PostStatusError, 3, PostAmbiguous, 1),
    "status 500 without a body": (Answer(500), PostStatusError, 3, PostAmbiguous, 1),
    "status 503": (Answer(503), PostStatusError, 3, PostAmbiguous, 1),
    "status 429": (Answer(429), PostStatusError, 3, PostStatusError, 3),
    "status 401": (Answer(401), PostStatusError, 1, PostStatusError, 1),
    "status 404": (Answer(404), PostNotFound, 1, PostNotFound, 1),
    "a redirect": (
        Answer(302, b"", (("location", "/elsewhere"),)),
        PostStatusError,
        1,
        PostStatusError,
        1,
    ),
    "an empty body with status 200": (Answer(200), PostUnexpected, 1, PostUnexpected, 1),
    "blanks with status 200": (Answer(200, b" \r\n"), PostUnexpected, 1, PostUnexpected, 1),
    "a page with status 200": (Answer.html("<p>", 200), PostUnexpected, 1, PostUnexpected, 1),
    "half of a JSON body": (HALF, PostUnexpected, 1, PostUnexpected, 1),
    "JSON of another shape": (Answer.json([1]), PostUnexpected, 1, PostUnexpected, 1),
    "no content where some is promised": (Answer(204), PostUnexpected, 1, PostUnexpected, 1),
    "JSON nested beyond reason": (Answer(200, b"[" * 99999), PostUnexpected, 1, PostUnexpected, 1),
    "bytes that are no text": (Answer(200, b"\xff\xfe\x00"), PostUnexpected, 1, PostUnexpected, 1),
    "a body cut off half way": (Truncate(), PostConnectionFailed, 3, PostAmbiguous, 1),
    "a body cut off at once": (Truncate(0), PostConnectionFailed, 3, PostAmbiguous, 1),
    "a reset before it was applied": (Reset(), PostConnectionFailed, 3, PostAmbiguous, 1),
    "a reset after it was applied": (Reset(True), PostConnectionFailed, 3, PostAmbiguous, 1),
    "a broken compression": (
        Answer(200, b"no gzip at all", (("content-encoding", "gzip"),)),
        PostConnectionFailed,
        3,
        PostAmbiguous,
        1,
    ),
}


@pytest.mark.parametrize("what", ROWS)
def test_each_fault_is_the_right_error_and_retried_only_where_that_is_safe(
    what: str, colour: Colour, office: PostOffice, hours: Hours
) -> None:
    fault, get_error, gets, post_error, posts = ROWS[what]
    client = colour.client(office, clock=hours.clock)
    parcel = office.put()

    office.fail(fault, method="GET", times=3)
    error = fails(colour, client, "get", parcel)
    assert (type(error), error.attempts) == (get_error, gets)
    assert len(office.journal) == gets
    assert hours.waits == [0.25, 0.5][: gets - 1]
    assert error.safe_to_resend

    office.journal.clear()
    office.heal()
    office.fail(fault, method="POST", times=3)
    error = fails(colour, client, "send", "Nowhere 1")
    assert (type(error), error.attempts) == (post_error, posts)
    assert len(office.journal) == posts
    assert error.safe_to_resend is (error.status == 429)
    assert error.status == (fault.status if isinstance(fault, Answer) and error.reply else None)
    assert "Nowhere" not in f"{error} {error!r}"
    assert "proxy 7" not in f"{error} {error!r}"


@pytest.mark.parametrize(
    "fault",
    [
        PAGE,
        Answer(429),
        Answer(503, b"", (("retry-after", "1"),)),
        Reset(),
        Reset(applied=True),
        Truncate(),
        Stall(5.0),
        Delay(5.0),
    ],
    ids=repr,
)
def test_a_call_that_may_be_repeated_survives_a_fault(
    fault: Played, colour: Colour, office: PostOffice, hours: Hours
) -> None:
    parcel = office.put()
    office.fail(fault)
    patience = SHORT if isinstance(fault, Stall | Delay) else 30.0
    retry = RetryPolicy(retries=9)  # a busy machine may be too slow for the short patience
    client = colour.client(office, clock=hours.clock, timeout=patience, retry=retry)
    response = colour.run(client.with_raw_response.parcels.get(parcel))
    assert response.value.id == parcel
    assert response.attempts == len(office.journal) >= 2
    assert {entry.request.method for entry in office.journal} == {"GET"}


@pytest.mark.parametrize("fault", [Stall(30.0), Stall(30.0, applied=True), Delay(30.0)], ids=repr)
def test_silence_past_the_timeout(fault: Played, colour: Colour, office: PostOffice) -> None:
    parcel = office.put()
    client = colour.client(office, timeout=SHORT, retry=RetryPolicy(retries=0))
    office.fail(fault)
    error = fails(colour, client, "get", parcel)
    assert type(error) is PostTimedOut
    assert error.safe_to_resend
    assert error.status is None

    office.fail(fault)
    before = len(office.parcels)
    error = fails(colour, client, "send", "Nowhere 1")
    assert type(error) is PostAmbiguous
    assert not error.safe_to_resend
    applied = isinstance(fault, Delay) or (isinstance(fault, Stall) and fault.applied)
    assert len(office.parcels) == before + applied


def test_silence_is_retried_within_the_deadline(colour: Colour, office: PostOffice) -> None:
    parcel = office.put()
    office.fail(Stall(30.0), times=2)
    client = colour.client(office, timeout=SHORT, retry=RetryPolicy(retries=9, first_wait=0.01))
    assert colour.run(client.parcels.get(parcel)).id == parcel
    assert len(office.journal) >= 3


def test_a_body_that_trickles_past_the_timeout_is_cut_off(
    colour: Colour, office: PostOffice
) -> None:
    # Each piece comes in time; the whole would take a minute.
    parcel = office.put()
    office.fail(Trickle(pause=0.1), method="GET", times=9)
    office.fail(Trickle(pause=0.1), method="POST", times=9)
    client = colour.client(office, timeout=0.5, retry=RetryPolicy(retries=0))
    error = fails(colour, client, "get", parcel)
    assert type(error) is PostTimedOut
    error = fails(colour, client, "send", "Nowhere 1")
    assert type(error) is PostAmbiguous


def test_a_body_that_trickles_in_time_is_read_whole(colour: Colour, office: PostOffice) -> None:
    parcel = office.put()
    office.fail(Trickle(pause=0.001, size=8))
    assert colour.run(colour.client(office).parcels.get(parcel)).id == parcel


def test_a_call_with_patience_of_its_own_outlasts_the_clients(
    colour: Colour, office: PostOffice
) -> None:
    office.fail(Delay(2 * SHORT), path="/census")
    client = colour.client(office, timeout=SHORT, retry=RetryPolicy(retries=0))
    assert type(fails(colour, client, "census")) is PostNotFound


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}"


def test_a_refused_connection_is_retried_whatever_the_call_and_safe_to_send_again(
    colour: Colour, hours: Hours
) -> None:
    client = colour.client(closed_port(), clock=hours.clock)
    for call in ("get", "send"):
        error = fails(colour, client, call, "p1")
        assert type(error) is PostConnectionFailed
        assert error.attempts == 3
        assert error.safe_to_resend
        assert "nothing was sent" in str(error)
    assert hours.waits == [0.25, 0.5] * 2


def test_a_name_that_does_not_resolve_was_never_sent(colour: Colour) -> None:
    client = colour.client("http://nobody.invalid", retry=RetryPolicy(retries=0))
    error = fails(colour, client, "send", "Nowhere 1")
    assert type(error) is PostConnectionFailed
    assert error.safe_to_resend


def test_a_service_that_does_not_speak_http(colour: Colour, hours: Hours) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        client = colour.client(url, clock=hours.clock)

        def answer() -> None:
            for _ in range(3):
                connection, _peer = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"220 mail.example ESMTP\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        error = fails(colour, client, "get", "p1")
        thread.join()
    assert type(error) is PostConnectionFailed
    assert error.attempts == 3


def test_a_service_on_the_far_side_of_tls_that_does_not_speak_it(
    colour: Colour, office: PostOffice, hours: Hours
) -> None:
    client = colour.client(office.url.replace("http:", "https:"), clock=hours.clock)
    error = fails(colour, client, "send", "Nowhere 1")
    assert type(error) is PostConnectionFailed
    assert office.journal == []


@pytest.mark.parametrize("value", ["61", "3600"])
def test_a_wait_beyond_the_cap_is_raised_with_the_time_to_come_back(
    value: str, colour: Colour, office: PostOffice, hours: Hours
) -> None:
    office.fail(Answer(429, b"", (("retry-after", value), ("x-request-id", "r-7"))))
    error = fails(colour, colour.client(office, clock=hours.clock), "send", "Nowhere 1")
    assert type(error) is PostStatusError
    assert (error.retry_after, error.attempts, error.request_id) == (float(value), 1, "r-7")
    assert hours.waits == []
    assert str(error) == (f"POST /parcels: HTTP 429, retry after {value} s [request r-7]")


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ((("retry-after", "3"),), 3.0),
        ((("Retry-After", "0.5"),), 0.5),
        ((("retry-after", "Fri, 02 Jan 2026 03:04:15 GMT"),), 10.0),
        ((("x-ratelimit-reset", "42"),), 42.0),
        ((("retry-after", "soon"), ("x-ratelimit-reset", "5")), 5.0),
        ((("retry-after", "soon"),), 0.25),
        ((), 0.25),
    ],
)
def test_what_the_service_asks_for_is_waited(
    headers: tuple[tuple[str, str], ...],
    waited: float,
    colour: Colour,
    office: PostOffice,
    hours: Hours,
) -> None:
    office.fail(Answer(429, b"", headers))
    colour.run(colour.client(office, clock=hours.clock).parcels.send("Nowhere 1"))
    assert hours.waits == [waited]


def test_every_reply_of_two_hundred_odd_is_a_success(colour: Colour, office: PostOffice) -> None:
    body = json.dumps(office.parcels[office.put()]).encode()
    client = colour.client(office)
    for status in (200, 201, 202, 203, 206, 299):
        office.fail(Answer(status, body))
        assert colour.run(client.parcels.get("p1")).id == "p1"


def test_a_wrong_argument_is_raised_before_anything_is_sent(
    colour: Colour, office: PostOffice
) -> None:
    client = colour.client(office)
    with pytest.raises(PostInvalid):
        colour.run(client.parcels.get(""))
    assert office.journal == []

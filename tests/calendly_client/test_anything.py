"""What has no method yet can be called all the same."""

from __future__ import annotations

import pytest

from api_client_core.testing import Answer
from calendly_client import Calendly, InvalidArgument, NotFound
from calendly_client.testing import CalendlySandbox

from .conftest import Colour

DESCRIBE = Calendly("any").describe


def test_any_path_is_called_with_the_same_errors_and_retries(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    client = colour.client(sandbox)
    sandbox.fail(Answer(503), path="/users/me")
    assert colour.run(client.request("GET", "/users/me"))["resource"]["name"] == "Noor Haddad"
    assert len(sandbox.journal) == 2
    raw = colour.run(client.with_raw_response.request("GET", f"{sandbox.users[0].uri}"))
    assert raw.value["resource"]["uri"] == sandbox.users[0].uri
    with pytest.raises(NotFound):
        colour.run(client.request("GET", "/moons/europa"))


def test_any_list_is_walked(colour: Colour, sandbox: CalendlySandbox) -> None:
    client = colour.client(sandbox)
    query = {"organization": sandbox.organization, "count": 1}
    rows = colour.run(client.walk("/event_types", query=query).all())
    assert len({row["slug"] for row in rows}) == len(sandbox.event_types)


def test_what_is_asked_for_is_sent_as_it_is() -> None:
    call = DESCRIBE.request(
        "POST", "/things/a b", query={"x": [1, 2], "y": None}, body={"z": True}, idempotent=True
    )
    assert (call.method, call.path, call.idempotent) == ("POST", ("things", "a b"), True)
    assert call.query == (("x", "1"), ("x", "2"))
    assert call.body is not None
    assert call.body.data == {"z": True}
    assert not DESCRIBE.request("POST", "/things").idempotent
    assert DESCRIBE.request("DELETE", "/things/1").idempotent


@pytest.mark.parametrize(
    "path",
    ["users/me", "https://elsewhere.example/users", "/users/../x", "/users?count=1", "/", ""],
)
def test_a_path_that_is_none_of_the_apis_is_refused(path: str) -> None:
    with pytest.raises(InvalidArgument, match="path"):
        _ = DESCRIBE.request("GET", path)
    with pytest.raises(InvalidArgument, match="path"):
        _ = DESCRIBE.walk(path)


def test_a_method_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="method"):
        _ = DESCRIBE.request("get", "/users/me")  # type: ignore[arg-type] # that is the point

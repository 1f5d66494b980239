"""Every operation of the Calendly API is sent as its reference says, and its answer is read.

What is sent and answered stands in a file of data, which was written from the reference.
"""

from __future__ import annotations

import inspect
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any, get_type_hints
from urllib.parse import parse_qsl

import attrs
import pytest

from api_client_core.endpoints import Bindable
from api_client_core.testing import Answer
from calendly_client import Calendly
from calendly_client.api import CalendlyApi
from calendly_client.converter import CONVERTER
from calendly_client.oauth import AsyncCalendlyOAuth, CalendlyOAuth, OAuthServer
from tests.calendly_client.conftest import IMPATIENT, Colour

from .calendly_operations import Case, Operation, method_of, oauth, operations, rest
from .comparing import lost, without_nulls
from .oracle import Recorder, untyped

MADE_OF_OTHERS = {
    "event_type_available_times.walk",
    "event_types.find",
    "invitees.book",
    "oauth.begin",
    "oauth.finish",
    "user_busy_times.walk",
    "webhook_subscriptions.ensure",
    "webhook_subscriptions.health",
    "webhook_subscriptions.health_of",
}
"""Methods that are no operation of the API: they are made of such."""

UNKNOWN = re.compile(r"Unknown\w+\.data")
OPEN: Mapping[str, str] = {
    "ActivityLogEntry.details": "differs from action to action, and nobody lists them",
    "MembershipResult.data": "an answer that is documented by its page's head only",
}
"""Public fields without a type of their own, and why. So is the `data` of each `Unknown...`."""


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder() as recorder:
        yield recorder


CASES = [
    pytest.param(operation, case, id=f"{operation.does}{f' #{number}' if number else ''}")
    for operation in rest()
    for number, case in enumerate(operation.cases)
]


@pytest.mark.parametrize(("operation", "case"), CASES)
def test_it_is_sent_as_the_reference_says_and_its_answer_is_read(
    colour: Colour, recorder: Recorder, operation: Operation, case: Case
) -> None:
    client = colour.client(recorder.url, "a-token")
    method = method_of(client, operation.call)
    content = operation.content
    status = operation.status
    recorder.answers = [Answer(status) if content is None else Answer.json(content, status)]
    recorder.journal.clear()

    value = colour.perform(lambda _: method(**case.arguments), client)

    (entry,) = recorder.journal
    sent = entry.request
    assert (sent.method, sent.path) == (operation.method, case.path)
    assert sorted(sent.query) == sorted(case.query)
    assert (json.loads(sent.body) if sent.body else None) == case.body
    assert ("content-type" in sent.headers) is (case.body is not None)
    if operation.answer == "nothing" or not operation.document:
        assert value is None
    else:
        kept = CONVERTER.unstructure(value[0] if isinstance(value, tuple) else value)
        assert lost(without_nulls(operation.document), kept) == []


@pytest.mark.parametrize(
    ("operation", "case"),
    [
        pytest.param(operation, case, id=f"{operation.call}{' native' if case.native else ''}")
        for operation in oauth()
        for case in operation.cases
    ],
)
def test_oauth_is_asked_as_the_reference_says_and_its_answer_is_read(
    colour: Colour, recorder: Recorder, operation: Operation, case: Case
) -> None:
    kind: Any = AsyncCalendlyOAuth if colour.runner else CalendlyOAuth
    secret = None if case.native else "REDACTED"
    client = kind("client-1", secret, base_url=recorder.url, clock=IMPATIENT)
    colour.opened.append(client)
    recorder.answers = [Answer.json(operation.content, operation.status)]
    recorder.journal.clear()

    value = colour.perform(lambda _: method_of(client, operation.call)(**case.arguments), client)

    if operation.method == "GET":
        place, _, query = str(value).partition("?")
        assert (place, sorted(parse_qsl(query))) == (
            f"{recorder.url}{case.path}",
            sorted(case.query),
        )
        assert not recorder.journal
        return
    (entry,) = recorder.journal
    sent = entry.request
    assert (sent.method, sent.path, sent.raw_query) == (operation.method, case.path, "")
    assert sorted(parse_qsl(sent.body.decode())) == sorted(case.form)
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    basic = b64encode(b"client-1:REDACTED").decode()
    assert sent.headers.get("authorization") == (f"Basic {basic}" if case.basic else None)
    if operation.document:
        model = attrs.asdict(value)
        assert {name for name in operation.document if name not in model} <= {"exp", "iat"}
        assert value.owner == operation.document["owner"]
        assert value.scopes == ("users:read",)


def methods() -> dict[str, Callable[..., Any]]:
    """Find all public methods of the client's resources, as plain functions."""
    client, places = Calendly("no-token").describe, dict[str, Any](oauth=OAuthServer)
    for name, member in vars(CalendlyApi).items():
        if isinstance(member, cached_property):
            places[name] = getattr(client, name).__class__
    return {
        f"{name}.{method}": getattr(place, method)
        for name, place in places.items()
        for method, thing in inspect.getmembers_static(place)
        if isinstance(thing, Bindable | FunctionType) and not method.startswith("_")
    }


METHODS = methods()


def test_there_is_a_method_for_each_operation_and_none_besides() -> None:
    told = {operation.call for operation in operations()}
    assert len({operation.does for operation in operations()}) == 79 + 4
    assert told - METHODS.keys() == set()
    assert METHODS.keys() - told == MADE_OF_OTHERS


def test_the_file_of_data_names_each_operation_of_the_reference(shared: Path) -> None:
    table = (shared / "reference" / "calendly" / "api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| ((?:GET|POST|PATCH|DELETE) /[^\s,]+)", table, re.MULTILINE))
    assert named == {operation.does for operation in operations()}


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.call)
def test_every_parameter_is_tried(operation: Operation) -> None:
    parameters = list(inspect.signature(METHODS[operation.call]).parameters)[1:]
    tried = {name for case in operation.cases for name in case.arguments}
    assert set(parameters) == tried


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.call)
def test_what_is_required_is_asked_for_and_nothing_else(operation: Operation) -> None:
    parameters = list(inspect.signature(METHODS[operation.call]).parameters.values())[1:]
    needed = [each.name for each in parameters if each.default is each.empty]
    in_path = needed[:1] if "{" in operation.does else []
    assert set(needed) == {*in_path, *operation.required}


@pytest.mark.parametrize("name", METHODS)
def test_what_a_method_gives_has_a_type_down_to_its_last_field(name: str) -> None:
    returned = get_type_hints(METHODS[name])["return"]
    found = {path for path in untyped(returned, name, set()) if not UNKNOWN.fullmatch(path)}
    assert found <= OPEN.keys()

"""Every row of CleverTap's endpoint table is sent as it says, and its answer is read.

What is sent and answered stands in a file of data, which was written from that table.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any, cast, get_type_hints

import attrs
import pytest
from attrs import define

from api_client_core.endpoints import Bindable
from api_client_core.testing import Answer, Received
from clevertap_client import CleverTap
from clevertap_client.api import CleverTapApi
from clevertap_client.converter import CONVERTER
from tests.clevertap_client.conftest import Colour

from .clevertap_operations import (
    MODELS,
    Case,
    Exchange,
    Row,
    called,
    method_of,
    options_of,
    parameters,
    raw,
    rows,
    typed,
)
from .comparing import flat, lost, without_nulls
from .oracle import Recorder, untyped

MADE_OF_OTHERS = {
    "campaigns.watch",
    "messages.send",
    "profiles.find",
    "uploads.send",
    "uploads.validate",
}
"""Methods that are no row of the table: they are made of such, and tested elsewhere."""

NOT_YET: frozenset[str] = frozenset()
"""Calls of the file of data that the client does not have yet."""

MORE = re.compile(r"\w+\.more")
OPEN: Mapping[str, str] = {
    "ExportedEvent.device": "facts about a device, which nobody lists",
    "ExportedEvent.properties": "an account's own properties",
    "ExportedEvent.session": "properties of a session, which nobody lists",
    "MessageStats.device": "its shape is not documented",
    "Profile.properties": "an account's own properties",
    "Unprocessed.record": "the record as CleverTap echoes it, which may be of any kind",
    "bulletins.announce": "no answer is documented",
    "content_blocks.create": "no answer is documented",
    "promo.coupons": "no answer is documented",
    "promo.transactions": "no answer is documented",
    "promo.validate_coupon": "no answer is documented",
    "promo.vouchers": "no answer is documented",
    "promo.wallets": "no answer is documented",
    "segments.create": "a private beta: no answer is documented",
    "segments.update": "a private beta: no answer is documented",
}
"""What has no type of its own, and why. So has the `more` of each model: keys nobody documents."""


NOT_SENT = {"EventRecord.limits", "ProfileRecord.limits"}
"""Fields that say how the others are checked, and are not sent themselves."""


@define(eq=False)
class Account(Recorder):
    """A recorder that clients can be opened on."""

    account_id: str = "W9R-485-456Z"
    passcode: str = "REDACTED"


@pytest.fixture(params=["blocking", "async"])
def colour(request: pytest.FixtureRequest) -> Iterator[Colour]:
    colour = Colour(request.param)
    yield colour
    colour.close()


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with Account() as account:
        yield account


def cases(found: tuple[Row, ...]) -> list[Any]:
    return [
        pytest.param(row, case, id=f"{row.number} {row.call or row.does} #{number}")
        for row in found
        if row.call not in NOT_YET
        for number, case in enumerate(row.cases)
    ]


@pytest.mark.parametrize(("row", "case"), cases(typed()))
def test_it_is_sent_as_the_table_says_and_its_answer_is_read(
    colour: Colour, account: Account, row: Row, case: Case
) -> None:
    prepare(account, case, row.status)
    client: Any = colour.client(cast("Any", account))
    method = method_of(client, row.call or "")

    value = given(colour, called(method, case.arguments(account.url)))

    assert_sent(account, case)
    expected = row.expected(case)
    assert (value is None) is (expected is None)
    kept = flat(CONVERTER.unstructure(value))
    unkept = {"$.status"} if not isinstance(kept, dict) or "status" not in kept else set[str]()
    assert set(lost(without_nulls(expected), kept)) <= unkept


@pytest.mark.parametrize(("row", "case"), cases(raw()))
def test_what_has_no_method_is_reached_all_the_same(
    colour: Colour, account: Account, row: Row, case: Case
) -> None:
    prepare(account, case, row.status)
    client: Any = colour.client(cast("Any", account))
    (exchange,) = case.exchanges
    body = json.loads(exchange.body) if exchange.body else None
    query = dict(exchange.query)

    answer = colour.run(client.request(exchange.method, exchange.path, query=query, body=body))

    assert answer == {"status": "success"}
    assert_sent(account, case)


def prepare(account: Account, case: Case, status: int) -> None:
    account.journal.clear()
    texts = [exchange.answer.replace("{here}", account.url) for exchange in case.exchanges]
    account.answers = [
        Answer.json(json.loads(text), status) if text else Answer(200) for text in texts
    ]


def given(colour: Colour, answer: Any) -> Any:
    """Give what a method gives; of a stream, all of it."""
    streams = hasattr(answer, "__next__") or hasattr(answer, "__anext__")
    return colour.list(answer) if streams else colour.run(answer)


def assert_sent(account: Account, case: Case) -> None:
    assert [(e.request.method, e.request.path) for e in account.journal] == [
        (exchange.method, exchange.path) for exchange in case.exchanges
    ]
    for entry, exchange in zip(account.journal, case.exchanges, strict=True):
        assert_request(entry.request, exchange, account)


def assert_request(sent: Received, exchange: Exchange, account: Account) -> None:
    if exchange.raw_query is None:
        assert sorted(sent.query) == sorted(exchange.query)
    else:
        assert sent.raw_query == exchange.raw_query
    if exchange.text is not None:
        assert sent.body.decode() == exchange.text
    elif exchange.body is None:
        assert sent.body == b""
    else:
        assert json.loads(sent.body) == json.loads(exchange.body.replace("{here}", account.url))
    shown = {name for name in sent.headers if name.startswith("x-clevertap-")}
    if exchange.method == "PUT":
        # A presigned address is its own credential.
        assert not shown
        return
    assert shown == {"x-clevertap-account-id", "x-clevertap-passcode"}
    assert sent.headers["x-clevertap-account-id"] == account.account_id
    assert sent.headers["x-clevertap-passcode"] == account.passcode
    if exchange.method == "POST":
        assert sent.headers["content-type"] == "application/json"


def methods() -> dict[str, Callable[..., Any]]:
    """Find all public methods of the client's resources, as plain functions."""
    client = CleverTap("a", "b", region="in1").describe
    places: dict[str, Any] = {
        name: getattr(client, name).__class__
        for name, member in vars(CleverTapApi).items()
        if isinstance(member, cached_property)
    }
    return {
        f"{name}.{method}": getattr(place, method)
        for name, place in places.items()
        for method, thing in inspect.getmembers_static(place)
        if isinstance(thing, Bindable | FunctionType) and not method.startswith("_")
    }


METHODS = methods()
CALLS = sorted({row.call for row in typed() if row.call} - NOT_YET)


def test_each_row_has_a_method_or_a_reason_and_each_method_a_row() -> None:
    assert all(bool(row.call) is not bool(row.raw) for row in rows())
    told = {row.call for row in typed()}
    assert told - METHODS.keys() == NOT_YET
    assert METHODS.keys() - told == MADE_OF_OTHERS


def test_what_is_sure_has_a_method() -> None:
    unknown = {"its path is not known", "its paths are not known"}
    sure = [row for row in raw() if row.confidence in "AB" and row.raw not in unknown]
    assert {row.number for row in sure} == {
        51,  # redeem or revert a coupon: it has probably moved, and its body is not known
        55,  # partners only
    }
    assert all(row.confidence in "AB" for row in typed())


def test_the_file_of_data_names_each_row_and_path_of_the_table(shared: Path) -> None:
    table = (shared / "reference" / "clevertap" / "api.md").read_text(encoding="utf-8")
    places = {
        int(number): place
        for number, place in re.findall(r"^\| (\d+) \| ([^|]+) \|", table, re.MULTILINE)
    }
    assert len(places) == 56
    told: dict[int, set[str]] = {}
    for row in rows():
        sent = [exchange for case in row.cases for exchange in case.exchanges]
        told.setdefault(row.number, set()).update(
            row.does.partition("?")[0].split(" "), *((one.method, one.path) for one in sent)
        )
    assert told.keys() == places.keys()
    for number, place in places.items():
        wanted = {*re.findall(r"(?<!\w)/[\w/.-]+", place), *re.findall(r"\b[A-Z]{3,5}\b", place)}
        assert wanted - {"SCIM"} - told[number] == set()


def tried(*calls: str) -> set[str]:
    return {
        name for row in typed() if row.call in calls for case in row.cases for name in case.told
    }


@pytest.mark.parametrize("call", CALLS)
def test_every_parameter_is_tried(call: str) -> None:
    options = options_of(METHODS[call])
    names: set[str] = set() if options is None else {*get_type_hints(options)}
    assert tried(call) - names == parameters(METHODS[call]).keys()


def test_every_option_is_tried() -> None:
    calls: dict[Any, list[str]] = {}
    for call in CALLS:
        calls.setdefault(options_of(METHODS[call]), []).append(call)
    del calls[None]
    assert len(calls) == 3
    for options, takers in calls.items():
        assert {*get_type_hints(options)} - tried(*takers) == set()


def test_every_field_of_what_is_sent_is_tried() -> None:
    told: dict[str, set[str]] = {}
    for row in typed():
        for case in row.cases:
            for model, fields in models_in(case.told):
                told.setdefault(model, set()).update(fields)
    sent = {name: MODELS[name] for name in told if attrs.has(cast("type[Any]", MODELS[name]))}
    untold = {
        f"{name}.{field}"
        for name, model in sent.items()
        for field in inspect.signature(model).parameters
        if field not in told[name]
    }
    assert untold == NOT_SENT
    known = {name for name, thing in MODELS.items() if hasattr(thing, "to_wire")}
    assert known - told.keys() == set()


def models_in(told: Any) -> Iterator[tuple[str, set[str]]]:
    """Find the models that a file tells of, each with its fields."""
    if isinstance(told, Mapping):
        table = cast("Mapping[str, Any]", told)
        if "model" in table:
            yield table["model"], {*table} - {"model"}
    items = [*cast("Mapping[str, Any]", told).values()] if isinstance(told, Mapping) else told
    for item in cast("Sequence[Any]", items) if isinstance(items, list) else ():
        yield from models_in(item)


@pytest.mark.parametrize(
    "row",
    [row for row in typed() if row.call not in NOT_YET],
    ids=lambda row: f"{row.number}-{row.call}",
)
def test_what_is_required_is_asked_for_and_nothing_else(row: Row) -> None:
    needed = {name for name, must in parameters(METHODS[row.call or ""]).items() if must}
    assert needed == row.required


@pytest.mark.parametrize("name", METHODS)
def test_what_a_method_gives_has_a_type_down_to_its_last_field(name: str) -> None:
    returned = get_type_hints(METHODS[name])["return"]
    found = {path for path in untyped(returned, name, set()) if not MORE.fullmatch(path)}
    assert found <= OPEN.keys()


def test_nothing_is_called_open_that_has_a_type() -> None:
    found = {
        path
        for name, method in METHODS.items()
        for path in untyped(get_type_hints(method)["return"], name, set())
    }
    assert OPEN.keys() - found == set()

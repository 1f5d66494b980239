"""Variables, content blocks, wallets and coupons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from clevertap_client import (
    AmbiguousDelivery,
    BadRequest,
    CleverTap,
    ContentBlock,
    ContentBlockType,
    DefinedVariables,
    DeletedVariables,
    Drift,
    Email,
    Gpid,
    Hooks,
    InvalidArgument,
    NotAllowed,
    ObjectId,
    UnexpectedReply,
    Variable,
    VariableType,
)
from clevertap_client.testing import Answer, CleverTapSandbox, Reset

from .conftest import Colour

DESCRIBE: Any = CleverTap("a", "b", region="in1").describe
BLOCK = {
    "id": 172000000000001,
    "name": "Footer",
    "type": "HTML",
    "content": "<p>Quay 7</p>",
    "createdAt": "2026-02-01T06:29:48.965Z",
    "createdBy": "noor@quay.example",
    "updatedAt": "2026-03-01T06:29:48.965Z",
    "updatedBy": "kofi@quay.example",
}


def test_values_of_variables_are_read(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(Answer.json({"variables": {"dock.open": True, "fee": 9.5}, "status": "success"}))
    values = colour.run(colour.client(sandbox).variables.get("kim"))
    assert values == {"dock.open": True, "fee": 9.5}


@pytest.mark.parametrize("body", [{}, {"variables": [1]}, {"variables": None}])
def test_an_answer_without_variables_is_unexpected(
    sandbox: CleverTapSandbox, colour: Colour, body: Any
) -> None:
    sandbox.fail(Answer.json({"status": "success", **body}))
    with pytest.raises(UnexpectedReply):
        colour.run(colour.client(sandbox).variables.get("kim"))


def test_a_strange_value_does_not_lose_the_others(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    drifts: list[Drift] = []
    client = colour.client(sandbox, hooks=Hooks(on_drift=drifts.append))
    sandbox.fail(Answer.json({"status": "success", "variables": {"a": {}, "b": None, "c": 1}}))
    assert colour.run(client.variables.get("kim")) == {"c": 1}
    assert {drift.field for drift in drifts} == {"variables"}


def test_what_is_not_deleted_is_told(sandbox: CleverTapSandbox, colour: Colour) -> None:
    variables = colour.client(sandbox).variables
    assert colour.run(variables.define({"fee": Variable("number", 9)})) == DefinedVariables()
    told = colour.run(variables.delete(["fee", "fee", "none"]))
    assert told == DeletedVariables(deleted=("fee",), problematic=("none",))


def test_all_variables_are_deleted_only_on_request() -> None:
    assert DESCRIBE.variables.delete(everything=True).body.data == {"deleteAllVars": True}
    assert DESCRIBE.variables.delete(["a"]).body.data == {
        "variableNames": ["a"],
        "deleteAllVars": False,
    }
    for wrong in ({}, {"names": ["a"], "everything": True}, {"names": "a"}, {"names": [""]}):
        with pytest.raises(InvalidArgument, match="names"):
            _ = DESCRIBE.variables.delete(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"": Variable("string", "x")},
        {"a": "x"},
        ["a"],
        {"a": {"type": "string"}},
        {"a": Variable("number", "9")},
        {"a": Variable("number", True)},
        {"a": Variable("boolean", 1)},
        {"a": Variable("string", 1)},
    ],
)
def test_a_wrong_definition_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidArgument, match="variables"):
        _ = DESCRIBE.variables.define(wrong)


def test_a_variable_may_be_of_a_type_of_tomorrow() -> None:
    call = DESCRIBE.variables.define({"logo": Variable(VariableType("file"), "a.png")})
    assert call.body.data["variableDefinitions"]["logo"]["type"] == "file"


@pytest.mark.parametrize("user", [Gpid("1"), "", 5])
def test_variables_are_those_of_an_identity_or_an_object_id(user: Any) -> None:
    with pytest.raises(InvalidArgument, match="user"):
        _ = DESCRIBE.variables.get(user)


@pytest.mark.parametrize(
    "body",
    [
        [BLOCK],
        {"status": "success", "contentBlocks": [BLOCK]},
        {"data": [BLOCK], "tags": ["a"], "totalPages": 3},
    ],
)
def test_blocks_are_found_however_they_are_wrapped(
    sandbox: CleverTapSandbox, colour: Colour, body: Any
) -> None:
    sandbox.fail(Answer.json(body))
    (block,) = colour.run(colour.client(sandbox).content_blocks.list())
    assert block == ContentBlock(
        id=172000000000001,
        name="Footer",
        type=ContentBlockType.HTML,
        content="<p>Quay 7</p>",
        created_at=datetime(2026, 2, 1, 6, 29, 48, 965000, UTC),
        created_by="noor@quay.example",
        updated_at=datetime(2026, 3, 1, 6, 29, 48, 965000, UTC),
        updated_by="kofi@quay.example",
    )
    assert "quay" not in repr(block)


@pytest.mark.parametrize("body", [{}, {"a": [BLOCK], "b": [BLOCK]}, "x", {"a": [1]}, [{"id": "x"}]])
def test_what_holds_no_one_list_of_blocks_is_unexpected(
    sandbox: CleverTapSandbox, colour: Colour, body: Any
) -> None:
    sandbox.fail(Answer.json(body))
    with pytest.raises(UnexpectedReply):
        colour.run(colour.client(sandbox).content_blocks.list())


def test_blocks_are_asked_for_by_moments_of_any_zone() -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    call = DESCRIBE.content_blocks.list(created_from=datetime(2026, 1, 2, 5, 30, 1, 999, east))
    assert call.query == (("createdAtFrom", "2026-01-02T00:00:01.000Z"),)
    for wrong in ({"updated_to": datetime(2026, 1, 2)}, {"page_number": 0}, {"page_size": "5"}):  # noqa: DTZ001 - that is the point
        (name,) = wrong
        with pytest.raises(InvalidArgument, match=name):
            _ = DESCRIBE.content_blocks.list(**wrong)


def test_a_feature_that_is_off_is_told(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(Answer.json({"status": "fail", "error": "Content Blocks is not enabled"}, 403))
    with pytest.raises(NotAllowed, match="not enabled"):
        colour.run(colour.client(sandbox).content_blocks.get(5))


def test_a_block_is_made_once_and_changed_as_often_as_it_takes(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    blocks = colour.client(sandbox).content_blocks
    sandbox.fail(Reset(applied=True))
    with pytest.raises(AmbiguousDelivery):
        colour.run(blocks.create("Footer", "hi", created_by="noor@quay.example"))
    assert len(sandbox.journal) == 1
    sandbox.fail(Reset(applied=True))
    sandbox.fail(Answer.json({"status": "success", "message": "Content Block updated"}))
    assert colour.run(blocks.update(5, "ho", updated_by="noor@quay.example")) is None
    assert len(sandbox.journal) == 3


def test_an_address_in_the_place_of_a_number_is_not_repeated() -> None:
    wrong: Any = "kim@quay.example"
    with pytest.raises(InvalidArgument, match="block: must be a whole number") as caught:
        _ = DESCRIBE.content_blocks.get(wrong)
    assert "kim" not in str(caught.value)


def test_wallets_are_those_of_whoever_is_named(sandbox: CleverTapSandbox, colour: Colour) -> None:
    promo = colour.client(sandbox).promo
    for user, query in (
        ("kim", ("identity", "kim")),
        (ObjectId("g1"), ("objectId", "g1")),
        (Email("k@quay.example"), ("email", "k@quay.example")),
    ):
        sandbox.fail(Answer.json({"wallets": [{"balance": 3}]}))
        assert colour.run(promo.wallets(user)) == {"wallets": [{"balance": 3}]}
        assert sandbox.journal[-1].request.query == (query,)
    sandbox.fail(Answer.json({"status": "fail", "error": "Invalid identity", "code": 400}, 400))
    with pytest.raises(BadRequest, match="Invalid identity"):
        colour.run(promo.wallets("nobody"))
    with pytest.raises(InvalidArgument, match="user"):
        colour.run(promo.wallets(5))
    with pytest.raises(InvalidArgument, match="filters: must be a mapping"):
        colour.run(promo.coupons("QUAY7"))
    with pytest.raises(InvalidArgument, match="details: must be a mapping"):
        colour.run(promo.validate_coupon(["QUAY7"]))

"""What we send and what the sandbox answers fit the OpenAPI document that Calendly had in 2024."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from api_client_core.testing import Entry
from calendly_client import Calendly, StatusError

from .calendly_openapi import Document, Wire
from .calendly_operations import Case, Operation, arguments, method_of, rest
from .calendly_scenes import SCENES, furnished

NEWER: Mapping[str, Mapping[str, str]] = {
    "GET /scheduled_events": {
        "group": "a filter of the document of 2026",
    },
    "GET /event_types": {
        "user_availability_schedule": "a filter of the document of 2026",
    },
    "GET /organization_memberships": {
        "role": "a filter of the document of 2026",
    },
    "POST /shares": {
        "duration_options": "a key of the document of 2026",
    },
    "GET /webhook_subscriptions": {
        "scope": "group: a scope since May 2024",
        "group": "goes with that scope",
    },
    "POST /webhook_subscriptions": {
        "scope": "group: a scope since May 2024",
        "group": "goes with that scope",
        "events": "contact.*: since May 2026",
    },
}
"""By operation: the parameters and keys that came later, or took on values, and since when."""

SINCE: Mapping[str, str] = {
    r"'kind_description' is a required": "required in 2024, gone from the document of 2026",
    r"location: {'type': 'zoom'": "the samples beside the schema say `zoom`, as live answers do; "
    "those have a number for the id, and empty settings",
    r"'The access token is invalid' is not one of 'The": "a text in place of a list of texts",
    r"^Unknown response http status: 401": "forgotten for the activity log",
    r"Insufficient scope|required_scopes": "scopes are asked for since March 2026",
    r"'invitee_no_show\.(created|deleted)' is not one of": "events since 2023",
}
"""What the sandbox answers otherwise, as a pattern of the fault, and why."""


@pytest.fixture(scope="module")
def document(shared: Path) -> Document:
    return Document(shared / "samples" / "calendly" / "openapi-2024.yaml")


def test_the_document_knows_36_of_our_operations(document: Document) -> None:
    assert len(document.operations) == 36
    assert document.operations.keys() <= {operation.does for operation in rest()}


def test_each_request_is_one_that_the_document_allows(document: Document) -> None:
    faults = {
        f"{operation.does} #{number}": found
        for operation in rest()
        for number, case in enumerate(operation.cases)
        if operation.does in document.operations and (found := against(document, operation, case))
    }
    assert faults == {}


def against(document: Document, operation: Operation, case: Case) -> list[str]:
    """List what is wrong with a request, newer things left out."""
    newer = NEWER.get(operation.does, {}).keys()
    faults = document.against_request(Wire(operation.method, case.path, case.query, case.body))
    names = {name for name, _ in case.query} - document.parameters(operation.does)
    keys = case.body.keys() - document.keys(operation.does) if case.body else set[str]()
    return [
        *(fault for fault in faults if not any(name in fault for name in newer)),
        *(f"{name}: unknown to the document" for name in sorted((names | keys) - newer)),
    ]


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    """A request for each operation, and what the sandbox answered."""
    reading = [operation for operation in rest() if operation.method == "GET"]
    alone = [[operation] for operation in rest() if operation not in reading]
    found: dict[str, Entry] = {}
    for together in (reading, *alone):
        with furnished() as (sandbox, client, account):
            for operation in together:
                told = SCENES[operation.call](account)
                sandbox.journal.clear()
                assert outcome(client, operation, told) != (), operation.call
                (found[operation.does],) = sandbox.journal
    return found


def test_the_sandbox_answers_each_operation_with_the_status_of_the_reference(
    entries: Mapping[str, Entry],
) -> None:
    told = {operation.does: operation.status for operation in rest()}
    assert {does: entry.answer.status for does, entry in entries.items()} == told


def test_each_answer_of_the_sandbox_is_one_that_the_document_allows(
    document: Document, entries: Mapping[str, Entry]
) -> None:
    faults = {does: unexplained(document, entries[does]) for does in document.operations}
    assert {does: found for does, found in faults.items() if found} == {}


def test_each_refusal_of_the_sandbox_is_one_that_the_document_allows(document: Document) -> None:
    faults: dict[str, list[str]] = {}
    statuses = Counter[int]()
    with furnished() as (sandbox, client, account):
        scopeless = sandbox.token_for(sandbox.users[0], scopes=())
        strangers = [Calendly(token, base_url=sandbox.url) for token in ("wrong", scopeless)]
        for operation in (each for each in rest() if each.does in document.operations):
            told = SCENES[operation.call](account)
            calls = [(stranger, told) for stranger in strangers]
            if "{" in operation.does:
                calls.append((client, dict(operation.cases[0].told)))  # nobody's ids
            for caller, what in calls:
                sandbox.journal.clear()
                with pytest.raises(StatusError):
                    outcome(caller, operation, what)
                (entry,) = sandbox.journal
                statuses[entry.answer.status] += 1
                if found := unexplained(document, entry):
                    faults[f"{operation.does} {entry.answer.status}"] = found
        for stranger in strangers:
            stranger.close()
    assert faults == {}
    assert {401, 403, 404} == statuses.keys()


def outcome(client: Calendly, operation: Operation, told: Mapping[str, Any]) -> Any:
    """Make a call; of a list, give all items."""
    value: Any = method_of(client, operation.call)(**arguments(told))
    return tuple(value.all()) if hasattr(value, "all") else value


def unexplained(document: Document, entry: Entry) -> list[str]:
    """List what is wrong with a request or its answer, but for what we know the reason of."""
    faults = document.against_entry(entry)
    return [fault for fault in faults if not any(re.search(known, fault) for known in SINCE)]

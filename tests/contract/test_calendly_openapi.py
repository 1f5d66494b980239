"""What we send and what the sandbox answers fit the OpenAPI document that Calendly had in 2024."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from api_client_core.testing import Entry
from calendly_client import Pages

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
                value: Any = method_of(client, operation.call)(**arguments(told))
                assert not isinstance(value, Pages) or value.all(), operation.call
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
    found = {
        does: [
            fault
            for fault in document.against_entry(entries[does])
            if not any(re.search(known, fault) for known in SINCE)
        ]
        for does in document.operations
    }
    assert {does: faults for does, faults in found.items() if faults} == {}

"""Calendly's own OpenAPI document of 2024, where it is at hand: 36 operations of that time."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from attrs import frozen
from jsonschema_path import SchemaPath
from openapi_core import V30RequestValidator, V30ResponseValidator
from openapi_core.testing import MockRequest, MockResponse

from api_client_core.testing import Entry

HOST = "https://api.calendly.com"
METHODS = {"get", "post", "patch", "delete"}


@frozen
class Wire:
    """A request, as it was sent."""

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    body: Any


class Document:
    """The document, and what it says against requests and answers."""

    def __init__(self, path: Path) -> None:
        self.told: Any = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        spec = SchemaPath.from_dict(self.told)
        self.requests, self.answers = V30RequestValidator(spec), V30ResponseValidator(spec)

    @property
    def operations(self) -> dict[str, Mapping[str, Any]]:
        """What it knows, by method and path."""
        return {
            f"{method.upper()} {path}": {**told, "shared": item.get("parameters", [])}
            for path, item in self.told["paths"].items()
            for method, told in item.items()
            if method in METHODS
        }

    def against_request(self, sent: Wire) -> list[str]:
        """List what is wrong with a request."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of OAuth, which it cannot check
            return list(_faults(self.requests.iter_errors(_request(sent))))

    def against_answer(self, sent: Wire, status: int, content: bytes) -> list[str]:
        """List what is wrong with an answer."""
        answer = MockResponse(content, status)
        return list(_faults(self.answers.iter_errors(_request(sent), answer)))

    def against_entry(self, entry: Entry) -> list[str]:
        """List what is wrong with a request that was answered, and with the answer."""
        request, answer = entry.request, entry.answer
        body = json.loads(request.body) if request.body else None
        sent = Wire(request.method, request.path, request.query, body)
        faults = self.against_answer(sent, answer.status, answer.body)
        return self.against_request(sent) + faults

    def parameters(self, does: str) -> set[str]:
        """Name the parameters of an operation's query."""
        found = [self._resolved(item) for item in self.operations[does].get("parameters", [])]
        return {item["name"] for item in found if item["in"] == "query"}

    def keys(self, does: str) -> set[str]:
        """Name the keys of an operation's body."""
        body = self._resolved(self.operations[does].get("requestBody", {}))
        schema = self._resolved(next(iter(body["content"].values()))["schema"])
        return set(schema["properties"])

    def _resolved(self, told: Any) -> Any:
        found = told
        if "$ref" in told:
            found = self.told
            for key in told["$ref"].removeprefix("#/").split("/"):
                found = found[key]
        return found


def _request(sent: Wire) -> MockRequest:
    return MockRequest(
        HOST,
        sent.method,
        sent.path,
        args={name: [v for n, v in sent.query if n == name] for name, _ in sent.query},
        headers={"Authorization": "Bearer a-token"},
        data=b"" if sent.body is None else json.dumps(sent.body).encode(),
    )


def _faults(errors: Iterator[Any]) -> Iterator[str]:
    for error in errors:
        inner = getattr(error.__cause__, "schema_errors", ())
        for fault in inner:
            yield f"{'.'.join(map(str, fault.absolute_path)) or error}: {fault.message}"
        if not inner:
            yield f"{error}: {error.__cause__}"

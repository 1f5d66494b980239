"""What is sent to the sandbox to make it fail."""

from __future__ import annotations

import json
from typing import Any, Self

import httpx
from hypothesis import strategies as st

from calendly_client.testing import CalendlySandbox

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
TEXTS = st.text(max_size=5) | st.sampled_from(
    ["{home}", "{user}", "2026-11-30T09:00:00Z", "created_at:desc", "WzEsMl0=", "(a | -b) +", "20"]
)


def replaced(body: Any, number: int, by: Any) -> Any:
    """Put something else in place of one of a body's values, however deep."""
    spots: list[tuple[Any, Any]] = []

    def walk(data: Any) -> None:
        items: Any = data.items() if hasattr(data, "items") else enumerate(data)
        for key, value in items:
            spots.append((data, key))
            if isinstance(value, dict | list):
                walk(value)

    whole = json.loads(json.dumps(body))
    walk(whole)
    place, key = spots[number % len(spots)]
    place[key] = by
    return whole


class Asker:
    """Sends to a sandbox in memory, with the names of what there is put in."""

    def __init__(self, sandbox: CalendlySandbox, known: dict[str, str]) -> None:
        self.sandbox, self.known = sandbox, known
        self.http = httpx.Client(
            transport=sandbox.transport(),
            base_url="http://sandbox",
            headers={"authorization": f"Bearer {sandbox.token}"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def ask(self, does: str, **more: Any) -> httpx.Response:
        """Send something, such as ``GET /users/me``."""
        method, path = does.split(" ", 1)
        return self.http.request(method, path.format(**self.known), **more)

    def named(self, body: Any) -> str:
        """Put the names into what would be sent."""
        text = json.dumps(body)
        for name, value in self.known.items():
            text = text.replace(f"{{{name}}}", value)
        return text

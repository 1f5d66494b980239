"""What the sandbox says to requests that the client would not send."""

from __future__ import annotations

from typing import Any

import httpx

from calendly_client.testing import CalendlySandbox


def asked(sandbox: CalendlySandbox, method: str, path: str, **more: Any) -> httpx.Response:
    """Send any request with the owner's token."""
    headers = {"authorization": f"Bearer {sandbox.token}"}
    return httpx.request(method, sandbox.url + path, headers=headers, **more)


def refused(sandbox: CalendlySandbox, method: str, path: str, **more: Any) -> tuple[int, str]:
    """Send any request, and give the status and the parameter that is found wrong."""
    answer = asked(sandbox, method, path, **more)
    details: list[dict[str, str]] = answer.json().get("details", [])
    return answer.status_code, details[0]["parameter"] if details else ""

"""Faults as Calendly would show them, ready to pass to `CalendlySandbox.fail`."""

from __future__ import annotations

from typing import Final

from api_client_core.testing import Answer, Delay, Fault, Reset, Stall, Truncate

_PAGE: Final = "<html><body><h1>{status}</h1><p>cloudflare</p></body></html>"


def too_many_requests(reset: float = 60) -> Answer:
    """Say that the rate limit is spent.

    Args:
        reset: Seconds until it is whole again, as ``X-RateLimit-Reset`` tells.
    """
    headers = (("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", f"{reset:g}"))
    return Answer.json({}, 429, headers)


def server_error(status: int = 500) -> Answer:
    """Fail with Calendly's own JSON.

    Args:
        status: 500 or more.
    """
    message = (
        "The server encountered an unexpected condition that prevented it from fulfilling the "
        "request."
    )
    return Answer.json({"title": "Internal Server Error", "message": message}, status)


def gateway_page(status: int = 502) -> Answer:
    """Fail with a page of HTML, as proxies in front of the API do.

    Args:
        status: 500 or more.
    """
    return Answer.html(_PAGE.format(status=status), status)


def no_words(status: int = 503) -> Answer:
    """Fail with an empty body.

    Args:
        status: 500 or more.
    """
    return Answer(status)


def calendar_unavailable() -> Answer:
    """Say that the user's calendar cannot be read, as busy times do."""
    body = {
        "title": "External Calendar Error",
        "message": "There is a problem accessing your calendar.",
    }
    return Answer.json(body, 424)


TROUBLE: Final[tuple[Fault, ...]] = (
    too_many_requests(1),
    server_error(),
    gateway_page(),
    no_words(),
    Reset(),
    Reset(applied=True),
    Stall(1.0),
    Truncate(),
    Delay(0.2),
)
"""Some of everything, for ``sandbox.fail(TROUBLE, chance=0.1, seed=1)``."""

"""Faults as CleverTap would show them, ready to pass to `CleverTapSandbox.fail`."""

from __future__ import annotations

from typing import Final

from api_client_core.testing import Answer, Delay, Fault, Reset, Stall, Truncate

from . import refusals

_PAGE: Final = "<html><body><h1>{status}</h1></body></html>"


def too_many_requests() -> Answer:
    """Say that too many requests are in flight. CleverTap does not say for how long."""
    return refusals.TOO_MANY.answer()


def server_error(status: int = 500) -> Answer:
    """Fail with CleverTap's own JSON.

    Args:
        status: 500 or more.
    """
    body = {"status": "fail", "error": "An unknown error occurred", "code": status}
    return Answer.json(body, status)


def gateway_page(status: int = 502) -> Answer:
    """Fail with a page of HTML, as proxies in front of the API do.

    Args:
        status: 500 or more.
    """
    return Answer.html(_PAGE.format(status=status), status)


def no_words(status: int = 503) -> Answer:
    """Fail with an empty body; with status 200, this is how an unknown path looks.

    Args:
        status: Any.
    """
    return Answer(status)


def in_progress() -> Answer:
    """Say that an export is still being prepared."""
    return refusals.IN_PROGRESS.answer()


def no_result_yet() -> Answer:
    """Say that there is no result as of yet, as a failure of the server, as counts do at times."""
    body = {"status": "fail", "error": "No result as of yet", "code": 500}
    return Answer.json(body, 500)


def account_not_valid() -> Answer:
    """Refuse the credentials in the words of older accounts."""
    return Answer.json({"status": "fail", "error": "Account ID is not valid", "code": 401}, 401)


TROUBLE: Final[tuple[Fault, ...]] = (
    too_many_requests(),
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

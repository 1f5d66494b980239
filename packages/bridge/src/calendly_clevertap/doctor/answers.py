"""What `doctor` answers, and what to do about errors."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from api_client_core.errors import ClientError, ConnectionFailed
from calendly_client import (
    InsufficientScope,
    PermissionDenied,
    PlanRequired,
    RateLimited,
    Unauthenticated,
)
from clevertap_client import InvalidCredentials

from ..errors import LedgerFailed, Misconfigured


@frozen(kw_only=True)
class Check:
    """One question, and the answer.

    Attributes:
        name: What it is about.
        ok: Whether all is well; None if it could not be found out, and ``seen`` says why.
        seen: What was seen.
        meaning: What that means, if all is not well.
        cure: What to do, if all is not well.
    """

    name: str
    ok: bool | None
    seen: str
    meaning: str = ""
    cure: str = ""

    def __str__(self) -> str:
        mark = {True: "ok", False: "WRONG", None: "-"}[self.ok]
        more = [f"{'':<20}{text}" for text in (self.meaning, self.cure) if text]
        return "\n".join([f"{mark:<6}{self.name:<14}{self.seen}", *more])


@frozen
class Diagnosis:
    """What was found. Print it.

    Attributes:
        checks: One for each question. What is wrong first may be why others are.
    """

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong, as far as could be asked."""
        return all(check.ok is not False for check in self.checks)

    def __str__(self) -> str:
        return "\n".join(map(str, self.checks))


_CURES: Final[Mapping[type[Any], str]] = {
    Unauthenticated: "make a token under Integrations & apps > API and webhooks in Calendly",
    PlanRequired: "upgrade the Calendly account",
    PermissionDenied: "use an administrator's token, or scope='user' for the own meetings only",
    RateLimited: "other programs use the same person's calls: take another person's token",
    InvalidCredentials: "copy a passcode from Settings > Passcodes, account id and region from "
    "the dashboard's address",
    ConnectionFailed: "look at network, proxy, base_url and region",
    LedgerFailed: "see to the file, its folder and the disk",
    ClientError: "see what it says, and try again later",
}


def misconfigured(error: ClientError, scopes: tuple[str, ...]) -> Misconfigured:
    """Say what an error means, and what to do; for a token that must have some scopes."""
    if isinstance(error, Misconfigured):
        return error
    cure = next(cure for kind, cure in _CURES.items() if isinstance(error, kind))
    if isinstance(error, InsufficientScope):
        cure = f"make a token with {', '.join(sorted({*error.required_scopes, *scopes}))}"
    return Misconfigured(str(error), (inspect.getdoc(error) or "").partition("\n")[0], cure)

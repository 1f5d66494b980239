"""What the checks share: how an answer looks, and what was learnt already."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from attrs import define, field, frozen

from api_client_core.errors import ClientError, ConnectionFailed
from api_client_core.secrets import Secret
from api_client_core.wire import Reply
from calendly_client import (
    InsufficientScope,
    PermissionDenied,
    PlanRequired,
    RateLimited,
    Unauthenticated,
)
from calendly_client.models import User
from clevertap_client import InvalidCredentials

from ..booking import Booking
from ..errors import LedgerFailed, Misconfigured
from ..ledger import Ledger
from ..preview import Target
from ..work import Work


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


class Skipped(Exception):
    """A check cannot be made; says why."""


@define(kw_only=True)
class Visit:
    """One run of `doctor`: what it was given, and what the checks have learnt so far."""

    work: Work
    ledger: Ledger | None
    url: str | None
    keys: Sequence[str | Secret] = field(repr=False)
    template: str | None
    scope: str
    last: int
    at: datetime
    reply: Reply | None = None
    me: User | None = None
    admitted: bool = False
    sent: tuple[tuple[Booking, Target], ...] | None = None

    @property
    def user(self) -> User:
        """Whose token it is."""
        if self.me is None:
            raise Skipped("Calendly does not take the token")
        return self.me


Question: TypeAlias = Callable[[Visit], Awaitable[str]]
"""Says what was seen if all is well; raises `Misconfigured` if not, `Skipped` if it cannot ask."""
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


async def asked(name: str, question: Question, visit: Visit) -> Check:
    """Ask one question; an operation. Raises nothing."""
    try:
        return Check(name=name, ok=True, seen=await question(visit))
    except Skipped as why:
        return Check(name=name, ok=None, seen=f"skipped: {why}")
    except Misconfigured as ill:
        return Check(name=name, ok=False, seen=ill.seen, meaning=ill.meaning, cure=ill.cure)
    except ClientError as error:
        cure = next(cure for kind, cure in _CURES.items() if isinstance(error, kind))
        if isinstance(error, InsufficientScope):
            needed = {*error.required_scopes, *visit.work.plan.needs.scopes}
            cure = f"make a token with {', '.join(sorted(needed))}"
        meaning = (inspect.getdoc(error) or "").partition("\n")[0]
        return Check(name=name, ok=False, seen=str(error), meaning=meaning, cure=cure)
    except Exception as error:  # noqa: BLE001 - one check must not keep the others from being made
        return Check(name=name, ok=None, seen=f"skipped: it failed with {type(error).__name__}")

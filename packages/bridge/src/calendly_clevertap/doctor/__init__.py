"""Why don't my meetings appear? `doctor` looks at every part between Calendly and CleverTap."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, Final, overload

from attrs import frozen

from api_client_core.secrets import Secret
from api_client_core.steps import utc
from calendly_client import AsyncCalendly, Calendly, webhooks
from clevertap_client import AsyncCleverTap, CleverTap

from ..hosts import AnyCalendly
from ..ledger import Ledger
from ..plan import Plan
from ..sqlite_ledger import MemoryLedger
from ..work import AnyCleverTap, Work
from . import calendly_side, clevertap_side
from .visit import Check, Question, Visit, asked

_QUESTIONS: Final[Mapping[str, Question]] = {
    "token": calendly_side.token,
    "clock": calendly_side.clock,
    "access": calendly_side.access,
    "subscription": calendly_side.subscription,
    "callback": calendly_side.callback,
    "signing key": calendly_side.signing_key,
    "last bookings": calendly_side.bookings,
    "credentials": clevertap_side.credentials,
    "identity": clevertap_side.identity,
    "template": clevertap_side.template,
    "ledger": clevertap_side.ledger,
    "arrival": clevertap_side.arrival,
}


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


@overload
def doctor(
    *, calendly: Calendly, clevertap: CleverTap, plan: Plan, ledger: Ledger | None = None,
    url: str | None = None, signing_keys: webhooks.Keys = (), template: str | None = None,
    scope: str = "organization", last: int = 5,
) -> Diagnosis: ...  # fmt: skip
@overload
def doctor(
    *, calendly: AsyncCalendly, clevertap: AsyncCleverTap, plan: Plan,
    ledger: Ledger | None = None, url: str | None = None, signing_keys: webhooks.Keys = (),
    template: str | None = None, scope: str = "organization", last: int = 5,
) -> Coroutine[Any, Any, Diagnosis]: ...  # fmt: skip
def doctor(
    *, calendly: AnyCalendly, clevertap: AnyCleverTap, plan: Plan, ledger: Ledger | None = None,
    url: str | None = None, signing_keys: webhooks.Keys = (), template: str | None = None,
    scope: str = "organization", last: int = 5,
) -> Diagnosis | Coroutine[Any, Any, Diagnosis]:  # fmt: skip
    """Find out why meetings do not appear: what is seen, what it means, and the cure.

    It changes nothing: it reads from both services, has CleverTap check events without storing
    them, and sends the receiver deliveries that mean nothing. What cannot be asked, for lack of an
    argument or because of what was found before, says so.

    Args:
        calendly: As for `sync_booking`.
        clevertap: As for `sync_booking`.
        plan: What should happen.
        ledger: That of the receiver: what is stuck in it, and what never got there.
        url: Where the receiver is, as Calendly reaches it.
        signing_keys: What the receiver must take.
        template: The campaign's Liquid template; takes the extra ``liquid``.
        scope: Whose meetings, as for `publish`.
        last: How many of the newest bookings to follow from one side to the other.

    Raises:
        InvalidArgument: The clients are of different colours. Checks raise nothing.
    """
    work = Work(calendly, clevertap, plan, ledger or MemoryLedger())
    keys = (signing_keys,) if isinstance(signing_keys, str | Secret) else tuple(signing_keys)

    async def visiting() -> Diagnosis:
        visit = Visit(
            work=work, ledger=ledger, url=url, keys=keys, template=template, scope=scope,
            last=last, at=await utc(),
        )  # fmt: skip
        return Diagnosis(tuple([await asked(name, ask, visit) for name, ask in _QUESTIONS.items()]))

    return work.perform(visiting())


__all__ = ["Check", "Diagnosis", "doctor"]

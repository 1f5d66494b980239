"""Why don't my meetings appear? `doctor` looks at every part between Calendly and CleverTap."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, overload

from api_client_core.secrets import Secret
from calendly_client import AsyncCalendly, Calendly, webhooks
from clevertap_client import AsyncCleverTap, CleverTap

from ..hosts import AnyCalendly
from ..ledger import Ledger
from ..plan import Plan
from ..sqlite_ledger import MemoryLedger
from ..work import AnyCleverTap, Work
from .answers import Check, Diagnosis
from .examination import Examination


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

    examination = Examination(
        work=work, book=ledger, url=url, keys=keys, text=template, scope=scope, last=last
    )
    return work.perform(examination.run())


__all__ = ["Check", "Diagnosis", "doctor"]

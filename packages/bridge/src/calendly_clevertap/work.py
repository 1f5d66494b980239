"""What it takes to sync bookings: clients, plan, ledger, and what to do when something is amiss."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final, Literal, TypeAlias, TypedDict, TypeVar, get_args

from attrs import Attribute, field, frozen

from api_client_core.clients import aperform, perform
from api_client_core.steps import Operation
from api_client_core.structure import Drift
from calendly_client import AsyncCalendly, Calendly
from clevertap_client import AsyncCleverTap, CleverTap

from .errors import InvalidArgument
from .hosts import AnyCalendly, HostDirectory
from .ledger import Ledger
from .plan import Plan

T = TypeVar("T")
SIDE_BY_SIDE: Final = 4
"""How many calls of one kind an operation makes at once."""
ENOUGH: Final = 3
"""So many calls that fail in a row tell that a service is not to be had at all."""
AnyCleverTap: TypeAlias = CleverTap | AsyncCleverTap
"""A client of either colour. Operations only describe calls with it."""
Late: TypeAlias = Literal["notify", "record", "hold"]
"""What to do with an event too old, or too new, for Live campaigns: see `sync_booking`."""
OnDoubt: TypeAlias = Literal["hold", "resend"]
"""What to do with an event that CleverTap may have, or not: see `sync_booking`."""


class Options(TypedDict, total=False):
    """What to do when something is amiss; see `sync_booking`."""

    late: Late
    on_doubt: OnDoubt
    hosts: HostDirectory | None


def _one_of(kind: Any) -> Any:
    def check(_: object, attribute: Attribute[Any], value: object) -> None:
        if value not in get_args(kind):
            raise InvalidArgument(attribute.name, f"must be one of {', '.join(get_args(kind))}")

    return check


def _directory(given: HostDirectory | None) -> HostDirectory:
    return HostDirectory() if given is None else given


@frozen
class Work:
    """All of it; see `sync_booking`."""

    calendly: AnyCalendly
    clevertap: AnyCleverTap
    plan: Plan
    ledger: Ledger
    late: Late = field(default="notify", validator=_one_of(Late))
    on_doubt: OnDoubt = field(default="hold", validator=_one_of(OnDoubt))
    hosts: HostDirectory = field(default=None, converter=_directory)

    @property
    def on_drift(self) -> Callable[[Drift], None] | None:
        """Who is told of fields of an unexpected type: whom Calendly's client tells."""
        (line,) = self.calendly.sender.lines.values()
        return line.service.hooks.on_drift

    def perform(self, operation: Operation[T]) -> T | Coroutine[Any, Any, T]:
        """Run an operation over both clients, as their colour says.

        Raises:
            InvalidArgument: The clients are of different colours.
        """
        if isinstance(self.calendly, Calendly) and isinstance(self.clevertap, CleverTap):
            return perform(operation, self.calendly, self.clevertap)
        if isinstance(self.calendly, AsyncCalendly) and isinstance(self.clevertap, AsyncCleverTap):
            return aperform(operation, self.calendly, self.clevertap)
        operation.close()
        raise InvalidArgument("clevertap", "must be blocking if calendly is, and async if it is")

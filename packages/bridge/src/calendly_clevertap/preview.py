"""What a mapping makes of a booking: each value, its type as CleverTap sees it, and why not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeAlias

from attrs import evolve, field, frozen

from clevertap_client import (
    EventRecord,
    ProfileRecord,
    check_event_property,
    check_profile_property,
)
from clevertap_client import InvalidArgument as Unfit

from .booking import Booking, Happened
from .errors import InvalidArgument
from .expressions import Expr

VALUE_BYTES: Final = 512
"""CleverTap keeps so many bytes of a text."""
KEY: Final = "booking_key"
"""Event property with `Booking.key`: the same for every copy of an event, to find copies by."""
OCCURRED_AT: Final = "occurred_at"
"""Event property with the time it happened, which the event's own time may not be."""

Properties = tuple[tuple[str, Expr[Any]], ...]
Kind: TypeAlias = Literal["event", "profile", "trigger", "email"]
"""What is sent: an event, a change of a profile, an external trigger, or a mail."""


@frozen
class Line:
    """One property: what is sent, and what had to be said about it.

    Attributes:
        name: The property.
        expression: Where it is from.
        value: What CleverTap gets; None if it is left out.
        remarks: Why it is left out, cut, or not what one might think.
    """

    name: str
    expression: str
    value: Any = field(default=None, repr=False)
    remarks: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The type that CleverTap takes it for: string, number, boolean or date; or an operator."""
        if isinstance(self.value, str):
            return "date" if self.value.startswith("$D_") else "string"
        if isinstance(self.value, dict):
            return "operator"
        return "boolean" if isinstance(self.value, bool) else "number"

    def __str__(self) -> str:
        shown = f"{self.value!r} ({self.type})" if self.value is not None else "left out"
        return f"{self.name:<20} {'; '.join((shown, *self.remarks))}"


@frozen(kw_only=True)
class Target:
    """One profile's share of a booking: what is sent for it, and what its profile should hold.

    Attributes:
        kind: What is sent.
        name: The event's name, or what else the mapping is called.
        user: The identity of the profile; None if the booking does not tell.
        event: What is sent, property by property.
        profile: The profile's properties.
        problem: Why it cannot be sent at all.
        payload: What is sent, as JSON: an event is ready but for its time. Empty with a problem.
        wanted: The profile, of which CleverTap gets what it lacks.
    """

    kind: Kind = "event"
    name: str
    user: str | None = field(repr=False)
    event: tuple[Line, ...] = ()
    profile: tuple[Line, ...] = ()
    problem: str | None = None
    payload: bytes = field(default=b"", repr=False)
    wanted: ProfileRecord | None = None

    @property
    def record(self) -> EventRecord | None:
        """The event, ready to be sent but for its time."""
        ready = self.kind == "event" and self.payload
        return EventRecord.from_wire(json.loads(self.payload)) if ready else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """All that had to be said about its properties."""
        lines = (*self.event, *self.profile)
        return tuple(f"{line.name}: {remark}" for line in lines for remark in line.remarks)

    def __str__(self) -> str:
        head = self.problem or f"for {self.user}"
        parts = [f"{self.name}, {head}", *(f"  {line}" for line in self.event)]
        if self.profile:
            parts += ["  profile, unless CleverTap has it:"]
        return "\n".join([*parts, *(f"  {line}" for line in self.profile)])


@frozen(kw_only=True)
class Preview:
    """What would be sent. Nothing has been.

    Attributes:
        happened: What happened to the booking.
        targets: One for each event, change of a profile, trigger or mail that would be sent.
        needs: Fields that are looked up when it is sent, if they are not known by then.
    """

    happened: Happened
    targets: tuple[Target, ...]
    needs: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [str(target) for target in self.targets] or ["nothing is sent for this"]
        looked_up = [f"looked up when it is sent: {', '.join(self.needs)}"] if self.needs else []
        return "\n".join([f"{self.happened}", *parts, *looked_up])


def filled(
    name: str, user: Expr[Any], event: Properties, profile: Properties, booking: Booking
) -> Target:
    """Fill in a mapping's properties for one profile."""
    known = [(KEY, booking.key), (OCCURRED_AT, booking.occurred_at)]
    lines = [line_of(n, expr, booking, check_event_property) for n, expr in event]
    lines += [Line(n, f"booking.{n}", check_event_property(n, value)) for n, value in known]
    wanted = [line_of(n, expr, booking, check_profile_property) for n, expr in profile]
    target = Target(name=name, user=user.read(booking), event=tuple(lines), profile=tuple(wanted))

    def ready(identity: str) -> bytes:
        return encoded(EventRecord(name, identity, values_of(lines)).to_wire())

    target = sealed(target, user, booking, ready)
    values = values_of(wanted)
    if target.user is None or not target.payload or not values:
        return target
    return evolve(target, wanted=ProfileRecord(target.user, values))


def sealed(
    target: Target, user: Expr[Any], booking: Booking, ready: Callable[[str], bytes]
) -> Target:
    """Give a target what is sent, or say why nothing can be."""
    try:
        if target.user is None:
            raise InvalidArgument("user", _nobody(user, booking))
        return evolve(target, payload=ready(target.user))
    except (InvalidArgument, Unfit) as error:
        return evolve(target, problem=str(error))


def encoded(payload: Mapping[str, Any]) -> bytes:
    """Give a payload as it is kept."""
    return json.dumps(payload).encode()


def _nobody(user: Expr[Any], booking: Booking) -> str:
    of_host = any(name.startswith("host.") for name in user.reads())
    if of_host and booking.hosts.number > 1 and booking.host is None:
        return (
            f"the meeting has {booking.hosts.number} hosts and the mapping does not say which: "
            "add .for_each(fields.hosts)"
        )
    return f"the booking has no {user}"


def values_of(lines: list[Line]) -> dict[str, Any]:
    """Give what is sent of some properties."""
    return {line.name: line.value for line in lines if line.value is not None}


def line_of(
    name: str,
    expr: Expr[Any],
    booking: Booking,
    check: Callable[[object, object], Any],
    fit: bool = True,
) -> Line:
    """Read a property, make it fit, and say what had to be done to it."""
    remarks: list[str] = []
    value = expr.read(booking, remarks.append)
    if value is None:
        return Line(name, str(expr), None, (*remarks, f"the booking has no {expr}"))
    if fit and isinstance(value, str):
        value = _fitting(value, remarks.append)
    try:
        return Line(name, str(expr), check(name, value), tuple(remarks))
    except Unfit as error:
        return Line(name, str(expr), None, (*remarks, error.problem))


def _fitting(value: str, say: Callable[[str], None]) -> str:
    if value.startswith("$D_"):
        # Typed by an invitee, it would become a date, or spoil the property's type.
        say("a space was put in: CleverTap takes texts that begin with $D_ for dates")
        value = value.replace("$D_", "$ D_", 1)
    encoded = value.encode(errors="replace")
    if len(encoded) > VALUE_BYTES:
        say(f"cut: it has {len(encoded)} bytes, and CleverTap keeps {VALUE_BYTES}")
        value = encoded[:VALUE_BYTES].decode(errors="ignore")
    return value

"""What a mapping makes of a booking: each value, its type as CleverTap sees it, and why not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from attrs import field, frozen

from clevertap_client import (
    EventRecord,
    ProfileRecord,
    check_event_property,
    check_profile_property,
)
from clevertap_client import InvalidArgument as Unfit

from . import fields
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


class Line(NamedTuple):
    """One property: what is sent, and what had to be said about it.

    Attributes:
        name: The property.
        source: Where it is from: an expression, or its text.
        value: What CleverTap gets; None if it is left out.
        remarks: Why it is left out, cut, or not what one might think.
    """

    name: str
    source: object
    value: Any = None
    remarks: tuple[str, ...] = ()

    @property
    def expression(self) -> str:
        """Where it is from, in words."""
        return str(self.source)

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

    def __repr__(self) -> str:
        return f"<Line {self.name}: {'; '.join(self.remarks) or self.type}>"


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
        wanted_payload: The same, as JSON.
    """

    kind: Kind = "event"
    name: str
    user: str | None = field(repr=False)
    event: tuple[Line, ...] = ()
    profile: tuple[Line, ...] = ()
    problem: str | None = None
    payload: bytes = field(default=b"", repr=False)
    wanted: ProfileRecord | None = None
    wanted_payload: bytes = field(default=b"", repr=False)

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
    lines = _event_lines(event, booking)
    at = int(booking.occurred_at.timestamp() // 1)
    lines.append(Line(KEY, fields.booking.key, booking.key))
    lines.append(Line(OCCURRED_AT, fields.booking.occurred_at, f"$D_{at}"))
    wanted = tuple([line_of(n, expr, booking, _for_profile) for n, expr in profile])

    def ready(identity: str) -> bytes:
        return encoded({**_event(name, identity), "evtData": values_of(lines)})

    return sealed("event", name, user, booking, lines, ready, wanted)


def sealed(
    kind: Kind,
    name: str,
    user: Expr[Any],
    booking: Booking,
    lines: Sequence[Line],
    ready: Callable[[str], bytes],
    profile: tuple[Line, ...] = (),
) -> Target:
    """Make a target of what is sent, or say why nothing can be."""
    identity: str | None = user.read(booking)
    problem, payload, wanted, wanted_payload = None, b"", None, b""
    try:
        if identity is None:
            raise InvalidArgument("user", _nobody(user, booking))
        payload = ready(identity)
        wanted, wanted_payload = _profile(identity, profile)
    except (InvalidArgument, Unfit) as error:
        problem = str(error)
    return Target(
        kind=kind,
        name=name,
        user=identity,
        event=tuple(lines),
        profile=profile,
        problem=problem,
        payload=payload,
        wanted=wanted,
        wanted_payload=wanted_payload,
    )


def encoded(payload: Mapping[str, Any]) -> bytes:
    """Give a payload as it is kept."""
    return _ENCODER.encode(payload).encode()


_ENCODER: Final = json.JSONEncoder(check_circular=False, allow_nan=False)


@lru_cache(4096)  # the same few hosts come again and again
def _event(name: str, user: str) -> Mapping[str, Any]:
    return EventRecord(name, user).to_wire()


@lru_cache(4096)
def _profile(user: str, lines: tuple[Line, ...]) -> tuple[ProfileRecord | None, bytes]:
    if not (values := values_of(lines)):
        return None, b""
    record = ProfileRecord(user, values)
    return record, encoded(record.to_wire())


_for_profile: Final = lru_cache(4096, typed=True)(check_profile_property)


def _nobody(user: Expr[Any], booking: Booking) -> str:
    of_host = any(name.startswith("host.") for name in user.reads())
    if of_host and booking.hosts.number > 1 and booking.host is None:
        return (
            f"the meeting has {booking.hosts.number} hosts and the mapping does not say which: "
            "add .for_each(fields.hosts)"
        )
    return f"the booking has no {user}"


def values_of(lines: Iterable[Line]) -> dict[str, Any]:
    """Give what is sent of some properties."""
    return {name: value for name, _, value, _ in lines if value is not None}


def line_of(
    name: str,
    expr: Expr[Any],
    booking: Booking,
    check: Callable[[object, object], Any],
    fit: bool = True,
    lines: bool = False,
) -> Line:
    """Read a property, make it (or each line of it) fit, and say what had to be done to it."""
    said: list[str] = []
    value = expr.reader(booking, said.append)
    if value is None:
        return Line(name, expr, None, (*said, f"the booking has no {expr}"))
    if lines and isinstance(value, str):
        value = "\n".join(_fitting(line, said.append) for line in value.splitlines())
    elif fit and isinstance(value, str) and not _is_fit(value):
        value = _fitting(value, said.append)
    try:
        return Line(name, expr, check(name, value), tuple(said))
    except Unfit as error:
        return Line(name, expr, None, (*said, error.problem))


def _event_lines(properties: Properties, booking: Booking) -> list[Line]:
    """Read an event's properties: at once what is certainly fit to be sent, as most of it is."""
    lines: list[Line] = []
    said: list[str] = []
    for name, expr in properties:
        value = expr.reader(booking, said.append)
        if isinstance(value, datetime):
            value = f"$D_{int(value.timestamp() // 1)}"
        elif not (isinstance(value, str) and _is_fit(value)):
            said.clear()
            lines.append(line_of(name, expr, booking, check_event_property))
            continue
        lines.append(Line(name, expr, value, tuple(said) if said else ()))
        said.clear()
    return lines


def _is_fit(value: str) -> bool:
    return len(value) <= VALUE_BYTES and value.isascii() and not value.startswith("$D_")


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

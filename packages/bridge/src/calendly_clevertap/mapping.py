"""From a booking to an event on a CleverTap profile. The builder is the mapping."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Self

from attrs import evolve, field, frozen

from clevertap_client import (
    EventRecord,
    check_event_name,
    check_event_property,
    check_profile_property,
)
from clevertap_client import InvalidArgument as Unfit

from . import fields
from .booking import Booking
from .errors import InvalidArgument
from .expressions import Expr, Flag, Moment, Number, Text, constant, is_expr
from .preview import KEY, OCCURRED_AT, Preview, Properties, Target, filled
from .sources import Scalar
from .stored import from_data, object_of, to_data

Value = Text | Moment | Number | Flag | Scalar
"""What a property can be: an expression, or a value that is the same for every booking."""


def _event_name(name: object) -> str:
    try:
        return check_event_name(name)
    except Unfit as error:
        raise InvalidArgument("event_name", error.problem) from None


def _user(user: object) -> Text:
    expr = constant(user) if isinstance(user, str) else user
    if not isinstance(expr, Text):
        raise InvalidArgument("user", "must be text, such as fields.host.email.lower()")
    if expr.source.kind == "constant" and not expr.steps:
        try:
            EventRecord("probe", expr.source.value)
        except Unfit as error:
            raise InvalidArgument("user", error.problem) from None
    return expr


@frozen
class BookingMapping:
    """Says which parts of a booking become an event, on whose profile, and what that should hold.

    Start with `on`; every call gives a new mapping, in any order::

        booked = (
            BookingMapping.on("Meeting Scheduled", user=fields.host.email.lower())
            .event("invitee_name", fields.invitee.name)
            .event("meeting_date", fields.meeting.starts_at.text(zone=fields.host.timezone))
            .profile("Email", fields.host.email)
        )

    Every event also carries ``booking_key``, the same in every copy of it, and ``occurred_at``.
    """

    event_name: str = field(converter=_event_name)
    user: Text = field(converter=_user)
    events: Properties = ()
    profiles: Properties = ()
    each_host: bool = False

    @classmethod
    def on(cls, event_name: str, *, user: Text | str) -> Self:
        """Start a mapping for one CleverTap event.

        Args:
            event_name: At most 120 bytes. CleverTap minds its case and spaces when campaigns and
                reports look for it.
            user: The identity of the profile it goes to. Write addresses in lower case: CleverTap
                takes another spelling for another person.

        Raises:
            InvalidArgument: CleverTap does not take the name, or the user is no text.
        """
        return cls(event_name, user)

    def event(self, name: str, value: Value) -> Self:
        """Send a property with the event, in place of any that has the name.

        It is left out where the booking has no value, and a campaign then prints its default: add
        ``.or_else(...)`` to what a template uses.

        Args:
            name: At most 120 bytes; templates mind its case.
            value: Where to read it, or a constant. Texts are cut after 512 bytes.

        Raises:
            InvalidArgument: CleverTap does not take the name or the constant, or the bridge sends a
                property of that name anyway.
        """
        if name in {KEY, OCCURRED_AT}:
            raise InvalidArgument(name, "is sent with every event anyway; choose another name")
        expr = _expression(name, value, check_event_property, "")
        return evolve(self, events=_with(self.events, name, expr))

    def profile(self, name: str, value: Value) -> Self:
        """Give the profile a property, unless CleverTap has a value for it already.

        Without ``Email``, no campaign can mail the profile.

        Args:
            name: One of CleverTap's keys (``Name``, ``Email``, ``Phone`` ...), or your own.
            value: Where to read it, or a constant. What does not fit the key is left out.

        Raises:
            InvalidArgument: CleverTap does not take the name or the constant.
        """
        expr = _expression(name, value, check_profile_property, {"$delete": 1})
        return evolve(self, profiles=_with(self.profiles, name, expr))

    def for_each(self, group: type[fields.hosts]) -> Self:
        """Make one event for each host of a collective meeting; `fields.host` is each in turn.

        Args:
            group: ``fields.hosts``.

        Raises:
            InvalidArgument: It is anything else.
        """
        if group is not fields.hosts:
            raise InvalidArgument("group", "must be fields.hosts")
        return evolve(self, each_host=True)

    def targets(self, booking: Booking) -> tuple[Target, ...]:
        """Fill in the mapping: one target, or one for each host."""
        # Without a host, there is one target that says so: an event must not vanish.
        hosts = booking.hosts if self.each_host else ()
        views = [booking.for_host(host) for host in hosts] or [booking]
        return tuple(
            filled(self.event_name, self.user, self.events, self.profiles, view) for view in views
        )

    def preview(self, booking: Booking) -> Preview:
        """Show what would be sent for a booking, and explain every property. Sends nothing."""
        return Preview(happened=booking.happened, targets=self.targets(booking))

    def reads(self) -> frozenset[str]:
        """List the fields that it looks at."""
        return self.user.reads().union(*(e.reads() for _, e in (*self.events, *self.profiles)))

    def to_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "event_name": self.event_name,
            "user": to_data(self.user),
            "event": {name: to_data(expr) for name, expr in self.events},
            "profile": {name: to_data(expr) for name, expr in self.profiles},
            **({"for_each": "hosts"} if self.each_host else {}),
        }

    def to_json(self) -> str:
        """Give it as JSON text; `from_json` makes an equal one of it."""
        return json.dumps(self.to_data(), indent=2)

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any]) -> Self:
        """Make it of JSON text, or of what that decodes to.

        Raises:
            InvalidArgument: It is no JSON, or not what a mapping can be; says where.
        """
        data = loaded(text, "mapping")
        made = cls.on(data.get("event_name", ""), user=_loaded(data.get("user"), "user"))
        for name, value in object_of(data.get("event", {}), "event").items():
            made = made.event(name, _loaded(value, f"event.{name}"))
        for name, value in object_of(data.get("profile", {}), "profile").items():
            made = made.profile(name, _loaded(value, f"profile.{name}"))
        if unknown := set(data) - {"event_name", "user", "event", "profile", "for_each"}:
            raise InvalidArgument("mapping", f"has unknown keys: {', '.join(sorted(unknown))}")
        if "for_each" in data:
            group: Any = fields.hosts if data["for_each"] == "hosts" else None
            made = made.for_each(group)
        return made


def loaded(text: str | bytes | Mapping[str, Any], where: str) -> dict[str, Any]:
    """Decode a JSON object.

    Raises:
        InvalidArgument: It is none.
    """
    try:
        return object_of(json.loads(text) if isinstance(text, str | bytes) else text, where)
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidArgument):
            raise
        raise InvalidArgument(where, "is not JSON") from None


def _loaded(data: object, where: str) -> Any:
    """Read an expression: of what kind it is, its data say."""
    return from_data(data, where)


def _with(properties: Properties, name: str, expr: Expr[Any]) -> Properties:
    return tuple({**dict(properties), name: expr}.items())


def _expression(
    name: str, value: Value, check: Callable[[object, object], Any], harmless: object
) -> Expr[Any]:
    expr = value if is_expr(value) else constant(value)  # type: ignore[arg-type]  # no expression
    fixed = expr.source.kind == "constant" and not expr.steps
    probe = expr.source.value if fixed else harmless
    try:
        check(name, probe)
    except Unfit as error:
        raise InvalidArgument(str(name), error.problem) from None
    return expr

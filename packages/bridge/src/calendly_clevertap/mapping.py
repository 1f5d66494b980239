"""From a booking to an event on a CleverTap profile. The builder is the mapping."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Self, TypeAlias, get_args

from attrs import evolve, field, frozen

from clevertap_client import (
    Add,
    Decrement,
    Delete,
    EventRecord,
    Increment,
    ProfileRecord,
    Remove,
    check_event_name,
    check_event_property,
    check_profile_property,
)
from clevertap_client import InvalidArgument as Unfit

from . import fields
from .booking import Booking
from .errors import InvalidArgument
from .expressions import Expr, Flag, Moment, Number, Text, constant
from .preview import (
    KEY,
    OCCURRED_AT,
    Preview,
    Properties,
    Target,
    encoded,
    filled,
    line_of,
    sealed,
    values_of,
)
from .sources import Scalar
from .stored import from_data, object_of, to_data

Value = Text | Moment | Number | Flag | Scalar
"""What a property can be: an expression, or a value that is the same for every booking."""
How: TypeAlias = Literal[
    "if missing", "overwrite", "add", "remove", "increment", "decrement", "delete"
]
"""What to do to a profile's property; see `BookingMapping.profile`."""
Group: TypeAlias = type[fields.hosts] | type[fields.guests]
"""Whom a mapping can make something for, one by one."""


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


@frozen(kw_only=True)
class AnyMapping:
    """What all mappings have in common: whom they are for, and how often.

    Attributes:
        user: The identity of the profile.
        group: Whom there is one target each for: ``hosts``, ``guests``, or None for one target.
    """

    user: Text = field(converter=_user)
    group: str | None = None

    @property
    def name(self) -> str:
        """What it is called; with the user, it tells what was sent from what was not."""
        raise NotImplementedError

    def made(self, booking: Booking) -> tuple[Target, ...]:
        """Fill it in for one user."""
        raise NotImplementedError

    def expressions(self) -> Iterable[Expr[Any]]:
        """List all that it reads, apart from the user."""
        raise NotImplementedError

    def to_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        group = {"for_each": self.group} if self.group else {}
        return {"user": to_data(self.user), **group}

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any]) -> Self:
        """Make it of JSON text, or of what that decodes to.

        Raises:
            InvalidArgument: It is no JSON, or not what a mapping can be; says where.
        """
        data = loaded(text, "mapping")
        group = data.pop("for_each", None)
        made = cls._loaded({**data, "user": expression_in(data.get("user"), "user")})
        if unknown := set(data) - set(made.to_data()):
            raise InvalidArgument("mapping", f"has unknown keys: {', '.join(sorted(unknown))}")
        return made if group is None else made.for_each(vars(fields).get(str(group), Any))

    @classmethod
    def _loaded(cls, data: dict[str, Any]) -> Self:
        raise NotImplementedError

    def for_each(self, group: Group) -> Self:
        """Make one for each host of a collective meeting, or for each guest.

        `fields.host`, or `fields.guest`, is each of them in turn.

        Args:
            group: ``fields.hosts`` or ``fields.guests``.

        Raises:
            InvalidArgument: It is anything else.
        """
        if group not in {fields.hosts, fields.guests}:
            raise InvalidArgument("group", "must be fields.hosts or fields.guests")
        return evolve(self, group=group.__name__)

    def targets(self, booking: Booking) -> tuple[Target, ...]:
        """Fill it in: one target, or one for each host or guest."""
        views = [booking]
        if self.group == "guests":
            views = [booking.for_guest(guest) for guest in booking.guests]
        elif self.group:
            # Without a host, there is one target that says so: an event must not vanish.
            several = booking.hosts if len(booking.hosts) > 1 else ()
            views = [booking.for_host(host) for host in several] or views
        return tuple(target for view in views for target in self.made(view))

    def preview(self, booking: Booking) -> Preview:
        """Show what would be sent for a booking, and explain every property. Sends nothing."""
        return Preview(happened=booking.happened, targets=self.targets(booking))

    def reads(self) -> frozenset[str]:
        """List the fields that it looks at."""
        return self.user.reads().union(*(expr.reads() for expr in self.expressions()))

    def to_json(self) -> str:
        """Give it as JSON text; `from_json` makes an equal one of it."""
        return json.dumps(self.to_data(), indent=2)


def _event_name(name: object) -> str:
    try:
        return check_event_name(name)
    except Unfit as error:
        raise InvalidArgument("event_name", error.problem) from None


@frozen(kw_only=True)
class BookingMapping(AnyMapping):
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
    events: Properties = ()
    profiles: Properties = ()
    changes: tuple[tuple[str, How, Expr[Any]], ...] = ()

    @property
    def name(self) -> str:
        """The event's name."""
        return self.event_name

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
        return cls(event_name=event_name, user=user)

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
        expr = expression_for(name, value, check_event_property, "")
        return evolve(self, events=with_property(self.events, name, expr))

    def profile(self, name: str, value: Value | None = None, how: How = "if missing") -> Self:
        """Give the profile a property, unless CleverTap has a value for it already; or change it.

        Without ``Email``, no campaign can mail the profile.

        Args:
            name: One of CleverTap's keys (``Name``, ``Email``, ``Phone`` ...), or your own.
            value: Where to read it, or a constant. What does not fit the key is left out. Nothing
                need be given to delete, nor to count by 1.
            how: ``"overwrite"`` replaces what is there. ``"add"`` and ``"remove"`` change a list of
                texts; each line of a text is one of them, such as ticked choices.
                ``"increment"`` and ``"decrement"`` count, ``"delete"`` deletes. Each of these is
                done once for what happened, as the event is sent once.

        Raises:
            InvalidArgument: CleverTap does not take the name or the constant, or there is no such
                ``how``.
        """
        if how not in get_args(How):
            raise InvalidArgument("how", f"must be one of {', '.join(get_args(How))}")
        counts = how in {"increment", "decrement"}
        given = 1 if value is None and (counts or how == "delete") else value
        plain = {other: e for other, e in self.profiles if other != name}
        changes = tuple(change for change in self.changes if change[0] != name)
        if how == "if missing":
            expr = expression_for(name, given, check_profile_property, {"$delete": 1})
            profiles = with_property(self.profiles, name, expr)
            return evolve(self, profiles=profiles, changes=changes)

        expr = expression_for(name, given, _checking(how), 1 if counts else {"$delete": 1})
        return evolve(self, profiles=tuple(plain.items()), changes=(*changes, (name, how, expr)))

    def made(self, booking: Booking) -> tuple[Target, ...]:
        """Fill it in for one user: the event, and what changes on the profile."""
        event = filled(self.event_name, self.user, self.events, self.profiles, booking)
        if not self.changes:
            return (event,)
        lines = [line_of(name, expr, booking, _checking(how)) for name, how, expr in self.changes]
        values = values_of(lines)
        if not values:
            return (event,)

        def ready(identity: str) -> bytes:
            return encoded(ProfileRecord(identity, values).to_wire())

        name = f"{self.event_name}, profile"
        return event, sealed("profile", name, self.user, booking, lines, ready)

    def expressions(self) -> Iterable[Expr[Any]]:
        """List all that it reads, apart from the user."""
        yield from (expr for _, expr in (*self.events, *self.profiles))
        yield from (expr for _, _, expr in self.changes)

    def to_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        changes = {name: {"how": how, "value": to_data(expr)} for name, how, expr in self.changes}
        return {
            "event_name": self.event_name,
            **super().to_data(),
            "event": {name: to_data(expr) for name, expr in self.events},
            "profile": {name: to_data(expr) for name, expr in self.profiles} | changes,
        }

    @classmethod
    def _loaded(cls, data: dict[str, Any]) -> Self:
        made = cls.on(data.get("event_name", ""), user=data["user"])
        for name, value in object_of(data.get("event", {}), "event").items():
            made = made.event(name, expression_in(value, f"event.{name}"))
        for name, value in object_of(data.get("profile", {}), "profile").items():
            given, how = _how_in(value)
            made = made.profile(name, expression_in(given, f"profile.{name}"), how)
        return made


def _how_in(data: Any) -> tuple[Any, How]:
    told = hasattr(data, "get") and "how" in data
    return (data.get("value"), data["how"]) if told else (data, "if missing")


def _checking(how: How) -> Callable[[object, object], Any]:
    def check(name: object, value: object) -> Any:
        found = check_profile_property(name, _changed(how, value))
        return found if how == "overwrite" else dict(found)

    return check


def _changed(how: How, value: Any) -> Any:
    match how:
        case "add" | "remove":
            lines = tuple(dict.fromkeys(str(value).splitlines()))
            return Add(lines) if how == "add" else Remove(lines)
        case "increment":
            return Increment(value)
        case "decrement":
            return Decrement(value)
        case "delete":
            return Delete()
        case _:
            return value


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


def expression_in(data: object, where: str) -> Any:
    """Read an expression: of what kind it is, its data say."""
    return from_data(data, where)


def with_property(properties: Properties, name: str, expr: Expr[Any]) -> Properties:
    """Add a property, in place of any that has the name."""
    return tuple({**dict(properties), name: expr}.items())


def expression_for(
    name: str, value: Value | None, check: Callable[[object, object], Any], harmless: object
) -> Expr[Any]:
    """Make an expression of what was given for a property, and check what can be checked now."""
    expr = value if isinstance(value, Expr) else constant(value)
    fixed = expr.source.kind == "constant" and not expr.steps
    probe = expr.source.value if fixed else harmless
    try:
        check(name, probe)
    except Unfit as error:
        raise InvalidArgument(str(name), error.problem) from None
    return expr

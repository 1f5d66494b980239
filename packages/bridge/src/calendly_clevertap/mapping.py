"""From a booking to an event on a CleverTap profile. The builder is the mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

from .booking import Booking
from .errors import InvalidArgument
from .expressions import Expr, Text
from .preview import (
    KEY,
    OCCURRED_AT,
    Properties,
    Target,
    encoded,
    filled,
    line_of,
    sealed,
    values_of,
)
from .serving import AnyMapping, Value, expression_for, expression_in, with_property
from .stored import object_of, to_data

How: TypeAlias = Literal[
    "if missing", "overwrite", "add", "remove", "increment", "decrement", "delete"
]
"""What to do to a profile's property; see `BookingMapping.profile`."""


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
            InvalidArgument: CleverTap does not take the name, the constant or so many, or the
                bridge sends a property of that name anyway.
        """
        if name in {KEY, OCCURRED_AT}:
            raise InvalidArgument(name, "is sent with every event anyway; choose another name")
        expr = expression_for(name, value, check_event_property, "")
        events = with_property(self.events, name, expr)
        try:
            EventRecord(
                self.event_name, "probe", dict.fromkeys([*dict(events), KEY, OCCURRED_AT], 1)
            )
        except Unfit as error:
            raise InvalidArgument(name, f"is one too many: {error.problem}") from None
        return evolve(self, events=events)

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
        lines = [
            line_of(name, expr, booking, _checking(how), lines=how in {"add", "remove"})
            for name, how, expr in self.changes
        ]
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
            expr = None if given is None else expression_in(given, f"profile.{name}")
            made = made.profile(name, expr, how)
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
            stripped = (line.strip() for line in str(value).splitlines())
            lines = tuple(dict.fromkeys(line for line in stripped if line))
            return Add(lines) if how == "add" else Remove(lines)
        case "increment":
            return Increment(value)
        case "decrement":
            return Decrement(value)
        case "delete":
            return Delete()
        case _:
            return value

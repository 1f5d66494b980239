"""What all mappings have in common: whom they are for, how often, and how they are stored."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self, TypeAlias

from attrs import evolve, field, frozen

from clevertap_client import EventRecord
from clevertap_client import InvalidArgument as Unfit

from . import fields
from .booking import Booking
from .errors import InvalidArgument
from .expressions import Expr, Flag, Moment, Number, Text, constant
from .preview import Preview, Properties, Target
from .sources import Scalar
from .stored import from_data, object_of, to_data

Value = Text | Moment | Number | Flag | Scalar
"""What a property can be: an expression, or a value that is the same for every booking."""
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
class AnyMapping(ABC):
    """What all mappings have in common: whom they are for, and how often.

    Attributes:
        user: The identity of the profile.
        group: Whom there is one target each for: ``hosts``, ``guests``, or None for one target.
    """

    user: Text = field(converter=_user)
    group: str | None = None

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called; with the user, it tells what was sent from what was not."""

    @abstractmethod
    def made(self, booking: Booking) -> tuple[Target, ...]:
        """Fill it in for one user."""

    @abstractmethod
    def expressions(self) -> Iterable[Expr[Any]]:
        """List all that it reads, apart from the user."""

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
    @abstractmethod
    def _loaded(cls, data: dict[str, Any]) -> Self:
        """Make it of its data; the user is an expression by then."""

    def for_each(self, group: Group) -> Self:
        """Make one for each host of a collective meeting, or for each guest.

        `fields.host`, or `fields.guest`, is each of them in turn.

        Args:
            group: ``fields.hosts`` or ``fields.guests``.

        Raises:
            InvalidArgument: It is anything else.
        """
        if group not in (fields.hosts, fields.guests):
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


def loaded(text: str | bytes | Mapping[str, Any], where: str) -> dict[str, Any]:
    """Decode a JSON object.

    Raises:
        InvalidArgument: It is none.
    """
    try:
        found = json.loads(text) if isinstance(text, str | bytes) else text
    except (ValueError, RecursionError):
        raise InvalidArgument(where, "is not JSON") from None
    return object_of(found, where)


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

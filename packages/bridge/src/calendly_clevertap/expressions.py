"""Values to be read from a booking, as typed data: where to start, then which named steps to take.

An expression can be printed, compared, stored as JSON (`calendly_clevertap.stored`) and read. It
holds no code, so a stored one runs none::

    >>> str(fields.invitee.email.lower().or_else("nobody"))
    "invitee.email | lower | or_else('nobody')"

A blank text counts as no value. Steps leave "no value" as it is, except those that are about it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Generic, NoReturn, TypeGuard, TypeVar

from attrs import frozen

from api_client_core.errors import without_addresses

from .errors import InvalidArgument
from .functions import ABOUT_NOTHING, STEPS
from .sources import Constant, Joined, Path, Say, Scalar, Source, Template
from .wording import MOMENT, PIECES, names_in, zone_named

T_co = TypeVar("T_co", bound=Scalar, covariant=True)


E = TypeVar("E", bound="Expr[Any]")


def is_expr(value: object) -> TypeGuard[Expr[Any]]:
    """Tell an expression from a plain value."""
    return isinstance(value, Expr)


@frozen
class Step:
    """One named step with its arguments: plain values, or expressions."""

    name: str
    arguments: tuple[Any, ...] = ()

    def __str__(self) -> str:
        shown = (str(a) if is_expr(a) else repr(a) for a in self.arguments)
        return f"{self.name}({', '.join(shown)})" if self.arguments else self.name


@frozen(repr=False)
class Expr(Generic[T_co]):
    """Reads one value from a booking."""

    source: Source
    steps: tuple[Step, ...] = ()

    kind: ClassVar[str] = "value"
    possible: ClassVar[frozenset[str]] = frozenset()
    """The names of its steps. A stored expression can have no others."""

    def read(self, booking: object, say: Say | None = None) -> T_co | None:
        """Read the value; None where the booking has none.

        Args:
            booking: What to read from.
            say: Told of whatever had to be assumed, such as a time zone nobody knows.
        """
        say = say or _silent
        value: Any = _something(self.source.read(booking, say))
        for step in self.steps:
            if value is not None or step.name in ABOUT_NOTHING:
                given: list[Any] = [
                    a.read(booking, say) if is_expr(a) else a for a in step.arguments
                ]
                value = _something(STEPS[step.name](value, say, *given))
        answer: T_co | None = value
        return answer

    def reads(self) -> frozenset[Path]:
        """List the paths of all fields that it looks at, those in arguments included."""
        inner = (a.reads() for s in self.steps for a in s.arguments if is_expr(a))
        return self.source.reads().union(*inner)

    def __str__(self) -> str:
        return " | ".join(map(str, (self.source, *self.steps)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {without_addresses(str(self))}>"

    def __bool__(self) -> NoReturn:
        raise TypeError("an expression is neither true nor false before a booking is read: use & |")

    def _then(self, kind: type[E], name: str, *arguments: object) -> E:
        return kind(self.source, (*self.steps, Step(name, arguments)))


class Text(Expr[str]):
    """A text."""

    __slots__ = ()
    kind = "text"
    possible = frozenset(
        {
            "contains", "digits", "equals", "lower", "or_else", "present", "strip", "truncate",
            "upper",
        }
    )  # fmt: skip

    def lower(self) -> Text:
        """Write it in lower case, as CleverTap identities should be."""
        return self._then(Text, "lower")

    def upper(self) -> Text:
        """Write it in upper case."""
        return self._then(Text, "upper")

    def strip(self) -> Text:
        """Remove the space around it."""
        return self._then(Text, "strip")

    def digits(self) -> Text:
        """Keep the digits and a leading plus: ``+1 (555) 010`` becomes ``+1555010``."""
        return self._then(Text, "digits")

    def truncate(self, characters: int) -> Text:
        """Cut it after so many characters."""
        return self._then(Text, "truncate", _positive("characters", characters))

    def or_else(self, other: str | Text) -> Text:
        """Take ``other`` where the booking has no value."""
        return self._then(Text, "or_else", _text("other", other))

    def equals(self, other: str | Text) -> Flag:
        """Tell whether it is exactly ``other``; no value equals nothing."""
        return self._then(Flag, "equals", _text("other", other))

    def contains(self, other: str | Text) -> Flag:
        """Tell whether ``other`` occurs in it, case aside."""
        return self._then(Flag, "contains", _text("other", other))

    def present(self) -> Flag:
        """Tell whether the booking has a value."""
        return self._then(Flag, "present")


class Moment(Expr[datetime]):
    """A point in time. CleverTap gets it as a date: ``$D_<epoch seconds>``."""

    __slots__ = ()
    kind = "moment"
    possible = frozenset({"date", "epoch", "or_else", "present", "text"})

    def text(self, zone: str | Text = "UTC", format: str = MOMENT) -> Text:
        """Write it for people, in English: ``5 Oct 2026 15:00 UTC+02:00``.

        Args:
            zone: An IANA name, or where to read one. UTC stands in for one that is missing or
                unknown, and the preview says so.
            format: Names in braces: weekday, day, month, month_name, year, date, time, time12,
                offset, zone.
        """
        _text("format", format)
        try:
            names_in(format, PIECES)
        except ValueError as error:
            raise InvalidArgument("format", str(error)) from None
        return self._then(Text, "text", _zone(zone), format)

    def date(self, zone: str | Text = "UTC") -> Text:
        """Write its day: ``2026-10-05``.

        Args:
            zone: Where it is that day; as in `text`.
        """
        return self._then(Text, "date", _zone(zone))

    def epoch(self) -> Number:
        """Count the whole seconds since 1970."""
        return self._then(Number, "epoch")

    def or_else(self, other: Moment) -> Moment:
        """Take ``other`` where the booking has no value."""
        return self._then(Moment, "or_else", _of("other", other, Moment))

    def present(self) -> Flag:
        """Tell whether the booking has a value."""
        return self._then(Flag, "present")


class Number(Expr[float]):
    """A number."""

    __slots__ = ()
    kind = "number"
    possible = frozenset({"equals", "or_else", "present", "text"})

    def text(self) -> Text:
        """Write it as a text."""
        return self._then(Text, "text")

    def or_else(self, other: float | Number) -> Number:
        """Take ``other`` where the booking has no value."""
        return self._then(Number, "or_else", _number("other", other))

    def equals(self, other: float | Number) -> Flag:
        """Tell whether it is ``other``; no value equals nothing."""
        return self._then(Flag, "equals", _number("other", other))

    def present(self) -> Flag:
        """Tell whether the booking has a value."""
        return self._then(Flag, "present")


class Flag(Expr[bool]):
    """True or false. Combine flags with ``&``, ``|`` and ``~``."""

    __slots__ = ()
    kind = "flag"
    possible = frozenset({"both", "either", "negated", "or_else"})

    def both(self, other: Flag) -> Flag:
        """Tell whether it and ``other`` are true."""
        return self._then(Flag, "both", _of("other", other, Flag))

    def either(self, other: Flag) -> Flag:
        """Tell whether it or ``other`` is true."""
        return self._then(Flag, "either", _of("other", other, Flag))

    def negated(self) -> Flag:
        """Tell whether it is not true."""
        return self._then(Flag, "negated")

    def or_else(self, other: bool) -> Flag:
        """Take ``other`` where the booking has no value."""
        return self._then(Flag, "or_else", _of("other", other, bool))

    __and__ = both
    __or__ = either
    __invert__ = negated


def template(pattern: str, **parts: Text | Number) -> Text:
    """Put values into a text; no value if one of them has none.

    Args:
        pattern: The text, with names in braces: ``"{name} with {host}"``.
        parts: What the names stand for.

    Raises:
        InvalidArgument: The pattern names something that is not among the parts, or is broken.
    """
    try:
        names_in(pattern, parts)
    except ValueError as error:
        raise InvalidArgument("pattern", str(error)) from None
    return Text(Template(pattern, tuple((n, _of(n, p, Text, Number)) for n, p in parts.items())))


def joined(between: str, *parts: Text | Number) -> Text:
    """Put values in a row, leaving out those that are missing.

    Args:
        between: What stands between them, such as ``", "``.
        parts: The values.
    """
    return Text(Joined(between, tuple(_of("parts", part, Text, Number) for part in parts)))


def constant(value: Scalar) -> Expr[Any]:
    """Make an expression that is the same for every booking.

    Raises:
        InvalidArgument: It is none of text, number, bool and aware datetime.
    """
    if isinstance(value, datetime) and value.tzinfo is None:
        raise InvalidArgument("value", "has no time zone: pass an aware datetime")
    kinds: tuple[tuple[Any, type[Expr[Any]]], ...] = (
        (str, Text), (bool, Flag), ((int, float), Number), (datetime, Moment),
    )  # fmt: skip
    for plain, kind in kinds:
        if isinstance(value, plain):
            return kind(Constant(value))
    raise InvalidArgument("value", f"must be an expression or a constant, not {_name(value)}")


def _silent(_: str) -> None:
    """Drop a remark."""


def _something(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _name(value: object) -> str:
    return type(value).__name__


def _of(name: str, value: object, *kinds: type[Any]) -> Any:
    if isinstance(value, kinds):
        return value
    right = " or ".join(kind.__name__ for kind in kinds)
    raise InvalidArgument(name, f"must be {right}, not {_name(value)}")


def _text(name: str, value: object) -> Any:
    return _of(name, value, str, Text)


def _number(name: str, value: object) -> Any:
    if isinstance(value, bool):
        raise InvalidArgument(name, "must be a number, not a bool")
    return _of(name, value, int, float, Number)


def _positive(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidArgument(name, "must be a whole number of at least 1")
    return value


def _zone(zone: str | Text) -> str | Text:
    def refuse(problem: str) -> None:
        raise InvalidArgument("zone", problem.partition(",")[0] + ": give an IANA name")

    if isinstance(_text("zone", zone), str):
        zone_named(str(zone), refuse)
    return zone

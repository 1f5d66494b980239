"""Values to be read from a booking, as typed data: where to start, then which named steps to take.

An expression can be printed, compared, stored as JSON (`calendly_clevertap.stored`) and read. It
holds no code, so a stored one runs none::

    >>> str(fields.invitee.email.lower().or_else("nobody"))
    "invitee.email | lower | or_else('nobody')"

A blank text counts as no value. Steps leave "no value" as it is, except those that are about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import NoneType
from typing import Any, overload

from .arguments import decimals_of, of, pattern_of
from .errors import InvalidArgument
from .reading import Expr, T_co, is_expr
from .sources import Scalar, Source
from .wording import MOMENT, PIECES, zone_named

__all__ = ["Expr", "Flag", "Moment", "Number", "Text", "constant", "is_expr", "joined", "template"]


class _Value(Expr[T_co]):
    """What all kinds of values can be asked."""

    __slots__ = ()

    def present(self) -> Flag:
        """Tell whether the booking has a value."""
        return self._then(Flag, "present")


class Text(_Value[str]):
    """A text."""

    __slots__ = ()

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
        if of("characters", characters, int) < 1:
            raise InvalidArgument("characters", "must be at least 1")
        return self._then(Text, "truncate", characters)

    def replace(self, old: str, new: str) -> Text:
        """Write ``new`` wherever ``old`` stands."""
        return self._then(Text, "replace", of("old", old, str), of("new", new, str))

    def word(self, place: int) -> Text:
        """Take one word: the first is 1, the last is -1. ``fields.invitee.name.word(1)``."""
        if not of("place", place, int):
            raise InvalidArgument("place", "must be 1 for the first word, or -1 for the last")
        return self._then(Text, "word", place)

    def lookup(self, table: Mapping[str, str], default: str | Text | None = None) -> Text:
        """Translate it by a table; case and the space around it do not matter.

        Args:
            table: What to write for what: ``{"Germany": "DE"}``.
            default: What to take for all others; no value, if not given.
        """
        given = of("table", table, Mapping).items()
        pairs = tuple((of("table", k, str), of("table", v, str)) for k, v in given)
        return self._then(Text, "lookup", pairs, of("default", default, str, Text, NoneType))

    def number(self) -> Number:
        """Take it for a number, such as the answer to "How many seats?"; no value if it is none."""
        return self._then(Number, "number")

    def phone(self, region: str | None = None) -> Text:
        """Write a phone number as CleverTap takes it, in E.164; no value if it is none.

        Args:
            region: The country of numbers without a country code: two letters, such as ``"DE"``.

        Raises:
            ImportError: The extra ``phone`` is not installed.
            InvalidArgument: There is no such region.
        """
        try:
            from phonenumbers import SUPPORTED_REGIONS
        except ImportError as error:
            raise ImportError("phone() needs the extra: calendly-clevertap[phone]") from error
        if of("region", region, str, NoneType) not in {None, *SUPPORTED_REGIONS}:
            raise InvalidArgument("region", "must be a country's two letters, such as 'DE'")
        return self._then(Text, "phone", region)

    def escaped(self) -> Text:
        """Write it so that HTML shows it as it is: ``&lt;`` for ``<``. Mails do so anyway."""
        return self._then(Text, "escaped")

    def or_else(self, other: str | Text) -> Text:
        """Take ``other`` where the booking has no value."""
        return self._then(Text, "or_else", of("other", other, str, Text))

    def equals(self, other: str | Text) -> Flag:
        """Tell whether it is exactly ``other``; no value equals nothing."""
        return self._then(Flag, "equals", of("other", other, str, Text))

    def one_of(self, *others: str | Text) -> Flag:
        """Tell whether it is exactly one of these."""
        return self._then(Flag, "one_of", *(of("others", other, str, Text) for other in others))

    def contains(self, other: str | Text) -> Flag:
        """Tell whether ``other`` occurs in it, case aside."""
        return self._then(Flag, "contains", of("other", other, str, Text))


class Moment(_Value[datetime]):
    """A point in time. CleverTap gets it as a date: ``$D_<epoch seconds>``."""

    __slots__ = ()

    def text(self, zone: str | Text = "UTC", format: str = MOMENT) -> Text:
        """Write it for people, in English: ``5 Oct 2026 15:00 UTC+02:00``.

        Args:
            zone: An IANA name, or where to read one. UTC stands in for one that is missing or
                unknown, and the preview says so.
            format: Names in braces: weekday, day, month, month_name, year, date, time, time12,
                offset, zone.
        """
        return self._then(Text, "text", _zone(zone), pattern_of("format", format, PIECES))

    def date(self, zone: str | Text = "UTC") -> Text:
        """Write its day in a zone, which is as for `text`: ``2026-10-05``."""
        return self._then(Text, "date", _zone(zone))

    def epoch(self) -> Number:
        """Count the whole seconds since 1970."""
        return self._then(Number, "epoch")

    def shifted(self, minutes: float) -> Moment:
        """Move it: ``shifted(-60)`` is an hour earlier."""
        return self._then(Moment, "shifted", of("minutes", minutes, int, float))

    def minutes_since(self, other: Moment) -> Number:
        """Count the whole minutes since another one: from booking to meeting, say."""
        return self._then(Number, "minutes_since", of("other", other, Moment))

    def before(self, other: Moment | datetime) -> Flag:
        """Tell whether it is earlier than ``other``."""
        given = constant(other) if isinstance(other, datetime) else other
        return self._then(Flag, "before", of("other", given, Moment))

    def or_else(self, other: Moment) -> Moment:
        """Take ``other`` where the booking has no value."""
        return self._then(Moment, "or_else", of("other", other, Moment))


class Number(_Value[float]):
    """A number. Calculate with ``+``, ``-``, ``*`` and ``/``."""

    __slots__ = ()

    def text(self, decimals: int | None = None) -> Text:
        """Write it as a text.

        Args:
            decimals: How many: ``12.5`` with 2 is ``12.50``. As many as there are, if not given.
        """
        if decimals is None:
            return self._then(Text, "text")
        return self._then(Text, "text", decimals_of(decimals))

    def rounded(self, decimals: int = 0) -> Number:
        """Round it; halves go up, away from 0."""
        return self._then(Number, "rounded", decimals_of(decimals))

    def plus(self, other: float | Number) -> Number:
        """Add to it."""
        return self._then(Number, "plus", _number(other))

    def minus(self, other: float | Number) -> Number:
        """Take from it."""
        return self._then(Number, "minus", _number(other))

    def times(self, other: float | Number) -> Number:
        """Multiply it."""
        return self._then(Number, "times", _number(other))

    def divided_by(self, other: float | Number) -> Number:
        """Divide it; no value if it would be by 0."""
        return self._then(Number, "divided_by", _number(other))

    def or_else(self, other: float | Number) -> Number:
        """Take ``other`` where the booking has no value."""
        return self._then(Number, "or_else", _number(other))

    def equals(self, other: float | Number) -> Flag:
        """Tell whether it is ``other``; no value equals nothing."""
        return self._then(Flag, "equals", _number(other))

    def at_least(self, other: float | Number) -> Flag:
        """Tell whether it is ``other`` or more; no value is not."""
        return self._then(Flag, "at_least", _number(other))

    def at_most(self, other: float | Number) -> Flag:
        """Tell whether it is ``other`` or less; no value is not."""
        return self._then(Flag, "at_most", _number(other))

    __add__ = plus
    __radd__ = plus
    __sub__ = minus
    __mul__ = times
    __rmul__ = times
    __truediv__ = divided_by


class Flag(_Value[bool]):
    """True or false. Combine flags with ``&``, ``|`` and ``~``."""

    __slots__ = ()

    def both(self, other: Flag) -> Flag:
        """Tell whether it and ``other`` are true."""
        return self._then(Flag, "both", of("other", other, Flag))

    def either(self, other: Flag) -> Flag:
        """Tell whether it or ``other`` is true."""
        return self._then(Flag, "either", of("other", other, Flag))

    def negated(self) -> Flag:
        """Tell whether it is not true."""
        return self._then(Flag, "negated")

    def text(self, yes: str = "yes", no: str = "no") -> Text:
        """Write it in words."""
        return self._then(Text, "text", of("yes", yes, str), of("no", no, str))

    @overload
    def choose(self, yes: str | Text, no: str | Text) -> Text: ...
    @overload
    def choose(self, yes: float | Number, no: float | Number) -> Number: ...
    @overload
    def choose(self, yes: Moment, no: Moment) -> Moment: ...
    def choose(self, yes: Any, no: Any) -> Any:
        """Take ``yes`` where it is true, and ``no`` where it is false or has no value.

        Args:
            yes: A text, a number or a time: an expression, or a constant.
            no: Of the same kind.

        Raises:
            InvalidArgument: They are of different kinds.
        """
        given: list[Expr[Any]] = [one if is_expr(one) else constant(one) for one in (yes, no)]
        kind = type(given[0])
        if not isinstance(given[1], kind):
            raise InvalidArgument("no", f"must be {kind.__name__}, as yes is")
        return self._then(kind, "choose", yes, no)

    def or_else(self, other: bool) -> Flag:
        """Take ``other`` where the booking has no value."""
        return self._then(Flag, "or_else", of("other", other, bool))

    __and__ = both
    __or__ = either
    __invert__ = negated


def template(pattern: str, /, **parts: Text | Number) -> Text:
    """Put values into a text; no value if one of them has none.

    Args:
        pattern: The text, with names in braces: ``"{name} with {host}"``.
        parts: What the names stand for.

    Raises:
        InvalidArgument: The pattern names something that is not among the parts, or is broken.
    """
    named = tuple((name, of(name, part, Text, Number)) for name, part in parts.items())
    return Text(Source("template", pattern_of("pattern", pattern, parts), parts=named))


def joined(between: str, *parts: Text | Number) -> Text:
    """Put values in a row, leaving out those that are missing.

    Args:
        between: What stands between them, such as ``", "``.
        parts: The values.
    """
    named = tuple((str(n), of("parts", part, Text, Number)) for n, part in enumerate(parts))
    return Text(Source("joined", of("between", between, str), parts=named))


def constant(value: Scalar | None) -> Expr[Any]:
    """Make an expression that is the same for every booking.

    Raises:
        InvalidArgument: It is none of text, number, bool and aware datetime.
    """
    if isinstance(value, datetime) and value.tzinfo is None:
        raise InvalidArgument("value", "has no time zone: pass an aware datetime")
    for kind, plain in ((Flag, bool), (Text, str), (Number, int | float), (Moment, datetime)):
        if isinstance(value, plain):
            return kind(Source("constant", value))
    raise InvalidArgument(
        "value", f"must be an expression or a constant, not {type(value).__name__}"
    )


def _number(other: object) -> Any:
    return of("other", other, int, float, Number)


def _zone(zone: str | Text) -> str | Text:
    problems: list[str] = []
    if isinstance(of("zone", zone, str, Text), str):
        zone_named(str(zone), problems.append)
    if problems:
        raise InvalidArgument("zone", f"{zone!r} is no IANA name of a time zone")
    return zone

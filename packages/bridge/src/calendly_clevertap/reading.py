"""What all expressions have in common: where to start, which named steps to take, and reading it.

A blank text counts as no value. Steps leave "no value" as it is, except those that are about it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import Any, ClassVar, Generic, NoReturn, TypeGuard, TypeVar, cast

from attrs import frozen

from api_client_core.errors import without_addresses

from . import functions
from .sources import Reader, Say, Scalar, Source
from .wording import zone_named

T_co = TypeVar("T_co", bound=Scalar, covariant=True)
E = TypeVar("E", bound="Expr[Any]")


def is_expr(value: object) -> TypeGuard[Expr[Any]]:
    """Tell an expression from a plain value."""
    return isinstance(value, Expr)


def _shown(plain: Any) -> str:
    return repr(dict(cast("Any", plain)) if isinstance(plain, tuple) else plain)


@frozen
class Step:
    """One named step with its arguments: plain values, or expressions."""

    name: str
    arguments: tuple[Any, ...] = ()

    def __str__(self) -> str:
        shown = (str(a) if is_expr(a) else _shown(a) for a in self.arguments)
        return f"{self.name}({', '.join(shown)})" if self.arguments else self.name


@frozen(repr=False)
class Expr(Generic[T_co]):
    """Reads one value from a booking."""

    source: Source
    steps: tuple[Step, ...] = ()

    possible: ClassVar[frozenset[str]] = frozenset()
    """The names of its steps. A stored expression can have no others."""

    def __init_subclass__(cls) -> None:
        shared = {name for name in dir(cls) if hasattr(functions, name)}
        cls.possible = frozenset(name for name in shared if not name.startswith("_"))

    def read(self, booking: object, say: Say | None = None) -> T_co | None:
        """Read the value; None where the booking has none.

        Args:
            booking: What to read from.
            say: Told of whatever had to be assumed, such as a time zone nobody knows.
        """
        answer: T_co | None = self.reader(booking, say or _silent)
        return answer

    @cached_property
    def reader(self) -> Reader:
        """What reads it: put together once, since it is used for every booking."""
        start = self.source.reader()

        def begin(booking: Any, say: Say) -> Any:
            value = start(booking, say)
            return value if value is None else _something(value)

        read: Reader = begin
        for step in self.steps:
            read = _stepping(read, step)
        return read

    def reads(self) -> frozenset[str]:
        """List the fields that it looks at, those in arguments included."""
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


def _silent(_: str) -> None:
    """Drop a remark."""


def _something(value: Any) -> Any:
    """Give a value as steps expect it; None for a blank text, and for what is no number."""
    kind: object = value.__class__
    if kind is str:
        return value if value and not value.isspace() else None
    if isinstance(value, str):  # an enum's member
        return str.__str__(value)
    if kind is float or kind is Decimal:
        return float(value) if isfinite(value) else None
    return value


def _stepping(before: Reader, step: Step) -> Reader:
    """Take one step after others."""
    act: Callable[..., Any] = getattr(functions, step.name)
    always, saying = step.name in functions.ABOUT_NOTHING, step.name in functions.SAYING
    fixed, zoned = step.arguments, step.name in {"text", "date"}
    given = [a.reader if is_expr(a) else None for a in fixed]

    def plainly(booking: Any, say: Say) -> Any:
        value = before(booking, say)
        if value is None and not always:
            return None
        try:
            return _something(act(value, *fixed))
        except ArithmeticError:
            return _beyond(say)

    def read(booking: Any, say: Say) -> Any:
        value = before(booking, say)
        if value is None and not always:
            return None
        told = list(fixed)
        for place, reader in enumerate(given):
            if reader is not None:
                told[place] = reader(booking, say)
        if zoned and isinstance(value, datetime):
            told[0] = zone_named(told[0], say)
        try:
            return _something(act(value, *told, say) if saying else act(value, *told))
        except ArithmeticError:
            return _beyond(say)

    return read if saying or zoned or any(given) else plainly


def _beyond(say: Say) -> None:
    """Give no value: invitees may type any number, and none of them may stop a delivery."""
    say("it is beyond what can be calculated")

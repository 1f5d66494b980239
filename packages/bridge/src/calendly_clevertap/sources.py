"""Where an expression starts: a field, an answer, a constant, or several put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from attrs import frozen

Scalar: TypeAlias = str | int | float | bool | datetime
Path: TypeAlias = tuple[str, ...]
Say: TypeAlias = Callable[[str], None]
"""Takes a remark about a value, for the preview."""


class Readable(Protocol):
    """An expression, as sources see it."""

    def read(self, booking: Any, say: Say) -> Any:
        """Give the value, or None."""
        ...

    def reads(self) -> frozenset[Path]:
        """List the fields it looks at."""
        ...


class Source(Readable, Protocol):
    """What every start of an expression can do."""


def folded(text: str) -> str:
    """Bring a wording to a form in which case and spaces do not matter."""
    return "".join(text.casefold().split())


def _all(parts: Iterable[Readable]) -> frozenset[Path]:
    return frozenset[Path]().union(*(part.reads() for part in parts))


@frozen
class Field:
    """A field of the booking, by its path."""

    path: Path

    def read(self, booking: Any, say: Say) -> Any:
        """Walk down the path."""
        value = booking
        for name in self.path:
            if value is None:
                return None
            value = getattr(value, name)
        return value

    def reads(self) -> frozenset[Path]:
        """Give the one path."""
        return frozenset({self.path})

    def __str__(self) -> str:
        return ".".join(self.path)


@frozen
class Answer:
    """An answer from the booking form, by the question's wording; case and spaces do not matter."""

    question: str

    def read(self, booking: Any, say: Say) -> str | None:
        """Find it."""
        asked = folded(self.question)
        return next((a.answer for a in booking.answers if folded(a.question) == asked), None)

    def reads(self) -> frozenset[Path]:
        """Give where answers are."""
        return frozenset({("answers",)})

    def __str__(self) -> str:
        return f"answer({self.question!r})"


@frozen
class Constant:
    """The same value for every booking."""

    value: Scalar

    def read(self, booking: Any, say: Say) -> Scalar:
        """Give the value."""
        return self.value

    def reads(self) -> frozenset[Path]:
        """Give nothing."""
        return frozenset()

    def __str__(self) -> str:
        return str(self.value) if isinstance(self.value, datetime) else repr(self.value)


@frozen
class Template:
    """A text with values in it; no value if one of them has none."""

    pattern: str
    parts: tuple[tuple[str, Readable], ...]

    def read(self, booking: Any, say: Say) -> str | None:
        """Read the parts and put them in their places."""
        values = {name: part.read(booking, say) for name, part in self.parts}
        return None if None in values.values() else self.pattern.format_map(values)

    def reads(self) -> frozenset[Path]:
        """Give what the parts look at."""
        return _all(part for _, part in self.parts)

    def __str__(self) -> str:
        parts = "".join(f", {name}={part}" for name, part in self.parts)
        return f"template({self.pattern!r}{parts})"


@frozen
class Joined:
    """Several values in a row; those that are missing are left out."""

    between: str
    parts: tuple[Readable, ...]

    def read(self, booking: Any, say: Say) -> str:
        """Read the parts and join what is there."""
        values = (part.read(booking, say) for part in self.parts)
        return self.between.join(str(value) for value in values if value is not None)

    def reads(self) -> frozenset[Path]:
        """Give what the parts look at."""
        return _all(self.parts)

    def __str__(self) -> str:
        return f"joined({', '.join((repr(self.between), *map(str, self.parts)))})"

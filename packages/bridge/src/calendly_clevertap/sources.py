"""Where an expression starts: a field, an answer, a constant, or several put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

from attrs import frozen

Scalar: TypeAlias = str | int | float | bool | datetime
Say: TypeAlias = Callable[[str], None]
"""Takes a remark about a value, for the preview."""


class Readable(Protocol):
    """An expression, as sources see it."""

    def read(self, booking: Any, say: Say) -> Any:
        """Give the value, or None."""
        ...

    def reads(self) -> frozenset[str]:
        """List the fields that it looks at."""
        ...


@frozen
class Source:
    """A start.

    Attributes:
        kind: What `value` is: a field's name, a question's wording, the value itself, a text with
            names in braces, or what stands between the parts.
        value: See ``kind``.
        path: Where a field is on the booking.
        parts: What a template or a row is made of.
    """

    kind: Literal["field", "answer", "constant", "template", "joined"]
    value: Any
    path: tuple[str, ...] = ()
    parts: tuple[tuple[str, Readable], ...] = ()

    def read(self, booking: Any, say: Say) -> Any:
        """Give the value, or None."""
        if self.kind == "constant":
            return self.value
        if self.kind == "answer":
            return booking.invitee.answer(self.value)
        if self.kind == "field":
            found = booking
            for name in self.path:
                found = None if found is None else getattr(found, name)
            return found
        values = {name: part.read(booking, say) for name, part in self.parts}
        if self.kind == "joined":
            return self.value.join(str(v) for v in values.values() if v is not None)
        return None if None in values.values() else self.value.format_map(values)

    def reads(self) -> frozenset[str]:
        """List the fields that it looks at."""
        own = frozenset({self.value} if self.kind == "field" else ())
        return own.union(*(part.reads() for _, part in self.parts))

    def __str__(self) -> str:
        if self.kind in {"field", "constant"}:
            plain = self.kind == "field" or isinstance(self.value, datetime)
            return str(self.value) if plain else repr(self.value)
        named = (f", {n}={p}" if self.kind == "template" else f", {p}" for n, p in self.parts)
        return f"{self.kind}({self.value!r}{''.join(named)})"

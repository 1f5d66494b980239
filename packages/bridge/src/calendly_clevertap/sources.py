"""Where an expression starts: a field, an answer, a constant, or several put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal, Protocol, TypeAlias

from attrs import frozen

Scalar: TypeAlias = str | int | float | bool | datetime
Say: TypeAlias = Callable[[str], None]
"""Takes a remark about a value, for the preview."""
Reader: TypeAlias = Callable[[Any, Say], Any]
"""Gives a value of a booking, or None."""


class Readable(Protocol):
    """An expression, as sources see it."""

    @property
    def reader(self) -> Reader:
        """What reads it."""
        ...

    def reads(self) -> frozenset[str]:
        """List the fields that it looks at."""
        ...


@frozen
class Source:
    """A start.

    Attributes:
        kind: What `value` is: a field's name, the wordings of questions, the value itself, a text
            with names in braces, or what stands between the parts.
        value: See ``kind``.
        path: Where a field is on the booking.
        parts: What a template or a row is made of.
    """

    kind: Literal["field", "answer", "routing_answer", "constant", "template", "joined"]
    value: Any
    path: tuple[str, ...] = ()
    parts: tuple[tuple[str, Readable], ...] = ()

    def reader(self) -> Reader:
        """Make what reads it, once for all bookings."""
        value, path = self.value, self.path
        if self.kind == "constant":
            return lambda booking, say: value
        if self.kind == "answer":
            return lambda booking, say: _answered(booking.invitee, value)
        if self.kind == "routing_answer":
            return lambda booking, say: _answered(booking.submission, value)
        if self.kind == "field":
            return _along(path)
        readers = [(name, part.reader) for name, part in self.parts]
        if self.kind == "joined":

            def join(booking: Any, say: Say) -> Any:
                found = [read(booking, say) for _, read in readers]
                return value.join(str(one) for one in found if one is not None)

            return join

        def fill(booking: Any, say: Say) -> Any:
            found = {name: read(booking, say) for name, read in readers}
            return None if None in found.values() else value.format_map(found)

        return fill

    def reads(self) -> frozenset[str]:
        """List the fields that it looks at."""
        answers = {"answer": "invitee.answers", "routing_answer": "routing.answers"}
        own: dict[str, str] = {"field": self.value, **answers}
        start = frozenset({own[self.kind]} if self.kind in own else ())
        return start.union(*(part.reads() for _, part in self.parts))

    def __str__(self) -> str:
        if self.kind in {"field", "constant"}:
            plain = self.kind == "field" or isinstance(self.value, datetime)
            return str(self.value) if plain else repr(self.value)
        told = self.value if self.kind.endswith("answer") else (self.value,)
        named = (f", {n}={p}" if self.kind == "template" else f", {p}" for n, p in self.parts)
        return f"{self.kind}({', '.join(map(repr, told))}{''.join(named)})"


def _along(path: tuple[str, ...]) -> Reader:
    whole = attrgetter(".".join(path))

    def read(booking: Any, say: Say) -> Any:
        try:
            return whole(booking)
        except AttributeError:  # something on the way is None
            found = booking
            for name in path:
                found = None if found is None else getattr(found, name)
            return found

    return read


def _answered(asked: Any, questions: tuple[str, ...]) -> Any:
    """Give the first answer that is not blank."""
    if asked is None:
        return None
    for question in questions:
        answer = asked.answer(question)
        if answer and not answer.isspace():
            return answer
    return None

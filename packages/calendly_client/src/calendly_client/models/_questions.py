"""Answers, looked up by what was asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Asked(Protocol):
    """Something with the text of a question."""

    @property
    def question(self) -> str:
        """The question."""
        ...


T = TypeVar("T", bound=Asked)


def find(asked: Iterable[T], question: str) -> T | None:
    """Find a question by its text. Case and spacing count only if two differ in nothing else."""
    all_asked = tuple(asked)
    for fold in (str, _folded):
        for one in all_asked:
            if fold(one.question) == fold(question):
                return one
    return None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

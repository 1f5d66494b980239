"""The search of the activity log: ``|`` or, ``+`` and, ``-`` not, quotes, brackets, ``*``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from .refusals import malformed

Test: TypeAlias = Callable[[str], bool]
"""Tells whether a text is found."""

_TOKEN: Final = re.compile(r'\s*(?:"([^"]*)"|([|+()-])|([^\s|+()"]+))')


def searched(term: str) -> Test:
    """Read a search term. Raises `Refused`."""
    found = [match.groups(default="") for match in _TOKEN.finditer(term)]
    words: list[tuple[str, str]] = []
    for exact, operator, word in found:
        if operator or word in {"OR", "AND"}:
            words.append((operator or {"OR": "|", "AND": "+"}[word], ""))
        else:
            words.append(("", exact or word))
    reader = _Reader(words)
    test = reader.either()
    if reader.left:
        raise malformed("search_term", "has a bracket too many")
    return test


class _Reader:
    """Reads from the front; words that follow each other must all be found."""

    def __init__(self, words: list[tuple[str, str]]) -> None:
        self.left = words

    def either(self) -> Test:
        tests = [self.both()]
        while self._next("|"):
            tests.append(self.both())
        return lambda text: any(test(text) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self.left and self.left[0][0] not in {"|", ")"}:
            self._next("+")
            tests.append(self.single())
        return lambda text: all(test(text) for test in tests)

    def single(self) -> Test:
        if self._next("-"):
            test = self.single()
            return lambda text: not test(text)
        if self._next("("):
            inner = self.either()
            if not self._next(")"):
                raise malformed("search_term", "has a bracket that is not closed")
            return inner
        if not self.left or self.left[0][0]:
            raise malformed("search_term", "has an operator without a word")
        return _word(self.left.pop(0)[1])

    def _next(self, operator: str) -> bool:
        if self.left and self.left[0][0] == operator:
            self.left.pop(0)
            return True
        return False


def _word(word: str) -> Test:
    """Find a word, whatever its case; ``*`` stands for anything."""
    pattern = re.compile(".*".join(map(re.escape, word.split("*"))), re.IGNORECASE | re.DOTALL)
    return lambda text: pattern.search(text) is not None

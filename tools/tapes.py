"""What we do with vcrpy, which has no types: record in memory, and play from a file."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

_VCR: Any = import_module("vcr").VCR
_NOT_FOUND: Any = import_module("vcr.persisters.filesystem").CassetteNotFoundError
SAME = ("method", "scheme", "host", "path", "query", "body")


@contextmanager
def recording() -> Generator[Any]:
    """Record what is sent and answered; the cassette holds `requests` and `responses`."""
    recorder = _VCR(record_mode="all")
    recorder.register_persister(_Nowhere)
    with recorder.use_cassette("kept in memory") as cassette:
        yield cassette


@contextmanager
def playing(path: Path) -> Generator[Any]:
    """Answer requests from a file, and refuse those that it does not hold; `all_played` tells."""
    with _VCR(record_mode="none", match_on=SAME).use_cassette(str(path)) as cassette:
        yield cassette


class _Nowhere:
    """Keeps cassettes in memory alone: what is written is cleaned first."""

    @staticmethod
    def load_cassette(cassette_path: str, serializer: object) -> object:
        raise _NOT_FOUND

    @staticmethod
    def save_cassette(cassette_path: str, cassette_dict: object, serializer: object) -> None:
        return

"""What we do with vcrpy, which has no types: record in memory, write, and play from a file."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from tools.cassettes import findings

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


def exchange(
    method: str, url: str, sent: str | None, kind: str, status: int, content: Any
) -> dict[str, Any]:
    """Write an exchange as vcrpy does, with no header but the types of the contents."""
    typed = {"content-type": [kind]}
    answered = {"content-type": ["application/json"]}
    return {
        "request": {
            "method": method,
            "uri": url,
            "body": sent or "",
            "headers": {} if sent is None else typed,
        },
        "response": {
            "status": {"code": status, "message": HTTPStatus(status).phrase},
            "headers": {} if content is None else answered,
            "body": {"string": "" if content is None else json.dumps(content, indent=1)},
        },
    }


def save(path: Path, cassette: Mapping[str, Any], said: str) -> None:
    """Write a cassette under a line that says what it is, unless it holds what is not for all."""
    text = f"# {said}\n" + yaml.dump(dict(cassette), Dumper=_Dumper, sort_keys=False, width=100)
    if found := findings(text):
        raise SystemExit(f"{path.stem}: {', '.join(found)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class _Nowhere:
    """Keeps cassettes in memory alone: what is written is cleaned first."""

    @staticmethod
    def load_cassette(cassette_path: str, serializer: object) -> object:
        raise _NOT_FOUND

    @staticmethod
    def save_cassette(cassette_path: str, cassette_dict: object, serializer: object) -> None:
        return


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are."""


def _written(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, "|" if "\n" in text else None)


_Dumper.add_representer(str, _written)

"""What the body of an error says; proxies answer with pages, so it may say anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from api_client_core.errors import Failure


def said(failure: Failure) -> Mapping[str, Any]:
    """Give the body, if it is an object; else nothing."""
    try:
        body = failure.reply.json() if failure.reply else None
    except ValueError:
        return {}
    return cast("Mapping[str, Any]", body) if isinstance(body, dict) else {}


def text(data: Mapping[str, Any], key: str) -> str | None:
    """Give a text, if it is one."""
    value = data.get(key)
    return value if isinstance(value, str) else None


def values(data: Mapping[str, Any], key: str) -> list[object]:
    """Give the items of a list, if it is one."""
    value = data.get(key)
    return cast("list[object]", value) if isinstance(value, list) else []


def objects(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Give the objects of a list."""
    return [cast("Mapping[str, Any]", v) for v in values(data, key) if isinstance(v, dict)]


def line(words: str) -> str:
    """Give one line of bounded length: it goes to logs."""
    return " ".join(words.split())[:300]

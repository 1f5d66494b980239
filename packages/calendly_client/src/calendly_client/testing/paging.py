"""Lists in pages, as Calendly gives them."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, cast
from urllib.parse import urlencode

from attrs import frozen

from api_client_core.testing import Answer, Received

from ..ids import HOST
from .documents import Document
from .refusals import malformed

_DEFAULT: Final = 20
_MOST: Final = 100


@frozen
class Query:
    """What a list is asked for. A page token brings its own filters along."""

    filters: Mapping[str, str]
    count: int
    start: int

    @classmethod
    def of(cls, request: Received, most: int = _MOST) -> Query:
        """Read a request's query. Raises `Refused`.

        Args:
            request: The request; a key that repeats, or ends in ``[]``, is a list. A GET's JSON
                body counts as well.
            most: How many rows may be asked for at once.
        """
        given: dict[str, str] = {}
        for key, value in (*request.query, *_in_body(request)):
            name = key.removesuffix("[]")
            given[name] = f"{given[name]},{value}" if name in given else value
        token, count = given.pop("page_token", None), given.pop("count", str(_DEFAULT))
        if not (count.isdecimal() and count.isascii() and 1 <= int(count) <= most):
            raise malformed("count", f"must be 1 to {most}")
        if token is None:
            return cls(given, int(count), 0)
        start, filters = _read(token)
        return cls(filters, int(count), start)

    def get(self, name: str) -> str | None:
        """Give a filter; None if it is not set."""
        return self.filters.get(name)

    def values(self, name: str) -> list[str]:
        """Give the values of a filter that takes several; none if it is not set."""
        return [value for value in (self.get(name) or "").split(",") if value]

    def one_of(self, name: str, *values: str) -> str | None:
        """Give a filter that takes certain values. Raises `Refused`."""
        value = self.get(name)
        if value is not None and value not in values:
            raise malformed(name, f"must be one of {', '.join(values)}")
        return value

    def flag(self, name: str) -> bool | None:
        """Give a filter that is true or false. Raises `Refused`."""
        value = self.one_of(name, "true", "false")
        return None if value is None else value == "true"

    def uri(self, name: str, collection: str) -> str | None:
        """Give a filter that is a full URI. Raises `Refused`."""
        value = self.get(name)
        if value is not None and not value.startswith(f"{HOST}/{collection}/"):
            raise malformed(name, "must be a valid URI")
        return value

    def ordered(self, documents: Sequence[Document], default: str, *fields: str) -> list[Document]:
        """Sort by what ``sort`` says. Raises `Refused`."""
        found = list(documents)
        for part in reversed((self.get("sort") or default).split(",")):
            name, _, direction = part.partition(":")
            if name not in fields or direction not in {"", "asc", "desc"}:
                raise malformed("sort", f"must be one of {', '.join(fields)}, :asc or :desc")
            found.sort(key=_by(name), reverse=direction == "desc")
        return found

    def page(
        self,
        path: str,
        documents: Sequence[Document],
        show: Callable[[Document], Document] = dict,
        **beside: object,
    ) -> Answer:
        """Answer with the page that is asked for.

        Args:
            path: The list's.
            documents: All that match.
            show: Writes one as it is answered.
            beside: What stands beside the rows.
        """
        rows = [show(row) for row in documents[self.start : self.start + self.count]]
        end = self.start + len(rows)
        following = self._token(end) if end < len(documents) else None
        before = self._token(max(0, self.start - self.count)) if self.start else None
        pagination = {
            "count": len(rows),
            "next_page": self._url(path, following),
            "previous_page": self._url(path, before),
            "next_page_token": following,
            "previous_page_token": before,
        }
        return Answer.json({"collection": rows, "pagination": pagination, **beside})

    def _token(self, start: int) -> str:
        return urlsafe_b64encode(json.dumps([start, dict(self.filters)]).encode()).decode()

    def _url(self, path: str, token: str | None) -> str | None:
        if token is None:
            return None
        return f"{HOST}{path}?{urlencode({'count': self.count, 'page_token': token})}"


def _in_body(request: Received) -> Iterator[tuple[str, str]]:
    """Give what a GET has in a JSON body, where some clients put their filters."""
    if request.method == "GET" and request.body:
        with suppress(ValueError):
            body = request.json()
            for name, value in cast("Document", body).items() if isinstance(body, dict) else ():
                yield name, value if isinstance(value, str) else json.dumps(value)


def _read(token: str) -> tuple[int, dict[str, str]]:
    """Read a page token. Raises `Refused`."""
    try:
        match json.loads(urlsafe_b64decode(token)):
            case [int(start), {**filters}] if start >= 0:
                return start, {str(name): str(value) for name, value in filters.items()}
            case _:
                pass
    except (ValueError, RecursionError, binascii.Error):
        pass
    raise malformed("page_token", "is not one of ours")


def _by(name: str) -> Callable[[Document], Any]:
    """Sort by what a dotted name leads to."""
    outer, _, inner = name.partition(".")
    if inner:
        return lambda document: document[outer].get(inner) or ""
    return lambda document: document[name]

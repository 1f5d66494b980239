"""Plain values that cross the wire. No I/O, no HTTP library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import Enum
from math import isfinite
from pathlib import Path
from typing import Any, Final, Generic, Literal, Self, TypeAlias, TypeVar, cast, final
from urllib.parse import quote, urlencode

from attrs import field, frozen

T_co = TypeVar("T_co", covariant=True)
Pairs: TypeAlias = tuple[tuple[str, str], ...]


_WORD: Final = re.compile(r"[^\s<>\"'/=&?,;:()\[\]]+")


def without_addresses(text: str) -> str:
    """Blank out e-mail addresses, for texts that may end up in a log."""
    return _WORD.sub(lambda word: "…@…" if re.search(".(@|%40).", word[0]) else word[0], text)


def printable(url: str) -> str:
    """Cut a URL's query, and blank out addresses in its path."""
    return without_addresses(url.partition("?")[0])


class Unsendable(ValueError):
    """An argument that cannot be put on the wire as it is; says which and why."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name, problem)
        self.name: str = name
        self.problem: str = problem


@final
class Unset(Enum):
    """The type of `UNSET`: "leave this field as it is", where `None` means "clear it"."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET


@final
class Raw(str):
    """A query value that is percent-encoded already and must go out untouched."""

    __slots__ = ()


Scalar: TypeAlias = str | int | float | datetime | date
QueryValue: TypeAlias = Scalar | Sequence[Scalar] | Unset | None


@frozen
class Body:
    """What a request carries: bytes, or a file that is streamed. An empty media type is untold."""

    content: bytes | Path = field(repr=False)
    media_type: str

    @classmethod
    def json(cls, data: Mapping[str, object]) -> Self:
        """Encode plain data. Times become UTC text, keys that are `UNSET` are left out."""
        text = json.dumps(plain("", data), separators=(",", ":"), allow_nan=False)
        return cls(text.encode(), "application/json")

    @classmethod
    def form(cls, fields: Iterable[tuple[str, str]]) -> Self:
        """Encode a form, as HTML does."""
        return cls(urlencode(list(fields)).encode(), "application/x-www-form-urlencoded")

    @classmethod
    def file(cls, path: Path, media_type: str) -> Self:
        """Send a file, read in chunks while it is sent."""
        return cls(path, media_type)

    @property
    def data(self) -> Any:
        """The decoded content of a JSON body."""
        return json.loads(self.content) if isinstance(self.content, bytes) else None


@frozen
class Request:
    """An HTTP request without its credentials; they are added when it is sent."""

    method: str
    url: str = field(repr=lambda url: repr(printable(url)))
    headers: Pairs = field(default=(), repr=False)
    content: bytes | Path = field(default=b"", repr=False)

    @property
    def where(self) -> str:
        """Method and path, without the query: it can hold an invitee's address."""
        path = self.url.partition("?")[0].partition("://")[2].partition("/")[2]
        return f"{self.method} /{path}"


@frozen
class Reply:
    """An HTTP response, read to its end. Header names are lower-case."""

    status: int
    headers: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    content: bytes = field(default=b"", repr=False)

    def json(self) -> Any:
        """Decode the body. Raises `ValueError` if it is not JSON, or nested beyond reason."""
        try:
            return json.loads(self.content)
        except RecursionError:
            raise ValueError("nested too deep") from None


@frozen
class Response(Generic[T_co]):
    """A value together with the reply it came in."""

    value: T_co
    reply: Reply
    request: Request
    attempts: int

    @property
    def status(self) -> int:
        """The reply's HTTP status."""
        return self.reply.status

    @property
    def headers(self) -> Mapping[str, str]:
        """The reply's headers, with lower-case names."""
        return self.reply.headers


def sendable(name: str, text: str) -> str:
    """Give a text that UTF-8 can carry.

    Raises:
        Unsendable: It holds half of a surrogate pair.
    """
    with suppress(UnicodeEncodeError):
        text.encode()
        return text
    raise Unsendable(name, "holds half of a surrogate pair, which is no character")


def plain(name: str, value: object) -> Any:
    """Turn an argument into what JSON can carry; ``name`` says where it stands.

    Raises:
        Unsendable: A time without a zone, or a value of no known kind.
    """
    match value:
        case Enum() if value is not UNSET:
            return value.value
        case float() if not isfinite(value):
            raise Unsendable(name, f"must be a finite number, not {value}")
        case None | str() | int() | float():
            return value
        case datetime():
            if value.tzinfo is None:
                raise Unsendable(
                    name, "has no time zone: pass an aware datetime: datetime.now(UTC)"
                )
            return value.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
        case date():
            return value.isoformat()
        case Mapping():
            items = cast("Mapping[str, object]", value).items()
            path = f"{name}." if name else ""
            return {key: plain(f"{path}{key}", v) for key, v in items if v is not UNSET}
        case list() | tuple() | set() | frozenset():
            return [plain(name, item) for item in cast("Iterable[object]", value)]
        case _:
            raise Unsendable(name, f"cannot be sent: {type(value).__name__} is no kind of JSON")


def query_pairs(query: Mapping[str, QueryValue]) -> Pairs:
    """Turn named arguments into a query: no value, no pair; a sequence repeats its key.

    Raises:
        Unsendable: A time without a zone.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            several: Sequence[Scalar] = value
        else:
            several = () if value is None or isinstance(value, Unset) else (value,)
        texts = (plain(name, item) for item in several)
        pairs += (
            (name, sendable(name, text) if isinstance(text, str) else json.dumps(text))
            for text in texts
        )
    return tuple(pairs)


def encoded(pairs: Pairs) -> str:
    """Percent-encode a query. A `Raw` value is appended as it is."""
    texts = (
        (key, value if isinstance(value, Raw) else quote(value, safe="")) for key, value in pairs
    )
    return "&".join(f"{quote(key, safe='')}={text}" for key, text in texts)

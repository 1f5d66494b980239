"""Files that go to a place of their own: a list of users, a catalog."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from attrs import evolve

from api_client_core.steps import Call, off
from api_client_core.wire import Body, Reply

from .. import limits
from ..converter import Whole
from ..errors import InvalidArgument
from ..models import UploadUrl
from ..users import ObjectId, checked_user
from ._checks import email as email_of
from ._checks import filled
from ._verbs import POST, PUT

Content: TypeAlias = Path | bytes
_COLUMNS: Final = ["type", "identity"]
_HEAD: Final = 200


def place(path: str) -> Call[UploadUrl]:
    """Describe the call that opens a place. To open several does no harm."""
    call = POST(path, returns=Whole(UploadUrl), idempotent=True)
    return evolve(call, headers=(("content-type", "application/json"),))


def stored(reply: Reply) -> None:
    """Read the answer of the store: its status says it all."""


def put(url: str, content: Content, timeout: float) -> Call[None]:
    """Describe the call that fills a place, without credentials and content type: it is signed.

    Raises:
        InvalidArgument: The address is none, or there is nothing to send.
    """
    if not filled("url", url).startswith(("https://", "http://")):
        raise InvalidArgument("url", "must be the whole address that CleverTap gave")
    if not isinstance(cast("object", content), Path | bytes):
        raise InvalidArgument("content", "must be a Path, or bytes")
    call = PUT(returns=stored, body=Body(content, ""), timeout=timeout)
    return evolve(call, url=url)


def completion(name: str, email: str, creator: str, *, replace: bool) -> dict[str, Any]:
    """Give what every completion says.

    Raises:
        InvalidArgument: Something is empty, or the address is none.
    """
    return {
        "name": filled("name", name),
        "email": email_of("email", email),
        "creator": filled("creator", creator),
        "replace": replace,
    }


async def listed(users: Content | Iterable[str | ObjectId]) -> Content:
    """Give a list of users as a file that CleverTap reads. An operation.

    Raises:
        InvalidArgument: The file has other columns, or somebody is no identity.
    """
    if not isinstance(users, Path | bytes):
        return _rows(users)
    head = await beginning("users", users)
    line = head.splitlines()[0].decode("utf-8", "replace")
    if [column.strip().strip('"').lower() for column in line.split(",")] != _COLUMNS:
        raise InvalidArgument("users", "must begin with the line Type,Identity")
    return users


async def beginning(name: str, content: Content) -> bytes:
    """Give the first bytes of a file that may be sent. An operation.

    Raises:
        InvalidArgument: It is not there, empty, or too large.
    """
    if isinstance(content, bytes):
        size, head = len(content), content[:_HEAD]
    elif isinstance(cast("object", content), Path):
        size, head = await off(lambda: _look(name, content))
    else:
        raise InvalidArgument(name, "must be a Path, or bytes")
    if not head.strip():
        raise InvalidArgument(name, "is empty")
    if size > limits.BYTES_PER_FILE.value:
        raise InvalidArgument(name, "is larger than 5 GB, the most that CleverTap takes at once")
    return head


def _look(name: str, path: Path) -> tuple[int, bytes]:
    try:
        with path.open("rb") as file:
            return path.stat().st_size, file.read(_HEAD)
    except OSError as error:
        raise InvalidArgument(name, f"cannot be read: {error.strerror}") from None


def _rows(users: Iterable[str | ObjectId]) -> bytes:
    if isinstance(users, str):
        raise InvalidArgument("users", "must be a Path, bytes, or several users, not one text")
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Type", "Identity"])
    empty = text.tell()
    for user in users:
        given = checked_user(user)
        if not isinstance(given, str | ObjectId):
            raise InvalidArgument("users", "must be identities as text, or ObjectId")
        writer.writerow(["i", given] if isinstance(given, str) else ["g", given.value])
    if text.tell() == empty:
        raise InvalidArgument("users", "names nobody")
    return text.getvalue().encode()

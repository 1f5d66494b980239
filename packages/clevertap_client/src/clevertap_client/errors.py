"""What this client raises.

CleverTapError                    `.partial`: what an upload had done before it failed
├── InvalidArgument               nothing was sent: names the argument and what would be right
├── RecordsRefused                by `UploadResult.raise_for_refused`
└── CallFailed                    a call was tried
    ├── ConnectionFailed          no reply came, and nothing can have been applied twice
    │   └── TimedOut
    ├── AmbiguousDelivery         it may have been applied, or not
    ├── UnexpectedReply           the body is empty (an unknown path), no JSON, or of another shape
    └── StatusError               CleverTap says no: `.code`, `.error`
        ├── BadRequest            400
        ├── InvalidCredentials    401: account id, passcode, or region
        ├── NotAllowed            403, 405
        ├── NotFound              404, and a profile that does not exist
        ├── Conflict              409
        │   └── NotReady          whatever the status: CleverTap is still at it, ask again later
        ├── TooManyRequests       429
        ├── ServerError           500 and above
        └── RequestRejected       200, whose body says fail
            └── CursorExpired     whatever the status: the export must be started anew

Each is also of the family of the same kind in `api_client_core.errors`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from api_client_core import errors as core
from api_client_core.errors import ErrorFamily, Failure, without_addresses

if TYPE_CHECKING:
    from .models import Code
    from .results import UploadResult

_NOT_READY: Final = re.compile(
    r"still in progress|no result as of yet|has(n't| not) been completed", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\+?\d[\d ()-]{5,}\d")


def harmless(text: str) -> str:
    """Blank out e-mail addresses and phone numbers, and cut a text that goes on and on."""
    blanked = _NUMBER.sub("…", without_addresses(text))
    return blanked if len(blanked) <= 300 else f"{blanked[:300]}…"


class CleverTapError(core.ClientError):
    """Base of all errors of this client.

    Attributes:
        partial: What an upload had done before it failed; None for everything else.
    """

    partial: UploadResult | None = None


class InvalidArgument(CleverTapError, core.InvalidArgument):
    """An argument is wrong. Nothing was sent."""


class RecordsRefused(CleverTapError):
    """CleverTap refused some of the records that were uploaded.

    Attributes:
        result: The whole outcome of the upload.
    """

    def __init__(self, result: UploadResult) -> None:
        super().__init__(result)
        self.result: UploadResult = result
        self.partial: UploadResult | None = result

    def __str__(self) -> str:
        return self.result.summary()

    def __repr__(self) -> str:
        return f"<RecordsRefused {self}>"


class CallFailed(CleverTapError, core.CallFailed):
    """A call was tried, and failed."""


class ConnectionFailed(CallFailed, core.ConnectionFailed):
    """No reply came. The call was not applied, or is harmless to repeat."""


class TimedOut(ConnectionFailed, core.TimedOut):
    """No reply came in time."""


class AmbiguousDelivery(CallFailed, core.AmbiguousDelivery):
    """The call may have been applied, or not. CleverTap stores an event twice if sent twice."""


class UnexpectedReply(CallFailed, core.UnexpectedReply):
    """The reply is not what the API promises."""

    def what(self) -> str:
        """Add what an empty body means."""
        hint = "; CleverTap answers an unknown path with nothing: check base_url"
        return super().what() + ("" if self.reply and self.reply.content.strip() else hint)


class StatusError(CallFailed, core.StatusError):
    """CleverTap answered, and the answer is an error."""

    @property
    def code(self) -> Code | None:
        """CleverTap's own code: a number, or a word such as ``CURSOR_INVALIDATED``."""
        found = _body(self.failure).get("code")
        return found if isinstance(found, int | str) and not isinstance(found, bool) else None

    @property
    def error(self) -> str:
        """What CleverTap says, without addresses and numbers; empty if it says nothing."""
        return harmless(error_text(_body(self.failure).get("error")))

    def what(self) -> str:
        """Give the status, the code if it differs, and CleverTap's words."""
        code = "" if self.code in {None, self.status} else f" (code {harmless(str(self.code))})"
        return (
            f"HTTP {self.status}{code}: {self.error}" if self.error else f"HTTP {self.status}{code}"
        )


class BadRequest(StatusError):
    """CleverTap could not read the request."""


class InvalidCredentials(StatusError):
    """The account id, the passcode, or the region is wrong; CleverTap does not say which."""

    def what(self) -> str:
        """Add what to look at."""
        at = urlsplit(self.request.url)
        # Lists and catalogs name an admin, and are answered alike if there is none.
        admin = "; or the e-mail is no admin's" if at.path.endswith("_completed") else ""
        return (
            f"{super().what()}; check the account id, the passcode and the region: an account of "
            f"another region is answered just like a wrong passcode (this call went to "
            f"{at.netloc}){admin}"
        )


class NotAllowed(StatusError):
    """The account may not do this, or not in this way."""


class NotFound(StatusError):
    """There is no such thing."""

    def what(self) -> str:
        """CleverTap may answer 200 without a record."""
        return super().what() if self.error or self.status == 404 else "there is no such profile"


class Conflict(StatusError):
    """It exists already, or is not finished yet."""


class NotReady(Conflict):
    """CleverTap has not finished: an export page, a count, a report or a campaign. Ask later.

    The status says little: 200 with ``partial``, 200 with ``fail``, 202, 409 and 500 were seen.
    """

    @property
    def req_id(self) -> int | str | None:
        """What to ask for a count's or a report's result with, if CleverTap gave it."""
        found = _body(self.failure).get("req_id")
        return found if isinstance(found, int | str) and not isinstance(found, bool) else None

    def what(self) -> str:
        """Say it also where CleverTap does not."""
        return super().what() if self.error else f"{super().what()}, and the result is not ready"


class TooManyRequests(StatusError):
    """Too many requests of this account were in flight; this one was not applied."""


class ServerError(StatusError):
    """CleverTap failed."""


class RequestRejected(StatusError):
    """The status is 200, the body says that the whole request failed."""

    def what(self) -> str:
        """Say it even if CleverTap gives no reason."""
        return super().what() if self.error else f"{super().what()}, but the body says fail"


class CursorExpired(RequestRejected):
    """The cursor of an export is no longer valid: start the export anew.

    Cursors of events live for four hours, or one hour unused; those of profiles for four days.
    """


def error_text(error: object) -> str:
    """Read an ``error`` of CleverTap's: a text, which may hold a JSON list of texts."""
    if not isinstance(error, str):
        return "" if error is None else json.dumps(error)
    if error.lstrip().startswith("["):
        try:
            items: object = json.loads(error)
        except (ValueError, RecursionError):
            return error
        if isinstance(items, list):
            return "; ".join(str(item) for item in cast("list[object]", items))
    return error


_BY_STATUS: Final[dict[int, type[StatusError]]] = {
    400: BadRequest,
    401: InvalidCredentials,
    403: NotAllowed,
    404: NotFound,
    405: NotAllowed,
    409: Conflict,
    429: TooManyRequests,
}


def _status_error(failure: Failure) -> StatusError:
    status = failure.reply.status if failure.reply else 0
    body = _body(failure)
    if body.get("code") == "CURSOR_INVALIDATED":
        return CursorExpired(failure)
    if _unfinished(status, body):
        return NotReady(failure)
    if 200 <= status < 300:
        missing = body.get("status") == "success" or body.get("code") == 404
        return (NotFound if missing else RequestRejected)(failure)
    return _BY_STATUS.get(status, ServerError if status >= 500 else StatusError)(failure)


def _unfinished(status: int, body: dict[str, Any]) -> bool:
    told = _NOT_READY.search(error_text(body.get("error"))) is not None
    return told or status == 202 or body.get("status") == "partial" or body.get("code") == 2


def _body(failure: Failure) -> dict[str, Any]:
    try:
        body: object = failure.reply.json() if failure.reply else None
    except ValueError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


FAMILY: Final = ErrorFamily(
    connection=ConnectionFailed,
    timeout=TimedOut,
    ambiguous=AmbiguousDelivery,
    unexpected=UnexpectedReply,
    status=_status_error,
    invalid=InvalidArgument,
)
"""What calls of this client raise."""

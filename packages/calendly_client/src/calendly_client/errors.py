"""Everything this client raises.

CalendlyError
├── InvalidArgument              nothing was sent: names the argument and what would be right
├── CallFailed                   a call was tried
│   ├── ConnectionFailed         no reply came, and nothing can have been applied twice
│   │   └── TimedOut
│   ├── StatusError              a reply came, and it says no: ``title``, ``message``, ``details``
│   │   ├── BadRequest           400, 422
│   │   ├── Unauthenticated      401: the token is wrong, expired or revoked
│   │   ├── PermissionDenied     403: not yours to see or do
│   │   │   ├── InsufficientScope  the token lacks ``required_scopes``
│   │   │   ├── PlanRequired     the account's plan does not include it
│   │   │   ├── AlreadyCanceled  the meeting is off already: nothing is left to do
│   │   │   └── EventInPast      the meeting has begun: too late to cancel
│   │   ├── NotFound             404
│   │   ├── Conflict             409: such a thing exists already
│   │   ├── CalendarUnavailable  424: Calendly cannot read the user's calendar
│   │   ├── RateLimited          429: ``retry_after`` says when to come back
│   │   └── ServerError          5xx
│   ├── AmbiguousDelivery        it may have been applied, or not; sending again could do it twice
│   └── UnexpectedReply          a reply came, says yes, and is not what the API promises
└── WebhookError                 a delivery that must not be trusted, or cannot be read
    ├── InvalidHeader            no signature header, or none that can be read
    ├── WrongSignature           signed with another key, or changed on its way
    ├── StaleTimestamp           signed rightly, but too long ago, or in the future
    ├── BodyTooLarge             longer than the caller allows
    └── UnreadablePayload        no JSON, or not what Calendly promises

Each also is of the core's family of the same name, so that a caller of several APIs can treat them
alike. All can be pickled. Messages hold method, path, status and what Calendly says, with e-mail
addresses blanked; never the query, the token or the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import frozen

from api_client_core import errors as core


class CalendlyError(core.ClientError):
    """Base of every error in this package."""


class InvalidArgument(CalendlyError, core.InvalidArgument):
    """An argument is wrong. Nothing was sent.

    Attributes:
        name: The argument.
        problem: What is wrong with it, and what would be right.
    """


class CallFailed(CalendlyError, core.CallFailed):
    """A call was tried, and failed. Catch this for any failure of a call."""


class ConnectionFailed(CallFailed, core.ConnectionFailed):
    """No reply came. The call was not applied, or is harmless to repeat."""


class TimedOut(ConnectionFailed, core.TimedOut):
    """No reply came in time."""


class AmbiguousDelivery(CallFailed, core.AmbiguousDelivery):
    """The call may have been applied, or not: look before sending it again."""


class UnexpectedReply(CallFailed, core.UnexpectedReply):
    """The reply says success, but is not what Calendly promises; ``problems`` says where."""


@frozen
class ErrorDetail:
    """One thing that Calendly finds wrong.

    Attributes:
        message: What.
        parameter: Where, by Calendly's own reckoning: not always a parameter's name.
        code: A word for programs, on some.
    """

    message: str
    parameter: str | None = None
    code: str | None = None


class StatusError(CallFailed, core.StatusError):
    """Calendly answered, and the answer is an error."""

    @property
    def title(self) -> str | None:
        """What kind of error it is, in Calendly's words; None if the body is not Calendly's."""
        return _text(_said(self.failure), "title")

    @property
    def message(self) -> str | None:
        """What is wrong, in Calendly's words."""
        return _text(_said(self.failure), "message")

    @property
    def details(self) -> tuple[ErrorDetail, ...]:
        """What is wrong with which parameter, if Calendly says so."""
        return tuple(
            ErrorDetail(_text(d, "message") or "", _text(d, "parameter"), _text(d, "code"))
            for d in _items(_said(self.failure), "details")
        )

    def what(self) -> str:
        """Say the status, and what Calendly says of it."""
        said = ": ".join(_line(text) for text in (self.title, self.message) if text)
        details = "; ".join(_line(": ".join(filter(None, _told(d)))) for d in self.details)
        return f"HTTP {self.status} {said}".rstrip() + (f" ({details})" if details else "")


class BadRequest(StatusError):
    """Calendly does not accept a parameter: see ``details``."""


class Unauthenticated(StatusError):
    """The token is wrong, expired or revoked. Trying again does not help."""


class PermissionDenied(StatusError):
    """The token's owner may not see or do this."""


class InsufficientScope(PermissionDenied):
    """The token was made without a scope that this call needs."""

    @property
    def required_scopes(self) -> tuple[str, ...]:
        """What the token must be made with."""
        scopes = _said(self.failure).get("required_scopes")
        return tuple(s for s in _list(scopes) if isinstance(s, str))


class PlanRequired(PermissionDenied):
    """The account's plan does not include this."""


class AlreadyCanceled(PermissionDenied):
    """The meeting is off already. After a lost reply (``attempts`` > 1) this call may have done it.

    Either way nothing is left to do.
    """


class EventInPast(PermissionDenied):
    """The meeting has begun: it is too late to cancel it."""


class NotFound(StatusError):
    """No such thing, or it is gone."""


class Conflict(StatusError):
    """Such a thing exists already: a subscription for the same URL, say."""


class CalendarUnavailable(StatusError):
    """Calendly cannot read the user's calendar; the user has to connect it again."""


class RateLimited(StatusError):
    """Too many requests for one user; ``retry_after`` says in how many seconds to come back."""


class ServerError(StatusError):
    """Calendly failed."""


class WebhookError(CalendlyError):
    """A delivery that must not be trusted, or cannot be read."""


class InvalidHeader(WebhookError):
    """There is no signature header, or it cannot be read."""


class WrongSignature(WebhookError):
    """The body was signed with another key, or changed on its way."""


class StaleTimestamp(WebhookError):
    """The body was signed rightly, but too long ago, or in the future."""


class BodyTooLarge(WebhookError):
    """The body is longer than the caller allows."""


class UnreadablePayload(WebhookError):
    """The body is no JSON, or not what Calendly promises; says where, and never what it holds."""


_BY_STATUS: Final[Mapping[int, type[StatusError]]] = {
    400: BadRequest,
    401: Unauthenticated,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    422: BadRequest,
    424: CalendarUnavailable,
    429: RateLimited,
}
# The few texts that Calendly's own documentation lists, and callers act on.
_DENIALS: Final[tuple[tuple[re.Pattern[str], type[PermissionDenied]], ...]] = (
    (re.compile(r"insufficient scope", re.IGNORECASE), InsufficientScope),
    (re.compile(r"already canceled", re.IGNORECASE), AlreadyCanceled),
    (re.compile(r"event in the past", re.IGNORECASE), EventInPast),
    (re.compile(r"\bupgrade\b|features are not enabled", re.IGNORECASE), PlanRequired),
)


def status_error(failure: core.Failure) -> StatusError:
    """Pick the class for a reply that says no."""
    status = failure.reply.status if failure.reply else 0
    kind = ServerError if status >= 500 else _BY_STATUS.get(status, StatusError)
    if kind is PermissionDenied:
        said = _said(failure)
        texts = f"{_text(said, 'title')} {_text(said, 'message')}"
        kind = next((kind for pattern, kind in _DENIALS if pattern.search(texts)), kind)
    return kind(failure)


FAMILY: Final = core.ErrorFamily(
    ConnectionFailed,
    TimedOut,
    AmbiguousDelivery,
    UnexpectedReply,
    status_error,
    invalid=InvalidArgument,
)


def _said(failure: core.Failure) -> Mapping[str, Any]:
    """Read the body of an error; proxies answer with pages, so it may be anything."""
    try:
        body = failure.reply.json() if failure.reply else None
    except ValueError:
        return {}
    return cast("Mapping[str, Any]", body) if isinstance(body, dict) else {}


def _text(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) else None


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _items(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [cast("Mapping[str, Any]", v) for v in _list(data.get(key)) if isinstance(v, dict)]


def _told(detail: ErrorDetail) -> tuple[str | None, ...]:
    return detail.parameter, detail.message


def _line(text: str) -> str:
    """One line of bounded length: it goes to logs."""
    return " ".join(text.split())[:300]

"""Everything this client raises.

CalendlyError
├── InvalidArgument              nothing was sent: names the argument and what would be right
├── CallFailed                   a call was tried
│   ├── ConnectionFailed         no reply came, and nothing can have been applied twice
│   │   ├── TimedOut
│   │   ├── NotBooked            a booking's reply was lost, and there is no such booking
│   │   └── RefreshUnanswered    a token's refresh was not answered; the call was not sent
│   ├── StatusError              a reply came, and it says no: ``title``, ``message``, ``details``
│   │   ├── BadRequest           400, 422
│   │   │   ├── SlotTaken        somebody else has that time: offer another
│   │   │   └── LocationRefused  the event type has no such location, or needs one
│   │   ├── Unauthenticated      401: the token is wrong, expired or revoked
│   │   ├── PermissionDenied     403: not yours to see or do
│   │   │   ├── InsufficientScope  the token lacks ``required_scopes``
│   │   │   ├── PlanRequired     the account's plan does not include it
│   │   │   ├── AlreadyCanceled  the meeting is off already: nothing is left to do
│   │   │   └── EventInPast      the meeting has begun: too late to cancel
│   │   ├── NotFound             404
│   │   ├── Conflict             409: such a thing exists already
│   │   │   └── HookExists       the URL has a webhook subscription
│   │   ├── CalendarUnavailable  424: Calendly cannot read the user's calendar
│   │   ├── RateLimited          429: ``retry_after`` says when to come back
│   │   ├── ServerError          5xx
│   │   └── OAuthError           from the OAuth server: ``error``, ``error_description``
│   │       └── ReauthorizationRequired  the user must authorise again, and ``why``
│   ├── AmbiguousDelivery        it may have been applied, or not; sending again could do it twice
│   │   └── BookingInDoubt       nor could it be found out afterwards whether the meeting was booked
│   └── UnexpectedReply          a reply came, says yes, and is not what the API promises
│       └── UnreadableToken      from the OAuth server
├── AuthorizationDenied          the user did not agree
├── SubscriptionContested        another process is changing the same webhook subscription
└── WebhookError                 a delivery that must not be trusted, or cannot be read
    ├── InvalidHeader            no signature header, or none that can be read
    ├── WrongSignature           signed with another key, or changed on its way
    ├── StaleTimestamp           signed rightly, but too long ago, or in the future
    ├── BodyTooLarge             longer than the caller allows
    └── UnreadablePayload        no JSON, or not what Calendly promises

Those of OAuth are in `calendly_client.oauth_errors`.
Each also is of the core's family of the same name, so that a caller of several APIs can treat them
alike. All can be pickled. Messages hold method, path, status and what Calendly says, with e-mail
addresses blanked; never the query, the token or the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from attrs import frozen

from api_client_core import errors as core

from ._error_bodies import line, objects, said, text, values


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


class NotBooked(ConnectionFailed):
    """The reply to a booking was lost, and no such booking was found, though all could be seen.

    Booking once more is as safe as can be told from outside: nothing says how long Calendly works
    on a request whose caller has hung up.
    """

    def what(self) -> str:
        """Say what went wrong, and what was found out since."""
        how = f"HTTP {self.status}" if self.status else self.failure.reason
        return f"{how}; no such booking was found afterwards"


class BookingInDoubt(AmbiguousDelivery):
    """The meeting may have been booked, or not, and looking did not tell: a person has to look."""

    def what(self) -> str:
        """Say what went wrong, and why it cannot be told what became of it."""
        how = f"HTTP {self.status}" if self.status else self.failure.reason
        return f"{how}; it cannot be told whether it was booked: {'; '.join(self.failure.problems)}"


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
        return text(said(self.failure), "title")

    @property
    def message(self) -> str | None:
        """What is wrong, in Calendly's words."""
        return text(said(self.failure), "message")

    @property
    def details(self) -> tuple[ErrorDetail, ...]:
        """What is wrong with which parameter, if Calendly says so."""
        return tuple(
            ErrorDetail(text(d, "message") or "", text(d, "parameter"), text(d, "code"))
            for d in objects(said(self.failure), "details")
        )

    def what(self) -> str:
        """Say the status, and what Calendly says of it."""
        words = ": ".join(line(part) for part in (self.title, self.message) if part)
        told = [": ".join(filter(None, (d.parameter, d.message))) for d in self.details]
        details = f" ({'; '.join(map(line, told))})" if told else ""
        return f"HTTP {self.status} {words}".rstrip() + details


class BadRequest(StatusError):
    """Calendly does not accept a parameter: see ``details``."""


class SlotTaken(BadRequest):
    """The time cannot be booked any more: offer another."""


class LocationRefused(BadRequest):
    """The event type has no such location; or it has several, and none was named."""


class Unauthenticated(StatusError):
    """The token is wrong, expired or revoked. Trying again does not help."""


class PermissionDenied(StatusError):
    """The token's owner may not see or do this."""


class InsufficientScope(PermissionDenied):
    """The token was made without a scope that this call needs."""

    @property
    def required_scopes(self) -> tuple[str, ...]:
        """What the token must be made with."""
        scopes = values(said(self.failure), "required_scopes")
        return tuple(scope for scope in scopes if isinstance(scope, str))


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
    """Such a thing exists already: a contact with the same address, say."""


class HookExists(Conflict):
    """The URL has a webhook subscription already, maybe somebody else's."""


class CalendarUnavailable(StatusError):
    """Calendly cannot read the user's calendar; the user has to connect it again."""


class RateLimited(StatusError):
    """Too many requests for one user; ``retry_after`` says in how many seconds to come back."""


class ServerError(StatusError):
    """Calendly failed."""


class SubscriptionContested(CalendlyError):
    """Another process wants the same subscription to be otherwise, at the same time."""


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
_BY_CODE: Final[Mapping[str | None, type[BadRequest]]] = {
    "already_filled": SlotTaken,
    "invalid_location_choice": LocationRefused,
}
_HOOK: Final = re.compile(r"\bhook\b", re.IGNORECASE)
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
    body = said(failure)
    texts = f"{text(body, 'title')} {text(body, 'message')}"
    if kind is PermissionDenied:
        kind = next((kind for pattern, kind in _DENIALS if pattern.search(texts)), kind)
    elif kind is BadRequest:
        codes = [text(detail, "code") for detail in objects(body, "details")]
        kind = next((_BY_CODE[code] for code in codes if code in _BY_CODE), kind)
    elif kind is Conflict and _HOOK.search(texts):
        kind = HookExists
    return kind(failure)


FAMILY: Final = core.ErrorFamily(
    ConnectionFailed,
    TimedOut,
    AmbiguousDelivery,
    UnexpectedReply,
    status_error,
    invalid=InvalidArgument,
)

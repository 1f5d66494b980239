"""What OAuth adds to the tree of errors, which `calendly_client.errors` draws."""

from __future__ import annotations

from typing import Final, Self

from attrs import evolve

from api_client_core import errors as core
from api_client_core.wire import Request, without_addresses

from ._error_bodies import line, said, text
from .errors import (
    AmbiguousDelivery,
    CalendlyError,
    ConnectionFailed,
    InvalidArgument,
    StatusError,
    TimedOut,
    UnexpectedReply,
    status_error,
)


class OAuthError(StatusError):
    """The OAuth server answered, and the answer is an error, as RFC 6749 words them."""

    @property
    def error(self) -> str | None:
        """A word for programs, such as ``invalid_client``: the id or the secret is wrong."""
        return text(said(self.failure), "error")

    @property
    def error_description(self) -> str | None:
        """What is wrong, in Calendly's words."""
        return text(said(self.failure), "error_description")

    def what(self) -> str:
        """Say the status, and what Calendly says of it."""
        words = ": ".join(line(told) for told in (self.error, self.error_description) if told)
        return f"HTTP {self.status} {words}".rstrip()


class ReauthorizationRequired(OAuthError):
    """The user must authorise the application again: nothing else will do.

    Send the user through `CalendlyOAuth.begin` once more. ``status`` and ``reply`` are None if it
    was known without asking Calendly: a refresh token that was refused is never sent again.
    """

    @property
    def why(self) -> str:
        """What happened to the permission there was."""
        return self.failure.reason or "Calendly does not accept the code or the refresh token"

    def what(self) -> str:
        """Say that, and why."""
        answered = f"{super().what()}; " if self.status else ""
        return f"{answered}the user must authorise again: {self.why}"

    @classmethod
    def because(cls, why: str, place: Request, cause: OAuthError | None = None) -> Self:
        """Make one that says why.

        Args:
            why: What happened to the permission there was.
            place: Where a refresh goes.
            cause: What Calendly answered, if it was asked.
        """
        failure = cause.failure if cause else core.Failure(place, 0, idempotent=True)
        return cls(evolve(failure, reason=why))


class RefreshUnanswered(ConnectionFailed):
    """Calendly did not say whether it refreshed the token; what you called was not sent.

    Call it again later: one more refresh with the same token is tried then. If Calendly did answer
    the one before, that raises `ReauthorizationRequired`.
    """

    def what(self) -> str:
        """Say what went wrong, and that the call itself was not sent."""
        how = f"HTTP {self.status}" if self.status else self.failure.reason
        return f"{how}; the access token was not refreshed, so the call was not sent"


class AuthorizationDenied(CalendlyError):
    """The user did not agree, or Calendly did not ask: the redirect says so in place of a code.

    Attributes:
        error: A word for programs: ``access_denied`` if the user did not agree.
        error_description: What is wrong, in Calendly's words.
    """

    def __init__(self, error: str, error_description: str | None = None) -> None:
        super().__init__(error, error_description)
        self.error: str = error
        self.error_description: str | None = error_description

    def __str__(self) -> str:
        return without_addresses(line(": ".join(filter(None, self.args))))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


def oauth_status_error(failure: core.Failure) -> StatusError:
    """Pick the class for an answer of the OAuth server that says no."""
    error = text(said(failure), "error")
    if error == "invalid_grant":
        return ReauthorizationRequired(failure)
    if error is None or (failure.reply is not None and failure.reply.status == 429):
        return status_error(failure)
    return OAuthError(failure)


class UnreadableToken(UnexpectedReply):
    """The OAuth server says yes, but not as it promises. Its body is not kept, for its tokens."""

    def __init__(self, failure: core.Failure) -> None:
        bare = failure.reply and evolve(failure.reply, content=b"")
        super().__init__(evolve(failure, reply=bare))


FAMILY: Final = core.ErrorFamily(
    ConnectionFailed,
    TimedOut,
    AmbiguousDelivery,
    UnreadableToken,
    oauth_status_error,
    invalid=InvalidArgument,
)

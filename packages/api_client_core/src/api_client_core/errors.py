"""What every client on this core can raise. Each client derives its own tree from these families.

ClientError
├── InvalidArgument          nothing was sent: names the argument and what would be right
└── CallFailed               a call was tried
    ├── ConnectionFailed     no reply came, and nothing can have been applied twice
    │   └── TimedOut
    ├── StatusError          a reply came, and it says no
    ├── AmbiguousDelivery    it may have been applied, or not; sending it again could do it twice
    └── UnexpectedReply      a reply came, says yes, and is not what the API promises
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from .wire import Reply, Request
from .wire import without_addresses as without_addresses


@frozen
class Failure:
    """All that is known about a failed call. Pickles; holds no credentials and no body sent."""

    request: Request
    attempts: int
    idempotent: bool
    reply: Reply | None = None
    reason: str = ""
    problems: tuple[str, ...] = ()
    retry_after: float | None = None


class ClientError(Exception):
    """Base of every error of every client on this core."""


class InvalidArgument(ClientError, ValueError):
    """An argument is wrong. Nothing was sent.

    Attributes:
        name: The argument.
        problem: What is wrong with it, and what would be right.
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name, problem)
        self.name: str = name
        self.problem: str = problem

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


class CallFailed(ClientError):
    """A call was tried, and failed.

    Attributes:
        failure: All of this as data.
        request: What was sent, without credentials and body.
        reply: What came back, if anything did.
        status: The HTTP status, if a reply came.
        attempts: How often it was sent.
        request_id: The service's id of the last attempt, for its support.
        retry_after: Seconds after which the service asks to be tried again, if it said so.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        reply = failure.reply
        self.failure: Failure = failure
        self.request: Request = failure.request
        self.reply: Reply | None = reply
        self.status: int | None = reply.status if reply else None
        self.attempts: int = failure.attempts
        self.request_id: str | None = reply.headers.get("x-request-id") if reply else None
        self.retry_after: float | None = failure.retry_after

    @property
    def safe_to_resend(self) -> bool:
        """Whether sending the same call again can do no harm."""
        return self.failure.idempotent

    def what(self) -> str:
        """Say what happened, in a few words, without repeating the body."""
        return self.failure.reason

    def __str__(self) -> str:
        later = "" if self.retry_after is None else f", retry after {self.retry_after:g} s"
        tries = f" (after {self.attempts} attempts)" if self.attempts > 1 else ""
        ident = f" [request {self.request_id}]" if self.request_id else ""
        return without_addresses(f"{self.request.where}: {self.what()}{later}{tries}{ident}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


class ConnectionFailed(CallFailed):
    """No reply came. The call was not applied, or is harmless to repeat."""

    @property
    def safe_to_resend(self) -> bool:
        """Always: a call that may not be repeated raises `AmbiguousDelivery` instead."""
        return True


class TimedOut(ConnectionFailed):
    """No reply came in time."""


class StatusError(CallFailed):
    """The service answered, and the answer is an error."""

    @property
    def safe_to_resend(self) -> bool:
        """Whether it was refused before it was applied (429), or is harmless to repeat."""
        return self.status == 429 or self.failure.idempotent

    def what(self) -> str:
        """Give the status; the clients add what the body says."""
        return f"HTTP {self.status}"


class AmbiguousDelivery(CallFailed):
    """The call may have been applied, or not: look before sending it again."""

    def what(self) -> str:
        """Say what went wrong, and that the outcome is unknown."""
        how = f"HTTP {self.status}" if self.status else self.failure.reason
        return f"{how}; it may have been applied, so it was not sent again"


class UnexpectedReply(CallFailed):
    """The reply says success, but its body is not what the API promises.

    Attributes:
        problems: One line for each fault, with its JSON path and never with its value.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.problems: tuple[str, ...] = failure.problems

    def what(self) -> str:
        """Give the status and the faults."""
        return f"HTTP {self.status} with an unexpected body: {'; '.join(self.problems)}"


@frozen
class ErrorFamily:
    """Which classes a client raises. ``status`` picks one by looking at the reply."""

    connection: type[ConnectionFailed]
    timeout: type[TimedOut]
    ambiguous: type[AmbiguousDelivery]
    unexpected: type[UnexpectedReply]
    status: Callable[[Failure], StatusError]
    invalid: type[InvalidArgument] = InvalidArgument


class Unreadable(Exception):
    """Raised by a reader: the body is not what it should be. Becomes `UnexpectedReply`."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems: tuple[str, ...] = problems


class Rejected(Exception):
    """Raised by a reader: the status says success, the body failure. Becomes `StatusError`."""

"""What became of messages to many users."""

from __future__ import annotations

from typing import Self

from attrs import field, frozen

from .errors import CallFailed
from .recipients import Recipient


def _count(users: tuple[object, ...]) -> str:
    return str(len(users))


@frozen
class Unsent:
    """Users whose messages CleverTap did not take, a batch of them.

    Attributes:
        users: Who.
        error: Why.
    """

    users: tuple[Recipient, ...] = field(repr=_count)
    error: CallFailed


@frozen(kw_only=True)
class SendResult:
    """What became of a message to many: every user is counted or listed once.

    Attributes:
        queued: How many CleverTap took. Who of them gets it, it does not tell.
        failed: Those it did not take, with the reason. It does no harm to send to them again.
        in_doubt: Those whose answer was lost: they may get it, or not, and twice if sent again.
        unanswered: Those whose answer nobody waited for: they may get it, or not. Only what a
            cancelled `messages.send` left behind has any; see `partial_of`.
        left: Those to whom nothing was sent, since a batch before them failed, or was cancelled.
    """

    queued: int = 0
    failed: tuple[Unsent, ...] = ()
    in_doubt: tuple[Unsent, ...] = ()
    unanswered: tuple[Recipient, ...] = field(default=(), repr=_count)
    left: tuple[Recipient, ...] = field(default=(), repr=_count)

    @property
    def complete(self) -> bool:
        """Whether CleverTap took them all."""
        return not (self.failed or self.in_doubt or self.unanswered or self.left)

    def raise_for_failed(self) -> Self:
        """Raise the first error if CleverTap did not take them all, else give the result itself.

        Raises:
            CallFailed: Why a batch failed, or may have.
        """
        for batch in (*self.failed, *self.in_doubt):
            raise batch.error
        return self

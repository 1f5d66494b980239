"""What became of the records of an upload."""

from __future__ import annotations

from collections import Counter
from typing import Any, Self, TypeVar, overload

from attrs import field, frozen

from .codes import advice_for, is_temporary
from .errors import RecordsRefused
from .models import Code
from .records import Record

R = TypeVar("R")


def _count(records: tuple[object, ...]) -> str:
    return str(len(records))


@frozen
class Refused:
    """A record that CleverTap refused.

    Attributes:
        record: The very object that was passed in. None if CleverTap did not say which record it
            means; those that it may mean are then in `UploadResult.in_doubt`.
        code: CleverTap's code, a number or now and then a text.
        error: CleverTap's words, without addresses and numbers.
    """

    record: Record | None
    code: Code
    error: str

    @property
    def advice(self) -> str:
        """What to do about it."""
        return advice_for(self.code)

    @property
    def temporary(self) -> bool:
        """Whether CleverTap may accept the same record later."""
        return is_temporary(self.code)


@frozen(kw_only=True)
class UploadResult:
    """What became of the records: every one that was taken is counted or listed once.

    Attributes:
        processed: How many CleverTap accepted. For `uploads.validate`, how many it would accept.
        refused: Those it refused, each with the reason, in the order of the records.
        in_doubt: Those that may have been stored, or not: no answer came, or none that says it.
            Sending an event again may store it twice.
        unsent: Those that were taken but not stored, or that do no harm when they are sent again.
            Only a `partial` result of a failed or cancelled upload has any.
    """

    processed: int = 0
    refused: tuple[Refused, ...] = field(default=(), repr=_count)
    in_doubt: tuple[Record, ...] = field(default=(), repr=_count)
    unsent: tuple[Record, ...] = field(default=(), repr=_count)

    @property
    def complete(self) -> bool:
        """Whether every record was accepted."""
        return not (self.refused or self.in_doubt or self.unsent)

    def raise_for_refused(self) -> Self:
        """Raise if any record was refused, else give the result itself.

        Records in doubt do not raise: look at `in_doubt`, or at `complete`.

        Raises:
            RecordsRefused: It says how many, and why; the records are in its ``result``.
        """
        if self.refused:
            raise RecordsRefused(self)
        return self

    def summary(self) -> str:
        """Say how many records were refused and why, without saying anything of what is in them."""
        counts = Counter(refused.code for refused in self.refused)
        reasons = "; ".join(
            f"{count} with code {code}: {advice_for(code)}" for code, count in counts.most_common()
        )
        doubt = f"; {len(self.in_doubt)} more are in doubt" if self.in_doubt else ""
        many = len(self.refused)
        told = "1 record was refused" if many == 1 else f"{many} records were refused"
        return f"{told} ({reasons}){doubt}"


@overload
def partial_of(error: BaseException) -> UploadResult | None: ...
@overload
def partial_of(error: BaseException, kind: type[R]) -> R | None: ...
def partial_of(error: BaseException, kind: type[Any] = UploadResult) -> Any:
    """Give what an upload had done before it failed, was cancelled or was interrupted.

    Works for any exception that an upload let out, also a cancellation, and for a `TimeoutError`
    that `asyncio.timeout` made of one.

    Args:
        error: What was caught.
        kind: What it was doing: `SendResult` if it was not `uploads.send` but `messages.send`.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(found := vars(seen).get("partial"), kind):
            return found
        seen = seen.__cause__ or seen.__context__
    return None

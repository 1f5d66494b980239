"""``/1/upload``: events, profiles and tokens."""

from __future__ import annotations

from typing import Any, cast

from attrs import define, field

from api_client_core.testing import Answer, Received, route

from ... import limits
from ..account import SandboxAccount
from ..checks import TEXTS, Refusal, refusal_of
from ..describing import echoed
from ..store import Store, folded
from .base import credentials, judged, rows_of
from .targets import Targets


@define(eq=False, slots=False)
class Upload(Targets):
    """Records on their way in."""

    planned: list[Refusal] = field(factory=list[Refusal], init=False, repr=False)

    @route("POST", "/1/upload")
    @credentials
    def upload(self, account: SandboxAccount, request: Received) -> Answer:
        """Judge records, keep those that are fit, and say which are not."""
        given = rows_of(request, "d", limits.RECORDS_PER_UPLOAD.value)
        discarded = {folded(name) for name in self.discarded_events}
        refused = {
            n: why
            for n, record in enumerate(given)
            if (why := self._judge(record, account.store, discarded)) is not None
        }
        if request.first("dryRun") != "1":
            fit = [record for n, record in enumerate(given) if n not in refused]
            self._keep(account, cast("list[dict[str, Any]]", fit))
        rows = [_unprocessed(n, given[n], *why) for n, why in reversed(refused.items())]
        return judged(len(given), rows)

    def _judge(self, record: object, store: Store, discarded: set[str]) -> Refusal | None:
        if self.planned:
            return self.planned.pop(0)
        most = self.properties_per_event
        code = refusal_of(record, store, discarded=discarded, most_properties=most)
        return None if code is None else (code, TEXTS[code])

    def _keep(self, account: SandboxAccount, records: list[dict[str, Any]]) -> None:
        sending = self.sending(account)
        now = sending.now
        for record in records:
            if record["type"] == "event":
                sending.react(account.store.add_event(record, int(now.timestamp())))
        for record in records:
            if record["type"] == "profile":
                account.store.add_profile(record)
            elif record["type"] == "token":
                account.store.add_token(record)


def _unprocessed(index: int, record: Any, code: int, error: str) -> dict[str, Any]:
    return {
        "status": "fail",
        "code": code,
        "error": f"{error}Skipped record number : {index + 1}",
        "record": _echo(record),
    }


def _echo(record: Any) -> Any:
    if not isinstance(record, dict):
        return record
    given = cast("dict[str, Any]", record)
    return {
        key: _echo(value) if isinstance(value, dict) else echoed(key, value)
        for key, value in sorted(given.items())
    }

"""``/1/delete/``, ``demerge``, ``disassociate`` and ``subscribe``: what is done to people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from attrs import define, field

from api_client_core.testing import Answer, Received, route

from ... import limits
from ..account import SandboxAccount
from ..checks import Refusal
from ..objects import as_list, as_object
from ..refusals import MALFORMED, TOO_MANY_PEOPLE, Refused
from .base import Base, body_of, credentials, judged, rows_of, success

_PEOPLE: Final = limits.PEOPLE_PER_DELETION.value
_ROWS: Final = limits.ADDRESSES_PER_CALL.value
_KEYS: Final = {
    "phone": ("Phone", "MSG-sms"),
    "email": ("Email", "MSG-email"),
    "whatsapp": ("Phone", "MSG-whatsapp"),
}
_UNSUBSCRIBED: Final = "Channel Unsubscribed"


@define(eq=False, slots=False)
class People(Base):
    """Who is deleted, taken apart, freed, subscribed."""

    deletion_delay: timedelta = field(default=timedelta(0), kw_only=True)

    def settle(self, account: SandboxAccount) -> None:
        """Delete those whose time has come."""
        super().settle(account)
        now = self.clock()
        for due, profile in list(account.doomed):
            if due <= now:
                account.doomed.remove((due, profile))
                if (person := profile.current) is not None:
                    account.store.forget(person)

    @route("POST", "/1/delete/profiles.json")
    @credentials
    def delete(self, account: SandboxAccount, request: Received) -> Answer:
        """Delete people."""
        body = body_of(request)
        given = {"identity": _several(body, "identity"), "objectId": _several(body, "guid")}
        if not any(given.values()):
            raise Refused(MALFORMED)
        for key, names in given.items():
            for name in names:
                profile = account.store.find(key, name)
                if profile is not None:
                    account.doomed.append((self.clock() + self.deletion_delay, profile))
        self.settle(account)
        return success()

    @route("POST", "/1/demerge/profiles.json")
    @credentials
    def demerge(self, account: SandboxAccount, request: Received) -> Answer:
        """Make people of their own of identities that were merged."""
        names = _several(body_of(request), "identities")
        if not names:
            raise Refused(MALFORMED)
        for name in names:
            account.store.split(name)
        return success()

    @route("POST", "/1/disassociate")
    @credentials
    def disassociate(self, account: SandboxAccount, request: Received) -> Answer:
        """Free phone numbers that are identities."""

        def judge(row: dict[str, Any]) -> Refusal | None:
            if row.get("type") != "phone" or not _is_phone(row.get("value")):
                return 516, "Phone number is not valid."
            known = account.store.release(row["value"])
            return None if known else (516, "No profile has this phone number as identity.")

        return _judged(rows_of(request, "d", _ROWS), judge)

    @route("POST", "/1/subscribe")
    @credentials
    def subscribe(self, account: SandboxAccount, request: Received) -> Answer:
        """Let addresses have messages, or none."""

        def judge(row: dict[str, Any]) -> Refusal | None:
            kind, value = str(row.get("type")), str(row.get("value"))
            if kind not in _KEYS or str(row.get("status")) not in {"Unsubscribe", "Resubscribe"}:
                return 524, "Type or status is not valid."
            if kind == "email" and not re.fullmatch(limits.EMAIL.value, value):
                return 515, "Email is not valid."
            if kind != "email" and not _is_phone(value):
                return 516, "Phone number is not valid."
            self._subscribe(account, kind, value, wanted=row["status"] == "Resubscribe")
            return None

        return _judged(rows_of(request, "d", _ROWS), judge)

    def _subscribe(self, account: SandboxAccount, kind: str, value: str, *, wanted: bool) -> None:
        key, opt_out = _KEYS[kind]
        for profile in account.store.profiles:
            if profile.properties.get(key) == value:
                profile.properties[opt_out] = wanted
                if not wanted:
                    now = int(self.clock().timestamp())
                    account.store.raise_event(_UNSUBSCRIBED, profile, now, {"Channel": kind})


def _judged(rows: list[Any], judge: Callable[[dict[str, Any]], Refusal | None]) -> Answer:
    """Judge rows one by one, as uploads are judged."""
    refused: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        if (refusal := judge(as_object(row))) is not None:
            code, error = refusal
            text = f"{error}Skipped record number : {number}"
            refused.append({"status": "fail", "code": code, "error": text, "record": row})
    return judged(len(rows), refused)


def _is_phone(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(limits.PHONE.value, value) is not None


def _several(body: dict[str, Any], key: str) -> list[str]:
    """Read one text, or a hundred at most. Raises `Refused`."""
    value: object = body.get(key, [])
    names = [value] if isinstance(value, str) else as_list(value)
    if names is None or not all(isinstance(name, str) for name in names):
        raise Refused(MALFORMED)
    if len(names) > _PEOPLE:
        raise Refused(TOO_MANY_PEOPLE, _PEOPLE)
    return names

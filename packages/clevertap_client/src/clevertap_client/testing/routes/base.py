"""What all routes share."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from attrs import define, field

from api_client_core.testing import Answer, Received, Sandbox

from ... import limits
from ..account import SandboxAccount
from ..features import Feature, checked_features, checked_zone
from ..objects import as_list, decoded
from ..queries import Queries
from ..refusals import CREDENTIALS, MALFORMED, NOT_ENABLED, Refused

P = ParamSpec("P")
B = TypeVar("B", bound="Base")


def _utc() -> datetime:
    return datetime.now(UTC)


@define(eq=False, slots=False)
class Base(Sandbox):
    """Answers as CleverTap does, from what an account holds."""

    account_id: str = "TEST-ACC-0000"
    passcode: str = field(default="TEST-PASSCODE", repr=False)
    region: str | None = field(default=None, kw_only=True)
    timezone: str = field(
        default="UTC", kw_only=True, validator=lambda _, __, name: checked_zone(name)
    )
    clock: Callable[[], datetime] = field(default=_utc, kw_only=True, repr=False)
    latency: float = field(default=0.0, kw_only=True)
    sleep: Callable[[float], object] = field(default=time.sleep, kw_only=True, repr=False)
    without: Collection[Feature] = field(default=(), kw_only=True)
    properties_per_event: int = field(
        default=limits.EVENT_PROPERTIES_BY_DEFAULT.value, kw_only=True
    )
    discarded_events: set[str] = field(factory=set[str], kw_only=True)
    missing_profiles_are_404: bool = field(default=False, kw_only=True)
    account: SandboxAccount = field(init=False, repr=False)
    accounts: dict[str, SandboxAccount] = field(
        factory=dict[str, SandboxAccount], init=False, repr=False
    )

    def __attrs_post_init__(self) -> None:
        checked_features(self.without)
        self.account = SandboxAccount(self.account_id, {self.passcode: None}, self.region)
        self.accounts[self.account_id] = self.account

    def queries(self, account: SandboxAccount) -> Queries:
        """Find people and events of an account."""
        return Queries(account.store, self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the accounts."""
        return ZoneInfo(self.timezone)

    def admitted(self, request: Received) -> SandboxAccount:
        """Find the account that a request may use. Raises `Refused`."""
        named = request.headers.get("x-clevertap-account-id", "")
        passcode = request.headers.get("x-clevertap-passcode", "")
        account = self.accounts.get(named)
        if account is None or passcode not in account.passcodes:
            raise Refused(CREDENTIALS)
        ends = account.passcodes[passcode]
        if ends is not None and ends <= self.clock():
            raise Refused(CREDENTIALS)
        region = _region_of(request.headers.get("host", ""))
        if None not in {account.region, region} and _plain(account.region) != region:
            raise Refused(CREDENTIALS)
        self.settle(account)
        return account

    def settle(self, account: SandboxAccount) -> None:
        """Do what has fallen due by now. Extend it, calling ``super()``."""


def credentials(
    function: Callable[Concatenate[B, SandboxAccount, Received, P], Answer],
) -> Callable[Concatenate[B, Received, P], Answer]:
    """Let a route be called with an account's credentials only, and answer what it refuses."""

    @wraps(function)
    def called(self: B, request: Received, *args: P.args, **path: P.kwargs) -> Answer:
        try:
            return function(self, self.admitted(request), request, *args, **path)
        except Refused as refused:
            return refused.answer()

    return cast("Callable[Concatenate[B, Received, P], Answer]", called)


def needs(base: Base, feature: Feature) -> None:
    """Refuse what the account lacks. Raises `Refused`."""
    if feature in base.without:
        raise Refused(NOT_ENABLED, feature.replace("_", " "))


def body_of(request: Received) -> dict[str, Any]:
    """Read a JSON object. Raises `Refused`."""
    body = json_of(request)
    if not isinstance(body, dict):
        raise Refused(MALFORMED)
    return cast("dict[str, Any]", body)


def json_of(request: Received) -> Any:
    """Read any JSON. Raises `Refused`."""
    try:
        return decoded(request.body)
    except ValueError:
        raise Refused(MALFORMED) from None


def rows_of(request: Received, key: str, most: int) -> list[Any]:
    """Read a list of so many things at most, under its key. Raises `Refused`."""
    rows = as_list(body_of(request).get(key))
    if rows is None or len(rows) > most:
        raise Refused(MALFORMED)
    return rows


def success(**body: object) -> Answer:
    """Answer that all went well."""
    return Answer.json({"status": "success", **body})


def judged(total: int, refused: list[dict[str, Any]]) -> Answer:
    """Answer what became of so many rows."""
    word = "success" if not refused else "partial" if len(refused) < total else "fail"
    return Answer.json({"status": word, "processed": total - len(refused), "unprocessed": refused})


def _region_of(host: str) -> str | None:
    """Tell which region a request went to; None: to no host of CleverTap's."""
    found = re.fullmatch(r"(?:([a-z0-9-]+)\.)?api\.clevertap\.com(?::\d+)?", host.lower())
    return _plain(found[1] or "eu") if found else None


def _plain(region: str | None) -> str | None:
    """Europe has two names."""
    return "eu" if region == "eu1" else region

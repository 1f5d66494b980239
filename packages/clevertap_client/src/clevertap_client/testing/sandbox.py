"""CleverTap on loopback: refuses as the real one does, remembers, and mails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from attrs import define, field

from api_client_core.testing import Answer, Received, Sandbox, route

from .. import limits
from ..codes import RECORD_CODES
from .checks import TEXTS, refusal_of
from .live import LiveCampaign, Mail, Silence, outcomes
from .store import Store, StoredEvent, StoredProfile, echoed

_EXPECTED = ("identity", "objectId", "email")


def _utc() -> datetime:
    return datetime.now(UTC)


@define(eq=False)
class CleverTapSandbox(Sandbox):
    """A CleverTap account on loopback, for tests and for trying things out.

    Use it as a context manager and point a client at ``url``. `RULES` lists what it takes for
    granted of the real service, and how sure each point is.

    Attributes:
        account_id: What `CleverTap` must be given.
        passcode: What `CleverTap` must be given.
        clock: Gives the time now, aware; replace it to let time pass, or stand still.
        latency: How many seconds every request takes.
        sleep: How it spends them.
        properties_per_event: What the account allows.
        discarded_events: Names of events that the account discards.
        missing_profiles_are_404: Answer 404 for them; else 200 without a record.
        outbox: The mails that Live campaigns sent.
        silent: The events that sent none, and why.
        most_in_flight: How many requests there were at once, at the most.
    """

    account_id: str = "TEST-ACC-0000"
    passcode: str = field(default="TEST-PASSCODE", repr=False)
    clock: Callable[[], datetime] = field(default=_utc, kw_only=True, repr=False)
    latency: float = field(default=0.0, kw_only=True)
    sleep: Callable[[float], object] = field(default=time.sleep, kw_only=True, repr=False)
    properties_per_event: int = field(
        default=limits.EVENT_PROPERTIES_BY_DEFAULT.value, kw_only=True
    )
    discarded_events: set[str] = field(factory=set[str], kw_only=True)
    missing_profiles_are_404: bool = field(default=False, kw_only=True)
    outbox: list[Mail] = field(factory=list[Mail], init=False, repr=False)
    silent: list[Silence] = field(factory=list[Silence], init=False, repr=False)
    most_in_flight: int = field(default=0, init=False)
    _store: Store = field(factory=Store, init=False, repr=False)
    _campaigns: list[LiveCampaign] = field(factory=list[LiveCampaign], init=False, repr=False)
    _planned: list[tuple[int, str]] = field(factory=list[tuple[int, str]], init=False, repr=False)
    _flying: dict[bool, int] = field(factory=lambda: {True: 0, False: 0}, init=False, repr=False)
    _gate: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    @property
    def profiles(self) -> tuple[StoredProfile, ...]:
        """The people it knows, in the order in which they came."""
        return tuple(self._store.profiles)

    @property
    def events(self) -> tuple[StoredEvent, ...]:
        """What they did, in the order in which it came."""
        return tuple(self._store.events)

    def profile(self, identity: str) -> StoredProfile | None:
        """Give one person."""
        return self._store.find("identity", identity)

    def event_count(self, name: str, identity: str | None = None) -> int:
        """Count the events of one name, in any case and spacing.

        Args:
            name: The name.
            identity: Count this person's only.
        """
        with self.lock:
            return sum(
                limits.folded(event.name) == limits.folded(name)
                and (identity is None or ("identity", identity) in event.profile.ids)
                for event in self._store.events
            )

    def live_campaign(self, event: str, *, subject: str = "", body: str = "") -> LiveCampaign:
        """Publish a Live campaign, which in the real service only the dashboard can.

        Its mails need the extra ``liquid``.

        Args:
            event: The name of the event that it qualifies on.
            subject: A Liquid template, with ``Event`` and ``Profile``.
            body: A Liquid template.

        Raises:
            TemplateError: A template cannot be read.
        """
        from ..liquid import check

        check(subject)
        check(body)
        campaign = LiveCampaign(event, subject, body)
        with self.lock:
            self._campaigns.append(campaign)
        return campaign

    def refuse_next(self, code: int, error: str | None = None, *, times: int = 1) -> None:
        """Refuse the next records, whatever they are: to see codes that cannot be provoked.

        Args:
            code: Such as 555.
            error: What to say, without the number of the record.
            times: How many records.
        """
        known = RECORD_CODES.get(code)
        text = error or TEXTS.get(code) or f"{known.meaning if known else 'Refused'}. "
        with self.lock:
            self._planned += [(code, text)] * times

    def handle(self, request: Received) -> Answer:
        """Give the proper answer, unless too many ask at once."""
        upload = request.path == "/1/upload"
        most = limits.UPLOADS_IN_FLIGHT if upload else limits.READS_IN_FLIGHT
        with self._gate:
            self._flying[upload] += 1
            too_many = self._flying[upload] > most.value
            self.most_in_flight = max(self.most_in_flight, sum(self._flying.values()))
        try:
            if self.latency:
                self.sleep(self.latency)
            if too_many:
                return _fail(429, "Too many concurrent requests")
            return super().handle(request)
        finally:
            with self._gate:
                self._flying[upload] -= 1

    def no_route(self, request: Received, *, known: bool) -> Answer:
        """Answer an unknown path with nothing, as the real one does."""
        return _fail(405, "Method Not Allowed") if known else Answer(200, b"")

    @route("POST", "/1/upload")
    def upload(self, request: Received) -> Answer:
        """Judge records, keep those that are fit, and say which are not."""
        if (denied := self._denied(request)) is not None:
            return denied
        try:
            body = request.json()
        except ValueError:
            body = None
        records = cast("dict[str, Any]", body).get("d") if isinstance(body, dict) else None
        if not isinstance(records, list):
            return _fail(400, "Malformed request")
        given = cast("list[object]", records)
        if len(given) > limits.RECORDS_PER_UPLOAD.value:
            return _fail(400, "Malformed request")
        refused = {n: why for n, r in enumerate(given) if (why := self._judge(r)) is not None}
        if request.first("dryRun") != "1":
            fit = [record for n, record in enumerate(given) if n not in refused]
            self._keep(cast("list[dict[str, Any]]", fit))
        word = "success" if not refused else "partial" if len(refused) < len(given) else "fail"
        return Answer.json(
            {
                "status": word,
                "processed": len(given) - len(refused),
                "unprocessed": [
                    _unprocessed(n, given[n], *why) for n, why in reversed(refused.items())
                ],
            }
        )

    @route("GET", "/1/profile.json")
    def look_up(self, request: Received) -> Answer:
        """Give one person."""
        if (denied := self._denied(request)) is not None:
            return denied
        pairs = [pair for pair in request.query if pair[0] in _EXPECTED]
        if len(pairs) != 1:
            return _fail(400, "Malformed request")
        profile = self._store.find(*pairs[0])
        if profile is not None:
            record = self._store.described(profile)
            return Answer.json({"status": "success", "record": record})
        if self.missing_profiles_are_404:
            return _fail(404, "Not Found")
        return Answer.json({"status": "success"})

    def _denied(self, request: Received) -> Answer | None:
        given = (
            request.headers.get("x-clevertap-account-id"),
            request.headers.get("x-clevertap-passcode"),
        )
        right = given == (self.account_id, self.passcode)
        return None if right else _fail(401, "Invalid Credentials")

    def _judge(self, record: object) -> tuple[int, str] | None:
        if self._planned:
            return self._planned.pop(0)
        code = refusal_of(
            record,
            discarded={limits.folded(name) for name in self.discarded_events},
            most_properties=self.properties_per_event,
        )
        return None if code is None else (code, TEXTS[code])

    def _keep(self, records: list[dict[str, Any]]) -> None:
        now = self.clock()
        for record in records:
            if record["type"] == "event":
                event = self._store.add_event(record, int(now.timestamp()))
                for outcome in outcomes(event, self._campaigns, now):
                    if isinstance(outcome, Mail):
                        self.outbox.append(outcome)
                    else:
                        self.silent.append(outcome)
        for record in records:
            if record["type"] == "profile":
                self._store.add_profile(record)
            elif record["type"] == "token":
                self._store.person(record).tokens.append(record["tokenData"])


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


def _fail(status: int, error: str) -> Answer:
    return Answer.json({"status": "fail", "error": error, "code": status}, status)

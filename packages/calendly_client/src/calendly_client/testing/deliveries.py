"""The sandbox's post: letters to subscribers, signed, sent over real HTTP, and noted."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from itertools import count
from threading import Condition, RLock, local
from typing import Any, Final, Literal, TypeAlias

import httpx
from attrs import Factory, define, evolve, field

from .. import webhooks
from ..errors import InvalidArgument
from .documents import Document, moment_of, stamp
from .retries import Delivery, Ladder

Sending: TypeAlias = Literal["now", "background", "held"]
"""When deliveries go out: before the call that caused them returns, in a thread of their own, or
only when `CalendlySandbox.flush` is called."""

_AGENT: Final = "calendly-sandbox"


class _Desk(local):
    """What a thread has written and not handed over yet: nobody else may take it along."""

    def __init__(self) -> None:
        self.letters: list[Delivery] = []


@define(eq=False, kw_only=True)
class Post:
    """Knows the subscribers, writes to them, and sends."""

    now: Callable[[], datetime]
    lock: RLock
    timeout: float
    members: Mapping[str, Collection[str]]
    ladder: Ladder
    sign_retries: bool = True
    subscriptions: dict[str, Document] = field(factory=dict[str, Document])
    keys: dict[str, str] = field(factory=dict[str, str])
    outbox: list[Delivery] = field(factory=list[Delivery])
    journal: list[Delivery] = field(factory=list[Delivery])
    _numbers: Iterator[int] = field(factory=lambda: count(1))
    _http: httpx.Client | None = None
    _thread: ThreadPoolExecutor | None = None
    _under_way: list[Future[Any]] = field(factory=list[Future[Any]])
    _desk: _Desk = field(factory=_Desk)
    _idle: Condition = field(default=Factory(lambda self: Condition(self.lock), takes_self=True))
    _sending: int = 0

    def tell(self, what: str, payload: Document, users: Collection[str]) -> None:
        """Write to all who asked to hear of this. Then `dispatch`, when nobody holds the lock.

        Args:
            what: One of the webhook events.
            payload: What to tell; it is written down at once.
            users: The URIs of those whom it concerns: subscriptions of these users, and of groups
                that one of them is in, hear of it; those of the organization hear everything.
        """
        for subscription in self.subscriptions.values():
            if (
                subscription["state"] == "active"
                and what in subscription["events"]
                and self._concerns(subscription, users)
            ):
                self._desk.letters.append(
                    Delivery(
                        event=what,
                        url=subscription["callback_url"],
                        subscription=subscription["uri"],
                        body=_envelope(what, subscription, payload, self.now()),
                        number=next(self._numbers),
                    )
                )

    def dispatch(self, sending: Sending) -> None:
        """Send what this thread has written, and what was held; or hold it.

        Call it without the lock.
        """
        with self.lock:
            self._hand_over()
            if sending == "held":
                return
            letters, self.outbox = self.outbox, []
            if letters and sending == "background":
                self._thread = self._thread or ThreadPoolExecutor(1, "calendly-sandbox-post")
                self._under_way.append(self._thread.submit(self._send_all, letters))
                return
        self._send_all(letters)

    def flush(self) -> tuple[Delivery, ...]:
        """Send what is held, and wait for what is under way."""
        self._settle()
        with self.lock:
            self._hand_over()
            letters, self.outbox = self.outbox, []
        return self._send_all(letters)

    def send(self, letter: Delivery) -> Delivery:
        """Try once to deliver, and note how it went."""
        at = self.now()
        header = self._signature(letter, at)
        headers = {"content-type": "application/json", "user-agent": _AGENT}
        if header is not None:
            headers[webhooks.HEADER] = header
        status, error = None, None
        try:
            status = (
                self._client().post(letter.url, content=letter.body, headers=headers).status_code
            )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as failure:  # no such host name
            error = type(failure).__name__
        with self.lock:
            tried = self.ladder.count(letter.number)
            sent = evolve(
                letter, header=header, status=status, error=error, sent_at=at, attempt=tried
            )
            self.journal.append(sent)
            self._judge(sent, at)
        return sent

    def send_again(self, until: datetime, at: Callable[[datetime], object], *, hold: bool) -> None:
        """Make the retries that are due, in their order, once what is under way has come or failed.

        Call it without the lock.

        Args:
            until: Up to when.
            at: Is told the time of each before it is made.
            hold: Whether to put them into the outbox instead.
        """
        self._settle()
        while True:
            with self.lock:
                due = self.ladder.next_due(until)
                self._give_up(until if due is None else due)
                letter = None if due is None else self.ladder.take(due)
                if letter is not None and hold:
                    self.outbox.append(letter)
            if due is None:
                return
            at(due)
            if letter is not None and not hold:
                self.send(letter)

    def close(self) -> None:
        """Finish what is under way, and let go of threads and connections. What is held stays."""
        self._settle()
        with self._idle:
            self._idle.wait_for(lambda: not self._sending)
            http, self._http = self._http, None
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown()
        if http is not None:
            http.close()

    def _concerns(self, subscription: Document, users: Collection[str]) -> bool:
        match subscription["scope"]:
            case "user":
                return subscription["user"] in users
            case "group":
                members = self.members.get(subscription["group"], ())
                return any(user in members for user in users)
            case _:
                return True

    def _hand_over(self) -> None:
        self.outbox += self._desk.letters
        self._desk.letters = []

    def _settle(self) -> None:
        with self.lock:
            under_way, self._under_way = self._under_way, []
        for sent in under_way:
            sent.result()

    def _send_all(self, letters: list[Delivery]) -> tuple[Delivery, ...]:
        with self.lock:
            self._sending += 1
        try:
            return tuple(self.send(letter) for letter in letters)
        finally:
            with self._idle:
                self._sending -= 1
                self._idle.notify_all()

    def _client(self) -> httpx.Client:
        with self.lock:
            if self._http is None:
                limits = httpx.Timeout(self.timeout, connect=min(10.0, self.timeout))
                self._http = httpx.Client(timeout=limits, trust_env=False)
            return self._http

    def _signature(self, letter: Delivery, at: datetime) -> str | None:
        if letter.header is not None and not self.sign_retries:
            return letter.header
        key = self.keys.get(letter.subscription)
        return webhooks.sign(letter.body, key, at) if key else None

    def _judge(self, sent: Delivery, at: datetime) -> None:
        subscription = self.subscriptions.get(sent.subscription)
        if sent.succeeded:
            self.ladder.forget(sent.number)
            if subscription is not None:
                subscription["retry_started_at"] = None
        elif subscription is not None and subscription["state"] == "active":
            subscription["retry_started_at"] = subscription["retry_started_at"] or stamp(at)
            self.ladder.wait(sent, at)
            self._give_up(at)

    def _give_up(self, at: datetime) -> None:
        """Disable the subscriptions that have failed for too long, and forget what is gone."""
        for subscription in self.subscriptions.values():
            since = subscription["retry_started_at"]
            if since is not None and at - moment_of(since) >= self.ladder.patience:
                subscription["state"] = "disabled"
        served = {uri for uri, kept in self.subscriptions.items() if kept["state"] == "active"}
        self.ladder.keep(served)


def _envelope(what: str, subscription: Document, payload: Document, now: datetime) -> bytes:
    envelope = {
        "created_at": stamp(now.replace(microsecond=0)),
        "created_by": subscription["creator"],
        "event": what,
        "payload": payload,
    }
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()


def checked(sending: Sending) -> Sending:
    """Check when deliveries shall go out."""
    if sending not in {"now", "background", "held"}:
        raise InvalidArgument("sending", 'must be "now", "background" or "held"')
    return sending

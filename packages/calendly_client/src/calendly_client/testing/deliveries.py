"""The sandbox's post: letters to subscribers, signed, sent over real HTTP, and noted."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import RLock
from typing import Any, Final, Literal, TypeAlias

import httpx
from attrs import define, evolve, field, frozen

from .. import webhooks
from ..errors import InvalidArgument
from ..models import WebhookDelivery
from .documents import Document, moment_of, stamp

Sending: TypeAlias = Literal["now", "background", "held"]
"""When deliveries go out: before the call that caused them returns, in a thread of their own, or
only when `CalendlySandbox.flush` is called."""

_AGENT: Final = "calendly-sandbox"


@frozen(kw_only=True)
class Delivery:
    """One attempt to deliver.

    Attributes:
        event: What happened.
        url: Where it was sent.
        subscription: The URI of the subscription.
        body: What was sent; the same bytes whenever it is sent again.
        header: The signature, or None if the subscription has no key.
        status: What the receiver answered; None if it did not.
        error: Why there is no answer.
        sent_at: When, by the sandbox's clock; None while it is held.
    """

    event: str
    url: str
    subscription: str
    body: bytes = field(repr=False)
    header: str | None = field(default=None, repr=False)
    status: int | None = None
    error: str | None = None
    sent_at: datetime | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    def read(self) -> WebhookDelivery:
        """Read the body."""
        return webhooks.parse_unverified(self.body)


@define(eq=False, kw_only=True)
class Post:
    """Knows the subscribers, writes to them, and sends."""

    now: Callable[[], datetime]
    lock: RLock
    timeout: float
    members: Mapping[str, Collection[str]]
    subscriptions: dict[str, Document] = field(factory=dict[str, Document])
    keys: dict[str, str] = field(factory=dict[str, str])
    outbox: list[Delivery] = field(factory=list[Delivery])
    journal: list[Delivery] = field(factory=list[Delivery])
    _http: httpx.Client | None = None
    _thread: ThreadPoolExecutor | None = None
    _under_way: list[Future[Any]] = field(factory=list[Future[Any]])

    def tell(self, what: str, payload: Document, users: Collection[str]) -> None:
        """Write to all who asked to hear of this. Sent later, when nobody holds the lock.

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
                self.outbox.append(
                    Delivery(
                        event=what,
                        url=subscription["callback_url"],
                        subscription=subscription["uri"],
                        body=_envelope(what, subscription, payload, self.now()),
                    )
                )

    def dispatch(self, sending: Sending) -> None:
        """Send what has been written, unless it is held. Call it without the lock."""
        if sending == "held":
            return
        with self.lock:
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
            letters, self.outbox = self.outbox, []
        return self._send_all(letters)

    def send(self, letter: Delivery) -> Delivery:
        """Try once to deliver, and note how it went."""
        key, at = self.keys.get(letter.subscription), self.now()
        header = webhooks.sign(letter.body, key, at) if key else None
        headers = {"content-type": "application/json", "user-agent": _AGENT}
        if header is not None:
            headers[webhooks.HEADER] = header
        status, error = None, None
        try:
            status = (
                self._client().post(letter.url, content=letter.body, headers=headers).status_code
            )
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            error = type(failure).__name__
        sent = evolve(letter, header=header, status=status, error=error, sent_at=at)
        with self.lock:
            self.journal.append(sent)
            self._judge(sent, at)
        return sent

    def close(self) -> None:
        """Finish what is under way, and let go of threads and connections. What is held stays."""
        self._settle()
        with self.lock:
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

    def _settle(self) -> None:
        with self.lock:
            under_way, self._under_way = self._under_way, []
        for sent in under_way:
            sent.result()

    def _send_all(self, letters: list[Delivery]) -> tuple[Delivery, ...]:
        return tuple(self.send(letter) for letter in letters)

    def _client(self) -> httpx.Client:
        with self.lock:
            if self._http is None:
                limits = httpx.Timeout(self.timeout, connect=min(10.0, self.timeout))
                self._http = httpx.Client(timeout=limits, trust_env=False)
            return self._http

    def _judge(self, sent: Delivery, at: datetime) -> None:
        subscription = self.subscriptions.get(sent.subscription)
        if subscription is None:
            return
        failing_since = subscription["retry_started_at"]
        if sent.succeeded:
            subscription["retry_started_at"] = None
        elif failing_since is None:
            subscription["retry_started_at"] = stamp(at)
        elif at - moment_of(failing_since) >= timedelta(hours=24):
            subscription["state"] = "disabled"


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
